import { describe, expect, test } from 'vitest'
import { differencesOf, extrasOf, isSettled, leavesOf, otherManagersOf, showPath } from './fields.ts'
import type { KubeObject } from './kube-object.ts'

const quota: KubeObject = {
	apiVersion: 'v1',
	kind: 'ResourceQuota',
	metadata: { name: 'stagewall', namespace: 'shop-dev', labels: { stage: 'dev' } },
	spec: { hard: { 'requests.cpu': '1', pods: '10' }, scopes: null },
}

const policy: KubeObject = {
	apiVersion: 'networking.k8s.io/v1',
	kind: 'NetworkPolicy',
	metadata: { name: 'deny', namespace: 'shop-dev' },
	spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: null, egress: null },
}

/** As the server stores it after our apply. */
function stored(object: KubeObject, spec: unknown, fieldsV1: unknown): KubeObject {
	return {
		...object,
		metadata: {
			...object.metadata,
			uid: 'u',
			resourceVersion: '7',
			managedFields: [{ manager: 'stagewall', operation: 'Apply', fieldsV1: fieldsV1 as never }],
		},
		spec,
	}
}

describe('leavesOf', () => {
	test('maps are granular, lists and marked maps are atomic, identity is no field', () => {
		expect(leavesOf(quota).map(({ path }) => showPath(path))).toEqual([
			'metadata.labels.stage',
			'spec.hard["requests.cpu"]',
			'spec.hard.pods',
			'spec.scopes',
		])
		expect(leavesOf(policy).map(({ path }) => showPath(path))).toEqual([
			'spec.podSelector',
			'spec.policyTypes',
			'spec.ingress',
			'spec.egress',
		])
	})
})

describe('differencesOf', () => {
	const cases: readonly [what: string, desired: KubeObject, spec: unknown, fields: readonly string[]][] = [
		['equal', quota, { hard: { 'requests.cpu': '1', pods: '10' } }, []],
		['the same amount in another form', quota, { hard: { 'requests.cpu': '1000m', pods: 10 } }, []],
		['another amount', quota, { hard: { 'requests.cpu': '2', pods: '10' } }, ['spec.hard["requests.cpu"]']],
		['a key is missing', quota, { hard: { pods: '10' } }, ['spec.hard["requests.cpu"]']],
		['a key of others is theirs', quota, { hard: { 'requests.cpu': '1', pods: '10', secrets: '5' } }, []],
		[
			'a scope lets pods out of the quota',
			quota,
			{ hard: { 'requests.cpu': '1', pods: '10' }, scopes: ['BestEffort'] },
			['spec.scopes'],
		],
		['null and nothing are the same', policy, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }, []],
		[
			'an opened egress',
			policy,
			{ podSelector: {}, policyTypes: ['Ingress', 'Egress'], egress: [{}] },
			['spec.egress'],
		],
		['lists compare in order', policy, { podSelector: {}, policyTypes: ['Egress', 'Ingress'] }, ['spec.policyTypes']],
		[
			'a narrowed selector',
			policy,
			{ podSelector: { matchLabels: { a: 'b' } }, policyTypes: ['Ingress', 'Egress'] },
			['spec.podSelector'],
		],
		[
			'quantities only where quantities are',
			policy,
			{ podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [] },
			[],
		],
	]
	test.each(cases)('%s', (_, desired, spec, fields) => {
		expect(differencesOf(desired, { ...desired, spec }).map(({ path }) => showPath(path))).toEqual(fields)
	})

	test('inside a list an empty selector is not the same as none: {} selects everything', () => {
		const peer = (from: unknown): KubeObject => ({
			...policy,
			spec: { ...(policy['spec'] as object), ingress: [{ from: [from] }] },
		})
		const narrow = peer({ podSelector: { matchLabels: { app: 'a' } } })
		const wide = peer({ podSelector: { matchLabels: { app: 'a' } }, namespaceSelector: {} })
		expect(differencesOf(narrow, wide)).toHaveLength(1)
		expect(differencesOf(wide, narrow)).toHaveLength(1)
	})

	test('labels are compared one by one', () => {
		const other = { ...quota, metadata: { ...quota.metadata, labels: { stage: 'prod', team: 'x' } } }
		expect(differencesOf(quota, other)).toEqual([
			{ path: ['metadata', 'labels', 'stage'], before: 'prod', after: 'dev' },
		])
	})
})

test('extrasOf: what others add inside a part that we write, but not what they add to metadata', () => {
	const other: KubeObject = {
		...quota,
		metadata: { ...quota.metadata, labels: { stage: 'dev', team: 'x' } },
		spec: { hard: { 'requests.cpu': '1', pods: '10', secrets: '5' } },
		status: { used: {} },
	}
	expect(extrasOf(quota, other).map(({ path }) => showPath(path))).toEqual(['spec.hard.secrets'])
})

describe('isSettled', () => {
	const owned = {
		'f:metadata': { 'f:labels': { 'f:stage': {} } },
		'f:spec': { 'f:hard': { 'f:requests.cpu': {}, 'f:pods': {} }, 'f:scopes': {} },
	}
	const spec = { hard: { 'requests.cpu': '1', pods: '10' } }

	test('our fields, our values', () => {
		expect(isSettled(quota, stored(quota, spec, owned))).toBe(true)
	})
	test('not while somebody else owns one of the fields', () => {
		const partly = { ...owned, 'f:spec': { 'f:hard': { 'f:pods': {} }, 'f:scopes': {} } }
		expect(isSettled(quota, stored(quota, spec, partly))).toBe(false)
	})
	test('not while we own a field that is no longer wanted: an apply would drop it', () => {
		const more = { ...owned, 'f:spec': { 'f:hard': { ...owned['f:spec']['f:hard'], 'f:secrets': {} }, 'f:scopes': {} } }
		expect(isSettled(quota, stored(quota, { hard: { ...spec.hard, secrets: '5' } }, more))).toBe(false)
	})
	test('an Update entry of ours is not an Apply', () => {
		const object = stored(quota, spec, owned)
		const managedFields = object.metadata.managedFields?.map((entry) => ({ ...entry, operation: 'Update' as const }))
		expect(isSettled(quota, { ...object, metadata: { ...object.metadata, managedFields: managedFields ?? [] } })).toBe(
			false,
		)
	})
})

test('otherManagersOf names who owns a field, a part of it, or the whole above it', () => {
	const object: KubeObject = {
		...quota,
		metadata: {
			...quota.metadata,
			managedFields: [
				{ manager: 'kubectl-edit', operation: 'Update', fieldsV1: { 'f:spec': { 'f:hard': { 'f:pods': {} } } } },
				{
					manager: 'controller',
					operation: 'Update',
					subresource: 'status',
					fieldsV1: { 'f:spec': { 'f:hard': { 'f:pods': {} } } },
				},
				{ manager: 'stagewall', operation: 'Apply', fieldsV1: { 'f:spec': { 'f:hard': { 'f:pods': {} } } } },
			],
		},
	}
	expect(otherManagersOf(object, ['spec', 'hard', 'pods'])).toEqual(['kubectl-edit'])
	expect(otherManagersOf(object, ['spec', 'hard'])).toEqual(['kubectl-edit'])
	expect(otherManagersOf(object, ['spec', 'hard', 'secrets'])).toEqual([])
})
