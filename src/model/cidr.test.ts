import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Cidr, holds, readCidr, showCidr } from './cidr.ts'

describe('readCidr', () => {
	it.each([
		['10.0.0.0/8', 4, 0x0a00_0000n, 8],
		['0.0.0.0/0', 4, 0n, 0],
		['203.0.113.7/32', 4, 0xcb00_7107n, 32],
		['::/0', 6, 0n, 0],
		['2001:db8::/32', 6, 0x2001_0db8_0000_0000_0000_0000_0000_0000n, 32],
		['2001:DB8:0:0:0:0:0:1/128', 6, 0x2001_0db8_0000_0000_0000_0000_0000_0001n, 128],
		['64:ff9b::192.0.2.0/120', 6, 0x0064_ff9b_0000_0000_0000_0000_c000_0200n, 120],
	] as const)('%s is IPv%i', (text, family, first, prefix) => {
		expect(readCidr(text)).toEqual({ family, first, prefix })
	})

	it.each([
		['10.1.2.3/8', 'it does not begin at its first address', '10.0.0.0/8'],
		['10.0.0.1/31', 'it does not begin at its first address', '10.0.0.0/31'],
		['2001:db8::1/64', 'it does not begin at its first address', '2001:db8::/64'],
		['10.0.0.1', 'the length of its prefix is missing', '10.0.0.1/32'],
		['fe80::1', 'the length of its prefix is missing', 'fe80::1/128'],
		['::ffff:10.0.0.0/104', 'it is an IPv4 range in the clothes of IPv6', '10.0.0.0/8'],
		['10.0.0.0/33', 'the length of an IPv4 prefix is a number from 0 to 32', undefined],
		['::/129', 'the length of an IPv6 prefix is a number from 0 to 128', undefined],
		['10.0.0.0/08', 'the length of an IPv4 prefix is a number from 0 to 32', undefined],
		['10.0.0.0/8/8', 'the length of an IPv4 prefix is a number from 0 to 32', undefined],
		['10.0.0.0/', 'the length of an IPv4 prefix is a number from 0 to 32', undefined],
		['010.0.0.0/8', 'its address is neither IPv4 nor IPv6', undefined],
		['10.0.0/8', 'its address is neither IPv4 nor IPv6', undefined],
		['10.0.0.256/32', 'its address is neither IPv4 nor IPv6', undefined],
		['1::2::3/64', 'its address is neither IPv4 nor IPv6', undefined],
		['1:2:3:4:5:6:7/64', 'its address is neither IPv4 nor IPv6', undefined],
		['1:2:3:4:5:6:7:8::/64', 'its address is neither IPv4 nor IPv6', undefined],
		['fe80::1%eth0/64', 'its address is neither IPv4 nor IPv6', undefined],
		['::10.0.0.300/128', 'its address is neither IPv4 nor IPv6', undefined],
		['example.org', 'its address is neither IPv4 nor IPv6', undefined],
		['', 'its address is neither IPv4 nor IPv6', undefined],
	])('%s: %s', (text, mistake, suggestion) => {
		expect(readCidr(text)).toEqual(suggestion === undefined ? { mistake } : { mistake, suggestion })
	})
})

describe('showCidr writes IPv6 as RFC 5952 wants it', () => {
	it.each([
		['2001:0db8:0000:0000:0000:0000:0002:0001/128', '2001:db8::2:1/128'],
		['2001:db8:0:1:1:1:1:1/128', '2001:db8:0:1:1:1:1:1/128'],
		['2001:0:0:1:0:0:0:1/128', '2001:0:0:1::1/128'],
		['2001:db8:0:0:1:0:0:1/128', '2001:db8::1:0:0:1/128'],
		['1:0:0:0:0:0:0:0/16', '1::/16'],
		['0:0:0:0:0:0:0:0/0', '::/0'],
	])('%s as %s', (text, canonical) => {
		expect(showCidr(readCidr(text) as Cidr)).toBe(canonical)
	})
})

describe('holds', () => {
	it.each([
		['10.0.0.0/8', '10.1.0.0/16', true],
		['10.0.0.0/8', '10.0.0.0/8', true],
		['10.1.0.0/16', '10.0.0.0/8', false],
		['10.0.0.0/8', '11.0.0.0/16', false],
		['0.0.0.0/0', '203.0.113.0/24', true],
		['::/0', '203.0.113.0/24', false],
		['2001:db8::/32', '2001:db8:1::/48', true],
	])('%s holds %s: %s', (outer, inner, expected) => {
		expect(holds(readCidr(outer) as Cidr, readCidr(inner) as Cidr)).toBe(expected)
	})
})

const anyCidr = fc
	.tuple(fc.constantFrom<4 | 6>(4, 6), fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), fc.nat(128))
	.map(([family, seed, length]): Cidr => {
		const width = family === 4 ? 32 : 128
		const prefix = length % (width + 1)
		const free = BigInt(width - prefix)
		return { family, prefix, first: ((seed & ((1n << BigInt(width)) - 1n)) >> free) << free }
	})
	// IPv4 in the clothes of IPv6 is refused.
	.filter(({ family, first, prefix }) => family === 4 || first >> 32n !== 0xffffn || prefix < 96)

function lastOf({ family, first, prefix }: Cidr): bigint {
	return first + (1n << BigInt((family === 4 ? 32 : 128) - prefix)) - 1n
}

describe('for every range', () => {
	it('what is written is read back', () => {
		fc.assert(
			fc.property(anyCidr, (cidr) => {
				expect(readCidr(showCidr(cidr))).toEqual(cidr)
			}),
		)
	})

	it('one holds the other exactly where its ends enclose those of the other', () => {
		fc.assert(
			fc.property(anyCidr, anyCidr, (outer, inner) => {
				const encloses = outer.family === inner.family && outer.first <= inner.first && lastOf(inner) <= lastOf(outer)
				expect(holds(outer, inner)).toBe(encloses)
			}),
		)
	})

	it('any other text is a mistake, never an exception', () => {
		fc.assert(
			fc.property(fc.string({ unit: fc.constantFrom(...'0123456789abcdef:./%g'.split('')) }), (text) => {
				expect(readCidr(text)).toBeTypeOf('object')
			}),
		)
	})
})
