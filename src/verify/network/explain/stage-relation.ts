/** Which walls a connection meets, and whether the plan lets it pass them. */
import { type Cidr, type CidrMistake, readCidr } from '../../../model/cidr.ts'
import type { KubeObject } from '../../../model/kube-object.ts'
import type { PlannedWay, StageRelation } from '../../../model/network-explanation.ts'
import { planOf } from '../../../model/ownership.ts'
import { dnsPresets } from '../../../model/presets.ts'
import { type AllowPeer, isPlanned, type Port, type Tenancy } from '../../../model/tenancy.ts'
import { matches } from '../../reading/selector.ts'
import { blockMatch } from '../addresses.ts'
import type { KnownEnd } from '../connections/classes.ts'
import type { Zone } from '../crossing/zones.ts'
import { portsOf } from '../evaluate.ts'
import { allowedEnd, portMatches, zonesOf } from '../isolation/zones-of-plan.ts'
import { isOutside, type Network } from '../network.ts'
import { intersect, noPorts, type Ports, showPorts, subtract, unite } from '../ports.ts'

/** Judges connections of one cluster by its stages. */
export interface Stages {
	/** Equal for ends of one namespace that the plan does not tell apart. */
	sightOf(end: KnownEnd): string
	/** @param open - the ports among those asked that are open, or may be */
	relationOf(from: KnownEnd, to: KnownEnd, asked: Ports, open: Ports): StageRelation
}

/**
 * Reads the stages of a cluster.
 *
 * @param objects - what was observed, to see whether the plan's walls are there
 */
export function stagesOf(tenancy: Tenancy, cluster: string, network: Network, objects: readonly KubeObject[]): Stages {
	const zones = zonesOf(tenancy, cluster, network)
	// A tenancy that was found without a plan has no name, and nobody said what it allows.
	const planned = isPlanned(tenancy)
	const ways = planned ? waysOf(tenancy, cluster, network) : []
	const walled = new Set(
		objects
			.filter((object) => object.kind === 'NetworkPolicy' && planOf(object) === tenancy.name)
			.map(({ metadata }) => metadata.namespace),
	)
	return {
		sightOf: (end) => ways.map(({ isFrom, isTo }) => `${Number(isFrom(end))}${Number(isTo(end))}`).join(),
		relationOf(from, to, asked, open) {
			const [a, b] = [from, to].map((end) => (isOutside(end) ? undefined : zones.get(end.namespace)))
			const relation = relationOf(a, b)
			const by = relation === 'inside' ? [] : ways.flatMap((way) => plannedWay(way, from, to, asked))
			const hasWall = relation === 'across' || relation === 'beyond'
			const allowed = hasWall ? by.map(({ ports }) => ports).reduce(unite, noPorts) : asked
			const namespaces = [from, to].flatMap((end) => (isOutside(end) || !zones.has(end.namespace) ? [] : end.namespace))
			return {
				...(a?.stage === undefined ? {} : { from: a.stage, fromZone: a.name }),
				...(b?.stage === undefined ? {} : { to: b.stage, toZone: b.name }),
				relation,
				planned,
				allowed: planned ? showPorts(allowed) : '',
				unallowed: planned ? showPorts(subtract(open, allowed)) : '',
				by: unique(by.map(({ way }) => way)),
				wallsMissing: planned ? [...new Set(namespaces)].filter((name) => !walled.has(name)) : [],
			}
		},
	}
}

/** Several peers of one entry say the same. */
function unique(ways: readonly PlannedWay[]): readonly PlannedWay[] {
	return [...new Map(ways.map((way) => [JSON.stringify(way), way])).values()]
}

function relationOf(from: Zone | undefined, to: Zone | undefined): StageRelation['relation'] {
	if (from === undefined && to === undefined) return 'none'
	if (from === undefined || to === undefined) return 'beyond'
	return from.name === to.name ? 'inside' : 'across'
}

/** Something that the plan lets pass. */
interface Way extends Pick<PlannedWay, 'type' | 'name' | 'reason'> {
	readonly isFrom: (end: KnownEnd) => boolean
	readonly isTo: (end: KnownEnd) => boolean
	readonly ports: readonly Port[]
}

/** What stands in the plan, and what its walls let pass besides: requests from outside, and questions to the DNS. */
function waysOf(tenancy: Tenancy, cluster: string, network: Network): readonly Way[] {
	const isAt = (peer: AllowPeer): Way['isFrom'] => endTest(tenancy, cluster, network, peer)
	const everyStage = isAt({ type: 'stage', stages: tenancy.stages.map(({ name }) => name), pods: {} })
	const { allow, ingress, dns } = tenancy.network
	const resolvers = dns === 'auto' ? Object.values(dnsPresets).map((preset) => ({ ...preset, name: dns })) : [dns]
	return [
		...allow.map(({ name, reason, from, to, ports }): Way => {
			return { type: 'allow', name, reason, isFrom: isAt(from), isTo: isAt(to), ports }
		}),
		...(ingress?.peers ?? []).map((peer): Way => {
			return { type: 'ingress', name: ingress?.name ?? '', isFrom: isAt(peer), isTo: everyStage, ports: [] }
		}),
		...resolvers.flatMap(({ name, peers, ports }) =>
			peers.map((peer): Way => {
				const both = ports.flatMap((port): readonly Port[] => [
					{ protocol: 'UDP', port },
					{ protocol: 'TCP', port },
				])
				return { type: 'dns', name, isFrom: everyStage, isTo: isAt(peer), ports: both }
			}),
		),
	]
}

function endTest(tenancy: Tenancy, cluster: string, network: Network, peer: AllowPeer): Way['isFrom'] {
	if (peer.type === 'cidr') {
		const block = blockOf(peer.cidr, peer.except)
		return (end) => isOutside(end) && block !== undefined && blockMatch(block, end.outside) === 'yes'
	}
	const { namespaces, pods } = allowedEnd(tenancy, cluster, network, peer)
	return (end) => !isOutside(end) && namespaces.has(end.namespace) && matches(pods, end.labels)
}

function blockOf(
	text: string,
	except: readonly string[],
): { readonly cidr: Cidr; readonly except: readonly Cidr[] } | undefined {
	const cidr = readCidr(text)
	return isRange(cidr) ? { cidr, except: except.map(readCidr).filter(isRange) } : undefined
}

function isRange(read: Cidr | CidrMistake): read is Cidr {
	return !('mistake' in read)
}

function plannedWay(
	{ type, name, reason, isFrom, isTo, ports }: Way,
	from: KnownEnd,
	to: KnownEnd,
	asked: Ports,
): readonly { readonly way: PlannedWay; readonly ports: Ports }[] {
	if (!isFrom(from) || !isTo(to)) return []
	// A name is looked up among the ports of the destination, so it means nothing at addresses outside.
	const matched = portsOf({ field: '', peers: 'anyone', ports: portMatches(ports) }, to).certain
	const open = intersect(asked, matched)
	if (open.length === 0) return []
	return [{ way: { type, name, ...(reason === undefined ? {} : { reason }), ports: showPorts(open) }, ports: open }]
}
