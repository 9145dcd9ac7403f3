import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../model/kube-object.ts'
import { clusterPolicy, policy } from '../cases/cluster.suite.ts'
import { found, messages, scene } from './detours.suite.ts'
import { port53 } from './port-53.ts'

const to = (rule: string): KubeObject => policy('shop-dev/p', `{policyTypes: [Egress], egress: [{${rule}}]}`)
const udp = 'ports: [{port: 53, protocol: UDP}]'
const high = ['high network/dns-anywhere NetworkPolicy shop-dev/p @dev']

const cases: readonly [what: string, objects: readonly KubeObject[], found: readonly string[]][] = [
	['no peers', [to(udp)], high],
	['no peers, both protocols', [to('ports: [{port: 53, protocol: UDP}, {port: 53}]')], high],
	['every address', [to(`to: [{ipBlock: {cidr: 0.0.0.0/0}}], ${udp}`)], high],
	['every address but a few', [to(`to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}], ${udp}`)], high],
	['some addresses', [to(`to: [{ipBlock: {cidr: 203.0.113.0/24}}], ${udp}`)], []],
	['all namespaces', [to(`to: [{namespaceSelector: {}}], ${udp}`)], []],
	[
		'the pods of DNS',
		[to(`to: [{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: kube-dns}}}], ${udp}`)],
		[],
	],
	['other ports as well', [to('ports: [{port: 53, protocol: UDP}, {port: 443}]')], []],
	['a range around it', [to('ports: [{port: 50, endPort: 60}]')], []],
	['a port by its name', [to('ports: [{port: dns, protocol: UDP}]')], []],
	['all ports', [to('')], []],
	['on the way in', [policy('shop-dev/p', `{ingress: [{${udp}}]}`)], []],
	[
		'where an ordered policy denies all addresses',
		[
			to(udp),
			clusterPolicy(
				'walls',
				'{tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: [{networks: [0.0.0.0/0, "::/0"]}]}]}',
			),
		],
		[],
	],
	[
		'where an ordered policy denies those of one family',
		[
			to(udp),
			clusterPolicy(
				'walls',
				'{tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: [{networks: [0.0.0.0/0]}]}]}',
			),
		],
		high,
	],
]

describe('port 53 to everybody', () => {
	test.each(cases)('%s', (_, objects, expected) => {
		expect(found(port53, objects)).toEqual(expected)
	})

	test('says so once, with every rule', () => {
		const objects = [policy('shop-dev/p', `{egress: [{${udp}}, {to: [{ipBlock: {cidr: '::/0'}}], ${udp}}]}`)]
		expect(messages(port53, objects)).toEqual([
			"port 53 is open to everybody in NetworkPolicy shop-dev/p, not only to the cluster's DNS: anything can be carried out through it",
		])
		expect(port53(scene(objects))[0]?.witness.map(({ field, observed }) => `${field}: ${observed}`)).toEqual([
			'spec.egress[0]: port 53 to everybody',
			'spec.egress[1]: port 53 to ::/0',
		])
	})
})
