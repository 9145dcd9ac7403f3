/** Namespaces that are alike: in the same zone, behind policies that say the same. Walls are looked at once for all of them. */
import { add, addAll, type Bits, isEmpty, noBits, without } from '../bits.ts'
import type { Direction, Network, NetworkPolicy, TierPolicy } from '../network.ts'
import { matches, type Selector } from '../selector.ts'
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
	const tierKey = tierKeys(network)
	const groups = new Map<string, { zone: Zone; members: Bits; policies: readonly NetworkPolicy[]; first: string }>()
	const relevant = noBits(sets.names.length)
	for (const [namespace, zone] of zoneOf) {
		const number = sets.numberOf(namespace)
		if (number === undefined) continue
		add(relevant, number)
		const inZone = zoneMembers.get(zone.name) ?? noBits(sets.names.length)
		zoneMembers.set(zone.name, inZone)
		add(inZone, number)
		const policies = network.policiesIn(namespace).filter((policy) => policy[direction] !== undefined)
		const shapes = [...new Set(policies.map(({ shape }) => shape))].toSorted((a, b) => a - b).join()
		const key = `${zone.name}\n${shapes}\n${tierKey(namespace)}`
		const group = groups.get(key) ?? { zone, members: noBits(sets.names.length), policies, first: namespace }
		groups.set(key, group)
		add(group.members, number)
	}
	const openingsOf = openingFinder(sets, direction)
	return [...groups.values()].flatMap(({ zone, members, policies, first }): readonly Group[] => {
		const openings = openingsOf(policies, tierPoliciesOf(network, first))
		const reach = noBits(sets.names.length)
		for (const { namespaces } of openings) addAll(reach, namespaces)
		const beyond = without(reach, zoneMembers.get(zone.name) ?? members)
		const foreign = new Uint32Array(beyond.map((word, index) => word & (relevant[index] as number)))
		return isEmpty(foreign) ? [] : [{ zone, members, openings, reach: foreign }]
	})
}

function tierPoliciesOf({ tierPolicies, namespaces }: Network, namespace: string): readonly TierPolicy[] {
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
