import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../model/kube-object.ts'
import { clusterPolicy, policy } from '../cases/cluster.suite.ts'
import { found, messages, scene } from './detours.suite.ts'
import { openRules } from './open-rules.ts'

const from = (peer: string, more = ''): KubeObject =>
	policy('shop-dev/p', `{policyTypes: [Ingress], ingress: [{from: [${peer}]${more}}]}`)
const to = (peer: string, more = ''): KubeObject =>
	policy('shop-dev/p', `{policyTypes: [Egress], egress: [{to: [${peer}]${more}}]}`)
const denyOthers = clusterPolicy(
	'walls',
	`{tier: Admin, priority: 1, subject: {namespaces: {}},
	  ingress: [{action: Deny, from: [{namespaces: {}}]}], egress: [{action: Deny, to: [{namespaces: {}}]}]}`,
)

const selector = (severity: string): readonly string[] => [
	`${severity} network/open-selector NetworkPolicy shop-dev/p @dev`,
]
const rule = (severity: string): readonly string[] => [`${severity} network/open-rule NetworkPolicy shop-dev/p @dev`]

const cases: readonly [what: string, objects: readonly KubeObject[], found: readonly string[]][] = [
	['all namespaces', [from('{namespaceSelector: {}}')], selector('high')],
	[
		'all but one, by label',
		[from('{namespaceSelector: {matchExpressions: [{key: stage, operator: NotIn, values: [test]}]}}')],
		selector('high'),
	],
	[
		'all without a label',
		[from('{namespaceSelector: {matchExpressions: [{key: stage, operator: DoesNotExist}]}}')],
		selector('high'),
	],
	[
		'all but one, by name',
		[
			from(
				'{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: NotIn, values: [x]}]}}',
			),
		],
		selector('high'),
	],
	[
		'pods with a label in any namespace',
		[from('{namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}')],
		selector('medium'),
	],
	['all namespaces, on the way out', [to('{namespaceSelector: {}}')], selector('medium')],
	['namespaces with a label', [from('{namespaceSelector: {matchLabels: {stage: dev}}}')], []],
	[
		'namespaces that have some stage',
		[from('{namespaceSelector: {matchExpressions: [{key: stage, operator: Exists}]}}')],
		[],
	],
	['a namespace by its name', [from('{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: traefik}}}')], []],
	['pods of the own namespace', [from('{podSelector: {}}')], []],
	[
		'labels that no pod can have',
		[
			from(
				'{namespaceSelector: {}, podSelector: {matchLabels: {a: b}, matchExpressions: [{key: a, operator: DoesNotExist}]}}',
			),
		],
		[],
	],
	['addresses', [from('{ipBlock: {cidr: 203.0.113.0/24}}')], []],
	['no peers', [from('')], rule('high')],
	['no list of peers', [policy('shop-dev/p', '{ingress: [{ports: [{port: 80}]}]}')], rule('high')],
	['an empty rule', [policy('shop-dev/p', '{ingress: [{}]}')], rule('high')],
	['no rules at all', [policy('shop-dev/p', '{policyTypes: [Ingress, Egress], ingress: [], egress: []}')], []],
	['no peers on the way out, where a metadata service may be', [to('')], rule('high')],
	['no peers on the way out, on a port of its own', [to('', ', ports: [{port: 443}]')], rule('medium')],
	['port 53 without peers is for another check', [to('', ', ports: [{port: 53, protocol: UDP}]')], []],
	[
		'a rule of a direction that the policy leaves alone',
		[policy('shop-dev/p', '{policyTypes: [Egress], ingress: [{}]}')],
		[],
	],
	['in a namespace of no stage', [policy('monitoring/p', '{ingress: [{}]}')], []],
	['where an ordered policy denies it first', [from('{namespaceSelector: {}}'), denyOthers], []],
	['where an ordered policy keeps pods out', [from(''), denyOthers], []],
	[
		'where an ordered policy denies another port',
		[
			from('{namespaceSelector: {}}', ', ports: [{port: 80}]'),
			clusterPolicy(
				'walls',
				`{tier: Admin, priority: 1, subject: {namespaces: {}},
				  ingress: [{action: Deny, from: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {number: 22}}}]}]}`,
			),
		],
		selector('high'),
	],
	[
		'both directions and both ways',
		[
			policy(
				'shop-dev/p',
				'{ingress: [{}, {from: [{namespaceSelector: {}}]}], egress: [{to: [{namespaceSelector: {}}]}, {}]}',
			),
		],
		[...rule('high'), ...selector('medium'), ...rule('high'), ...selector('high')],
	],
	[
		'the same in two namespaces of a stage is one finding',
		[policy('shop-dev/p', '{ingress: [{}]}'), policy('blog-dev/q', '{ingress: [{}]}')],
		rule('high'),
	],
	[
		'the same in two stages is one finding each',
		[policy('shop-dev/p', '{ingress: [{}]}'), policy('shop-test/p', '{ingress: [{}]}')],
		[...rule('high'), 'high network/open-rule NetworkPolicy shop-test/p @test'],
	],
]

describe('open rules', () => {
	test.each(cases)('%s', (_, objects, expected) => {
		expect(found(openRules, objects)).toEqual(expected)
	})

	test('says whom they let in', () => {
		expect(
			messages(openRules, [policy('shop-dev/p', '{ingress: [{from: [{namespaceSelector: {}}]}], egress: [{}]}')]),
		).toEqual([
			'the way out to everybody inside and outside of the cluster, the metadata service of clouds included, is opened by a rule without peers in NetworkPolicy shop-dev/p',
			'pods of namespaces that nobody has labelled are let in by NetworkPolicy shop-dev/p, which selects all pods of all namespaces',
		])
	})

	test('shows the rule of each policy that says the same', () => {
		const rules = policy('shop-dev/p', '{ingress: [{from: [{podSelector: {}}]}, {ports: [{port: 80}]}]}')
		const [finding] = openRules(scene([rules, { ...rules, metadata: { name: 'q', namespace: 'blog-dev' } }]))
		expect(finding?.witness.map(({ object, field, observed }) => `${object?.name} ${field}: ${observed}`)).toEqual([
			'p spec.ingress[1]: everybody, TCP 80',
			'q spec.ingress[1]: everybody, TCP 80',
		])
	})
})
