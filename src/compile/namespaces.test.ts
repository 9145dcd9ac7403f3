import { expect, it } from 'vitest'
import type { PodSecurity } from '../model/tenancy.ts'
import { namespaceOf } from './namespaces.ts'
import { sampleTenancy } from './sample.suite.ts'

const tenancy = sampleTenancy()
const [stage] = tenancy.stages
const [namespace] = tenancy.namespaces
if (stage === undefined || namespace === undefined) throw new Error('the sample has no stage')

it('says which stage, app and plan a namespace belongs to, and how far its pods may go', () => {
	expect(namespaceOf(tenancy, stage, namespace)).toEqual({
		apiVersion: 'v1',
		kind: 'Namespace',
		metadata: {
			name: 'shop-dev',
			labels: {
				stage: 'dev',
				'stagewall.dev/app': 'shop',
				'stagewall.dev/plan': 'webshop',
				'pod-security.kubernetes.io/enforce': 'baseline',
				'pod-security.kubernetes.io/enforce-version': 'v1.36',
				'pod-security.kubernetes.io/warn': 'restricted',
				'pod-security.kubernetes.io/warn-version': 'v1.36',
				'pod-security.kubernetes.io/audit': 'restricted',
				'pod-security.kubernetes.io/audit-version': 'v1.36',
			},
		},
	})
})

it('uses the label keys of the plan', () => {
	const labels = { stage: 'example.org/environment', app: 'example.org/product' }
	expect(namespaceOf({ ...tenancy, labels }, stage, namespace).metadata.labels).toMatchObject({
		'example.org/environment': 'dev',
		'example.org/product': 'shop',
		'stagewall.dev/plan': 'webshop',
	})
})

it.each([
	[{ enforce: 'privileged', warn: 'baseline', version: 'v1.34' }, ['privileged', 'baseline', 'baseline', 'v1.34']],
	[
		{ enforce: 'restricted', warn: 'restricted', version: 'latest' },
		['restricted', 'restricted', 'restricted', 'latest'],
	],
] as const)('labels Pod Security %j', (podSecurity: PodSecurity, [enforce, warn, audit, version]) => {
	expect(namespaceOf(tenancy, { ...stage, podSecurity }, namespace).metadata.labels).toMatchObject({
		'pod-security.kubernetes.io/enforce': enforce,
		'pod-security.kubernetes.io/enforce-version': version,
		'pod-security.kubernetes.io/warn': warn,
		'pod-security.kubernetes.io/warn-version': version,
		'pod-security.kubernetes.io/audit': audit,
		'pod-security.kubernetes.io/audit-version': version,
	})
})
