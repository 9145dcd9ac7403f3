/** Whether single parts of raw rules match: selectors, blocks of addresses, ports. */
import type {
	RawAdminPort,
	RawBlock,
	RawContainerPort,
	RawExpression,
	RawLabels,
	RawNetworkPolicyPort,
	RawProtocol,
	RawSelector,
	RawTierProtocol,
} from './raw-objects.suite.ts'

/** Whether a selector matches labels. Without any condition it matches all of them. */
export function selects(selector: RawSelector, labels: RawLabels): boolean {
	const equal = Object.entries(selector.matchLabels ?? {}).every(([key, value]) => labels[key] === value)
	return equal && (selector.matchExpressions ?? []).every((expression) => meets(expression, labels))
}

/** Whether a selector has no condition at all. */
export function selectsEverything({ matchLabels, matchExpressions }: RawSelector): boolean {
	return Object.keys(matchLabels ?? {}).length === 0 && (matchExpressions ?? []).length === 0
}

function meets({ key, operator, values }: RawExpression, labels: RawLabels): boolean {
	const value = labels[key]
	const isListed = value !== undefined && (values ?? []).includes(value)
	switch (operator) {
		case 'In':
			return isListed
		case 'NotIn':
			return !isListed
		case 'Exists':
			return value !== undefined
		case 'DoesNotExist':
			return value === undefined
	}
}

/** The version of an address or range. */
export function familyOf(cidr: string): 4 | 6 {
	return cidr.includes(':') ? 6 : 4
}

/** How much of a range is in a block; a single address is a range as well. */
export function partIn({ cidr, except }: RawBlock, range: string): 'all' | 'some' | 'none' {
	const holes = except ?? []
	const isDisjoint = !isInside(range, cidr) && !isInside(cidr, range)
	if (isDisjoint || holes.some((hole) => isInside(range, hole))) return 'none'
	return isInside(range, cidr) && !holes.some((hole) => isInside(hole, range)) ? 'all' : 'some'
}

function isInside(inner: string, outer: string): boolean {
	return sharedBits(inner).startsWith(sharedBits(outer))
}

/** What all addresses of a range begin with, in zeros and ones; bits behind the prefix mean nothing. */
function sharedBits(range: string): string {
	const [address = '', length] = range.split('/')
	const bits = familyOf(address) === 4 ? bitsOfIpv4(address) : bitsOfIpv6(address)
	return `${familyOf(address)}:${length === undefined ? bits : bits.slice(0, Number(length))}`
}

function bitsOfIpv4(address: string): string {
	return address
		.split('.')
		.map((byte) => Number(byte).toString(2).padStart(8, '0'))
		.join('')
}

function bitsOfIpv6(address: string): string {
	const [head = [], tail = []] = address.split('::').map((half) => half.split(':').filter((group) => group !== ''))
	const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0')
	return [...head, ...zeros, ...tail].map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('')
}

/** A port of a destination, and the names that the destination has for its ports. */
export interface AskedPort {
	readonly protocol: RawProtocol
	readonly port: number
	readonly names: readonly RawContainerPort[]
}

/** `NetworkPolicyPort`: TCP where no protocol is said, every port of it where no port is said. */
export function isNetworkPolicyPort({ protocol, port, endPort }: RawNetworkPolicyPort, asked: AskedPort): boolean {
	if ((protocol ?? 'TCP') !== asked.protocol) return false
	if (port === undefined || port === null) return true
	if (typeof port === 'string') return isCalled(port, asked)
	return port <= asked.port && asked.port <= (endPort ?? port)
}

/** `AdminNetworkPolicyPort`. */
export function isAdminPort({ portNumber, portRange, namedPort }: RawAdminPort, asked: AskedPort): boolean {
	if (namedPort !== undefined) return isCalled(namedPort, asked)
	if (portNumber !== undefined)
		return (portNumber.protocol ?? 'TCP') === asked.protocol && portNumber.port === asked.port
	if (portRange === undefined) throw new Error('a port of no known kind')
	const { protocol, start, end } = portRange
	return (protocol ?? 'TCP') === asked.protocol && start <= asked.port && asked.port <= end
}

/** `ClusterNetworkPolicyProtocol`: a name is looked for in every protocol. */
export function isTierProtocol(item: RawTierProtocol, asked: AskedPort): boolean {
	if (item.destinationNamedPort !== undefined) return isCalled(item.destinationNamedPort, asked)
	const protocols = { TCP: item.tcp, UDP: item.udp, SCTP: item.sctp }
	const said = protocols[asked.protocol]
	if (said === undefined) return false
	const { number, range } = said.destinationPort ?? {}
	if (number !== undefined) return number === asked.port
	return range === undefined || (range.start <= asked.port && asked.port <= range.end)
}

/** Whether the destination itself calls the asked port by this name. */
function isCalled(name: string, { protocol, port, names }: AskedPort): boolean {
	return names.some(
		(each) => each.name === name && (each.protocol ?? 'TCP') === protocol && each.containerPort === port,
	)
}
