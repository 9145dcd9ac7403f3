/** Classes that have the same answers are of one kind, however different they look to rules. */
import { mostSets } from './port-sets.ts'
import type { Row } from './rows.ts'

/**
 * Sorts classes into kinds.
 *
 * @param first - classes for which this differs are of different kinds
 * @param rows - classes of a kind have the same in each
 * @returns the number of each class's kind
 */
export function kindsOf(first: readonly string[], rows: Iterable<Row>): Uint32Array {
	const kinds = numbered(first)
	const sizes: number[] = []
	for (const kind of kinds) sizes[kind] = (sizes[kind] ?? 0) + 1
	let different = sizes.length
	for (const { numbers, ports } of rows) {
		// Nothing is left to split.
		if (different === first.length) break
		const split = new Map<number, number>()
		for (const [index, number] of numbers.entries()) {
			const kind = kinds[number] as number
			const key = kind * mostSets + (ports[index] as number)
			let own = split.get(key)
			if (own === undefined) {
				own = sizes.push(0) - 1
				split.set(key, own)
				different++
			}
			sizes[own] = (sizes[own] as number) + 1
			sizes[kind] = (sizes[kind] as number) - 1
			if (sizes[kind] === 0) different--
			kinds[number] = own
		}
	}
	return kinds
}

function numbered(list: readonly string[]): Uint32Array {
	const numbers = new Map<string, number>()
	return Uint32Array.from(list, (value) => {
		let number = numbers.get(value)
		if (number === undefined) {
			number = numbers.size
			numbers.set(value, number)
		}
		return number
	})
}
