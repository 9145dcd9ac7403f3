import { describe, expect, it } from 'vitest'
import { placeOf } from './places.ts'

/** The place of the mark », which is not part of the text. */
function marked(text: string) {
	const offset = text.indexOf('»')
	return placeOf({ source: { path: 'stages.yaml', text: text.replace('»', '') }, offset })
}

describe('placeOf', () => {
	it.each([
		['»', 1, 1, '\n^'],
		['a: »b', 1, 4, 'a: b\n   ^'],
		['a:\n  »b: c\nd: e\n', 2, 3, '  b: c\n  ^'],
		['a: b\r\nc:   »  \r\nd: e\r\n', 2, 3, 'c:\n  ^'],
		['\ta:\t»b', 1, 5, '\ta:\tb\n\t  \t^'],
		['a: b\n»', 2, 1, '\n^'],
	])('%j stands in line %i, column %i', (text, line, column, frame) => {
		expect(marked(text)).toEqual({ file: 'stages.yaml', line, column, frame })
	})

	it('shows of a long line what is around', () => {
		const { column, frame = '' } = marked(`${'a'.repeat(1000)}»b${'c'.repeat(1000)}`)
		expect(column).toBe(1001)
		expect(frame).toBe(`…${'a'.repeat(60)}b${'c'.repeat(39)}…\n${' '.repeat(61)}^`)
	})

	it('shows the beginning of a long line whole', () => {
		expect(marked(`ab»c${'d'.repeat(1000)}`).frame).toBe(`abc${'d'.repeat(97)}…\n  ^`)
	})
})
