/**
 * The candidate that somebody probably meant: the one that the fewest typing mistakes lead to, if they are few.
 *
 * @example closest('nonprd-eu', ['prod-eu', 'nonprod-eu']) // 'nonprod-eu'
 */
export function closest(text: string, candidates: Iterable<string>): string | undefined {
	let best: string | undefined
	let fewest = Math.max(1, Math.floor(text.length / 3)) + 1
	for (const candidate of candidates) {
		const mistakes = distance(text.toLowerCase(), candidate.toLowerCase())
		if (mistakes < fewest) {
			best = candidate
			fewest = mistakes
		}
	}
	return best
}

/** Levenshtein's: how many letters to insert, delete or replace. */
function distance(a: string, b: string): number {
	let row = Array.from({ length: b.length + 1 }, (_, index) => index)
	for (let i = 0; i < a.length; i++) {
		const next = [i + 1]
		for (let j = 0; j < b.length; j++) {
			const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1)
			next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
		}
		row = next
	}
	return row[b.length] ?? 0
}
