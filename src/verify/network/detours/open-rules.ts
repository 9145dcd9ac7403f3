/**
 * Rules that are open to whoever comes along: without a peer, which means anybody, or with a selector that a namespace satisfies
 * to which nobody gave a label (`NotIn` and `DoesNotExist` match where the key is absent, an empty selector matches everything).
 */
import type { Evidence, Finding, Severity } from '../../../model/finding.ts'
import { finding } from '../../prover.ts'
import { matches } from '../../reading/selector.ts'
import { type Direction, directions, type NetworkPolicy, type Peer, type Rule } from '../network.ts'
import { satisfiable } from '../satisfy.ts'
import { showPeer, showPortMatches } from '../words.ts'
import { evidence } from './evidence.ts'
import { freshNamespace } from './fresh-namespace.ts'
import { hasMetadataPort, metadataAddresses } from './metadata-service.ts'
import { isLeftOpen, type PolicyGroup, policyGroups } from './policy-groups.ts'
import { isOnlyDns } from './port-53.ts'
import type { Scene } from './scene.ts'

/** One finding for each set of equal policies, direction, and kind of opening. */
export function openRules(scene: Scene): readonly Finding[] {
	return policyGroups(scene).flatMap((group) =>
		directions.flatMap((direction) => [
			...rulesWithoutPeers(scene, group, direction),
			...openSelectors(scene, group, direction),
		]),
	)
}

const itsLabels = { 'kubernetes.io/metadata.name': freshNamespace }

function rulesWithoutPeers(scene: Scene, group: PolicyGroup, direction: Direction): readonly Finding[] {
	const rules = rulesOf(group.first, direction).filter(
		(rule) =>
			rule.peers === 'anyone' &&
			// That is a finding of its own.
			!(direction === 'egress' && isOnlyDns(rule)) &&
			isLeftOpen(scene, group.namespaces, direction, rule, { anyPodOf: freshNamespace }),
	)
	if (rules.length === 0) return []
	const isWorse = direction === 'egress' && rules.some((rule) => leadsToMetadata(scene, group, rule))
	const metadata = isWorse ? ', the metadata service of clouds included,' : ''
	const way =
		direction === 'ingress'
			? 'everybody inside and outside of the cluster is let in'
			: `the way out to everybody inside and outside of the cluster${metadata} is opened`
	return [
		finding(scene, {
			code: 'network/open-rule',
			severity: direction === 'ingress' || isWorse ? 'high' : 'medium',
			stage: group.stage,
			subject: group.first.ref,
			message: `${way} by a rule without peers in ${group.words}`,
			witness: rules.flatMap((rule) => witnesses(scene, group, rule, rule.field, 'anyone')),
			remedy: `Name who is meant in ${direction === 'ingress' ? 'from' : 'to'}, e.g. a namespaceSelector with ${scene.input.tenancy.labels.stage}: ${group.stage}, or delete the rule.`,
			controls: ['C-0030', 'KSV-0038', ...(isWorse ? ['C-0052'] : [])],
		}),
	]
}

function leadsToMetadata(scene: Scene, group: PolicyGroup, rule: Rule): boolean {
	const [outside] = metadataAddresses
	return (
		outside !== undefined && hasMetadataPort(rule) && isLeftOpen(scene, group.namespaces, 'egress', rule, { outside })
	)
}

function openSelectors(scene: Scene, group: PolicyGroup, direction: Direction): readonly Finding[] {
	const open = rulesOf(group.first, direction).flatMap((rule) =>
		(rule.peers === 'anyone' ? [] : rule.peers)
			.filter(isOpenSelector)
			.filter(() => isLeftOpen(scene, group.namespaces, direction, rule, { anyPodOf: freshNamespace }))
			.map((peer) => ({ rule, peer })),
	)
	if (open.length === 0) return []
	const way = direction === 'ingress' ? 'let in' : 'reached'
	const peers = [...new Set(open.map(({ peer }) => showPeer(peer)))].join('; ')
	return [
		finding(scene, {
			code: 'network/open-selector',
			severity: severityOf(
				direction,
				open.map(({ peer }) => peer),
			),
			stage: group.stage,
			subject: group.first.ref,
			message: `pods of namespaces that nobody has labelled are ${way} by ${group.words}, which selects ${peers}`,
			witness: open.flatMap(({ rule, peer }) => witnesses(scene, group, rule, peer.field, peer)),
			remedy: `Select the namespaces that are meant by a label they have, e.g. ${scene.input.tenancy.labels.stage} In [${group.stage}], or by kubernetes.io/metadata.name.`,
			controls: ['C-0030'],
		}),
	]
}

type PodsPeer = Extract<Peer, { readonly type: 'pods' }>

/** Labels of pods are whatever their author writes, so they keep nobody out; only labels that cannot be do. */
function isOpenSelector(peer: Peer): peer is PodsPeer {
	return (
		peer.type === 'pods' &&
		peer.namespaces !== undefined &&
		matches(peer.namespaces, itsLabels) &&
		satisfiable([peer.pods])
	)
}

/** Who asks for labels of pods as well is open to those alone who know which. */
function severityOf(direction: Direction, peers: readonly PodsPeer[]): Severity {
	return direction === 'ingress' && peers.some(({ pods }) => pods.length === 0) ? 'high' : 'medium'
}

/** Rules whose ports could not be read are about none. */
function rulesOf(policy: NetworkPolicy, direction: Direction): readonly Rule[] {
	return (policy[direction] ?? []).filter(({ ports }) => ports.length > 0)
}

function witnesses(
	scene: Scene,
	{ policies }: PolicyGroup,
	rule: Rule,
	field: string,
	peer: Peer | 'anyone',
): readonly Evidence[] {
	return policies.flatMap(({ ref }) => {
		const object = scene.find(ref)
		return object === undefined ? [] : [evidence(object, field, `${showPeer(peer)}, ${showPortMatches(rule.ports)}`)]
	})
}
