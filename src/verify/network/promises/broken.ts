/** Whether a promise is kept between the pods that exist, and which side breaks it. */
import type { Selector } from '../../reading/selector.ts'
import { addAll, type Bits, isEmpty, noBits, without } from '../bits.ts'
import type { AllowedEnd } from '../crossing/allowances.ts'
import { type NamespaceSets, someNamespaces } from '../crossing/namespace-sets.ts'
import { type Opening, openingFinder } from '../crossing/openings.ts'
import type { DifferentPods } from '../crossing/witness.ts'
import { type Alike, alikeNamespaces, tierPoliciesOf } from '../crossing/zones.ts'
import { allowedPorts, portsOf } from '../evaluate.ts'
import type { Direction, Endpoint, Network, PortMatch } from '../network.ts'
import { type Ports, subtract } from '../ports.ts'
import { satisfiable } from '../satisfy.ts'
import type { Promised } from './promise.ts'

/** Two pods that cannot connect as promised. */
export interface Broken {
	readonly promised: Promised
	readonly from: Endpoint
	readonly to: Endpoint
	/** Promised and not open for sure. */
	readonly missing: Ports
}

/** Prepares for a network. */
export function promiseChecker(
	network: Network,
	sets: NamespaceSets,
	pods: DifferentPods,
): (promised: Promised) => Broken | undefined {
	const finders = { egress: openingFinder(sets, 'egress'), ingress: openingFinder(sets, 'ingress') }
	const sidesOf = (end: AllowedEnd, other: AllowedEnd, ports: Promised['ports'], direction: Direction): Sides => {
		const there = sets.named(other.namespaces)
		const all = alikeNamespaces(network, sets, end.namespaces, direction, () => '').map((alike): Side => {
			const openings = finders[direction](alike.policies, [])
			const isTiered = tierPoliciesOf(network, alike.first).some((policy) => policy[direction].length > 0)
			const isSure = !isTiered && isEmpty(without(there, surelyOpen(sets, openings, end.pods, other.pods, ports)))
			return { alike, isSure, byAddress: openings.some(({ blocks }) => blocks !== undefined) }
		})
		return { all, doubtful: all.filter(({ isSure }) => !isSure) }
	}
	return (promised) => {
		const { from, to, ports } = promised
		const exits = sidesOf(from, to, ports, 'egress')
		const entries = sidesOf(to, from, ports, 'ingress')
		const tried = (exit: Side, entry: Side): Broken | undefined => tryPods(network, sets, pods, promised, exit, entry)
		for (const exit of exits.doubtful)
			for (const entry of entries.all) {
				const broken = tried(exit, entry)
				if (broken !== undefined) return broken
			}
		for (const entry of entries.doubtful)
			for (const exit of exits.all) {
				const broken = exit.isSure ? tried(exit, entry) : undefined
				if (broken !== undefined) return broken
			}
		return undefined
	}
}

/** Namespaces alike at one end of a promise. */
interface Side {
	readonly alike: Alike
	/** Whether their policies alone keep it, whatever pods there are. */
	readonly isSure: boolean
	readonly byAddress: boolean
}

interface Sides {
	readonly all: readonly Side[]
	readonly doubtful: readonly Side[]
}

/** The namespaces that every promised pod can connect to, or be reached from, by one opening each. */
function surelyOpen(
	sets: NamespaceSets,
	openings: readonly Opening[],
	own: Selector,
	other: Selector,
	ports: readonly PortMatch[] | 'all',
): Bits {
	const wanted = portsOf({ field: '', peers: 'anyone', ports }, { anyPodOf: '' }).possible
	const open = noBits(sets.names.length)
	for (const opening of openings) {
		const isForAll =
			opening.blocks === undefined &&
			opening.portName === undefined &&
			opening.unselected.length === 0 &&
			!satisfiable([own], [opening.own]) &&
			!satisfiable([other], [opening.pods])
		if (isForAll && subtract(wanted, opening.ports).length === 0) addAll(open, opening.namespaces)
	}
	return open
}

function tryPods(
	network: Network,
	sets: NamespaceSets,
	pods: DifferentPods,
	promised: Promised,
	exit: Side,
	entry: Side,
): Broken | undefined {
	const byAddress = exit.byAddress || entry.byAddress
	const ofEnd = ({ alike }: Side, selector: Selector): readonly Endpoint[] => [
		...pods(someNamespaces(sets, alike.members), byAddress, { own: selector, unselected: [] }, anyOther),
	]
	const destinations = ofEnd(entry, promised.to.pods)
	for (const from of destinations.length === 0 ? [] : ofEnd(exit, promised.from.pods))
		for (const to of destinations) {
			const wanted = portsOf({ field: '', peers: 'anyone', ports: promised.ports }, to).certain
			const missing = subtract(wanted, allowedPorts(network, from, to, { blocks: 'pods', bound: 'lower' }))
			if (missing.length > 0) return { promised, from, to, missing }
		}
	return undefined
}

const anyOther = { pods: [], blocks: undefined } as const
