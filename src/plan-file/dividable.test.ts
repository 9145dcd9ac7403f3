import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { divide, grainOf, parseQuantity } from '../model/quantity.ts'
import { smallestDividable } from './dividable.ts'

function smallest(key: string, amount: string, shares: readonly number[]) {
	return smallestDividable(
		key,
		parseQuantity(amount) ?? -1n,
		shares.map((share) => ({ share })),
	)
}

describe('smallestDividable', () => {
	it.each([
		['pods', '2', [1, 1, 1], '3'],
		['pods', '3', [1, 1, 1], '3'],
		['pods', '1', [3, 1], '3'],
		['pods', '10', [1000, 1], '501'],
		['requests.cpu', '1m', [1, 1], '2m'],
		['requests.cpu', '1', [1, 1, 1], '1'],
		['requests.memory', '1Mi', [1, 1], '2Mi'],
		['requests.memory', '100Ki', [1, 1, 1], '100Ki'],
		['requests.memory', '1', [1, 1], '2Mi'],
		['pods', '7', [], '7'],
	])('of %s, at least %s over shares of %j: %s', (key, amount, shares, expected) => {
		expect(smallest(key, amount, shares)).toBe(parseQuantity(expected))
	})

	it('gives something to every share', () => {
		const key = fc.constantFrom('pods', 'requests.cpu', 'requests.memory')
		const shares = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 8 })
		fc.assert(
			fc.property(key, fc.integer({ min: 1, max: 5000 }), shares, (name, amount, parts) => {
				const enough = smallest(name, String(amount), parts)
				expect(enough).toBeGreaterThanOrEqual(parseQuantity(amount) ?? -1n)
				expect(divide(enough, parts, grainOf(name))?.every((part) => part > 0n)).toBe(true)
			}),
		)
	})
})
