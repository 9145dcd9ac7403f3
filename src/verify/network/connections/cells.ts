/** Units that may be read as one: same stage, same answers. */
import { grouped } from '../../../model/collect.ts'
import type { Board } from './board.ts'
import { type StageQuery, stagesOfUnits } from './stages.ts'

/** Units of one stage that share a row or a column of a board; or one unit that is an exception from it. */
export interface Cell {
	readonly stage: string | undefined
	readonly place: number
	readonly units: number[]
	/** Whether the unit's connections to its own pods are others than its place says. */
	readonly isOdd: boolean
}

/** The cells of both sides. */
export interface Cells {
	readonly from: readonly Cell[]
	readonly to: readonly Cell[]
}

/** Sorts the units of a board. */
export function cellsOf(board: Board, query: StageQuery): Cells {
	const odd = oddUnits(board)
	return { from: cellsOfSide(board.from, odd.from, query), to: cellsOfSide(board.to, odd.to, query) }
}

function cellsOfSide({ units, ofUnits }: Board['from'], odd: ReadonlySet<number>, query: StageQuery): readonly Cell[] {
	const stages = stagesOfUnits(units, query)
	const cells = new Map<string, Cell>()
	for (const number of units.keys()) {
		const [stage, place, isOdd] = [stages[number], ofUnits[number] as number, odd.has(number)]
		const key = `${stage}\n${isOdd ? `odd ${number}` : place}`
		const cell = cells.get(key)
		if (cell === undefined) cells.set(key, { stage, place, units: [number], isOdd })
		else cell.units.push(number)
	}
	return [...cells.values()]
}

function oddUnits({ from, to, at, overlaps }: Board): Readonly<Record<keyof Cells, ReadonlySet<number>>> {
	const odd = { from: new Set<number>(), to: new Set<number>() }
	for (const [source, met] of overlaps)
		for (const [destination, ports] of met)
			if (ports !== undefined && ports !== at(from.ofUnits[source] as number, to.ofUnits[destination] as number)) {
				odd.from.add(source)
				odd.to.add(destination)
			}
	return odd
}

/** For each cell at the one side, how many of its units are single pods that are, by themselves, of a cell at the other side. */
export function selvesIn({ overlaps }: Board, { from, to }: Cells): ReadonlyMap<Cell, ReadonlyMap<number, number>> {
	const homes = new Map(
		[...to.entries()].flatMap(([number, { units }]) => units.map((unit) => [unit, number] as const)),
	)
	return new Map(
		from.map((cell) => {
			const selves = new Map<number, number>()
			for (const unit of cell.units)
				for (const [same, ports] of overlaps.get(unit) ?? []) {
					const home = homes.get(same)
					if (ports === undefined && home !== undefined) selves.set(home, (selves.get(home) ?? 0) + 1)
				}
			return [cell, selves] as const
		}),
	)
}

/** The cells that single ones reach, by number, each with the ports. */
export function cellsReached(
	{ reached, overlaps }: Board,
	{ to }: Cells,
): (source: Cell) => ReadonlyMap<number, number> {
	const cellsAt = grouped(to.keys(), (number) => to[number]?.place)
	const oddCells = new Map(
		[...to.entries()].flatMap(([number, { isOdd, units }]) => (isOdd ? [[units[0], number]] : [])),
	)
	return (source) => {
		const { numbers, ports } = reached(source.place)
		const open = new Map<number, number>()
		for (const [index, place] of numbers.entries())
			for (const cell of cellsAt.get(place) ?? []) open.set(cell, ports[index] as number)
		if (!source.isOdd) return open
		for (const [unit, own] of overlaps.get(source.units[0] as number) ?? []) {
			const cell = oddCells.get(unit)
			if (own !== undefined && cell !== undefined) open.set(cell, own)
		}
		return open
	}
}
