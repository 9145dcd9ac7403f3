/** Ways between zones as findings: who reaches whom, by which two rules, and what to do. */
import { grouped } from '../../../model/collect.ts'
import type { Evidence, Finding, Severity } from '../../../model/finding.ts'
import { kindKey, kinds } from '../../../model/kinds.ts'
import { type KubeObject, keyOf, type ObjectRef, objectsByKey, showRef } from '../../../model/kube-object.ts'
import type { Case } from '../../prover.ts'
import { showSome, writerOf } from '../../words.ts'
import type { Cause, Crossing } from '../crossing/crossings.ts'
import type { Opening } from '../crossing/openings.ts'
import type { Network } from '../network.ts'
import { showPorts } from '../ports.ts'
import { namespaceRef, showEndpoint, showPeer, showPortMatches } from '../words.ts'

/** Whether every pod was seen: only then can it be said that none does something. */
export function arePodsSeen({ facts }: Case): boolean {
	return facts.unseen.every(({ kind, group }) =>
		kind === undefined ? group !== undefined : kindKey(kind) !== kindKey(kinds.Pod),
	)
}

/** One finding for each pair of stages with a way from one to the other; its causes are the witness. */
export function crossingFindings(input: Case, network: Network, found: readonly Crossing[]): readonly Finding[] {
	const byStages = grouped(found, ({ from, to }) => `${from.stage ?? ''}\n${to.stage ?? ''}`)
	return [...byStages.values()].flatMap((each) => findingFor(input, network, each) ?? [])
}

/** So many different causes are shown of one pair of stages; more would be read by nobody. */
const shownCauses = 5

function findingFor(input: Case, network: Network, found: readonly Crossing[]): Finding | undefined {
	const objects = objectsByKey(input.facts.objects)
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
	cause: Cause,
	same: readonly Cause[],
	podsSeen: boolean,
): string {
	const { certain, witness, ports } = cause
	const pairs = same.reduce((sum, each) => sum + each.from.count * each.to.count, 0)
	const more = pairs > 1 ? ` (in ${pairs} pairs of namespaces)` : ''
	if (witness !== undefined) {
		const way = `${showEndpoint(witness.from)} → ${showEndpoint(witness.to)}, ${portWords(witness.ports)}${more}`
		return certain
			? `${from} can reach ${to}: ${way}`
			: `whether ${from} can reach ${to} depends on addresses that are not known: ${way}`
	}
	const way = `${showSome(cause.from.names())} → ${showSome(cause.to.names())}, ${portWords(ports)}${more}`
	if (!certain) return `whether pods of ${from} could reach ${to} depends on addresses that are not known: ${way}`
	if (isForAll(cause)) return `any pod of ${from} that comes could reach ${to}: ${way}`
	return podsSeen
		? `no pod of ${from} reaches ${to} today, but one with the right labels would: ${way}`
		: `a pod of ${from} with the right labels reaches ${to}; whether one exists was not visible: ${way}`
}

/** Whether a way asks for no labels at all. */
function isForAll({ egress, ingress }: Cause): boolean {
	return [egress, ingress].every(
		({ own, unselected, pods }) => own.length === 0 && unselected.length === 0 && pods.length === 0,
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
	objects: ReadonlyMap<string, KubeObject>,
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
	const manager = writerOf(objects.get(keyOf(policy.ref)))
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
