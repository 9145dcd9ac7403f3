import { describe, expect, test } from 'vitest'
import { taint, toleration } from './placement.suite.ts'
import { showToleration, tolerates } from './tolerates.ts'

const cases: readonly (readonly [toleration: string, taint: string, tolerated: boolean])[] = [
	['{key: a, operator: Equal, value: b, effect: NoSchedule}', 'a=b:NoSchedule', true],
	['{key: a, value: b, effect: NoSchedule}', 'a=b:NoSchedule', true],
	['{key: a, value: b, effect: NoSchedule}', 'a=b:NoExecute', false],
	['{key: a, value: b}', 'a=b:NoExecute', true],
	['{key: a, value: b}', 'a=c:NoSchedule', false],
	['{key: a, value: b}', 'c=b:NoSchedule', false],
	['{key: a}', 'a:NoSchedule', true],
	['{key: a}', 'a=b:NoSchedule', false],
	['{key: a, operator: Exists}', 'a=b:NoSchedule', true],
	['{key: a, operator: Exists}', 'a:NoExecute', true],
	['{key: a, operator: Exists}', 'c=b:NoSchedule', false],
	['{key: a, operator: Exists, effect: NoExecute}', 'a=b:NoSchedule', false],
	['{operator: Exists}', 'a=b:NoSchedule', true],
	['{operator: Exists, effect: NoExecute}', 'a=b:NoExecute', true],
	['{operator: Exists, effect: NoExecute}', 'a=b:NoSchedule', false],
	// The API refuses an empty key without Exists; who compares does not look for that.
	['{value: b}', 'a=b:NoSchedule', true],
	['{}', 'a:NoSchedule', true],
	['{}', 'a=b:NoSchedule', false],
	['{key: a, operator: exists}', 'a=b:NoSchedule', false],
	['{key: a, operator: In, value: b}', 'a=b:NoSchedule', false],
]

test.each(cases)('%s tolerates %s: %s', (written, on, tolerated) => {
	for (const bound of ['lower', 'upper'] as const)
		expect(tolerates(toleration(written), taint(on), bound)).toBe(tolerated)
})

/** With the feature gate; without it, none of them tolerates. */
const numbers: readonly (readonly [toleration: string, taint: string, tolerated: boolean])[] = [
	['Gt 5', '6', true],
	['Gt 5', '5', false],
	['Gt 5', '4', false],
	['Lt 5', '4', true],
	['Lt 5', '5', false],
	['Lt 5', '6', false],
	['Gt -5', '-4', true],
	['Lt -5', '-6', true],
	['Gt 0', '10', true],
	['Gt 9', '10', true],
	['Gt 05', '6', false],
	['Gt 5', '06', false],
	['Gt +5', '6', false],
	['Gt 5', '+6', false],
	['Gt 5', '', false],
	['Gt -0', '6', false],
	['Gt 5', 'six', false],
	['Gt 5.0', '6', false],
	['Lt 9223372036854775807', '9223372036854775806', true],
	['Gt 9223372036854775806', '9223372036854775807', true],
	['Gt 5', '9223372036854775808', false],
	['Lt 9223372036854775808', '5', false],
	['Gt -9223372036854775808', '0', true],
]

describe('by number', () => {
	test.each(numbers)('%s tolerates %s: %s', (written, value, tolerated) => {
		const [operator, than] = written.split(' ')
		const own = toleration(`{key: speed, operator: ${operator}, value: "${than}"}`)
		const of = taint(`speed=${value}:NoSchedule`)
		expect(tolerates(own, of, 'upper')).toBe(tolerated)
		expect(tolerates(own, of, 'lower')).toBe(false)
	})
})

const words: readonly (readonly [toleration: string, words: string])[] = [
	['{operator: Exists}', 'every taint'],
	['{operator: Exists, effect: NoExecute}', 'every taint, NoExecute'],
	['{key: a, operator: Exists}', 'a, whatever its value'],
	['{key: a, value: b}', 'a=b'],
	['{key: a, effect: NoSchedule}', 'a, NoSchedule'],
	['{key: a, operator: Gt, value: "5"}', 'a > 5'],
]

test.each(words)('%s is said as %s', (written, said) => {
	expect(showToleration(toleration(written))).toBe(said)
})
