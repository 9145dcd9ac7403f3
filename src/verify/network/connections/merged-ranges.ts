/** Neighbouring ranges of addresses with the same answer, as one. */
import type { Entries } from './entries.ts'
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
 * @param answers - for ranges by their places in the list
 * @returns those with an answer, sorted by name
 */
export function mergedRanges(ranges: readonly AddressRange[], { numbers, ports }: Entries): readonly NamedRange[] {
	const merged: { range: AddressRange; readonly ports: number }[] = []
	for (const [index, number] of numbers.entries()) {
		const [range, own] = [ranges[number] as AddressRange, ports[index] as number]
		const before = merged.at(-1)
		if (before?.ports === own && touches(before.range, range)) before.range = { ...before.range, last: range.last }
		else merged.push({ range, ports: own })
	}
	return merged
		.map(({ range, ports }) => ({ name: showRange(range), ports }))
		.sort((a, b) => (a.name < b.name ? -1 : 1))
}

function touches(before: AddressRange, after: AddressRange): boolean {
	return before.family === after.family && before.last + 1n === after.first
}
