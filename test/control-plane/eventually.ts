/** Waiting for what a cluster does in its own time. */
import { setTimeout as pause } from 'node:timers/promises'
import { inspect } from 'node:util'

/** How long to wait, and what ends the wait early. */
export interface Wait {
	/** What is waited for, for the message, e.g. `pod web running`. */
	readonly what?: string
	/** Milliseconds; default 60,000, for a loaded machine is slow without being wrong. */
	readonly deadline?: number
	/** Its reason is thrown. */
	readonly signal?: AbortSignal
}

/**
 * Reads every few milliseconds until what is read is as wanted, and returns it.
 *
 * @throws Error with the last thing read, or the last error of `read`, once the deadline has passed
 * @example
 * await eventually(() => api.get<Pod>(path), (pod) => pod.status.phase === 'Running')
 */
export async function eventually<T>(
	read: () => Promise<T>,
	wanted: (value: T) => boolean,
	{ what = 'what was waited for', deadline = 60_000, signal }: Wait = {},
): Promise<T> {
	const end = Date.now() + deadline
	for (;;) {
		signal?.throwIfAborted()
		// An error is one more thing that may pass: a server that does not listen yet, an object that is not there yet.
		const seen = await read().then(
			(value) => ({ value }),
			(error: unknown) => ({ error }),
		)
		if ('value' in seen && wanted(seen.value)) return seen.value
		if (Date.now() > end)
			throw new Error(`${what} did not happen within ${deadline / 1000} s; last seen: ${inspect(seen, { depth: 7 })}`)
		await pause(25)
	}
}
