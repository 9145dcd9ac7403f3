import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { add, addAll, type Bits, both, everyBit, has, isEmpty, members, noBits, overlap, without } from './bits.ts'

const size = 70
const numbers = fc.uniqueArray(fc.integer({ min: 0, max: size - 1 }))

function bitsOf(values: readonly number[]): Bits {
	const bits = noBits(size)
	for (const value of values) add(bits, value)
	return bits
}

describe('bits', () => {
	test('behave like sets of numbers', () => {
		fc.assert(
			fc.property(numbers, numbers, (a, b) => {
				const [inA, inB] = [bitsOf(a), bitsOf(b)]
				const sorted = (values: readonly number[]): readonly number[] => values.toSorted((x, y) => x - y)
				expect(members(inA)).toEqual(sorted(a))
				expect(members(both(inA, inB))).toEqual(sorted(a.filter((value) => b.includes(value))))
				expect(members(without(inA, inB))).toEqual(sorted(a.filter((value) => !b.includes(value))))
				expect(overlap(inA, inB)).toBe(a.some((value) => b.includes(value)))
				expect(isEmpty(inA)).toBe(a.length === 0)
				expect(a.every((value) => has(inA, value))).toBe(true)
				addAll(inA, inB)
				expect(members(inA)).toEqual(sorted([...new Set([...a, ...b])]))
			}),
		)
	})

	test.each([0, 1, 31, 32, 33, 64, 65])('everything of %i numbers', (count) => {
		expect(members(everyBit(count))).toEqual(Array.from({ length: count }, (_, index) => index))
	})
})
