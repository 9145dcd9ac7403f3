/** Who may connect to whom, for a person. */
import { type ConnectionReport, readingNotes, sectionsOf, someNames, tally } from './connections-sections.ts'
import type { Paint } from './paint.ts'

/** All clusters. */
export function connectionsText(reports: readonly ConnectionReport[], paint: Paint): string {
	return `${reports.map((report) => clusterText(report, paint)).join('\n\n')}\n`
}

function clusterText(report: ConnectionReport, paint: Paint): string {
	const { cluster, source, asked, because } = report
	const title = `Cluster ${cluster} (${source})${asked === '' ? '' : `: ${asked}`}`
	return [
		paint.bold(title),
		...(because === undefined ? [] : [`  ${because}`]),
		...sectionsOf(report).flatMap(({ way, title: heading, groups }) => [
			'',
			`  ${way === 'across' ? paint.red(`${heading}  across stages`) : paint.bold(heading)}`,
			...groups.map(({ from, to, ports }) => {
				const line = `${side(from)} → ${side(to)}`
				return `    ${way === 'across' ? paint.red(line) : line}  ${paint.cyan(ports)}`
			}),
		]),
		'',
		paint.bold(tally(report)),
		...readingNotes(report).map((note) => paint.dim(note)),
	].join('\n')
}

/** So many names of one side are shown; the other formats have them all. */
const shownNames = 4

function side(names: readonly string[]): string {
	const shown = someNames(names, shownNames)
	return shown.length === 1 ? shown.join() : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`
}
