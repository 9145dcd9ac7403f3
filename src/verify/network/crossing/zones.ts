/** Namespaces that are alike: in the same zone, behind policies that say the same. Walls are looked at once for all of them. */
import { matches, type Selector } from '../../reading/selector.ts'
import { add, addAll, type Bits, isEmpty, noBits, without } from '../bits.ts'
import type { Direction, Network, NetworkPolicy, TierPolicy } from '../network.ts'
import type { NamespaceSets } from './namespace-sets.ts'
import { type Opening, openingFinder } from './openings.ts'

/**
 * Namespaces that may talk to each other and to nobody else: a stage, an app of it, or a single namespace, as the plan wants it.
 */
export interface Zone {
	readonly name: string
	/** `undefined` for a namespace that belongs to no stage. */
	readonly stage: string | undefined
}

/** Namespaces of one zone whose policies say the same in one direction. */
export interface Group {
	readonly zone: Zone
	readonly members: Bits
	readonly openings: readonly Opening[]
	/** Every namespace outside of the zone that some opening leads to. */
	readonly reach: Bits
}

/**
 * The groups that are open to another zone in a direction.
 *
 * @param zoneOf - namespaces that are in none are not looked at
 */
export function openGroups(
	network: Network,
	sets: NamespaceSets,
	zoneOf: ReadonlyMap<string, Zone>,
	direction: Direction,
): readonly Group[] {
	const zoneMembers = new Map<string, Bits>()
	const relevant = noBits(sets.names.length)
	for (const [namespace, { name }] of zoneOf) {
		const number = sets.numberOf(namespace)
		if (number === undefined) continue
		add(relevant, number)
		const inZone = zoneMembers.get(name) ?? noBits(sets.names.length)
		zoneMembers.set(name, inZone)
		add(inZone, number)
	}
	const groups = alikeNamespaces(network, sets, zoneOf.keys(), direction, (name) => zoneOf.get(name)?.name ?? '')
	const openingsOf = openingFinder(sets, direction)
	return groups.flatMap(({ members, policies, first }): readonly Group[] => {
		const zone = zoneOf.get(first) as Zone
		const openings = openingsOf(policies, tierPoliciesOf(network, first))
		const reach = noBits(sets.names.length)
		for (const { namespaces } of openings) addAll(reach, namespaces)
		const beyond = without(reach, zoneMembers.get(zone.name) ?? members)
		const foreign = new Uint32Array(beyond.map((word, index) => word & (relevant[index] as number)))
		return isEmpty(foreign) ? [] : [{ zone, members, openings, reach: foreign }]
	})
}

/** Namespaces behind policies that say the same in a direction. */
export interface Alike {
	readonly first: string
	readonly members: Bits
	readonly policies: readonly NetworkPolicy[]
}

/**
 * Groups namespaces that exist.
 *
 * @param apart - namespaces for which it differs are never in one group
 */
export function alikeNamespaces(
	network: Network,
	sets: NamespaceSets,
	namespaces: Iterable<string>,
	direction: Direction,
	apart: (namespace: string) => string,
): readonly Alike[] {
	const tierKey = tierKeys(network)
	const groups = new Map<string, Alike>()
	for (const namespace of namespaces) {
		const number = sets.numberOf(namespace)
		if (number === undefined) continue
		const policies = network.policiesIn(namespace).filter((policy) => policy[direction] !== undefined)
		const shapes = [...new Set(policies.map(({ shape }) => shape))].toSorted((a, b) => a - b).join()
		const key = `${apart(namespace)}\n${shapes}\n${tierKey(namespace)}`
		const group = groups.get(key) ?? { first: namespace, members: noBits(sets.names.length), policies }
		groups.set(key, group)
		add(group.members, number)
	}
	return [...groups.values()]
}

/** The ordered policies that are about pods of a namespace. */
export function tierPoliciesOf({ tierPolicies, namespaces }: Network, namespace: string): readonly TierPolicy[] {
	const labels = namespaces.get(namespace)?.labels ?? {}
	return tierPolicies.filter(({ subject }) => matches(subject.namespaces, labels))
}

/** Namespaces that ordered policies cannot tell apart, neither as subjects nor as peers, have the same key. */
function tierKeys({ tierPolicies, namespaces }: Network): (namespace: string) => string {
	if (tierPolicies.length === 0) return () => ''
	const selectors: readonly Selector[] = tierPolicies.flatMap(({ subject, ingress, egress }) => [
		subject.namespaces,
		...[...ingress, ...egress].flatMap(({ peers }) =>
			peers.flatMap((peer) => (peer.type === 'pods' && peer.namespaces !== undefined ? [peer.namespaces] : [])),
		),
	])
	return (namespace) => {
		const labels = namespaces.get(namespace)?.labels ?? {}
		return selectors.map((selector) => (matches(selector, labels) ? 1 : 0)).join('')
	}
}
