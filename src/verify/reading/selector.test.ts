import { describe, expect, test } from 'vitest'
import { type Labels, matches, type Requirement, type Selector, selectorKey, showSelector } from './selector.ts'

const one = (operator: Requirement['operator'], ...values: readonly string[]): Selector => [
	{ key: 'app', operator, values },
]

const cases: readonly [what: string, selector: Selector, labels: Labels, answer: boolean][] = [
	['an empty selector matches everything', [], {}, true],
	['In', one('In', 'web'), { app: 'web' }, true],
	['In, another value', one('In', 'web'), { app: 'db' }, false],
	['In, absent', one('In', 'web'), {}, false],
	['In an empty value, present and empty', one('In', ''), { app: '' }, true],
	['In an empty value, absent', one('In', ''), {}, false],
	['NotIn', one('NotIn', 'web'), { app: 'db' }, true],
	['NotIn, that value', one('NotIn', 'web'), { app: 'web' }, false],
	['NotIn, absent', one('NotIn', 'web'), {}, true],
	['Exists', one('Exists'), { app: '' }, true],
	['Exists, absent', one('Exists'), {}, false],
	['DoesNotExist', one('DoesNotExist'), {}, true],
	['DoesNotExist, present', one('DoesNotExist'), { app: '' }, false],
	['all requirements have to hold', [...one('Exists'), ...one('NotIn', 'web')], { app: 'web' }, false],
	['a label that every object of JavaScript has', [{ key: 'constructor', operator: 'Exists', values: [] }], {}, false],
]

describe('selectors', () => {
	test.each(cases)('%s', (_, selector, labels, answer) => {
		expect(matches(selector, labels)).toBe(answer)
	})

	test('are shown as kubectl takes them', () => {
		expect(
			showSelector([
				...one('In', 'web'),
				...one('NotIn', 'db'),
				...one('In', 'a', 'b'),
				...one('NotIn', 'c', 'd'),
				...one('Exists'),
				...one('DoesNotExist'),
			]),
		).toBe('app=web,app!=db,app in (a,b),app notin (c,d),app,!app')
	})

	test('have one key for the same requirements in any order', () => {
		const [a, b] = [one('In', 'web'), one('Exists')]
		expect(selectorKey([...a, ...b])).toBe(selectorKey([...b, ...a]))
	})

	const label = (key: string, ...values: readonly string[]): Requirement => ({ key, operator: 'In', values })
	const different: readonly [what: string, a: Selector, b: Selector][] = [
		['another operator', one('In', 'web'), one('NotIn', 'web')],
		['another value', one('In', 'web'), one('In', 'db')],
		['two values, and one that reads like both', one('In', 'a', 'b'), one('In', 'ab')],
		['an empty value before a longer key', [label('a', ''), label('xy', 'c')], [label('a', 'x'), label('y', 'c')]],
	]
	test.each(different)('have another key for %s', (_, a, b) => {
		expect(selectorKey(a)).not.toBe(selectorKey(b))
	})
})
