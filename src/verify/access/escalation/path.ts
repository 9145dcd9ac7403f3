/** The shortest way from one place to another. */
import type { Graph } from './graph.ts'

/**
 * The places on a shortest way, both ends included; `undefined` where there is none. A pair that was completed is an edge of its
 * own, so its two sides are found by asking again.
 *
 * @param isGoal - asked of each place once
 */
export function shortestWay(
	graph: Graph,
	start: number,
	isGoal: (place: number) => boolean,
): readonly number[] | undefined {
	const from = new Map<number, number>([[start, -1]])
	for (const [place] of from) {
		if (isGoal(place)) return wayBack(from, place)
		for (const next of graph.next(place)) if (!from.has(next)) from.set(next, place)
	}
	return undefined
}

function wayBack(from: ReadonlyMap<number, number>, goal: number): readonly number[] {
	const way: number[] = []
	for (let place = goal; place !== -1; place = from.get(place) as number) way.unshift(place)
	return way
}
