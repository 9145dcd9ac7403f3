/** What may pass between zones: the plan's `allow`, taken away from what is open. */
import { matches, type Selector } from '../../reading/selector.ts'
import { type Bits, both, isEmpty, without } from '../bits.ts'
import { portsOf } from '../evaluate.ts'
import type { Endpoint, PortMatch } from '../network.ts'
import { allPorts, noPorts, type Ports, subtract, unite } from '../ports.ts'
import { satisfiable } from '../satisfy.ts'
import type { NamespaceSets } from './namespace-sets.ts'
import type { Opening } from './openings.ts'

/** Pods that may connect to others although a wall is between them. */
export interface Allowance {
	readonly from: AllowedEnd
	readonly to: AllowedEnd
	readonly ports: readonly PortMatch[] | 'all'
}

/** Pods of some namespaces. */
export interface AllowedEnd {
	readonly namespaces: ReadonlySet<string>
	readonly pods: Selector
}

/** The ports that may be used between two pods. */
export function portsAllowed(allowances: readonly Allowance[], from: Endpoint, to: Endpoint): Ports {
	return allowances
		.filter((allowance) => isAt(allowance.from, from) && isAt(allowance.to, to))
		.map(({ ports }) => portsOf({ field: '', peers: 'anyone', ports }, to).certain)
		.reduce(unite, noPorts)
}

function isAt({ namespaces, pods }: AllowedEnd, { namespace, labels }: Endpoint): boolean {
	return namespaces.has(namespace) && matches(pods, labels)
}

/** Namespaces with every one of the first open to every one of the second. */
export interface OpenPairs {
	readonly from: Bits
	readonly to: Bits
	readonly ports: Ports
}

/** Takes away from a way what is allowed. */
export interface AllowedPairs {
	without(from: Bits, to: Bits, ports: Ports, egress: Opening, ingress: Opening): readonly OpenPairs[]
}

/** Prepares allowances for sets of namespaces. */
export function allowedPairs(sets: NamespaceSets, allowances: readonly Allowance[]): AllowedPairs {
	const prepared = allowances.map((allowance) => ({
		allowance,
		from: sets.named(allowance.from.namespaces),
		to: sets.named(allowance.to.namespaces),
	}))
	return {
		without(from, to, ports, egress, ingress) {
			let open: readonly OpenPairs[] = [{ from, to, ports }]
			for (const { allowance, from: sources, to: destinations } of prepared) {
				const spared = sparedPorts(allowance, egress, ingress)
				if (spared.length > 0) open = open.flatMap((pairs) => take(pairs, sources, destinations, spared))
			}
			return open
		},
	}
}

/** The ports of an allowance, where every pod that could use the way is meant by it. */
function sparedPorts(allowance: Allowance, egress: Opening, ingress: Opening): Ports {
	const isMeant =
		!satisfiable([egress.own, ingress.pods], [...egress.unselected, allowance.from.pods]) &&
		!satisfiable([ingress.own, egress.pods], [...ingress.unselected, allowance.to.pods])
	if (!isMeant) return noPorts
	const { ports } = allowance
	// A way that is open by a name is what is allowed where the same name is, whichever port it means.
	const isNamed =
		ports !== 'all' &&
		[egress, ingress].some(({ portName }) => portName !== undefined && ports.some((port) => isSameName(port, portName)))
	return isNamed ? allPorts : portsOf({ field: '', peers: 'anyone', ports }, { anyPodOf: '' }).certain
}

function isSameName(port: PortMatch, other: Extract<PortMatch, { type: 'name' }>): boolean {
	return port.type === 'name' && port.name === other.name && (port.protocol ?? other.protocol) === other.protocol
}

/** What is left of some pairs: those outside of the allowance, and the ports that it does not have. */
function take({ from, to, ports }: OpenPairs, sources: Bits, destinations: Bits, spared: Ports): readonly OpenPairs[] {
	const [inFrom, inTo] = [both(from, sources), both(to, destinations)]
	if (isEmpty(inFrom) || isEmpty(inTo)) return [{ from, to, ports }]
	return [
		{ from: without(from, sources), to, ports },
		{ from: inFrom, to: without(to, destinations), ports },
		{ from: inFrom, to: inTo, ports: subtract(ports, spared) },
	].filter((pairs) => !isEmpty(pairs.from) && !isEmpty(pairs.to) && pairs.ports.length > 0)
}
