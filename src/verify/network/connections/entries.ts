/** Numbers of sets of ports for a few of many: who is not named costs nothing. */
import { add, type Bits, has, members, noBits } from '../bits.ts'

/** Whom it is about, ascending, and what each has. */
export interface Entries {
	readonly numbers: Uint32Array
	readonly ports: Uint32Array
}

/** Collects entries in any order; it may be filled again and again. */
export class Sheet {
	readonly #ports: Uint32Array
	readonly #named: Bits

	/** @param size - more than any number */
	constructor(size: number) {
		this.#ports = new Uint32Array(size)
		this.#named = noBits(size)
	}

	/** What was set. */
	get(number: number): number | undefined {
		return has(this.#named, number) ? this.#ports[number] : undefined
	}

	set(number: number, ports: number): void {
		add(this.#named, number)
		this.#ports[number] = ports
	}

	/** What was collected; nothing of it stays. */
	take(): Entries {
		const numbers = Uint32Array.from(members(this.#named))
		const ports = numbers.map((number) => this.#ports[number] as number)
		this.#named.fill(0)
		return { numbers, ports }
	}
}

/** What a number has; `undefined` where it is not named. Found by halving. */
export function entryOf({ numbers, ports }: Entries, number: number): number | undefined {
	let [low, high] = [0, numbers.length]
	while (low < high) {
		const middle = (low + high) >>> 1
		if ((numbers[middle] as number) < number) low = middle + 1
		else high = middle
	}
	return numbers[low] === number ? ports[low] : undefined
}

/**
 * Gives what places have to those who stand there.
 *
 * @param placeOf - where each stands, by number
 * @param places - how many places there are
 */
export function spreader(placeOf: Uint32Array, places: number): (entries: Entries) => Entries {
	const standing: number[][] = Array.from({ length: places }, () => [])
	for (const [number, place] of placeOf.entries()) standing[place]?.push(number)
	const sheet = new Sheet(placeOf.length)
	return ({ numbers, ports }) => {
		for (let index = 0; index < numbers.length; index++)
			for (const number of standing[numbers[index] as number] as readonly number[])
				sheet.set(number, ports[index] as number)
		return sheet.take()
	}
}
