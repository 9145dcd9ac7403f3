import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
	allPorts,
	everyPort,
	hasPort,
	intersect,
	intervalsOf,
	noPorts,
	onePort,
	type Ports,
	portRange,
	protocols,
	samePorts,
	showPorts,
	subtract,
	unite,
} from './ports.ts'

const web = unite(onePort('TCP', 80), onePort('TCP', 443))

describe('sets of ports', () => {
	const shown: readonly [what: string, ports: Ports, text: string][] = [
		['nothing', noPorts, ''],
		['everything', allPorts, 'all'],
		['one port', onePort('UDP', 53), 'UDP 53'],
		['two ports', web, 'TCP 80,443'],
		['neighbours join', unite(onePort('TCP', 80), onePort('TCP', 81)), 'TCP 80-81'],
		[
			'the last port of TCP does not join the first of UDP',
			unite(onePort('TCP', 65_535), onePort('UDP', 1)),
			'TCP 65535; UDP 1',
		],
		['a whole protocol', everyPort('SCTP'), 'SCTP 1-65535'],
		['protocols in their order', unite(onePort('UDP', 53), web), 'TCP 80,443; UDP 53'],
		['all but one protocol', subtract(allPorts, everyPort('UDP')), 'TCP 1-65535; SCTP 1-65535'],
		['a hole', subtract(portRange('TCP', 1, 100), onePort('TCP', 50)), 'TCP 1-49,51-100'],
		['a range that ends before it begins', portRange('TCP', 9, 8), ''],
		['all of it, put together', protocols.map(everyPort).reduce(unite, noPorts), 'all'],
	]
	test.each(shown)('%s', (_, ports, text) => {
		expect(showPorts(ports)).toBe(text)
	})

	test.each<[what: string, a: Ports, b: Ports]>([
		['the same beginning', portRange('TCP', 80, 90), portRange('TCP', 80, 91)],
		['the same end', portRange('TCP', 80, 90), portRange('TCP', 79, 90)],
		['another protocol', onePort('TCP', 53), onePort('UDP', 53)],
		['one more', web, onePort('TCP', 80)],
		['none', noPorts, onePort('TCP', 80)],
	])('are not the same with %s', (_, a, b) => {
		expect([samePorts(a, b), samePorts(b, a)]).toEqual([false, false])
	})

	test('intervals say the protocol', () => {
		expect(intervalsOf(unite(web, portRange('SCTP', 5, 7)))).toEqual([
			{ protocol: 'TCP', first: 80, last: 80 },
			{ protocol: 'TCP', first: 443, last: 443 },
			{ protocol: 'SCTP', first: 5, last: 7 },
		])
	})

	const anyPorts = fc
		.array(fc.tuple(fc.constantFrom(...protocols), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 4 })))
		.map((ranges) =>
			ranges.map(([protocol, first, more]) => portRange(protocol, first, first + more)).reduce(unite, noPorts),
		)
	const ends = fc.constantFrom(noPorts, allPorts)

	test('operations agree with membership, port by port', () => {
		fc.assert(
			fc.property(fc.oneof(anyPorts, ends), fc.oneof(anyPorts, ends), (a, b) => {
				const [both, common, rest] = [unite(a, b), intersect(a, b), subtract(a, b)]
				return protocols.every((protocol) =>
					Array.from({ length: 18 }, (_, index) => index + 1).every((port) => {
						const [inA, inB] = [hasPort(a, protocol, port), hasPort(b, protocol, port)]
						return (
							hasPort(both, protocol, port) === (inA || inB) &&
							hasPort(common, protocol, port) === (inA && inB) &&
							hasPort(rest, protocol, port) === (inA && !inB)
						)
					}),
				)
			}),
		)
	})

	test('there is one spelling for each set', () => {
		fc.assert(
			fc.property(anyPorts, anyPorts, (a, b) => {
				expect(samePorts(unite(a, b), unite(b, a))).toBe(true)
				expect(samePorts(unite(subtract(a, b), intersect(a, b)), a)).toBe(true)
				expect(samePorts(subtract(allPorts, subtract(allPorts, a)), a)).toBe(true)
			}),
		)
	})
})
