/** What a plan says about connections: which namespaces may talk to each other, and which ways through walls it allows. */
import { kinds } from '../../../model/kinds.ts'
import { groupOf, type KubeObject } from '../../../model/kube-object.ts'
import type { AllowPeer, OutsidePeer, Port, Tenancy } from '../../../model/tenancy.ts'
import { matches, type Selector } from '../../reading/selector.ts'
import type { Allowance, AllowedEnd } from '../crossing/allowances.ts'
import type { Zone } from '../crossing/zones.ts'
import { directions, type Network, type NetworkPolicy, type PortMatch } from '../network.ts'
import { onePort, portRange } from '../ports.ts'
import { policyReader } from '../read/read-policy.ts'

/** The zone of each namespace of a plan in a cluster, as far as the namespace exists there. */
export function zonesOf(tenancy: Tenancy, cluster: string, network: Network): ReadonlyMap<string, Zone> {
	const isolation = new Map(tenancy.stages.map((stage) => [stage.name, stage.isolation]))
	const zones = new Map<string, Zone>()
	for (const { name, app, stage, cluster: home } of tenancy.namespaces) {
		if (home !== cluster || !network.namespaces.has(name)) continue
		const width = isolation.get(stage)
		const inside = width === 'app' ? `/${app}` : width === 'namespace' ? `/${name}` : ''
		zones.set(name, { name: `${stage}${inside}`, stage })
	}
	return zones
}

/** The ways that a plan allows between namespaces that exist. Addresses are outside of it: walls are between pods. */
export function allowancesOf(tenancy: Tenancy, cluster: string, network: Network): readonly Allowance[] {
	const endOf = (peer: AllowPeer): AllowedEnd => allowedEnd(tenancy, cluster, network, peer)
	const everywhere: AllowedEnd = {
		namespaces: new Set(tenancy.namespaces.filter((each) => each.cluster === cluster).map(({ name }) => name)),
		pods: [],
	}
	const { allow, ingress } = tenancy.network
	return [
		...allow.map(({ from, to, ports }) => ({ from: endOf(from), to: endOf(to), ports: portMatches(ports) })),
		...(ingress?.peers ?? []).map((peer): Allowance => ({ from: endOf(peer), to: everywhere, ports: 'all' })),
	].filter(({ from, to }) => from.namespaces.size > 0 && to.namespaces.size > 0)
}

/**
 * What the plan's own policies open between a stage and everybody else (the cluster's DNS, an ingress controller): beyond the
 * stages only one end has walls of ours, so one policy says all of it.
 */
export function allowancesBeyond(desired: readonly KubeObject[], network: Network): readonly Allowance[] {
	const read = policyReader()
	const alike = new Map<number, { policy: NetworkPolicy; namespaces: Set<string> }>()
	for (const object of desired) {
		if (object.kind !== kinds.NetworkPolicy.kind || groupOf(object) !== kinds.NetworkPolicy.group) continue
		const { policy } = read(object)
		if (policy === undefined) continue
		const known = alike.get(policy.shape)
		if (known === undefined) alike.set(policy.shape, { policy, namespaces: new Set([policy.namespace]) })
		else known.namespaces.add(policy.namespace)
	}
	return [...alike.values()].flatMap(({ policy, namespaces }) => {
		const own: AllowedEnd = { namespaces, pods: policy.pods }
		return directions.flatMap((direction) =>
			(policy[direction] ?? []).flatMap(({ peers, ports }): readonly Allowance[] => {
				if (peers === 'anyone') return []
				return peers.flatMap((peer) => {
					if (peer.type !== 'pods' || peer.namespaces === undefined) return []
					const other: AllowedEnd = { namespaces: namesOf(network, peer.namespaces), pods: peer.pods }
					return direction === 'egress' ? [{ from: own, to: other, ports }] : [{ from: other, to: own, ports }]
				})
			}),
		)
	})
}

/** The pods of a plan's end that are in a cluster; without namespaces where it is somewhere else. */
export function allowedEnd(tenancy: Tenancy, cluster: string, network: Network, peer: AllowPeer): AllowedEnd {
	if (peer.type === 'cidr') return { namespaces: new Set(), pods: [] }
	if (peer.type === 'pods') return { namespaces: namespacesOf(network, peer), pods: selectorOf(peer.pods) }
	const members = tenancy.namespaces.filter(
		(each) =>
			each.cluster === cluster && peer.stages.includes(each.stage) && (peer.app === undefined || peer.app === each.app),
	)
	return { namespaces: new Set(members.map(({ name }) => name)), pods: selectorOf(peer.pods) }
}

function namespacesOf(network: Network, { namespace }: Extract<OutsidePeer, { type: 'pods' }>): ReadonlySet<string> {
	if (typeof namespace === 'string') return new Set(network.namespaces.has(namespace) ? [namespace] : [])
	return namesOf(network, selectorOf(namespace))
}

function namesOf({ namespaces }: Network, selector: Selector): ReadonlySet<string> {
	return new Set([...namespaces.values()].filter(({ labels }) => matches(selector, labels)).map(({ name }) => name))
}

/** Labels of a plan as a selector. */
export function selectorOf(labels: Readonly<Record<string, string>>): Selector {
	return Object.entries(labels).map(([key, value]) => ({ key, operator: 'In', values: [value] }))
}

/** Ports of a plan as rules have them. */
export function portMatches(ports: readonly Port[]): readonly PortMatch[] | 'all' {
	if (ports.length === 0) return 'all'
	return ports.map(({ protocol, port, end }): PortMatch => {
		if (typeof port === 'string') return { type: 'name', name: port, protocol }
		return { type: 'numbers', ports: end === undefined ? onePort(protocol, port) : portRange(protocol, port, end) }
	})
}
