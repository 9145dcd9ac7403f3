/**
 * Every connection that policies allow, exactly.
 *
 * Pods that no rule tells apart are asked about once, and so are pods behind the same policies: the cost follows what is written,
 * not the square of the pods. The answers are those of `allowedPorts` with the bound `upper`: nothing else can ever connect.
 */
import { addTo } from '../../../model/collect.ts'
import type { Connection, ConnectionGroup } from '../../../model/connections.ts'
import type { Network, Reading } from '../network.ts'
import { whatRulesSee } from '../what-rules-see.ts'
import { type Board, boardOf } from './board.ts'
import type { KnownEnd } from './classes.ts'
import { type Entries, Sheet } from './entries.ts'
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
function rows(board: Board, query: ConnectionQuery): (number: number) => readonly Connection[] {
	const { from, to, sets, overlaps } = board
	const isWanted = pairsWanted(from.units, to.units, query)
	const known: Reached[] = []
	const sheet = new Sheet(to.units.length)
	return (number) => {
		const row = from.ofUnits[number] as number
		known[row] ??= reachedBy(board, row, query)
		const { inside, outside } = known[row]
		const connections: Connection[] = []
		const give = (to: string, ports: number): void => {
			connections.push({ from: (from.units[number] as Unit).name, to, ports: sets.show(ports) })
		}
		const { numbers, ports } = withOwn(inside, overlaps.get(number) ?? new Map(), sheet)
		let next = 0
		for (const [index, destination] of numbers.entries()) {
			const open = ports[index] as number
			if (open === none || !isWanted(number, destination)) continue
			const { name } = to.units[destination] as Unit
			for (; next < outside.length && (outside[next] as NamedRange).name < name; next++)
				give((outside[next] as NamedRange).name, (outside[next] as NamedRange).ports)
			give(name, open)
		}
		for (const { name, ports } of outside.slice(next)) give(name, ports)
		return connections
	}
}

/** Whom the units of a row reach. */
interface Reached {
	/** Units by number. */
	readonly inside: Entries
	readonly outside: readonly NamedRange[]
}

function reachedBy({ to, reached }: Board, row: number, { crossStage }: ConnectionQuery): Reached {
	const open = reached(row)
	return {
		inside: to.toUnits(open),
		outside: crossStage === true ? [] : mergedRanges(to.ranges, to.toRanges(open)),
	}
}

/** In place of what the row of a unit says, what is so between it and those that it has pods in common with. */
function withOwn({ numbers, ports }: Entries, own: ReadonlyMap<number, number | undefined>, sheet: Sheet): Entries {
	for (let index = 0; index < numbers.length; index++) sheet.set(numbers[index] as number, ports[index] as number)
	for (const [unit, ports = none] of own) sheet.set(unit, ports)
	return sheet.take()
}

/** Sources outside, sorted; which ranges they are differs by destination. */
function fromOutside(board: Board): readonly { readonly name: string; readonly row: Connection[] }[] {
	const { from, to, sets, reachedFromOutside } = board
	const rows = new Map<string, Connection[]>()
	const known: (readonly NamedRange[])[] = []
	for (const [index, { name: destination }] of to.units.entries()) {
		const column = to.ofUnits[index] as number
		known[column] ??= mergedRanges(from.ranges, from.toRanges(reachedFromOutside(column)))
		for (const { name, ports } of known[column])
			addTo(rows, name, { from: name, to: destination, ports: sets.show(ports) })
	}
	return [...rows].map(([name, row]) => ({ name, row })).sort((a, b) => (a.name < b.name ? -1 : 1))
}
