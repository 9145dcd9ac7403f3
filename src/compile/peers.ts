/**
 * The ends of a connection as peers of a NetworkPolicy. A peer that selects namespaces and pods does so in one element: two
 * elements would mean either of them.
 */
import type { JsonObject } from '../model/kube-object.ts'
import type { AllowPeer, OutsidePeer, StageNamespace, Tenancy } from '../model/tenancy.ts'
import { type Labels, sorted } from './meta.ts'

/** Set and kept by the API server on every namespace, so that nobody can forge it (well-known labels). */
export const namespaceName = 'kubernetes.io/metadata.name'

/** An element of `from` or `to`. */
export type Peer = JsonObject

/**
 * The peers of one end of an `allow`, as seen from a cluster; empty where that end has no namespace there, because no policy
 * can name the pods of another cluster.
 */
export function allowPeers(tenancy: Tenancy, cluster: string, end: AllowPeer): readonly Peer[] {
	if (end.type !== 'stage') return [outsidePeer(end)]
	const members = tenancy.namespaces.filter((namespace) => namespace.cluster === cluster && isMember(namespace, end))
	return members.length === 0 ? [] : [{ ...memberPeer(tenancy, members, end.app), ...podPart(end.pods) }]
}

/** Whether a namespace is on that end of an `allow`. */
export function isMember(namespace: StageNamespace, end: AllowPeer): end is Extract<AllowPeer, { type: 'stage' }> {
	return (
		end.type === 'stage' && end.stages.includes(namespace.stage) && (end.app === undefined || end.app === namespace.app)
	)
}

/**
 * All pods of some namespaces of the plan.
 *
 * @param members - the namespaces, at least one: an empty selector would select every namespace of the cluster
 * @param app - given where all of them belong to one app
 */
export function memberPeer(tenancy: Tenancy, members: readonly StageNamespace[], app: string | undefined): Peer {
	const { labels, network } = tenancy
	const stages = [...new Set(members.map(({ stage }) => stage))].toSorted()
	const [only] = stages
	const matchLabels: Labels = {
		...(stages.length === 1 && only !== undefined ? { [labels.stage]: only } : {}),
		...(app === undefined ? {} : { [labels.app]: app }),
	}
	const matchExpressions = [
		...(stages.length === 1 ? [] : [isIn(labels.stage, stages)]),
		...(network.peers === 'names' ? [isIn(namespaceName, members.map(({ name }) => name).toSorted())] : []),
	]
	return {
		namespaceSelector: {
			...(Object.keys(matchLabels).length === 0 ? {} : { matchLabels: sorted(matchLabels) }),
			...(matchExpressions.length === 0 ? {} : { matchExpressions }),
		},
	}
}

function isIn(key: string, values: readonly string[]): JsonObject {
	return { key, operator: 'In', values }
}

/** Somebody who is no stage. */
export function outsidePeer(peer: OutsidePeer): Peer {
	if (peer.type === 'cidr')
		return { ipBlock: { cidr: peer.cidr, ...(peer.except.length === 0 ? {} : { except: peer.except }) } }
	const { namespace, pods } = peer
	return {
		namespaceSelector: selectorOf(typeof namespace === 'string' ? { [namespaceName]: namespace } : namespace),
		...podPart(pods),
	}
}

/** Without a pod selector a peer is all pods of its namespaces. */
function podPart(pods: Labels): Peer {
	return Object.keys(pods).length === 0 ? {} : { podSelector: selectorOf(pods) }
}

/** A selector by labels; empty labels select everything. */
export function selectorOf(labels: Labels): JsonObject {
	return Object.keys(labels).length === 0 ? {} : { matchLabels: sorted(labels) }
}
