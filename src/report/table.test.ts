import { expect, test } from 'vitest'
import { tableLines } from './table.ts'

const cells = (...texts: readonly string[]) => texts.map((text) => ({ lines: text.split('\n') }))

test('columns are as wide as they need', () => {
	expect(tableLines([cells('a', 'bbb', 'c'), cells('aaaa', 'b', '')], 80)).toEqual(['a     bbb  c', 'aaaa  b'])
})

test('a cell of several lines makes a row of several', () => {
	expect(tableLines([cells('a', 'x\ny', 'c')], 80)).toEqual(['a  x  c', '   y'])
})

test('the widest column is broken where it is too much, words are not', () => {
	const long = 'one two three four five'
	expect(tableLines([cells('name', long, 'indivisibleword')], 40)).toEqual([
		'name  one two three      indivisibleword',
		'      four five',
	])
	expect(tableLines([cells('indivisibleword')], 5)).toEqual(['indivisibleword'])
})

test('what is broken goes on where it began', () => {
	expect(tableLines([cells('  one two three')], 10)).toEqual(['  one two', '  three'])
})

test('marks do not count', () => {
	const mark = (text: string): string => `<${text}>`
	expect(tableLines([[{ lines: ['a'], mark }, { lines: ['b'] }], cells('aaa', 'b')], 80)).toEqual([
		'<a>    b',
		'aaa  b',
	])
})
