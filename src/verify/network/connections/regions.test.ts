import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Cidr, holds, readCidr, showCidr } from '../../../model/cidr.ts'
import { blockMatch } from '../addresses.ts'
import { members } from '../bits.ts'
import { clusterPolicy, namespace, node, policy } from '../cases/cluster.suite.ts'
import { readNetwork } from '../read-network.ts'
import { cidrsOf, outsideRanges, regionsOf, showRange } from './regions.ts'

function cidr(text: string): Cidr {
	const read = readCidr(text)
	if ('mistake' in read) throw new Error(`${text}: ${read.mistake}`)
	return read
}

/** Ranges of IPv4 alone, as the tests below do not cut IPv6. */
function rangesOf(...cuts: readonly string[]): readonly string[] {
	return regionsOf(cuts.map(cidr))
		.ranges.filter(({ family }) => family === 4)
		.map((range) => `${range.region} ${showRange(range)}`)
}

const cut: readonly [what: string, cuts: readonly string[], ranges: readonly string[]][] = [
	['nothing', [], ['0 0.0.0.0-255.255.255.255']],
	['everything', ['0.0.0.0/0'], ['0 0.0.0.0-255.255.255.255']],
	['one range', ['10.0.0.0/8'], ['0 0.0.0.0-9.255.255.255', '1 10.0.0.0-10.255.255.255', '0 11.0.0.0-255.255.255.255']],
	[
		'a range in a range, at its beginning',
		['10.0.0.0/8', '10.0.0.0/16'],
		['0 0.0.0.0-9.255.255.255', '2 10.0.0.0-10.0.255.255', '1 10.1.0.0-10.255.255.255', '0 11.0.0.0-255.255.255.255'],
	],
	[
		'the halves of a range leave nothing of it',
		['10.0.0.0/8', '10.0.0.0/9', '10.128.0.0/9'],
		[
			'0 0.0.0.0-9.255.255.255',
			'2 10.0.0.0-10.127.255.255',
			'3 10.128.0.0-10.255.255.255',
			'0 11.0.0.0-255.255.255.255',
		],
	],
	['the last address', ['255.255.255.255/32'], ['0 0.0.0.0-255.255.255.254', '1 255.255.255.255-255.255.255.255']],
	['the same twice', ['128.0.0.0/1', '128.0.0.0/1'], ['0 0.0.0.0-127.255.255.255', '1 128.0.0.0-255.255.255.255']],
]

test.each(cut)('the address space cut by %s', (_, cuts, ranges) => {
	expect(rangesOf(...cuts)).toEqual(ranges)
})

test('IPv6 is cut by itself', () => {
	expect(regionsOf([cidr('fd00::/8'), cidr('10.0.0.0/8')]).ranges.map(showRange)).toEqual([
		'0.0.0.0-9.255.255.255',
		'10.0.0.0-10.255.255.255',
		'11.0.0.0-255.255.255.255',
		'::-fcff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
		'fd00::-fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
		'fe00::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff',
	])
})

const minimal: readonly [range: string, cidrs: string][] = [
	['0.0.0.0-255.255.255.255', '0.0.0.0/0'],
	['10.0.0.0-10.0.0.255', '10.0.0.0/24'],
	['10.0.0.1-10.0.0.4', '10.0.0.1/32 10.0.0.2/31 10.0.0.4/32'],
	['0.0.0.0-9.255.255.255', '0.0.0.0/5 8.0.0.0/7'],
]

test.each(minimal)('%s as the fewest ranges with prefixes', (range, cidrs) => {
	const [first, last] = range.split('-').map((address) => cidr(`${address}/32`).first) as [bigint, bigint]
	expect(cidrsOf({ family: 4, first, last }).map(showCidr).join(' ')).toBe(cidrs)
})

describe('any cuts', () => {
	// Few bits are set, so that ranges often hold each other.
	const anyCidr = fc
		.record({ family: fc.constantFrom(4 as const, 6 as const), bits: fc.bigInt(0n, 63n), prefix: fc.nat(8) })
		.map(({ family, bits, prefix }): Cidr => {
			const width = family === 4 ? 32n : 128n
			const free = width - BigInt(prefix)
			return { family, first: ((bits << (width - 6n)) >> free) << free, prefix }
		})
	const anyBlock = fc.record({ cidr: anyCidr, except: fc.array(anyCidr, { maxLength: 3 }) }).map((block) => ({
		...block,
		except: block.except.filter((hole) => holds(block.cidr, hole)),
	}))

	test('leave no address out, give none twice, and cut through no block', () => {
		fc.assert(
			fc.property(fc.array(anyBlock, { maxLength: 6 }), (blocks) => {
				const regions = regionsOf(blocks.flatMap((block) => [block.cidr, ...block.except]))
				for (const [index, { family, first, last }] of regions.ranges.entries()) {
					const before = regions.ranges[index - 1]
					expect(first).toBe(before?.family === family ? before.last + 1n : 0n)
					expect(last).toBeGreaterThanOrEqual(first)
				}
				expect(regions.ranges.findLast(({ family }) => family === 4)?.last).toBe(2n ** 32n - 1n)
				expect(regions.ranges.at(-1)?.last).toBe(2n ** 128n - 1n)
				for (const block of blocks)
					for (const range of regions.ranges)
						for (const part of cidrsOf(range)) {
							const isHeld = members(regions.heldBy([block])).includes(range.region)
							expect(blockMatch(block, part)).toBe(isHeld ? 'yes' : 'no')
							expect(regions.regionOf(part)).toBe(range.region)
						}
			}),
		)
	})
})

describe('outsideRanges', () => {
	const shown = (...args: Parameters<typeof outsideRanges>): readonly string[] =>
		outsideRanges(...args)
			.filter(({ outside }) => outside.family === 4)
			.map(({ outside }) => showCidr(outside))
	const to = (networks: string): string => `to: [{ ipBlock: { ${networks} } }]`
	const objects = [
		namespace('x'),
		policy('x/a', `{ policyTypes: [Egress], egress: [{ ${to('cidr: 128.0.0.0/1, except: [192.0.0.0/2]')} }] }`),
	]

	test('are cut by blocks and their exceptions', () => {
		expect(shown(readNetwork({ objects }))).toEqual(['0.0.0.0/1', '128.0.0.0/2', '192.0.0.0/2'])
	})

	test('within a block', () => {
		const block = { cidr: cidr('64.0.0.0/2'), except: [cidr('64.0.0.0/3')] }
		expect(shown(readNetwork({ objects }), [block])).toEqual(['96.0.0.0/3'])
	})

	test('are cut by the addresses of nodes where a rule names nodes', () => {
		const nodes = [node('n1', '', '0.0.0.0')]
		const rule = (peer: string): string =>
			`{ tier: Admin, priority: 1, subject: { namespaces: {} }, egress: [{ action: Accept, to: [${peer}] }] }`
		expect(shown(readNetwork({ objects: nodes }))).toEqual(['0.0.0.0/0'])
		expect(shown(readNetwork({ objects: [...nodes, clusterPolicy('p', rule('{ nodes: {} }'))] })).slice(0, 2)).toEqual([
			'0.0.0.0/32',
			'0.0.0.1/32',
		])
	})
})
