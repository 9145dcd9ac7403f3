/** Why a peer of a rule is not the other end, or not for sure. */
import { type Cidr, holds, showCidr } from '../../../model/cidr.ts'
import type { ObjectRef } from '../../../model/kube-object.ts'
import type { Mismatch } from '../../../model/network-explanation.ts'
import { type Labels, type Selector, satisfies, showSelector } from '../../reading/selector.ts'
import { blockMatch } from '../addresses.ts'
import type { KnownEnd } from '../connections/classes.ts'
import { addressesOf, namespaceLabels, peerMatch, type World } from '../match.ts'
import { type Block, type Endpoint, isOutside, type Network, type Peer } from '../network.ts'
import { namespaceRef } from '../words.ts'

/**
 * Everything that keeps a peer from being an end; empty where nothing does.
 *
 * @param home - the namespace of a NetworkPolicy; `undefined` for the ordered policies
 */
export function mismatches(
	network: Network,
	peer: Peer,
	end: KnownEnd,
	home: string | undefined,
	world: World,
): readonly Mismatch[] {
	if (peerMatch(network, peer, end, home, world) === 'yes') return []
	switch (peer.type) {
		case 'pods':
			return isOutside(end) ? [{ type: 'outside' }] : podMismatches(network, peer, end, home, world)
		case 'blocks':
			return [blockMismatch(network, peer.blocks, end, world)]
		case 'nodes':
			return [nodeMismatch(network, peer.nodes, end)]
		case 'domains':
			return [{ type: isOutside(end) ? 'domain-unknown' : 'no-domain' }]
		case 'unknown':
			return [{ type: 'unknown-peer' }]
	}
}

function podMismatches(
	network: Network,
	{ namespaces, pods }: Extract<Peer, { type: 'pods' }>,
	end: Endpoint,
	home: string | undefined,
	{ hostPods }: World,
): readonly Mismatch[] {
	if (end.hostNetwork && (home === undefined || hostPods === 'nodes')) return [{ type: 'host-network' }]
	const { namespace } = end
	const named = namespaces === undefined ? [home ?? ''] : namesOf(namespaces)
	const atHome: readonly Mismatch[] =
		named === undefined
			? byLabels('namespace-labels', namespaceRef(namespace), namespaces ?? [], namespaceLabels(network, namespace))
			: named.includes(namespace)
				? []
				: [{ type: 'other-namespace', wanted: named.join(' or '), has: namespace }]
	return [...atHome, ...byLabels('pod-labels', end.ref, pods, end.labels)]
}

/** The namespaces that a selector means by their names alone; `undefined` where it looks at other labels. */
export function namesOf(selector: Selector): readonly string[] | undefined {
	const [only, ...more] = selector
	const isByName = only?.key === 'kubernetes.io/metadata.name' && only.operator === 'In' && more.length === 0
	return isByName ? only.values : undefined
}

type LabelMismatch = Extract<Mismatch, { wanted: string; keys: readonly string[] }>

/** The requirements that fail, and what the labels of these keys are. */
function byLabels(
	type: LabelMismatch['type'],
	object: ObjectRef,
	selector: Selector,
	labels: Labels,
): readonly LabelMismatch[] {
	const failing = selector.filter((requirement) => !satisfies(requirement, labels))
	if (failing.length === 0) return []
	const keys = [...new Set(failing.map(({ key }) => key))]
	const has = keys.filter((key) => Object.hasOwn(labels, key)).map((key) => `${key}=${labels[key]}`)
	return [{ type, object, wanted: showSelector(failing), has: has.join(','), keys }]
}

function blockMismatch(network: Network, blocks: readonly Block[], end: KnownEnd, world: World): Mismatch {
	if (isOutside(end)) return byRange(blocks, [end.outside])
	if (world.blocks === 'outside' && !end.hostNetwork) return { type: 'outside-only' }
	const addresses = addressesOf(network, end)
	if (addresses === undefined) return { type: 'address-unknown' }
	const own = addresses.filter(({ family }) => world.family === undefined || family === world.family)
	return byRange(blocks, own)
}

function byRange(blocks: readonly Block[], addresses: readonly Cidr[]): Mismatch {
	const shown = addresses.map(showAddress).join(', ')
	const [family] = blocks.map(({ cidr }) => cidr.family)
	if (family !== undefined && addresses.every((address) => address.family !== family))
		return { type: 'other-family', family }
	const isCut = blocks.some((block) => addresses.some((address) => blockMatch(block, address) === 'maybe'))
	if (isCut) return { type: 'range', addresses: shown }
	const except = blocks
		.flatMap((block) => block.except)
		.find((hole) => addresses.some((address) => holds(hole, address)))
	return { type: 'block', addresses: shown, ...(except === undefined ? {} : { except: showCidr(except) }) }
}

/** A single address without the length of its prefix. */
export function showAddress(range: Cidr): string {
	const text = showCidr(range)
	return range.prefix === (range.family === 4 ? 32 : 128) ? text.slice(0, text.indexOf('/')) : text
}

function nodeMismatch({ nodes }: Network, selector: Selector, end: KnownEnd): Mismatch {
	if (isOutside(end)) return { type: 'outside' }
	if (!end.hostNetwork) return { type: 'no-node' }
	const node = end.node === undefined ? undefined : nodes.get(end.node)
	if (node === undefined) return { type: 'node-unknown' }
	const [mismatch] = byLabels('node-labels', { group: '', kind: 'Node', name: node.name }, selector, node.labels)
	return mismatch ?? { type: 'node-unknown' }
}
