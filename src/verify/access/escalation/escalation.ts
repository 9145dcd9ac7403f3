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
import { reachOf } from './reach.ts'
import { stepsOf, subjectAt } from './steps.ts'
import { surroundingsIn } from './surroundings.ts'
import { marksIn, type Target } from './targets.ts'

export { type Deed, deeds, type Target } from './targets.ts'

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
	const graph = escalationGraph(access, surroundingsIn(objects, access))
	const { marks, markOf, count } = marksIn(graph, zoneOf)
	const reach = reachOf(graph, marks, count)
	const startOf = lastKept((subject: Subject) => graph.find(nameIn(subject)))
	const isDone = (place: number, target: Target): boolean => {
		const mark = markOf(target)
		return mark !== undefined && reach.has(place, mark)
	}
	const everything: Target = { zone: undefined, deed: 'everything' }
	const canFrom = (start: number | undefined, target: Target): start is number =>
		start !== undefined && (isDone(start, target) || isDone(start, everything))
	return {
		can: (subject, target) => canFrom(startOf(subject), target),
		way: (subject, target) => {
			const start = startOf(subject)
			if (!canFrom(start, target)) return undefined
			const mark = markOf(target)
			const isGoal = (place: number): boolean =>
				graph.places[place]?.type === 'everything' || (mark !== undefined && marks.get(place)?.includes(mark) === true)
			const way = shortestWay(graph, start, isGoal)
			if (way === undefined) throw new Error(`${placeKey(graph.places[start] as Place)} is marked and has no way`)
			const places = way.map((number) => graph.places[number] as Place)
			const own = new Set(['user', 'group'])
			const also = new Set(alsoOf(subject).map(placeKey))
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

/** A function that knows its last answer: whoever asks about a subject asks about each zone and deed. */
function lastKept<Key, Value>(answer: (key: Key) => Value): (key: Key) => Value {
	let last: { readonly key: Key; readonly value: Value } | undefined
	return (key) => {
		if (last?.key !== key) last = { key, value: answer(key) }
		return last.value
	}
}
