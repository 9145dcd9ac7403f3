/**
 * When a request is sent again, and after how long.
 *
 * Every request that Stagewall sends may be sent twice: reads; server-side applies, which say how an object shall be;
 * deletes with the object's uid, which cannot hit another object; and requests for a token, of which the lost one is nobody's. So a
 * lost answer is no reason to stop.
 */
import { setTimeout as sleepFor } from 'node:timers/promises'

/** Why a request did not succeed. */
export type Trouble =
	| { readonly type: 'dropped' }
	| { readonly type: 'status'; readonly status: number; readonly retryAfter: string | undefined }

/** Time and chance, so that tests need neither. */
export interface Patience {
	/** Waits; throws the signal's reason once it is aborted. */
	sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void>
	/** From 0 to 1. */
	random(): number
	/** Milliseconds of a clock that only moves forward. */
	now(): number
}

/** The real ones. */
export const patience: Patience = {
	async sleep(milliseconds, signal) {
		await sleepFor(milliseconds, undefined, { signal }).catch(() => signal?.throwIfAborted())
	},
	random: Math.random,
	now: () => performance.now(),
}

const tries = { busy: 5, failing: 3 }
const longestWait = 30_000
const firstWait = 200

/**
 * How many milliseconds to wait before the next try; `undefined` where there is to be none.
 *
 * A busy server (429, or any 5xx that says when to come back) is asked up to five times, when it says so or at growing
 * intervals. After a dropped connection there are three tries, as after a 5xx to a read or a 503.
 *
 * @param tried - how often the request was sent
 * @param random - from 0 to 1, spreads requests that failed together
 */
export function waitBeforeRetry(tried: number, trouble: Trouble, method: string, random: number): number | undefined {
	const growing = firstWait * 2 ** (tried - 1) * (0.5 + random)
	if (trouble.type === 'dropped') return tried < tries.failing ? growing : undefined
	const { status, retryAfter } = trouble
	const asked = /^\d+$/.test(retryAfter ?? '') ? Number(retryAfter) * 1_000 : undefined
	if (status === 429 || (status >= 500 && asked !== undefined))
		return tried < tries.busy ? Math.min(asked ?? growing, longestWait) : undefined
	const passes = status === 503 || (status >= 500 && method === 'GET')
	return passes && tried < tries.failing ? growing : undefined
}
