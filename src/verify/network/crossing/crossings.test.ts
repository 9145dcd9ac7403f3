import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../model/kube-object.ts'
import { clusterPolicy, namespace, node, pod, policy } from '../cases/cluster.suite.ts'
import { onePort, showPorts } from '../ports.ts'
import { readNetwork } from '../read-network.ts'
import type { Allowance } from './allowances.ts'
import { crossings } from './crossings.ts'
import type { Zone } from './zones.ts'

const dev = namespace('dev', 'stage=dev')
const prod = namespace('prod', 'stage=prod')
const zones = new Map<string, Zone>(['dev', 'prod'].map((name) => [name, { name, stage: name }]))
const pods = [pod('dev/web', 'app=web'), pod('prod/db', 'app=db', { ports: 'sql=TCP 5432' })]
const nothing = 'policyTypes: [Ingress, Egress]'
const closed = [policy('dev/deny', nothing), policy('prod/deny', nothing)]
const toProd = (more = ''): KubeObject =>
	policy(
		'dev/out',
		`{policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: {stage: prod}}}]${more}}]}`,
	)
const fromDev = (more = ''): KubeObject =>
	policy(
		'prod/in',
		`{policyTypes: [Ingress], ingress: [{from: [{namespaceSelector: {matchLabels: {stage: dev}}}]${more}}]}`,
	)

/** `FROM > TO now|any-pod|any-plugin[?] ports`, a question mark where it depends on what is not known. */
function found(objects: readonly KubeObject[], allowed: readonly Allowance[] = []): readonly string[] {
	return crossings(readNetwork({ objects }), { zones, allowed }).map(({ from, to, causes: [cause] }) => {
		const ports = showPorts(cause?.witness?.ports ?? cause?.ports ?? [])
		return `${from.name} > ${to.name} ${cause?.refutes}${cause?.certain === true ? '' : '?'} ${ports}`
	})
}

const cases: readonly [what: string, objects: readonly KubeObject[], ways: readonly string[]][] = [
	['no policies at all', pods, ['dev > prod now all', 'prod > dev now all']],
	['nobody there yet', [], ['dev > prod any-pod all', 'prod > dev any-pod all']],
	['both closed', [...pods, ...closed], []],
	[
		'only the one that others reach is closed for ingress',
		[...pods, policy('prod/deny', 'policyTypes: [Ingress]')],
		['prod > dev now all'],
	],
	['an exit without an entry', [...pods, ...closed, toProd()], []],
	['an entry without an exit', [...pods, ...closed, fromDev()], []],
	['an exit that meets an entry', [...pods, ...closed, toProd(), fromDev()], ['dev > prod now all']],
	[
		'on the ports that both have',
		[...pods, ...closed, toProd(', ports: [{port: 80, endPort: 90}]'), fromDev(', ports: [{port: 85, endPort: 99}]')],
		['dev > prod now TCP 85-90'],
	],
	[
		'on ports that do not meet',
		[...pods, ...closed, toProd(', ports: [{port: 80}]'), fromDev(', ports: [{port: 80, protocol: UDP}]')],
		[],
	],
	[
		'a named port that a pod has',
		[...pods, ...closed, toProd(), fromDev(', ports: [{port: sql}]')],
		['dev > prod now TCP 5432'],
	],
	[
		'a named port that no pod has, but one might',
		[...pods, ...closed, toProd(), fromDev(', ports: [{port: web}]')],
		['dev > prod any-pod TCP 1-65535'],
	],
	[
		'labels that no pod has, but one might',
		[
			...pods,
			...closed,
			toProd(),
			policy(
				'prod/in',
				'{podSelector: {matchLabels: {app: cache}}, ingress: [{from: [{namespaceSelector: {matchLabels: {stage: dev}}}]}]}',
			),
		],
		['dev > prod any-pod all'],
	],
	[
		'labels that no pod can have, as both ends ask for others',
		[
			...pods,
			...closed,
			policy(
				'dev/out',
				'{policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}]}]}',
			),
			policy(
				'prod/in',
				'{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{namespaceSelector: {matchLabels: {stage: dev}}}]}]}',
			),
		],
		[],
	],
	[
		'a pod that no policy selects, and the others are closed',
		[
			...pods,
			pod('dev/forgotten', 'app=old'),
			policy(
				'dev/deny',
				'{podSelector: {matchExpressions: [{key: app, operator: In, values: [web]}]}, policyTypes: [Ingress, Egress]}',
			),
			policy('prod/deny', nothing),
			fromDev(),
		],
		['dev > prod now all'],
	],
	[
		'selectors that together leave no pod out',
		[
			...pods,
			policy(
				'dev/a',
				'{podSelector: {matchExpressions: [{key: app, operator: Exists}]}, policyTypes: [Ingress, Egress]}',
			),
			policy(
				'dev/b',
				'{podSelector: {matchExpressions: [{key: app, operator: DoesNotExist}]}, policyTypes: [Ingress, Egress]}',
			),
			policy('prod/deny', nothing),
			fromDev(),
		],
		[],
	],
	[
		'a selector of namespaces that admits whoever lacks a label',
		[
			...pods,
			...closed,
			toProd(),
			policy(
				'prod/in',
				'{ingress: [{from: [{namespaceSelector: {matchExpressions: [{key: trusted, operator: NotIn, values: ["no"]}]}}]}]}',
			),
		],
		['dev > prod now all'],
	],
	[
		'everybody, by an empty list of peers',
		[...pods, ...closed, toProd(), policy('prod/in', '{ingress: [{from: []}]}')],
		['dev > prod now all'],
	],
	[
		'addresses that pods have, whatever addresses nodes give out',
		[
			pod('dev/web', '', { ip: '10.1.0.5' }),
			pod('prod/db', '', { ip: '10.2.0.5' }),
			...closed,
			toProd(),
			policy('prod/in', '{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}'),
		],
		['dev > prod now all'],
	],
	[
		'addresses that pods cannot have',
		[
			...pods,
			...closed,
			node1(),
			toProd(),
			policy('prod/in', '{ingress: [{from: [{ipBlock: {cidr: 203.0.113.0/24}}]}]}'),
		],
		['dev > prod any-plugin all'],
	],
	[
		'addresses that pods may get',
		[...closed, node1(), toProd(), policy('prod/in', '{ingress: [{from: [{ipBlock: {cidr: 10.1.0.0/16}}]}]}')],
		['dev > prod any-pod all'],
	],
	[
		'addresses that pods may get, all of them excepted',
		[
			...closed,
			node1(),
			toProd(),
			policy('prod/in', '{ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]}]}'),
		],
		['dev > prod any-plugin all'],
	],
	[
		'private addresses, and nothing says which ones pods get',
		[...closed, toProd(), policy('prod/in', '{ingress: [{from: [{ipBlock: {cidr: 10.1.0.0/16}}]}]}')],
		['dev > prod any-pod? all'],
	],
	[
		'public addresses, and nothing says which ones pods get',
		[...closed, toProd(), policy('prod/in', '{ingress: [{from: [{ipBlock: {cidr: 203.0.113.0/24}}]}]}')],
		['dev > prod any-plugin all'],
	],
	[
		'a ClusterNetworkPolicy that denies what NetworkPolicies open',
		[
			...pods,
			clusterPolicy(
				'walls',
				'{tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Pass, from: [{namespaces: {matchLabels: {stage: prod}}}]}, {action: Deny, from: [{namespaces: {}}]}]}',
			),
		],
		['prod > dev now all'],
	],
	[
		'one that denies all but a port',
		[
			...pods,
			clusterPolicy(
				'walls',
				'{tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Accept, from: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {number: 443}}}]}, {action: Deny, from: [{namespaces: {}}]}]}',
			),
		],
		['dev > prod now TCP 443', 'prod > dev now TCP 443'],
	],
	[
		'a baseline that denies, for pods that no NetworkPolicy selects',
		[
			...pods,
			clusterPolicy(
				'walls',
				'{tier: Baseline, priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}',
			),
		],
		[],
	],
	[
		'two of the same priority that disagree: any of them may win',
		[
			...pods,
			clusterPolicy(
				'a',
				'{tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}',
			),
			clusterPolicy(
				'b',
				'{tier: Admin, priority: 1, subject: {namespaces: {matchLabels: {stage: prod}}}, ingress: [{action: Accept, from: [{namespaces: {}}]}]}',
			),
		],
		['dev > prod now all'],
	],
]

function node1(): KubeObject {
	return { ...node('n1', '', '192.168.0.1'), spec: { podCIDRs: ['10.1.0.0/24'] } }
}

const named = (namespaces: readonly string[], labels = ''): Allowance['from'] => ({
	namespaces: new Set(namespaces),
	pods: labels === '' ? [] : [{ key: 'app', operator: 'In', values: [labels] }],
})
const sql: Allowance['ports'] = [{ type: 'numbers', ports: onePort('TCP', 5432) }]

const open = [...pods, ...closed, toProd(), fromDev()]
const allowed: readonly [what: string, objects: readonly KubeObject[], allowed: Allowance, ways: readonly string[]][] =
	[
		['all of it is allowed', open, { from: named(['dev']), to: named(['prod']), ports: 'all' }, []],
		[
			'one port is allowed',
			open,
			{ from: named(['dev']), to: named(['prod']), ports: sql },
			['dev > prod now TCP 1-5431,5433-65535; UDP 1-65535; SCTP 1-65535'],
		],
		[
			'it is open on the allowed port',
			[...pods, ...closed, toProd(), fromDev(', ports: [{port: 5432}]')],
			{ from: named(['dev']), to: named(['prod']), ports: sql },
			[],
		],
		[
			'it is open by the name that is allowed',
			[...pods, ...closed, toProd(), fromDev(', ports: [{port: sql}]')],
			{ from: named(['dev']), to: named(['prod']), ports: [{ type: 'name', name: 'sql', protocol: 'TCP' }] },
			[],
		],
		[
			'a name is allowed, and everything is open',
			open,
			{ from: named(['dev']), to: named(['prod']), ports: [{ type: 'name', name: 'sql', protocol: 'TCP' }] },
			['dev > prod now TCP 1-5431,5433-65535; UDP 1-65535; SCTP 1-65535'],
		],
		[
			'allowed between some pods, open between all',
			[...open, pod('dev/other', 'app=other')],
			{ from: named(['dev'], 'web'), to: named(['prod'], 'db'), ports: 'all' },
			['dev > prod now all'],
		],
		[
			'allowed between all pods that exist, open for any',
			open,
			{ from: named(['dev'], 'web'), to: named(['prod'], 'db'), ports: 'all' },
			['dev > prod any-pod all'],
		],
		[
			'the other way round is allowed',
			open,
			{ from: named(['prod']), to: named(['dev']), ports: 'all' },
			['dev > prod now all'],
		],
	]

describe('ways between zones', () => {
	test.each(cases)('%s', (_, objects, ways) => {
		expect(found([dev, prod, ...objects])).toEqual(ways)
	})

	test.each(allowed)('%s', (_, objects, allowance, ways) => {
		expect(found([dev, prod, ...objects], [allowance])).toEqual(ways)
	})

	test('a way names the two rules and the two pods', () => {
		const [crossing] = crossings(readNetwork({ objects: [dev, prod, ...open] }), { zones, allowed: [] })
		const [cause] = crossing?.causes ?? []
		const fields = [cause?.egress, cause?.ingress].map((opening) =>
			opening?.by.type === 'rule' ? `${opening.by.policy.ref.name} ${opening.by.rule.field}` : undefined,
		)
		expect(fields).toEqual(['out spec.egress[0]', 'in spec.ingress[0]'])
		expect([cause?.witness?.from.ref.name, cause?.witness?.to.ref.name]).toEqual(['web', 'db'])
	})

	test('pods in the network of their node are no witnesses: no policy is about them', () => {
		const host = pod('dev/agent', 'app=agent', { hostNetwork: true, node: 'n1' })
		expect(found([dev, prod, ...closed, toProd(), fromDev(), host, pod('prod/db')])).toEqual(['dev > prod any-pod all'])
	})
})
