/** `stagewall access --as`: what one subject may do, place by place, resource by resource. */
import type { AccessColumn, AccessMatrix, AccessRow, Allowed, RightsIn } from '../model/access-report.ts'
import { grouped } from '../model/collect.ts'
import { headText, width } from './access-text.ts'
import { nothing, rightsWords, rowWords } from './access-words.ts'
import { code, escaped } from './markdown.ts'
import type { Paint } from './paint.ts'
import { type TableCell, tableLines } from './table.ts'
import { indent, someOf } from './words.ts'

/** `stagewall access --as`: what one subject may do, place by place. */
export function subjectAccessText(matrices: readonly AccessMatrix[], paint: Paint): string {
	const blocks = matrices.flatMap((matrix) => [
		[
			...headText(matrix, paint),
			...matrix.rows.flatMap((row) => ['', ...subjectText(row, matrix, paint).map((line) => indent(line, 2))]),
		].join('\n'),
	])
	const note = 'By RBAC, with the groups that the API server knows; a login may add others: --as group:NAME.'
	return `${blocks.join('\n\n')}\n\n${paint.dim(note)}\n`
}

function subjectText(row: AccessRow, matrix: AccessMatrix, paint: Paint): readonly string[] {
	const { name, who } = rowWords(row, matrix)
	const cluster = row.cells.at(-1)
	const empty = row.cells.filter(({ rights }) => rights.length === 0).map(({ column }) => column)
	return [
		`${paint.bold(name)}${who === '' ? '' : paint.dim(` (${who})`)}`,
		...row.cells.flatMap((cell, index) => {
			const column = matrix.columns[index] as AccessColumn
			return cell.rights.flatMap((part) => {
				const isRepeated = part.clusterWide && column.type !== 'cluster' && (cluster?.rights.length ?? 0) > 0
				const title = `${paint.bold(column.name)}: ${rightsWords(part.rights)}${paint.dim(placesOf(part, column))}`
				return [
					'',
					`  ${title}`,
					...(isRepeated ? ['    as in the whole cluster, see below'] : allowsText(part.allows ?? [])),
				]
			})
		}),
		...(empty.length === 0 ? [] : ['', `  ${nothing} ${paint.dim(`nothing in ${empty.join(', ')}`)}`]),
	]
}

function placesOf({ namespaces }: RightsIn, column: AccessColumn): string {
	if (column.type === 'cluster') return ''
	return ` (${someOf(namespaces)})`
}

/** Resources with the same verbs are one entry. */
function entriesOf(allows: readonly Allowed[]): readonly (readonly [verbs: string, resources: readonly string[]])[] {
	return [...grouped(allows, ({ verbs }) => verbsWords(verbs))]
		.sort(([, a], [, b]) => b.length - a.length)
		.map(([verbs, own]) => [
			verbs,
			own.map(({ resource, names }) => `${resource}${names === undefined ? '' : ` (${names.join(', ')} only)`}`),
		])
}

function allowsText(allows: readonly Allowed[]): readonly string[] {
	const cells = entriesOf(allows).map(([verbs, resources]): readonly TableCell[] => [
		{ lines: [verbs] },
		{ lines: [resources.join(', ')] },
	])
	return tableLines(cells, width - 6).map((line) => indent(line, 4))
}

const read = ['get', 'list', 'watch']
const write = ['create', 'delete', 'patch', 'update']

/** @example verbsWords(['create', 'delete', 'get', 'list', 'patch', 'update', 'watch']) // 'read, write' */
function verbsWords(verbs: readonly string[]): string {
	if (verbs.includes('*')) return 'everything'
	const has = (all: readonly string[]): boolean => all.every((verb) => verbs.includes(verb))
	const [reads, writes] = [has(read), has(write)]
	const rest = verbs.filter((verb) => !(reads && read.includes(verb)) && !(writes && write.includes(verb)))
	return [...(reads ? ['read'] : []), ...(writes ? ['write'] : []), ...rest].join(', ')
}

/** `stagewall access --as -o markdown`: a table for each place. */
export function subjectAccessMarkdown(matrices: readonly AccessMatrix[]): string {
	const blocks = matrices.flatMap((matrix) =>
		matrix.rows.flatMap((row) => {
			const { name, who } = rowWords(row, matrix)
			const parts = row.cells.flatMap((cell, index) =>
				cell.rights.flatMap((part) => [
					`### ${escaped(cell.column)}: ${escaped(rightsWords(part.rights))}${escaped(placesOf(part, matrix.columns[index] as AccessColumn))}`,
					[
						'| may | on |',
						'|---|---|',
						...entriesOf(part.allows ?? []).map(
							([verbs, resources]) => `| ${escaped(verbs)} | ${resources.map(code).join(' ')} |`,
						),
					].join('\n'),
				]),
			)
			return [
				`## Rights of ${code(name)} in ${code(matrix.cluster)}`,
				...(who === '' ? [] : [`${escaped(who)}.`]),
				...(parts.length === 0 ? ['No right here.'] : parts),
			]
		}),
	)
	return `${blocks.join('\n\n')}\n`
}
