/** `stagewall access`: who may do what, for a person. */
import type { AccessColumn, AccessMatrix, AccessRow, RightsIn } from '../model/access-report.ts'
import { cellWords, hasExtras, rowWords } from './access-words.ts'
import type { Paint } from './paint.ts'
import { type TableCell, tableLines } from './table.ts'
import { count, indent, someOf } from './words.ts'

/** So wide tables are at most, where their words allow it. */
export const width = 118

/** All clusters. */
export function accessText(matrices: readonly AccessMatrix[], paint: Paint): string {
	return `${matrices.map((matrix) => matrixText(matrix, paint)).join('\n\n')}\n`
}

function matrixText(matrix: AccessMatrix, paint: Paint): string {
	return [
		...headText(matrix, paint),
		'',
		...(matrix.rows.length === 0 ? [indent(nobody(matrix), 2)] : tableText(matrix, paint)),
		...footText(matrix, paint),
	].join('\n')
}

/** Which cluster, and what was asked. */
export function headText({ cluster, source, can, because }: AccessMatrix, paint: Paint): readonly string[] {
	const asked = can === undefined ? '' : `: who may ${can}`
	return [paint.bold(`Cluster ${cluster} (${source})${asked}`), ...(because === undefined ? [] : [`  ${because}`])]
}

/** That nobody may do something. */
export function nobody({ can }: AccessMatrix): string {
	return can === undefined ? 'Nobody has any right here.' : `Nobody may ${can} here.`
}

function tableText(matrix: AccessMatrix, paint: Paint): readonly string[] {
	const { columns, rows } = matrix
	const heading = ['', ...columns.map(({ name }) => name)].map(
		(name): TableCell => ({ lines: [name], mark: (text) => paint.bold(text) }),
	)
	return tableLines([heading, ...rows.map((row) => rowCells(row, matrix, paint))], width).map((line) => indent(line, 2))
}

function rowCells(row: AccessRow, matrix: AccessMatrix, paint: Paint): readonly TableCell[] {
	const { name, who } = rowWords(row, matrix)
	return [
		{
			lines: [name, ...(who === '' ? [] : [`  ${who}`])],
			mark: (text) => (text.startsWith(' ') ? paint.dim(text) : text),
		},
		...row.cells.map((cell, index): TableCell => {
			const lines = cellWords(cell, matrix.columns[index] as AccessColumn, row.cells.at(-1))
			return { lines, mark: markOf(cell.rights, paint) }
		}),
	]
}

function markOf(rights: readonly RightsIn[], paint: Paint): (text: string) => string {
	if (rights.length === 0) return (text) => paint.dim(text)
	if (rights.some((part) => part.rights.type === 'everything')) return (text) => paint.red(text)
	const isOdd = rights.some((part) => part.rights.type === 'custom' || hasExtras(part.rights))
	return (text) => (isOdd ? paint.yellow(text) : text)
}

/** What the table does not say. */
export function notesOf({ columns, rows, without, system }: AccessMatrix): readonly string[] {
	const others = columns.find(({ name }) => name === 'elsewhere')?.namespaces ?? []
	const powerful = system.everything === 0 ? '' : `, ${system.everything} of them with all rights`
	return [
		...(others.length === 0 ? [] : [`elsewhere: namespaces of no stage (${someOf(others)}).`]),
		...(without.length === 0 ? [] : [`No right here: ${without.join(', ')}.`]),
		...(system.subjects === 0
			? []
			: [
					`${count(system.subjects, 'account')} of the control plane (system:*, service accounts of kube-system)${powerful}: --system lists them.`,
				]),
		...(rows.some(({ type }) => type === 'everybody')
			? ['A row holds what bindings give by name; what everybody may do comes on top of it.']
			: []),
	]
}

function footText(matrix: AccessMatrix, paint: Paint): readonly string[] {
	const notes = notesOf(matrix)
	return notes.length === 0 ? [] : ['', ...notes.map((note) => paint.dim(note))]
}
