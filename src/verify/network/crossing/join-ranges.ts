/** Ranges of addresses as few as they can be written. */
import { type Cidr, holds } from '../../../model/cidr.ts'

/**
 * The same addresses in as few ranges as possible, ascending: what is within another is left out, halves of a range become it.
 *
 * @example joinRanges: 10.1.1.0/24, 10.1.0.0/24, 10.1.0.0/26 // 10.1.0.0/23
 */
export function joinRanges(ranges: readonly Cidr[]): readonly Cidr[] {
	const sorted = ranges.toSorted(
		(a, b) => a.family - b.family || (a.first < b.first ? -1 : a.first > b.first ? 1 : a.prefix - b.prefix),
	)
	const joined: Cidr[] = []
	for (const range of sorted) {
		const last = joined.at(-1)
		if (last !== undefined && holds(last, range)) continue
		joined.push(range)
		for (let both = joinLast(joined); both !== undefined; both = joinLast(joined)) joined.splice(-2, 2, both)
	}
	return joined
}

/** The range that the last two are the halves of. */
function joinLast(ranges: readonly Cidr[]): Cidr | undefined {
	const [lower, upper] = ranges.slice(-2)
	if (lower === undefined || upper === undefined || lower.prefix !== upper.prefix) return undefined
	const both = { ...lower, prefix: lower.prefix - 1 }
	const size = 1n << BigInt((lower.family === 4 ? 32 : 128) - lower.prefix)
	const isFirstHalf = (lower.first / size) % 2n === 0n
	return isFirstHalf && lower.first + size === upper.first && lower.family === upper.family ? both : undefined
}
