/** What holds for the engine in every cluster, whatever its policies say. */
import fc from 'fast-check'
import { describe, test } from 'vitest'
import type { KubeObject } from '../../model/kube-object.ts'
import { patience, seed } from '../repeatable.suite.ts'
import { allowedPorts } from './evaluate.ts'
import type { NaiveEnd } from './naive-ends.suite.ts'
import type { End, Network, Reading } from './network.ts'
import { type Ports, showPorts, subtract } from './ports.ts'
import { endOf, endsOf, nameOf, type Pair, pairsOf, readings, some } from './random-cluster.suite.ts'
import { policyObject, policyRules } from './random-policies.suite.ts'
import { checkClusters } from './random-runs.suite.ts'
import type { RawNetworkPolicySpec } from './raw-objects.suite.ts'
import { readNetwork } from './read-network.ts'

const clusters = 250
const pairsOfACluster = 12
const nothing = fc.constant(undefined)

/** The ports that one may use to another. */
function portsBetween(network: Network, [from, to]: Pair, reading: Reading): Ports {
	return allowedPorts(network, endOf(network, from), endOf(network, to), reading)
}

/** Every pair in every reading. */
function* questions(objects: readonly KubeObject[], start: number): Generator<readonly [Pair, Reading]> {
	for (const pair of pairsOf(objects, start, pairsOfACluster)) for (const reading of readings) yield [pair, reading]
}

function wrong(pair: Pair, { blocks, bound }: Reading, expected: Ports, found: Ports): string {
	const place = `${pair.map(nameOf).join(' → ')}, blocks: ${blocks}, bound: ${bound}`
	return `${place}\n  expected: ${showPorts(expected)}\n  found: ${showPorts(found)}`
}

/** Where ports are missing that have to be open. */
function* missing(pair: Pair, reading: Reading, least: Ports, found: Ports): Generator<string> {
	if (subtract(least, found).length > 0) yield wrong(pair, reading, least, found)
}

function* different(pair: Pair, reading: Reading, expected: Ports, found: Ports): Generator<string> {
	if (showPorts(expected) !== showPorts(found)) yield wrong(pair, reading, expected, found)
}

describe(`the engine (seed ${seed})`, () => {
	test('what is open for sure is open', patience, () => {
		checkClusters(clusters, nothing, function* ({ objects, start }) {
			const network = readNetwork({ objects })
			for (const pair of pairsOf(objects, start, pairsOfACluster))
				for (const blocks of ['pods', 'outside'] as const) {
					const [upper, lower] = (['upper', 'lower'] as const).map((bound) =>
						portsBetween(network, pair, { blocks, bound }),
					)
					yield* missing(pair, { blocks, bound: 'upper' }, lower ?? [], upper ?? [])
				}
		})
	})

	test('one more policy for pods that are isolated already closes nothing', patience, () => {
		checkClusters(clusters, fc.tuple(fc.nat(), policyRules), function* ({ objects, start, extra: [chosen, rules] }) {
			const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy')
			const isolating = policies[chosen % policies.length]
			if (isolating === undefined) return
			const spec = isolating['spec'] as RawNetworkPolicySpec
			const more = { ...rules, policyTypes: typesOf(spec), podSelector: spec.podSelector }
			const added = policyObject('policy-more', isolating.metadata.namespace ?? '', more)
			const [before, after] = [readNetwork({ objects }), readNetwork({ objects: [...objects, added] })]
			for (const [pair, reading] of questions(objects, start))
				yield* missing(pair, reading, portsBetween(before, pair, reading), portsBetween(after, pair, reading))
		})
	})

	test('names of namespaces, pods, nodes, policies and label keys mean nothing', patience, () => {
		checkClusters(clusters, nothing, function* ({ objects, start }) {
			const [network, renamed] = [readNetwork({ objects }), readNetwork({ objects: otherNames(objects) })]
			for (const [pair, reading] of questions(objects, start)) {
				const expected = portsBetween(network, pair, reading)
				yield* different(pair, reading, expected, portsBetween(renamed, otherNames(pair), reading))
			}
		})
	})

	test('the order of objects means nothing', patience, () => {
		checkClusters(clusters, nothing, function* ({ objects, start }) {
			const shuffled = some(objects, start, objects.length)
			const [network, other] = [readNetwork({ objects }), readNetwork({ objects: shuffled })]
			for (const [pair, reading] of questions(objects, start))
				yield* different(pair, reading, portsBetween(network, pair, reading), portsBetween(other, pair, reading))
		})
	})

	test('a pod that no selector tells from another is treated the same', patience, () => {
		checkClusters(clusters, fc.nat(), function* ({ objects, start, extra: chosen }) {
			const ends = endsOf(objects)
			const pods = objects.filter((object) => ends.some((end) => isPod(object, end)))
			const pod = pods[chosen % pods.length]
			if (pod === undefined) return
			const end = { namespace: pod.metadata.namespace ?? '', name: pod.metadata.name }
			const twin = { ...end, name: 'pod-twin' }
			const network = readNetwork({ objects: [...objects, twinOf(pod, twin.name)] })
			for (const other of some(ends, start, pairsOfACluster))
				for (const reading of readings.filter(() => !isPod(pod, other)))
					for (const [one, two] of [
						[
							[end, other],
							[twin, other],
						],
						[
							[other, end],
							[other, twin],
						],
					] as const)
						yield* different(two, reading, portsBetween(network, one, reading), portsBetween(network, two, reading))
		})
	})

	test('what any pod of a namespace may do holds for each', patience, () => {
		checkClusters(clusters, nothing, function* ({ objects, start }) {
			const network = readNetwork({ objects })
			for (const [pair, reading] of questions(objects, start)) {
				const [from, to] = [endOf(network, pair[0]), endOf(network, pair[1])]
				// Any pod is none in the network of its node, and for sure reaches only who speaks its version of IP.
				if (from === to || isHost(from) || isHost(to)) continue
				if (reading.bound === 'lower' && !speakAlike(from, to)) continue
				const own = allowedPorts(network, from, to, reading)
				for (const [one, other] of [
					[anyPodLike(from), to],
					[from, anyPodLike(to)],
					[anyPodLike(from), anyPodLike(to)],
				] as const) {
					const any = allowedPorts(network, one, other, reading)
					yield* reading.bound === 'upper' ? missing(pair, reading, own, any) : missing(pair, reading, any, own)
				}
			}
		})
	})
})

/** What a policy isolates, in words that need no defaults. */
function typesOf({ policyTypes, egress }: RawNetworkPolicySpec): readonly ('Ingress' | 'Egress')[] {
	const written = policyTypes ?? []
	if (written.length > 0) return written
	return (egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress']
}

/** Other names that sort the other way round, wherever the old ones stand. */
function otherNames<Value>(value: Value): Value {
	const names = /(?<="|\/)(ns|key|node|pod|policy|tier|workload)-[\w-]+(?=")/g
	const text = JSON.stringify(value).replaceAll(names, (name) =>
		name
			.replaceAll(/\d/g, (digit) => String(9 - Number(digit)))
			.split('')
			.toReversed()
			.join(''),
	)
	return JSON.parse(text) as Value
}

function isPod({ kind, metadata }: KubeObject, end: NaiveEnd): boolean {
	return kind === 'Pod' && 'name' in end && end.name === metadata.name && end.namespace === metadata.namespace
}

/** Another pod with all that the first has, and a label with a key that nobody selects by. */
function twinOf(pod: KubeObject, name: string): KubeObject {
	return { ...pod, metadata: { ...pod.metadata, name, labels: { ...pod.metadata.labels, 'key-nobody': 'a' } } }
}

function isHost(end: End): boolean {
	return 'ref' in end && end.hostNetwork
}

function anyPodLike(end: End): End {
	return 'ref' in end ? { anyPodOf: end.namespace } : end
}

/** Whether two ends have addresses of the same families, as far as is known. */
function speakAlike(...ends: readonly [End, End]): boolean {
	const [a, b] = ends.map((end) => {
		const addresses = 'ref' in end ? end.addresses : 'outside' in end ? [end.outside] : undefined
		return addresses?.map(({ family }) => family).toSorted()
	})
	return a === undefined || b === undefined || a.join() === b.join()
}
