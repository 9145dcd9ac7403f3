/** Marks and ways in random graphs, against the plainest way to work them out: for each start, until nothing is new. */
import fc from 'fast-check'
import { describe, test } from 'vitest'
import { patience, seed, times } from '../../repeatable.suite.ts'
import { Graph } from './graph.ts'
import { shortestWay } from './path.ts'
import { reachOf } from './reach.ts'

/** A graph in numbers. */
interface Draft {
	readonly size: number
	readonly edges: readonly (readonly [from: number, to: number])[]
	readonly pairs: readonly (readonly [a: number, b: number, to: number])[]
	readonly marks: ReadonlyMap<number, readonly number[]>
	readonly count: number
}

/** Few places and many edges have circles in circles; the other way round there are long ways, which pairs join. */
const draft: fc.Arbitrary<Draft> = fc
	.record({ size: fc.integer({ min: 1, max: 14 }), count: fc.constantFrom(0, 1, 3, 31, 32, 33, 70) })
	.chain(({ size, count }) => {
		const place = fc.nat(size - 1)
		const mark = fc.array(fc.nat(Math.max(0, count - 1)), { maxLength: count === 0 ? 0 : 3 })
		return fc.record({
			size: fc.constant(size),
			count: fc.constant(count),
			edges: fc.array(fc.tuple(place, place), { maxLength: 2 * size }),
			pairs: fc.array(fc.tuple(place, place, place), { maxLength: 5 }),
			marks: fc.array(fc.tuple(place, mark), { maxLength: 5 }).map((all) => new Map(all)),
		})
	})

function graphOf({ size, edges, pairs }: Draft): Graph {
	const graph = new Graph()
	for (let place = 0; place < size; place++) graph.at({ type: 'user', name: String(place) })
	for (const [from, to] of edges) graph.edge(from, to)
	for (const [a, b, to] of pairs) graph.pair(a, b, to)
	return graph
}

/** Everything that a place has. */
function chained({ edges, pairs }: Draft, start: number): ReadonlySet<number> {
	const all = new Set([start])
	for (let before = 0; before < all.size; ) {
		before = all.size
		for (const [from, to] of edges) if (all.has(from)) all.add(to)
		for (const [a, b, to] of pairs) if (all.has(a) && all.has(b)) all.add(to)
	}
	return all
}

function check(holds: (draft: Draft) => boolean): void {
	fc.assert(fc.property(draft, holds), { seed, numRuns: Math.ceil(2000 * times) })
}

function placesOf({ size }: Draft): readonly number[] {
	return Array.from({ length: size }, (_, place) => place)
}

describe(`random graphs (seed ${seed})`, () => {
	test('a place has a mark where it leads to one that has it', patience, () => {
		check((its) => {
			const reach = reachOf(graphOf(its), its.marks, its.count)
			return placesOf(its).every((start) => {
				const marks = new Set([...chained(its, start)].flatMap((place) => its.marks.get(place) ?? []))
				return Array.from({ length: its.count }, (_, mark) => mark).every(
					(mark) => reach.has(start, mark) === marks.has(mark),
				)
			})
		})
	})

	test('there is a way exactly to what a place leads to, edge by edge', patience, () => {
		check((its) => {
			const graph = graphOf(its)
			reachOf(graph, its.marks, its.count)
			return placesOf(its).every((start) => {
				const all = chained(its, start)
				return placesOf(its).every((goal) => {
					const way = shortestWay(graph, start, (place) => place === goal)
					if (way === undefined) return !all.has(goal)
					const isWay = way.every((place, index) => {
						const next = way[index + 1]
						return next === undefined ? place === goal : graph.next(place).includes(next)
					})
					return all.has(goal) && way[0] === start && isWay
				})
			})
		})
	})

	test('no way is longer than it has to be', patience, () => {
		check((its) => {
			const graph = graphOf({ ...its, pairs: [] })
			return placesOf(its).every((start) => {
				let [steps, seen] = [0, new Set([start])]
				for (let fresh = [start]; fresh.length > 0; steps++) {
					for (const goal of fresh)
						if (shortestWay(graph, start, (place) => place === goal)?.length !== steps + 1) return false
					fresh = [...new Set(fresh.flatMap((place) => graph.next(place)))].filter((place) => !seen.has(place))
					seen = new Set([...seen, ...fresh])
				}
				return true
			})
		})
	})
})
