/** Which namespaces a way leads from and to, what of it is left where a part is allowed, and who can use it. */
import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../model/kube-object.ts'
import type { Selector } from '../../reading/selector.ts'
import { adminPolicy, clusterPolicy, namespace, pod, policy } from '../cases/cluster.suite.ts'
import type { PortMatch } from '../network.ts'
import { onePort, showPorts } from '../ports.ts'
import { readNetwork } from '../read-network.ts'
import type { Allowance } from './allowances.ts'
import { type CrossingQuestion, crossings } from './crossings.ts'
import type { Zone } from './zones.ts'

/** Two namespaces of each stage, and one of none. */
const namespaces = [
	namespace('d1', 'stage=dev,team=1'),
	namespace('d2', 'stage=dev,team=2'),
	namespace('p1', 'stage=prod,team=1'),
	namespace('p2', 'stage=prod,team=2'),
	namespace('tools', 'stage=none'),
]
const dev: Zone = { name: 'dev', stage: 'dev' }
const prod: Zone = { name: 'prod', stage: 'prod' }
const zones = new Map<string, Zone>([
	['d1', dev],
	['d2', dev],
	['p1', prod],
	['p2', prod],
	// The plan wants it, but it is not there.
	['d3', dev],
])

/** `FROM+FROM > TO+TO now|any-pod|any-plugin[?] PORTS[ by POD > POD PORTS]`, the strongest first. */
function causes(objects: readonly KubeObject[], question: Partial<CrossingQuestion> = {}): readonly string[] {
	const network = readNetwork({ objects: [...namespaces, ...objects] })
	return crossings(network, { zones, allowed: [], ...question }).flatMap((crossing) =>
		crossing.causes.map(({ from, to, refutes, certain, ports, witness }) => {
			const way = `${from.names().join('+')} > ${to.names().join('+')} ${refutes}${certain ? '' : '?'} ${showPorts(ports)}`
			if (witness === undefined) return way
			const [a, b] = [witness.from, witness.to].map(({ namespace: home, ref }) => `${home}/${ref.name}`)
			return `${way} by ${a} > ${b} ${showPorts(witness.ports)}`
		}),
	)
}

const nothing = 'policyTypes: [Ingress, Egress]'
const closed = ['d1', 'd2', 'p1', 'p2'].map((home) => policy(`${home}/deny`, nothing))
const stage = (name: string): string => `namespaceSelector: {matchLabels: {stage: ${name}}}`
/** A policy that lets pods of a namespace out to the other stage. */
const out = (home: string, more = ''): KubeObject =>
	policy(`${home}/out`, `{policyTypes: [Egress], egress: [{to: [{${stage('prod')}}]${more}}]}`)
/** One that lets the other stage in. */
const into = (home: string, more = ''): KubeObject =>
	policy(`${home}/in`, `{policyTypes: [Ingress], ingress: [{from: [{${stage('dev')}}]${more}}]}`)
/** Every namespace of a stage is open to the other. */
const open = [...closed, out('d1'), out('d2'), into('p1'), into('p2')]
const walls = (rules: string, subject = 'namespaces: {}'): KubeObject =>
	clusterPolicy('walls', `{tier: Admin, priority: 1, subject: {${subject}}, ${rules}}`)

type Case = readonly [what: string, objects: readonly KubeObject[], found: readonly string[]]

const whence: readonly Case[] = [
	['namespaces behind the same policies are one way', open, ['d1+d2 > p1+p2 any-pod all']],
	[
		'the same policies in another order',
		[
			policy('d1/deny', nothing),
			out('d1'),
			out('d2'),
			policy('d2/deny', nothing),
			policy('p1/deny', nothing),
			into('p1'),
			into('p2'),
			policy('p2/deny', nothing),
		],
		['d1+d2 > p1+p2 any-pod all'],
	],
	['one exit, one entry', [...closed, out('d2'), into('p2')], ['d2 > p2 any-pod all']],
	['two exits, one entry', [...closed, out('d1'), out('d2'), into('p1')], ['d1+d2 > p1 any-pod all']],
	[
		'other ports from each namespace',
		[...closed, out('d1', ', ports: [{port: 1}]'), out('d2', ', ports: [{port: 2}]'), into('p1'), into('p2')],
		['d1 > p1+p2 any-pod TCP 1', 'd2 > p1+p2 any-pod TCP 2'],
	],
	[
		'an exit to some namespaces of the stage',
		[
			...closed,
			policy('d1/out', '{policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: {team: "2"}}}]}]}'),
			into('p1'),
			into('p2'),
		],
		['d1 > p2 any-pod all'],
	],
	[
		'an entry for some namespaces of the stage',
		[
			...closed,
			out('d1'),
			out('d2'),
			policy('p1/in', '{ingress: [{from: [{namespaceSelector: {matchLabels: {team: "2"}}}]}]}'),
		],
		['d2 > p1 any-pod all'],
	],
	[
		'an exit and an entry that lead elsewhere: to a namespace without a stage, and within the own one',
		[
			...closed,
			policy(
				'd1/out',
				`{policyTypes: [Egress], egress: [{to: [{${stage('none')}}, {${stage('dev')}}, {podSelector: {}}]}]}`,
			),
			into('p1'),
		],
		[],
	],
	[
		'numbers together, each name alone',
		[...closed, out('d1'), into('p1', ', ports: [{port: 80}, {port: 90}, {port: web}, {port: dns, protocol: UDP}]')],
		['d1 > p1 any-pod TCP 80,90', 'd1 > p1 any-pod TCP 1-65535', 'd1 > p1 any-pod UDP 1-65535'],
	],
	[
		'an ordered policy closes one namespace: the other of its stage stays open',
		[
			...open,
			walls(
				'ingress: [{action: Deny, from: [{namespaces: {}}]}]',
				'namespaces: {matchLabels: {stage: prod, team: "1"}}',
			),
		],
		['d1+d2 > p2 any-pod all'],
	],
	[
		'the same, the other namespace closed',
		[
			...open,
			walls(
				'ingress: [{action: Deny, from: [{namespaces: {}}]}]',
				'namespaces: {matchLabels: {stage: prod, team: "2"}}',
			),
		],
		['d1+d2 > p1 any-pod all'],
	],
	[
		'one that denies one source: the other stays open',
		[...open, walls('ingress: [{action: Deny, from: [{namespaces: {matchLabels: {stage: dev, team: "1"}}}]}]')],
		['d2 > p1+p2 any-pod all'],
	],
	[
		'one that denies one destination: the other stays open',
		[...open, walls('egress: [{action: Deny, to: [{namespaces: {matchLabels: {stage: prod, team: "1"}}}]}]')],
		['d1+d2 > p2 any-pod all'],
	],
	[
		'one that denies pods of one namespace by their labels, which others may have',
		[
			...open,
			walls(
				'egress: [{action: Deny, to: [{pods: {namespaceSelector: {matchLabels: {stage: prod, team: "1"}}, podSelector: {matchLabels: {app: x}}}}]}]',
			),
		],
		['d1+d2 > p1 any-pod all', 'd1+d2 > p2 any-pod all'],
	],
	[
		'one that denies a protocol',
		[
			...open,
			walls(
				'ingress: [{action: Deny, from: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {range: {start: 1, end: 65535}}}}]}]',
			),
		],
		['d1+d2 > p1+p2 any-pod UDP 1-65535; SCTP 1-65535'],
	],
	[
		'ordered policies that accept, in both directions, what NetworkPolicies close',
		[
			...closed,
			walls(
				'ingress: [{action: Accept, from: [{namespaces: {matchLabels: {stage: dev}}}]}], egress: [{action: Accept, to: [{namespaces: {matchLabels: {stage: prod}}}]}]',
			),
		],
		['d1+d2 > p1+p2 any-pod all'],
	],
	[
		'one that accepts for one source, and the other has a port of its own',
		[
			...closed,
			out('d2', ', ports: [{port: 1}]'),
			into('p1'),
			walls(
				'egress: [{action: Accept, to: [{namespaces: {matchLabels: {stage: prod}}}]}]',
				'namespaces: {matchLabels: {stage: dev, team: "1"}}',
			),
		],
		['d1 > p1 any-pod all', 'd2 > p1 any-pod TCP 1'],
	],
	[
		'an exit for some pods and an entry for others of that namespace',
		[
			...closed,
			policy(
				'd1/out',
				`{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{${stage('prod')}}]}]}`,
			),
			policy('p1/in', `{ingress: [{from: [{${stage('dev')}, podSelector: {matchLabels: {app: db}}}]}]}`),
		],
		[],
	],
	[
		'ordered policies that pass on what NetworkPolicies close',
		[
			...closed,
			walls('ingress: [{action: Pass, from: [{namespaces: {}}]}], egress: [{action: Pass, to: [{namespaces: {}}]}]'),
		],
		[],
	],
	[
		'one that accepts a peer of a kind that is not known',
		[...closed, out('d1'), walls('ingress: [{action: Accept, from: [{namespaces: {}}, {}]}]')],
		[],
	],
	[
		'one that accepts for pods with a label, and the exit leads to pods without',
		[
			...closed,
			policy(
				'd1/out',
				'{policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}, podSelector: {matchExpressions: [{key: app, operator: DoesNotExist}]}}]}]}',
			),
			walls(
				'ingress: [{action: Accept, from: [{namespaces: {}}]}]',
				'pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: x}}}',
			),
		],
		[],
	],
]

describe('a way leads from some namespaces to some', () => {
	test.each(whence)('%s', (_, objects, found) => {
		expect(causes(objects)).toEqual(found)
	})

	test('only between the zones that are asked about', () => {
		const back = [
			...closed,
			policy('p1/out', '{policyTypes: [Egress], egress: [{}]}'),
			policy('d1/in', '{ingress: [{}]}'),
		]
		const about = (from: Zone, to: Zone): boolean => from === dev && to === prod
		expect(causes([...open, ...back])).toEqual(['d1+d2 > p1+p2 any-pod all', 'p1 > d1 any-pod all'])
		expect(causes([...open, ...back], { about })).toEqual(['d1+d2 > p1+p2 any-pod all'])
	})
})

const app = (value: string): Selector => [{ key: 'app', operator: 'In', values: [value] }]
const end = (names: string, pods: Selector = []): Allowance['from'] => ({ namespaces: new Set(names.split('+')), pods })
const allow = (from: string, to: string, ports: Allowance['ports'] = 'all'): Allowance => ({
	from: end(from),
	to: end(to),
	ports,
})
const http: readonly PortMatch[] = [{ type: 'numbers', ports: onePort('TCP', 80) }]
const byName = (name: string, protocol?: 'TCP' | 'UDP'): readonly PortMatch[] => [
	{ type: 'name', name, ...(protocol === undefined ? {} : { protocol }) } as PortMatch,
]
const openByName = (ports: string): readonly KubeObject[] => [...closed, out('d1'), into('p1', `, ports: [${ports}]`)]
/** Every pod is closed but those with `app: web`, which no policy selects. */
const allButWeb = ['d1', 'd2'].map((home) =>
	policy(
		`${home}/deny`,
		'{podSelector: {matchExpressions: [{key: app, operator: NotIn, values: [web]}]}, policyTypes: [Ingress, Egress]}',
	),
)

type AllowedCase = readonly [
	what: string,
	objects: readonly KubeObject[],
	allowed: readonly Allowance[],
	found: readonly string[],
]

const left: readonly AllowedCase[] = [
	['all of it is allowed', open, [allow('d1+d2', 'p1+p2')], []],
	['by two allowances', open, [allow('d1', 'p1+p2'), allow('d2', 'p1+p2')], []],
	['one source is allowed', open, [allow('d1', 'p1+p2')], ['d2 > p1+p2 any-pod all']],
	['one destination is allowed', open, [allow('d1+d2', 'p1')], ['d1+d2 > p2 any-pod all']],
	['one pair is allowed', open, [allow('d1', 'p1')], ['d2 > p1+p2 any-pod all', 'd1 > p2 any-pod all']],
	[
		'one port between one pair is allowed',
		[...closed, out('d1', ', ports: [{port: 80}, {port: 81}]'), out('d2'), into('p1')],
		[allow('d1', 'p1', http)],
		['d1 > p1 any-pod TCP 81', 'd2 > p1 any-pod all'],
	],
	[
		'something else is allowed',
		open,
		[allow('d1+d2', 'tools'), allow('tools', 'p1+p2'), allow('p1+p2', 'd1+d2')],
		['d1+d2 > p1+p2 any-pod all'],
	],
	['from a namespace that is not there', open, [allow('d3', 'p1+p2')], ['d1+d2 > p1+p2 any-pod all']],
	['open by the name that is allowed', openByName('{port: sql}'), [allow('d1', 'p1', byName('sql', 'TCP'))], []],
	['the name is allowed for any protocol', openByName('{port: sql}'), [allow('d1', 'p1', byName('sql'))], []],
	[
		'the name is allowed for another protocol',
		openByName('{port: sql}'),
		[allow('d1', 'p1', byName('sql', 'UDP'))],
		['d1 > p1 any-pod TCP 1-65535'],
	],
	[
		'another name is allowed',
		openByName('{port: sql}'),
		[allow('d1', 'p1', byName('web', 'TCP'))],
		['d1 > p1 any-pod TCP 1-65535'],
	],
	[
		'a number is allowed that the name may mean',
		openByName('{port: sql}'),
		[allow('d1', 'p1', http)],
		['d1 > p1 any-pod TCP 1-79,81-65535'],
	],
	[
		'a name and a number are allowed, and that name is open',
		openByName('{port: sql}'),
		[allow('d1', 'p1', [...http, ...byName('sql', 'TCP')])],
		[],
	],
	[
		'the exit is open by the name that is allowed, the entry for all ports',
		[...closed, out('d1', ', ports: [{port: sql}]'), into('p1')],
		[allow('d1', 'p1', byName('sql', 'TCP'))],
		[],
	],
	[
		'an ordered policy opens by a name without protocol',
		[
			...closed,
			out('d1'),
			adminPolicy(
				'walls',
				'{priority: 1, subject: {namespaces: {matchLabels: {stage: prod, team: "1"}}}, ingress: [{action: Allow, from: [{namespaces: {}}], ports: [{namedPort: sql}]}]}',
			),
		],
		[allow('d1', 'p1', byName('sql', 'TCP'))],
		['d1 > p1 any-pod all'],
	],
	[
		'allowed for the only pods that no policy selects',
		[...allButWeb, ...open.filter(({ metadata }) => metadata.namespace?.startsWith('p'))],
		[{ from: end('d1+d2', app('web')), to: end('p1+p2'), ports: 'all' }],
		[],
	],
	[
		'allowed for other pods',
		[...allButWeb, ...open.filter(({ metadata }) => metadata.namespace?.startsWith('p'))],
		[{ from: end('d1+d2', app('db')), to: end('p1+p2'), ports: 'all' }],
		['d1+d2 > p1+p2 any-pod all'],
	],
	[
		'allowed from the pods that the entry lets in',
		[
			...closed,
			out('d1'),
			policy('p1/in', `{ingress: [{from: [{${stage('dev')}, podSelector: {matchLabels: {app: web}}}]}]}`),
		],
		[{ from: end('d1', app('web')), to: end('p1'), ports: 'all' }],
		[],
	],
	[
		'allowed to the pods that the exit leads to',
		[
			...closed,
			policy(
				'd1/out',
				`{policyTypes: [Egress], egress: [{to: [{${stage('prod')}, podSelector: {matchLabels: {app: db}}}]}]}`,
			),
			into('p1'),
		],
		[{ from: end('d1'), to: end('p1', app('db')), ports: 'all' }],
		[],
	],
	[
		'allowed to some of the pods that it leads to',
		[...closed, out('d1'), into('p1')],
		[{ from: end('d1'), to: end('p1', app('db')), ports: 'all' }],
		['d1 > p1 any-pod all'],
	],
]

describe('what is allowed is taken away', () => {
	test.each(left)('%s', (_, objects, allowed, found) => {
		expect(causes(objects, { allowed })).toEqual(found)
	})
})

const oneWay = [...closed, out('d1'), into('p1')]
const blockIn = (cidr: string): KubeObject => policy('p1/in', `{ingress: [{from: [{ipBlock: {cidr: ${cidr}}}]}]}`)
const blockOut = (cidr: string): KubeObject =>
	policy('d1/out', `{policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: ${cidr}}}]}]}`)

const users: readonly AllowedCase[] = [
	[
		'the first two pods',
		[...oneWay, pod('d1/a'), pod('d1/b'), pod('p1/c')],
		[],
		['d1 > p1 now all by d1/a > p1/c all'],
	],
	['nobody at the source', [...oneWay, pod('d2/a'), pod('p1/c')], [], ['d1 > p1 any-pod all']],
	['nobody at the destination', [...oneWay, pod('d1/a'), pod('p2/c')], [], ['d1 > p1 any-pod all']],
	[
		'the second pod has the label that the entry asks for',
		[
			...closed,
			out('d1'),
			policy('p1/in', `{ingress: [{from: [{${stage('dev')}, podSelector: {matchLabels: {app: web}}}]}]}`),
			pod('d1/a', 'app=db'),
			pod('d1/b', 'app=web'),
			pod('p1/c'),
		],
		[],
		['d1 > p1 now all by d1/b > p1/c all'],
	],
	[
		'the second pod has the port',
		[
			...closed,
			out('d1'),
			into('p1', ', ports: [{port: sql}]'),
			pod('d1/a'),
			pod('p1/c'),
			pod('p1/d', '', { ports: 'sql=TCP 5432' }),
		],
		[],
		['d1 > p1 now TCP 1-65535 by d1/a > p1/d TCP 5432'],
	],
	[
		'what the first pod is allowed the second is not, by its label',
		[...oneWay, pod('d1/a', 'app=web'), pod('d1/b', 'app=db'), pod('p1/c')],
		[{ from: end('d1', app('web')), to: end('p1'), ports: 'all' }],
		['d1 > p1 now all by d1/b > p1/c all'],
	],
	[
		'the same for the destination',
		[...oneWay, pod('d1/a'), pod('p1/c', 'app=web'), pod('p1/d', 'app=db')],
		[{ from: end('d1'), to: end('p1', app('web')), ports: 'all' }],
		['d1 > p1 now all by d1/a > p1/d all'],
	],
	[
		'what the name of the first is allowed for is all that is open there; the second has another port by that name',
		[
			...closed,
			out('d1', ', ports: [{port: 80}]'),
			into('p1'),
			pod('d1/a'),
			pod('p1/c', '', { ports: 'web=TCP 80' }),
			pod('p1/d', '', { ports: 'web=TCP 81' }),
		],
		[allow('d1', 'p1', byName('web', 'TCP'))],
		['d1 > p1 now TCP 80 by d1/a > p1/d TCP 80'],
	],
	[
		'the second pod has an address of the block',
		[
			...closed,
			out('d1'),
			blockIn('10.1.0.0/24'),
			pod('d1/a', '', { ip: '10.2.0.1' }),
			pod('d1/b', '', { ip: '10.1.0.1' }),
			pod('p1/c', '', { ip: '10.3.0.1' }),
		],
		[],
		['d1 > p1 now all by d1/b > p1/c all'],
	],
	[
		'a pod whose address is known goes before one whose address is not',
		[
			...closed,
			out('d1'),
			blockIn('10.1.0.0/24'),
			pod('d1/a'),
			pod('d1/b', '', { ip: '10.1.0.1' }),
			pod('p1/c', '', { ip: '10.3.0.1' }),
		],
		[],
		['d1 > p1 now all by d1/b > p1/c all'],
	],
	[
		'the address of the source is not known',
		[...closed, out('d1'), blockIn('10.1.0.0/24'), pod('d1/a'), pod('p1/c', '', { ip: '10.3.0.1' })],
		[],
		['d1 > p1 now? all by d1/a > p1/c all'],
	],
	[
		'the address of the destination is not known, and the exit asks for it',
		[...closed, blockOut('10.1.0.0/24'), into('p1'), pod('d1/a', '', { ip: '10.3.0.1' }), pod('p1/c')],
		[],
		['d1 > p1 now? all by d1/a > p1/c all'],
	],
	[
		'the address of the destination is not known, and the entry asks for one of the source',
		[...closed, out('d1'), blockIn('10.1.0.0/24'), pod('d1/a', '', { ip: '10.1.0.1' }), pod('p1/c')],
		[],
		['d1 > p1 now? all by d1/a > p1/c all'],
	],
	[
		'one of two addresses is in the block',
		[
			...closed,
			out('d1'),
			blockIn('10.1.0.0/24'),
			pod('d1/a', '', { ip: '10.1.0.1,fd00::1' }),
			pod('p1/c', '', { ip: '10.3.0.1,fd00::2' }),
		],
		[],
		['d1 > p1 now all by d1/a > p1/c all'],
	],
	[
		'an ordered policy accepts two blocks, and a pod has an address of the second',
		[
			...closed,
			into('p1'),
			clusterPolicy(
				'walls',
				'{tier: Admin, priority: 1, subject: {namespaces: {matchLabels: {stage: dev, team: "1"}}}, egress: [{action: Accept, to: [{networks: [10.2.0.0/24, 10.1.0.0/24]}]}]}',
			),
			pod('d1/a', '', { ip: '10.3.0.1' }),
			pod('p1/c', '', { ip: '10.1.0.1' }),
		],
		[],
		['d1 > p1 now all by d1/a > p1/c all'],
	],
	[
		'an ordered policy takes the address of the first pod out of the block',
		[
			...closed,
			blockOut('10.1.0.0/24'),
			into('p1'),
			clusterPolicy(
				'walls',
				'{tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: [{networks: [10.1.0.1/32]}]}]}',
			),
			pod('d1/a', '', { ip: '10.3.0.1' }),
			pod('p1/c', '', { ip: '10.1.0.1' }),
			pod('p1/d', '', { ip: '10.1.0.2' }),
		],
		[],
		['d1 > p1 now all by d1/a > p1/d all'],
	],
	[
		'no address is known, and none is asked for',
		[...oneWay, pod('d1/a'), pod('p1/c')],
		[],
		['d1 > p1 now all by d1/a > p1/c all'],
	],
	[
		'pods of one family each do not meet; another pair does',
		[
			...oneWay,
			pod('d1/a', '', { ip: '10.1.0.1' }),
			pod('p1/c', '', { ip: '2001:db8::1' }),
			pod('p1/d', '', { ip: '10.1.0.2' }),
		],
		[],
		['d1 > p1 now all by d1/a > p1/d all'],
	],
	[
		'the strongest first: who can, then who could, then what plugins may differ in',
		[
			...closed,
			policy(
				'd1/out',
				`{policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 203.0.113.0/24}}], ports: [{port: 1}]}, {to: [{${stage('prod')}, podSelector: {matchLabels: {app: x}}}], ports: [{port: 2}]}, {to: [{${stage('prod')}}], ports: [{port: 3}]}]}`,
			),
			into('p1'),
			pod('d1/a', '', { ip: '10.1.0.1' }),
			pod('p1/c', '', { ip: '10.3.0.1' }),
		],
		[],
		['d1 > p1 now TCP 3 by d1/a > p1/c TCP 3', 'd1 > p1 any-pod TCP 2', 'd1 > p1 any-plugin TCP 1'],
	],
	[
		'of two that could the certain one first',
		[
			...closed,
			policy(
				'd1/out',
				`{policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 1}]}, {to: [{${stage('prod')}}], ports: [{port: 2}]}]}`,
			),
			into('p1'),
		],
		[],
		['d1 > p1 any-pod TCP 2', 'd1 > p1 any-pod? TCP 1'],
	],
]

describe('who can use a way today', () => {
	test.each(users)('%s', (_, objects, allowed, found) => {
		expect(causes(objects, { allowed })).toEqual(found)
	})
})
