/** The ways through the policies of a namespace, whatever pods there may be in it. */
import type { Selector } from '../../reading/selector.ts'
import type { Bits } from '../bits.ts'
import { portsOf } from '../evaluate.ts'
import type { Block, Direction, NetworkPolicy, Peer, PortMatch, Rule, TierPolicy } from '../network.ts'
import { allPorts, type Ports } from '../ports.ts'
import { satisfiable } from '../satisfy.ts'
import type { NamespaceSets } from './namespace-sets.ts'

/** One way in or out. */
export interface Opening {
	readonly direction: Direction
	/** Which pods of the namespace it is open to. */
	readonly own: Selector
	/** Selectors that must not match these pods: they are open because no policy selects them. */
	readonly unselected: readonly Selector[]
	/** The namespaces at the other side. */
	readonly namespaces: Bits
	/** Which of their pods. */
	readonly pods: Selector
	/** Where it is open to addresses: the namespaces are then all, and whether pods have such addresses is another question. */
	readonly blocks: readonly Block[] | undefined
	/** Ports that it may be open for; a named port may be any of its protocol. */
	readonly ports: Ports
	/** The name, where it is open for the ports of that name alone. */
	readonly portName: Extract<PortMatch, { type: 'name' }> | undefined
	readonly by: OpenedBy
}

/** What opens: a rule and its peer, or that nothing is there to close. */
export type OpenedBy =
	| {
			readonly type: 'rule'
			readonly policy: NetworkPolicy | TierPolicy
			readonly rule: Rule
			readonly peer: Peer | 'anyone'
	  }
	| { readonly type: 'nothing' }

/** Finds the openings of namespaces by their policies; what policies of one shape open is worked out once. */
export function openingFinder(
	sets: NamespaceSets,
	direction: Direction,
): (policies: readonly NetworkPolicy[], tierPolicies: readonly TierPolicy[]) => readonly Opening[] {
	const byShape = new Map<number, readonly Opening[]>()
	const ofPolicy = (policy: NetworkPolicy): readonly Opening[] => {
		let openings = byShape.get(policy.shape)
		if (openings === undefined) {
			openings = (policy[direction] ?? []).flatMap((rule) => openingsBy(sets, direction, policy, policy.pods, rule))
			byShape.set(policy.shape, openings)
		}
		return openings
	}
	const byTierPolicy = new Map<TierPolicy, readonly Opening[]>()
	const ofTierPolicy = (policy: TierPolicy): readonly Opening[] => {
		let openings = byTierPolicy.get(policy)
		if (openings === undefined) {
			openings = policy[direction]
				.filter(({ action, peers }) => action === 'accept' && peers.every(({ type }) => type !== 'unknown'))
				.flatMap((rule) => openingsBy(sets, direction, policy, policy.subject.pods, rule))
			byTierPolicy.set(policy, openings)
		}
		return openings
	}
	return (policies, tierPolicies) => {
		const isolating = policies.filter((policy) => policy[direction] !== undefined)
		const selectors = isolating.map(({ pods }) => pods)
		return [
			// A pod that no policy selects may do everything.
			...(satisfiable([], selectors) ? [unselectedOpening(sets, direction, selectors)] : []),
			...isolating.flatMap(ofPolicy),
			...tierPolicies.flatMap(ofTierPolicy),
		]
	}
}

function unselectedOpening(sets: NamespaceSets, direction: Direction, unselected: readonly Selector[]): Opening {
	return {
		direction,
		own: [],
		unselected,
		namespaces: sets.all,
		pods: [],
		blocks: undefined,
		ports: allPorts,
		portName: undefined,
		by: { type: 'nothing' },
	}
}

function openingsBy(
	sets: NamespaceSets,
	direction: Direction,
	policy: NetworkPolicy | TierPolicy,
	own: Selector,
	rule: Rule,
): readonly Opening[] {
	return sidesOf(sets, rule).flatMap(({ peer, ...side }) =>
		doorsOf(rule).map((door) => ({
			...side,
			...door,
			direction,
			own,
			unselected: [],
			by: { type: 'rule', policy, rule, peer },
		})),
	)
}

/** The numbers of a rule together, each of its names alone: what a name means differs from pod to pod. */
function doorsOf(rule: Rule): readonly Pick<Opening, 'ports' | 'portName'>[] {
	const named = rule.ports === 'all' ? [] : rule.ports.filter((port) => port.type === 'name')
	const { certain } = portsOf(rule, { anyPodOf: '' })
	return [
		...(certain.length === 0 ? [] : [{ ports: certain, portName: undefined }]),
		...named.map((portName) => ({
			ports: portsOf({ ...rule, ports: [portName] }, { anyPodOf: '' }).possible,
			portName,
		})),
	]
}

type OtherSide = Pick<Opening, 'namespaces' | 'pods' | 'blocks'> & { readonly peer: Peer | 'anyone' }

/** A peer of the policy's own namespace crosses no wall; nodes and domain names are no pods. */
function sidesOf(sets: NamespaceSets, { peers }: Rule): readonly OtherSide[] {
	if (peers === 'anyone') return [{ namespaces: sets.all, pods: [], blocks: undefined, peer: peers }]
	return peers.flatMap((peer): readonly OtherSide[] => {
		if (peer.type === 'blocks') return [{ namespaces: sets.all, pods: [], blocks: peer.blocks, peer }]
		if (peer.type !== 'pods' || peer.namespaces === undefined) return []
		return [{ namespaces: sets.matching(peer.namespaces), pods: peer.pods, blocks: undefined, peer }]
	})
}
