/** Whether pods can have the addresses that a rule's blocks mean. */
import { type Cidr, holds, readCidr } from '../../../model/cidr.ts'
import { meet } from '../addresses.ts'
import type { Block, Network } from '../network.ts'
import { joinRanges } from './join-ranges.ts'

/** `some`: pods have or can have such an address; `unknown`: nothing says which addresses pods can have; `none`: they cannot. */
export type Coverage = 'some' | 'unknown' | 'none'

/** The weaker of two. */
export function weakest(a: Coverage, b: Coverage): Coverage {
	return order.indexOf(a) < order.indexOf(b) ? a : b
}

const order: readonly Coverage[] = ['none', 'unknown', 'some']

/**
 * Judges blocks by the ranges that nodes give to their pods and by the addresses of pods that were seen. Not every network plugin
 * writes ranges into nodes; where none does, pods are taken to have private addresses.
 */
export function podCoverage(network: Network): (blocks: readonly Block[] | undefined) => Coverage {
	const known = new Map<readonly Block[], Coverage>()
	let ranges: readonly Cidr[] | undefined
	return (blocks) => {
		if (blocks === undefined) return 'some'
		let coverage = known.get(blocks)
		if (coverage === undefined) {
			// Nodes cut their ranges from one, so there are few in the end.
			ranges ??= joinRanges([...network.nodes.values()].flatMap(({ podRanges }) => podRanges))
			coverage = judge(network, blocks.map(withJoinedHoles), ranges)
			known.set(blocks, coverage)
		}
		return coverage
	}
}

function judge(network: Network, blocks: readonly Block[], ranges: readonly Cidr[]): Coverage {
	if (blocks.some(({ cidr, except }) => cidr.prefix === 0 && except.length === 0)) return 'some'
	if (ranges.length > 0)
		return blocks.some((block) => ranges.some((range) => hasPartOf(block, range))) ? 'some' : 'none'
	const isSeen = network
		.endpoints()
		.some(
			({ addresses = [], hostNetwork }) =>
				!hostNetwork && addresses.some((address) => blocks.some((block) => hasPartOf(block, address))),
		)
	if (isSeen) return 'some'
	return blocks.some((block) => privateRanges.some((range) => hasPartOf(block, range))) ? 'unknown' : 'none'
}

/** What several exceptions take away together, one of the joined ones takes away alone: ranges are halves of halves. */
function withJoinedHoles({ cidr, except }: Block): Block {
	return { cidr, except: joinRanges(except) }
}

/** Whether a block, its exceptions joined, has an address of a range. */
function hasPartOf({ cidr, except }: Block, range: Cidr): boolean {
	if (!meet(cidr, range)) return false
	const common = cidr.prefix > range.prefix ? cidr : range
	return !except.some((hole) => holds(hole, common))
}

/** RFC 1918, RFC 6598 and RFC 4193. */
const privateRanges: readonly Cidr[] = [
	'10.0.0.0/8',
	'172.16.0.0/12',
	'192.168.0.0/16',
	'100.64.0.0/10',
	'fc00::/7',
].map((text) => {
	const range = readCidr(text)
	if ('mistake' in range) throw new Error(`${text} is no range`)
	return range
})
