/** Tables of words that fit a terminal: columns as wide as they need, the widest ones broken where that is too much. */

/** A cell: lines of text, and how they are marked once they have their width. */
export interface TableCell {
	readonly lines: readonly string[]
	readonly mark?: (text: string) => string
}

/** A column is never made narrower than this, or than its longest word. */
const least = 10

/** The first column names the line: it may be so much wider than the others. */
const nameBonus = 20

/** Between two columns. */
const gap = '  '

/**
 * The lines of a table.
 *
 * @param width - characters that a line should have at most; more only where words do not break
 */
export function tableLines(rows: readonly (readonly TableCell[])[], width: number): readonly string[] {
	const widths = widthsOf(rows, width)
	return rows.flatMap((row) => {
		const cells = row.map(({ lines, mark }, index) => ({
			lines: lines.flatMap((line) => broken(line, widths[index] ?? 0)),
			mark: mark ?? ((text: string) => text),
		}))
		const height = Math.max(1, ...cells.map(({ lines }) => lines.length))
		return Array.from({ length: height }, (_, line) =>
			cells
				.map(({ lines, mark }, index) => {
					const text = lines[line] ?? ''
					const padding = index === cells.length - 1 ? '' : ' '.repeat(Math.max(0, (widths[index] ?? 0) - text.length))
					return `${text === '' ? '' : mark(text)}${padding}`
				})
				.join(gap)
				.trimEnd(),
		)
	})
}

/** The widest column gives first. */
function widthsOf(rows: readonly (readonly TableCell[])[], width: number): readonly number[] {
	const columns = Math.max(0, ...rows.map((row) => row.length))
	const measure = (of: (line: string) => number): number[] =>
		Array.from({ length: columns }, (_, index) =>
			Math.max(0, ...rows.flatMap((row) => row[index]?.lines.map(of) ?? [])),
		)
	const widths = measure((line) => line.length)
	const words = measure((line) => Math.max(...line.split(' ').map((word) => word.length)))
	const room = width - gap.length * (columns - 1)
	while (widths.reduce((sum, each) => sum + each, 0) > room) {
		const able = widths.map((each, index) => {
			if (each <= Math.max(least, words[index] ?? 0)) return 0
			return index === 0 ? Math.max(1, each - nameBonus) : each
		})
		const widest = Math.max(...able)
		if (widest === 0) return widths
		const index = able.indexOf(widest)
		widths[index] = (widths[index] ?? 0) - 1
	}
	return widths
}

/** What does not fit goes on in the next line, as far to the right as it began. */
function broken(line: string, width: number): readonly string[] {
	const margin = /^ */.exec(line)?.[0] ?? ''
	const lines: string[] = []
	let current = ''
	for (const word of line.trim().split(' ')) {
		const longer = current === '' ? word : `${current} ${word}`
		if (current !== '' && margin.length + longer.length > width) {
			lines.push(`${margin}${current}`)
			current = word
		} else current = longer
	}
	return [...lines, `${margin}${current}`]
}
