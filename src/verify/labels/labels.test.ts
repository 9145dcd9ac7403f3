import { describe, expect, test } from 'vitest'
import { kinds } from '../../model/kinds.ts'
import type { KubeObject } from '../../model/kube-object.ts'
import { caseOf, namespaces, object, shown, tenancy } from '../verify.suite.ts'
import { labels } from './index.ts'

const dev = { stage: 'dev' }
const deployment = (name: string, label: Readonly<Record<string, string>>): KubeObject =>
	object('apps/v1', 'Deployment', name, 'shop-dev', label)
const ownedBy = (owner: KubeObject, made: KubeObject): KubeObject => ({
	...made,
	metadata: {
		...made.metadata,
		ownerReferences: [{ apiVersion: owner.apiVersion, kind: owner.kind, name: owner.metadata.name, controller: true }],
	},
})
const replicaSet = (owner: KubeObject, label = {}): KubeObject =>
	ownedBy(owner, object('apps/v1', 'ReplicaSet', 'web-1', 'shop-dev', label))
const pod = (owner: KubeObject, name: string, label = {}): KubeObject =>
	ownedBy(owner, object('v1', 'Pod', name, 'shop-dev', label))

const bare = deployment('web', {})
const good = deployment('web', dev)

const cases: readonly [what: string, objects: readonly KubeObject[], found: readonly string[]][] = [
	['all labelled', [...namespaces, good, replicaSet(good, dev), pod(replicaSet(good), 'web-1-a', dev)], []],
	['a Deployment without the label', [...namespaces, bare], ['medium labels/missing Deployment shop-dev/web']],
	[
		'its ReplicaSet and Pods are one finding with it',
		[...namespaces, bare, replicaSet(bare), pod(replicaSet(bare), 'a'), pod(replicaSet(bare), 'b')],
		['medium labels/missing Deployment shop-dev/web'],
	],
	[
		'Pods alone: the template lacks it',
		[...namespaces, good, replicaSet(good), pod(replicaSet(good), 'a')],
		['medium labels/missing Deployment shop-dev/web'],
	],
	[
		'another stage’s label',
		[...namespaces, deployment('web', { stage: 'test' })],
		['high labels/wrong Deployment shop-dev/web'],
	],
	['outside the plan nobody needs one', [...namespaces, object('v1', 'Service', 'x', 'monitoring')], []],
	[
		'what the control plane keeps needs none',
		[
			...namespaces,
			object('v1', 'ConfigMap', 'kube-root-ca.crt', 'shop-dev'),
			object('v1', 'Event', 'e', 'shop-dev'),
			object('discovery.k8s.io/v1', 'EndpointSlice', 'web-x', 'shop-dev'),
			object('v1', 'Secret', 'sh.helm.release.v1.web.v1', 'shop-dev'),
		],
		[],
	],
	[
		'another ConfigMap does',
		[...namespaces, object('v1', 'ConfigMap', 'settings', 'shop-dev')],
		['medium labels/missing ConfigMap shop-dev/settings'],
	],
	[
		'custom resources do',
		[...namespaces, object('example.org/v1', 'Widget', 'w', 'shop-dev')],
		['medium labels/missing Widget shop-dev/w'],
	],
	[
		'a stage that the plan does not know',
		[...namespaces, object('v1', 'Namespace', 'sandbox', undefined, { stage: 'sandbox' })],
		['medium labels/unknown-stage Namespace sandbox'],
	],
	[
		'a namespace that lets itself in',
		[...namespaces, object('v1', 'Namespace', 'evil', undefined, dev)],
		['high labels/stray-namespace Namespace evil'],
	],
	[
		'a stage of another plan',
		[...namespaces, object('v1', 'Namespace', 'b', undefined, { stage: 'qa', 'stagewall.dev/plan': 'other' })],
		['info labels/unknown-stage Namespace b'],
	],
	[
		'another plan with a stage of the same name',
		[...namespaces, object('v1', 'Namespace', 'b', undefined, { ...dev, 'stagewall.dev/plan': 'other' })],
		['medium labels/stray-namespace Namespace b'],
	],
	[
		'a namespace of the plan with another stage',
		[object('v1', 'Namespace', 'shop-dev', undefined, { stage: 'test' })],
		['high labels/wrong Namespace shop-dev'],
	],
	[
		'a namespace of the plan without a stage',
		[object('v1', 'Namespace', 'shop-dev')],
		['medium labels/missing Namespace shop-dev'],
	],
]

describe('labels', () => {
	test.each(cases)('%s', (_, objects, found) => {
		expect(shown(labels.prove(caseOf(objects)).findings)).toEqual(found)
	})

	test('says which objects and what to do', () => {
		const [finding] = labels.prove(caseOf([...namespaces, bare, replicaSet(bare), pod(replicaSet(bare), 'a')])).findings
		expect(finding?.message).toBe('Deployment shop-dev/web and 1 ReplicaSet, 1 Pod of it without the label stage=dev')
		expect(finding?.remedy).toBe('Set stage: dev in its metadata and in its pod template.')
		expect(finding?.stage).toBe('dev')
	})

	test('owners that refer to each other in a circle end somewhere', () => {
		const a = ownedBy(object('v1', 'ConfigMap', 'b', 'shop-dev'), object('v1', 'ConfigMap', 'a', 'shop-dev'))
		const b = ownedBy(object('v1', 'ConfigMap', 'a', 'shop-dev'), object('v1', 'ConfigMap', 'b', 'shop-dev'))
		expect(labels.prove(caseOf([...namespaces, a, b])).findings.length).toBeGreaterThan(0)
	})

	test('a kind that cannot be read is not visible, never proven', () => {
		const unseen = [
			{ kind: kinds.Pod, namespace: 'shop-dev', reason: 'forbidden' as const, message: 'pods is forbidden' },
		]
		const proof = labels.prove(caseOf(namespaces, { unseen }))
		expect(proof.result).toBe('not-visible')
		expect(proof.findings.map(({ stage, message }) => `${stage}: ${message}`)).toEqual([
			'dev: pods could not be read in the namespace shop-dev: pods is forbidden',
		])
	})

	test('an API group whose own server is down may hold objects without the label: not visible, never proven', () => {
		const gap = { kind: undefined, group: 'example.org/v1', reason: 'failed' as const, message: 'no answer' }
		expect(labels.prove(caseOf(namespaces)).result).toBe('proven')
		const proof = labels.prove(caseOf(namespaces, { unseen: [gap] }))
		expect(proof.result).toBe('not-visible')
		expect(shown(proof.findings)).toEqual(['medium labels/not-visible'])
	})

	test('asks for the metadata of every namespaced kind that the cluster serves, but for the exempt ones', () => {
		const info = {
			name: 'x',
			type: 'live' as const,
			serverVersion: 'v1.37.2',
			kinds: [kinds.Pod, kinds.Node, { group: '', version: 'v1', kind: 'Event', plural: 'events', namespaced: true }],
		}
		expect(labels.wants(tenancy, info).map(({ kind, detail }) => `${kind.kind} ${detail}`)).toEqual([
			'Namespace metadata',
			'Pod metadata',
		])
	})
})
