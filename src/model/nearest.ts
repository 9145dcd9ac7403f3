/** What was probably meant by a word that does not exist. */

/**
 * The known word that is nearest to an unknown one, if any is near enough to be a slip of the hand: one slip in a short word,
 * two from six letters on, three from twelve on.
 *
 * @example nearest('acess', ['access', 'cluster']) // 'access'
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
	const allowed = word.length < 6 ? 1 : word.length < 12 ? 2 : 3
	let best: { readonly word: string; readonly distance: number } | undefined
	for (const candidate of known) {
		if (Math.abs(candidate.length - word.length) > allowed) continue
		const distance = candidate.toLowerCase() === word.toLowerCase() ? 0 : distanceBetween(word, candidate)
		if (distance <= allowed && distance < (best?.distance ?? Number.POSITIVE_INFINITY))
			best = { word: candidate, distance }
	}
	return best?.word
}

/**
 * How many slips (a letter too many, too few, another one, or two swapped) lead from one word to another; the optimal string
 * alignment distance of Damerau and Levenshtein.
 */
export function distanceBetween(a: string, b: string): number {
	let beforeLast: number[] = []
	let last = Array.from({ length: b.length + 1 }, (_, column) => column)
	for (let row = 1; row <= a.length; row++) {
		const current = [row]
		for (let column = 1; column <= b.length; column++) {
			const same = a[row - 1] === b[column - 1]
			const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
			current[column] = Math.min(
				(last[column] ?? 0) + 1,
				(current[column - 1] ?? 0) + 1,
				(last[column - 1] ?? 0) + (same ? 0 : 1),
				swapped ? (beforeLast[column - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
			)
		}
		beforeLast = last
		last = current
	}
	return last[b.length] ?? 0
}
