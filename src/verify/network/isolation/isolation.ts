/** Proves that no zone can connect to another, except as the plan allows; the strongest claim that holds. */
import { once } from '../../../model/collect.ts'
import type { Evidence, Finding, Proof, Severity } from '../../../model/finding.ts'
import { resultOf } from '../../../model/finding.ts'
import { kindKey, kinds } from '../../../model/kinds.ts'
import { type KubeObject, keyOf, type ObjectRef, refOf, showRef } from '../../../model/kube-object.ts'
import type { Tenancy } from '../../../model/tenancy.ts'
import type { Case, Prover } from '../../prover.ts'
import { type Cause, type Crossing, crossings } from '../crossing/crossings.ts'
import type { Opening } from '../crossing/openings.ts'
import type { Zone } from '../crossing/zones.ts'
import type { Network } from '../network.ts'
import { showPorts } from '../ports.ts'
import { networkOf } from '../read-network.ts'
import { networkWants } from '../wants.ts'
import { namespaceRef, showEndpoint, showPeer, showPortMatches, showSome, writerOf } from '../words.ts'
import { bridges } from './bridges.ts'
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
	if (isFound(tenancy)) return zones
	const all = new Map(zones)
	for (const name of network.namespaces.keys())
		if (!zones.has(name)) all.set(name, { name: `namespace ${name}`, stage: undefined })
	return all
}

/** Whether the stages were found without a plan. */
function isFound({ name }: Tenancy): boolean {
	return name === ''
}

function claimOf(tenancy: Tenancy, strength: keyof typeof strengths | undefined): string {
	const claim = isFound(tenancy)
		? 'no stage can connect to another'
		: 'no stage can connect to another one, or to anybody else but as the plan says'
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

/** Whether every pod was seen: only then can it be said that none does something. */
function arePodsSeen({ facts }: Case): boolean {
	return facts.unseen.every(({ kind, group }) =>
		kind === undefined ? group !== undefined : kindKey(kind) !== kindKey(kinds.Pod),
	)
}

function crossingFindings(input: Case, network: Network, found: readonly Crossing[]): readonly Finding[] {
	const objects = once(() => new Map(input.facts.objects.map((object) => [keyOf(refOf(object)), object])))
	const byStages = new Map<string, Crossing[]>()
	for (const crossing of found) {
		const key = `${crossing.from.stage ?? ''}\n${crossing.to.stage ?? ''}`
		byStages.set(key, [...(byStages.get(key) ?? []), crossing])
	}
	return [...byStages.values()].flatMap((each) => findingFor(input, network, each, objects) ?? [])
}

/** So many different causes are shown of one pair of stages; more would be read by nobody. */
const shownCauses = 5

function findingFor(
	input: Case,
	network: Network,
	found: readonly Crossing[],
	objects: () => ReadonlyMap<string, KubeObject>,
): Finding | undefined {
	const causes = found.flatMap((crossing) => crossing.causes).filter(({ refutes }) => refutes !== 'any-plugin')
	const best =
		causes.find(({ refutes, certain }) => refutes === 'now' && certain) ??
		causes.find(({ certain }) => certain) ??
		causes.find(({ refutes }) => refutes === 'now') ??
		causes[0]
	const crossing = found.find((each) => best !== undefined && each.causes.includes(best))
	if (best === undefined || crossing === undefined) return undefined
	const same = causes.filter(({ refutes, certain }) => refutes === best.refutes && certain === best.certain)
	const different = differentCauses(same).slice(0, shownCauses)
	const [code, severity] = natureOf(crossing, best)
	return {
		code: best.certain ? code : 'network/not-visible',
		result: best.certain ? 'violated' : 'not-visible',
		severity,
		cluster: input.facts.cluster,
		stage: crossing.to.stage ?? crossing.from.stage ?? '',
		subject: subjectOf(best),
		message: messageFor(
			zonesIn(found.filter((each) => each.causes.some((cause) => same.includes(cause)))),
			best,
			same,
			arePodsSeen(input),
		),
		witness: different.flatMap((cause) => [
			evidence(network, cause, cause.egress, cause.witness?.from.namespace ?? cause.from.first, objects),
			evidence(network, cause, cause.ingress, cause.witness?.to.namespace ?? cause.to.first, objects),
		]),
		remedy: remedyFor(crossing, best),
		controls: ['CIS-5.3.2', 'C-0260'],
	}
}

/** What a person would change first: a rule before a missing wall, at the end that is reached before the other. */
function subjectOf({ egress, ingress, to }: Cause): ObjectRef {
	const [rule] = [ingress, egress].flatMap(({ by }) => (by.type === 'rule' ? [by.policy.ref] : []))
	return rule ?? namespaceRef(to.first)
}

/** What a way is, by its ends and by whether anybody can use it now. */
function natureOf({ from, to }: Crossing, cause: Cause): readonly [code: string, severity: Severity] {
	const { refutes } = cause
	const isBeyond = from.stage === undefined || to.stage === undefined
	if (refutes !== 'now') return ['network/any-pod', isBeyond ? 'low' : isForAll(cause) ? 'high' : 'medium']
	if (isBeyond) return ['network/beyond-stages', 'high']
	return from.stage === to.stage ? ['network/cross-app', 'high'] : ['network/cross-stage', 'critical']
}

/** Both ends of crossings that join the same stages; outside of them there may be several namespaces. */
function zonesIn(found: readonly Crossing[]): { readonly from: string; readonly to: string } {
	const names = (end: 'from' | 'to'): string => showSome([...new Set(found.map((crossing) => crossing[end].name))])
	return { from: names('from'), to: names('to') }
}

function messageFor(
	{ from, to }: { readonly from: string; readonly to: string },
	{ certain, witness, ports }: Cause,
	same: readonly Cause[],
	podsSeen: boolean,
): string {
	const pairs = same.reduce((sum, cause) => sum + cause.from.count * cause.to.count, 0)
	const more = pairs > 1 ? ` (in ${pairs} pairs of namespaces)` : ''
	if (witness !== undefined) {
		const way = `${showEndpoint(witness.from)} → ${showEndpoint(witness.to)}, ${portWords(witness.ports)}${more}`
		return certain
			? `${from} can reach ${to}: ${way}`
			: `whether ${from} can reach ${to} depends on addresses that are not known: ${way}`
	}
	const [cause] = same
	const way = `${showSome(cause?.from.names() ?? [])} → ${showSome(cause?.to.names() ?? [])}, ${portWords(ports)}${more}`
	if (!certain) return `whether pods of ${from} could reach ${to} depends on addresses that are not known: ${way}`
	if (isForAll(cause)) return `any pod of ${from} that comes could reach ${to}: ${way}`
	return podsSeen
		? `no pod of ${from} reaches ${to} today, but one with the right labels would: ${way}`
		: `a pod of ${from} with the right labels reaches ${to}; whether one exists was not visible: ${way}`
}

/** Whether a way asks for no labels at all. */
function isForAll(cause: Cause | undefined): boolean {
	return (
		cause !== undefined &&
		[cause.egress, cause.ingress].every(
			({ own, unselected, pods }) => own.length === 0 && unselected.length === 0 && pods.length === 0,
		)
	)
}

function portWords(ports: Cause['ports']): string {
	const shown = showPorts(ports)
	return shown === 'all' ? 'all ports' : shown
}

/** Causes that come of the same two fields are one. */
function differentCauses(causes: readonly Cause[]): readonly Cause[] {
	const different = new Map<string, Cause>()
	for (const cause of causes) {
		const key = [cause.egress, cause.ingress]
			.map(({ by }) => (by.type === 'nothing' ? '' : `${by.policy.ref.name} ${by.rule.field} ${showPeer(by.peer)}`))
			.join('\n')
		if (!different.has(key)) different.set(key, cause)
	}
	return [...different.values()]
}

function evidence(
	network: Network,
	cause: Cause,
	{ by, direction, unselected, own }: Opening,
	namespace: string,
	objects: () => ReadonlyMap<string, KubeObject>,
): Evidence {
	const way = direction === 'egress' ? 'out' : 'in'
	if (by.type === 'nothing') {
		const who = cause.witness === undefined ? 'a pod' : direction === 'egress' ? cause.witness.from : cause.witness.to
		const name = typeof who === 'string' ? who : showRef(who.ref)
		const scope =
			unselected.length === 0 ? `no policy isolates ${direction} here` : `no policy for ${direction} selects ${name}`
		return { object: namespaceRef(namespace), field: direction, observed: `${scope}: everything may go ${way}` }
	}
	// The group's policies say the same in each of its namespaces; a person looks for the one in this namespace.
	const policy =
		'shape' in by.policy
			? (network.policiesIn(namespace).find(({ shape }) => 'shape' in by.policy && shape === by.policy.shape) ??
				by.policy)
			: by.policy
	const manager = writerOf(objects().get(keyOf(policy.ref)))
	const whose = own.length === 0 ? '' : ' of the pods it selects'
	return {
		object: policy.ref,
		field: by.peer === 'anyone' ? by.rule.field : by.peer.field,
		observed: `opens the way ${way}${whose} ${direction === 'egress' ? 'to' : 'from'} ${showPeer(by.peer)}, ${showPortMatches(by.rule.ports)}`,
		...(manager === undefined ? {} : { manager }),
	}
}

/** Only what stands in a stage is the plan's to change. */
function remedyFor({ from, to }: Crossing, { egress, ingress }: Cause): string {
	const ours = [...(from.stage === undefined ? [] : [egress]), ...(to.stage === undefined ? [] : [ingress])]
	const open = ours.find(({ by }) => by.type === 'nothing')
	if (open !== undefined)
		return `Isolate ${open.direction}: a NetworkPolicy with an empty podSelector and policyTypes [${open.direction === 'egress' ? 'Egress' : 'Ingress'}] in each namespace of the stage.`
	const fields = ours.map(({ by }) => (by.type === 'nothing' ? '' : `${showRef(by.policy.ref)} ${by.rule.field}`))
	return `Narrow ${fields.join(' or ')}, or write the way into stages.yaml as an allow with its reason.`
}
