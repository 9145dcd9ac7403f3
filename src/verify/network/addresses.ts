/** Addresses of pods and nodes against the blocks of rules. */
import { type Cidr, holds, readCidr } from '../../model/cidr.ts'
import type { Block } from './network.ts'

/** Whether something matches; `maybe` where it depends on what is not known. */
export type Match = 'yes' | 'no' | 'maybe'

/** A single address as the range of itself; `undefined` where the text is no address. */
export function readAddress(text: string): Cidr | undefined {
	const read = readCidr(`${text}/${text.includes(':') ? 128 : 32}`)
	return 'mistake' in read ? undefined : read
}

/** Whether a block has every address of a range; `maybe` where it has some of them. */
export function blockMatch({ cidr, except }: Block, range: Cidr): Match {
	if (!meet(cidr, range) || except.some((hole) => holds(hole, range))) return 'no'
	const isCut = !holds(cidr, range) || except.some((hole) => holds(range, hole))
	return isCut ? 'maybe' : 'yes'
}

/** Whether two ranges have an address in common. */
export function meet(a: Cidr, b: Cidr): boolean {
	return holds(a, b) || holds(b, a)
}

/** `yes` before `maybe` before `no`. */
export function anyOf(matches: Iterable<Match>): Match {
	let result: Match = 'no'
	for (const match of matches) {
		if (match === 'yes') return 'yes'
		if (match === 'maybe') result = 'maybe'
	}
	return result
}
