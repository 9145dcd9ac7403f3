/**
 * Whether zones are open to each other: first for whatever pods there may ever be in them, from namespaces and policies alone, then,
 * where that is not closed, for the pods that exist.
 *
 * The cost follows what is written, not the square of it: namespaces whose policies say the same are one group, groups that are
 * not open to another zone end there, and only an open exit that meets an open entry is looked at closer.
 */
import { type Bits, both, isEmpty } from '../bits.ts'
import { allowedPorts } from '../evaluate.ts'
import type { Network } from '../network.ts'
import { allPorts, intersect, type Ports } from '../ports.ts'
import { satisfiable } from '../satisfy.ts'
import { type Allowance, type AllowedPairs, allowedPairs } from './allowances.ts'
import { type Coverage, podCoverage, weakest } from './coverage.ts'
import { type NamespaceSets, namespaceSets, type SomeNamespaces, someNamespaces } from './namespace-sets.ts'
import type { Opening } from './openings.ts'
import { type DifferentPods, differentPods, findWitness, type Witness } from './witness.ts'
import { type Group, openGroups, type Zone } from './zones.ts'

/**
 * How much a way through refutes:
 *
 * - `now`: pods that exist can use it.
 * - `any-pod`: none can today, but one with the right labels could tomorrow.
 * - `any-plugin`: only where a network plugin reads blocks of addresses in another way than Kubernetes' own tests demand.
 */
export type Refutes = 'now' | 'any-pod' | 'any-plugin'

/** An open exit that meets an open entry. */
export interface Cause {
	readonly refutes: Refutes
	/** `false` where it depends on addresses that are not known. */
	readonly certain: boolean
	readonly egress: Opening
	readonly ingress: Opening
	/** The namespaces it leads from and to; every one of the first with every one of the second. */
	readonly from: SomeNamespaces
	readonly to: SomeNamespaces
	/** Between whichever pods; `witness` has those of two that exist. */
	readonly ports: Ports
	readonly witness: Witness | undefined
}

/** Two zones with a way from the one to the other. */
export interface Crossing {
	readonly from: Zone
	readonly to: Zone
	/** The strongest first. */
	readonly causes: readonly Cause[]
}

/** What to look for. */
export interface CrossingQuestion {
	/** The zones of namespaces; those that are in none are not looked at. */
	readonly zones: ReadonlyMap<string, Zone>
	/** What may connect all the same. */
	readonly allowed: readonly Allowance[]
	/** Which pairs of zones are asked about; all by default. */
	readonly about?: (from: Zone, to: Zone) => boolean
}

/** Every way between zones that is not allowed, one entry a pair of zones. */
export function crossings(network: Network, question: CrossingQuestion): readonly Crossing[] {
	const sets = namespaceSets(network)
	const context: Context = {
		network,
		sets,
		allowed: question.allowed,
		pairs: allowedPairs(sets, question.allowed),
		coverage: podCoverage(network),
		pods: differentPods(network, question.allowed),
	}
	const exits = openGroups(network, sets, question.zones, 'egress')
	const entries = exits.length === 0 ? [] : openGroups(network, sets, question.zones, 'ingress')
	const found = new Map<string, { from: Zone; to: Zone; causes: Cause[] }>()
	for (const exit of exits)
		for (const entry of entries) {
			if (exit.zone.name === entry.zone.name || question.about?.(exit.zone, entry.zone) === false) continue
			const [from, to] = [both(exit.members, entry.reach), both(entry.members, exit.reach)]
			if (isEmpty(from) || isEmpty(to)) continue
			const causes = causesBetween(context, exit, entry, from, to)
			if (causes.length === 0) continue
			const key = `${exit.zone.name}\n${entry.zone.name}`
			const crossing = found.get(key) ?? { from: exit.zone, to: entry.zone, causes: [] }
			found.set(key, crossing)
			crossing.causes.push(...causes)
		}
	return [...found.values()].map(({ causes, ...zones }) => ({ ...zones, causes: causes.toSorted(byStrength) }))
}

const strengths: readonly Refutes[] = ['now', 'any-pod', 'any-plugin']

function byStrength(a: Cause, b: Cause): number {
	return strengths.indexOf(a.refutes) - strengths.indexOf(b.refutes) || Number(b.certain) - Number(a.certain)
}

interface Context {
	readonly network: Network
	readonly sets: NamespaceSets
	readonly allowed: readonly Allowance[]
	readonly pairs: AllowedPairs
	readonly coverage: (blocks: Opening['blocks']) => Coverage
	readonly pods: DifferentPods
}

function causesBetween(context: Context, exit: Group, entry: Group, from: Bits, to: Bits): readonly Cause[] {
	const { network, sets } = context
	const causes: Cause[] = []
	let byTiers: Ports | undefined
	for (const egress of exit.openings) {
		const reached = both(to, egress.namespaces)
		if (isEmpty(reached)) continue
		for (const ingress of entry.openings) {
			const sources = both(from, ingress.namespaces)
			if (isEmpty(sources)) continue
			const ports = intersect(egress.ports, ingress.ports)
			if (ports.length === 0 || !canMeet(egress, ingress)) continue
			// Ordered policies treat all members alike, so one pair of namespaces speaks for the others.
			byTiers ??= network.tierPolicies.length === 0 ? allPorts : throughTiers(network, sets, sources, reached)
			const open = intersect(ports, byTiers)
			if (open.length === 0) continue
			for (const rest of context.pairs.without(sources, reached, open, egress, ingress))
				causes.push(judge(context, egress, ingress, rest.from, rest.to, rest.ports))
		}
	}
	return causes
}

/** Whether one pod can be both the source that the exit lets out and the one that the entry lets in; the same for its destination. */
function canMeet(egress: Opening, ingress: Opening): boolean {
	return (
		satisfiable([egress.own, ingress.pods], egress.unselected) &&
		satisfiable([ingress.own, egress.pods], ingress.unselected)
	)
}

function throughTiers(network: Network, sets: NamespaceSets, from: Bits, to: Bits): Ports {
	return allowedPorts(
		network,
		{ anyPodOf: someNamespaces(sets, from).first },
		{ anyPodOf: someNamespaces(sets, to).first },
		{ blocks: 'pods', bound: 'upper' },
	)
}

function judge(context: Context, egress: Opening, ingress: Opening, sources: Bits, reached: Bits, ports: Ports): Cause {
	const { network, sets } = context
	const coverage = weakest(context.coverage(egress.blocks), context.coverage(ingress.blocks))
	const [from, to] = [someNamespaces(sets, sources), someNamespaces(sets, reached)]
	const way = { egress, ingress, from, to, ports }
	// Where no pod can have an address that is opened, none needs to be looked for.
	const witness = coverage === 'none' ? undefined : findWitness(network, context.pods, context.allowed, way)
	if (witness !== undefined) return { ...way, refutes: 'now', certain: witness.certain, witness }
	return { ...way, refutes: coverage === 'none' ? 'any-plugin' : 'any-pod', certain: coverage !== 'unknown', witness }
}
