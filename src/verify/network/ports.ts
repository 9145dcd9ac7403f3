/**
 * Sets of ports, exact for each protocol. Ports 1 to 65535 of TCP, UDP and SCTP stand on one line of numbers, one protocol behind
 * the other, so that a set is a sorted list of intervals and every operation one walk over it.
 */

/** The protocols that policies know. */
export type Protocol = 'TCP' | 'UDP' | 'SCTP'

/** In the order in which they are shown. */
export const protocols = ['TCP', 'UDP', 'SCTP'] as const

/** A set of ports: first and last of each interval in turn, ascending, never touching each other. */
export type Ports = readonly number[]

const width = 65_536
const bases = { TCP: 0, UDP: width, SCTP: 2 * width } as const
const lastPort = 65_535

/** No port at all. */
export const noPorts: Ports = []

/** Every port of the three protocols. */
export const allPorts: Ports = protocols.flatMap((protocol) => [bases[protocol] + 1, bases[protocol] + lastPort])

/**
 * Ports `first` to `last` of a protocol, both included.
 *
 * @example portRange('TCP', 8000, 8080)
 */
export function portRange(protocol: Protocol, first: number, last: number): Ports {
	return first > last ? noPorts : [bases[protocol] + first, bases[protocol] + last]
}

/** Every port of one protocol. */
export function everyPort(protocol: Protocol): Ports {
	return portRange(protocol, 1, lastPort)
}

/** One port. */
export function onePort(protocol: Protocol, port: number): Ports {
	return [bases[protocol] + port, bases[protocol] + port]
}

/** Whether a set has this port. */
export function hasPort(ports: Ports, protocol: Protocol, port: number): boolean {
	const number = bases[protocol] + port
	for (let index = 0; index < ports.length; index += 2)
		if ((ports[index] as number) <= number && number <= (ports[index + 1] as number)) return true
	return false
}

/** Whether two sets are the same. */
export function samePorts(a: Ports, b: Ports): boolean {
	return a === b || (a.length === b.length && a.every((bound, index) => bound === b[index]))
}

/** What is in either set. */
export function unite(a: Ports, b: Ports): Ports {
	if (a.length === 0 || b === allPorts) return b
	if (b.length === 0 || a === allPorts || a === b) return a
	return combine(a, b, (inA, inB) => inA || inB)
}

/** What is in both sets. */
export function intersect(a: Ports, b: Ports): Ports {
	if (a.length === 0 || b === allPorts || a === b) return a
	if (b.length === 0 || a === allPorts) return b
	return combine(a, b, (inA, inB) => inA && inB)
}

/** What is in the first set and not in the second. */
export function subtract(a: Ports, b: Ports): Ports {
	if (a.length === 0 || b.length === 0) return a
	if (b === allPorts || a === b) return noPorts
	return combine(a, b, (inA, inB) => inA && !inB)
}

/** One walk over the bounds of both sets. */
function combine(a: Ports, b: Ports, keep: (inA: boolean, inB: boolean) => boolean): Ports {
	const result: number[] = []
	let [i, j, isOpen] = [0, 0, false]
	while (i < a.length || j < b.length) {
		// Ends are inclusive: the first number behind an interval is where it is left.
		const atA = i < a.length ? (a[i] as number) + (i % 2) : Number.POSITIVE_INFINITY
		const atB = j < b.length ? (b[j] as number) + (j % 2) : Number.POSITIVE_INFINITY
		const at = Math.min(atA, atB)
		if (atA === at) i++
		if (atB === at) j++
		const kept = keep(i % 2 === 1, j % 2 === 1)
		if (kept === isOpen) continue
		result.push(kept ? at : at - 1)
		isOpen = kept
	}
	return result
}

/** An interval of one protocol's ports. */
export interface PortInterval {
	readonly protocol: Protocol
	readonly first: number
	readonly last: number
}

/** The intervals of a set, in the order TCP, UDP, SCTP. */
export function intervalsOf(ports: Ports): readonly PortInterval[] {
	const intervals: PortInterval[] = []
	for (let index = 0; index < ports.length; index += 2) {
		const [first, last] = [ports[index] as number, ports[index + 1] as number]
		const protocol = protocols[Math.floor(first / width)] as Protocol
		intervals.push({ protocol, first: first - bases[protocol], last: last - bases[protocol] })
	}
	return intervals
}

/**
 * A set for a person and for other programs: one spelling for each set.
 *
 * @example showPorts(allPorts) // 'all'
 * @example 'TCP 80,443,8000-8080; UDP 53'; all ports of one protocol are 'TCP 1-65535'; none are ''
 */
export function showPorts(ports: Ports): string {
	if (samePorts(ports, allPorts)) return 'all'
	const intervals = intervalsOf(ports)
	return protocols
		.map((protocol) => ({ protocol, own: intervals.filter((interval) => interval.protocol === protocol) }))
		.filter(({ own }) => own.length > 0)
		.map(
			({ protocol, own }) =>
				`${protocol} ${own.map(({ first, last }) => (first === last ? first : `${first}-${last}`)).join(',')}`,
		)
		.join('; ')
}
