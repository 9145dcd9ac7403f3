/** Edges in one row, sorted by where they begin: a graph has hundreds of thousands, and a list for each place would be most of it. */
export interface Edges {
	/** Where the edges of each place start among the targets; one more at the end. */
	readonly starts: Int32Array
	readonly targets: Int32Array
}

/** Where a place leads to, in the order in which its edges came; nowhere for a place that came later than all edges. */
export function targetsOf({ starts, targets }: Edges, place: number): Int32Array {
	return targets.subarray(starts[place] ?? targets.length, starts[place + 1])
}

/**
 * Counts the edges of each place, and then puts each behind those that came before.
 *
 * @param size - how many places there are
 * @param from - where each edge begins; `to`: where it ends
 */
export function sortedEdges(size: number, from: readonly number[], to: readonly number[]): Edges {
	const starts = new Int32Array(size + 1)
	for (const place of from) starts[place + 1] = (starts[place + 1] as number) + 1
	for (let place = 0; place < size; place++)
		starts[place + 1] = (starts[place + 1] as number) + (starts[place] as number)
	const free = starts.slice()
	const targets = new Int32Array(to.length)
	for (let edge = 0; edge < to.length; edge++) {
		const place = from[edge] as number
		const slot = free[place] as number
		targets[slot] = to[edge] as number
		free[place] = slot + 1
	}
	return { starts, targets }
}
