import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distanceBetween, nearest } from './nearest.ts'

describe('distanceBetween', () => {
	it.each([
		['', '', 0],
		['', 'abc', 3],
		['stage', 'stage', 0],
		['stage', 'stages', 1],
		['stage', 'satge', 1],
		['stage', 'stoge', 1],
		['kitten', 'sitting', 3],
		['ca', 'abc', 3],
	])('%j and %j: %i', (a, b, expected) => {
		expect(distanceBetween(a, b)).toBe(expected)
	})

	it('is the same in both directions, and 0 only between equals', () => {
		const word = fc.string({ maxLength: 8, unit: fc.constantFrom('a', 'b', 'c') })
		fc.assert(
			fc.property(word, word, (a, b) => {
				expect(distanceBetween(a, b)).toBe(distanceBetween(b, a))
				expect(distanceBetween(a, b) === 0).toBe(a === b)
			}),
		)
	})
})

describe('nearest', () => {
	it.each([
		['acess', ['access', 'cluster'], 'access'],
		['budegt', ['budget'], 'budget'],
		['podsecurity', ['podSecurity'], 'podSecurity'],
		['DEV', ['dev'], 'dev'],
		['dev', ['test', 'prod'], undefined],
		['dev', ['den', 'deb', 'dev2'], 'den'],
		['qa', ['ui', 'db'], undefined],
		['persistentVolumeClaim', ['persistentVolumeClaims'], 'persistentVolumeClaims'],
		['anything', [], undefined],
	])('%s among %j: %s', (word, known, expected) => {
		expect(nearest(word, known)).toBe(expected)
	})
})
