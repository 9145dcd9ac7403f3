import { expect, test } from 'vitest'
import { clusterPolicy, endIn, namespace, node, pod, policy } from '../cases/cluster.suite.ts'
import type { KnownEnd } from '../connections/classes.ts'
import type { World } from '../match.ts'
import { readNetwork } from '../read-network.ts'
import { mismatches } from './mismatch.ts'

const cluster = [
	namespace('x', 'stage=dev'),
	namespace('y', 'stage=prod,team=a'),
	node('north', 'disk=ssd', '192.168.0.1'),
	pod('y/web', 'app=web,legacy=', { ip: '10.0.1.1,fd00::1' }),
	pod('y/new', 'app=web'),
	pod('y/host', '', { ip: '192.168.0.1', node: 'north', hostNetwork: true }),
	pod('y/lost', '', { hostNetwork: true }),
]
const usual: World = { family: 4, hostPods: 'pods', blocks: 'pods' }

type Case = readonly [peer: string, end: string, mismatch: string, world?: Partial<World>]

/** Peers of a NetworkPolicy of the namespace x. */
const ofPolicies: readonly Case[] = [
	['namespaceSelector: {}', 'y/web', ''],
	['namespaceSelector: {matchLabels: {stage: dev}}', 'y/web', 'namespace-labels stage=dev: Namespace y has stage=prod'],
	[
		'namespaceSelector: {matchLabels: {stage: dev, team: a, zone: b}}',
		'y/web',
		'namespace-labels stage=dev,zone=b: Namespace y has stage=prod',
	],
	['namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: x}}', 'y/web', 'other-namespace x, not y'],
	[
		'namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [x, z]}]}',
		'y/web',
		'other-namespace x or z, not y',
	],
	['podSelector: {}', 'y/web', 'other-namespace x, not y'],
	[
		'podSelector: {matchLabels: {app: db}}',
		'y/web',
		'other-namespace x, not y; pod-labels app=db: Pod web has app=web',
	],
	[
		'namespaceSelector: {}, podSelector: {matchExpressions: [{key: legacy, operator: DoesNotExist}, {key: app, operator: NotIn, values: [web]}]}',
		'y/web',
		'pod-labels !legacy,app!=web: Pod web has legacy=,app=web',
	],
	['namespaceSelector: {}, podSelector: {matchLabels: {role: db}}', 'y/web', 'pod-labels role=db: Pod web has '],
	['namespaceSelector: {}', '203.0.113.0/24', 'outside'],
	['namespaceSelector: {}', 'y/host', ''],
	['namespaceSelector: {}', 'y/host', 'host-network', { hostPods: 'nodes' }],
	[
		'namespaceSelector: {matchLabels: {stage: dev}}',
		'y/host',
		'namespace-labels stage=dev: Namespace y has stage=prod',
	],
	['ipBlock: {cidr: 10.0.0.0/16}', 'y/web', ''],
	['ipBlock: {cidr: 10.1.0.0/16}', 'y/web', 'block 10.0.1.1'],
	['ipBlock: {cidr: 10.0.0.0/16, except: [10.0.1.0/24]}', 'y/web', 'block 10.0.1.1 except 10.0.1.0/24'],
	['ipBlock: {cidr: 10.0.0.0/16}', 'y/web', 'other-family 4', { family: 6 }],
	['ipBlock: {cidr: 10.0.0.0/16}', 'y/web', 'outside-only', { blocks: 'outside' }],
	['ipBlock: {cidr: 10.0.0.0/16}', 'y/new', 'address-unknown'],
	['ipBlock: {cidr: 192.168.0.0/24}', 'y/host', '', { blocks: 'outside', hostPods: 'nodes' }],
	['ipBlock: {cidr: 10.0.0.0/16}', 'y/host', 'block 192.168.0.1', { blocks: 'outside' }],
	['ipBlock: {cidr: 203.0.113.0/25}', '203.0.113.0/24', 'range 203.0.113.0/24'],
	['ipBlock: {cidr: 203.0.112.0/24}', '203.0.113.0/24', 'block 203.0.113.0/24'],
]

/** Peers of an ordered policy. */
const ofOrdered: readonly Case[] = [
	['namespaces: {}', 'y/web', ''],
	['namespaces: {}', 'y/host', 'host-network'],
	['nodes: {matchLabels: {disk: ssd}}', 'y/host', ''],
	['nodes: {matchLabels: {disk: hdd}}', 'y/host', 'node-labels disk=hdd: Node north has disk=ssd'],
	['nodes: {matchLabels: {disk: ssd}}', 'y/lost', 'node-unknown'],
	['nodes: {}', 'y/web', 'no-node'],
	['nodes: {}', '203.0.113.0/24', 'outside'],
	['domainNames: [example.com]', '203.0.113.7/32', 'domain-unknown'],
	['domainNames: [example.com]', 'y/web', 'no-domain'],
	['services: {}', 'y/web', 'unknown-peer'],
	['networks: [10.1.0.0/16, 10.2.0.0/16]', 'y/web', 'block 10.0.1.1'],
]

function complete([peer, end, mismatch, world = {}]: Case): readonly [string, string, string, Partial<World>] {
	return [peer, end, mismatch, world]
}

function shown(objects: Parameters<typeof readNetwork>[0]['objects'], end: string, world: Partial<World>): string {
	const network = readNetwork({ objects: [...cluster, ...objects] })
	const [own] = network.policies
	const rules = own?.egress ?? network.tierPolicies[0]?.egress ?? []
	const peers = rules[0]?.peers ?? 'anyone'
	if (peers === 'anyone') throw new Error('the rule is about everybody')
	return peers
		.flatMap((peer) =>
			mismatches(network, peer, endIn(network, end) as KnownEnd, own?.namespace, { ...usual, ...world }),
		)
		.map((mismatch) => {
			switch (mismatch.type) {
				case 'namespace-labels':
				case 'pod-labels':
				case 'node-labels':
					return `${mismatch.type} ${mismatch.wanted}: ${mismatch.object.kind} ${mismatch.object.name} has ${mismatch.has}`
				case 'other-namespace':
					return `${mismatch.type} ${mismatch.wanted}, not ${mismatch.has}`
				case 'block':
					return `block ${mismatch.addresses}${mismatch.except === undefined ? '' : ` except ${mismatch.except}`}`
				case 'range':
					return `range ${mismatch.addresses}`
				case 'other-family':
					return `other-family ${mismatch.family}`
				default:
					return mismatch.type
			}
		})
		.join('; ')
}

test.each(ofPolicies.map(complete))('a NetworkPolicy: {%s} and %s', (peer, end, mismatch, world) => {
	const objects = [policy('x/out', `{policyTypes: [Egress], egress: [{to: [{${peer}}]}]}`)]
	expect(shown(objects, end, world)).toBe(mismatch)
})

test.each(ofOrdered.map(complete))('an ordered policy: {%s} and %s', (peer, end, mismatch, world) => {
	const rule = `{action: Deny, to: [{${peer}}]}`
	const objects = [clusterPolicy('out', `{tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [${rule}]}`)]
	expect(shown(objects, end, world)).toBe(mismatch)
})
