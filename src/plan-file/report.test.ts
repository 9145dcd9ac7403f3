import { describe, expect, it } from 'vitest'
import { list, quote, Report } from './report.ts'

describe('list', () => {
	it.each([
		[[], 6, ''],
		[['a'], 6, 'a'],
		[['a', 'b'], 6, 'a and b'],
		[['a', 'b', 'c'], 6, 'a, b and c'],
		[['a', 'b', 'c', 'd', 'e', 'f', 'g'], 6, 'a, b, c, d, e and 2 more'],
		[['a', 'b', 'c'], 3, 'a, b and c'],
	])('%j, %i at most: %s', (words, most, text) => {
		expect(list(words, most)).toBe(text)
	})
})

describe('quote', () => {
	it.each([
		['dev', '"dev"'],
		['a "b"', '"a \\"b\\""'],
		['\x1b[31m', '"\\u001b[31m"'],
		['\x9b31m', '"\\u{9b}31m"'],
		['\u202eved', '"\\u{202e}ved"'],
		['a'.repeat(100), `"${'a'.repeat(79)}…"`],
	])('%j as %s', (text, quoted) => {
		expect(quote(text)).toBe(quoted)
	})
})

describe('Report', () => {
	const [a, b] = [
		{ path: 'a.yaml', text: 'one\ntwo\nthree' },
		{ path: 'b.yaml', text: 'four' },
	]

	it('sorts by file and place, and tells nothing twice', () => {
		const report = new Report([b, a])
		report.error('plan/x', { source: a, offset: 4 }, 'second line')
		report.warning('plan/x', { source: a, offset: 0 }, 'first line')
		report.error('plan/x', { source: b, offset: 0 }, 'other file')
		report.error('plan/x', undefined, 'nowhere')
		report.error('plan/x', { source: a, offset: 4 }, 'second line')
		expect(report.sorted().map(({ message }) => message)).toEqual([
			'nowhere',
			'other file',
			'first line',
			'second line',
		])
	})

	it('fails by errors alone', () => {
		const report = new Report([a])
		report.warning('plan/x', undefined, 'a warning')
		expect(report.failed).toBe(false)
		report.error('plan/x', undefined, 'an error')
		expect(report.failed).toBe(true)
	})

	it('has room for an error behind any number of warnings', () => {
		const report = new Report([a])
		for (let n = 0; n < 1000; n++) report.warning('plan/x', undefined, `warning ${n}`)
		report.error('plan/y', undefined, 'the error')
		expect(report.full).toBe(false)
		expect(report.sorted().map(({ code }) => code)).toContain('plan/y')
		for (let n = 0; n < 1000; n++) report.error('plan/x', undefined, `error ${n}`)
		expect(report.full).toBe(true)
		expect(report.sorted()).toHaveLength(400)
	})
})
