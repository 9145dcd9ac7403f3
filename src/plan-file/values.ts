/** YAML nodes → plain data, with the place of every value. */
import { type Alias, isAlias, isMap, isScalar, isSeq, type Pair, type YAMLMap, type YAMLSeq } from 'yaml'
import { type PlanText, placeOf, type Spot } from './places.ts'
import { quote, type Report } from './report.ts'

/** A plan nests a dozen levels; far deeper ones would only exhaust the stack of whoever walks them. */
const mostLevels = 50

/** The message and hint for what is nested deeper than that. */
export const tooDeep = ['this is nested too deep', 'A plan has a dozen levels at most.'] as const

/** How many values all aliases of a document may stand for: what is written short can be exponentially long. */
const mostRepeated = 20_000

/**
 * Takes the values of one document out of its nodes: maps without prototype (so that no name finds what is not written),
 * lists, texts, numbers, booleans and null. What aliases and merge keys repeat is shared, not copied.
 */
export class Values {
	readonly #source: PlanText
	readonly #report: Report
	/** The value of each anchor so far; `undefined` while it is being read. */
	readonly #anchors = new Map<string, { readonly value: unknown } | undefined>()
	/** How many values a container stands for, aliases in it counted in full. */
	readonly #sizes = new WeakMap<object, number>()
	#repeated = 0
	#broken = false

	constructor(source: PlanText, report: Report) {
		this.#source = source
		this.#report = report
	}

	/** Whether something could not be read, so that the values are not what was meant. */
	get broken(): boolean {
		return this.#broken
	}

	/** The value of a node that stands so many levels deep. */
	of(node: unknown, level: number): unknown {
		if (isAlias(node)) return this.#alias(node)
		if (!isScalar(node) && !isMap(node) && !isSeq(node)) return null
		if (level > mostLevels) {
			this.#error(node, ...tooDeep)
			return null
		}
		if (node.anchor !== undefined) this.#anchors.set(node.anchor, undefined)
		const value = isScalar(node) ? node.value : isMap(node) ? this.#map(node, level) : this.#list(node, level)
		if (node.anchor !== undefined) this.#anchors.set(node.anchor, { value })
		return value
	}

	#map({ items }: YAMLMap, level: number): object {
		const map = Object.create(null) as Record<string, unknown>
		const merged = new Set<string>()
		for (const pair of items) {
			if (isMergeKey(pair)) this.#merge(map, merged, pair, level)
			else this.#entry(map, merged, pair, level)
		}
		this.#measure(map, Object.values(map))
		return map
	}

	#entry(map: Record<string, unknown>, merged: Set<string>, pair: Pair, level: number): void {
		const { places } = this.#report
		const key = keyOf(pair)
		const value = this.of(pair.value, level + 1)
		const spot = this.#spot(pair.key)
		if (key === undefined) this.#error(pair.key, 'a key has to be text', 'Write "key: value".')
		// Libraries leave this key out, and so nobody would check what stands there.
		else if (key === '__proto__') this.#error(pair.key, '"__proto__" cannot be a key', 'Choose another name.')
		else if (key in map && !merged.has(key)) {
			const first = places.key(map, key)
			const line = first === undefined ? '' : `, first on line ${placeOf(first).line}`
			this.#report.error('plan/duplicate-key', spot, `${quote(key)} is in this map twice${line}`, 'Keep one of them.')
		} else {
			merged.delete(key)
			map[key] = value
			places.add(map, key, { key: spot, value: value === null ? spot : this.#spot(pair.value) })
		}
	}

	/** `<<` fills in the entries of other maps that this one does not have itself. */
	#merge(map: Record<string, unknown>, merged: Set<string>, pair: Pair, level: number): void {
		const value = this.of(pair.value, level + 1)
		for (const source of Array.isArray(value) ? value : [value]) {
			if (typeof source !== 'object' || source === null || Array.isArray(source)) {
				this.#error(
					pair.key,
					'"<<" merges maps, and this is none',
					'Write "<<: *name" for a map with the anchor "&name".',
				)
				continue
			}
			for (const [key, content] of Object.entries(source)) {
				if (key in map) continue
				merged.add(key)
				map[key] = content
				this.#report.places.copy(source, key, map)
			}
		}
	}

	#list({ items }: YAMLSeq, level: number): readonly unknown[] {
		const list = items.map((item) => this.of(item, level + 1))
		for (const [index, item] of items.entries())
			this.#report.places.add(list, index, { key: undefined, value: this.#spot(item) })
		this.#measure(list, list)
		return list
	}

	#alias(node: Alias): unknown {
		const anchor = this.#anchors.get(node.source)
		if (anchor === undefined) {
			if (this.#anchors.has(node.source))
				this.#error(node, `*${node.source} is a part of itself`, 'An alias can only repeat what is complete.')
			else
				this.#error(
					node,
					`nothing before this has the anchor &${node.source}`,
					'Text that begins with "*" has to stand in quotes.',
				)
			return null
		}
		const before = this.#repeated
		this.#repeated += this.#sizeOf(anchor.value)
		if (this.#repeated <= mostRepeated) return anchor.value
		if (before <= mostRepeated)
			this.#error(
				node,
				`the aliases up to here repeat more than ${mostRepeated} values`,
				'Is this a plan at all?',
				'plan/too-large',
			)
		return null
	}

	#measure(container: object, contents: readonly unknown[]): void {
		this.#sizes.set(
			container,
			contents.reduce((sum: number, value) => sum + this.#sizeOf(value), 1),
		)
	}

	#sizeOf(value: unknown): number {
		return typeof value === 'object' && value !== null ? (this.#sizes.get(value) ?? 1) : 1
	}

	#spot(node: unknown): Spot {
		const range = isScalar(node) || isMap(node) || isSeq(node) || isAlias(node) ? node.range : undefined
		return { source: this.#source, offset: range?.[0] ?? 0 }
	}

	#error(node: unknown, message: string, hint: string, code = 'plan/syntax'): void {
		this.#broken = true
		this.#report.error(code, this.#spot(node), message, hint)
	}
}

function isMergeKey({ key }: Pair): boolean {
	return isScalar(key) && typeof key.value === 'symbol'
}

/** A key's text as it was written: `010` and `1e3` are names, not numbers. */
function keyOf({ key }: Pair): string | undefined {
	if (!isScalar(key) || key.value === null) return undefined
	return typeof key.value === 'string' ? key.value : key.source
}
