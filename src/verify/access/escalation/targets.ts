/** What can be done in the end, and which places of the graph mean it. */
import type { Graph, Place } from './graph.ts'
import { type Power, wallPowers } from './powers.ts'

/** What can be done to a zone, from worst to least. */
export const deeds = ['walls', 'run', 'secrets', 'write'] as const

/**
 * - `walls`: change what keeps it apart: labels of its namespaces, policies, quotas, bindings, where its Services lead
 * - `run`: say what runs in it
 * - `secrets`: read its Secrets
 * - `write`: change any object in it
 */
export type Deed = (typeof deeds)[number]

/** Something to do: to a zone, or to the cluster as a whole. */
export type Target =
	| { readonly zone: string; readonly deed: Deed }
	/** Change what guards all zones (admission, nodes); or have every right. */
	| { readonly zone: undefined; readonly deed: 'guards' | 'everything' }

/** Targets as numbers, for carrying them through the graph. */
export interface Marks {
	/** The marks of each place that has some. */
	readonly marks: ReadonlyMap<number, readonly number[]>
	/** The mark of a target; `undefined` for a zone of which no place says anything. */
	readonly markOf: (target: Target) => number | undefined
	/** How many there are, from 0. */
	readonly count: number
}

/**
 * Marks the places of a graph.
 *
 * @param zoneOf - the zone of a namespace, asked for once; `undefined` for namespaces that are in none
 */
export function marksIn(graph: Graph, zoneOf: (namespace: string) => string | undefined): Marks {
	const zoneAt = remembered(zoneOf)
	const zones = new Map<string, number>()
	const markOf = ({ zone, deed }: Target): number | undefined => {
		if (zone === undefined) return deed === 'everything' ? 0 : 1
		const number = zones.get(zone)
		return number === undefined ? undefined : 2 + number * deeds.length + deeds.indexOf(deed)
	}
	const marks = new Map<number, readonly number[]>()
	// Thousands of places have the same mark.
	const lists: (readonly number[])[] = []
	for (const [number, place] of graph.places.entries()) {
		const target = targetAt(place, zoneAt)
		if (target === undefined) continue
		if (target.zone !== undefined && !zones.has(target.zone)) zones.set(target.zone, zones.size)
		const mark = markOf(target)
		if (mark === undefined) continue
		lists[mark] ??= [mark]
		marks.set(number, lists[mark])
	}
	return { marks, markOf, count: 2 + zones.size * deeds.length }
}

function remembered<Value>(answer: (key: string) => Value): (key: string) => Value {
	const known = new Map<string, Value>()
	return (key) => {
		if (!known.has(key)) known.set(key, answer(key))
		return known.get(key) as Value
	}
}

const runPowers: readonly Power[] = ['run', 'inside', 'reshape']
const guardPowers: readonly Power[] = ['guards', 'nodes', 'tiers']

function targetAt(place: Place, zoneOf: (namespace: string) => string | undefined): Target | undefined {
	if (place.type === 'everything') return { zone: undefined, deed: 'everything' }
	if (place.type === 'power' && place.namespace === undefined)
		return guardPowers.includes(place.power) ? { zone: undefined, deed: 'guards' } : undefined
	if (!('namespace' in place) || place.namespace === undefined) return undefined
	const zone = zoneOf(place.namespace)
	if (zone === undefined) return undefined
	if (place.type === 'write' || place.type === 'secrets') return { zone, deed: place.type }
	if (place.type !== 'power') return undefined
	if (wallPowers.includes(place.power)) return { zone, deed: 'walls' }
	return runPowers.includes(place.power) ? { zone, deed: 'run' } : undefined
}
