/** All that may come of something with open questions in it, by trying every answer to each of them. */

/** Takes one of the options: another one in each run, until every combination has been taken. */
export type Choose = <Option>(options: readonly Option[]) => Option

/**
 * Runs a function once for each combination of what it may choose.
 *
 * @example [...everyOutcome((choose) => choose(['a', 'b']) + choose([1, 2]))] // ['a1', 'a2', 'b1', 'b2']
 */
export function* everyOutcome<Outcome>(run: (choose: Choose) => Outcome): Generator<Outcome> {
	const path: { taken: number; readonly count: number }[] = []
	do {
		let depth = 0
		yield run(<Option>(options: readonly Option[]) => {
			const step = path[depth] ?? { taken: 0, count: options.length }
			path[depth] = step
			depth++
			return options[step.taken] as Option
		})
		while (path.length > 0 && isExhausted(path)) path.pop()
		const last = path.at(-1)
		if (last !== undefined) last.taken++
	} while (path.length > 0)
}

function isExhausted(path: readonly { readonly taken: number; readonly count: number }[]): boolean {
	const last = path.at(-1)
	return last !== undefined && last.taken + 1 >= last.count
}
