/** Connections as a person reads them: units with equal answers are one line. */
import { addTo, grouped } from '../../../model/collect.ts'
import type { ConnectionGroup } from '../../../model/connections.ts'
import { add, type Bits, has, keyOf, members, noBits } from '../bits.ts'
import type { Network } from '../network.ts'
import type { Board, Side } from './board.ts'
import { type Cell, type Cells, cellsOf, cellsReached, selvesIn } from './cells.ts'
import { mergedRanges, type NamedRange } from './merged-ranges.ts'
import type { Grain, Unit } from './parties.ts'
import { none } from './port-sets.ts'
import { type ShortNames, shortNames } from './short-names.ts'
import { areCrossing, type StageQuery } from './stages.ts'

/** All connections of a board in groups, sorted by the names at both sides. */
export function groupsOf(
	network: Network,
	board: Board,
	query: StageQuery & { readonly each: Grain },
): readonly ConnectionGroup[] {
	const names = shortNames(network, query)
	const cells = cellsOf(board, query)
	const inside = [...linesInside(board, cells, query)].flatMap(grouping(board, cells, names))
	const outside = query.crossStage === true ? [] : groupsOutside(board, cells, names)
	return [...inside, ...outside]
		.map((group) => ({ group, key: [group.from.join(), group.to.join(), group.ports].join('\n') }))
		.sort((a, b) => (a.key < b.key ? -1 : 1))
		.map(({ group }) => group)
}

/** Cells that reach the same cells on the same ports. */
interface Line {
	readonly from: Cell[]
	/** Cells by number. */
	readonly to: Bits
	readonly ports: number
}

function linesInside(board: Board, cells: Cells, query: StageQuery): Iterable<Line> {
	const lines = new Map<string, Line>()
	const reachedBy = cellsReached(board, cells)
	for (const source of cells.from)
		for (const [stage, reached] of grouped(reachedBy(source), ([cell]) => cells.to[cell]?.stage)) {
			if (query.crossStage === true && !areCrossing(source.stage, stage)) continue
			for (const [ports, to] of byPorts(reached, cells.to.length)) {
				const key = `${source.stage}\n${stage}\n${ports}\n${keyOf(to)}`
				const line = lines.get(key)
				if (line !== undefined) line.from.push(source)
				else lines.set(key, { from: [source], to, ports })
			}
		}
	return lines.values()
}

/** Which cells are reached on which ports. */
function byPorts(reached: Iterable<readonly [number, number]>, size: number): ReadonlyMap<number, Bits> {
	const byPorts = new Map<number, Bits>()
	for (const [cell, ports] of reached) {
		if (ports === none) continue
		const bits = byPorts.get(ports) ?? noBits(size)
		byPorts.set(ports, bits)
		add(bits, cell)
	}
	return byPorts
}

/** Makes groups of lines. */
function grouping(board: Board, cells: Cells, names: ShortNames): (line: Line) => readonly ConnectionGroup[] {
	const selves = selvesIn(board, cells)
	const nameOf = (side: Side, own: readonly Cell[]): readonly string[] =>
		names(
			unitsOf(
				side,
				own.flatMap(({ units }) => units),
			),
			own[0]?.stage,
		)
	// Many lines may lead from the same cells.
	const known = new Map<string, readonly string[]>()
	const sourcesOf = ({ from }: Line): readonly string[] => {
		const key = from.map((cell) => cell.units[0]).join()
		const found = known.get(key) ?? nameOf(board.from, from)
		known.set(key, found)
		return found
	}
	return (line) => {
		const to = members(line.to).map((number) => cells.to[number] as Cell)
		const same = line.from.reduce((sum, cell) => sum + countIn(line.to, selves.get(cell)), 0)
		const connections = sizeOf(line.from) * sizeOf(to) - same
		if (connections === 0) return []
		return [
			{
				fromStage: line.from[0]?.stage,
				toStage: to[0]?.stage,
				outside: false,
				from: sourcesOf(line),
				to: nameOf(board.to, to),
				ports: board.sets.show(line.ports),
				connections,
			},
		]
	}
}

function sizeOf(cells: readonly Cell[]): number {
	return cells.reduce((sum, { units }) => sum + units.length, 0)
}

/** How much of what is counted by number falls to a set. */
function countIn(bits: Bits, counts: ReadonlyMap<number, number> = new Map()): number {
	let sum = 0
	for (const [number, count] of counts) if (has(bits, number)) sum += count
	return sum
}

function unitsOf({ units }: Side, numbers: readonly number[]): readonly Unit[] {
	return numbers.map((number) => units[number] as Unit)
}

function groupsOutside(
	{ from, to, reached, reachedFromOutside, sets }: Board,
	cells: Cells,
	names: ShortNames,
): readonly ConnectionGroup[] {
	const sending = linesOutside(cells.from, ({ place }) => mergedRanges(to.ranges, to.toRanges(reached(place))))
	const receiving = linesOutside(cells.to, ({ place }) =>
		mergedRanges(from.ranges, from.toRanges(reachedFromOutside(place))),
	)
	const common = ({
		units,
		ranges,
		ports,
	}: OutsideLine): Pick<ConnectionGroup, 'outside' | 'ports' | 'connections'> => ({
		outside: true,
		ports: sets.show(ports),
		connections: units.length * ranges.length,
	})
	return [
		...sending.map((line) => ({
			...common(line),
			fromStage: line.stage,
			toStage: undefined,
			from: names(unitsOf(from, line.units), line.stage),
			to: line.ranges,
		})),
		...receiving.map((line) => ({
			...common(line),
			fromStage: undefined,
			toStage: line.stage,
			from: line.ranges,
			to: names(unitsOf(to, line.units), line.stage),
		})),
	]
}

/** Units that reach, or are reached from, the same ranges on the same ports. */
interface OutsideLine {
	readonly stage: string | undefined
	readonly units: number[]
	readonly ranges: readonly string[]
	readonly ports: number
}

function linesOutside(cells: readonly Cell[], rangesOf: (cell: Cell) => readonly NamedRange[]): readonly OutsideLine[] {
	const lines = new Map<string, OutsideLine>()
	for (const cell of cells) {
		const byPorts = new Map<number, string[]>()
		for (const { name, ports } of rangesOf(cell)) addTo(byPorts, ports, name)
		for (const [ports, ranges] of byPorts) {
			const key = `${cell.stage}\n${ports}\n${ranges.join()}`
			const line = lines.get(key)
			if (line === undefined) lines.set(key, { stage: cell.stage, units: [...cell.units], ranges, ports })
			else line.units.push(...cell.units)
		}
	}
	return [...lines.values()]
}
