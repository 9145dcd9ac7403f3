/** Units at both sides that have pods in common: a pod's connection to itself is none, one to its twin is. */
import { addTo } from '../../../model/collect.ts'
import type { Endpoint } from '../network.ts'
import { arePodsNeighbours } from './node-traffic.ts'
import type { Unit } from './parties.ts'
import { all, none, type PortSets } from './port-sets.ts'

/** A unit with the class of each of its pods. */
export interface ClassedUnit {
	readonly unit: Unit
	readonly classes: readonly number[]
}

/** For a source's number, the ports by the destination's number; `undefined` where both are the same single pod. */
export type Overlaps = ReadonlyMap<number, ReadonlyMap<number, number | undefined>>

/** Finds them, and which ports are open between their different pods. */
export function overlapsOf(
	sources: readonly ClassedUnit[],
	destinations: readonly ClassedUnit[],
	sets: PortSets,
	between: (source: number, destination: number) => number,
): Overlaps {
	const homes = new Map<Endpoint, number>()
	for (const [number, { unit }] of destinations.entries()) for (const pod of unit.pods) homes.set(pod, number)
	return new Map(
		sources.map((source, number) => {
			const met = new Set(source.unit.pods.map((pod) => homes.get(pod)).filter((home) => home !== undefined))
			return [
				number,
				new Map([...met].map((home) => [home, portsOf(source, destinations[home] as ClassedUnit, sets, between)])),
			]
		}),
	)
}

function portsOf(
	source: ClassedUnit,
	destination: ClassedUnit,
	sets: PortSets,
	between: (source: number, destination: number) => number,
): number | undefined {
	let open: number | undefined
	for (const [from, sending] of byClass(source))
		for (const [to, receiving] of byClass(destination))
			if (sending.some((a) => receiving.some((b) => areTwo(a, b)))) open = sets.unite(open ?? none, between(from, to))
	if (open === undefined || open === all || !(hasHosts(source) || hasHosts(destination))) return open
	const { pods } = destination.unit
	const isBeside = source.unit.pods.some((a) => pods.some((b) => areTwo(a, b) && arePodsNeighbours(a, b)))
	return isBeside ? all : open
}

function byClass({ unit, classes }: ClassedUnit): ReadonlyMap<number, readonly Endpoint[]> {
	const pods = new Map<number, Endpoint[]>()
	for (const [index, pod] of unit.pods.entries()) addTo(pods, classes[index] as number, pod)
	return pods
}

/** A template stands for any number of pods, which are not each other. */
function areTwo(a: Endpoint, b: Endpoint): boolean {
	return a !== b || a.ref.kind !== 'Pod' || a.ref.group !== ''
}

function hasHosts({ unit }: ClassedUnit): boolean {
	return unit.pods.some(({ hostNetwork }) => hostNetwork)
}
