/** `stagewall access -o markdown`: who may do what, for a pull request or a wiki. */
import type { AccessColumn, AccessMatrix } from '../model/access-report.ts'
import { nobody, notesOf } from './access-text.ts'
import { cellWords, rowWords } from './access-words.ts'
import { code, escaped } from './markdown.ts'

/** All clusters: a table each. */
export function accessMarkdown(matrices: readonly AccessMatrix[]): string {
	return `${matrices.map(matrixMarkdown).join('\n\n')}\n`
}

function matrixMarkdown(matrix: AccessMatrix): string {
	const { cluster, source, because, can, columns, rows } = matrix
	return [
		`## ${can === undefined ? 'Rights' : `Who may ${code(can)}`} in ${code(cluster)}`,
		`Read from ${code(source)}.${because === undefined ? '' : ` ${escaped(because)}`}`,
		rows.length === 0
			? nobody(matrix)
			: [
					`| who | ${columns.map(({ name }) => escaped(name)).join(' | ')} |`,
					`|---|${columns.map(() => '---|').join('')}`,
					...rows.map((row) => {
						const { name, who } = rowWords(row, matrix)
						const cells = row.cells.map((cell, index) =>
							cellWords(cell, columns[index] as AccessColumn, row.cells.at(-1))
								.map(escaped)
								.join('<br>'),
						)
						return `| ${code(name)}${who === '' ? '' : `<br>${escaped(who)}`} | ${cells.join(' | ')} |`
					}),
				].join('\n'),
		...notesOf(matrix).map(escaped),
	].join('\n\n')
}
