/** Units that may be read as one: same stage, same answers. */
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

/** The ports between two cells. */
export function between({ at, overlaps }: Board, source: Cell, destination: Cell): number {
	const own =
		source.isOdd && destination.isOdd
			? overlaps.get(source.units[0] as number)?.get(destination.units[0] as number)
			: undefined
	return own ?? at(source.place, destination.place)
}
