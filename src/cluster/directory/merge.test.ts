import { expect, test } from 'vitest'
import { merge } from './merge.ts'

const existing = {
	apiVersion: 'v1',
	kind: 'Namespace',
	metadata: {
		name: 'shop-dev',
		uid: '1',
		labels: {
			team: 'payments',
			stage: 'test',
			'stagewall.dev/plan': 'old',
			'pod-security.kubernetes.io/warn': 'baseline',
		},
		annotations: { note: 'x' },
		managedFields: [{ manager: 'kubectl' }],
	},
	secrets: [{ name: 'token' }],
	spec: { a: 1, b: 2 },
}
const desired = {
	apiVersion: 'v1',
	kind: 'Namespace',
	metadata: { name: 'shop-dev', namespace: 'x', labels: { stage: 'dev' }, finalizers: ['x'] },
	spec: { a: 2 },
}

test('what the plan names is the plan’s, its own keys go with it, and the rest stays', () => {
	expect(merge(existing, desired)).toEqual({
		apiVersion: 'v1',
		kind: 'Namespace',
		metadata: {
			name: 'shop-dev',
			uid: '1',
			labels: { team: 'payments', stage: 'dev' },
			annotations: { note: 'x' },
			finalizers: ['x'],
		},
		secrets: [{ name: 'token' }],
		spec: { a: 2 },
	})
})

test('merging again changes nothing', () => {
	const once = merge(existing, desired)
	expect(merge(once, desired)).toEqual(once)
})

test('labels appear where there were none, and only where there are some', () => {
	const bare = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a' } }
	expect(merge(bare, bare)).toEqual(bare)
	const labelled = { ...bare, metadata: { name: 'a', labels: { stage: 'dev' } } }
	expect(merge(bare, labelled)).toEqual(labelled)
})
