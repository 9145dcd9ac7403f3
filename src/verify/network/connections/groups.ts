/** Connections as a person reads them: units with equal answers are one line. */
import { addTo, grouped } from '../../../model/collect.ts'
import type { ConnectionGroup } from '../../../model/connections.ts'
import { add, type Bits, has, noBits } from '../bits.ts'
import type { Network } from '../network.ts'
import type { Board } from './board.ts'
import { between, type Cell, type Cells, cellsOf } from './cells.ts'
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
	const inside = linesInside(board, cells, query).flatMap((line) => groupInside(board, line, names))
	const outside = query.crossStage === true ? [] : groupsOutside(board, cells, names)
	return [...inside, ...outside]
		.map((group) => ({ group, key: [group.from.join(), group.to.join(), group.ports].join('\n') }))
		.sort((a, b) => (a.key < b.key ? -1 : 1))
		.map(({ group }) => group)
}

/** Cells that reach the same cells on the same ports. */
interface Line {
	readonly from: Cell[]
	readonly to: readonly Cell[]
	readonly ports: number
}

function linesInside(board: Board, cells: Cells, query: StageQuery): readonly Line[] {
	const lines = new Map<string, Line>()
	const stages = [...grouped(cells.to, ({ stage }) => stage)]
	for (const source of cells.from)
		for (const [stage, targets] of stages) {
			if (query.crossStage === true && !areCrossing(source.stage, stage)) continue
			for (const [ports, reached] of byPorts(targets, (target) => between(board, source, target))) {
				const key = `${source.stage}\n${stage}\n${ports}\n${reached.join()}`
				const line = lines.get(key)
				if (line !== undefined) line.from.push(source)
				else lines.set(key, { from: [source], to: targets.filter((_, index) => has(reached, index)), ports })
			}
		}
	return [...lines.values()]
}

/** Which of some cells are reached on which ports. */
function byPorts(targets: readonly Cell[], answer: (target: Cell) => number): ReadonlyMap<number, Bits> {
	const reached = new Map<number, Bits>()
	for (const [index, target] of targets.entries()) {
		const ports = answer(target)
		if (ports === none) continue
		let bits = reached.get(ports)
		if (bits === undefined) {
			bits = noBits(targets.length)
			reached.set(ports, bits)
		}
		add(bits, index)
	}
	return reached
}

function groupInside(board: Board, line: Line, names: ShortNames): readonly ConnectionGroup[] {
	const [sources, destinations] = [numbersOf(line.from), numbersOf(line.to)]
	const connections = sources.length * destinations.length - countSelves(board, sources, destinations)
	if (connections === 0) return []
	const [fromStage, toStage] = [line.from[0]?.stage, line.to[0]?.stage]
	return [
		{
			fromStage,
			toStage,
			outside: false,
			from: names(unitsOf(board.from, sources), fromStage),
			to: names(unitsOf(board.to, destinations), toStage),
			ports: board.sets.show(line.ports),
			connections,
		},
	]
}

function numbersOf(cells: readonly Cell[]): readonly number[] {
	return cells.flatMap(({ units }) => units)
}

function unitsOf({ units }: Board['from'], numbers: readonly number[]): readonly Unit[] {
	return numbers.map((number) => units[number] as Unit)
}

/** Pairs of a pod and itself. */
function countSelves({ overlaps }: Board, sources: readonly number[], destinations: readonly number[]): number {
	const reached = new Set(destinations)
	return sources
		.flatMap((source) => [...(overlaps.get(source) ?? [])])
		.filter(([destination, ports]) => ports === undefined && reached.has(destination)).length
}

function groupsOutside({ from, to, at, sets }: Board, cells: Cells, names: ShortNames): readonly ConnectionGroup[] {
	const sending = linesOutside(cells.from, ({ place }) =>
		mergedRanges(to.ranges, (index) => at(place, to.ofRanges[index] as number)),
	)
	const receiving = linesOutside(cells.to, ({ place }) =>
		mergedRanges(from.ranges, (index) => at(from.ofRanges[index] as number, place)),
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
