/** Neighbouring ranges of addresses with the same answer, as one. */
import { none } from './port-sets.ts'
import { type AddressRange, showRange } from './regions.ts'

/** A range with the number of a set of ports. */
export interface NamedRange {
	/** e.g. `10.0.0.0-10.0.0.255` */
	readonly name: string
	readonly ports: number
}

/**
 * Merges ranges.
 *
 * @param ranges - ascending by family and address
 * @param portsOf - the answer for a range, by its place in the list
 * @returns those with any port, sorted by name
 */
export function mergedRanges(
	ranges: readonly AddressRange[],
	portsOf: (index: number) => number,
): readonly NamedRange[] {
	const merged: { range: AddressRange; readonly ports: number }[] = []
	for (const [index, range] of ranges.entries()) {
		const ports = portsOf(index)
		if (ports === none) continue
		const before = merged.at(-1)
		if (before?.ports === ports && touches(before.range, range)) before.range = { ...before.range, last: range.last }
		else merged.push({ range, ports })
	}
	return merged
		.map(({ range, ports }) => ({ name: showRange(range), ports }))
		.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function touches(before: AddressRange, after: AddressRange): boolean {
	return before.family === after.family && before.last + 1n === after.first
}
