/** Where in the plan's files a value stands: by file, line and column, with the line itself to show. */
import type { Place } from '../model/errors.ts'

/** A text of the plan. */
export interface PlanText {
	/** How the file is named to a person. */
	readonly path: string
	readonly text: string
	/** The folder that relative paths in it start from; by default the folder of {@link path}. */
	readonly folder?: string
}

/** A position in a text, counted in UTF-16 units from 0. */
export interface Spot {
	readonly source: PlanText
	readonly offset: number
}

/** Line, column and frame of a position. */
export function placeOf({ source, offset }: Spot): Place {
	const starts = lineStartsOf(source)
	const index = lineAt(starts, offset)
	const start = starts[index] ?? 0
	const end = source.text.indexOf('\n', start)
	const line = source.text.slice(start, end < 0 ? undefined : end).trimEnd()
	// A position behind the last word of a line, as of a value that is missing, is shown at its end.
	const column = Math.min(offset - start, line.length)
	return { file: source.path, line: index + 1, column: column + 1, frame: frameOf(line, column) }
}

const before = 60
const width = 100

/** A long line is cut to what surrounds the column. Tabs stay, so that the caret stands where the eye expects it. */
function frameOf(line: string, column: number): string {
	const from = column > before && line.length > width ? column - before : 0
	const head = `${from > 0 ? '…' : ''}${line.slice(from, column)}`
	const tail = line.slice(column, from + width)
	return `${head}${tail}${from + width < line.length ? '…' : ''}\n${head.replace(/[^\t]/g, ' ')}^`
}

const known = new WeakMap<PlanText, readonly number[]>()

function lineStartsOf(source: PlanText): readonly number[] {
	const cached = known.get(source)
	if (cached !== undefined) return cached
	const starts = [0]
	for (let at = source.text.indexOf('\n'); at >= 0; at = source.text.indexOf('\n', at + 1)) starts.push(at + 1)
	known.set(source, starts)
	return starts
}

/** The last line that starts at or before the offset. */
function lineAt(starts: readonly number[], offset: number): number {
	let low = 0
	let high = starts.length - 1
	while (low < high) {
		const middle = (low + high + 1) >> 1
		if ((starts[middle] ?? 0) <= offset) low = middle
		else high = middle - 1
	}
	return low
}

/** A map or list of the plan as plain data. */
export type Container = object

/** Which entry of a container: a map's key or a list's position. */
export type Key = string | number

/** The places of an entry; the items of a list have no key. */
interface Entry {
	readonly key: Spot | undefined
	readonly value: Spot
}

/**
 * The places of all values, kept beside the plain data: an entry is named by the map or list that holds it, and its key.
 * What was mistaken and taken out of the data is still known here, so that nobody takes it for missing.
 */
export class Places {
	readonly #entries = new WeakMap<Container, Map<Key, Entry>>()

	/** Notes where an entry stands. */
	add(container: Container, key: Key, entry: Entry): void {
		const entries = this.#entries.get(container)
		if (entries === undefined) this.#entries.set(container, new Map([[key, entry]]))
		else entries.set(key, entry)
	}

	/** The keys that were written in a map, in the order of the file, which plain objects do not keep for numbers. */
	keysOf(container: Container): readonly string[] {
		return [...(this.#entries.get(container)?.keys() ?? [])].map(String)
	}

	/** Whether an entry was written, be it right or wrong. */
	has(container: Container, key: Key): boolean {
		return this.#entries.get(container)?.has(key) ?? false
	}

	/** Whether nothing was taken out of a map. */
	intact(container: Container): boolean {
		return this.keysOf(container).every((key) => key in container)
	}

	/** Where an entry's key stands; an item of a list, where it stands itself. */
	key(container: Container, key: Key): Spot | undefined {
		const entry = this.#entries.get(container)?.get(key)
		return entry?.key ?? entry?.value
	}

	/** Where an entry's value stands. */
	value(container: Container, key: Key): Spot | undefined {
		return this.#entries.get(container)?.get(key)?.value
	}

	/** Leaves only these items of a list. */
	keep(items: Container, indexes: readonly number[]): void {
		const entries = this.#entries.get(items)
		const kept = indexes.map((index) => entries?.get(index))
		entries?.clear()
		for (const [index, entry] of kept.entries()) if (entry !== undefined) entries?.set(index, entry)
	}

	/** Takes over the places of another container's entry. */
	copy(from: Container, key: Key, to: Container): void {
		const entry = this.#entries.get(from)?.get(key)
		if (entry !== undefined) this.add(to, key, entry)
	}
}
