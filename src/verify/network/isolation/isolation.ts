/** Proves that no zone can connect to another, except as the plan allows; the strongest claim that holds. */
import { type Proof, resultOf } from '../../../model/finding.ts'
import { showRef } from '../../../model/kube-object.ts'
import { isPlanned, type Tenancy } from '../../../model/tenancy.ts'
import type { Case, Prover } from '../../prover.ts'
import { showSome } from '../../words.ts'
import { type Crossing, crossings } from '../crossing/crossings.ts'
import type { Zone } from '../crossing/zones.ts'
import type { Network } from '../network.ts'
import { networkOf } from '../read-network.ts'
import { networkWants } from '../wants.ts'
import { bridges } from './bridges.ts'
import { arePodsSeen, crossingFindings } from './crossing-findings.ts'
import { doubts } from './doubts.ts'
import { hiddenPolicies } from './hidden.ts'
import { openNamespaces } from './open-namespaces.ts'
import { allowancesBeyond, allowancesOf, zonesOf } from './zones-of-plan.ts'

/** The proof that stages talk to nobody but themselves. */
export const isolation: Prover = {
	name: 'network/isolation',
	wants: (_, info) => networkWants(info),
	prove,
}

/** How far the claim reaches, from the strongest. */
const strengths = {
	'any-plugin': 'whatever pods there will be, and however a network plugin reads what Kubernetes leaves open',
	'any-pod': 'whatever pods there will be',
	now: 'between the pods that exist now',
} as const

function prove(input: Case): Proof {
	const { facts, tenancy } = input
	const network = networkOf(facts)
	const zones = zonesOf(tenancy, facts.cluster, network)
	const found = crossings(network, {
		zones: withNeighbours(input, network, zones),
		allowed: [...allowancesOf(tenancy, facts.cluster, network), ...allowancesBeyond(input.desired, network)],
		about: (from, to) => from.stage !== undefined || to.stage !== undefined,
	})
	const strength = strengthOf(found, arePodsSeen(input))
	const findings = [
		...crossingFindings(input, network, found),
		...openNamespaces(input, network, zones),
		...doubts(input, network, zones),
		...hiddenPolicies(input, zones),
		...bridges(input, network, zones),
	]
	return {
		name: 'network/isolation',
		cluster: facts.cluster,
		claim: claimOf(tenancy, strength),
		...(strength === undefined ? {} : { strength }),
		result: resultOf(findings),
		scope: {
			stages: new Set([...zones.values()].map(({ stage }) => stage)).size,
			namespaces: zones.size,
			policies: network.policies.length + network.tierPolicies.length,
		},
		method:
			'namespaces whose policies say the same are one group; for each exit that meets an entry of another stage, labels that would pass are searched for, then pods that have them',
		assumptions: [
			'The network plugin enforces the policies that are listed.',
			'TCP, UDP and SCTP; policies say nothing about other protocols.',
			'Pods in the network of their node are outside of every policy: network/detours reports them.',
			...pluginNotes(found),
		],
		findings,
	}
}

/**
 * With a plan, stages talk to nobody it does not name, so every other namespace is a zone of its own. Without one, nobody said
 * who else may talk to them.
 */
function withNeighbours(
	{ tenancy }: Case,
	network: Network,
	zones: ReadonlyMap<string, Zone>,
): ReadonlyMap<string, Zone> {
	if (!isPlanned(tenancy)) return zones
	const all = new Map(zones)
	for (const name of network.namespaces.keys())
		if (!zones.has(name)) all.set(name, { name: `namespace ${name}`, stage: undefined })
	return all
}

function claimOf(tenancy: Tenancy, strength: keyof typeof strengths | undefined): string {
	const claim = isPlanned(tenancy)
		? 'no stage can connect to another one, or to anybody else but as the plan says'
		: 'no stage can connect to another'
	return strength === undefined ? claim : `${claim}, ${strengths[strength]}`
}

function strengthOf(found: readonly Crossing[], podsSeen: boolean): keyof typeof strengths | undefined {
	const refuted = new Set(found.flatMap(({ causes }) => causes.map(({ refutes }) => refutes)))
	if (refuted.has('now')) return undefined
	if (refuted.has('any-pod')) return podsSeen ? 'now' : undefined
	return refuted.has('any-plugin') ? 'any-pod' : 'any-plugin'
}

/** What keeps the strongest claim from holding is no finding: it is as the specification's own tests want it. */
function pluginNotes(found: readonly Crossing[]): readonly string[] {
	const fields = new Set(
		found.flatMap(({ causes }) =>
			causes
				.filter(({ refutes }) => refutes === 'any-plugin')
				.flatMap(({ egress, ingress }) => [egress, ingress])
				.flatMap(({ by, blocks }) =>
					blocks === undefined || by.type === 'nothing' ? [] : [`${showRef(by.policy.ref)} ${by.rule.field}`],
				),
		),
	)
	if (fields.size === 0) return []
	return [`Pods have none of the addresses that are opened by ${showSome([...fields])}.`]
}
