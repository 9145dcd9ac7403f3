/**
 * The address space, cut where rules cut it. Ranges of blocks hold each other or have nothing in common, so what lies in one of them
 * and in none of the smaller ones inside it is a region: every block has all of it or nothing.
 */
import { type Cidr, holds, showCidr } from '../../../model/cidr.ts'
import { add, type Bits, has, noBits } from '../bits.ts'
import type { Block, Network, Outside } from '../network.ts'
import { whatRulesSee } from '../what-rules-see.ts'

/** Addresses from `first` to `last`, both included. */
export interface AddressRange {
	readonly family: 4 | 6
	readonly first: bigint
	readonly last: bigint
}

/** Neighbouring addresses of one region. */
export interface RegionRange extends AddressRange {
	readonly region: number
}

/** The regions of the address space, both families, by number. */
export interface Regions {
	readonly count: number
	/** All addresses: IPv4, then IPv6, ascending and without gaps. */
	readonly ranges: readonly RegionRange[]
	/** The region of a range's first address. */
	readonly regionOf: (range: Cidr) => number
	/** The regions that any of some blocks has. */
	readonly heldBy: (blocks: readonly Block[]) => Bits
}

const widths = { 4: 32, 6: 128 } as const

/** The whole space of each family: what is in no block. */
const roots: readonly Cidr[] = [
	{ family: 4, first: 0n, prefix: 0 },
	{ family: 6, first: 0n, prefix: 0 },
]

/** Cuts the address space. */
export function regionsOf(cuts: readonly Cidr[]): Regions {
	const tree = treeOf(cuts)
	const numbers = new Map(tree.map(({ range }, number) => [showCidr(range), number]))
	const ranges = rangesOf(tree.map(({ range }) => range))
	const byFamily = { 4: ranges.filter(({ family }) => family === 4), 6: ranges.filter(({ family }) => family === 6) }
	const numberOf = (range: Cidr): number => numbers.get(showCidr(range)) as number
	return {
		count: tree.length,
		ranges,
		regionOf: ({ family, first }) => find(byFamily[family], first).region,
		heldBy(blocks) {
			const bits = noBits(tree.length)
			for (const { cidr, except } of blocks) {
				const holes = new Set(except.map(numberOf))
				const top = numberOf(cidr)
				for (let number = top; number < (tree[top] as Node).end; )
					if (holes.has(number)) number = (tree[number] as Node).end
					else add(bits, number++)
			}
			return bits
		},
	}
}

/** A range, and the number behind the last one inside it. */
interface Node {
	readonly range: Cidr
	end: number
}

/** Larger ranges stand directly before those that they hold. */
function treeOf(cuts: readonly Cidr[]): readonly Node[] {
	const unique = new Map([...roots, ...cuts].map((range) => [showCidr(range), range]))
	const tree = [...unique.values()].sort(byAddress).map((range): Node => ({ range, end: 0 }))
	const open: Node[] = []
	for (const [number, node] of tree.entries()) {
		while (open.length > 0 && !holds((open.at(-1) as Node).range, node.range)) (open.pop() as Node).end = number
		open.push(node)
	}
	for (const node of open) node.end = tree.length
	return tree
}

function byAddress(a: Cidr, b: Cidr): number {
	return a.family - b.family || (a.first < b.first ? -1 : a.first > b.first ? 1 : a.prefix - b.prefix)
}

/** One walk along the addresses: each belongs to the smallest range that it is in. */
function rangesOf(tree: readonly Cidr[]): readonly RegionRange[] {
	const ranges: RegionRange[] = []
	const open: number[] = []
	let next = 0n
	const give = (region: number, last: bigint): void => {
		const { family } = tree[region] as Cidr
		if (next <= last) ranges.push({ family, first: next, last, region })
		next = last + 1n
	}
	const close = (): void => {
		const region = open.pop() as number
		give(region, lastOf(tree[region] as Cidr))
	}
	for (const [region, range] of tree.entries()) {
		while (open.length > 0 && !holds(tree[open.at(-1) as number] as Cidr, range)) close()
		if (open.length > 0) give(open.at(-1) as number, range.first - 1n)
		next = range.first
		open.push(region)
	}
	while (open.length > 0) close()
	return ranges
}

function find(ranges: readonly RegionRange[], address: bigint): RegionRange {
	let [low, high] = [0, ranges.length - 1]
	while (low < high) {
		const middle = (low + high) >>> 1
		if ((ranges[middle] as RegionRange).last < address) low = middle + 1
		else high = middle
	}
	return ranges[low] as RegionRange
}

/** The last address of a range. */
export function lastOf({ family, first, prefix }: Cidr): bigint {
	return first + (1n << BigInt(widths[family] - prefix)) - 1n
}

/** Addresses as the fewest ranges with prefixes. */
export function cidrsOf({ family, first, last }: AddressRange): readonly Cidr[] {
	const cidrs: Cidr[] = []
	for (let at = first; at <= last; ) {
		let free = 0
		while (free < widths[family] && at % (2n << BigInt(free)) === 0n && at + (2n << BigInt(free)) - 1n <= last) free++
		cidrs.push({ family, first: at, prefix: widths[family] - free })
		at += 1n << BigInt(free)
	}
	return cidrs
}

/**
 * A range of addresses by its bounds.
 *
 * @example showRange({family: 4, first: 167772160n, last: 167772415n}) // '10.0.0.0-10.0.0.255'
 */
export function showRange({ family, first, last }: AddressRange): string {
	const show = (address: bigint): string => showCidr({ family, first: address, prefix: 0 }).slice(0, -2)
	return `${show(first)}-${show(last)}`
}

/**
 * Everybody outside of a cluster, cut into ranges that no rule's block cuts through: each may stand for all of its addresses.
 *
 * @param within - only addresses of these blocks
 */
export function outsideRanges(network: Network, within?: readonly Block[]): readonly Outside[] {
	const bounds = (within ?? []).flatMap(({ cidr, except }) => [cidr, ...except])
	const { ranges, heldBy } = regionsOf([...whatRulesSee(network).ranges, ...bounds])
	const held = within === undefined ? undefined : heldBy(within)
	return ranges
		.filter(({ region }) => held === undefined || has(held, region))
		.flatMap((range) => cidrsOf(range).map((outside) => ({ outside })))
}
