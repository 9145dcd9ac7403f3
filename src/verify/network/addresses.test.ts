import { describe, expect, test } from 'vitest'
import { type Cidr, readCidr, showCidr } from '../../model/cidr.ts'
import { anyOf, blockMatch, type Match, meet, readAddress } from './addresses.ts'

function range(text: string): Cidr {
	const read = readCidr(text)
	if ('mistake' in read) throw new Error(`${text}: ${read.mistake}`)
	return read
}

test.each([
	['10.1.2.3', '10.1.2.3/32'],
	['2001:db8::1', '2001:db8::1/128'],
	['10.1.2', undefined],
	['10.1.2.0/24', undefined],
	['', undefined],
])('the address %s is the range %s', (text, expected) => {
	const read = readAddress(text)
	expect(read === undefined ? undefined : showCidr(read)).toBe(expected)
})

const cases: readonly [what: string, cidr: string, except: string, of: string, answer: Match][] = [
	['an address in it', '10.0.0.0/8', '', '10.1.2.3/32', 'yes'],
	['itself', '10.0.0.0/8', '', '10.0.0.0/8', 'yes'],
	['an address outside', '10.0.0.0/8', '', '11.0.0.1/32', 'no'],
	['another family', '0.0.0.0/0', '', '2001:db8::1/128', 'no'],
	['a range around it', '10.1.0.0/16', '', '10.0.0.0/8', 'maybe'],
	['an excepted address', '10.0.0.0/8', '10.1.0.0/16', '10.1.2.3/32', 'no'],
	['the excepted range', '10.0.0.0/8', '10.1.0.0/16', '10.1.0.0/16', 'no'],
	['an address beside the exception', '10.0.0.0/8', '10.1.0.0/16', '10.2.0.1/32', 'yes'],
	['a range around the exception', '10.0.0.0/8', '10.1.2.0/24', '10.1.0.0/16', 'maybe'],
	['excepted by the second exception', '10.0.0.0/8', '10.2.0.0/16,10.1.0.0/16', '10.1.2.3/32', 'no'],
	['around the second exception', '10.0.0.0/8', '10.2.0.0/16,10.1.2.0/24', '10.1.0.0/16', 'maybe'],
	['around the block and its exception', '10.1.0.0/16', '10.1.2.0/24', '0.0.0.0/0', 'maybe'],
]

describe('a block has', () => {
	test.each(cases)('%s', (_, cidr, except, of, answer) => {
		const holes = except.split(',').filter((text) => text !== '')
		expect(blockMatch({ cidr: range(cidr), except: holes.map(range) }, range(of))).toBe(answer)
	})
})

test.each([
	['10.0.0.0/8', '10.1.0.0/16', true],
	['10.0.0.0/8', '10.0.0.0/8', true],
	['10.0.0.0/16', '10.1.0.0/16', false],
	['0.0.0.0/0', '::/0', false],
])('%s and %s have an address in common: %s', (a, b, answer) => {
	expect([meet(range(a), range(b)), meet(range(b), range(a))]).toEqual([answer, answer])
})

test.each<[matches: readonly Match[], answer: Match]>([
	[[], 'no'],
	[['no', 'no'], 'no'],
	[['maybe', 'no'], 'maybe'],
	[['no', 'maybe', 'yes'], 'yes'],
	[['yes', 'no'], 'yes'],
])('any of %j is %s', (matches, answer) => {
	expect(anyOf(matches)).toBe(answer)
})
