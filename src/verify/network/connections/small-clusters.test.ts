import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../model/kube-object.ts'
import { clusterPolicy, deployment, namespace, node, pod, policy } from '../cases/cluster.suite.ts'
import { readNetwork } from '../read-network.ts'
import type { KnownEnd } from './classes.ts'
import { type ConnectionQuery, listConnections } from './list-connections.ts'

const closed = (home: string): KubeObject => policy(`${home}/closed`, '{ policyTypes: [Ingress, Egress] }')
const from = (home: string, peer: string, ports = ''): KubeObject =>
	policy(`${home}/in`, `{ policyTypes: [Ingress], ingress: [{ from: [${peer}], ports: [${ports}] }] }`)
const to = (home: string, peer: string, ports = ''): KubeObject =>
	policy(`${home}/out`, `{ policyTypes: [Egress], egress: [{ to: [${peer}], ports: [${ports}] }] }`)

/** A pod of a StatefulSet. */
function replica(
	name: string,
	set: string,
	...details: Parameters<typeof pod> extends [string, ...infer Rest] ? Rest : never
): KubeObject {
	const made = pod(name, ...details)
	const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'StatefulSet', name: set, controller: true }]
	return { ...made, metadata: { ...made.metadata, ownerReferences } }
}

type Query = Partial<Omit<ConnectionQuery, 'from' | 'to'>> & {
	readonly inside?: boolean
	readonly from?: string
	readonly to?: string
}

/** A connection a line; those with addresses outside only where `inside` is false. */
function listed(
	objects: readonly KubeObject[],
	{ inside = true, from: source, to: destination, ...query }: Query = {},
): readonly string[] {
	const network = readNetwork({ objects })
	const ends = (name: string | undefined): readonly KnownEnd[] | undefined =>
		name === undefined
			? undefined
			: network.endpoints().filter(({ namespace: home, ref }) => `${home}/${ref.name}` === name)
	const [a, b] = [ends(source), ends(destination)]
	const { list } = listConnections(network, {
		blocks: 'pods',
		each: 'workload',
		...query,
		...(a === undefined ? {} : { from: a }),
		...(b === undefined ? {} : { to: b }),
	})
	return [...list()]
		.filter((each) => !inside || (each.from.includes('/') && each.to.includes('/')))
		.map((each) => `${each.from} → ${each.to} ${each.ports}`)
}

const [a, b] = [namespace('a', 'stage=dev'), namespace('b', 'stage=prod')]
const twoPods = [a, pod('a/x', 'app=x', { ip: '10.0.0.1' }), pod('a/y', 'app=y', { ip: '10.0.0.2' })]
const both = ['a/Pod/x → a/Pod/y all', 'a/Pod/y → a/Pod/x all']

const cases: readonly [what: string, objects: readonly KubeObject[], query: Query, list: readonly string[]][] = [
	['without policies pods reach each other, and are no connection to themselves', twoPods, {}, both],
	['closed', [...twoPods, closed('a')], {}, []],
	[
		'both ends have to allow it, and the ports are those that both allow',
		[
			...twoPods,
			from(
				'a',
				'{ podSelector: { matchLabels: { app: x } } }',
				'{ port: 80, endPort: 90 }, { port: 53, protocol: UDP }',
			),
			to('a', '{ podSelector: { matchLabels: { app: y } } }', '{ port: 85, endPort: 443 }, { protocol: UDP }'),
		],
		{},
		['a/Pod/x → a/Pod/y TCP 85-90; UDP 53'],
	],
	[
		'a template stands for pods that reach each other',
		[a, deployment('a/web')],
		{},
		['a/Deployment/web → a/Deployment/web all'],
	],
	['a single replica is one pod', [a, replica('a/db-0', 'db')], {}, []],
	[
		'replicas are one workload, and reach each other',
		[a, replica('a/db-0', 'db'), replica('a/db-1', 'db')],
		{},
		['a/StatefulSet/db → a/StatefulSet/db all'],
	],
	[
		'replicas one by one',
		[a, replica('a/db-0', 'db'), replica('a/db-1', 'db')],
		{ each: 'pod' },
		['a/Pod/db-0 → a/Pod/db-1 all', 'a/Pod/db-1 → a/Pod/db-0 all'],
	],
	[
		'what one replica may, the workload may',
		[
			a,
			replica('a/db-0', 'db', 'role=main'),
			replica('a/db-1', 'db', 'role=spare'),
			pod('a/x', 'app=x'),
			from('a', '{ podSelector: { matchLabels: { role: main } } }', '{ port: 5432 }'),
		],
		{},
		['a/StatefulSet/db → a/Pod/x TCP 5432', 'a/StatefulSet/db → a/StatefulSet/db TCP 5432'],
	],
	[
		'a replica that was named speaks for itself alone',
		[a, replica('a/db-0', 'db'), replica('a/db-1', 'db'), pod('a/x')],
		{ from: 'a/db-0' },
		['a/Pod/db-0 → a/Pod/x all', 'a/Pod/db-0 → a/StatefulSet/db all'],
	],
	[
		'the only replica is the whole workload',
		[a, replica('a/db-0', 'db'), pod('a/x')],
		{ from: 'a/db-0' },
		['a/StatefulSet/db → a/Pod/x all'],
	],
	[
		'a named port is another number in each pod',
		[
			a,
			pod('a/x', 'app=x', { ports: 'http=TCP 8080' }),
			pod('a/y', 'app=y', { ports: 'http=TCP 9090' }),
			to('a', '{ podSelector: {} }', '{ port: http }'),
		],
		{},
		['a/Pod/x → a/Pod/y TCP 9090', 'a/Pod/y → a/Pod/x TCP 8080'],
	],
	[
		'policies that say the same in two namespaces are each about their own',
		[
			...['a', 'b', 'c'].flatMap((home) => [namespace(home), pod(`${home}/x`), pod(`${home}/y`)]),
			...['a', 'b'].map((home) => from(home, '{ podSelector: {} }')),
			to('c', '{ namespaceSelector: {} }', '{ port: 80 }'),
		],
		{},
		[
			'a/Pod/x → a/Pod/y all',
			'a/Pod/x → c/Pod/x all',
			'a/Pod/x → c/Pod/y all',
			'a/Pod/y → a/Pod/x all',
			'a/Pod/y → c/Pod/x all',
			'a/Pod/y → c/Pod/y all',
			'b/Pod/x → b/Pod/y all',
			'b/Pod/x → c/Pod/x all',
			'b/Pod/x → c/Pod/y all',
			'b/Pod/y → b/Pod/x all',
			'b/Pod/y → c/Pod/x all',
			'b/Pod/y → c/Pod/y all',
			'c/Pod/x → c/Pod/y TCP 80',
			'c/Pod/y → c/Pod/x TCP 80',
		],
	],
	[
		'blocks of addresses hold pods',
		[...twoPods, from('a', '{ ipBlock: { cidr: 10.0.0.1/32 } }')],
		{},
		['a/Pod/x → a/Pod/y all'],
	],
	['or only what is outside', [...twoPods, from('a', '{ ipBlock: { cidr: 10.0.0.1/32 } }')], { blocks: 'outside' }, []],
	[
		'addresses that are not known may be in a block',
		[a, pod('a/x'), pod('a/y', '', { ip: '10.0.0.2' }), from('a', '{ ipBlock: { cidr: 10.0.0.1/32 } }')],
		{},
		['a/Pod/x → a/Pod/y all'],
	],
	[
		'where blocks hold only what is outside, a pod in the network of an unknown node may still be in one',
		[
			a,
			pod('a/x', 'app=x', { node: 'n1', ip: '10.0.0.1' }),
			deployment('a/first'),
			pod('a/host', '', { hostNetwork: true, node: 'n2' }),
			policy(
				'a/out',
				'{ podSelector: { matchLabels: { app: x } }, policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 192.168.0.0/16 } }] }] }',
			),
		],
		{ from: 'a/x', blocks: 'outside' },
		['a/Pod/x → a/Pod/host all'],
	],
	[
		'pods in the network of their node: the same node always, another by its addresses',
		[
			a,
			b,
			node('n1', '', '192.168.0.1'),
			node('n2', '', '192.168.0.2'),
			pod('a/host', '', { node: 'n1', hostNetwork: true, ip: '192.168.0.1' }),
			pod('b/here', '', { node: 'n1', ip: '10.0.0.1' }),
			pod('b/there', '', { node: 'n2', ip: '10.0.0.2' }),
			closed('b'),
			from('b', '{ ipBlock: { cidr: 192.168.0.0/16 } }', '{ port: 80 }'),
		],
		{},
		['a/Pod/host → b/Pod/here all', 'a/Pod/host → b/Pod/there TCP 80', 'b/Pod/here → a/Pod/host all'],
	],
	[
		'two families: what is open in either is open',
		[
			a,
			pod('a/x', 'app=x', { ip: '10.0.0.1,fd00::1' }),
			pod('a/y', 'app=y', { ip: '10.0.0.2,fd00::2' }),
			policy(
				'a/in',
				'{ podSelector: { matchLabels: { app: y } }, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/8 } }], ports: [{ port: 80 }] }, { from: [{ ipBlock: { cidr: "fd00::/8" } }], ports: [{ port: 443 }] }] }',
			),
		],
		{ from: 'a/x' },
		['a/Pod/x → a/Pod/y TCP 80,443'],
	],
	[
		'a twin in the network of a node that is not known may be on the same one',
		[a, replica('a/ds-0', 'ds', '', { hostNetwork: true }), replica('a/ds-1', 'ds', '', { node: 'n1' }), closed('a')],
		{},
		['a/StatefulSet/ds → a/StatefulSet/ds all'],
	],
	[
		'a replica beside a twin in the network of their node',
		[
			a,
			node('n1', '', ''),
			replica('a/ds-0', 'ds', '', { node: 'n1', hostNetwork: true }),
			replica('a/ds-1', 'ds', 'app=y', { node: 'n1', ip: '10.0.0.1' }),
			closed('a'),
		],
		{ from: 'a/ds-1' },
		['a/Pod/ds-1 → a/StatefulSet/ds all'],
	],
	[
		'a Deny before everything else',
		[
			...twoPods,
			clusterPolicy(
				'wall',
				'{ tier: Admin, priority: 1, subject: { pods: { podSelector: { matchLabels: { app: x } } } }, ingress: [{ action: Deny, from: [{ namespaces: {} }], protocols: [{ tcp: { destinationPort: { number: 22 } } }] }] }',
			),
		],
		{},
		['a/Pod/x → a/Pod/y all', 'a/Pod/y → a/Pod/x TCP 1-21,23-65535; UDP 1-65535; SCTP 1-65535'],
	],
	[
		'ordered policies never select pods in the network of their node, whatever is beside them',
		[
			a,
			b,
			pod('a/host', '', { hostNetwork: true, node: 'n1', ip: '192.168.0.1' }),
			pod('a/x', '', { node: 'n2', ip: '10.0.0.1' }),
			pod('b/y', '', { node: 'n3', ip: '10.0.0.2' }),
			clusterPolicy(
				'wall',
				'{ tier: Admin, priority: 1, subject: { namespaces: {} }, ingress: [{ action: Deny, from: [{ namespaces: {} }] }] }',
			),
		],
		{},
		['a/Pod/host → a/Pod/x all', 'a/Pod/host → b/Pod/y all', 'a/Pod/x → a/Pod/host all', 'b/Pod/y → a/Pod/host all'],
	],
	[
		'a rule about nodes tells apart pods in the network of different nodes',
		[
			a,
			node('n1', 'role=db', ''),
			node('n2', '', ''),
			pod('a/host-1', '', { hostNetwork: true, node: 'n1' }),
			pod('a/host-2', '', { hostNetwork: true, node: 'n2' }),
			pod('a/x', '', { node: 'n3', ip: '10.0.0.1' }),
			clusterPolicy(
				'wall',
				'{ tier: Admin, priority: 1, subject: { namespaces: {} }, egress: [{ action: Deny, to: [{ nodes: { matchLabels: { role: db } } }] }] }',
			),
		],
		{ from: 'a/x' },
		['a/Pod/x → a/Pod/host-2 all'],
	],
	[
		'a node with one address in a block and one beside it is not to be taken for what is wholly in it',
		[
			a,
			node('n1', '', '192.168.0.1,203.0.113.130'),
			pod('a/host', '', { hostNetwork: true, node: 'n1' }),
			pod('a/x', 'app=x', { node: 'n2', ip: '10.0.0.1' }),
			clusterPolicy(
				'wall',
				'{ tier: Admin, priority: 1, subject: { namespaces: {} }, egress: [{ action: Deny, to: [{ networks: [203.0.113.0/24] }] }] }',
			),
		],
		{ from: 'a/x', inside: false },
		['a/Pod/x → 0.0.0.0-203.0.112.255 all', 'a/Pod/x → 203.0.114.0-255.255.255.255 all', 'a/Pod/x → a/Pod/host all'],
	],
	[
		'addresses outside: what no rule tells apart is one range, by family, from and to',
		[a, pod('a/x', '', { ip: '10.0.0.1' }), pod('a/y', '', { ip: 'fd00::1' })],
		{ inside: false },
		[
			'0.0.0.0-255.255.255.255 → a/Pod/x all',
			'::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff → a/Pod/y all',
			'a/Pod/x → 0.0.0.0-255.255.255.255 all',
			'a/Pod/y → ::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff all',
		],
	],
	[
		'ranges are merged for each pair: what cuts one is nothing to the other',
		[
			a,
			b,
			pod('a/x', '', { ip: '10.0.0.1' }),
			pod('b/y', '', { ip: '10.0.0.2' }),
			closed('b'),
			policy(
				'a/out',
				'{ policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 10.0.0.0/9 } }, { ipBlock: { cidr: 10.128.0.0/9 } }, { ipBlock: { cidr: 20.0.0.0/8 } }], ports: [{ port: 443 }] }] }',
			),
		],
		{ inside: false },
		[
			'0.0.0.0-255.255.255.255 → a/Pod/x all',
			'a/Pod/x → 10.0.0.0-10.255.255.255 TCP 443',
			'a/Pod/x → 20.0.0.0-20.255.255.255 TCP 443',
		],
	],
	[
		'names that begin like addresses stand where their characters put them',
		[
			namespace('1a'),
			namespace('3a'),
			pod('1a/x', '', { ip: '10.0.0.1' }),
			pod('3a/y', '', { ip: '10.0.0.2' }),
			...['1a', '3a'].flatMap((home) => [
				from(home, '{ ipBlock: { cidr: 20.0.0.0/8 } }, { namespaceSelector: {} }'),
				to(home, '{ ipBlock: { cidr: 20.0.0.0/8 } }, { namespaceSelector: {} }'),
			]),
		],
		{ inside: false },
		[
			'1a/Pod/x → 20.0.0.0-20.255.255.255 all',
			'1a/Pod/x → 3a/Pod/y all',
			'20.0.0.0-20.255.255.255 → 1a/Pod/x all',
			'20.0.0.0-20.255.255.255 → 3a/Pod/y all',
			'3a/Pod/y → 1a/Pod/x all',
			'3a/Pod/y → 20.0.0.0-20.255.255.255 all',
		],
	],
	[
		'across stages: neither inside a stage, nor with what is in none, nor outside',
		[a, b, namespace('c'), pod('a/x'), pod('a/x2'), pod('b/y'), pod('c/z')],
		{
			inside: false,
			crossStage: true,
			stageOf: (name) => ({ a: 'dev', b: 'prod' })[name],
		},
		['a/Pod/x → b/Pod/y all', 'a/Pod/x2 → b/Pod/y all', 'b/Pod/y → a/Pod/x all', 'b/Pod/y → a/Pod/x2 all'],
	],
	['nobody', [a], { inside: false }, []],
]

test.each(cases)('%s', (_, objects, query, list) => {
	expect(listed(objects, query)).toEqual(list)
})

describe('groups', () => {
	const stages: Readonly<Record<string, string>> = { a: 'dev', a2: 'dev', b: 'prod' }
	const grouped = (objects: readonly KubeObject[], query: Partial<ConnectionQuery> = {}): readonly string[] =>
		listConnections(readNetwork({ objects }), {
			blocks: 'pods',
			each: 'workload',
			stageOf: (name) => stages[name],
			...query,
		})
			.groups()
			.map(
				({ fromStage = '-', toStage = '-', outside, from: sources, to: destinations, ports, connections }) =>
					`${outside ? 'outside' : `${fromStage} ${toStage}`}: ${sources.join(', ')} → ${destinations.join(', ')} ${ports} (${connections})`,
			)
	const inside = (lines: readonly string[]): readonly string[] => lines.filter((line) => !line.startsWith('outside'))
	const [a2, c] = [namespace('a2'), namespace('c')]
	const web = (home: string): readonly KubeObject[] => [deployment(`${home}/web`), pod(`${home}/tool`)]

	test('a stage that is open in itself is one line', () => {
		const wall = (home: string): KubeObject =>
			policy(
				`${home}/wall`,
				'{ ingress: [{ from: [{ namespaceSelector: { matchLabels: { stage: dev } } }] }], egress: [{ to: [{ namespaceSelector: { matchLabels: { stage: dev } } }] }] }',
			)
		const objects = [a, namespace('a2', 'stage=dev'), b, ...web('a'), ...web('a2'), ...web('b'), wall('a'), wall('a2')]
		expect(inside(grouped(objects))).toEqual([
			'prod prod: b/* → b/* all (3)',
			'dev dev: stage:dev → stage:dev all (14)',
		])
	})

	test('what is in no stage, and everything where there are no stages', () => {
		expect(inside(grouped([a, c, namespace('d'), pod('a/x'), pod('c/y'), pod('d/z')]))).toEqual([
			'dev -: a/Pod/x → everything in no stage all (2)',
			'- dev: everything in no stage → a/Pod/x all (2)',
			'- -: everything in no stage → everything in no stage all (2)',
		])
		expect(inside(grouped([a, a2, pod('a/x'), pod('a2/y')], { stageOf: () => undefined }))).toEqual([
			'- -: everything → everything all (2)',
		])
	})

	test('single workloads and whole namespaces, those with equal answers together', () => {
		const objects = [
			a,
			b,
			...web('a'),
			...web('b'),
			closed('a'),
			from('a', '{ namespaceSelector: {}, podSelector: {} }', '{ port: 80 }'),
		]
		expect(inside(grouped(objects))).toEqual(['prod dev: b/* → a/* TCP 80 (4)', 'prod prod: b/* → b/* all (3)'])
	})

	test('a pod and itself is no line', () => {
		expect(inside(grouped([a, pod('a/x')]))).toEqual([])
	})

	test('what a workload may to its like but not to itself makes lines of their own', () => {
		const twins = (set: string): readonly KubeObject[] => [
			replica(`a/${set}-0`, set, 'role=main'),
			replica(`a/${set}-1`, set, 'role=spare'),
		]
		const mainToMain = policy(
			'a/in',
			'{ podSelector: { matchLabels: { role: main } }, ingress: [{ from: [{ podSelector: { matchLabels: { role: main } } }] }] }',
		)
		const objects = [a, ...twins('db'), ...twins('kv'), policy('a/closed', '{ policyTypes: [Ingress] }'), mainToMain]
		expect(inside(grouped(objects))).toEqual([
			'dev dev: a/StatefulSet/db → a/StatefulSet/kv all (1)',
			'dev dev: a/StatefulSet/kv → a/StatefulSet/db all (1)',
		])
	})

	test('the same ranges outside are one line, in both directions', () => {
		const objects = [a, pod('a/x', '', { ip: '10.0.0.1' }), pod('a/y', '', { ip: '10.0.0.2' })]
		expect(grouped(objects).filter((line) => line.startsWith('outside'))).toEqual([
			'outside: 0.0.0.0-255.255.255.255 → a/* all (2)',
			'outside: a/* → 0.0.0.0-255.255.255.255 all (2)',
		])
	})
})
