/** Sorts numbers by which of some sets they are in. It costs what the sets hold: nobody else is touched. */
import { addTo } from '../../../model/collect.ts'
import { add, type Bits, has, noBits, without } from '../bits.ts'

/** Numbers that no set tells apart. */
export interface Parts {
	readonly named: readonly (readonly number[])[]
	/** Those that are in no set. */
	readonly unnamed: Bits
}

/** Partitions of numbers below a size, one after the other. */
export class Partition {
	/** The part of each number; all are in part 0 in between. */
	readonly #partOf: Uint32Array

	constructor(size: number) {
		this.#partOf = new Uint32Array(size)
	}

	/** @param everybody - whose parts are wanted */
	of(everybody: Bits, sets: Iterable<readonly number[]>): Parts {
		const touched = this.#split(sets)
		const seen = noBits(this.#partOf.length)
		const parts = new Map<number, number[]>()
		for (const number of touched) {
			add(seen, number)
			if (has(everybody, number)) addTo(parts, this.#partOf[number] as number, number)
			this.#partOf[number] = 0
		}
		return { named: [...parts.values()], unnamed: without(everybody, seen) }
	}

	#split(sets: Iterable<readonly number[]>): readonly number[] {
		const touched: number[] = []
		let count = 1
		for (const set of sets) {
			const moved = new Map<number, number>()
			// Neighbours mostly come from one part.
			let [last, own] = [-1, -1]
			for (const number of set) {
				const part = this.#partOf[number] as number
				if (part === 0) touched.push(number)
				if (part !== last) {
					own = moved.get(part) ?? count++
					moved.set(part, own)
					last = part
				}
				this.#partOf[number] = own
			}
		}
		return touched
	}
}
