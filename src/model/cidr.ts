/**
 * Ranges of addresses as Kubernetes takes them in `ipBlock`: exact, for IPv4 and IPv6. A range is written by its first
 * address; set bits behind the prefix are a slip: network plugins drop them, and the range is another than it seems.
 */

/** A range of addresses. */
export interface Cidr {
	readonly family: 4 | 6
	/** The first address as a number. */
	readonly first: bigint
	/** How many leading bits all addresses of the range share. */
	readonly prefix: number
}

/** Why a text is no range, and what was probably meant. */
export interface CidrMistake {
	readonly mistake: string
	readonly suggestion?: string
}

const widths = { 4: 32, 6: 128 } as const

/**
 * Reads a range.
 *
 * @example readCidr('10.0.0.0/8') // {family: 4, first: 167772160n, prefix: 8}
 * @example readCidr('10.1.2.3/8') // {mistake: '…', suggestion: '10.0.0.0/8'}
 */
export function readCidr(text: string): Cidr | CidrMistake {
	const [address = '', prefixText, ...rest] = text.split('/')
	const read = readAddress(address)
	if (read === undefined) return { mistake: 'its address is neither IPv4 nor IPv6' }
	const { family, number } = read
	const width = widths[family]
	if (prefixText === undefined)
		return { mistake: 'the length of its prefix is missing', suggestion: `${showAddress(family, number)}/${width}` }
	if (rest.length > 0 || !/^(0|[1-9]\d{0,2})$/.test(prefixText) || Number(prefixText) > width)
		return { mistake: `the length of an IPv${family} prefix is a number from 0 to ${width}` }
	const cidr = { family, first: firstOf(family, number, Number(prefixText)), prefix: Number(prefixText) }
	// No packet carries such an address, and network plugins disagree about what it should match.
	if (family === 6 && number >> 32n === 0xffffn && cidr.prefix >= 96)
		return {
			mistake: 'it is an IPv4 range in the clothes of IPv6',
			suggestion: showCidr({
				family: 4,
				first: cidr.first & 0xffff_ffffn,
				prefix: cidr.prefix - 96,
			}),
		}
	if (cidr.first !== number) return { mistake: 'it does not begin at its first address', suggestion: showCidr(cidr) }
	return cidr
}

/** Writes a range, an IPv6 one in its canonical form (RFC 5952). */
export function showCidr({ family, first, prefix }: Cidr): string {
	return `${showAddress(family, first)}/${prefix}`
}

/** Whether every address of `inner` is in `outer`. */
export function holds(outer: Cidr, inner: Cidr): boolean {
	return (
		outer.family === inner.family &&
		outer.prefix <= inner.prefix &&
		firstOf(inner.family, inner.first, outer.prefix) === outer.first
	)
}

function firstOf(family: 4 | 6, address: bigint, prefix: number): bigint {
	const free = BigInt(widths[family] - prefix)
	return (address >> free) << free
}

/** Strict, as Go's `netip.ParseAddr` is: no leading zeros (some read them as octal), no zones. */
function readAddress(text: string): { readonly family: 4 | 6; readonly number: bigint } | undefined {
	const number = text.includes(':') ? readIpv6(text) : readIpv4(text)
	return number === undefined ? undefined : { family: text.includes(':') ? 6 : 4, number }
}

function readIpv4(text: string): bigint | undefined {
	const bytes = text.split('.')
	if (bytes.length !== 4 || !bytes.every((byte) => /^(0|[1-9]\d{0,2})$/.test(byte) && Number(byte) < 256))
		return undefined
	return bytes.reduce((number, byte) => number * 256n + BigInt(byte), 0n)
}

function readIpv6(text: string): bigint | undefined {
	const dotted = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(text)
	if (dotted !== null) {
		const tail = readIpv4(dotted[2] ?? '')
		return tail === undefined
			? undefined
			: readIpv6(`${dotted[1]}${(tail >> 16n).toString(16)}:${(tail & 0xffffn).toString(16)}`)
	}
	const halves = text.split('::')
	if (halves.length > 2) return undefined
	const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
	const missing = 8 - head.length - tail.length
	if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined
	const groups = [...head, ...Array.from({ length: missing }, () => '0'), ...tail]
	if (!groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
	return groups.reduce((number, group) => number * 65536n + BigInt(`0x${group}`), 0n)
}

function showAddress(family: 4 | 6, number: bigint): string {
	const size = family === 4 ? 8n : 16n
	const count = family === 4 ? 4 : 8
	const parts = Array.from(
		{ length: count },
		(_, index) => (number >> (size * BigInt(count - 1 - index))) & ((1n << size) - 1n),
	)
	return family === 4 ? parts.join('.') : withoutZeros(parts.map((part) => part.toString(16)))
}

/** The longest run of zeros, the first of equals, becomes `::`; a single zero stays. */
function withoutZeros(groups: readonly string[]): string {
	let best = { start: 0, length: 1 }
	for (let start = 0; start < groups.length; start++) {
		let length = 0
		while (groups[start + length] === '0') length++
		if (length > best.length) best = { start, length }
	}
	if (best.length === 1) return groups.join(':')
	return `${groups.slice(0, best.start).join(':')}::${groups.slice(best.start + best.length).join(':')}`
}
