/** How the parts of a network are named to a person. */
import { showCidr } from '../../model/cidr.ts'
import { type KubeObject, type ObjectRef, showRef } from '../../model/kube-object.ts'
import { fieldManager, ownerOf, planOf } from '../../model/ownership.ts'
import type { Block, Endpoint, Peer, PortMatch } from './network.ts'
import { noPorts, showPorts, unite } from './ports.ts'
import { type Selector, showSelector } from './selector.ts'

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

/**
 * Who wrote what an object demands: a GitOps tool by its marks, else the managers of what counts in it.
 *
 * @param fields - what counts: the `spec`, or what the kind has in its place
 */
export function writerOf(object: KubeObject | undefined, fields: readonly string[] = ['spec']): string | undefined {
	if (object === undefined) return undefined
	const owner = ownerOf(object)
	if (owner !== undefined) return `${owner.tool} (${owner.name})`
	const managers = (object.metadata.managedFields ?? []).flatMap(({ manager, fieldsV1, subresource = '' }) =>
		manager !== undefined && subresource === '' && fields.some((field) => fieldsV1?.[`f:${field}`] !== undefined)
			? [manager]
			: [],
	)
	if (managers.length > 0) return [...new Set(managers)].join(', ')
	return planOf(object) === undefined ? undefined : fieldManager
}

/** Some names, and how many more. */
export function showSome(names: readonly string[], most = 3): string {
	const rest = names.length - most
	return rest > 1 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ')
}

/** A reference to a namespace. */
export function namespaceRef(name: string): ObjectRef {
	return { group: '', kind: 'Namespace', name }
}
