/** Sets of namespaces: which of them a selector means, found by their labels rather than one after the other. */
import type { Selector } from '../../reading/selector.ts'
import { add, type Bits, everyBit, members, noBits } from '../bits.ts'
import { labelIndex } from '../label-index.ts'
import type { Network } from '../network.ts'

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
	const { matching } = labelIndex([...namespaces.values()].map(({ labels }) => labels))
	return {
		names,
		all: everyBit(names.length),
		numberOf: (name) => numbers.get(name),
		named(wanted) {
			const bits = noBits(names.length)
			for (const name of wanted) {
				const named = numbers.get(name)
				if (named !== undefined) add(bits, named)
			}
			return bits
		},
		matching,
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
