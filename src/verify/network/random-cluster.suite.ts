/** Whole random clusters, with everything that policies can say, as raw objects that an API server would take. */
import fc from 'fast-check'
import { readCidr } from '../../model/cidr.ts'
import type { KubeObject, ObjectRef } from '../../model/kube-object.ts'
import { type NaiveEnd, naiveEnds } from './naive-ends.suite.ts'
import type { End, Network, Reading } from './network.ts'
import { policies as networkPolicies } from './random-policies.suite.ts'
import { tierPolicies } from './random-tier-policies.suite.ts'
import { outsideCidrs } from './random-words.suite.ts'
import { declaredNamespaces, nodes, pods, workloads } from './random-workloads.suite.ts'
import type { RawContainerPort, RawProtocol } from './raw-objects.suite.ts'

/** The objects of a cluster. */
export const randomCluster: fc.Arbitrary<readonly KubeObject[]> = fc
	.tuple(declaredNamespaces, nodes, pods, workloads, networkPolicies, tierPolicies)
	.map((parts) => asWritten(parts.flat()))

/** As JSON would have it, which knows no fields that are there and undefined. */
export function asWritten(objects: readonly KubeObject[]): readonly KubeObject[] {
	return JSON.parse(JSON.stringify(objects)) as readonly KubeObject[]
}

/** Everybody who can be at an end of a connection in a random cluster. */
export function endsOf(objects: readonly KubeObject[]): readonly NaiveEnd[] {
	return [...naiveEnds(objects), ...outsideCidrs.map((cidr) => ({ cidr }))]
}

/** Who connects, and to whom. */
export type Pair = readonly [from: NaiveEnd, to: NaiveEnd]

/** Some of the pairs of ends of a cluster; at least one of the two is in it. */
export function pairsOf(objects: readonly KubeObject[], start: number, count: number): readonly Pair[] {
	const ends = endsOf(objects)
	const pairs = ends.flatMap((from) => ends.map((to): Pair => [from, to]))
	return some(
		pairs.filter((pair) => !pair.every((end) => 'cidr' in end)),
		start,
		count,
	)
}

/** Items from all over a list, each once at most. */
export function some<Item>(items: readonly Item[], start: number, count: number): readonly Item[] {
	// A prime that no list here is as long as: neighbours in the result are far from each other in the list.
	const step = 7919
	const indexes = Array.from({ length: Math.min(count, items.length) }, (_, index) => start + index * step)
	return indexes.flatMap((index) => items.slice(index % items.length, (index % items.length) + 1))
}

/** A port that somebody may reach, or not. */
export interface AskedPort {
	readonly protocol: RawProtocol
	readonly port: number
}

const portFields = new Set(['port', 'endPort', 'number', 'start', 'end'])

/**
 * Some ports: up to a half of them such that a container of the destination declares, the others where rules begin or end, their
 * neighbours, and a few that nobody names.
 */
export function portsOf(
	objects: readonly KubeObject[],
	[, to]: Pair,
	start: number,
	count: number,
): readonly AskedPort[] {
	const bounds = [1, 7777, 65_535]
	const policies = objects.filter(({ kind }) => kind.endsWith('Policy'))
	visit(policies, (key, value) => {
		if (portFields.has(key) && typeof value === 'number') bounds.push(value - 1, value, value + 1)
	})
	const ports = [...new Set(bounds)].filter((port) => port >= 1 && port <= 65_535).toSorted((a, b) => a - b)
	const all = (['TCP', 'UDP', 'SCTP'] as const).flatMap((protocol) => ports.map((port) => ({ protocol, port })))
	return [...some(declaredPorts(objects, to), start, count / 2), ...some(all, start, count)].slice(0, count)
}

function declaredPorts(objects: readonly KubeObject[], end: NaiveEnd): readonly AskedPort[] {
	const declared: AskedPort[] = []
	const own = objects.filter(({ kind, metadata: { namespace = '', name } }) =>
		[`${namespace}/${name}`, `${namespace}/${kind}/${name}`].includes(nameOf(end)),
	)
	visit(own, (_, value) => {
		if (isContainerPort(value)) declared.push({ protocol: value.protocol ?? 'TCP', port: value.containerPort })
	})
	return declared
}

function isContainerPort(value: unknown): value is RawContainerPort {
	return typeof value === 'object' && value !== null && 'containerPort' in value
}

/** Every field of everything. */
function visit(objects: readonly KubeObject[], see: (key: string, value: unknown) => void): void {
	JSON.stringify(objects, (key, value: unknown) => {
		see(key, value)
		return value
	})
}

/** A cluster as a person can read it: an object a line, in YAML's flow style. */
export function showCluster(objects: readonly KubeObject[]): string {
	return objects.map((object) => `- ${JSON.stringify(object)}`).join('\n')
}

/** Every way to read what the specification leaves open. */
export const readings: readonly Reading[] = [
	{ blocks: 'pods', bound: 'upper' },
	{ blocks: 'pods', bound: 'lower' },
	{ blocks: 'outside', bound: 'upper' },
	{ blocks: 'outside', bound: 'lower' },
]

/** An end as the engine knows it. */
export function endOf(network: Network, end: NaiveEnd): End {
	if ('cidr' in end) {
		const cidr = readCidr(end.cidr)
		if ('mistake' in cidr) throw new Error(`${end.cidr}: ${cidr.mistake}`)
		return { outside: cidr }
	}
	const found = network.endpointsIn(end.namespace).find(({ ref }) => nameOf(end) === nameOfRef(ref))
	if (found === undefined) throw new Error(`the engine knows no ${nameOf(end)}`)
	return found
}

/** An end for a person: `ns-dev/pod-1`, `ns-dev/Deployment/workload-1` or a range. */
export function nameOf(end: NaiveEnd): string {
	return 'cidr' in end ? end.cidr : `${end.namespace}/${end.name}`
}

/** The same of an end of the engine. */
export function nameOfRef({ namespace, kind, name }: ObjectRef): string {
	return `${namespace}/${kind === 'Pod' ? '' : `${kind}/`}${name}`
}
