/** What the policies of one end let pass to or from every class at the other side. */
import { addTo, grouped } from '../../../model/collect.ts'
import { add, type Bits, count, everyBit, firstOf, isEmpty, members, noBits, united, without } from '../bits.ts'
import { oneWay } from '../evaluate.ts'
import type { World } from '../match.ts'
import type { Rule } from '../network.ts'
import type { Classes, EndClass } from './classes.ts'
import { type Entries, entryOf, Sheet } from './entries.ts'
import { Partition } from './partition.ts'
import { all, none, type PortSets } from './port-sets.ts'
import { isLocal, type Profile } from './profiles.ts'

/** For each class the number of a set of ports: those that differ from the rest are named. */
export interface Row extends Entries {
	/** What most classes have. */
	readonly rest: number
}

/** What a row has for a class. */
export function inRow(row: Row, number: number): number {
	return entryOf(row, number) ?? row.rest
}

/** Works out rows, each once; those that say the same are the same. */
export class Rows {
	readonly #others: Classes
	readonly #sets: PortSets
	readonly #known = new Map<Profile, (Row | undefined)[]>()
	readonly #byHash = new Map<number, Row[]>()
	readonly #matches = new Map<Rule, Map<string, readonly (readonly number[])[]>>()
	readonly #hasHosts: boolean
	readonly #everybody: Bits
	readonly #everything: Row
	/** The classes with addresses of a family, and those whose addresses are not known. */
	readonly #inFamily: ReadonlyMap<World['family'], Bits>
	/** Classes whose ports have the same names. */
	readonly #sameNames: readonly (readonly number[])[]
	readonly #partition: Partition
	readonly #sheet: Sheet
	/** Filled for one rule after the other. */
	readonly #matched: Readonly<Record<'yes' | 'maybe', Bits>>

	/** @param others - the classes at the other side */
	constructor(others: Classes, sets: PortSets) {
		this.#others = others
		this.#sets = sets
		this.#partition = new Partition(others.list.length)
		this.#sheet = new Sheet(others.list.length)
		this.#matched = { yes: noBits(others.list.length), maybe: noBits(others.list.length) }
		this.#hasHosts = !isEmpty(others.hosts)
		this.#everybody = everyBit(others.list.length)
		this.#everything = this.#once({ rest: all, ...this.#sheet.take() })
		this.#inFamily = new Map(([undefined, 4, 6] as const).map((family) => [family, inFamily(others.list, family)]))
		this.#sameNames = [...grouped(others.list.keys(), (number) => others.list[number]?.portNames).values()]
	}

	/** What a profile lets pass; everything where there is none. */
	rowOf(profile: Profile | undefined, world: World): Row {
		if (profile === undefined) return this.#everything
		const slot = this.#slotOf(profile, world)
		let rows = this.#known.get(profile)
		if (rows === undefined) {
			rows = []
			this.#known.set(profile, rows)
		}
		rows[slot] ??= this.#once(this.#workOut(profile, world))
		return rows[slot]
	}

	/** Worlds that differ in nothing that these rules look at share a place. */
	#slotOf({ hasBlocks, self }: Profile, { family, hostPods }: World): number {
		const byFamily = hasBlocks ? (family ?? 0) : 0
		return hostPods === 'nodes' && (this.#hasHosts || self.hostNetwork) ? byFamily + 1 : byFamily
	}

	#once(row: Row): Row {
		const hash = hashOf(row)
		const known = this.#byHash.get(hash)?.find((other) => isSame(row, other))
		if (known === undefined) addTo(this.#byHash, hash, row)
		return known ?? row
	}

	/** Classes that no rule tells apart get the same answer, so one of them is asked about. */
	#workOut(profile: Profile, world: World): Row {
		const { named, unnamed } = this.#partition.of(this.#askedAbout(profile, world), this.#splitters(profile, world))
		const byPorts = grouped(named, ([first]) => this.#ask(profile, first as number, world))
		const first = firstOf(unnamed)
		return rowFrom(byPorts, unnamed, first === undefined ? undefined : this.#ask(profile, first, world), this.#sheet)
	}

	#ask({ network, direction, self }: Profile, number: number, world: World): number {
		const other = (this.#others.list[number] as EndClass).end
		const destination = direction === 'egress' ? other : self
		return this.#sets.numberOf(oneWay(network, direction, self, other, destination, world, 'upper'))
	}

	/** Who is at the other side in this world: whose addresses are not known meets only those of known ones in a family. */
	#askedAbout({ hasBlocks, hasAddresses }: Profile, { family }: World): Bits {
		if (!hasBlocks) return this.#everybody
		const own = this.#inFamily.get(family) as Bits
		return family === undefined || !hasAddresses ? own : united(own, this.#inFamily.get(undefined) as Bits)
	}

	/** The sets of classes that rules tell from others; by the names of their ports only where that matters. */
	#splitters({ direction, rules, namesPorts }: Profile, world: World): Iterable<readonly number[]> {
		const matched = rules.flatMap(({ rule, home }) => this.#matching(rule, home, world))
		return new Set(direction === 'egress' && namesPorts ? [...this.#sameNames, ...matched] : matched)
	}

	/** The classes that a rule is about for sure, and perhaps. */
	#matching(rule: Rule, home: string | undefined, world: World): readonly (readonly number[])[] {
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
			for (const peer of peers) this.#others.addMatching(this.#matched, peer, home, world)
			found = Object.values(this.#matched)
				.map((bits) => this.#smallerSide(bits))
				.filter(({ length }) => length > 0)
			for (const bits of Object.values(this.#matched)) bits.fill(0)
			known.set(key, found)
		}
		return found
	}

	/** Those in a set and those that are not are told apart by naming either. */
	#smallerSide(bits: Bits): readonly number[] {
		return members(count(bits) * 2 > this.#others.list.length ? without(this.#everybody, bits) : bits)
	}
}

function inFamily(list: readonly EndClass[], family: World['family']): Bits {
	const bits = noBits(list.length)
	for (const [number, { families }] of list.entries())
		if (family === undefined ? families === undefined : families?.includes(family) === true) add(bits, number)
	return bits
}

/**
 * A row from its parts by their ports. What most have is the rest, so that the fewest are named.
 *
 * @param unnamed - a part that is listed only where its ports turn out not to be the rest
 */
function rowFrom(
	byPorts: ReadonlyMap<number, readonly (readonly number[])[]>,
	unnamed: Bits,
	portsOfUnnamed: number | undefined,
	sheet: Sheet,
): Row {
	let [rest, most] = [none, 0]
	for (const ports of new Set([...byPorts.keys(), ...(portsOfUnnamed === undefined ? [] : [portsOfUnnamed])])) {
		const named = (byPorts.get(ports) ?? []).reduce((sum, { length }) => sum + length, 0)
		const size = named + (ports === portsOfUnnamed ? count(unnamed) : 0)
		if (size > most) [rest, most] = [ports, size]
	}
	for (const [ports, parts] of byPorts)
		if (ports !== rest) for (const part of parts) for (const number of part) sheet.set(number, ports)
	if (portsOfUnnamed !== undefined && portsOfUnnamed !== rest)
		for (const number of members(unnamed)) sheet.set(number, portsOfUnnamed)
	return { rest, ...sheet.take() }
}

function hashOf({ rest, numbers, ports }: Row): number {
	let hash = rest
	for (const [index, number] of numbers.entries())
		hash = (Math.imul(hash, 31) + Math.imul(number, 65_599) + (ports[index] as number)) | 0
	return hash
}

function isSame(a: Row, b: Row): boolean {
	const { length } = a.numbers
	if (a.rest !== b.rest || length !== b.numbers.length) return false
	for (let index = 0; index < length; index++)
		if (a.numbers[index] !== b.numbers[index] || a.ports[index] !== b.ports[index]) return false
	return true
}
