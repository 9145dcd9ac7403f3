/** Sets of small whole numbers as bits: thirty-two members are united, intersected or counted by one operation. */

/** A set of numbers below its size. */
export type Bits = Uint32Array

/** No number, in a set that can hold those below `size`. */
export function noBits(size: number): Bits {
	return new Uint32Array((size + 31) >>> 5)
}

/** Every number below `size`. */
export function everyBit(size: number): Bits {
	const bits = noBits(size).fill(0xffff_ffff)
	if (size % 32 !== 0 && bits.length > 0) bits[bits.length - 1] = 2 ** (size % 32) - 1
	return bits
}

/** Puts a number into a set. */
export function add(bits: Bits, number: number): void {
	bits[number >>> 5] = (bits[number >>> 5] as number) | (1 << (number & 31))
}

/** Whether a number is in a set. */
export function has(bits: Bits, number: number): boolean {
	return (((bits[number >>> 5] as number) >>> (number & 31)) & 1) === 1
}

/** Puts all of `more` into `bits`. */
export function addAll(bits: Bits, more: Bits): void {
	for (let word = 0; word < bits.length; word++) bits[word] = (bits[word] as number) | (more[word] as number)
}

/** What is in either. */
export function united(a: Bits, b: Bits): Bits {
	const result = a.slice()
	addAll(result, b)
	return result
}

/** What is in both. */
export function both(a: Bits, b: Bits): Bits {
	const result = new Uint32Array(a.length)
	for (let word = 0; word < a.length; word++) result[word] = (a[word] as number) & (b[word] as number)
	return result
}

/** What is in the first and not in the second. */
export function without(a: Bits, b: Bits): Bits {
	const result = new Uint32Array(a.length)
	for (let word = 0; word < a.length; word++) result[word] = (a[word] as number) & ~(b[word] as number)
	return result
}

/** Whether two sets have a number in common. */
export function overlap(a: Bits, b: Bits): boolean {
	for (let word = 0; word < a.length; word++) if (((a[word] as number) & (b[word] as number)) !== 0) return true
	return false
}

/** Whether there is nothing in a set. */
export function isEmpty(bits: Bits): boolean {
	for (let word = 0; word < bits.length; word++) if (bits[word] !== 0) return false
	return true
}

/** How many numbers are in a set. */
export function count(bits: Bits): number {
	let sum = 0
	for (let word = 0; word < bits.length; word++) sum += ones(bits[word] as number)
	return sum
}

/** Pairs of bits are added up, then fours, then bytes. */
function ones(word: number): number {
	const pairs = word - ((word >>> 1) & 0x5555_5555)
	const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333)
	return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24
}

/** The smallest number of a set; `undefined` where there is none. */
export function firstOf(bits: Bits): number | undefined {
	const word = bits.findIndex((each) => each !== 0)
	return word < 0 ? undefined : word * 32 + lowestOf(bits[word] as number)
}

/** Equal for equal sets of one size; short where little is in them. */
export function keyOf(bits: Bits): string {
	let key = ''
	for (let word = 0; word < bits.length; word++) if (bits[word] !== 0) key += `${word}:${bits[word]} `
	return key
}

/** The numbers of a set, ascending. */
export function members(bits: Bits): readonly number[] {
	const result: number[] = []
	for (let word = 0; word < bits.length; word++)
		for (let rest = bits[word] as number; rest !== 0; rest &= rest - 1) result.push(word * 32 + lowestOf(rest))
	return result
}

function lowestOf(word: number): number {
	return 31 - Math.clz32(word & -word)
}
