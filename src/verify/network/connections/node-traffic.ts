/**
 * Pods and whatever is in the network of their own node always reach each other: kubelet's probes depend on it, so no policy stops
 * it. Where a node is not known, it may be the same.
 */
import { add, type Bits, noBits, overlap } from '../bits.ts'
import type { Endpoint } from '../network.ts'
import type { Unit } from './parties.ts'

/** On which nodes a unit's pods run. */
export interface NodeUse {
	readonly all: Bits
	/** Those with a pod in the network of the node. */
	readonly hosts: Bits
	readonly hasHosts: boolean
	/** Whether the node of some pod, or of some pod in the network of its node, is not known. */
	readonly isUnknown: boolean
	readonly isHostUnknown: boolean
	/** Equal where all of the above is. */
	readonly key: string
}

/** Where each of some units runs; `undefined` where nothing is in the network of a node, so that it does not matter. */
export function nodeUses(...sides: readonly (readonly Unit[])[]): readonly (readonly NodeUse[])[] | undefined {
	const pods = sides.flatMap((units) => units.flatMap((unit) => unit.pods))
	if (!pods.some(({ hostNetwork }) => hostNetwork)) return undefined
	const numbers = new Map<string, number>()
	for (const { node } of pods) if (node !== undefined && !numbers.has(node)) numbers.set(node, numbers.size)
	return sides.map((units) => units.map((unit) => nodeUse(unit, numbers)))
}

function nodeUse({ pods }: Unit, numbers: ReadonlyMap<string, number>): NodeUse {
	const [all, hosts] = [noBits(numbers.size), noBits(numbers.size)]
	let [hasHosts, isUnknown, isHostUnknown] = [false, false, false]
	for (const { node, hostNetwork } of pods) {
		hasHosts ||= hostNetwork
		if (node === undefined) {
			isUnknown = true
			isHostUnknown ||= hostNetwork
			continue
		}
		add(all, numbers.get(node) as number)
		if (hostNetwork) add(hosts, numbers.get(node) as number)
	}
	const key = [hasHosts, isUnknown, isHostUnknown, all, hosts].join()
	return { all, hosts, hasHosts, isUnknown, isHostUnknown, key }
}

/** Whether two units without a pod in common have pods that reach each other because of their node. */
export function areNeighbours(a: NodeUse, b: NodeUse): boolean {
	return reaches(a, b) || reaches(b, a)
}

function reaches(host: NodeUse, other: NodeUse): boolean {
	return host.hasHosts && (host.isHostUnknown || other.isUnknown || overlap(host.hosts, other.all))
}

/** The same of two pods. */
export function arePodsNeighbours(a: Endpoint, b: Endpoint): boolean {
	if (!a.hostNetwork && !b.hostNetwork) return false
	return a.node === undefined || b.node === undefined || a.node === b.node
}
