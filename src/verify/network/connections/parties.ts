/** Who a list of connections names: workloads or pods, and ranges of addresses outside. */
import type { Cidr } from '../../../model/cidr.ts'
import { grouped } from '../../../model/collect.ts'
import type { ObjectRef } from '../../../model/kube-object.ts'
import { type Endpoint, isOutside, type Network } from '../network.ts'
import type { KnownEnd } from './classes.ts'
import { type AddressRange, lastOf, type Regions } from './regions.ts'

/** A workload with all its pods, or a single pod. */
export interface Unit {
	/** `namespace/Kind/name` */
	readonly name: string
	readonly namespace: string
	readonly pods: readonly Endpoint[]
}

/** One side of connections. */
export interface Parties {
	/** Sorted by name. */
	readonly units: readonly Unit[]
	/** Ascending, IPv4 first, none in two of them; no rule's block cuts through any. */
	readonly ranges: readonly AddressRange[]
}

/** Whether workloads are listed, or each pod by itself. */
export type Grain = 'workload' | 'pod'

/**
 * The parties that some ends make. Pods of a workload of which others were left out are listed by themselves: they do not speak for
 * the whole.
 *
 * @param ends - everybody, inside and outside, where it is `undefined`
 */
export function partiesOf(
	network: Network,
	regions: Regions,
	grain: Grain,
	ends: readonly KnownEnd[] | undefined,
): Parties {
	const everybody = network.endpoints()
	if (ends === undefined) return { units: unitsOf(everybody, () => grain), ranges: regions.ranges }
	const chosen = new Set(ends)
	const pods = [...chosen].filter((end) => !isOutside(end)) as readonly Endpoint[]
	const missing = new Set(everybody.filter((pod) => !chosen.has(pod)).map(ownerName))
	return {
		units: unitsOf(pods, (pod) => (missing.has(ownerName(pod)) ? 'pod' : grain)),
		ranges: rangesOf([...chosen].flatMap((end) => (isOutside(end) ? [end.outside] : []))),
	}
}

/** The names of all units of each namespace. */
export function namesByNamespace(network: Network, grain: Grain): ReadonlyMap<string, ReadonlySet<string>> {
	const byNamespace = grouped(network.endpoints(), ({ namespace }) => namespace)
	return new Map(
		[...byNamespace].map(([namespace, pods]) => [namespace, new Set(pods.map((pod) => nameOf(pod, grain)))]),
	)
}

function unitsOf(pods: readonly Endpoint[], grainOf: (pod: Endpoint) => Grain): readonly Unit[] {
	return [...grouped(pods, (pod) => nameOf(pod, grainOf(pod)))]
		.map(([name, own]) => ({ name, namespace: (own[0] as Endpoint).namespace, pods: own }))
		.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function nameOf(pod: Endpoint, grain: Grain): string {
	return grain === 'pod' ? showName(pod.namespace, pod.ref) : ownerName(pod)
}

function ownerName({ namespace, owner }: Endpoint): string {
	return showName(namespace, owner)
}

function showName(namespace: string, { kind, name }: ObjectRef): string {
	return `${namespace}/${kind}/${name}`
}

function rangesOf(cidrs: readonly Cidr[]): readonly AddressRange[] {
	return cidrs
		.map((cidr): AddressRange => ({ family: cidr.family, first: cidr.first, last: lastOf(cidr) }))
		.sort((a, b) => a.family - b.family || (a.first < b.first ? -1 : 1))
		.filter(({ family, first }, index, all) => {
			const before = all[index - 1]
			return before === undefined || before.family !== family || first > before.last
		})
}

/** The smallest range that stands for all of an uncut one. */
export function sampleOf({ family, first }: AddressRange): Cidr {
	return { family, first, prefix: family === 4 ? 32 : 128 }
}
