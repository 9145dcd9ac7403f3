/**
 * Which ports of one end may be reached from another, exactly.
 *
 * A connection needs both ends: egress at its source and ingress at its destination. Each direction is decided by the tiers in
 * turn (admin, NetworkPolicies, baseline), and open where none of them decides.
 */
import type { Cidr } from '../../model/cidr.ts'
import { matches } from '../reading/selector.ts'
import type { Match } from './addresses.ts'
import { addressesOf, namespaceLabels, namespaceOf, peerMatch, podMatch, type World } from './match.ts'
import {
	type AnyPod,
	type Direction,
	type End,
	type Endpoint,
	isAnyPod,
	isOutside,
	type Network,
	type NetworkPolicy,
	type PortMatch,
	type Reading,
	type Rule,
	type TierPolicy,
	type TierRule,
} from './network.ts'
import { allPorts, everyPort, intersect, noPorts, onePort, type Ports, subtract, unite } from './ports.ts'

/** The ports of `to` that `from` may connect to. */
export function allowedPorts(network: Network, from: End, to: End, reading: Reading): Ports {
	if (from === to && isPod(from)) return allPorts
	const local = nodeTraffic(from, to)
	if (local === 'yes' || (local === 'maybe' && reading.bound === 'upper')) return allPorts
	const hosts = hasHostPod(from) || hasHostPod(to) ? (['nodes', 'pods'] as const) : (['pods'] as const)
	const [first, ...rest] = hosts.map((hostPods) =>
		familiesOf(network, from, to)
			.map((family) => bothWays(network, from, to, { family, hostPods, blocks: reading.blocks }, reading.bound))
			.reduce(unite, noPorts),
	)
	return rest.reduce(reading.bound === 'upper' ? unite : intersect, first ?? noPorts)
}

/** A real pod: a template stands for any number of them, which are not each other. */
function isPod(end: End): boolean {
	return 'ref' in end && end.ref.kind === 'Pod' && end.ref.group === ''
}

/** Pods and their own node always reach each other (kubelet's probes depend on it), and so does whatever is in its network. */
function nodeTraffic(from: End, to: End): Match {
	if (!('ref' in from && 'ref' in to) || !(from.hostNetwork || to.hostNetwork)) return 'no'
	if (from.node === undefined || to.node === undefined) return 'maybe'
	return from.node === to.node ? 'yes' : 'no'
}

function hasHostPod(end: End): boolean {
	return 'ref' in end && end.hostNetwork
}

/** The families that a connection may use; `undefined` where neither end's addresses are known. */
function familiesOf(network: Network, from: End, to: End): readonly (4 | 6 | undefined)[] {
	const [a, b] = [familiesOfEnd(network, from), familiesOfEnd(network, to)]
	if (a === undefined || b === undefined) return a ?? b ?? [undefined]
	return a.filter((family) => b.includes(family))
}

function familiesOfEnd(network: Network, end: End): readonly (4 | 6)[] | undefined {
	if (isAnyPod(end)) return undefined
	const addresses: readonly Cidr[] | undefined = isOutside(end) ? [end.outside] : addressesOf(network, end)
	return addresses === undefined ? undefined : [...new Set(addresses.map(({ family }) => family))]
}

function bothWays(network: Network, from: End, to: End, world: World, bound: Reading['bound']): Ports {
	const out = isOutside(from) ? allPorts : oneWay(network, 'egress', from, to, to, world, bound)
	return out.length === 0 || isOutside(to)
		? out
		: intersect(out, oneWay(network, 'ingress', to, from, to, world, bound))
}

/**
 * What one end's policies let pass in one direction.
 *
 * @param self - the end whose policies are asked
 * @param other - the end at the other side
 * @param destination - the one of the two whose ports are meant
 */
export function oneWay(
	network: Network,
	direction: Direction,
	self: Endpoint | AnyPod,
	other: End,
	destination: End,
	world: World,
	bound: Reading['bound'],
): Ports {
	const question: Question = { network, direction, other, destination, world }
	const { admin, isolating, baseline } = selecting(network, direction, self, world)
	const isolated = isolating.some(({ match }) => match === 'yes')
	const byPolicies = isolating.length === 0 ? allPorts : allowedByPolicies(question, isolating, bound)
	const byBaseline = isolated ? byPolicies : settle(tierVerdicts(question, baseline), allPorts, bound)
	const behind =
		isolating.length === 0
			? byBaseline
			: bound === 'upper'
				? unite(byPolicies, byBaseline)
				: intersect(byPolicies, byBaseline)
	return settle(tierVerdicts(question, admin), behind, bound)
}

/** What is asked of each policy: who is at the other side, and whose ports count. */
interface Question {
	readonly network: Network
	readonly direction: Direction
	readonly other: End
	readonly destination: End
	readonly world: World
}

/** A policy that selects a pod, or may select it. */
export interface Selected<Policy> {
	readonly policy: Policy
	readonly match: Exclude<Match, 'no'>
}

/** The policies that decide about a pod in a direction. */
export interface Selecting {
	readonly admin: readonly Selected<TierPolicy>[]
	/** NetworkPolicies that isolate it. */
	readonly isolating: readonly Selected<NetworkPolicy>[]
	readonly baseline: readonly Selected<TierPolicy>[]
}

const noPolicies: Selecting = { admin: [], isolating: [], baseline: [] }

/** The policies that decide about a pod; ordered ones never select a pod in the network of its node. */
export function selecting(network: Network, direction: Direction, self: Endpoint | AnyPod, world: World): Selecting {
	const isHostPod = !isAnyPod(self) && self.hostNetwork
	if (isHostPod && world.hostPods === 'nodes') return noPolicies
	const namespace = namespaceOf(self)
	const isolating = network
		.policiesIn(namespace)
		.filter((policy) => policy[direction] !== undefined)
		.flatMap((policy) => selected(policy, podMatch(policy.pods, self)))
	if (network.tierPolicies.length === 0 || isHostPod) return { ...noPolicies, isolating }
	const labels = namespaceLabels(network, namespace)
	const tiered = network.tierPolicies
		.filter(({ subject, [direction]: rules }) => rules.length > 0 && matches(subject.namespaces, labels))
		.flatMap((policy) => selected(policy, podMatch(policy.subject.pods, self)))
	return {
		admin: tiered.filter(({ policy }) => policy.tier === 'admin'),
		isolating,
		baseline: tiered.filter(({ policy }) => policy.tier === 'baseline'),
	}
}

function selected<Policy>(policy: Policy, match: Match): readonly Selected<Policy>[] {
	return match === 'no' ? [] : [{ policy, match }]
}

function allowedByPolicies(
	{ network, direction, other, destination, world }: Question,
	policies: readonly Selected<NetworkPolicy>[],
	bound: Reading['bound'],
): Ports {
	let open = noPorts
	for (const { policy, match: selects } of policies)
		for (const rule of policy[direction] ?? []) {
			const match = weaker(selects, ruleMatch(network, rule, other, policy.namespace, world))
			if (match === 'no' || (match === 'maybe' && bound === 'lower')) continue
			const ports = portsOf(rule, destination)
			open = unite(open, bound === 'upper' ? ports.possible : ports.certain)
			if (open === allPorts) return open
		}
	return open
}

/** Both have to hold. */
function weaker(a: Match, b: Match): Match {
	return a === 'no' || b === 'no' ? 'no' : a === 'maybe' ? a : b
}

/** Whether a rule is about an end at all. */
export function ruleMatch(
	network: Network,
	{ peers }: Rule,
	other: End,
	home: string | undefined,
	world: World,
): Match {
	if (peers === 'anyone') return 'yes'
	let result: Match = 'no'
	for (const peer of peers) {
		const match = peerMatch(network, peer, other, home, world)
		if (match === 'yes') return match
		if (match === 'maybe') result = match
	}
	return result
}

/** Ports that a rule is about: for sure, and perhaps. They differ where a name may be any port. */
export interface RulePorts {
	readonly certain: Ports
	readonly possible: Ports
}

const everything: RulePorts = { certain: allPorts, possible: allPorts }

/** The ports of a destination that a rule is about; names are looked up in its containers. */
export function portsOf({ ports }: Rule, destination: End): RulePorts {
	if (ports === 'all') return everything
	const [first, ...rest] = ports
	if (first !== undefined && rest.length === 0) return portsOfMatch(first, destination)
	const each = ports.map((port) => portsOfMatch(port, destination))
	return {
		certain: each.map(({ certain }) => certain).reduce(unite, noPorts),
		possible: each.map(({ possible }) => possible).reduce(unite, noPorts),
	}
}

function portsOfMatch(match: PortMatch, destination: End): RulePorts {
	if (match.type === 'numbers') return { certain: match.ports, possible: match.ports }
	if (isOutside(destination)) return { certain: noPorts, possible: noPorts }
	if (isAnyPod(destination))
		return { certain: noPorts, possible: match.protocol === undefined ? allPorts : everyPort(match.protocol) }
	const ports = destination.ports
		.filter(({ name, protocol }) => name === match.name && protocol === (match.protocol ?? protocol))
		.map(({ protocol, port }) => onePort(protocol, port))
		.reduce(unite, noPorts)
	return { certain: ports, possible: ports }
}

/** For each port what a tier may decide: several of these at once, where the order or a match is open. */
interface Verdicts {
	readonly accept: Ports
	readonly deny: Ports
	/** Passed on, or matched by no rule. */
	readonly next: Ports
}

/** A tier's decision followed by what the tiers behind it leave open. */
function settle({ accept, deny, next }: Verdicts, open: Ports, bound: Reading['bound']): Ports {
	if (bound === 'upper') return unite(accept, intersect(next, open))
	return subtract(subtract(allPorts, deny), subtract(next, open))
}

/** Groups of equal priority in their order; within a group any policy may come first. */
function tierVerdicts(question: Question, policies: readonly Selected<TierPolicy>[]): Verdicts {
	let [accept, deny, next, remaining] = [noPorts, noPorts, noPorts, allPorts]
	for (let start = 0; start < policies.length; ) {
		const priority = policies[start]?.policy.priority
		let unmatched = remaining
		for (; policies[start]?.policy.priority === priority && start < policies.length; start++) {
			const verdicts = policyVerdicts(question, policies[start] as Selected<TierPolicy>, remaining)
			accept = unite(accept, verdicts.accept)
			deny = unite(deny, verdicts.deny)
			next = unite(next, verdicts.pass)
			unmatched = intersect(unmatched, verdicts.unmatched)
		}
		remaining = unmatched
	}
	return { accept, deny, next: unite(next, remaining) }
}

/** The first rule that matches a port decides; one that may match decides perhaps. */
function policyVerdicts(
	question: Question,
	{ policy, match: selects }: Selected<TierPolicy>,
	asked: Ports,
): Readonly<Record<TierRule['action'], Ports>> & { readonly unmatched: Ports } {
	const found = { accept: noPorts, deny: noPorts, pass: noPorts }
	let unmatched = asked
	for (const rule of policy[question.direction]) {
		const { action, match, ports } = effectOf(question, rule)
		if (match === 'no') continue
		found[action] = unite(found[action], intersect(unmatched, ports.possible))
		if (match === 'yes' && selects === 'yes') unmatched = subtract(unmatched, ports.certain)
	}
	return { ...found, unmatched }
}

/**
 * What a rule does. One with a peer of an unknown kind fails closed, as the API demands: accepting ones match nothing, all others
 * deny everything.
 */
function effectOf(
	{ network, other, destination, world }: Question,
	rule: TierRule,
): { readonly action: TierRule['action']; readonly match: Match; readonly ports: RulePorts } {
	if (!rule.peers.some(({ type }) => type === 'unknown'))
		return {
			action: rule.action,
			match: ruleMatch(network, rule, other, undefined, world),
			ports: portsOf(rule, destination),
		}
	return rule.action === 'accept'
		? { action: 'accept', match: 'no', ports: everything }
		: { action: 'deny', match: 'yes', ports: everything }
}
