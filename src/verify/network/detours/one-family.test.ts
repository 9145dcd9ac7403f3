import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../model/kube-object.ts'
import { clusterPolicy, policy } from '../cases/cluster.suite.ts'
import { found, messages, nodeWith } from './detours.suite.ts'
import { oneFamily } from './one-family.ts'

const both = nodeWith('a', '192.168.0.11', '10.244.0.0/24,fd00:244::/64')
const only4 = nodeWith('a', '192.168.0.11', '10.244.0.0/24')
const from = (...cidrs: readonly string[]): KubeObject =>
	policy('shop-dev/p', `{ingress: [{from: [${cidrs.map((cidr) => `{ipBlock: {cidr: '${cidr}'}}`).join()}]}]}`)
const ordered = (action: string): KubeObject =>
	clusterPolicy(
		'out',
		`{tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{action: ${action}, to: [{networks: [0.0.0.0/0]}]}]}`,
	)
const low = ['low network/one-family NetworkPolicy shop-dev/p @dev']

const cases: readonly [what: string, objects: readonly KubeObject[], found: readonly string[]][] = [
	['everybody, of one family', [both, from('0.0.0.0/0')], low],
	['everybody, of the other family', [both, from('::/0')], low],
	['everybody', [both, from('0.0.0.0/0', '::/0')], []],
	['everybody, where pods have one family', [only4, from('0.0.0.0/0')], []],
	['pods, of one family', [both, from('10.244.0.0/16')], low],
	['nodes, of one family', [both, from('192.168.0.0/24')], low],
	['somebody outside, who may have one family', [both, from('203.0.113.0/24')], []],
	[
		'a denial leaves the other family open',
		[both, ordered('Deny')],
		['medium network/one-family ClusterNetworkPolicy out'],
	],
	['what is passed on is decided elsewhere', [both, ordered('Pass')], []],
]

describe('blocks of one family', () => {
	test.each(cases)('%s', (_, objects, expected) => {
		expect(found(oneFamily, objects)).toEqual(expected)
	})

	test('says which family is missing', () => {
		expect(messages(oneFamily, [both, from('0.0.0.0/0')])).toEqual([
			'spec.ingress[0] of NetworkPolicy shop-dev/p opens addresses of IPv4 only, and pods have IPv6 as well: over IPv6 the way stays closed',
		])
	})
})
