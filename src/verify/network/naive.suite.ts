/**
 * A second evaluator of network policies, to hold the first one against. It reads raw objects and decides one connection to one
 * port at a time, word by word as the specifications say it; where they leave something open it tries everything that may be.
 * It is slow, and shares no code with the engine.
 */
import type { KubeObject } from '../../model/kube-object.ts'
import { type Choose, everyOutcome } from './every-outcome.suite.ts'
import { addressesOfNode, type NaiveEnd, type Party, type PodParty, partyOf } from './naive-ends.suite.ts'
import {
	type AskedPort,
	familyOf,
	isAdminPort,
	isNetworkPolicyPort,
	isTierProtocol,
	partIn,
	selects,
	selectsEverything,
} from './naive-match.suite.ts'
import type { Reading } from './network.ts'
import type {
	RawBlock,
	RawNetworkPolicyPeer,
	RawNetworkPolicyRule,
	RawNetworkPolicySpec,
	RawPodsPeer,
	RawProtocol,
	RawSelector,
	RawTierPeer,
	RawTierPolicySpec,
	RawTierRule,
} from './raw-objects.suite.ts'

/**
 * Whether somebody can connect to somebody else's port.
 *
 * @example naiveDecision(objects, { namespace: 'dev', name: 'web-1' }, { cidr: '8.8.8.8/32' }, 'UDP', 53, reading)
 */
export function naiveDecision(
	objects: readonly KubeObject[],
	from: NaiveEnd,
	to: NaiveEnd,
	protocol: RawProtocol,
	port: number,
	reading: Reading,
): boolean {
	const [source, destination] = [partyOf(objects, from), partyOf(objects, to)]
	if (isSamePod(source, destination)) return true
	const sameNode = reachesByNode(source, destination)
	if (sameNode === 'surely' || (sameNode === 'maybe' && reading.bound === 'upper')) return true
	const asked = { protocol, port, names: destination.type === 'outside' ? [] : destination.ports }
	const decidedIn = (hostModel: HostModel): boolean =>
		families(source, destination).some((family) =>
			(['egress', 'ingress'] as const).every((direction) => {
				const [subject, other] = direction === 'egress' ? [source, destination] : [destination, source]
				const question = { objects, direction, subject, other, asked, family, hostModel, reading }
				return isBound(
					reading,
					everyOutcome((choose) => passes({ ...question, choose })),
				)
			}),
		)
	return isBound(reading, hostModels(source, destination).map(decidedIn))
}

/** What a connection has to pass in one direction, in one of the worlds that may be. */
interface Question {
	readonly objects: readonly KubeObject[]
	readonly direction: 'ingress' | 'egress'
	/** Whose policies are asked: the source of egress, the destination of ingress. */
	readonly subject: Party
	readonly other: Party
	readonly asked: AskedPort
	/** `undefined` where no address of either end is known. */
	readonly family: 4 | 6 | undefined
	readonly hostModel: HostModel
	readonly reading: Reading
	readonly choose: Choose
}

/** Pods in the network of their node are either nodes to NetworkPolicies, or pods like others: the plugin chooses. */
type HostModel = 'node' | 'pod'

function hostModels(...ends: readonly Party[]): readonly HostModel[] {
	return ends.some(isHost) ? ['node', 'pod'] : ['pod']
}

/** What may be is open at the upper bound, what has to be at the lower one. */
function isBound({ bound }: Reading, outcomes: Iterable<boolean>): boolean {
	for (const outcome of outcomes) if (outcome === (bound === 'upper')) return outcome
	return bound === 'lower'
}

function isHost(party: Party): boolean {
	return party.type !== 'outside' && party.hostNetwork
}

/** A pod cannot be kept from itself; two replicas of one template are two pods. */
function isSamePod(a: Party, b: Party): boolean {
	return a.type === 'pod' && b.type === 'pod' && a.namespace === b.namespace && a.name === b.name
}

/** Nothing stands between a pod and its own node, and so everything in the network of that node. */
function reachesByNode(a: Party, b: Party): 'surely' | 'maybe' | 'no' {
	if (a.type === 'outside' || b.type === 'outside' || (!a.hostNetwork && !b.hostNetwork)) return 'no'
	if (a.node === undefined || b.node === undefined) return 'maybe'
	return a.node === b.node ? 'surely' : 'no'
}

/** The versions of IP in which the two can meet. */
function families(a: Party, b: Party): readonly (4 | 6 | undefined)[] {
	const [ofA, ofB] = [familiesOf(a), familiesOf(b)]
	if (ofA === undefined) return ofB ?? [undefined]
	return ofB === undefined ? ofA : ofA.filter((family) => ofB.includes(family))
}

function familiesOf(party: Party): readonly (4 | 6)[] | undefined {
	if (party.type === 'outside') return [familyOf(party.cidr)]
	return party.addresses === undefined ? undefined : [...new Set(party.addresses.map(familyOf))]
}

/** Admin tier, NetworkPolicies, baseline tier: the first that has an opinion decides; else it is open. */
function passes(question: Question): boolean {
	const admin = verdictOfTier('admin', question)
	if (admin !== undefined) return admin
	const networkPolicies = verdictOfNetworkPolicies(question)
	if (networkPolicies !== undefined) return networkPolicies
	return verdictOfTier('baseline', question) ?? true
}

/** Whether one of the policies that isolate the subject lets the other in; `undefined` where none isolates it. */
function verdictOfNetworkPolicies(question: Question): boolean | undefined {
	const isolating = question.objects
		.filter(({ kind }) => kind === 'NetworkPolicy')
		.filter((policy) => isolates(policy, question))
		.map((policy) => policy['spec'] as RawNetworkPolicySpec)
	if (isolating.length === 0) return undefined
	return isolating.some((spec) =>
		(spec[question.direction] ?? []).some((rule) => isLetIn(rule, question.subject as PodParty, question)),
	)
}

function isolates(policy: KubeObject, { subject, direction, hostModel }: Question): boolean {
	if (subject.type === 'outside' || (subject.hostNetwork && hostModel === 'node')) return false
	const spec = policy['spec'] as RawNetworkPolicySpec
	return (
		policy.metadata.namespace === subject.namespace &&
		selects(spec.podSelector ?? {}, subject.labels) &&
		typesOf(spec).includes(direction)
	)
}

/** Without types a policy is about ingress, and about egress only if it has a rule for it. */
function typesOf({ policyTypes, egress }: RawNetworkPolicySpec): readonly ('ingress' | 'egress')[] {
	if (policyTypes !== undefined && policyTypes !== null && policyTypes.length > 0)
		return policyTypes.map((type) => (type === 'Ingress' ? 'ingress' : 'egress'))
	return (egress ?? []).length > 0 ? ['ingress', 'egress'] : ['ingress']
}

function isLetIn({ from, to, ports }: RawNetworkPolicyRule, subject: PodParty, question: Question): boolean {
	const peers = (question.direction === 'ingress' ? from : to) ?? []
	return (
		((ports ?? []).length === 0 || (ports ?? []).some((port) => isNetworkPolicyPort(port, question.asked))) &&
		(peers.length === 0 || peers.some((peer) => isNetworkPolicyPeer(peer, subject, question)))
	)
}

function isNetworkPolicyPeer(peer: RawNetworkPolicyPeer, subject: PodParty, question: Question): boolean {
	const { podSelector, namespaceSelector, ipBlock } = peer
	const { other, hostModel } = question
	if (ipBlock !== undefined && ipBlock !== null) return isInBlock(ipBlock, question)
	if (other.type === 'outside' || (other.hostNetwork && hostModel === 'node')) return false
	const inNamespace =
		namespaceSelector === undefined || namespaceSelector === null
			? other.namespace === subject.namespace
			: selects(namespaceSelector, other.namespaceLabels)
	return inNamespace && selects(podSelector ?? {}, other.labels)
}

/** Whether the other end's address is in a block; where it is not known, or only some of them are in it, it may be. */
function isInBlock(block: RawBlock, { other, family, reading, choose }: Question): boolean {
	// The address of a node is no address of a pod, however plugins take blocks.
	if (reading.blocks === 'outside' && other.type !== 'outside' && !other.hostNetwork) return false
	if (family !== undefined && familyOf(block.cidr) !== family) return false
	const ranges = rangesOf(other)
	if (ranges === undefined) return choose([false, true])
	const parts = ranges.filter((range) => familyOf(range) === familyOf(block.cidr)).map((range) => partIn(block, range))
	if (parts.every((part) => part === 'none')) return false
	return parts.every((part) => part === 'all') || choose([false, true])
}

function rangesOf(party: Party): readonly string[] | undefined {
	return party.type === 'outside' ? [party.cidr] : party.addresses
}

/** Whether a tier accepts or denies; `undefined` where it passes the question on, or nothing in it matches. */
function verdictOfTier(tier: 'admin' | 'baseline', question: Question): boolean | undefined {
	const policies = question.objects.filter((object) => tierOf(object) === tier && isSubject(object, question))
	for (const policy of anyOrder(policies, question.choose)) {
		const rules = (policy['spec'] as RawTierPolicySpec)[question.direction] ?? []
		for (const rule of rules) {
			const action = actionOf(rule, question)
			if (action !== undefined) return action === 'Pass' ? undefined : action !== 'Deny'
		}
	}
	return undefined
}

function tierOf(object: KubeObject): 'admin' | 'baseline' | undefined {
	if (!object.apiVersion.startsWith('policy.networking.k8s.io/')) return undefined
	if (object.kind === 'ClusterNetworkPolicy')
		return (object['spec'] as RawTierPolicySpec).tier === 'Admin' ? 'admin' : 'baseline'
	return object.kind === 'AdminNetworkPolicy' ? 'admin' : 'baseline'
}

function isSubject(policy: KubeObject, { subject }: Question): boolean {
	return isOneOfThePods((policy['spec'] as RawTierPolicySpec).subject, subject)
}

/** By priority; those of one priority in whichever order. */
function* anyOrder(policies: readonly KubeObject[], choose: Choose): Generator<KubeObject> {
	const priorityOf = (policy: KubeObject): number => (policy['spec'] as RawTierPolicySpec).priority ?? 0
	let rest = policies
	while (rest.length > 0) {
		const lowest = Math.min(...rest.map(priorityOf))
		const next = choose(rest.filter((policy) => priorityOf(policy) === lowest))
		yield next
		rest = rest.filter((policy) => policy !== next)
	}
}

/** What a rule does with the connection; `undefined` where it does not match. */
function actionOf(rule: RawTierRule, question: Question): RawTierRule['action'] | undefined {
	const peers = (question.direction === 'ingress' ? rule.from : rule.to) ?? []
	// Fail closed: a rule with a peer of a later version accepts nothing, and denies everything where it would not accept.
	if (peers.some(isUnknownPeer)) return rule.action === 'Accept' || rule.action === 'Allow' ? undefined : 'Deny'
	const isMatch = isTierPort(rule, question.asked) && peers.some((peer) => isTierPeer(peer, question))
	return isMatch ? rule.action : undefined
}

function isUnknownPeer({ namespaces, pods, nodes, networks, domainNames }: RawTierPeer): boolean {
	return [namespaces, pods, nodes, networks, domainNames].every((field) => field === undefined || field === null)
}

function isTierPort({ ports, protocols }: RawTierRule, asked: AskedPort): boolean {
	if ((ports ?? []).length === 0 && (protocols ?? []).length === 0) return true
	return (
		(ports ?? []).some((port) => isAdminPort(port, asked)) ||
		(protocols ?? []).some((protocol) => isTierProtocol(protocol, asked))
	)
}

function isTierPeer(peer: RawTierPeer, question: Question): boolean {
	const { nodes, networks, domainNames } = peer
	const { other, choose } = question
	if (networks) return networks.some((cidr) => isInBlock({ cidr }, question))
	// Which addresses a name has is not known; pods have none of these names.
	if (domainNames) return other.type === 'outside' && choose([false, true])
	return nodes ? isOneOfTheNodes(nodes, question) : isOneOfThePods(peer, other)
}

/** Nodes are meant by their addresses, and so is whoever has the same: an end outside, a pod in the network of its node. */
function isOneOfTheNodes(selector: RawSelector, { objects, other, choose }: Question): boolean {
	if (other.type === 'outside') {
		const parts = addressesOfNodes(objects, selector).map((address) => partIn({ cidr: address }, other.cidr))
		return parts.includes('all') || (parts.includes('some') && choose([false, true]))
	}
	if (!other.hostNetwork) return false
	if (other.nodeLabels !== undefined) return selects(selector, other.nodeLabels)
	return selectsEverything(selector) || choose([false, true])
}

function addressesOfNodes(objects: readonly KubeObject[], selector: RawSelector): readonly string[] {
	return objects
		.filter(({ kind, metadata }) => kind === 'Node' && selects(selector, metadata.labels ?? {}))
		.flatMap((node) => addressesOfNode(node) ?? [])
}

/** Pods in the network of their node are never meant. */
function isOneOfThePods({ namespaces, pods }: RawPodsPeer, party: Party): boolean {
	if (party.type === 'outside' || party.hostNetwork) return false
	if (namespaces) return selects(namespaces, party.namespaceLabels)
	if (!pods) return false
	return selects(pods.namespaceSelector ?? {}, party.namespaceLabels) && selects(pods.podSelector ?? {}, party.labels)
}
