/** Traces as data for people and programs. */
import { type KubeObject, keyOf } from '../../../model/kube-object.ts'
import type {
	Bounds,
	ExplainedEnd,
	ExplainedPolicy,
	ExplainedRule,
	ExplainedTier,
	Side,
	View,
	WorldName,
} from '../../../model/network-explanation.ts'
import { showSelector } from '../../reading/selector.ts'
import { writerOf } from '../../words.ts'
import type { KnownEnd } from '../connections/classes.ts'
import { portsOf } from '../evaluate.ts'
import { addressesOf, type World } from '../match.ts'
import { isOutside, type Network, type NetworkPolicy, type Peer, type TierPolicy } from '../network.ts'
import { intersect, type Ports, showPorts } from '../ports.ts'
import { showPeer, showPortMatches } from '../words.ts'
import { mismatches, namesOf, showAddress } from './mismatch.ts'
import type { PolicyTrace, Question, RuleTrace, SideTrace, TierTrace, Trace } from './trace.ts'

/** Writes traces out; those that go the same way are one view. */
export function viewsOf(
	question: Question,
	traces: readonly Trace[],
	objects: ReadonlyMap<string, KubeObject>,
): readonly View[] {
	const views = new Map<string, View & { readonly worlds: WorldName[] }>()
	for (const { world, egress, ingress } of traces) {
		const writer: Writer = { question, world, objects }
		const sides = { egress: sideOf(writer, egress), ingress: sideOf(writer, ingress) }
		const key = JSON.stringify(sides)
		const known = views.get(key)
		if (known !== undefined) {
			known.worlds.push(nameOf(world))
			continue
		}
		const atLeast = intersect(egress.open.lower, ingress.open.lower)
		const atMost = intersect(egress.open.upper, ingress.open.upper)
		views.set(key, { worlds: [nameOf(world)], ...sides, ports: bounds(atLeast, atMost) })
	}
	return [...views.values()]
}

interface Writer {
	readonly question: Question
	readonly world: World
	/** By their keys. */
	readonly objects: ReadonlyMap<string, KubeObject>
}

function nameOf({ family, hostPods, blocks }: World): WorldName {
	return { ...(family === undefined ? {} : { family }), hostPods, blocks }
}

/** Sets of ports as bounds. */
export function bounds(atLeast: Ports, atMost: Ports): Bounds {
	return { atLeast: showPorts(atLeast), atMost: showPorts(atMost) }
}

/** An end for a person. */
export function endOf(network: Network, end: KnownEnd): ExplainedEnd {
	if (isOutside(end)) return { addresses: showAddress(end.outside), hostNetwork: false }
	const { ref, owner, node, hostNetwork } = end
	const addresses = addressesOf(network, end)?.map(showAddress).join(', ')
	return {
		object: ref,
		owner,
		...(addresses === undefined ? {} : { addresses }),
		...(node === undefined ? {} : { node }),
		hostNetwork,
	}
}

function sideOf(writer: Writer, { direction, self, unasked, tiers, open }: SideTrace): Side {
	const { network } = writer.question
	const side = { direction, end: endOf(network, self), ports: bounds(open.lower, open.upper) }
	if (unasked !== undefined) return { ...side, unasked, tiers: [] }
	const all = tiers.map((tier) => tierOf(writer, direction, self, tier))
	return {
		...side,
		tiers: all.filter(
			({ tier, policies, others }) => tier === 'network-policies' || policies.length > 0 || others.length > 0,
		),
	}
}

function tierOf(writer: Writer, direction: Side['direction'], self: KnownEnd, trace: TierTrace): ExplainedTier {
	const { tier, reached, policies } = trace
	const selecting = new Set(policies.map(({ policy }) => policy))
	return {
		tier,
		reached: showPorts(reached),
		policies: policies.map((policy) => policyOf(writer, self, policy)),
		others: policiesOf(writer.question.network, direction, self, tier)
			.filter((policy) => !selecting.has(policy))
			.map((policy) => ({ object: policy.ref, selector: selectorOf(policy) })),
	}
}

/** Every policy that could have a say in a tier. */
function policiesOf(
	network: Network,
	direction: Side['direction'],
	self: KnownEnd,
	tier: ExplainedTier['tier'],
): readonly (NetworkPolicy | TierPolicy)[] {
	if (tier !== 'network-policies')
		return network.tierPolicies.filter((policy) => policy.tier === tier && policy[direction].length > 0)
	const namespace = isOutside(self) ? '' : self.namespace
	return network.policiesIn(namespace).filter((policy) => policy[direction] !== undefined)
}

function isNetworkPolicy(policy: NetworkPolicy | TierPolicy): policy is NetworkPolicy {
	return !('tier' in policy)
}

function selectorOf(policy: NetworkPolicy | TierPolicy): string {
	if (isNetworkPolicy(policy)) return showSelector(policy.pods)
	const { namespaces, pods } = policy.subject
	return namespaces.length + pods.length === 0 ? '' : showPeer({ type: 'pods', field: '', namespaces, pods })
}

function policyOf(writer: Writer, self: KnownEnd, { policy, tied, rules }: PolicyTrace): ExplainedPolicy {
	const manager = writerOf(writer.objects.get(keyOf(policy.ref)))
	const home = isNetworkPolicy(policy) ? policy.namespace : undefined
	return {
		object: policy.ref,
		selector: selectorOf(policy),
		...(isNetworkPolicy(policy) ? {} : { priority: policy.priority }),
		tied,
		...(manager === undefined ? {} : { manager }),
		rules: rules.map((rule) => ruleOf(writer, self, home, rule)),
	}
}

function ruleOf(
	{ question, world }: Writer,
	self: KnownEnd,
	home: string | undefined,
	{ rule, action, match, peers, ports, decides }: RuleTrace,
): ExplainedRule {
	const { network, from, to, asked } = question
	const other = self === from ? to : from
	const name = 'name' in rule ? rule.name : undefined
	return {
		field: rule.field,
		...(name === undefined ? {} : { name }),
		action,
		match,
		peers:
			rule.peers === 'anyone'
				? 'anyone'
				: peers.map((each) => ({
						field: each.peer.field,
						who: whoIs(each.peer),
						match: each.match,
						why: mismatches(network, each.peer, other, home, world),
					})),
		ports: showPortMatches(rule.ports),
		names: namesIn(rule.ports, question),
		covers: showPorts(intersect(asked, ports.possible)),
		decides: showPorts(decides),
	}
}

/** Namespaces that are meant by their names alone are called by them. */
function whoIs(peer: Peer): string {
	const names = peer.type === 'pods' && peer.namespaces !== undefined ? namesOf(peer.namespaces) : undefined
	if (peer.type !== 'pods' || names === undefined) return showPeer(peer)
	return `${peer.pods.length === 0 ? 'all pods' : `pods with ${showSelector(peer.pods)}`} of ${names.join(' and ')}`
}

function namesIn(ports: RuleTrace['rule']['ports'], { to }: Question): ExplainedRule['names'] {
	if (ports === 'all') return []
	return ports.flatMap((port) => {
		if (port.type !== 'name') return []
		const means = portsOf({ field: '', peers: 'anyone', ports: [port] }, to).possible
		return [{ name: port.name, means: showPorts(means) }]
	})
}
