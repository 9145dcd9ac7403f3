/** How the parts of a network are named to a person. */
import { showCidr } from '../../model/cidr.ts'
import { type ObjectRef, showRef } from '../../model/kube-object.ts'
import { type Selector, showSelector } from '../reading/selector.ts'
import type { Block, Endpoint, Peer, PortMatch } from './network.ts'
import { noPorts, showPorts, unite } from './ports.ts'

/** The workload that a pod belongs to. */
export function showEndpoint({ owner }: Endpoint): string {
	return showRef(owner)
}

/** The other side that a rule's peer means. */
export function showPeer(peer: Peer | 'anyone'): string {
	if (peer === 'anyone') return 'everybody'
	switch (peer.type) {
		case 'pods':
			return `${showPods(peer.pods)}${showNamespaces(peer.namespaces)}`
		case 'blocks':
			return peer.blocks.map(showBlock).join(', ')
		case 'nodes':
			return peer.nodes.length === 0 ? 'all nodes' : `nodes with ${showSelector(peer.nodes)}`
		case 'domains':
			return peer.domains.join(', ')
		case 'unknown':
			return 'a peer of a kind that is not known'
	}
}

function showPods(selector: Selector): string {
	return selector.length === 0 ? 'all pods' : `pods with ${showSelector(selector)}`
}

function showNamespaces(selector: Selector | undefined): string {
	if (selector === undefined) return ' of its own namespace'
	return selector.length === 0 ? ' of all namespaces' : ` of namespaces with ${showSelector(selector)}`
}

/** A block with its exceptions. */
export function showBlock({ cidr, except }: Block): string {
	return `${showCidr(cidr)}${except.length === 0 ? '' : ` except ${except.map(showCidr).join(', ')}`}`
}

/** The ports that a rule is about. */
export function showPortMatches(ports: readonly PortMatch[] | 'all'): string {
	if (ports === 'all') return 'all ports'
	const numbers = ports.flatMap((port) => (port.type === 'numbers' ? [port.ports] : [])).reduce(unite, noPorts)
	const names = ports.flatMap((port) =>
		port.type === 'name' ? [`${port.protocol === undefined ? '' : `${port.protocol} `}"${port.name}"`] : [],
	)
	return [...(numbers.length === 0 ? [] : [showPorts(numbers)]), ...names].join('; ')
}

/** A reference to a namespace. */
export function namespaceRef(name: string): ObjectRef {
	return { group: '', kind: 'Namespace', name }
}
