/** The way of a connection through the policies of one end, step by step, as the evaluator goes it (see evaluate.ts). */
import { grouped } from '../../../model/collect.ts'
import type { ExplainedTier, Side } from '../../../model/network-explanation.ts'
import { anyOf, type Match } from '../addresses.ts'
import type { KnownEnd } from '../connections/classes.ts'
import { oneWay, portsOf, type RulePorts, type Selected, selecting } from '../evaluate.ts'
import { addressesOf, peerMatch, type World } from '../match.ts'
import {
	type Direction,
	isOutside,
	type Network,
	type NetworkPolicy,
	type Peer,
	type Reading,
	type Rule,
	type TierPolicy,
	type TierRule,
} from '../network.ts'
import { allPorts, intersect, noPorts, type Ports, subtract, unite } from '../ports.ts'

/** A connection in one way of reading what is left open. */
export interface Trace {
	readonly world: World
	readonly egress: SideTrace
	readonly ingress: SideTrace
}

/** One end's policies. */
export interface SideTrace {
	readonly direction: Direction
	readonly self: KnownEnd
	readonly other: KnownEnd
	readonly unasked: Side['unasked']
	readonly tiers: readonly TierTrace[]
	/** What they let pass of what was asked. */
	readonly open: Readonly<Record<Reading['bound'], Ports>>
}

/** One tier. */
export interface TierTrace {
	readonly tier: ExplainedTier['tier']
	/** What was asked and no tier before has decided. */
	readonly reached: Ports
	readonly policies: readonly PolicyTrace[]
}

/** A policy that selects the end. */
export interface PolicyTrace {
	readonly policy: NetworkPolicy | TierPolicy
	/** Whether another one that selects it has the same priority. */
	readonly tied: boolean
	readonly rules: readonly RuleTrace[]
}

/** A rule. */
export interface RuleTrace {
	readonly rule: Rule | TierRule
	readonly action: 'allow' | TierRule['action']
	readonly match: Match
	readonly peers: readonly { readonly peer: Peer; readonly match: Match }[]
	readonly ports: RulePorts
	/** What it decides of what was asked; nothing where it does not match. */
	readonly decides: Ports
}

/** What is asked: one connection and some of its ports. */
export interface Question {
	readonly network: Network
	readonly from: KnownEnd
	readonly to: KnownEnd
	readonly asked: Ports
}

/** Every way of reading what is left open, the usual one first. */
export function worldsOf({ network, from, to }: Question): readonly World[] {
	const isHost = [from, to].some((end) => !isOutside(end) && end.hostNetwork)
	const views: readonly World['hostPods'][] = isHost ? ['nodes', 'pods'] : ['pods']
	const families = familiesOf(network, from, to)
	return (['pods', 'outside'] as const).flatMap((blocks) =>
		views.flatMap((hostPods) => families.map((family): World => ({ family, hostPods, blocks }))),
	)
}

function familiesOf(network: Network, from: KnownEnd, to: KnownEnd): readonly World['family'][] {
	const [a, b] = [from, to].map((end) => {
		const addresses = isOutside(end) ? [end.outside] : addressesOf(network, end)
		return addresses === undefined
			? undefined
			: [...new Set(addresses.map(({ family }) => family))].sort((x, y) => x - y)
	})
	if (a === undefined || b === undefined) return a ?? b ?? [undefined]
	return a.filter((family) => b.includes(family))
}

/** Follows a connection in one world. */
export function traceIn(question: Question, world: World): Trace {
	const { from, to } = question
	return {
		world,
		egress: traceSide(question, 'egress', from, to, world),
		ingress: traceSide(question, 'ingress', to, from, world),
	}
}

function traceSide(question: Question, direction: Direction, self: KnownEnd, other: KnownEnd, world: World): SideTrace {
	const { network, asked, to } = question
	const side = { direction, self, other }
	if (isOutside(self)) return { ...side, unasked: 'outside', tiers: [], open: { upper: asked, lower: asked } }
	const bounded = (bound: Reading['bound']): Ports =>
		intersect(asked, oneWay(network, direction, self, other, to, world, bound))
	const open = { upper: bounded('upper'), lower: bounded('lower') }
	if (self.hostNetwork && world.hostPods === 'nodes') return { ...side, unasked: 'host-network', tiers: [], open }
	const { admin, isolating, baseline } = selecting(network, direction, self, world)
	const look: Look = { ...question, direction, other, world }
	const [first, reached] = orderedTier(look, 'admin', admin, asked)
	const second = isolatingTier(look, isolating, reached)
	const [third] = orderedTier(look, 'baseline', baseline, isolating.length > 0 ? noPorts : reached)
	return { ...side, unasked: undefined, tiers: [first, second, third], open }
}

/** A question as one side's policies are asked it. */
interface Look extends Question {
	readonly direction: Direction
	readonly other: KnownEnd
	readonly world: World
}

/** NetworkPolicies together: whatever one of them allows is open, and where there is any, the rest is closed. */
function isolatingTier(look: Look, selected: readonly Selected<NetworkPolicy>[], reached: Ports): TierTrace {
	const policies = selected.map(
		({ policy }): PolicyTrace => ({
			policy,
			tied: false,
			rules: (policy[look.direction] ?? []).map((rule) => {
				const found = lookAt(look, rule, policy.namespace)
				return { ...found, action: 'allow', decides: decidedBy(found, reached) }
			}),
		}),
	)
	return { tier: 'network-policies', reached, policies }
}

/** Ordered policies: the first rule that matches decides; of equal priorities each may be the first. */
function orderedTier(
	look: Look,
	tier: 'admin' | 'baseline',
	selected: readonly Selected<TierPolicy>[],
	reached: Ports,
): readonly [TierTrace, passedOn: Ports] {
	const policies: PolicyTrace[] = []
	let [remaining, passed] = [reached, noPorts]
	for (const group of grouped(
		selected.map(({ policy }) => policy),
		({ priority }) => priority,
	).values()) {
		let unmatched = remaining
		for (const policy of group) {
			const { rules, left } = orderedRules(look, policy, remaining)
			policies.push({ policy, tied: group.length > 1, rules })
			for (const { action, decides } of rules) if (action === 'pass') passed = unite(passed, decides)
			unmatched = intersect(unmatched, left)
		}
		remaining = unmatched
	}
	return [{ tier, reached, policies }, unite(passed, remaining)]
}

function orderedRules(
	look: Look,
	policy: TierPolicy,
	asked: Ports,
): { readonly rules: readonly RuleTrace[]; readonly left: Ports } {
	let left = asked
	const rules = policy[look.direction].map((rule): RuleTrace => {
		const found = failClosed(rule) ?? { ...lookAt(look, rule, undefined), action: rule.action }
		const decides = decidedBy(found, left)
		if (found.match === 'yes') left = subtract(left, found.ports.certain)
		return { ...found, decides }
	})
	return { rules, left }
}

/** A rule with a peer of an unknown kind accepts nobody, or else denies everything. */
function failClosed(rule: TierRule): Omit<RuleTrace, 'decides'> | undefined {
	if (!rule.peers.some(({ type }) => type === 'unknown')) return undefined
	const peers = rule.peers.map((peer) => ({ peer, match: 'no' as const }))
	const ports = { certain: allPorts, possible: allPorts }
	return rule.action === 'accept'
		? { rule, action: 'accept', match: 'no', peers, ports }
		: { rule, action: 'deny', match: 'yes', peers, ports }
}

function lookAt(
	{ network, other, to, world }: Look,
	rule: Rule,
	home: string | undefined,
): Omit<RuleTrace, 'action' | 'decides'> {
	const ports = portsOf(rule, to)
	if (rule.peers === 'anyone') return { rule, match: 'yes', peers: [], ports }
	const peers = rule.peers.map((peer) => ({ peer, match: peerMatch(network, peer, other, home, world) }))
	return { rule, match: anyOf(peers.map(({ match }) => match)), peers, ports }
}

function decidedBy({ match, ports }: Omit<RuleTrace, 'action' | 'decides'>, asked: Ports): Ports {
	return match === 'no' ? noPorts : intersect(asked, ports.possible)
}
