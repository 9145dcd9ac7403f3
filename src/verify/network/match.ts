/** Whether a rule's peer is an end of a connection, in one way of reading what is open. */
import type { Cidr } from '../../model/cidr.ts'
import { type Labels, matches, type Selector } from '../reading/selector.ts'
import { anyOf, blockMatch, type Match } from './addresses.ts'
import {
	type AnyPod,
	type Block,
	type End,
	type Endpoint,
	isAnyPod,
	isOutside,
	type Network,
	type Peer,
	type Reading,
} from './network.ts'

/**
 * One way in which everything that is left open may be: an address family, and how the plugin sees pods that share the network
 * of their node: as their node, which no selector finds, or as any other pod.
 */
export interface World {
	readonly family: 4 | 6 | undefined
	readonly hostPods: 'nodes' | 'pods'
	readonly blocks: Reading['blocks']
}

/** Labels of a namespace, as selectors see them. */
export function namespaceLabels({ namespaces }: Network, name: string): Labels {
	return namespaces.get(name)?.labels ?? { 'kubernetes.io/metadata.name': name }
}

/**
 * Whether a peer matches an end.
 *
 * @param home - the namespace of a NetworkPolicy, which a peer without a selector of namespaces means; `undefined` for the
 *   ordered policies, which never select pods in the network of their node
 */
export function peerMatch(network: Network, peer: Peer, end: End, home: string | undefined, world: World): Match {
	switch (peer.type) {
		case 'pods':
			if (isOutside(end) || (!isAnyPod(end) && !isSelectable(end, home, world))) return 'no'
			if (!isFromThere(network, peer.namespaces, namespaceOf(end), home)) return 'no'
			return podMatch(peer.pods, end)
		case 'blocks':
			return blocksMatch(network, peer.blocks, end, world)
		case 'nodes':
			return nodesMatch(network, peer.nodes, end)
		case 'domains':
			return isOutside(end) ? 'maybe' : 'no'
		case 'unknown':
			return 'no'
	}
}

function isFromThere(
	network: Network,
	selector: Selector | undefined,
	namespace: string,
	home: string | undefined,
): boolean {
	return selector === undefined ? namespace === home : matches(selector, namespaceLabels(network, namespace))
}

/** The namespace of a pod. */
export function namespaceOf(end: Endpoint | AnyPod): string {
	return isAnyPod(end) ? end.anyPodOf : end.namespace
}

/** Whether a pod has labels that a selector wants; a pod that may have any labels may have them. */
export function podMatch(selector: Selector, end: Endpoint | AnyPod): Match {
	if (isAnyPod(end)) return selector.length === 0 ? 'yes' : 'maybe'
	return matches(selector, end.labels) ? 'yes' : 'no'
}

function isSelectable({ hostNetwork }: Endpoint, home: string | undefined, { hostPods }: World): boolean {
	return !hostNetwork || (home !== undefined && hostPods === 'pods')
}

/** Addresses of nodes are outside of the pods' network in every reading. */
function blocksMatch(network: Network, blocks: readonly Block[], end: End, world: World): Match {
	if (isOutside(end)) return anyOf(blocks.map((block) => blockMatch(block, end.outside)))
	if (world.blocks === 'outside' && (isAnyPod(end) || !end.hostNetwork)) return 'no'
	const addresses = isAnyPod(end) ? undefined : addressesOf(network, end)
	if (addresses === undefined)
		return blocks.some(({ cidr }) => world.family === undefined || cidr.family === world.family) ? 'maybe' : 'no'
	const own = addresses.filter(({ family }) => world.family === undefined || family === world.family)
	return anyOf(blocks.map((block) => allOf(own.map((address) => blockMatch(block, address)))))
}

/** Which of its addresses an end shows is not known: only where they agree it is certain. */
function allOf(matches: readonly Match[]): Match {
	if (matches.every((match) => match === 'no')) return 'no'
	return matches.every((match) => match === 'yes') ? 'yes' : 'maybe'
}

/** A pod in the network of its node has the node's addresses, as far as the node tells them. */
export function addressesOf(network: Network, { addresses, hostNetwork, node }: Endpoint): readonly Cidr[] | undefined {
	const ofNode = hostNetwork && node !== undefined ? network.nodes.get(node)?.addresses : undefined
	return ofNode === undefined || ofNode.length === 0 ? addresses : ofNode
}

function nodesMatch({ nodes }: Network, selector: Selector, end: End): Match {
	if (isOutside(end))
		return anyOf(
			[...nodes.values()]
				.filter(({ labels }) => matches(selector, labels))
				.flatMap(({ addresses }) => addresses.map((address) => blockMatch({ cidr: address, except: [] }, end.outside))),
		)
	if (isAnyPod(end) || !end.hostNetwork) return 'no'
	const node = end.node === undefined ? undefined : nodes.get(end.node)
	if (node === undefined) return selector.length === 0 ? 'yes' : 'maybe'
	return matches(selector, node.labels) ? 'yes' : 'no'
}
