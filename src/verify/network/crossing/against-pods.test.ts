/** What is claimed about zones, against the evaluator, pod by pod: no claim may say more than is so. */
import fc from 'fast-check'
import { describe, test } from 'vitest'
import type { KubeObject } from '../../../model/kube-object.ts'
import { patience, seed } from '../../repeatable.suite.ts'
import { allowedPorts } from '../evaluate.ts'
import type { Endpoint, Network } from '../network.ts'
import { type Ports, showPorts, subtract } from '../ports.ts'
import { checkClusters } from '../random-runs.suite.ts'
import { labelKeys, labels, namespaceNames } from '../random-words.suite.ts'
import { readNetwork } from '../read-network.ts'
import { type Allowance, portsAllowed } from './allowances.ts'
import { type Crossing, crossings } from './crossings.ts'
import type { Zone } from './zones.ts'

/** Two zones and a namespace that is in none of them or in either. */
const zoning = fc.constantFrom(['a', 'b', 'a', 'b'], ['a', 'b', 'b', 'a'], ['a', 'b', 'c', ''], ['a', '', 'b', 'c'])

const selector = fc.oneof(
	{ weight: 2, arbitrary: fc.constant([]) },
	fc.constantFrom(...labelKeys).map((key) => [{ key, operator: 'Exists' as const, values: [] }]),
)
const end = fc.record({
	namespaces: fc.subarray([...namespaceNames]).map((names) => new Set<string>(names)),
	pods: selector,
})
const allowance: fc.Arbitrary<Allowance> = fc.record({
	from: end,
	to: end,
	ports: fc.constantFrom('all' as const, [{ type: 'name' as const, name: 'web', protocol: 'TCP' as const }]),
})
const question = fc.record({ zoning, allowed: fc.array(allowance, { maxLength: 2 }) })

function zonesOf(names: readonly string[]): ReadonlyMap<string, Zone> {
	return new Map(
		namespaceNames.flatMap((namespace, index) => {
			const name = names[index] ?? ''
			return name === '' ? [] : [[namespace, { name, stage: name }] as const]
		}),
	)
}

function crossingBetween(found: readonly Crossing[], from: Zone, to: Zone): Crossing | undefined {
	return found.find((each) => each.from.name === from.name && each.to.name === to.name)
}

/** Every two pods of different zones that are not in the network of their node. */
function* pairsAcross(
	network: Network,
	zones: ReadonlyMap<string, Zone>,
): Generator<readonly [Endpoint, Endpoint, Zone, Zone]> {
	const own = network.endpoints().filter(({ hostNetwork }) => !hostNetwork)
	for (const from of own)
		for (const to of own) {
			const [source, destination] = [zones.get(from.namespace), zones.get(to.namespace)]
			if (source !== undefined && destination !== undefined && source.name !== destination.name)
				yield [from, to, source, destination]
		}
}

function openPorts(network: Network, from: Endpoint, to: Endpoint, allowed: readonly Allowance[]): Ports {
	const open = allowedPorts(network, from, to, { blocks: 'pods', bound: 'upper' })
	return subtract(open, portsAllowed(allowed, from, to))
}

const way = (from: Endpoint, to: Endpoint, ports: Ports): string =>
	`${from.namespace}/${from.ref.name} → ${to.namespace}/${to.ref.name} ${showPorts(ports)}`

describe(`zones (seed ${seed})`, () => {
	test('whoever can connect across is found, and whoever is found can connect', patience, () => {
		checkClusters(800, question, function* ({ objects, extra }) {
			const network = readNetwork({ objects })
			const zones = zonesOf(extra.zoning)
			const found = crossings(network, { zones, allowed: extra.allowed })
			const crossed = new Set<string>()
			for (const [from, to, source, destination] of pairsAcross(network, zones)) {
				const ports = openPorts(network, from, to, extra.allowed)
				// A pod of which no address is known may have any, which is a doubt and no finding.
				if (ports.length === 0 || from.addresses === undefined || to.addresses === undefined) continue
				crossed.add(`${source.name} ${destination.name}`)
				const crossing = crossingBetween(found, source, destination)
				if (crossing?.causes.every(({ refutes }) => refutes !== 'now') ?? true)
					yield `not found: ${way(from, to, ports)}`
			}
			for (const { from, to, causes } of found)
				for (const { refutes, witness } of causes) {
					if (refutes !== 'now' || witness?.certain === false) continue
					if (witness?.from.addresses === undefined || witness.to.addresses === undefined) continue
					if (!crossed.has(`${from.name} ${to.name}`)) yield `nobody connects from ${from.name} to ${to.name}`
					if (showPorts(openPorts(network, witness.from, witness.to, extra.allowed)) !== showPorts(witness.ports))
						yield `wrong ports: ${way(witness.from, witness.to, witness.ports)}`
				}
		})
	})

	/** Pods that may come tomorrow, with any labels. Without addresses: blocks are another question. */
	const tomorrow = fc.array(fc.record({ namespace: fc.constantFrom(...namespaceNames), own: labels }), {
		minLength: 2,
		maxLength: 6,
	})

	test('no pod that may come connects where it was said that none can', patience, () => {
		checkClusters(
			1500,
			fc.tuple(question, tomorrow),
			function* ({ objects, extra: [{ zoning: names, allowed }, pods] }) {
				const zones = zonesOf(names)
				const before = readNetwork({ objects })
				const found = crossings(before, { zones, allowed })
				const later = readNetwork({ objects: [...objects, ...pods.map(podObject)] })
				for (const [from, to, source, destination] of pairsAcross(later, zones)) {
					// Nothing was claimed about namespaces that were not there.
					if (!before.namespaces.has(from.namespace) || !before.namespaces.has(to.namespace)) continue
					const open = allowedPorts(later, from, to, { blocks: 'outside', bound: 'upper' })
					const ports = subtract(open, portsAllowed(allowed, from, to))
					if (ports.length > 0 && crossingBetween(found, source, destination) === undefined)
						yield `refuted: ${way(from, to, ports)}`
				}
			},
		)
	})
})

function podObject({ namespace, own }: { namespace: string; own: object }, index: number): KubeObject {
	return {
		apiVersion: 'v1',
		kind: 'Pod',
		metadata: { name: `later-${index}`, namespace, labels: { ...own } },
		spec: { containers: [{ name: 'main', ports: [{ name: 'web', containerPort: 80 + index }] }] },
	}
}
