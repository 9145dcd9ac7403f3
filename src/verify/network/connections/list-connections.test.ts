import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Cidr } from '../../../model/cidr.ts'
import type { Connection, ConnectionGroup } from '../../../model/connections.ts'
import type { KubeObject } from '../../../model/kube-object.ts'
import { patience, seed, times } from '../../repeatable.suite.ts'
import { allowedPorts } from '../evaluate.ts'
import { type Endpoint, isOutside, type Network, type Outside } from '../network.ts'
import { noPorts, type Ports, showPorts, unite } from '../ports.ts'
import { randomCluster } from '../random-cluster.suite.ts'
import { namespaceNames } from '../random-words.suite.ts'
import { readNetwork } from '../read-network.ts'
import { whatRulesSee } from '../what-rules-see.ts'
import type { KnownEnd } from './classes.ts'
import { type ConnectionQuery, listConnections } from './list-connections.ts'
import { cidrsOf, regionsOf } from './regions.ts'

/** A random cluster in which some pods are each other's twins. */
const clusters = fc
	.tuple(randomCluster, fc.array(fc.constantFrom('one', 'two', undefined), { minLength: 3, maxLength: 3 }))
	.map(([objects, owners]) =>
		objects.map((object, index) => (object.kind === 'Pod' ? ownedBy(owners[index % owners.length], object) : object)),
	)

function ownedBy(name: string | undefined, pod: KubeObject): KubeObject {
	if (name === undefined) return pod
	const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name, controller: true }]
	return { ...pod, metadata: { ...pod.metadata, ownerReferences } }
}

/** The beginning of each range of addresses that rules tell apart. */
function outsiders(network: Network): readonly Outside[] {
	return regionsOf(whatRulesSee(network).ranges).ranges.map((range) => ({ outside: cidrsOf(range)[0] as Cidr }))
}

/** A cluster with a query: some of the ends at each side, or all. */
const cases = clusters.chain((objects) => {
	const network = readNetwork({ objects })
	const ends: readonly KnownEnd[] = [...network.endpoints(), ...outsiders(network)]
	const some = fc.option(fc.subarray([...ends]), { nil: undefined })
	return fc.record({
		objects: fc.constant(objects),
		network: fc.constant(network),
		query: fc
			.record({
				blocks: fc.constantFrom('pods' as const, 'outside' as const),
				each: fc.constantFrom('workload' as const, 'pod' as const),
				from: some,
				to: some,
				stages: fc.dictionary(fc.constantFrom(...namespaceNames), fc.constantFrom('dev', 'prod')),
				crossStage: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
			})
			.map(
				({ from, to, stages, ...query }): ConnectionQuery => ({
					...query,
					...(from === undefined ? {} : { from }),
					...(to === undefined ? {} : { to }),
					stageOf: (namespace) => stages[namespace],
				}),
			),
	})
})

const runs = { numRuns: Math.ceil(60 * times), seed }
/** What the list has to say, by asking about each pair of ends. */
function pairByPair(network: Network, query: ConnectionQuery): ReadonlyMap<string, Ports> {
	const everybody: readonly KnownEnd[] = [...network.endpoints(), ...outsiders(network)]
	const [sources, destinations] = [query.from ?? everybody, query.to ?? everybody]
	const [sourceName, destinationName] = [sources, destinations].map((ends) => namesAt(network, ends, query)) as [
		(end: KnownEnd) => string,
		(end: KnownEnd) => string,
	]
	const pairs = new Map<string, Ports>()
	for (const from of sources)
		for (const to of destinations) {
			if ((isOutside(from) && isOutside(to)) || isSelf(from, to)) continue
			if (query.crossStage === true && !isCrossing(from, to, query)) continue
			const key = `${sourceName(from)} → ${destinationName(to)}`
			const ports = allowedPorts(network, from, to, { blocks: query.blocks, bound: 'upper' })
			pairs.set(key, unite(pairs.get(key) ?? noPorts, ports))
		}
	return pairs
}

function isSelf(from: KnownEnd, to: KnownEnd): boolean {
	return from === to && !isOutside(from) && from.ref.kind === 'Pod'
}

function isCrossing(from: KnownEnd, to: KnownEnd, { stageOf }: ConnectionQuery): boolean {
	const [a, b] = [from, to].map((end) => (isOutside(end) ? undefined : stageOf?.(end.namespace)))
	return a !== undefined && b !== undefined && a !== b
}

/** How ends are called at a side: a pod whose workload is not chosen as a whole goes by its own name. */
function namesAt(network: Network, chosen: readonly KnownEnd[], { each }: ConnectionQuery): (end: KnownEnd) => string {
	const owner = (pod: Endpoint): string => `${pod.namespace}/${pod.owner.kind}/${pod.owner.name}`
	const cut = new Set(
		network
			.endpoints()
			.filter((pod) => !chosen.includes(pod))
			.map(owner),
	)
	return (end) => {
		if (isOutside(end)) return `${end.outside.family} ${end.outside.first}`
		const isWhole = each === 'workload' && !cut.has(owner(end))
		return isWhole ? owner(end) : `${end.namespace}/${end.ref.kind}/${end.ref.name}`
	}
}

/** A list with its ranges taken apart again, each pair once. */
function expanded(network: Network, list: Iterable<Connection>): Record<string, string> {
	const ranges = outsiders(network).map(({ outside }) => outside)
	const parts = (name: string): readonly string[] => {
		const [first, last] = name.includes('/') ? [] : name.split('-').map(numberOf)
		if (first === undefined || last === undefined) return [name]
		const family = name.includes(':') ? 6 : 4
		return ranges
			.filter((range) => range.family === family && first <= range.first && range.first <= last)
			.map((range) => `${family} ${range.first}`)
	}
	const pairs: Record<string, string> = {}
	for (const { from, to, ports } of list)
		for (const source of parts(from))
			for (const destination of parts(to)) {
				const key = `${source} → ${destination}`
				if (Object.hasOwn(pairs, key)) throw new Error(`${key} is there twice`)
				pairs[key] = ports
			}
	return pairs
}

function numberOf(address: string): bigint {
	if (!address.includes(':')) return address.split('.').reduce((sum, byte) => sum * 256n + BigInt(byte), 0n)
	const groups = (part = ''): readonly string[] => part.split(':').filter((group) => group !== '')
	const [left, right] = address.split('::').map(groups)
	const zeros = Array.from({ length: 8 - (left?.length ?? 0) - (right?.length ?? 0) }, () => '0')
	return [...(left ?? []), ...zeros, ...(right ?? [])].reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n)
}

/** Groups taken apart into what they stand for, and how many connections they say they are. */
function ungrouped(
	groups: readonly ConnectionGroup[],
	list: readonly Connection[],
	query: ConnectionQuery,
): readonly Connection[] {
	const members = (shown: string, side: 'from' | 'to'): readonly string[] => {
		const names = [...new Set(list.map((connection) => connection[side]))]
		if (shown.startsWith('stage:'))
			return names.filter((name) => `stage:${query.stageOf?.(name.split('/')[0] ?? '')}` === shown)
		if (shown.startsWith('everything'))
			return names.filter((name) => name.includes('/') && query.stageOf?.(name.split('/')[0] ?? '') === undefined)
		return shown.endsWith('/*') ? names.filter((name) => name.startsWith(shown.slice(0, -1))) : [shown]
	}
	return groups.flatMap(({ from, to, ports }) =>
		from
			.flatMap((name) => members(name, 'from'))
			.flatMap((source) =>
				to.flatMap((name) => members(name, 'to')).map((destination) => ({ from: source, to: destination, ports })),
			),
	)
}

/** Sources that are one pod and no more. */
function singlePods(network: Network, query: ConnectionQuery): ReadonlySet<string> {
	const nameOf = namesAt(network, query.from ?? network.endpoints(), query)
	const names = network.endpoints().map((end) => ({ name: nameOf(end), isPod: end.ref.kind === 'Pod' }))
	return new Set(
		names
			.filter(({ name, isPod }) => isPod && names.filter((other) => other.name === name).length === 1)
			.map(({ name }) => name),
	)
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
const lines = (list: Iterable<Connection>): readonly string[] =>
	[...list].map(({ from, to, ports }) => `${from} → ${to} ${ports}`)

describe(`listConnections, on any cluster (seed ${seed})`, () => {
	test('says what allowedPorts says of each pair', patience, () => {
		fc.assert(
			fc.property(cases, ({ network, query }) => {
				const wanted: Record<string, string> = {}
				for (const [key, ports] of pairByPair(network, query)) if (ports.length > 0) wanted[key] = showPorts(ports)
				expect(expanded(network, listConnections(network, query).list())).toEqual(wanted)
			}),
			runs,
		)
	})

	test('is sorted by from, then to', patience, () => {
		fc.assert(
			fc.property(cases, ({ network, query }) => {
				const list = [...listConnections(network, query).list()]
				expect(list).toEqual(list.toSorted((a, b) => byText(a.from, b.from) || byText(a.to, b.to)))
			}),
			runs,
		)
	})

	test('does not depend on the order in which objects were seen', patience, () => {
		fc.assert(
			fc.property(cases, ({ objects, network, query: { from: _, to: __, ...query } }) => {
				const turned = readNetwork({ objects: [...objects].reverse() })
				expect(lines(listConnections(turned, query).list())).toEqual(lines(listConnections(network, query).list()))
				expect(listConnections(turned, query).groups()).toEqual(listConnections(network, query).groups())
			}),
			runs,
		)
	})

	test('groups are the list, no more and no less', patience, () => {
		fc.assert(
			fc.property(cases, ({ network, query }) => {
				const connections = listConnections(network, query)
				const list = [...connections.list()]
				const groups = connections.groups()
				const single = singlePods(network, query)
				// A line may stand for a pod and itself, which is no connection.
				const isLeftOut = ({ from, to }: Connection): boolean => from === to && single.has(from)
				const given = ungrouped(groups, list, query).filter((each) => !isLeftOut(each))
				expect(lines(given).toSorted()).toEqual(lines(list).toSorted())
				expect(groups.reduce((sum, { connections: count }) => sum + count, 0)).toBe(list.length)
			}),
			runs,
		)
	})
})
