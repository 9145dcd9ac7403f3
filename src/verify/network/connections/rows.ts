/** What the policies of one end let pass to or from every class at the other side. */
import { add, addAll, type Bits, both, everyBit, has, isEmpty, members, noBits, overlap, without } from '../bits.ts'
import { oneWay } from '../evaluate.ts'
import type { World } from '../match.ts'
import type { Rule } from '../network.ts'
import type { Classes, EndClass, KnownEnd } from './classes.ts'
import { all, none, type PortSets } from './port-sets.ts'
import { isLocal, type Profile } from './profiles.ts'

/** For each class the number of a set of ports. Few of them differ from the rest. */
export interface Row {
	/** What most classes have. */
	readonly rest: number
	/** The others by what they have. */
	readonly others: readonly { readonly ports: number; readonly classes: Bits }[]
}

/** What a row has for a class. */
export function inRow({ rest, others }: Row, number: number): number {
	for (const { ports, classes } of others) if (has(classes, number)) return ports
	return rest
}

const everything: Row = { rest: all, others: [] }

/** Works out rows, each once. */
export class Rows {
	readonly #others: Classes
	readonly #sets: PortSets
	readonly #known = new Map<Profile, (Row | undefined)[]>()
	readonly #matches = new Map<Rule, Map<string, readonly Bits[]>>()
	readonly #hasHosts: boolean
	readonly #everybody: Bits
	/** The classes with addresses of a family, and those whose addresses are not known. */
	readonly #inFamily: ReadonlyMap<World['family'], Bits>
	/** Classes whose ports have the same names. */
	readonly #sameNames: readonly Bits[]

	/** @param others - the classes at the other side */
	constructor(others: Classes, sets: PortSets) {
		this.#others = others
		this.#sets = sets
		this.#hasHosts = !isEmpty(others.hosts)
		this.#everybody = everyBit(others.list.length)
		this.#inFamily = new Map(([undefined, 4, 6] as const).map((family) => [family, inFamily(others.list, family)]))
		this.#sameNames = sameNames(others.list)
	}

	/** What a profile lets pass; everything where there is none. */
	rowOf(profile: Profile | undefined, world: World): Row {
		if (profile === undefined) return everything
		const slot = this.#slotOf(profile, world)
		let rows = this.#known.get(profile)
		if (rows === undefined) {
			rows = []
			this.#known.set(profile, rows)
		}
		rows[slot] ??= this.#workOut(profile, world)
		return rows[slot]
	}

	/** Worlds that differ in nothing that these rules look at share a place. */
	#slotOf({ hasBlocks, self }: Profile, { family, hostPods }: World): number {
		const byFamily = hasBlocks ? (family ?? 0) : 0
		return hostPods === 'nodes' && (this.#hasHosts || self.hostNetwork) ? byFamily + 1 : byFamily
	}

	/** Classes that no rule tells apart get the same answer, so one of them is asked about. */
	#workOut(profile: Profile, world: World): Row {
		const byPorts = new Map<number, Bits>()
		for (const cell of this.#cellsFor(profile, world)) {
			const ports = this.#ask(profile, (this.#others.list[firstOf(cell)] as EndClass).end, world)
			const known = byPorts.get(ports)
			if (known === undefined) byPorts.set(ports, cell)
			else byPorts.set(ports, united(known, cell))
		}
		let [rest, most] = [none, 0]
		for (const [ports, classes] of byPorts) {
			const size = sizeOf(classes)
			if (size > most) [rest, most] = [ports, size]
		}
		byPorts.delete(rest)
		return { rest, others: [...byPorts].map(([ports, classes]) => ({ ports, classes })) }
	}

	#ask({ network, direction, self }: Profile, other: KnownEnd, world: World): number {
		const destination = direction === 'egress' ? other : self
		return this.#sets.numberOf(oneWay(network, direction, self, other, destination, world, 'upper'))
	}

	/**
	 * Classes that are matched by the same rules, and whose ports have the same names where that matters. Those that are not asked
	 * about in this world are in none.
	 */
	#cellsFor(profile: Profile, world: World): readonly Bits[] {
		const { direction, rules, namesPorts } = profile
		let cells: Bits[] = [this.#askedAbout(profile, world)]
		const splitters = new Set(rules.flatMap(({ rule, home }) => this.#matching(rule, home, world)))
		for (const splitter of direction === 'egress' && namesPorts ? [...this.#sameNames, ...splitters] : splitters)
			cells = cells.flatMap((cell) => split(cell, splitter))
		return cells.filter((cell) => !isEmpty(cell))
	}

	/** Who is at the other side in this world: whose addresses are not known meets only those of known ones in a family. */
	#askedAbout({ hasBlocks, hasAddresses }: Profile, { family }: World): Bits {
		if (!hasBlocks) return this.#everybody
		const own = this.#inFamily.get(family) as Bits
		return family === undefined || !hasAddresses ? own : united(own, this.#inFamily.get(undefined) as Bits)
	}

	/** The classes that a rule is about for sure, and perhaps. */
	#matching(rule: Rule, home: string | undefined, world: World): readonly Bits[] {
		const { peers } = rule
		if (peers === 'anyone') return []
		const key = `${isLocal(rule) ? home : ''} ${world.family} ${world.hostPods}`
		let known = this.#matches.get(rule)
		if (known === undefined) {
			known = new Map()
			this.#matches.set(rule, known)
		}
		let found = known.get(key)
		if (found === undefined) {
			const size = this.#others.list.length
			const [yes, maybe] = [noBits(size), noBits(size)]
			for (const peer of peers) {
				const match = this.#others.matching(peer, home, world)
				addAll(yes, match.yes)
				addAll(maybe, match.maybe)
			}
			found = [yes, maybe].filter((bits) => !isEmpty(bits))
			known.set(key, found)
		}
		return found
	}
}

function inFamily(list: readonly EndClass[], family: World['family']): Bits {
	const bits = noBits(list.length)
	for (const [number, { families }] of list.entries())
		if (family === undefined ? families === undefined : families?.includes(family) === true) add(bits, number)
	return bits
}

function sameNames(list: readonly EndClass[]): readonly Bits[] {
	const byNames = new Map<string, Bits>()
	for (const [number, { portNames }] of list.entries()) {
		const bits = byNames.get(portNames) ?? noBits(list.length)
		byNames.set(portNames, bits)
		add(bits, number)
	}
	return [...byNames.values()]
}

function split(cell: Bits, splitter: Bits): readonly Bits[] {
	if (!overlap(cell, splitter)) return [cell]
	const outside = without(cell, splitter)
	return isEmpty(outside) ? [cell] : [both(cell, splitter), outside]
}

function united(a: Bits, b: Bits): Bits {
	const bits = a.slice()
	addAll(bits, b)
	return bits
}

function firstOf(bits: Bits): number {
	const word = bits.findIndex((each) => each !== 0)
	const lowest = bits[word] as number
	return word * 32 + (31 - Math.clz32(lowest & -lowest))
}

function sizeOf(bits: Bits): number {
	return members(bits).length
}
