/** Classes that have the same answers are of one kind, however different they look to rules. */
import { members } from '../bits.ts'
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
	const done = new Set<Row>()
	for (const row of rows) {
		// Nothing is left to split.
		if (different === first.length) break
		if (done.has(row)) continue
		done.add(row)
		for (const { classes } of row.others) {
			const split = new Map<number, number>()
			for (const number of members(classes)) {
				const kind = kinds[number] as number
				let own = split.get(kind)
				if (own === undefined) {
					own = sizes.push(0) - 1
					split.set(kind, own)
					different++
				}
				sizes[own] = (sizes[own] as number) + 1
				sizes[kind] = (sizes[kind] as number) - 1
				if (sizes[kind] === 0) different--
				kinds[number] = own
			}
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
