/** Who may reach whom, as a board: parties with the same answers share a row or a column. */
import { addTo, once } from '../../../model/collect.ts'
import type { Network, Reading } from '../network.ts'
import type { Seen } from '../what-rules-see.ts'
import { Answers } from './answers.ts'
import { Classes, type Sight } from './classes.ts'
import { type Entries, entryOf, Sheet, spreader } from './entries.ts'
import { areNeighbours, type NodeUse, nodeUses } from './node-traffic.ts'
import { type ClassedUnit, type Overlaps, overlapsOf } from './overlaps.ts'
import { type Parties, sampleOf } from './parties.ts'
import { all, none, PortSets } from './port-sets.ts'
import type { Regions } from './regions.ts'

/** Both sides of the connections that are asked for. */
export interface Question {
	readonly network: Network
	readonly blocks: Reading['blocks']
	readonly seen: Seen
	readonly regions: Regions
	readonly from: Parties
	readonly to: Parties
}

/** One side of a board. */
export interface Side extends Parties {
	/** The number of each unit's row or column. */
	readonly ofUnits: Uint32Array
	/** The same of each range. */
	readonly ofRanges: Uint32Array
	/** What units have, from what rows or columns have. */
	readonly toUnits: (places: Entries) => Entries
	/** The same of ranges. */
	readonly toRanges: (places: Entries) => Entries
}

/** The answers. Ports are numbers in {@link sets}. Between two ranges outside there are none: no policy is about them. */
export interface Board {
	readonly from: Side
	readonly to: Side
	readonly sets: PortSets
	/** The columns that a row reaches. */
	readonly reached: (row: number) => Entries
	/** The rows of ranges outside that reach a column. */
	readonly reachedFromOutside: (column: number) => Entries
	/** What stands in a row and a column. */
	readonly at: (row: number, column: number) => number
	/** What stands in place of that for units that have pods in common. */
	readonly overlaps: Overlaps
}

/** Lays out a board. */
export function boardOf(question: Question): Board {
	const { network, blocks, from, to } = question
	const sets = new PortSets()
	const isSame = from === to
	const sources = new Numbered(question, from)
	const destinations = isSame ? sources : new Numbered(question, to)
	const answers = new Answers({ network, blocks, sources: sources.classes, destinations: destinations.classes }, sets)
	const kinds = answers.kinds()
	const uses = nodeUses(from.units, to.units)
	const rows = new Places(sources, kinds.sources, uses?.[0], uses?.[1])
	const columns = new Places(destinations, kinds.destinations, uses?.[1], uses?.[0])
	const workOut = reachOf(answers, rows.list, columns.list, sets)
	const known: Entries[] = []
	const reached = (row: number): Entries => {
		known[row] ??= workOut(row)
		return known[row]
	}
	const fromOutside = once(() => turned(rows.ofRanges, reached, columns.list.length))
	return {
		from: { ...from, ...rows.standing },
		to: { ...to, ...columns.standing },
		sets,
		reached,
		reachedFromOutside: (column) => fromOutside()[column] as Entries,
		at: (row, column) => entryOf(reached(row), column) ?? none,
		overlaps: overlapsOf(sources.units, destinations.units, sets, (a, b) => answers.between(a, b)),
	}
}

/** Works out which columns a row reaches. */
function reachOf(
	answers: Answers,
	rows: readonly Place[],
	columns: readonly Place[],
	sets: PortSets,
): (row: number) => Entries {
	const columnsOf = new Map<number, number[]>()
	for (const [column, { classes }] of columns.entries()) for (const each of classes) addTo(columnsOf, each, column)
	const reach = answers.reach([...columnsOf.keys()])
	const neighbours = neighboursAmong(columns)
	const open = new Sheet(columns.length)
	return (row) => {
		const { classes, use } = rows[row] as Place
		for (const source of classes)
			reach.from(source, (destination, ports) => {
				for (const column of columnsOf.get(destination) as readonly number[])
					open.set(column, sets.unite(open.get(column) ?? none, ports))
			})
		for (const column of neighbours(use)) open.set(column, all)
		return open.take()
	}
}

/** Columns beside a row. Who is not in the network of a node is beside such only, and these are few. */
function neighboursAmong(columns: readonly Place[]): (use: NodeUse | undefined) => readonly number[] {
	const used = [...columns.entries()].flatMap(([column, { use }]) => (use === undefined ? [] : [{ column, use }]))
	const hosts = used.filter(({ use }) => use.hasHosts)
	return (row) =>
		row === undefined
			? []
			: (row.hasHosts ? used : hosts).filter(({ use }) => areNeighbours(row, use)).map(({ column }) => column)
}

/** Which of some rows reach each column. */
function turned(rows: Uint32Array, reached: (row: number) => Entries, columns: number): readonly Entries[] {
	const turned = Array.from({ length: columns }, () => ({ numbers: [] as number[], ports: [] as number[] }))
	for (const row of new Set(rows.toSorted())) {
		const { numbers, ports } = reached(row)
		for (const [index, column] of numbers.entries()) {
			turned[column]?.numbers.push(row)
			turned[column]?.ports.push(ports[index] as number)
		}
	}
	return turned.map(({ numbers, ports }) => ({ numbers: Uint32Array.from(numbers), ports: Uint32Array.from(ports) }))
}

/** The parties of one side with their classes. */
class Numbered {
	readonly classes: Classes
	readonly units: readonly ClassedUnit[]
	readonly ranges: readonly number[]

	constructor(sight: Sight, parties: Parties) {
		this.classes = new Classes(sight)
		this.units = parties.units.map((unit) => ({ unit, classes: unit.pods.map((pod) => this.classes.numberOf(pod)) }))
		this.ranges = parties.ranges.map((range) => this.classes.numberOf({ outside: sampleOf(range) }))
	}
}

/** A row or a column. */
interface Place {
	/** One class of each kind that its parties have. */
	readonly classes: readonly number[]
	readonly use: NodeUse | undefined
}

/** Parties of the same kinds, whose pods are beside the same pods in the network of their node. */
class Places {
	readonly list: Place[] = []
	readonly ofUnits: Uint32Array
	readonly ofRanges: Uint32Array
	readonly #numbers = new Map<string, number>()
	readonly #firstOfKind = new Map<number, number>()

	constructor(
		{ units, ranges, classes }: Numbered,
		kinds: Uint32Array,
		uses: readonly NodeUse[] | undefined,
		others: readonly NodeUse[] | undefined,
	) {
		for (const number of classes.list.keys()) {
			const kind = kinds[number] as number
			if (!this.#firstOfKind.has(kind)) this.#firstOfKind.set(kind, number)
		}
		const hosts = [...new Map((others ?? []).filter(({ hasHosts }) => hasHosts).map((use) => [use.key, use])).values()]
		this.ofUnits = Uint32Array.from(units, ({ classes: own }, index) => {
			const use = uses?.[index]
			return this.#placeOf(own, kinds, use, use === undefined ? '' : besideOf(use, hosts))
		})
		this.ofRanges = Uint32Array.from(ranges, (own) => this.#placeOf([own], kinds, undefined, 'outside'))
	}

	/** Who stands where. */
	get standing(): Omit<Side, keyof Parties> {
		const { ofUnits, ofRanges, list } = this
		const [toUnits, toRanges] = [spreader(ofUnits, list.length), spreader(ofRanges, list.length)]
		return { ofUnits, ofRanges, toUnits, toRanges }
	}

	#placeOf(own: readonly number[], kinds: Uint32Array, use: NodeUse | undefined, beside: string): number {
		const present = [...new Set(own.map((number) => kinds[number] as number))].sort((a, b) => a - b)
		const key = `${present.join()} ${beside}`
		let number = this.#numbers.get(key)
		if (number === undefined) {
			const classes = present.map((kind) => this.#firstOfKind.get(kind) as number)
			number = this.list.push({ classes, use }) - 1
			this.#numbers.set(key, number)
		}
		return number
	}
}

/** Beside whom a unit runs; those with pods in the network of their node are looked at from both sides. */
function besideOf(use: NodeUse, hosts: readonly NodeUse[]): string {
	return use.hasHosts ? use.key : hosts.map((host) => Number(areNeighbours(use, host))).join('')
}
