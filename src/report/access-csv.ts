/** `stagewall access -o csv`: a header, then a line for each right of a row in a column; what nobody holds is not there. */
import type { AccessMatrix } from '../model/access-report.ts'
import { rightsWords, subjectWords } from './access-words.ts'
import { csvField } from './csv.ts'

/**
 * All clusters.
 *
 * @param detailed - a line for each resource, with the verbs on it, in place of the words for all of them
 */
export function accessCsv(matrices: readonly AccessMatrix[], detailed: boolean): string {
	const head = [
		'cluster',
		'who',
		'subjects',
		'place',
		'namespaces',
		...(detailed ? ['resource', 'names', 'verbs'] : ['rights']),
	]
	const lines = matrices.flatMap(({ cluster, rows }) =>
		rows.flatMap(({ name, subjects, cells }) =>
			cells.flatMap(({ column, rights }) =>
				rights.flatMap((part) => {
					const about = [cluster, name, subjects.map(subjectWords).join(' '), column, part.namespaces.join(' ')]
					if (!detailed) return [[...about, rightsWords(part.rights)]]
					return (part.allows ?? []).map(({ resource, names = [], verbs }) => [
						...about,
						resource,
						names.join(' '),
						verbs.join(' '),
					])
				}),
			),
		),
	)
	return [head, ...lines].map((line) => `${line.map(csvField).join(',')}\n`).join('')
}
