import { describe, expect, test } from 'vitest'
import { patience, type Trouble, waitBeforeRetry } from './patience.ts'

const answered = (status: number, retryAfter?: string): Trouble => ({ type: 'status', status, retryAfter })
const dropped: Trouble = { type: 'dropped' }

/** The waits before the second, third … try; chance is in the middle. */
function waits(trouble: Trouble, method: string): readonly number[] {
	const all: number[] = []
	for (let tried = 1; ; tried++) {
		const wait = waitBeforeRetry(tried, trouble, method, 0.5)
		if (wait === undefined) return all
		all.push(wait)
	}
}

describe('how long is waited, and how often', () => {
	test.each([
		['too many requests', answered(429), 'PATCH', [200, 400, 800, 1600]],
		['too many requests, back in 2 s', answered(429, '2'), 'PATCH', [2000, 2000, 2000, 2000]],
		['too many requests, back at once', answered(429, '0'), 'GET', [0, 0, 0, 0]],
		['too many requests, back in an hour', answered(429, '3600'), 'GET', [30_000, 30_000, 30_000, 30_000]],
		['too many requests, back on a date', answered(429, 'Wed, 21 Oct 2026 07:28:00 GMT'), 'GET', [200, 400, 800, 1600]],
		['unavailable, back in 1 s', answered(503, '1'), 'PATCH', [1000, 1000, 1000, 1000]],
		['unavailable', answered(503), 'PATCH', [200, 400]],
		['a timeout of the server, back in 1 s', answered(504, '1'), 'PATCH', [1000, 1000, 1000, 1000]],
		['an error of the server at a read', answered(500), 'GET', [200, 400]],
		['an error of the server at a write', answered(500), 'PATCH', []],
		['a bad gateway at a read', answered(502), 'GET', [200, 400]],
		['a bad gateway at a delete', answered(502), 'DELETE', []],
		['a dropped read', dropped, 'GET', [200, 400]],
		['a dropped apply', dropped, 'PATCH', [200, 400]],
		['a dropped delete', dropped, 'DELETE', [200, 400]],
		['forbidden', answered(403), 'GET', []],
		['a conflict', answered(409), 'PATCH', []],
		['not found', answered(404, '1'), 'GET', []],
	])('%s', (_, trouble, method, expected) => {
		expect(waits(trouble, method)).toEqual(expected)
	})
})

test('chance spreads the waits between a half and one and a half', () => {
	expect(waitBeforeRetry(1, dropped, 'GET', 0)).toBe(100)
	expect(waitBeforeRetry(1, dropped, 'GET', 1)).toBe(300)
})

test('waiting ends with the signal, for its reason', async () => {
	const controller = new AbortController()
	const sleeping = patience.sleep(1_000_000, controller.signal)
	controller.abort(new Error('interrupted'))
	await expect(sleeping).rejects.toThrow('interrupted')
})
