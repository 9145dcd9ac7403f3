/** Pods behind the same policies: what these let pass is worked out once for all of them. */
import { addTo } from '../../../model/collect.ts'
import type { World } from '../match.ts'
import {
	type Direction,
	type Endpoint,
	isOutside,
	type Network,
	type NetworkPolicy,
	type Rule,
	type TierPolicy,
} from '../network.ts'
import type { Classes } from './classes.ts'

/** What decides about some pods in a direction. */
export interface Profile {
	readonly direction: Direction
	/** One of the pods. */
	readonly self: Endpoint
	/** The network with no policies but those that select them. */
	readonly network: Network
	/** Their rules, each with the namespace that its policy belongs to; `undefined` for the ordered policies. */
	readonly rules: readonly { readonly rule: Rule; readonly home: string | undefined }[]
	/** Whether a rule names ports. */
	readonly namesPorts: boolean
	/** Whether a rule has blocks of addresses, so that the family matters. */
	readonly hasBlocks: boolean
	/** Whether the addresses of any of the pods are known. */
	readonly hasAddresses: boolean
}

/**
 * The profile of each class, by its number; `undefined` where no policy decides, so that everything may pass.
 *
 * @param hostPods - how pods in the network of their node are seen: as the node, no policy selects them
 */
export function profilesOf(
	network: Network,
	classes: Classes,
	direction: Direction,
	hostPods: World['hostPods'],
): readonly (Profile | undefined)[] {
	const policies = selectingPolicies(network, classes, direction)
	const tiers = selectingTiers(network, classes, direction)
	const known = new Map<string, Profile & { hasAddresses: boolean }>()
	return classes.list.map(({ end, families, isHost, portNames }, number) => {
		const own = policies.get(number) ?? []
		const ordered = isHost ? [] : (tiers.get(number) ?? [])
		if (isOutside(end) || (isHost && hostPods === 'nodes') || own.length + ordered.length === 0) return undefined
		const sources = [...new Set(own.map(({ key }) => key))].sort()
		const named = direction === 'ingress' && [...own, ...ordered].some(({ namesPorts }) => namesPorts)
		const key = [sources, ordered.map(({ index }) => index), named ? portNames : ''].join('\n')
		let profile = known.get(key)
		if (profile === undefined) {
			profile = profileOf(network, direction, end, own, ordered)
			known.set(key, profile)
		}
		profile.hasAddresses ||= families !== undefined
		return profile
	})
}

/** A policy with what its rules in one direction are about. */
interface Scoped<Policy> extends Nature {
	readonly policy: Policy
	readonly rules: readonly Rule[]
}

interface Nature {
	readonly namesPorts: boolean
	readonly hasBlocks: boolean
}

type ScopedPolicy = Scoped<NetworkPolicy> & { readonly key: string }
type ScopedTier = Scoped<TierPolicy> & { readonly index: number }

function selectingPolicies(
	{ policies }: Network,
	classes: Classes,
	direction: Direction,
): ReadonlyMap<number, readonly ScopedPolicy[]> {
	const byClass = new Map<number, ScopedPolicy[]>()
	const natures = new Map<number, Nature & { readonly isLocal: boolean }>()
	for (const policy of policies) {
		const { [direction]: rules, namespace, pods, shape } = policy
		if (rules === undefined) continue
		let nature = natures.get(shape)
		if (nature === undefined) {
			nature = { ...natureOf(rules), isLocal: rules.some(isLocal) }
			natures.set(shape, nature)
		}
		// Policies of one shape say the same, but for rules about their own namespace.
		const scoped = { ...nature, policy, rules, key: nature.isLocal ? `${shape} ${namespace}` : String(shape) }
		for (const number of classes.selected(namespace, pods)) addTo(byClass, number, scoped)
	}
	return byClass
}

function selectingTiers(
	network: Network,
	classes: Classes,
	direction: Direction,
): ReadonlyMap<number, readonly ScopedTier[]> {
	const byClass = new Map<number, ScopedTier[]>()
	for (const [index, policy] of network.tierPolicies.entries()) {
		const { [direction]: rules, subject } = policy
		if (rules.length === 0) continue
		const scoped = { ...natureOf(rules), policy, rules, index }
		for (const number of classes.selected(subject.namespaces, subject.pods)) addTo(byClass, number, scoped)
	}
	return byClass
}

function natureOf(rules: readonly Rule[]): Nature {
	return {
		namesPorts: rules.some(({ ports }) => ports !== 'all' && ports.some(({ type }) => type === 'name')),
		hasBlocks: rules.some(({ peers }) => peers !== 'anyone' && peers.some(({ type }) => type === 'blocks')),
	}
}

/** Whether a rule is about pods of its policy's own namespace. */
export function isLocal({ peers }: Rule): boolean {
	return peers !== 'anyone' && peers.some((peer) => peer.type === 'pods' && peer.namespaces === undefined)
}

function profileOf(
	network: Network,
	direction: Direction,
	self: Endpoint,
	own: readonly ScopedPolicy[],
	ordered: readonly ScopedTier[],
): Profile & { hasAddresses: boolean } {
	const policies = own.map(({ policy }) => policy)
	const tierPolicies = ordered.map(({ policy }) => policy)
	return {
		direction,
		self,
		network: { ...network, policiesIn: () => policies, tierPolicies },
		rules: [
			...own.flatMap(({ rules, policy }) => rules.map((rule) => ({ rule, home: policy.namespace }))),
			...ordered.flatMap(({ rules }) => rules.map((rule) => ({ rule, home: undefined }))),
		],
		namesPorts: [...own, ...ordered].some(({ namesPorts }) => namesPorts),
		hasBlocks: [...own, ...ordered].some(({ hasBlocks }) => hasBlocks),
		hasAddresses: false,
	}
}
