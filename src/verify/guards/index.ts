/**
 * Proof `guards`: the API server itself refuses what would open a wall. A policy that is missing, changed, not bound or failing open
 * guards nothing, and nobody notices: so each of them is looked at, as it is in the cluster.
 */
import { isUnseen } from '../../model/facts.ts'
import { differencesOf, otherManagersOf, showPath } from '../../model/fields.ts'
import { type Evidence, type Finding, type Proof, resultOf, type Severity } from '../../model/finding.ts'
import { guardNames, guardPurposes, hasGuards } from '../../model/guards.ts'
import { type Kind, kindKey, kinds } from '../../model/kinds.ts'
import { type KubeObject, keyOf, objectsByKey, refOf, showRef } from '../../model/kube-object.ts'
import { admissionGroup, asServed, guardKinds } from '../../model/written-kinds.ts'
import { type Case, hiddenFrom, type Prover, stagesIn } from '../prover.ts'

/** The proof. */
export const guards: Prover = {
	name: 'guards',
	wants: (_, info) => asServed(guardKinds, info).map((kind) => ({ kind, detail: 'whole' })),
	prove,
}

function prove(input: Case): Proof {
	const { desired, facts, tenancy } = input
	const policies = desired.filter(({ apiVersion, kind }) => apiVersion.startsWith(admissionGroup) && !isBinding(kind))
	// Two policies may have one name, and be of two kinds.
	const bindings = new Map(
		desired.filter(({ kind }) => isBinding(kind)).map((each) => [`${each.kind} ${each.metadata.name}`, each]),
	)
	const findings = [
		...policies.flatMap((policy) =>
			lookAt(policy, bindings.get(`${policy.kind}Binding ${policy.metadata.name}`), input),
		),
		...unserved(input),
		...chosen(input),
		...hiddenFrom('guards', input, new Set(guardKinds.map(kindKey))),
	]
	return {
		name: 'guards',
		cluster: facts.cluster,
		claim: `the API server of the cluster ${facts.cluster} itself refuses what would open a wall of the plan "${tenancy.name}"`,
		result: resultOf(findings),
		scope: {
			policies: policies.length,
			guards: guardNames.filter((name) => tenancy.guards.modes[name] === 'enforce').length,
		},
		method:
			'each policy and its binding is compared with what the plan wants, field by field; the API server has found no mistake in their expressions',
		assumptions: [
			'Whoever may change admission policies can take the guards away: no policy sees requests about policies. Who that is, access/walls tells.',
			'Whoever may do everything in the whole cluster is exempt.',
		],
		findings,
	}
}

function isBinding(kind: string): boolean {
	return kind.endsWith('PolicyBinding')
}

/** A policy that only writes is followed by one that refuses what it should have written. */
function severityOf({ kind }: KubeObject): Severity {
	return kind.startsWith(kinds.MutatingAdmissionPolicy.kind) ? 'high' : 'critical'
}

function lookAt(policy: KubeObject, binding: KubeObject | undefined, input: Case): readonly Finding[] {
	const { facts } = input
	const observed = objectsByKey(facts.objects)
	const found = observed.get(keyOf(refOf(policy)))
	if (found === undefined)
		return isUnseen(facts.unseen, refOf(policy))
			? []
			: [
					findingOf('missing', policy, input, `${showRef(refOf(policy))} is missing, and what it guards is open`, [
						{ object: refOf(policy) },
					]),
				]
	return [...weaknesses(policy, found, input), ...mistakes(found, input), ...bound(binding, observed, input)]
}

function weaknesses(desired: KubeObject, found: KubeObject, input: Case): readonly Finding[] {
	const differing = differencesOf(desired, found).filter(({ path }) => path[0] === 'spec')
	if (differing.length === 0) return []
	const witness = differing.map(({ path, before, after }): Evidence => {
		const manager = otherManagersOf(found, path).join(', ')
		return {
			object: refOf(found),
			field: showPath(path),
			expected: short(after),
			observed: short(before),
			...(manager === '' ? {} : { manager }),
		}
	})
	const failsOpen = differing.some(({ path, before }) => path[1] === 'failurePolicy' && before === 'Ignore')
	return [
		failsOpen
			? findingOf(
					'failing-open',
					desired,
					input,
					`${showRef(refOf(found))} lets requests pass that it fails to judge (failurePolicy: Ignore)`,
					witness,
				)
			: findingOf(
					'weakened',
					desired,
					input,
					`${showRef(refOf(found))} is not what the plan wants: ${differing.map(({ path }) => showPath(path)).join(', ')}`,
					witness,
				),
	]
}

/** What the API server says about a policy's expressions, as it reads them against the kinds that it serves. */
function mistakes(found: KubeObject, input: Case): readonly Finding[] {
	const { status } = found as {
		readonly status?: {
			readonly typeChecking?: {
				readonly expressionWarnings?: readonly { readonly fieldRef: string; readonly warning: string }[]
			}
		}
	}
	const warnings = status?.typeChecking?.expressionWarnings ?? []
	if (warnings.length === 0) return []
	return [
		{
			...findingOf(
				'mistaken',
				found,
				input,
				`the API server finds a mistake in ${showRef(refOf(found))}: it may refuse everything, or judge nothing`,
				warnings.map(({ fieldRef, warning }) => ({
					object: refOf(found),
					field: fieldRef,
					observed: warning.split('\n')[0] ?? '',
				})),
			),
			severity: 'high',
			remedy:
				'stagewall apply; where that does not help, the server serves a kind differently from what Stagewall knows: report it.',
		},
	]
}

function bound(
	binding: KubeObject | undefined,
	observed: ReadonlyMap<string, KubeObject>,
	input: Case,
): readonly Finding[] {
	if (binding === undefined) return []
	const found = observed.get(keyOf(refOf(binding)))
	if (found === undefined)
		return isUnseen(input.facts.unseen, refOf(binding))
			? []
			: [
					findingOf(
						'unbound',
						binding,
						input,
						`${showRef(refOf(binding))} is missing: the policy is there, and does nothing`,
						[{ object: refOf(binding) }],
					),
				]
	const differing = differencesOf(binding, found).filter(({ path }) => path[0] === 'spec')
	if (differing.length === 0) return []
	return [
		findingOf(
			'unbound',
			binding,
			input,
			`${showRef(refOf(binding))} does not bind the policy as the plan wants it: ${differing.map(({ path }) => showPath(path)).join(', ')}`,
			differing.map(({ path, before, after }) => ({
				object: refOf(found),
				field: showPath(path),
				expected: short(after),
				observed: short(before),
			})),
		),
	]
}

/** A server of before 1.30 has no such policies at all; one of before 1.36 writes nothing. */
function unserved(input: Case): readonly Finding[] {
	const { facts, tenancy } = input
	const isAbsent = (kind: Kind): boolean => facts.absent.some((each) => kindKey(each) === kindKey(kind))
	if (!hasGuards(tenancy.guards)) return []
	if (isAbsent(kinds.ValidatingAdmissionPolicy))
		return [
			{
				...common(input),
				code: 'guards/not-served',
				result: 'violated',
				severity: 'high',
				subject: undefined,
				message: 'the API server knows no ValidatingAdmissionPolicy (Kubernetes 1.30): nothing guards the walls',
				witness: [],
				remedy: 'Update the cluster, or say that it is meant: guards: off.',
			},
		]
	if (tenancy.guards.mutation === 'auto' && isAbsent(kinds.MutatingAdmissionPolicy))
		return [
			{
				...common(input),
				code: 'guards/nothing-written',
				result: 'noted',
				severity: 'info',
				subject: undefined,
				message:
					'the API server knows no MutatingAdmissionPolicy (Kubernetes 1.36): pods have to bring the label and the placement of their stage, and are refused otherwise',
				witness: [],
			},
		]
	return []
}

/** What the plan does not enforce is no surprise, and still nothing that anybody should take for guarded. */
function chosen(input: Case): readonly Finding[] {
	const { tenancy } = input
	if (stagesIn(input).length === 0) return []
	return guardNames
		.filter((name) => tenancy.guards.modes[name] !== 'enforce')
		.map((name): Finding => {
			const mode = tenancy.guards.modes[name]
			return {
				...common(input),
				code: 'guards/not-enforced',
				result: 'noted',
				severity: 'info',
				subject: undefined,
				message: `the plan does not enforce the guard ${name} (${mode}): the API server lets pass ${guardPurposes[name]}`,
				witness: [],
				remedy: `guards: {${name}: enforce}`,
			}
		})
}

function findingOf(
	code: string,
	about: KubeObject,
	input: Case,
	message: string,
	witness: readonly Evidence[],
): Finding {
	return {
		...common(input),
		code: `guards/${code}`,
		result: 'violated',
		severity: severityOf(about),
		subject: refOf(about),
		message,
		witness,
		remedy: 'stagewall apply',
	}
}

function common({ facts }: Case): Pick<Finding, 'cluster'> {
	return { cluster: facts.cluster }
}

/** Expressions are long, and where they differ is what counts. */
function short(value: unknown): string {
	if (value === undefined || value === null) return '(not set)'
	const text = typeof value === 'string' ? value : JSON.stringify(value)
	return text.length <= 120 ? text : `${text.slice(0, 119)}…`
}
