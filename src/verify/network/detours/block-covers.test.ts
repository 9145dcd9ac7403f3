import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../model/kube-object.ts'
import { clusterPolicy, pod, policy } from '../cases/cluster.suite.ts'
import { blockCovers } from './block-covers.ts'
import { found, made, messages, nodeWith, scene, service } from './detours.suite.ts'

const block = (cidr: string, ...except: readonly string[]): string =>
	`{ipBlock: {cidr: '${cidr}', except: [${except.map((hole) => `'${hole}'`).join()}]}}`
const from = (peers: string, more = ''): KubeObject =>
	policy('shop-dev/p', `{policyTypes: [Ingress], ingress: [{from: [${peers}]${more}}]}`)
const to = (peers: string, more = ''): KubeObject =>
	policy('shop-dev/p', `{policyTypes: [Egress], egress: [{to: [${peers}]${more}}]}`)

const cluster = [
	nodeWith('a', '192.168.0.11,fd00:1::b', '10.244.0.0/24,fd00:244::/64'),
	pod('shop-dev/web', '', { ip: '10.244.0.5' }),
	pod('shop-test/web', '', { ip: '10.244.0.7' }),
	service('shop-dev/web', '{clusterIP: 10.96.1.5}'),
	service('shop-test/web', '{clusterIP: 10.96.1.7, clusterIPs: [10.96.1.7, "fd00:96::7"]}'),
	service('kube-system/kube-dns', '{clusterIP: 10.96.0.10}'),
	made('networking.k8s.io/v1', 'ServiceCIDR', 'kubernetes', 'spec: {cidrs: [10.96.0.0/16]}'),
]
const everywhere = [block('0.0.0.0/0')].join()

/** A policy in that cluster, and what its first finding says is covered, with the severity. */
const cases: readonly [what: string, policy: KubeObject, severity: string | undefined, covers?: string][] = [
	['addresses outside of the cluster', from(block('203.0.113.0/24')), undefined],
	['everything, on the way in', from(everywhere), 'medium', 'pods of test and nodes'],
	[
		'everything, on the way out',
		to(everywhere),
		'high',
		'pods of test, Services of test, nodes and the metadata service of clouds',
	],
	[
		'everything, on the way out, but not where a metadata service answers',
		to(everywhere, ', ports: [{port: 443}]'),
		'medium',
		'pods of test, Services of test and nodes',
	],
	[
		'everything but private addresses',
		to(block('0.0.0.0/0', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '169.254.0.0/16', '100.64.0.0/10')),
		undefined,
	],
	[
		'everything but the metadata service',
		to(block('0.0.0.0/0', '10.0.0.0/8', '192.168.0.0/16', '169.254.0.0/16')),
		'high',
		'the metadata service of clouds',
	],
	['the pods', from(block('10.244.0.0/16')), 'medium', 'pods of test'],
	['a pod of another stage', from(block('10.244.0.7/32')), 'medium', 'pods of test'],
	['pods but for those of another stage', from(block('10.244.0.0/16', '10.244.0.7/32')), 'medium', 'pods'],
	['the range of pods but for all of it', from(block('10.244.0.0/16', '10.244.0.0/24')), undefined],
	['a part of the range of pods', from(block('10.244.0.128/25')), 'medium', 'pods'],
	['nodes, on the way in', from(block('192.168.0.0/24')), 'low', 'nodes'],
	['nodes, on the way out', to(block('192.168.0.0/24')), 'medium', 'nodes'],
	['one node by its address', to(block('192.168.0.11/32')), undefined],
	['Services', to(block('10.96.0.0/12')), 'medium', 'Services of test'],
	['Services never connect to anybody', from(block('10.96.0.0/12')), undefined],
	['the range of Services without those of stages', to(block('10.96.0.0/24')), 'medium', 'Services'],
	['one Service of no stage by its address', to(block('10.96.0.10/32')), undefined],
	['one Service of another stage by its address', to(block('10.96.1.7/32')), 'medium', 'Services of test'],
	['one Service of the own stage by its address', to(block('10.96.1.5/32')), undefined],
	['pods over IPv6', from(block('fd00:244::/48')), 'medium', 'pods'],
	['Services over IPv6', to(block('fd00:96::/112')), 'medium', 'Services of test'],
	['the metadata service by its address', to(block('169.254.169.254/32')), 'high', 'the metadata service of clouds'],
	['the metadata service over IPv6', to(block('fd00:ec2::/32')), 'high', 'the metadata service of clouds'],
	['a metadata service asks nobody', from(block('169.254.0.0/16')), undefined],
	[
		'several blocks of one rule',
		to(`${block('10.244.0.0/16')}, ${block('192.168.0.0/24')}`),
		'medium',
		'pods of test and nodes',
	],
	[
		'in a policy that isolates another direction',
		policy('shop-dev/p', `{policyTypes: [Egress], ingress: [{from: [${everywhere}]}]}`),
		undefined,
	],
	['in a namespace of no stage', policy('monitoring/p', `{ingress: [{from: [${everywhere}]}]}`), undefined],
	[
		'networks of an ordered policy',
		clusterPolicy(
			'out',
			'{tier: Admin, priority: 1, subject: {namespaces: {matchLabels: {stage: dev}}}, egress: [{action: Accept, to: [{networks: [10.0.0.0/8]}]}]}',
		),
		'medium',
		'pods of test and Services of test',
	],
	[
		'networks of an ordered policy about all stages',
		clusterPolicy(
			'out',
			'{tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{action: Accept, to: [{networks: [10.244.0.0/16]}]}]}',
		),
		'medium',
		'pods of dev and pods of test',
	],
	[
		'networks that are denied',
		clusterPolicy(
			'out',
			'{tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: [{networks: [10.0.0.0/8]}]}]}',
		),
		undefined,
	],
	[
		'networks behind a denial of pods',
		clusterPolicy(
			'out',
			`{tier: Admin, priority: 1, subject: {namespaces: {matchLabels: {stage: dev}}}, egress: [
			  {action: Deny, to: [{namespaces: {}}]}, {action: Accept, to: [{networks: [0.0.0.0/0]}]}]}`,
		),
		'high',
		'nodes and the metadata service of clouds',
	],
	[
		'networks of an ordered policy about nobody in a stage',
		clusterPolicy(
			'out',
			'{tier: Admin, priority: 1, subject: {namespaces: {matchLabels: {a: b}}}, egress: [{action: Accept, to: [{networks: [10.0.0.0/8]}]}]}',
		),
		undefined,
	],
]

describe('blocks that cover the cluster', () => {
	test.each(cases)('%s', (_, object, severity, covers) => {
		const [finding, ...more] = blockCovers(scene([...cluster, object]))
		expect(more).toEqual([])
		expect(finding?.severity).toBe(severity)
		expect(finding?.message.replace(/^.* (let|lead)s? (in|to) (.*) too$/, '$3')).toBe(covers)
	})

	test('an ordered policy that denies other pods leaves a NetworkPolicy its addresses outside', () => {
		const walls = clusterPolicy(
			'walls',
			'{tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {matchLabels: {stage: test}}}]}]}',
		)
		expect(messages(blockCovers, [...cluster, from(block('10.244.0.0/16')), walls])).toEqual([
			'10.244.0.0/16 in spec.ingress[0] of NetworkPolicy shop-dev/p lets in pods too',
		])
	})

	test('where no address of a pod is known, every address is an address of pods', () => {
		expect(
			messages(blockCovers, [from(everywhere), policy('shop-test/p', `{ingress: [{from: [${block('10.0.0.0/8')}]}]}`)]),
		).toEqual(['0.0.0.0/0 in spec.ingress[0] of NetworkPolicy shop-dev/p lets in pods too'])
	})

	test('where nothing says which addresses pods and Services get, some that are taken out may be theirs', () => {
		expect(found(blockCovers, [from(block('0.0.0.0/0', '10.0.0.0/8'))])).toEqual([])
		expect(messages(blockCovers, [to(everywhere, ', ports: [{port: 443}]')])).toEqual([
			'0.0.0.0/0 in spec.egress[0] of NetworkPolicy shop-dev/p leads to pods too',
		])
	})

	test('pods behind those that are taken out', () => {
		const more = pod('shop-test/db', '', { ip: '10.244.0.9' })
		expect(messages(blockCovers, [...cluster, more, from(block('10.244.0.0/16', '10.244.0.7/32'))])).toEqual([
			'10.244.0.0/16 except 10.244.0.7/32 in spec.ingress[0] of NetworkPolicy shop-dev/p lets in pods of test too',
		])
	})

	test('a pod in the network of its node has no address of its own', () => {
		const host = pod('shop-test/agent', '', { ip: '192.168.0.11', hostNetwork: true })
		expect(messages(blockCovers, [...cluster, host, from(block('192.168.0.0/24'))])).toEqual([
			'192.168.0.0/24 in spec.ingress[0] of NetworkPolicy shop-dev/p lets in nodes too',
		])
	})

	test('one finding for each rule, once for policies that say the same', () => {
		const rules = `{ingress: [{from: [${everywhere}]}, {from: [${block('10.244.0.0/16')}]}]}`
		expect(found(blockCovers, [...cluster, policy('shop-dev/p', rules), policy('blog-dev/p', rules)])).toEqual([
			'medium network/block-covers NetworkPolicy shop-dev/p @dev',
			'medium network/block-covers NetworkPolicy shop-dev/p @dev',
		])
	})

	test('says who has which address, and what to take out', () => {
		const [finding] = blockCovers(scene([...cluster, to(block('10.244.0.0/16'))]))
		expect(finding?.witness).toEqual([
			{
				object: { group: 'networking.k8s.io', kind: 'NetworkPolicy', namespace: 'shop-dev', name: 'p' },
				field: 'spec.egress[0].to[0].ipBlock',
				observed: '10.244.0.0/16 has 10.244.0.7 of Pod shop-test/web',
			},
		])
		expect(finding?.remedy).toBe(
			'Take out what is inside of the cluster with except (10.244.0.0/24), or name the addresses that are meant.',
		)
		const [single] = blockCovers(scene([...cluster, to(block('10.244.0.7/32'))]))
		expect(single?.remedy).toBe('Name pods by selectors, and only addresses outside of the cluster by ipBlock.')
	})
})
