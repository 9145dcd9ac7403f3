import { expect, test } from 'vitest'
import type { Change, ClusterPlan } from '../model/change.ts'
import { kinds } from '../model/kinds.ts'
import type { KubeObject } from '../model/kube-object.ts'
import { refOf } from '../model/kube-object.ts'
import { paintFor } from './paint.ts'
import { planText } from './plan-text.ts'

type Update = Extract<Change, { fields: unknown }>

const object = (kind: string, name: string, namespace?: string): KubeObject => ({
	apiVersion: 'v1',
	kind,
	metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
})
const create = (kind: string, name: string, namespace?: string): Change => {
	const desired = object(kind, name, namespace)
	return { action: 'create', ref: refOf(desired), desired }
}
const update = (kind: string, name: string, namespace: string | undefined, more: Partial<Update>): Change => {
	const desired = object(kind, name, namespace)
	return {
		action: 'update',
		ref: refOf(desired),
		desired,
		observed: desired,
		fields: [],
		adopts: false,
		...more,
	} as Change
}

const plan: ClusterPlan = {
	cluster: 'shared',
	changes: [
		create('Namespace', 'shop-dev'),
		create('ResourceQuota', 'stagewall', 'shop-dev'),
		create('NetworkPolicy', 'a', 'shop-dev'),
		create('NetworkPolicy', 'b', 'shop-dev'),
		update('Namespace', 'legacy', undefined, {
			adopts: true,
			fields: [{ path: ['metadata', 'labels', 'stage'], before: undefined, after: 'test' }],
		}),
		update('ResourceQuota', 'stagewall', 'shop-test', {
			fields: [{ path: ['spec', 'hard', 'requests.cpu'], before: '8', after: '10' }],
		}),
		{
			action: 'delete',
			ref: refOf(object('RoleBinding', 'qa', 'shop-test')),
			observed: object('RoleBinding', 'qa', 'shop-test'),
		},
	],
	unchanged: 120,
	stale: [{ ref: { group: '', kind: 'Namespace', name: 'old-dev' }, why: 'namespace' }],
	blocked: [
		{
			change: update('ResourceQuota', 'stagewall', 'shop-test', {}),
			outcome: {
				type: 'conflict',
				conflicts: [{ field: 'spec.hard.requests.cpu', manager: 'kubectl-edit', before: '8', after: '10' }],
			},
		},
	],
	notices: [{ code: 'plan/example', ref: undefined, message: 'too small', hint: 'Raise it.' }],
	hidden: [],
	unseen: [],
}

test('a plan, grouped by namespace', () => {
	expect(planText([plan], paintFor(false), { details: false })).toBe(
		`Cluster shared
  shop-dev  new
    + Namespace shop-dev, ResourceQuota stagewall, 2 NetworkPolicies
  legacy  exists already, adopted: what others wrote in it stays
    ~ Namespace legacy
        metadata.labels.stage  (not set) → test
  shop-test
    ~ ResourceQuota stagewall
        spec.hard["requests.cpu"]  8 → 10
    - RoleBinding qa
  left over: no longer in the plan: Namespace old-dev (--delete-namespace NAME deletes one with everything in it)
  note: too small
        Raise it.
  conflict: ResourceQuota shop-test/stagewall has fields that others manage
      spec.hard.requests.cpu  8 → 10  owned by kubectl-edit
  4 to create, 2 to change, 1 to delete; 120 unchanged, 1 blocked.
`,
	)
})

test('what could not be seen, whatever it is', () => {
	const unseen: ClusterPlan['unseen'] = [
		{ kind: kinds.Pod, namespace: 'shop-dev', reason: 'forbidden', message: 'no' },
		{ kind: undefined, file: 'a.yaml', reason: 'unreadable', message: 'tabs' },
		{ kind: undefined, group: 'example.org/v1', reason: 'failed', message: 'no answer' },
	]
	expect(planText([{ ...plan, unseen }], paintFor(false), { details: false })).toContain(
		`  not visible: pods in shop-dev: no
  not visible: the file a.yaml: tabs
  not visible: the API group example.org/v1: no answer
`,
	)
})

test('--details names each object', () => {
	const text = planText([{ ...plan, changes: plan.changes.slice(0, 4) }], paintFor(false), { details: true })
	expect(text).toContain('    + NetworkPolicy a\n    + NetworkPolicy b\n')
})

test('nothing to change', () => {
	const text = planText([{ ...plan, changes: [], stale: [], blocked: [], notices: [] }], paintFor(false), {
		details: false,
	})
	expect(text).toBe('Cluster shared\n  Nothing to change; 120 unchanged.\n')
})

test('colours only where they are asked for', () => {
	expect(planText([plan], paintFor(true), { details: false })).toContain('\u001b[32m10\u001b[39m')
	expect(planText([plan], paintFor(false), { details: false })).not.toContain('\u001b')
})
