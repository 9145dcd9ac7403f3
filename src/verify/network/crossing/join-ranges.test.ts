import { expect, test } from 'vitest'
import { type Cidr, readCidr, showCidr } from '../../../model/cidr.ts'
import { joinRanges } from './join-ranges.ts'

function range(text: string): Cidr {
	const read = readCidr(text)
	if ('mistake' in read) throw new Error(`${text}: ${read.mistake}`)
	return read
}

test.each([
	['none', '', ''],
	['one', '10.1.0.0/24', '10.1.0.0/24'],
	['the same twice', '10.1.0.0/24 10.1.0.0/24', '10.1.0.0/24'],
	['ascending, IPv4 first', 'fd00::/64 10.3.0.0/24 10.1.0.0/24', '10.1.0.0/24 10.3.0.0/24 fd00::/64'],
	['one within another', '10.1.0.0/16 10.1.7.0/24', '10.1.0.0/16'],
	['one within another that comes later', '10.1.0.0/24 10.1.0.0/16', '10.1.0.0/16'],
	['two within another', '10.1.9.0/24 10.1.7.0/24 10.1.0.0/16', '10.1.0.0/16'],
	['halves', '10.1.0.0/24 10.1.1.0/24', '10.1.0.0/23'],
	['halves, the upper first', '10.1.1.0/24 10.1.0.0/24', '10.1.0.0/23'],
	['halves of halves', '10.1.3.0/24 10.1.1.0/24 10.1.0.0/24 10.1.2.0/24', '10.1.0.0/22'],
	['halves of halves of different length', '10.1.1.128/25 10.1.1.0/25 10.1.0.0/24', '10.1.0.0/23'],
	['neighbours that are no halves', '10.1.1.0/24 10.1.2.0/24', '10.1.1.0/24 10.1.2.0/24'],
	['neighbours of different length', '10.1.0.0/24 10.1.1.0/25', '10.1.0.0/24 10.1.1.0/25'],
	['not neighbours', '10.1.0.0/24 10.1.2.0/24', '10.1.0.0/24 10.1.2.0/24'],
	['halves behind another', '10.1.0.0/24 10.5.0.0/24 10.5.1.0/24', '10.1.0.0/24 10.5.0.0/23'],
	['three in a row', '10.1.0.0/24 10.1.1.0/24 10.1.2.0/24', '10.1.0.0/23 10.1.2.0/24'],
	['all of IPv4', '128.0.0.0/1 0.0.0.0/1', '0.0.0.0/0'],
	['everything of both families', '0.0.0.0/0 ::/0', '0.0.0.0/0 ::/0'],
	['halves of IPv6', 'fd00:0:0:1::/64 fd00::/64', 'fd00::/63'],
	['IPv6 that are no halves', 'fd00:0:0:1::/64 fd00:0:0:2::/64', 'fd00:0:0:1::/64 fd00:0:0:2::/64'],
	['one before a half of the other family', '0.0.0.0/1 8000::/1', '0.0.0.0/1 8000::/1'],
])('%s', (_, ranges, joined) => {
	const read = ranges.split(' ').filter((text) => text !== '')
	expect(joinRanges(read.map(range)).map(showCidr).join(' ')).toBe(joined)
})
