import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Labels, matches, type Requirement, type Selector } from '../reading/selector.ts'
import { satisfiable } from './satisfy.ts'

const is = (key: string, ...values: readonly string[]): Requirement => ({ key, operator: 'In', values })
const not = (key: string, ...values: readonly string[]): Requirement => ({ key, operator: 'NotIn', values })
const exists = (key: string): Requirement => ({ key, operator: 'Exists', values: [] })
const missing = (key: string): Requirement => ({ key, operator: 'DoesNotExist', values: [] })

const cases: readonly [what: string, wanted: readonly Selector[], unwanted: readonly Selector[], answer: boolean][] = [
	['nothing is wanted', [], [], true],
	['an empty selector is refused by nobody', [], [[]], false],
	['one label', [[is('app', 'web')]], [], true],
	['two values of one label', [[is('app', 'web')], [is('app', 'db')]], [], false],
	['values that meet', [[is('app', 'web', 'db')], [is('app', 'db', 'mq')]], [], true],
	['a value and its absence', [[is('app', 'web')], [missing('app')]], [], false],
	['any value but this one', [[is('app', 'web')], [not('app', 'web')]], [], false],
	['of two values one is left', [[is('app', 'web', 'db')], [not('app', 'web')]], [], true],
	['there with another value', [[exists('app')], [not('app', 'web')]], [], true],
	['there and not there', [[exists('app')], [missing('app')]], [], false],
	['NotIn is satisfied by absence', [[not('app', 'web')], [missing('app')]], [], true],
	['not selected by the only policy', [], [[is('app', 'web')]], true],
	['wanted and not to be selected', [[is('app', 'web')]], [[is('app', 'web')]], false],
	['a wider selector is not to match', [[is('app', 'web')]], [[exists('app')]], false],
	['a narrower selector is not to match', [[is('app', 'web')]], [[is('app', 'web'), is('tier', 'front')]], true],
	['selectors that leave nobody', [], [[exists('app')], [missing('app')]], false],
	['selectors that leave nobody together', [[is('app', 'a', 'b')]], [[is('app', 'a')], [is('app', 'b')]], false],
	['In and NotIn of the same values leave nobody', [], [[is('app', 'a')], [not('app', 'a')]], false],
	[
		'a choice that only works the second way',
		[[is('a', '1')]],
		[
			[is('a', '1'), is('b', '2')],
			[not('b', '2'), is('c', '3')],
		],
		true,
	],
]

describe('satisfiable', () => {
	test.each(cases)('%s', (_, wanted, unwanted, answer) => {
		expect(satisfiable(wanted, unwanted)).toBe(answer)
	})

	const keys = ['a', 'b']
	const values = ['1', '2']
	const requirement = fc.record({
		key: fc.constantFrom(...keys),
		operator: fc.constantFrom('In' as const, 'NotIn' as const, 'Exists' as const, 'DoesNotExist' as const),
		values: fc.subarray(values, { minLength: 1 }),
	})
	const selectors = fc.array(fc.array(requirement, { maxLength: 3 }), { maxLength: 4 })
	/** Every assignment that selectors over these keys and values can tell apart: absent, each value, another value. */
	const assignments: readonly Labels[] = [undefined, ...values, 'other'].flatMap((a) =>
		[undefined, ...values, 'other'].map((b) => ({ ...(a !== undefined && { a }), ...(b !== undefined && { b }) })),
	)

	test('agrees with trying every assignment', () => {
		fc.assert(
			fc.property(selectors, selectors, (wanted, unwanted) => {
				const found = assignments.some(
					(labels) =>
						wanted.every((selector) => matches(selector, labels)) &&
						!unwanted.some((selector) => matches(selector, labels)),
				)
				expect(satisfiable(wanted, unwanted)).toBe(found)
			}),
			{ numRuns: 2000 },
		)
	})

	test('where too many choices are left, labels are taken to exist', () => {
		const many = Array.from({ length: 60 }, (_, index) => [is(`x${index}`, '1'), is(`y${index}`, '1')])
		const impossible = [is('app', 'a')]
		expect(satisfiable([impossible], [...many, ...many.map((each) => each.toReversed())])).toBe(true)
	})
})
