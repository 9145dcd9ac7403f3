/** Who may connect to whom, for a pull request or a wiki: a table for each heading. */
import { type ConnectionReport, readingNotes, sectionsOf, someNames, tally } from './connections-sections.ts'
import { code, escaped } from './markdown.ts'

/** All clusters. */
export function connectionsMarkdown(reports: readonly ConnectionReport[]): string {
	return `${reports.map(clusterMarkdown).join('\n\n')}\n`
}

/** So many names of one side are shown; JSON and CSV have them all. */
const shownNames = 12

function clusterMarkdown(report: ConnectionReport): string {
	const { cluster, source, asked, because } = report
	return [
		`## Connections of ${code(cluster)}${asked === '' ? '' : ` ${escaped(asked)}`}`,
		`Read from ${code(source)}.${because === undefined ? '' : ` ${escaped(because)}`}`,
		...sectionsOf(report).flatMap(({ way, title, groups }) => [
			`### ${escaped(title)}${way === 'across' ? ' (across stages)' : ''}`,
			[
				'| from | to | ports |',
				'|---|---|---|',
				...groups.map(({ from, to, ports }) => `| ${side(from)} | ${side(to)} | ${escaped(ports)} |`),
			].join('\n'),
		]),
		`**${tally(report)}**`,
		readingNotes(report).map(escaped).join(' '),
	].join('\n\n')
}

function side(names: readonly string[]): string {
	return someNames(names, shownNames)
		.map((name) => (/[/:.]/.test(name) ? code(name) : name))
		.join('<br>')
}
