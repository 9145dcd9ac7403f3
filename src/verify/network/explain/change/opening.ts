/** Ways to open a connection at one of its ends. */
import type { Step } from '../../../../model/network-explanation.ts'
import { type Labels, matches, type Selector } from '../../../reading/selector.ts'
import type { KnownEnd } from '../../connections/classes.ts'
import { portsOf } from '../../evaluate.ts'
import { namespaceLabels } from '../../match.ts'
import { type Direction, type Endpoint, isOutside, type NetworkPolicy, type Peer, type Rule } from '../../network.ts'
import { allPorts, intersect, type Ports, samePorts, subtract } from '../../ports.ts'
import type { SideTrace, TierTrace, Trace } from '../trace.ts'
import { pathOf } from './apply-steps.ts'
import { namespaceLabelSteps, podLabelSteps } from './label-steps.ts'
import { newPolicy } from './new-policy.ts'
import { labelsToAdd, listAt, peersFor, portsFor, tierPeersFor, tierPortsFor, type Written } from './parts.ts'
import type { Trial } from './trial.ts'

/** One end whose policies do not let everything pass that was asked. */
interface Barrier {
	readonly trial: Trial
	readonly written: Written
	readonly direction: Direction
	readonly self: Endpoint
	readonly other: KnownEnd
	/** What they do not surely let pass. */
	readonly missing: Ports
	/** How the connection goes now, in every way of reading in which policies are asked. */
	readonly sides: readonly SideTrace[]
	/** Labels of namespaces that say which stage they are in: nobody moves to another stage to be let in. */
	readonly fixedLabels: ReadonlySet<string>
}

/**
 * Ways to let pass at one end what its policies do not, from the one that changes least; each is complete by itself as far as can be
 * told without trying.
 *
 * @param fixedLabels - keys of labels of namespaces that may not be given
 */
export function waysToOpen(
	trial: Trial,
	written: Written,
	traces: readonly Trace[],
	direction: Direction,
	fixedLabels: ReadonlySet<string>,
): readonly (readonly Step[])[] {
	const sides = traces.map((trace) => trace[direction]).filter(({ unasked }) => unasked === undefined)
	const [side] = sides
	if (side === undefined || isOutside(side.self)) return []
	const { self, other } = side
	const missing = subtract(trial.asked, trial.openAt(direction, []))
	const barrier: Barrier = { trial, written, direction, self, other, missing, sides, fixedLabels }
	const ordered = [...exceptions(barrier, 'admin'), ...exceptions(barrier, 'baseline')]
	const isIsolated = (tierOf(side, 'network-policies')?.policies.length ?? 0) > 0
	if (!isIsolated) return [ordered]
	return waysThroughPolicies(barrier).map((steps) => [...ordered, ...steps])
}

function tierOf({ tiers }: SideTrace, wanted: TierTrace['tier']): TierTrace | undefined {
	return tiers.find(({ tier }) => tier === wanted)
}

/** Where rules of a tier deny: a rule before the first of each policy that lets pass just this connection. */
function exceptions(
	{ trial, written, direction, other, missing, sides }: Barrier,
	tier: 'admin' | 'baseline',
): readonly Step[] {
	const found = new Map<string, Step>()
	const peers = tierPeersFor(trial.network, other, direction, trial.objects)
	if (peers === undefined) return []
	for (const side of sides)
		for (const { policy, rules } of tierOf(side, tier)?.policies ?? []) {
			const denying = rules.find(({ action, decides }) => action === 'deny' && intersect(decides, missing).length > 0)
			const key = `${policy.ref.kind} ${policy.ref.name}`
			if (denying === undefined || found.has(key)) continue
			const { kind } = policy.ref
			const action = kind === 'ClusterNetworkPolicy' ? 'Accept' : 'Allow'
			found.set(key, {
				type: 'add',
				what: 'rule',
				object: policy.ref,
				field: `spec.${direction}`,
				at: Number(pathOf(denying.rule.field).at(-1)),
				value: { action, [sideKey(direction)]: peers, ...tierPortsFor(kind, missing) },
				...written.by(policy.ref),
			})
		}
	return [...found.values()]
}

function sideKey(direction: Direction): 'from' | 'to' {
	return direction === 'ingress' ? 'from' : 'to'
}

/** From a label that was forgotten to a rule that nobody wrote. */
function waysThroughPolicies(barrier: Barrier): readonly (readonly Step[])[] {
	const { trial, direction, self } = barrier
	const policies = trial.network.policiesIn(self.namespace).filter((policy) => policy[direction] !== undefined)
	const selecting = policies.filter(({ pods }) => matches(pods, self.labels))
	const rules = selecting.flatMap((policy) => (policy[direction] ?? []).map((rule) => ({ policy, rule })))
	return [
		...rules.flatMap(({ policy, rule }) => otherLabelled(barrier, policy, rule)),
		...rules.flatMap(({ policy, rule }) => morePorts(barrier, policy, rule)),
		...policies.filter((policy) => !selecting.includes(policy)).flatMap((policy) => selfLabelled(barrier, policy)),
		...rules.flatMap(({ rule }) => namespaceLabelled(barrier, rule)),
		...moreRules(barrier, selecting),
	]
}

type PodPeer = Extract<Peer, { type: 'pods' }>

/** The peers of a rule that is about all missing ports. */
function podPeersOf({ trial, missing }: Barrier, rule: Rule): readonly PodPeer[] {
	const isAbout = subtract(missing, portsOf(rule, trial.to).certain).length === 0
	return !isAbout || rule.peers === 'anyone' ? [] : rule.peers.filter((peer) => peer.type === 'pods')
}

/** A peer that would be the other end, if its pods had a label. */
function otherLabelled(barrier: Barrier, { namespace: home }: NetworkPolicy, rule: Rule): readonly (readonly Step[])[] {
	const { trial, other } = barrier
	if (isOutside(other) || other.hostNetwork) return []
	const atHome = namespaceLabels(trial.network, other.namespace)
	return podPeersOf(barrier, rule)
		.filter(({ namespaces }) => (namespaces === undefined ? other.namespace === home : matches(namespaces, atHome)))
		.flatMap(({ pods }) => oneLabel(pods, other.labels))
		.map((labels) => podLabelSteps(trial.network, other, labels))
}

/** The same for its namespace. */
function namespaceLabelled(barrier: Barrier, rule: Rule): readonly (readonly Step[])[] {
	const { trial, other, fixedLabels } = barrier
	if (isOutside(other) || other.hostNetwork) return []
	const { namespace, labels: own } = other
	if (trial.network.namespaces.get(namespace)?.declared !== true) return []
	return podPeersOf(barrier, rule)
		.filter(({ pods }) => matches(pods, own))
		.flatMap(({ namespaces }) => oneLabel(namespaces ?? [], namespaceLabels(trial.network, namespace)))
		.filter((labels) => !Object.keys(labels).some((key) => fixedLabels.has(key)))
		.map((labels) => namespaceLabelSteps(namespace, labels))
}

/** Several labels at once are no slip any more. */
function oneLabel(selector: Selector, labels: Labels): readonly Labels[] {
	const added = labelsToAdd(selector, labels)
	return added !== undefined && Object.keys(added).length === 1 ? [added] : []
}

/** A rule that is about the other end, and not about the ports. */
function morePorts(
	{ written, sides, missing }: Barrier,
	{ ref: object }: NetworkPolicy,
	rule: Rule,
): readonly (readonly Step[])[] {
	const raw = listAt(written.at(object), ...pathOf(rule.field), 'ports')
	if (
		written.isPlanned(object) ||
		raw.length === 0 ||
		samePorts(missing, allPorts) ||
		!sides.every((side) => isSurelyAbout(side, rule))
	)
		return []
	return [
		portsFor(missing).map((value): Step => {
			return { type: 'add', what: 'port', object, field: `${rule.field}.ports`, value, ...written.by(object) }
		}),
	]
}

function isSurelyAbout({ tiers }: SideTrace, rule: Rule): boolean {
	const traces = tiers.flatMap(({ policies }) => policies.flatMap(({ rules }) => rules))
	return traces.some((trace) => trace.rule === rule && trace.match === 'yes')
}

/** A policy with a rule that would do, if it selected these pods. */
function selfLabelled({ trial, direction, self }: Barrier, policy: NetworkPolicy): readonly (readonly Step[])[] {
	if (policy[direction]?.length === 0) return []
	return oneLabel(policy.pods, self.labels).map((labels) => podLabelSteps(trial.network, self, labels))
}

/** One more rule: in a policy for just these pods, or else in one of its own. */
function moreRules(barrier: Barrier, selecting: readonly NetworkPolicy[]): readonly (readonly Step[])[] {
	const { trial, written, direction, self, other, missing } = barrier
	const peers = peersFor(trial.network, other, self.namespace, trial.objects)
	if (peers === undefined) return []
	const ports = portsFor(missing)
	const rule = { [sideKey(direction)]: peers, ...(ports.length === 0 ? {} : { ports }) }
	const own = selecting.find(({ pods, ref }) => pods.length > 0 && !written.isPlanned(ref))
	const name = `${self.owner.name}-${direction === 'ingress' ? 'from' : 'to'}-${isOutside(other) ? 'outside' : other.owner.name}`
	if (own === undefined) return [[newPolicy(trial, self, direction, name, [rule])]]
	const field = `spec.${direction}`
	return [[{ type: 'add', what: 'rule', object: own.ref, field, value: rule, ...written.by(own.ref) }]]
}
