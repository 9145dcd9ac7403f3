/**
 * What a subject can do in the end, directly or by becoming somebody else, by zones of namespaces.
 *
 * Marks are carried back through the graph once for all subjects; a way is only looked for where somebody asks for it.
 */
import type { Subject } from '../../../model/access.ts'
import type { BecomingStep } from '../../../model/access-explanation.ts'
import type { KubeObject } from '../../../model/kube-object.ts'
import type { Access } from '../access.ts'
import { escalationGraph } from './build.ts'
import { type Place, placeKey } from './graph.ts'
import { alsoOf, nameIn } from './holdings.ts'
import { shortestWay } from './path.ts'
import { type Power, wallPowers } from './powers.ts'
import { reachOf } from './reach.ts'
import { stepsOf, subjectAt } from './steps.ts'
import { surroundingsIn } from './surroundings.ts'

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

/** A way to do something. */
export interface Way {
	readonly steps: readonly BecomingStep[]
	/** Whether it takes no other identity than the subject's own and the groups that it is in. */
	readonly isDirect: boolean
	/** The first user or group on it besides the one where it begins: ways of several subjects may go through the same one. */
	readonly through: string
}

/** Answers about one cluster. */
export interface Escalation {
	/** Whether a subject can do something in the end; false where no binding and no right names it and it is no service account. */
	readonly can: (subject: Subject, target: Target) => boolean
	/** The shortest way; `undefined` where there is none. */
	readonly way: (subject: Subject, target: Target) => Way | undefined
	/**
	 * The shortest way to becoming somebody of whom something is true, or who has every right; `undefined` where there is none.
	 *
	 * @param isGoal - asked of each other subject that the first can become, and of the groups that they are in
	 */
	readonly become: (subject: Subject, isGoal: (other: Subject) => boolean) => Becoming | undefined
}

/** How somebody becomes somebody else. */
export interface Becoming {
	readonly steps: readonly BecomingStep[]
	/** Who that is; `undefined` for whoever has every right. */
	readonly other: Subject | undefined
}

const runPowers: readonly Power[] = ['run', 'inside', 'reshape']
const guardPowers: readonly Power[] = ['guards', 'nodes', 'tiers']

/**
 * Prepares the answers.
 *
 * @param zoneOf - the zone of a namespace; `undefined` for namespaces that are in none
 */
export function escalationIn(
	access: Access,
	objects: readonly KubeObject[],
	zoneOf: (namespace: string) => string | undefined,
): Escalation {
	const around = surroundingsIn(objects, access)
	const graph = escalationGraph(access, around)
	const zones = [...new Set([...around.namespaces].flatMap((name) => zoneOf(name) ?? []))]
	const numbers = new Map(zones.map((zone, index) => [zone, index * deeds.length]))
	const markOf = ({ zone, deed }: Target): number => {
		if (zone === undefined) return zones.length * deeds.length + (deed === 'everything' ? 0 : 1)
		return (numbers.get(zone) ?? Number.NaN) + deeds.indexOf(deed)
	}
	const marks = new Map<number, readonly number[]>()
	for (const [number, place] of graph.places.entries()) {
		const target = targetAt(place, zoneOf)
		if (target !== undefined) marks.set(number, [markOf(target)])
	}
	const reach = reachOf(graph, marks, zones.length * deeds.length + 2)
	const startOf = (subject: Subject): number | undefined => graph.find(nameIn(subject))
	const isDone = (place: number, target: Target): boolean => {
		const mark = markOf(target)
		return Number.isInteger(mark) && reach.has(place, mark)
	}
	const everything: Target = { zone: undefined, deed: 'everything' }
	const canFrom = (start: number | undefined, target: Target): start is number =>
		start !== undefined && (isDone(start, target) || isDone(start, everything))
	return {
		can: (subject, target) => canFrom(startOf(subject), target),
		way: (subject, target) => {
			const start = startOf(subject)
			if (!canFrom(start, target)) return undefined
			const isGoal = (place: number): boolean =>
				graph.places[place]?.type === 'everything' || (marks.get(place)?.includes(markOf(target)) ?? false)
			const way = shortestWay(graph, start, isGoal)
			if (way === undefined) throw new Error(`${placeKey(graph.places[start] as Place)} is marked and has no way`)
			const places = way.map((number) => graph.places[number] as Place)
			const own = new Set(['user', 'group'])
			const also = new Set(alsoOf(nameIn(subject)).map(placeKey))
			return {
				steps: stepsOf(graph, access, way),
				isDirect: !places.some(
					(place, index) =>
						(index > 0 && own.has(place.type) && !also.has(placeKey(place))) || becoming.has(place.type),
				),
				through: placeKey(places.find((place, index) => index > 0 && own.has(place.type)) ?? (places[0] as Place)),
			}
		},
		become: (subject, isGoal) => {
			const start = startOf(subject)
			if (start === undefined) return undefined
			const way = shortestWay(graph, start, (place) => {
				if (place === start) return false
				const reached = graph.places[place] as Place
				const other = subjectAt(reached)
				return reached.type === 'everything' || (other !== undefined && isGoal(other))
			})
			const last = way?.at(-1)
			return way === undefined || last === undefined
				? undefined
				: { steps: stepsOf(graph, access, way), other: subjectAt(graph.places[last] as Place) }
		},
	}
}

/** Places that are somebody else's. */
const becoming = new Set<Place['type']>(['node', 'anyone', 'certificate'])

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
