/** Who may reach whom, as a board: parties with the same answers share a row or a column. */
import type { Network, Reading } from '../network.ts'
import type { Seen } from '../what-rules-see.ts'
import { Answers } from './answers.ts'
import { Classes, type Sight } from './classes.ts'
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
}

/** The answers. Ports are numbers in {@link sets}. */
export interface Board {
	readonly from: Side
	readonly to: Side
	readonly sets: PortSets
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
	const known = new Int32Array(rows.count * columns.count).fill(-1)
	const at = (row: number, column: number): number => {
		const place = row * columns.count + column
		if (known[place] === -1) known[place] = workOut(rows.list[row] as Place, columns.list[column] as Place)
		return known[place] as number
	}
	const workOut = (row: Place, column: Place): number => {
		if (row.use !== undefined && column.use !== undefined && areNeighbours(row.use, column.use)) return all
		let open = none
		for (const source of row.classes)
			for (const destination of column.classes) open = sets.unite(open, answers.between(source, destination))
		return open
	}
	return {
		from: { ...from, ofUnits: rows.ofUnits, ofRanges: rows.ofRanges },
		to: { ...to, ofUnits: columns.ofUnits, ofRanges: columns.ofRanges },
		sets,
		at,
		overlaps: overlapsOf(sources.units, destinations.units, sets, (a, b) => answers.between(a, b)),
	}
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

	get count(): number {
		return this.list.length
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
