/** Ends of connections that no rule can tell apart, as one. */
import type { Cidr } from '../../../model/cidr.ts'
import { addTo, once } from '../../../model/collect.ts'
import { type Labels, matches, type Selector } from '../../reading/selector.ts'
import { add, addAll, type Bits, both, has, members, noBits, without } from '../bits.ts'
import { type LabelIndex, labelIndex } from '../label-index.ts'
import { addressesOf, namespaceLabels, peerMatch, type World } from '../match.ts'
import { type Endpoint, isOutside, type Network, type Outside, type Peer, type Reading } from '../network.ts'
import type { Seen } from '../what-rules-see.ts'
import type { Regions } from './regions.ts'

/** A pod, a template of pods, or addresses outside. */
export type KnownEnd = Endpoint | Outside

/** Ends that every rule treats alike. */
export interface EndClass {
	/** One of them, which speaks for all. */
	readonly end: KnownEnd
	/** Families of their addresses; `undefined` where these are not known. */
	readonly families: readonly (4 | 6)[] | undefined
	/** Whether they are pods in the network of their node. */
	readonly isHost: boolean
	/** Equal where rules that name ports mean the same ones. */
	readonly portNames: string
}

/** What classes are told apart by. */
export interface Sight {
	readonly network: Network
	readonly blocks: Reading['blocks']
	readonly seen: Seen
	readonly regions: Regions
}

/** Classes that something matches for sure, and perhaps. */
export interface Matching {
	readonly yes: Bits
	readonly maybe: Bits
}

type PeerOf<Type extends Peer['type']> = Extract<Peer, { type: Type }>

/** The classes of one side of connections, by number. */
export class Classes {
	readonly list: EndClass[] = []
	readonly #numbers = new Map<string, number>()
	readonly #regions: (readonly number[])[] = []
	readonly #sight: Sight
	#index: Index | undefined

	constructor(sight: Sight) {
		this.#sight = sight
	}

	/** The number of an end's class. All ends have to be numbered before the first question about them. */
	numberOf(end: KnownEnd): number {
		const { network, seen } = this.#sight
		const isHost = !isOutside(end) && end.hostNetwork
		const addresses = isOutside(end) ? [end.outside] : addressesOf(network, end)
		const regions = this.#regionsOf(addresses, isOutside(end) || isHost)
		const families = addresses === undefined ? undefined : familiesOf(addresses)
		const portNames = isOutside(end) ? '' : portNamesOf(end, seen.portNames)
		const key = isOutside(end)
			? String(regions)
			: [
					end.namespace,
					families ?? '?',
					regions,
					portNames,
					isHost ? (seen.nodes ? (end.node ?? '?') : '*') : '',
					...seen.labels.map((label) => (Object.hasOwn(end.labels, label) ? JSON.stringify(end.labels[label]) : '')),
				].join('\n')
		let number = this.#numbers.get(key)
		if (number === undefined) {
			number = this.list.push({ end, families, isHost, portNames }) - 1
			this.#numbers.set(key, number)
			this.#regions.push(regions)
		}
		return number
	}

	/** Pods in their own network are in no block where blocks are read as being about the outside. */
	#regionsOf(addresses: readonly Cidr[] | undefined, isOutsideOfPods: boolean): readonly number[] {
		const { blocks, regions } = this.#sight
		if (addresses === undefined || (blocks === 'outside' && !isOutsideOfPods)) return []
		return [...new Set(addresses.map((address) => regions.regionOf(address)))].sort((a, b) => a - b)
	}

	/** The classes of pods that a selector of namespaces and one of pods match. */
	selected(namespaces: Selector | string, pods: Selector): readonly number[] {
		return this.#fewSelected(namespaces, pods) ?? members(this.#manySelected(namespaces, pods))
	}

	/**
	 * The same where a namespace or a label leaves so few classes that looking at each is quicker than uniting sets; `undefined` where
	 * none does.
	 */
	#fewSelected(namespaces: Selector | string, pods: Selector): readonly number[] | undefined {
		const { byNamespace, byLabel } = this.#indexed()
		const lists = pods.flatMap(({ key, operator, values: [value, ...others] }) =>
			operator === 'In' && others.length === 0 ? [byLabel.get(`${key}=${value}`) ?? []] : [],
		)
		if (typeof namespaces === 'string') lists.push(byNamespace.get(namespaces) ?? [])
		const [shortest] = lists.sort((a, b) => a.length - b.length)
		if (shortest === undefined || shortest.length * 32 > this.list.length) return undefined
		return shortest.filter((number) => {
			const { namespace, labels } = (this.list[number] as EndClass).end as Endpoint
			return isThere(this.#sight.network, namespaces, namespace) && matches(pods, labels)
		})
	}

	#manySelected(namespaces: Selector | string, pods: Selector): Bits {
		const { byNamespace, sets } = this.#indexed()
		const { byNamespaceLabels, byLabels } = sets()
		const homes =
			typeof namespaces === 'string'
				? setOf(byNamespace.get(namespaces) ?? [], this.list.length)
				: byNamespaceLabels.matching(namespaces)
		return both(homes, byLabels.matching(pods))
	}

	/** The pods in the network of their node. */
	get hosts(): Bits {
		return this.#indexed().hosts
	}

	/**
	 * Adds the classes that a peer matches, for sure and perhaps.
	 *
	 * @param home - the namespace of a NetworkPolicy; `undefined` for the ordered policies
	 */
	addMatching(found: Matching, peer: Peer, home: string | undefined, world: World): void {
		if (peer.type === 'blocks') this.#addBlocks(found, peer, home, world)
		else if (peer.type === 'pods') this.#addPods(found, peer, home, world)
		else this.#addEach(found, peer, home, world)
	}

	#addPods({ yes }: Matching, { namespaces, pods }: PeerOf<'pods'>, home: string | undefined, world: World): void {
		const where = namespaces ?? home
		if (where === undefined) return
		const seesHosts = home !== undefined && world.hostPods === 'pods'
		const few = this.#fewSelected(where, pods)
		for (const number of few ?? []) if (seesHosts || this.list[number]?.isHost === false) add(yes, number)
		if (few !== undefined) return
		const many = this.#manySelected(where, pods)
		addAll(yes, seesHosts ? many : without(many, this.hosts))
	}

	/** Ends with addresses of the same regions are in the same blocks, and in none where these have none of their regions. */
	#addBlocks({ yes, maybe }: Matching, peer: PeerOf<'blocks'>, home: string | undefined, world: World): void {
		const { outside, pods } = this.#indexed()
		const held = this.#sight.regions.heldBy(peer.blocks)
		for (const region of members(held)) for (const number of outside.get(region) ?? []) add(yes, number)
		for (const { end, regions, classes } of pods) {
			if (regions !== undefined && !regions.some((region) => has(held, region))) continue
			const match = peerMatch(this.#sight.network, peer, end, home, world)
			if (match !== 'no') addAll(match === 'yes' ? yes : maybe, classes)
		}
	}

	#addEach({ yes, maybe }: Matching, peer: Peer, home: string | undefined, world: World): void {
		for (const [number, { end }] of this.list.entries()) {
			const match = peerMatch(this.#sight.network, peer, end, home, world)
			if (match !== 'no') add(match === 'yes' ? yes : maybe, number)
		}
	}

	#indexed(): Index {
		this.#index ??= indexOf(this.#sight, this.list, this.#regions)
		return this.#index
	}
}

/** Classes by what selectors and blocks look at. */
interface Index {
	readonly byNamespace: ReadonlyMap<string, readonly number[]>
	readonly byLabel: ReadonlyMap<string, readonly number[]>
	/** The same as sets, for selectors that name many. */
	readonly sets: () => { readonly byNamespaceLabels: LabelIndex; readonly byLabels: LabelIndex }
	/** Those outside by region. */
	readonly outside: ReadonlyMap<number, readonly number[]>
	readonly pods: readonly SameAddresses[]
	readonly hosts: Bits
}

/** Classes of pods that blocks cannot tell apart. */
interface SameAddresses {
	/** One of them. */
	readonly end: KnownEnd
	/** `undefined` where their addresses are not known. */
	readonly regions: readonly number[] | undefined
	readonly classes: Bits
}

function indexOf({ network, seen }: Sight, list: readonly EndClass[], regions: readonly (readonly number[])[]): Index {
	const size = list.length
	const byNamespace = new Map<string, number[]>()
	const byLabel = new Map<string, number[]>()
	const outside = new Map<number, number[]>()
	const pods = new Map<string, SameAddresses>()
	const hosts = noBits(size)
	for (const [number, { end, families, isHost }] of list.entries()) {
		const own = regions[number] as readonly number[]
		if (isOutside(end)) {
			for (const region of own) addTo(outside, region, number)
			continue
		}
		addTo(byNamespace, end.namespace, number)
		for (const [key, value] of Object.entries(seenLabels(end, seen.labels))) addTo(byLabel, `${key}=${value}`, number)
		if (isHost) add(hosts, number)
		const key = `${isHost} ${families?.join()} ${own.join()}`
		const alike = pods.get(key) ?? { end, regions: families && own, classes: noBits(size) }
		pods.set(key, alike)
		add(alike.classes, number)
	}
	return {
		byNamespace,
		byLabel,
		sets: once(() => ({
			byNamespaceLabels: labelIndex(
				list.map(({ end }) => (isOutside(end) ? undefined : namespaceLabels(network, end.namespace))),
			),
			byLabels: labelIndex(list.map(({ end }) => (isOutside(end) ? undefined : seenLabels(end, seen.labels)))),
		})),
		outside,
		pods: [...pods.values()],
		hosts,
	}
}

function seenLabels({ labels }: Endpoint, keys: readonly string[]): Labels {
	return Object.fromEntries(keys.flatMap((key) => (Object.hasOwn(labels, key) ? [[key, labels[key] as string]] : [])))
}

function isThere(network: Network, namespaces: Selector | string, namespace: string): boolean {
	return typeof namespaces === 'string'
		? namespaces === namespace
		: matches(namespaces, namespaceLabels(network, namespace))
}

function setOf(numbers: readonly number[], size: number): Bits {
	const bits = noBits(size)
	for (const number of numbers) add(bits, number)
	return bits
}

function familiesOf(addresses: readonly Cidr[]): readonly (4 | 6)[] {
	return [...new Set(addresses.map(({ family }) => family))].sort((a, b) => a - b)
}

function portNamesOf({ ports }: Endpoint, names: ReadonlySet<string>): string {
	if (names.size === 0) return ''
	const named = ports.flatMap(({ name, protocol, port }) =>
		name !== undefined && names.has(name) ? [`${name} ${protocol} ${port}`] : [],
	)
	return [...new Set(named)].sort().join()
}
