/**
 * Every connection that policies allow, exactly.
 *
 * Pods that no rule tells apart are asked about once, and so are pods behind the same policies: the cost follows what is written,
 * not the square of the pods. The answers are those of `allowedPorts` with the bound `upper`: nothing else can ever connect.
 */
import type { Connection, ConnectionGroup } from '../../../model/connections.ts'
import type { Network, Reading } from '../network.ts'
import { whatRulesSee } from '../what-rules-see.ts'
import { type Board, boardOf } from './board.ts'
import type { KnownEnd } from './classes.ts'
import { groupsOf } from './groups.ts'
import { mergedRanges, type NamedRange } from './merged-ranges.ts'
import { type Grain, type Parties, partiesOf, type Unit } from './parties.ts'
import { none } from './port-sets.ts'
import { regionsOf } from './regions.ts'
import { pairsWanted } from './stages.ts'

/** What to list. */
export interface ConnectionQuery {
	readonly blocks: Reading['blocks']
	readonly each: Grain
	/** Only connections from these; everybody by default, inside and outside. Ranges have to be uncut, as `outsideRanges` has them. */
	readonly from?: readonly KnownEnd[]
	/** Only connections to these. */
	readonly to?: readonly KnownEnd[]
	/** The stages of namespaces; those that are in none stand beside the stages. */
	readonly stageOf?: (namespace: string) => string | undefined
	/** Only connections from one stage to another. */
	readonly crossStage?: boolean
}

/** All connections that were asked for. */
export interface Connections {
	/** One by one, sorted by `from`, then `to`, by the numbers of their characters. */
	readonly list: () => Iterable<Connection>
	/** The same connections, those with equal answers together. */
	readonly groups: () => readonly ConnectionGroup[]
}

/** Works out who may connect to whom. */
export function listConnections(network: Network, query: ConnectionQuery): Connections {
	const { blocks, each } = query
	const seen = whatRulesSee(network)
	const regions = regionsOf(seen.ranges)
	const everybody = partiesOf(network, regions, each, undefined)
	const [from, to] = [query.from, query.to].map((ends) =>
		ends === undefined ? everybody : partiesOf(network, regions, each, ends),
	) as [Parties, Parties]
	const board = boardOf({ network, blocks, seen, regions, from, to })
	return { list: () => list(board, query), groups: () => groupsOf(network, board, query) }
}

function* list(board: Board, query: ConnectionQuery): Generator<Connection> {
	const { from } = board
	const outsiders = query.crossStage === true ? [] : fromOutside(board)
	const rowOf = rows(board, query)
	let next = 0
	for (const [number, { name }] of from.units.entries()) {
		for (; next < outsiders.length && (outsiders[next]?.name ?? '') < name; next++) yield* outsiders[next]?.row ?? []
		for (const connection of rowOf(number)) yield connection
	}
	for (; next < outsiders.length; next++) yield* outsiders[next]?.row ?? []
}

/** All connections of a source inside, sorted. */
function rows(
	{ from, to, sets, at, overlaps }: Board,
	query: ConnectionQuery,
): (number: number) => readonly Connection[] {
	const isWanted = pairsWanted(from.units, to.units, query)
	const ranges = new Map<number, readonly NamedRange[]>()
	const rangesFor = (row: number): readonly NamedRange[] => {
		if (query.crossStage === true) return []
		const merged = ranges.get(row) ?? mergedRanges(to.ranges, (index) => at(row, to.ofRanges[index] as number))
		ranges.set(row, merged)
		return merged
	}
	return (number) => {
		const source = from.units[number] as Unit
		const row = from.ofUnits[number] as number
		const own = overlaps.get(number)
		const outside = rangesFor(row)
		const connections: Connection[] = []
		const give = (to: string, ports: number): void => {
			connections.push({ from: source.name, to, ports: sets.show(ports) })
		}
		let next = 0
		for (const [index, { name }] of to.units.entries()) {
			for (; next < outside.length && (outside[next] as NamedRange).name < name; next++)
				give((outside[next] as NamedRange).name, (outside[next] as NamedRange).ports)
			if (!isWanted(number, index)) continue
			const ports = own?.has(index) === true ? (own.get(index) ?? none) : at(row, to.ofUnits[index] as number)
			if (ports !== none) give(name, ports)
		}
		for (const { name, ports } of outside.slice(next)) give(name, ports)
		return connections
	}
}

/** Sources outside, sorted; which ranges they are differs by destination. */
function fromOutside({ from, to, sets, at }: Board): readonly { readonly name: string; readonly row: Connection[] }[] {
	const rows = new Map<string, Connection[]>()
	const known = new Map<number, readonly NamedRange[]>()
	for (const [index, { name: destination }] of to.units.entries()) {
		const column = to.ofUnits[index] as number
		const ranges = known.get(column) ?? mergedRanges(from.ranges, (range) => at(from.ofRanges[range] as number, column))
		known.set(column, ranges)
		for (const { name, ports } of ranges) {
			const row = rows.get(name) ?? []
			rows.set(name, row)
			row.push({ from: name, to: destination, ports: sets.show(ports) })
		}
	}
	return [...rows].map(([name, row]) => ({ name, row })).sort((a, b) => (a.name < b.name ? -1 : 1))
}
