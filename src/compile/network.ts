/**
 * Who may talk to whom. NetworkPolicies only ever add: one denies everything by isolating every pod in both directions, and
 * each of the others opens one way.
 *
 * No rule is ever without a peer: `from` or `to` missing or empty means anybody, the whole internet included.
 */
import { grouped } from '../model/collect.ts'
import { kinds } from '../model/kinds.ts'
import type { JsonObject, KubeObject } from '../model/kube-object.ts'
import { reasonAnnotation } from '../model/ownership.ts'
import type { Port, Stage, StageNamespace, Tenancy } from '../model/tenancy.ts'
import { type Labels, nameOf, namespacedObject } from './meta.ts'
import { allowPeers, isMember, memberPeer, outsidePeer, type Peer, selectorOf } from './peers.ts'
import type { Surroundings } from './surroundings.ts'

/** A policy of one namespace, before it has one. */
interface Draft {
	readonly name: string
	/** Whom it is about; absent for all pods. */
	readonly pods?: Labels
	/** Where given, pods are isolated in that direction, but for these rules. */
	readonly ingress?: readonly JsonObject[]
	readonly egress?: readonly JsonObject[]
	readonly reason?: string
}

/** The policies of a stage's namespaces; what is the same in all of them is worked out once. */
export function networkPolicies(
	tenancy: Tenancy,
	stage: Stage,
	surroundings: Pick<Surroundings, 'dns'>,
): (namespace: StageNamespace) => readonly KubeObject[] {
	const same = sameStage(tenancy, stage)
	const shared = [...dns(surroundings), ...ingressController(tenancy)]
	const allows = allowed(tenancy, stage)
	return (namespace) =>
		[denyAll, same(namespace), ...shared, ...allows(namespace)].map((draft) => policy(tenancy, namespace, draft))
}

/** `policyTypes` are always written: by their default, a policy without egress rules would not isolate egress. */
function policy(tenancy: Tenancy, namespace: StageNamespace, draft: Draft): KubeObject {
	const { name, pods = {}, ingress, egress, reason } = draft
	return namespacedObject(
		tenancy,
		namespace,
		kinds.NetworkPolicy,
		{ name: nameOf(name), ...(reason === undefined ? {} : { annotations: { [reasonAnnotation]: reason } }) },
		{
			spec: {
				podSelector: selectorOf(pods),
				policyTypes: [...(ingress === undefined ? [] : ['Ingress']), ...(egress === undefined ? [] : ['Egress'])],
				ingress: orSealed(ingress),
				egress: orSealed(egress),
			},
		},
	)
}

/** Written as `null`, an empty list is a field of ours: nobody adds a rule to it without a conflict. */
function orSealed(rules: readonly JsonObject[] = []): readonly JsonObject[] | null {
	return rules.length === 0 ? null : rules
}

const denyAll: Draft = { name: 'default-deny', ingress: [], egress: [] }

/** Both directions, as each end needs its own: the one to send, the other to receive. */
function sameStage(tenancy: Tenancy, { name, isolation }: Stage): (namespace: StageNamespace) => Draft {
	const bothWays = (peer: Peer): Draft => ({
		name: `same-${isolation}`,
		ingress: [{ from: [peer] }],
		egress: [{ to: [peer] }],
	})
	if (isolation === 'namespace') return () => bothWays({ podSelector: {} })
	const members = tenancy.namespaces.filter(({ stage }) => stage === name)
	if (isolation === 'stage') {
		const draft = bothWays(memberPeer(tenancy, members, undefined))
		return () => draft
	}
	const byApp = grouped(members, ({ app }) => app)
	return (namespace) => bothWays(memberPeer(tenancy, byApp.get(namespace.app) ?? [namespace], namespace.app))
}

/** Names are resolved by asking the cluster's DNS, and nobody else: port 53 to anywhere would be a tunnel. */
function dns({ dns: { peers, ports } }: Pick<Surroundings, 'dns'>): readonly Draft[] {
	if (peers.length === 0) return []
	return [
		{
			name: 'dns',
			egress: [
				{
					to: peers.map(outsidePeer),
					// Answers that do not fit into a datagram are asked for again over TCP.
					ports: ports.flatMap((port) => [
						{ protocol: 'UDP', port },
						{ protocol: 'TCP', port },
					]),
				},
			],
		},
	]
}

function ingressController({ network }: Tenancy): readonly Draft[] {
	const peers = network.ingress?.peers ?? []
	return peers.length === 0 ? [] : [{ name: 'ingress-controller', ingress: [{ from: peers.map(outsidePeer) }] }]
}

/** Each `allow` from both of its ends, as far as they are namespaces of this stage. */
function allowed(tenancy: Tenancy, { cluster }: Stage): (namespace: StageNamespace) => readonly Draft[] {
	const allows = tenancy.network.allow.map((allow) => ({
		...allow,
		sources: allowPeers(tenancy, cluster, allow.from),
		destinations: allowPeers(tenancy, cluster, allow.to),
	}))
	return (namespace) =>
		allows.flatMap(({ name, from, to, sources, destinations, ports, reason }): readonly Draft[] => {
			const door = ports.length === 0 ? {} : { ports: ports.map(portOf) }
			return [
				...(isMember(namespace, to) && sources.length > 0
					? [{ name: `allow-${name}-ingress`, pods: to.pods, ingress: [{ from: sources, ...door }], reason }]
					: []),
				...(isMember(namespace, from) && destinations.length > 0
					? [{ name: `allow-${name}-egress`, pods: from.pods, egress: [{ to: destinations, ...door }], reason }]
					: []),
			]
		})
}

/** Egress ports are those of the pods, not of a Service; named ones are looked up in each destination pod. */
function portOf({ protocol, port, end }: Port): JsonObject {
	return { protocol, port, ...(end === undefined ? {} : { endPort: end }) }
}
