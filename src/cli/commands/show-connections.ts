/** Lists connections and prints them; loaded only once there are networks to look at. */
import { KnownError } from '../../model/errors.ts'
import type { networks } from '../../pipeline.ts'
import { connectionsCsv } from '../../report/connections-csv.ts'
import { connectionsDot } from '../../report/connections-dot.ts'
import { connectionsJson } from '../../report/connections-json.ts'
import { connectionsMarkdown } from '../../report/connections-markdown.ts'
import { connectionNotes } from '../../report/connections-notes.ts'
import type { ConnectionReport } from '../../report/connections-sections.ts'
import { connectionsText } from '../../report/connections-text.ts'
import { paintFor } from '../../report/paint.ts'
import { type Connections, listConnections } from '../../verify/network/connections/list-connections.ts'
import { type Ends, findEnds } from '../../verify/network/ends.ts'
import type { Context } from '../context.ts'
import type { ConnectionsFlags } from './connections-flags.ts'

/**
 * Prints the connections of some clusters, and what is not certain about them.
 *
 * @returns whether everything was seen and understood
 */
export function showConnections(seen: readonly Seen[], flags: ConnectionsFlags, context: Context): boolean {
	const lists = listEach(seen, flags)
	print(lists, flags, context)
	return !warn(lists, context)
}

type Seen = Awaited<ReturnType<typeof networks>>[number]

/** One cluster's connections, with what was asked for in words. */
interface Listed extends Seen {
	readonly asked: string
	readonly connections: Connections
	readonly stageOf: (namespace: string) => string | undefined
}

/** Clusters that do not have what is asked for are left out, as long as one has it. */
function listEach(seen: readonly Seen[], flags: ConnectionsFlags): readonly Listed[] {
	const mistakes: KnownError[] = []
	const lists = seen.flatMap((each): readonly Listed[] => {
		const list = listOf(each, flags)
		if (!(list instanceof KnownError)) return [list]
		mistakes.push(list)
		return []
	})
	const [mistake] = mistakes
	if (lists.length === 0 && mistake !== undefined) throw mistake
	return lists
}

function listOf(seen: Seen, flags: ConnectionsFlags): Listed | KnownError {
	const { network, cluster } = seen
	const namespaces = seen.tenancy.namespaces.filter((each) => each.cluster === cluster)
	const ends = (text: string | undefined): Ends | KnownError | undefined =>
		text === undefined ? undefined : findEnds(network, { ...seen.tenancy, namespaces }, text)
	const [from, to] = [ends(flags.from), ends(flags.to)]
	if (from instanceof KnownError) return from
	if (to instanceof KnownError) return to
	const stages = new Map(namespaces.map(({ name, stage }) => [name, stage]))
	const stageOf = (namespace: string): string | undefined => stages.get(namespace)
	const connections = listConnections(network, {
		blocks: flags.reading,
		each: flags.pods ? 'pod' : 'workload',
		crossStage: flags.crossStage,
		stageOf,
		...(from === undefined ? {} : { from: from.ends }),
		...(to === undefined ? {} : { to: to.ends }),
	})
	return { ...seen, asked: askedFor(from, to, flags), connections, stageOf }
}

function askedFor(from: Ends | undefined, to: Ends | undefined, { crossStage }: ConnectionsFlags): string {
	return [
		...(crossStage ? ['across stages'] : []),
		...(from === undefined ? [] : [`from ${from.words}`]),
		...(to === undefined ? [] : [`to ${to.words}`]),
	].join(', ')
}

function print(lists: readonly Listed[], flags: ConnectionsFlags, { process, coloured }: Context): void {
	const { output } = flags
	if (output === 'text' || output === 'markdown') {
		const reports = lists.map((list) => reportOf(list, flags))
		process.stdout.write(
			output === 'markdown' ? connectionsMarkdown(reports) : connectionsText(reports, paintFor(coloured.out)),
		)
		return
	}
	const [list, ...others] = lists
	if (list === undefined || others.length > 0) throw whichCluster(lists, output)
	for (const chunk of piecesOf(list, output)) process.stdout.write(chunk)
}

/** An array or a table has no place for the cluster's name, and namespaces of two clusters may be called the same. */
function whichCluster(lists: readonly Listed[], output: string): KnownError {
	return new KnownError(
		'usage/which-cluster',
		`there are several clusters, and ${output} holds the connections of one`,
		{
			exit: 'usage',
			hint: `Say which one: --cluster ${lists.map(({ cluster }) => cluster).join(' | ')}`,
		},
	)
}

function piecesOf({ connections, stageOf }: Listed, output: 'json' | 'csv' | 'dot'): Iterable<string> {
	const rows = connections.list()
	if (output === 'dot') return connectionsDot(rows, stageOf)
	return output === 'json' ? connectionsJson(rows) : connectionsCsv(rows)
}

function reportOf(
	{ cluster, info, found, tenancy, network, asked, connections }: Listed,
	flags: ConnectionsFlags,
): ConnectionReport {
	return {
		cluster,
		source: info.name,
		asked,
		because: found?.because,
		stages: tenancy.stages.filter((stage) => stage.cluster === cluster).map(({ name }) => name),
		blocks: flags.reading,
		hostPods: network.endpoints().filter(({ hostNetwork }) => hostNetwork).length,
		groups: connections.groups(),
	}
}

/** Says what the list does not know, each thing once; whether there is any. */
function warn(lists: readonly Listed[], { process, coloured }: Context): boolean {
	const notes = connectionNotes(
		lists.flatMap(({ facts }) => facts.unseen),
		lists.flatMap(({ network }) => network.problems.filter(({ affects }) => affects !== 'nobody')),
		paintFor(coloured.err),
	)
	for (const note of notes) process.stderr.write(`${note}\n`)
	return notes.length > 0
}
