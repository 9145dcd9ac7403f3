/** Who can have what in the end: marks on some places, carried to all that lead there. */
import { type Edges, targetsOf } from './edges.ts'
import type { Graph } from './graph.ts'

/** Marks that a place leads to. */
export interface Reach {
	/** Whether a place leads to one with the mark, in however many steps. */
	readonly has: (place: number, mark: number) => boolean
}

/** The marks of each marked place. */
type MarksOf = ReadonlyMap<number, readonly number[]>

/**
 * Carries marks through the graph in time linear in its edges: circles are one (Tarjan), and what comes before is marked after what
 * it leads to. Where a place has both sides of a pair it also has what the pair leads to; that is repeated until nothing is new.
 *
 * @param marks - the marks of each marked place
 * @param count - how many marks there are, from 0
 */
export function reachOf(graph: Graph, marks: MarksOf, count: number): Reach {
	const sides = pairMarks(graph, count)
	const words = Math.max(1, Math.ceil(sides.count / 32))
	for (;;) {
		const spread = spreadMarks(graph.edges, [marks, sides.of], words)
		if (!completePairs(graph, spread, sides.pairs)) return { has: spread.has }
	}
}

interface PairMark {
	readonly marks: readonly [number, number]
	readonly to: number
}

/** A mark for each side of a pair, the same for the same place. */
function pairMarks(
	graph: Graph,
	first: number,
): {
	readonly count: number
	readonly of: MarksOf
	readonly pairs: readonly PairMark[]
} {
	const of = new Map<number, readonly number[]>()
	let count = first
	const markOf = (place: number): number => {
		const known = of.get(place)?.[0]
		if (known !== undefined) return known
		of.set(place, [count])
		return count++
	}
	const pairs = graph.pairs.map(({ both: [a, b], to }): PairMark => ({ marks: [markOf(a), markOf(b)], to }))
	return { count, of, pairs }
}

interface Spread {
	/** Which circle a place is in; circles that others lead to come first. */
	readonly circleOf: Int32Array
	readonly circles: number
	readonly bits: Uint32Array
	readonly words: number
	/** A place of each circle. */
	readonly members: Int32Array
	readonly has: (place: number, mark: number) => boolean
}

function spreadMarks(edges: Edges, marks: readonly MarksOf[], words: number): Spread {
	const { circleOf, circles, members } = circlesOf(edges)
	const bits = new Uint32Array(circles * words)
	const add = (place: number, mark: number): void => {
		const at = (circleOf[place] as number) * words + (mark >>> 5)
		bits[at] = (bits[at] as number) | (1 << (mark & 31))
	}
	for (const some of marks) for (const [place, own] of some) for (const mark of own) add(place, mark)
	const { starts, targets } = edges
	const order = placesByCircle(circleOf, circles)
	for (const place of order) {
		const own = (circleOf[place] as number) * words
		for (let edge = starts[place] as number; edge < (starts[place + 1] as number); edge++) {
			const other = (circleOf[targets[edge] as number] as number) * words
			if (other === own) continue
			for (let word = 0; word < words; word++)
				bits[own + word] = (bits[own + word] as number) | (bits[other + word] as number)
		}
	}
	const has = (place: number, mark: number): boolean =>
		((bits[(circleOf[place] as number) * words + (mark >>> 5)] as number) & (1 << (mark & 31))) !== 0
	return { circleOf, circles, bits, words, members, has }
}

/** Places in the order of their circles, so that whatever a circle leads to has all its marks before. */
function placesByCircle(circleOf: Int32Array, circles: number): Int32Array {
	const starts = new Int32Array(circles + 1)
	for (const circle of circleOf) starts[circle + 1] = (starts[circle + 1] as number) + 1
	for (let circle = 0; circle < circles; circle++)
		starts[circle + 1] = (starts[circle + 1] as number) + (starts[circle] as number)
	const order = new Int32Array(circleOf.length)
	for (let place = 0; place < circleOf.length; place++) {
		const circle = circleOf[place] as number
		order[starts[circle] as number] = place
		starts[circle] = (starts[circle] as number) + 1
	}
	return order
}

/** Adds an edge where a place has both sides of a pair and does not lead to what they make; whether there was any. */
function completePairs(
	graph: Graph,
	{ members, circles, bits, words, circleOf }: Spread,
	pairs: readonly PairMark[],
): boolean {
	const { edges } = graph
	let added = false
	for (const { marks, to } of pairs) {
		const [a, b] = marks
		for (let circle = 0; circle < circles; circle++) {
			const has = (mark: number): boolean =>
				((bits[circle * words + (mark >>> 5)] as number) & (1 << (mark & 31))) !== 0
			if (!has(a) || !has(b)) continue
			const member = members[circle] as number
			if (circleOf[to] === circle || targetsOf(edges, member).includes(to)) continue
			graph.edge(member, to)
			added = true
		}
	}
	return added
}

/** Tarjan's strongly connected components, without recursion: paths may be as long as the graph. */
function circlesOf({ starts, targets }: Edges): {
	readonly circleOf: Int32Array
	readonly circles: number
	readonly members: Int32Array
} {
	const size = starts.length - 1
	const index = new Int32Array(size).fill(-1)
	const low = new Int32Array(size)
	const circleOf = new Int32Array(size).fill(-1)
	const members = new Int32Array(size)
	const position = starts.slice()
	const stack: number[] = []
	const path: number[] = []
	let counter = 0
	let circles = 0
	const enter = (place: number): void => {
		index[place] = low[place] = counter++
		stack.push(place)
		path.push(place)
	}
	const leave = (place: number): void => {
		path.pop()
		const parent = path.at(-1)
		if (parent !== undefined) low[parent] = Math.min(low[parent] as number, low[place] as number)
		if (low[place] !== index[place]) return
		for (let member = -1; member !== place; ) {
			member = stack.pop() as number
			circleOf[member] = circles
		}
		members[circles++] = place
	}
	for (let start = 0; start < size; start++) {
		if (index[start] !== -1) continue
		enter(start)
		while (path.length > 0) {
			const place = path.at(-1) as number
			const edge = position[place] as number
			if (edge === starts[place + 1]) leave(place)
			else {
				const next = targets[edge] as number
				position[place] = edge + 1
				if (index[next] === -1) enter(next)
				else if (circleOf[next] === -1) low[place] = Math.min(low[place] as number, index[next] as number)
			}
		}
	}
	return { circleOf, circles, members }
}
