import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { divide, formatQuantity, parseQuantity, sameQuantity } from './quantity.ts'

/** Amounts in billionths; the cases of apimachinery's TestQuantityParse that matter to quotas. */
const cases: readonly [text: string, billionths: bigint][] = [
	['0', 0n],
	['1', 1_000_000_000n],
	['-1', -1_000_000_000n],
	['+5', 5_000_000_000n],
	['100m', 100_000_000n],
	['1500m', 1_500_000_000n],
	['1.5', 1_500_000_000n],
	['.5', 500_000_000n],
	['5.', 5_000_000_000n],
	['1n', 1n],
	['1u', 1_000n],
	['0.5n', 1n],
	['1k', 1_000_000_000_000n],
	['1M', 1_000_000n * 1_000_000_000n],
	['2E', 2n * 10n ** 18n * 1_000_000_000n],
	['1e3', 1_000_000_000_000n],
	['1E3', 1_000_000_000_000n],
	['1E-3', 1_000_000n],
	['12e-1', 1_200_000_000n],
	['1Ki', 1_024_000_000_000n],
	['32Gi', 32n * 1024n ** 3n * 1_000_000_000n],
	['1.5Gi', 1536n * 1024n ** 2n * 1_000_000_000n],
	['0.1Ki', 102_400_000_000n],
]

describe('parseQuantity', () => {
	test.each(cases)('%s', (text, billionths) => {
		expect(parseQuantity(text)).toBe(billionths)
	})

	test.each(['', 'abc', '1KI', '1ki', '1 Gi', '1.2.3', '--1', '1e', '1GiB', 'Gi', '0x10', '1K', '.', 'NaN'])(
		'%j is none',
		(text) => {
			expect(parseQuantity(text)).toBeUndefined()
		},
	)
})

test.each([
	['1000m', '1', true],
	['1Gi', '1024Mi', true],
	['1G', '1Gi', false],
	[1, '1', true],
	['none', 'none', true],
	['none', 'other', false],
])('sameQuantity(%s, %s)', (a, b, same) => {
	expect(sameQuantity(a, b)).toBe(same)
})

describe('formatQuantity', () => {
	test.each([
		['1500m', 'decimal', '1500m'],
		['2000m', 'decimal', '2'],
		['1000', 'decimal', '1k'],
		['2048Mi', 'binary', '2Gi'],
		['1000', 'binary', '1000'],
		['1536Mi', 'binary', '1536Mi'],
		['0', 'binary', '0'],
	] as const)('%s as %s', (text, format, written) => {
		expect(formatQuantity(parseQuantity(text) ?? 0n, format)).toBe(written)
	})

	test('reads back as the same amount', () => {
		fc.assert(
			fc.property(fc.bigInt({ min: 0n, max: 2n ** 80n }), fc.constantFrom('decimal', 'binary'), (amount, format) => {
				expect(parseQuantity(formatQuantity(amount, format))).toBe(amount)
			}),
		)
	})
})

describe('divide', () => {
	test.each([
		['10', [1, 1, 1], 'pieces', ['4', '3', '3']],
		['16', [3, 1], 'millis', ['12', '4']],
		['1', [1, 1, 1], 'millis', ['334m', '333m', '333m']],
		['32Gi', [3, 1], 'bytes', ['24Gi', '8Gi']],
		['1Gi', [1, 1, 1], 'bytes', ['342Mi', '341Mi', '341Mi']],
		['10', [3, 2, 2], 'bytes', ['4', '3', '3']],
		['1', [1, 1], 'pieces', ['1', '0']],
	] as const)('%s by %j in %s', (whole, shares, grain, parts) => {
		expect(divide(parseQuantity(whole) ?? 0n, shares, grain)).toEqual(parts.map((part) => parseQuantity(part)))
	})

	test('half a pod and half a millicore cannot be divided', () => {
		expect(divide(parseQuantity('500m') ?? 0n, [1], 'pieces')).toBeUndefined()
		expect(divide(parseQuantity('500u') ?? 0n, [1], 'millis')).toBeUndefined()
	})

	test('the parts sum to the whole and are within one step of their exact share', () => {
		const shares = fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 40 })
		fc.assert(
			fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), shares, (units, weights) => {
				const step = 1_000_000n
				const parts = divide(units * step, weights, 'millis') ?? []
				const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n)
				expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(units * step)
				for (const [index, part] of parts.entries()) {
					const scaled = part * total - units * step * BigInt(weights[index] ?? 0)
					expect(scaled > -step * total && scaled < step * total).toBe(true)
				}
			}),
		)
	})
})
