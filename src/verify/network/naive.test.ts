/** The second evaluator against decisions of NetworkPolicies, worked out by hand from the specification. */
import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../model/kube-object.ts'
import { everyOutcome } from './every-outcome.suite.ts'
import {
	answersOf,
	cronJob,
	denyProd,
	deployment,
	egress,
	ingress,
	pod,
	policy,
	type Row,
	sidecar,
} from './naive-cases.suite.ts'
import { naiveEnds } from './naive-ends.suite.ts'

const policies: readonly Row[] = [
	['nothing forbids anything', [], 'web → db 80', 'open'],
	['a policy of another namespace', [policy('dev', { podSelector: {}, ingress: [] })], 'web → db 80', 'open'],
	['ingress without rules denies', [denyProd], 'web → db 80', 'closed'],
	['ingress that is null denies', [policy('prod', { podSelector: {}, ingress: null })], 'web → db 80', 'closed'],
	['an empty spec denies ingress', [policy('prod', {})], 'web → db 80', 'closed'],
	['and not egress', [policy('dev', {})], 'web → db 80', 'open'],
	[
		'the pod selector of another pod',
		[policy('prod', { podSelector: { matchLabels: { app: 'x' } } })],
		'web → db 80',
		'open',
	],
	['an empty list of egress without types isolates nothing', [policy('dev', { egress: [] })], 'web → db 80', 'open'],
	[
		'one egress rule without types isolates',
		[policy('dev', { egress: [{ ports: [{ port: 81 }] }] })],
		'web → db 80',
		'closed',
	],
	[
		'types that are an empty list',
		[policy('dev', { policyTypes: [], egress: [{ ports: [{ port: 81 }] }] })],
		'web → db 80',
		'closed',
	],
	[
		'ingress rules of a policy for egress isolate nothing',
		[policy('prod', { policyTypes: ['Egress'], ingress: [] })],
		'web → db 80',
		'open',
	],
	['an empty rule allows everybody', [ingress({})], 'web → db 80', 'open'],
	['and the world', [ingress({})], '8.8.8.8/32 → db 80', 'open'],
	['`from: []` is everybody', [ingress({ from: [] })], '8.8.8.8/32 → db 80', 'open'],
	['`from: null` too', [ingress({ from: null, ports: null })], 'web → db 80', 'open'],
	[
		'all pods of all namespaces are not the world',
		[ingress({ from: [{ namespaceSelector: {} }] })],
		'8.8.8.8/32 → db 80',
		'closed',
	],
	['a pod selector alone means the own namespace', [ingress({ from: [{ podSelector: {} }] })], 'web → db 80', 'closed'],
	[
		'both selectors of one item are joined by AND',
		[
			ingress({
				from: [{ namespaceSelector: { matchLabels: { stage: 'dev' } }, podSelector: { matchLabels: { app: 'x' } } }],
			}),
		],
		'web → db 80',
		'closed',
	],
	[
		'two items by OR',
		[
			ingress({
				from: [
					{ namespaceSelector: { matchLabels: { stage: 'dev' } } },
					{ podSelector: { matchLabels: { app: 'x' } } },
				],
			}),
		],
		'web → db 80',
		'open',
	],
	[
		'a namespace is labelled with its name',
		[ingress({ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'dev' } } }] })],
		'web → db 80',
		'open',
	],
	[
		'NotIn matches where the key is absent',
		[
			ingress({
				from: [{ namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['a'] }] } }],
			}),
		],
		'web → db 80',
		'open',
	],
	[
		'an empty value needs the key',
		[ingress({ from: [{ namespaceSelector: { matchLabels: { team: '' } } }] })],
		'web → db 80',
		'closed',
	],
	[
		'DoesNotExist matches a namespace that nobody declared',
		[
			pod('ghost/g'),
			ingress({ from: [{ namespaceSelector: { matchExpressions: [{ key: 'stage', operator: 'DoesNotExist' }] } }] }),
		],
		'g → db 80',
		'open',
	],
	[
		'policies of one namespace add up',
		[denyProd, ingress({ from: [{ namespaceSelector: {} }] })],
		'web → db 80',
		'open',
	],
	['egress has to pass as well', [ingress({}), egress({ ports: [{ port: 81 }] })], 'web → db 80', 'closed'],
	['a pod reaches itself', [denyProd], 'db → db 80', 'open'],
	[
		'a CronJob has a template, too',
		[
			cronJob('dev/nightly', { labels: { app: 'x' } }),
			ingress({ from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'x' } } }] }),
		],
		'CronJob/nightly → db 80',
		'open',
	],
	[
		'replicas of one template do not',
		[denyProd, deployment('prod/api')],
		'Deployment/api → Deployment/api 80',
		'closed',
	],
]

const ports: readonly Row[] = [
	['no protocol is TCP', [ingress({ ports: [{ port: 80 }] })], 'web → db UDP 80', 'closed'],
	['an empty item is all of TCP', [ingress({ ports: [{}] })], 'web → db 65535', 'open'],
	['and nothing of SCTP', [ingress({ ports: [{}] })], 'web → db SCTP 80', 'closed'],
	['the end of a range is in it', [ingress({ ports: [{ port: 80, endPort: 90 }] })], 'web → db 90', 'open'],
	['and the next port is not', [ingress({ ports: [{ port: 80, endPort: 90 }] })], 'web → db 91', 'closed'],
	['no list is every protocol', [ingress({ ports: [] })], 'web → db SCTP 7', 'open'],
	['a name is looked up at the destination', [ingress({ ports: [{ port: 'sql' }] })], 'web → db 5432', 'open'],
	['also by egress', [egress({ ports: [{ port: 'sql' }] })], 'web → db 5432', 'open'],
	['its protocol has to fit', [ingress({ ports: [{ port: 'dns' }] })], 'web → db UDP 53', 'closed'],
	['as it does here', [ingress({ ports: [{ port: 'dns', protocol: 'UDP' }] })], 'web → db UDP 53', 'open'],
	['nobody outside has names', [egress({ ports: [{ port: 'sql' }] })], 'web → 8.8.8.8/32 5432', 'closed'],
	[
		'a name at two ports is both',
		[
			ingress({ ports: [{ port: 'http' }] }),
			pod('prod/two', {
				containers: [
					{ name: 'a', ports: [{ name: 'http', containerPort: 80 }] },
					{ name: 'b', ports: [{ name: 'http', containerPort: 8080 }] },
				],
			}),
		],
		'web → two 8080',
		'open',
	],
	[
		'a sidecar has ports',
		[
			ingress({ ports: [{ port: 'mesh' }] }),
			pod('prod/m', { initContainers: [sidecar({ name: 'mesh', containerPort: 15 })] }),
		],
		'web → m 15',
		'open',
	],
	[
		'another init container has ended',
		[
			ingress({ ports: [{ port: 'mesh' }] }),
			pod('prod/m', { initContainers: [{ name: 'i', ports: [{ name: 'mesh', containerPort: 15 }] }] }),
		],
		'web → m 15',
		'closed',
	],
]

describe('a decision by NetworkPolicies', () => {
	test.each([...policies, ...ports])('%s', (...row) => {
		const { found, expected } = answersOf(row)
		expect(found).toEqual(expected)
	})
})

describe('ends', () => {
	const owned = (object: KubeObject, kind: string, name: string): KubeObject => ({
		...object,
		metadata: { ...object.metadata, ownerReferences: [{ apiVersion: 'apps/v1', kind, name, controller: true }] },
	})
	const replicaSet: KubeObject = owned({ ...deployment('dev/api-1'), kind: 'ReplicaSet' }, 'Deployment', 'api')
	const ended = { ...pod('dev/old'), status: { phase: 'Succeeded', podIPs: [{ ip: '10.0.1.1' }] } }
	const job = (type: string): KubeObject => ({
		...deployment('dev/task'),
		kind: 'Job',
		status: { conditions: [{ type, status: 'True' }] },
	})

	test.each<[string, readonly KubeObject[], readonly string[]]>([
		['pods', [pod('dev/a'), pod('prod/b')], ['a', 'b']],
		['no pod that has ended', [ended], []],
		['a template without pods', [deployment('dev/api')], ['Deployment/api']],
		['its own, not the one of its ReplicaSet', [deployment('dev/api'), replicaSet], ['Deployment/api']],
		[
			'no template that has a pod',
			[deployment('dev/api'), replicaSet, owned(pod('dev/p'), 'ReplicaSet', 'api-1')],
			['p'],
		],
		[
			'one whose pods have ended',
			[deployment('dev/api'), replicaSet, owned(ended, 'ReplicaSet', 'api-1')],
			['Deployment/api'],
		],
		['no Job that is done', [job('Complete')], []],
		['one that is paused', [job('Suspended')], ['Job/task']],
	])('%s', (_, objects, names) => {
		expect(naiveEnds(objects).map((end) => ('name' in end ? end.name : end.cidr))).toEqual(names)
	})
})

test('every outcome of questions that hang on each other', () => {
	const outcomes = everyOutcome((choose) => (choose(['a', 'b']) === 'a' ? `a${choose([1, 2])}` : 'b'))
	expect([...outcomes]).toEqual(['a1', 'a2', 'b'])
	expect([...everyOutcome(() => 'nothing to choose')]).toEqual(['nothing to choose'])
})
