import { describe, expect, test } from 'vitest'
import type { Facts } from '../../model/facts.ts'
import { allGuards, type Guards } from '../../model/guards.ts'
import { kinds } from '../../model/kinds.ts'
import type { KubeObject } from '../../model/kube-object.ts'
import type { Case } from '../prover.ts'
import { caseOf, namespaces, object, shown, tenancy } from '../verify.suite.ts'
import { guards } from './index.ts'

const group = 'admissionregistration.k8s.io/v1'
const ours = { 'stagewall.dev/plan': 'webshop' }
const all: Guards = { modes: allGuards('enforce'), exempt: [], mutation: 'auto', schedulers: [], priorityClasses: [] }

function named(kind: string, name: string, spec: object): KubeObject {
	return object(group, kind, `stagewall-webshop-${name}`, undefined, ours, { spec })
}

const matchConstraints = { namespaceSelector: { matchLabels: ours }, resourceRules: [{ resources: ['pods'] }] }
const spec = {
	failurePolicy: 'Fail',
	paramKind: null,
	matchConditions: null,
	matchConstraints,
	validations: [{ expression: 'false', message: 'no' }],
}
const bound = {
	policyName: 'stagewall-webshop-exec',
	validationActions: ['Deny'],
	matchResources: null,
	paramRef: null,
}

const policy = named('ValidatingAdmissionPolicy', 'exec', spec)
const binding = named('ValidatingAdmissionPolicyBinding', 'exec', bound)
const writing = { failurePolicy: 'Fail', matchConstraints, mutations: [{ patchType: 'JSONPatch' }] }
const mutation = named('MutatingAdmissionPolicy', 'labels', writing)
const mutationBinding = named('MutatingAdmissionPolicyBinding', 'labels', {
	policyName: 'stagewall-webshop-labels',
	matchResources: null,
	paramRef: null,
})
const desired = [policy, binding, mutation, mutationBinding]

/** The policy with its spec changed, as the API server would store it: without what is `null`. */
function policyWith(change: object): KubeObject {
	return named('ValidatingAdmissionPolicy', 'exec', {
		...spec,
		paramKind: undefined,
		matchConditions: undefined,
		...change,
	})
}

function bindingWith(change: object): KubeObject {
	return named('ValidatingAdmissionPolicyBinding', 'exec', { ...bound, ...change })
}

function judged(objects: readonly KubeObject[], more: Partial<Facts> = {}, plan: Guards = all): Case {
	return { ...caseOf([...namespaces, ...objects], { desired, ...more }), tenancy: { ...tenancy, guards: plan } }
}

const subject = 'stagewall-webshop-exec'
const rest = [mutation, mutationBinding]

describe('guards', () => {
	test.each<readonly [what: string, objects: readonly KubeObject[], found: readonly string[]]>([
		['all are there', desired, []],
		['the server leaves out what is null', [policyWith({}), binding, ...rest], []],
		['a policy is missing', [binding, ...rest], [`critical guards/missing ValidatingAdmissionPolicy ${subject}`]],
		[
			'a binding is missing',
			[policy, ...rest],
			[`critical guards/unbound ValidatingAdmissionPolicyBinding ${subject}`],
		],
		['both are missing: that is one thing', rest, [`critical guards/missing ValidatingAdmissionPolicy ${subject}`]],
		[
			'an expression is another one',
			[policyWith({ validations: [{ expression: 'true', message: 'no' }] }), binding, ...rest],
			[`critical guards/weakened ValidatingAdmissionPolicy ${subject}`],
		],
		[
			'it sees fewer namespaces',
			[
				policyWith({ matchConstraints: { ...matchConstraints, namespaceSelector: { matchLabels: { a: 'b' } } } }),
				binding,
				...rest,
			],
			[`critical guards/weakened ValidatingAdmissionPolicy ${subject}`],
		],
		[
			'somebody filled in a condition that the plan left out',
			[policyWith({ matchConditions: [{ name: 'never', expression: 'false' }] }), binding, ...rest],
			[`critical guards/weakened ValidatingAdmissionPolicy ${subject}`],
		],
		[
			'it lets pass what it fails to judge',
			[policyWith({ failurePolicy: 'Ignore' }), binding, ...rest],
			[`critical guards/failing-open ValidatingAdmissionPolicy ${subject}`],
		],
		[
			'its binding only tells',
			[policy, bindingWith({ validationActions: ['Audit'] }), ...rest],
			[`critical guards/unbound ValidatingAdmissionPolicyBinding ${subject}`],
		],
		[
			'its binding holds in some namespaces only',
			[policy, bindingWith({ matchResources: { namespaceSelector: { matchLabels: { a: 'b' } } } }), ...rest],
			[`critical guards/unbound ValidatingAdmissionPolicyBinding ${subject}`],
		],
		[
			'its binding is for another policy',
			[policy, bindingWith({ policyName: 'other' }), ...rest],
			[`critical guards/unbound ValidatingAdmissionPolicyBinding ${subject}`],
		],
		[
			'the server finds a mistake in an expression',
			[
				{
					...policy,
					status: {
						typeChecking: { expressionWarnings: [{ fieldRef: 'spec.variables[0]', warning: 'no such key\n | x' }] },
					},
				},
				binding,
				...rest,
			],
			[`high guards/mistaken ValidatingAdmissionPolicy ${subject}`],
		],
		[
			'what only writes is missing',
			[policy, binding],
			['high guards/missing MutatingAdmissionPolicy stagewall-webshop-labels'],
		],
		[
			'the binding of what only writes is missing',
			[policy, binding, mutation],
			['high guards/unbound MutatingAdmissionPolicyBinding stagewall-webshop-labels'],
		],
		[
			'labels and annotations are not looked at',
			[{ ...policy, metadata: { ...policy.metadata, labels: {} } }, binding, ...rest],
			[],
		],
	])('%s', (_, objects, found) => {
		const proof = guards.prove(judged(objects))
		expect(shown(proof.findings)).toEqual(found)
		expect(proof.result).toBe(found.length === 0 ? 'proven' : 'violated')
	})

	test('a policy that refuses and one that writes may have one name: each has its own binding', () => {
		const ofLabels = (kind: string, content: object) => named(kind, 'labels', content)
		const refusing = ofLabels('ValidatingAdmissionPolicy', spec)
		const refusingBinding = ofLabels('ValidatingAdmissionPolicyBinding', {
			...bound,
			policyName: 'stagewall-webshop-labels',
		})
		const both = [refusing, refusingBinding, ...rest]
		const prove = (objects: readonly KubeObject[]) =>
			shown(guards.prove(judged(objects, { desired: both } as Partial<Facts>)).findings)
		expect(prove(both)).toEqual([])
		expect(prove([refusing, ...rest])).toEqual([
			'critical guards/unbound ValidatingAdmissionPolicyBinding stagewall-webshop-labels',
		])
	})

	test('a change names its field, both values and who wrote it', () => {
		const changed = policyWith({ failurePolicy: 'Ignore' })
		const managedFields = [
			{ manager: 'stagewall', operation: 'Apply' as const, fieldsV1: { 'f:spec': { 'f:matchConstraints': {} } } },
			{ manager: 'kubectl-edit', operation: 'Update' as const, fieldsV1: { 'f:spec': { 'f:failurePolicy': {} } } },
		]
		const found = { ...changed, metadata: { ...changed.metadata, managedFields } }
		const [finding] = guards.prove(judged([found, binding, ...rest])).findings
		expect(finding?.witness).toEqual([
			expect.objectContaining({
				field: 'spec.failurePolicy',
				expected: 'Fail',
				observed: 'Ignore',
				manager: 'kubectl-edit',
			}),
		])
	})

	test('long expressions are cut in the evidence', () => {
		const changed = policyWith({ validations: [{ expression: 'x'.repeat(500), message: 'no' }] })
		const [finding] = guards.prove(judged([changed, binding, ...rest])).findings
		expect(finding?.witness[0]?.observed).toHaveLength(120)
	})

	test('the mistake that the server found is told in its first line', () => {
		const status = {
			typeChecking: { expressionWarnings: [{ fieldRef: 'spec.variables[0]', warning: 'no such key\n | x' }] },
		}
		const [finding] = guards.prove(judged([{ ...policy, status }, binding, ...rest])).findings
		expect(finding?.witness).toEqual([expect.objectContaining({ field: 'spec.variables[0]', observed: 'no such key' })])
	})

	test('a server before 1.30 serves no guards', () => {
		const absent = [
			kinds.ValidatingAdmissionPolicy,
			kinds.ValidatingAdmissionPolicyBinding,
			kinds.MutatingAdmissionPolicy,
		]
		const proof = guards.prove(judged([], { desired: [], absent } as Partial<Facts>))
		expect(shown(proof.findings)).toEqual(['high guards/not-served'])
		expect(proof.result).toBe('violated')
	})

	test('a server before 1.36 writes nothing: a note, where the plan leaves it to the cluster', () => {
		const absent = [kinds.MutatingAdmissionPolicy, kinds.MutatingAdmissionPolicyBinding]
		const some = { desired: [policy, binding], absent } as Partial<Facts>
		const proof = guards.prove(judged([policy, binding], some))
		expect(shown(proof.findings)).toEqual(['info guards/nothing-written'])
		expect(proof.result).toBe('proven')
		expect(guards.prove(judged([policy, binding], some, { ...all, mutation: 'off' })).findings).toEqual([])
	})

	test.each([
		['off', 'off'],
		['warn', 'warn'],
	] as const)('a guard that the plan sets to %s is a note', (_, mode) => {
		const plan = { ...all, modes: { ...all.modes, nodes: mode } }
		const proof = guards.prove(judged(desired, {}, plan))
		expect(shown(proof.findings)).toEqual(['info guards/not-enforced'])
		expect(proof.findings[0]?.message).toContain(`the guard nodes (${mode})`)
		expect(proof).toMatchObject({ result: 'proven', scope: { guards: 11 } })
	})

	test('a plan without guards on a server that has none is a note for each, and no violation', () => {
		const plan = { ...all, modes: allGuards('off') }
		const proof = guards.prove(
			judged([], { desired: [], absent: [kinds.ValidatingAdmissionPolicy] } as Partial<Facts>, plan),
		)
		expect(new Set(proof.findings.map(({ code }) => code))).toEqual(new Set(['guards/not-enforced']))
		expect(proof.result).toBe('proven')
	})

	test('what could not be read is not visible, neither missing nor fine', () => {
		const unseen = [
			{ kind: kinds.ValidatingAdmissionPolicy, reason: 'forbidden' as const, message: 'forbidden' },
			{ kind: kinds.ValidatingAdmissionPolicyBinding, reason: 'forbidden' as const, message: 'forbidden' },
		]
		const proof = guards.prove(judged(rest, { unseen }))
		expect(new Set(proof.findings.map(({ code }) => code))).toEqual(new Set(['guards/not-visible']))
		expect(proof.result).toBe('not-visible')
	})

	test('policies are looked at in the version that the cluster serves', () => {
		const served = { ...kinds.MutatingAdmissionPolicy, version: 'v1beta1' }
		const info = { name: 'shared', type: 'live', serverVersion: 'v1.34.0', kinds: [served] } as const
		const wants = guards.wants(tenancy, info)
		expect(wants.find(({ kind }) => kind.kind === served.kind)?.kind.version).toBe('v1beta1')
		expect(wants.every(({ detail }) => detail === 'whole')).toBe(true)
	})
})
