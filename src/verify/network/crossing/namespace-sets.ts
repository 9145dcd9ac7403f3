/** Sets of namespaces: which of them a selector means, found by their labels rather than one after the other. */
import { add, addAll, type Bits, both, everyBit, members, noBits, without } from '../bits.ts'
import type { Network } from '../network.ts'
import { type Requirement, type Selector, selectorKey } from '../selector.ts'

/** The namespaces of a network by number. */
export interface NamespaceSets {
	readonly names: readonly string[]
	readonly all: Bits
	/** `undefined` for one that does not exist. */
	numberOf(name: string): number | undefined
	/** Those of some names that exist. */
	named(names: Iterable<string>): Bits
	/** The namespaces that a selector matches. */
	matching(selector: Selector): Bits
}

/** Numbers the namespaces of a network. */
export function namespaceSets({ namespaces }: Network): NamespaceSets {
	const names = [...namespaces.keys()]
	const numbers = new Map(names.map((name, number) => [name, number]))
	const all = everyBit(names.length)
	const byKey = new Map<string, Bits>()
	const byLabel = new Map<string, Bits>()
	const put = (index: Map<string, Bits>, key: string, number: number): void => {
		let bits = index.get(key)
		if (bits === undefined) {
			bits = noBits(names.length)
			index.set(key, bits)
		}
		add(bits, number)
	}
	let number = 0
	for (const { labels } of namespaces.values()) {
		for (const [key, value] of Object.entries(labels)) {
			put(byKey, key, number)
			put(byLabel, `${key}=${value}`, number)
		}
		number++
	}
	const nobody = noBits(names.length)
	const satisfying = ({ key, operator, values }: Requirement): Bits => {
		const having = byKey.get(key) ?? nobody
		if (operator === 'Exists') return having
		if (operator === 'DoesNotExist') return without(all, having)
		const named = noBits(names.length)
		for (const value of values) addAll(named, byLabel.get(`${key}=${value}`) ?? nobody)
		return operator === 'In' ? named : without(all, named)
	}
	const known = new Map<string, Bits>()
	return {
		names,
		all,
		numberOf: (name) => numbers.get(name),
		named(wanted) {
			const bits = noBits(names.length)
			for (const name of wanted) {
				const named = numbers.get(name)
				if (named !== undefined) add(bits, named)
			}
			return bits
		},
		matching(selector) {
			const key = selectorKey(selector)
			let bits = known.get(key)
			if (bits === undefined) {
				bits = selector.map(satisfying).reduce(both, all)
				known.set(key, bits)
			}
			return bits
		},
	}
}

/** Namespaces of which mostly the first and their number matter: names are looked up when somebody wants them. */
export interface SomeNamespaces {
	readonly first: string
	readonly count: number
	names(): readonly string[]
}

/** The namespaces of a set that has at least one. */
export function someNamespaces({ names }: NamespaceSets, bits: Bits): SomeNamespaces {
	const numbers = members(bits)
	return {
		first: names[numbers[0] as number] as string,
		count: numbers.length,
		names: () => numbers.map((number) => names[number] as string),
	}
}
