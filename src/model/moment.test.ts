import fc from 'fast-check'
import { expect, test } from 'vitest'
import { secondsAt } from './moment.ts'

test('is the moment that the platform makes of it', () => {
	const any = fc.date({
		min: new Date('0001-01-01T00:00:00Z'),
		max: new Date('9999-12-31T23:59:59Z'),
		noInvalidDate: true,
	})
	fc.assert(
		fc.property(any, (date) => {
			expect(secondsAt(date.toISOString())).toBeCloseTo(date.getTime() / 1_000, 3)
		}),
		{ numRuns: 2_000 },
	)
})

test.each([
	['2026-11-24T16:00:00Z', 1_795_536_000],
	['2026-11-24T17:30:00+01:30', 1_795_536_000],
	['2026-11-24T08:00:00-08:00', 1_795_536_000],
	['2026-11-24T16:00:00.5Z', 1_795_536_000.5],
	['2024-02-29T00:00:00Z', 1_709_164_800],
	['2000-02-29T00:00:00Z', 951_782_400],
	['2016-12-31T23:59:60Z', 1_483_228_800],
])('%s', (text, seconds) => {
	expect(secondsAt(text)).toBe(seconds)
})

test.each([
	'',
	'never',
	'2026-11-24',
	'2026-11-24T16:00:00',
	'2026-11-24 16:00:00Z',
	'2026-11-24T16:00Z',
	'2026-11-24T24:00:00Z',
	'2026-11-24T16:60:00Z',
	'2026-11-24T16:00:61Z',
	'2026-13-01T00:00:00Z',
	'2026-00-01T00:00:00Z',
	'2026-02-29T00:00:00Z',
	'2100-02-29T00:00:00Z',
	'2026-04-31T00:00:00Z',
	'2026-11-24T16:00:00+24:00',
	'2026-11-24T16:00:00Z\n',
	'+12026-11-24T16:00:00Z',
])('%j is none', (text) => {
	expect(secondsAt(text)).toBeUndefined()
})
