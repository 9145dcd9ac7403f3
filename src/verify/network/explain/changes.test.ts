import { expect, test } from 'vitest'
import type { KubeObject } from '../../../model/kube-object.ts'
import { tenancy as planned } from '../../verify.suite.ts'
import {
	adminPolicy,
	baselinePolicy,
	clusterPolicy,
	deployment,
	namespace,
	node,
	object,
	pod,
	policy,
} from '../cases/cluster.suite.ts'
import { answered, changesOf } from './explain.suite.ts'

const cluster = [
	namespace('dev', 'stage=dev'),
	namespace('prod', 'stage=prod'),
	pod('dev/web', 'app=web', { ip: '10.0.1.1', ports: 'http=TCP 8080' }),
	pod('prod/db', 'app=db', { ip: '10.0.2.1', ports: 'sql=TCP 5432' }),
]
const name = (of: string): string => `"matchLabels":{"kubernetes.io/metadata.name":"${of}"}`
const webOfDev = `{"namespaceSelector":{${name('dev')}},"podSelector":{"matchLabels":{"app":"web"}}}`
const dbOfProd = `{"namespaceSelector":{${name('prod')}},"podSelector":{"matchLabels":{"app":"db"}}}`
const port = '"ports":[{"protocol":"TCP","port":5432}]'
const db = '{podSelector: {matchLabels: {app: db}}'
const devWeb = 'from: [{namespaceSelector: {matchLabels: {stage: dev}}, podSelector: {matchLabels: {app: web}}}]'

type Case = readonly [what: string, added: readonly KubeObject[], change: string]

const closing: readonly Case[] = [
	[
		'nothing isolates either end: the one that is reached',
		[],
		'close: create NetworkPolicy prod/db-ingress {"podSelector":{"matchLabels":{"app":"db"}},"policyTypes":["Ingress"]}',
	],
	[
		'a policy of that name is there already',
		[
			policy(
				'prod/db-ingress',
				'{podSelector: {matchLabels: {app: other}, matchExpressions: [{key: app, operator: Exists}]}, policyTypes: [Egress]}',
			),
		],
		'close: create NetworkPolicy prod/db-ingress-2 {"podSelector":{"matchLabels":{"app":"db"}},"policyTypes":["Ingress"]}',
	],
	[
		'a policy would isolate it, if it had one more label',
		[policy('prod/walls', '{podSelector: {matchLabels: {app: db, tier: data}}, policyTypes: [Ingress]}')],
		'close: label Pod prod/db tier=data',
	],
	[
		'one rule opens it',
		[policy('prod/in', `${db}, ingress: [{from: [{podSelector: {}}]}, {${devWeb}}]}`)],
		'close: remove NetworkPolicy prod/in spec.ingress[1]',
	],
	[
		'one of several peers of a rule opens it',
		[
			policy(
				'prod/in',
				`${db}, ingress: [{from: [{podSelector: {}}, {namespaceSelector: {}}, {ipBlock: {cidr: 192.168.0.0/16}}]}]}`,
			),
		],
		'close: remove NetworkPolicy prod/in spec.ingress[0].from[1]',
	],
	[
		'a block among several peers: the peer goes, not its block',
		[
			policy(
				'prod/in',
				`${db}, ingress: [{from: [{podSelector: {}}, {ipBlock: {cidr: 10.0.0.0/8}}, {podSelector: {matchLabels: {a: b}}}]}, {from: [{namespaceSelector: {}}]}]}`,
			),
		],
		'close: remove NetworkPolicy prod/in spec.ingress[0].from[1]; remove NetworkPolicy prod/in spec.ingress[1]',
	],
	[
		'one of several ports of a rule opens it, by its name',
		[policy('prod/in', `${db}, ingress: [{ports: [{port: 80}, {port: sql}]}]}`)],
		'close: remove NetworkPolicy prod/in spec.ingress[0].ports[1]',
	],
	[
		'a range of ports of which one was asked: the rule goes, as other ports would go with the range',
		[policy('prod/in', `${db}, ingress: [{ports: [{port: 80}, {port: 5000, endPort: 6000}]}]}`)],
		'close: remove NetworkPolicy prod/in spec.ingress[0]',
	],
	[
		'two policies open it, so both rules go; at the other end one does',
		[
			policy('prod/in', `${db}, ingress: [{${devWeb}}]}`),
			policy('prod/all', '{ingress: [{}]}'),
			policy(
				'dev/out',
				'{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}]}]}',
			),
		],
		'close: remove NetworkPolicy dev/out spec.egress[0]',
	],
	[
		'the last egress rule of a policy that isolates egress by it alone',
		[
			policy('dev/out', '{podSelector: {matchLabels: {app: web}}, egress: [{}]}'),
			clusterPolicy(
				'open',
				'{tier: Admin, priority: 1, subject: {namespaces: {matchLabels: {stage: prod}}}, ingress: [{action: Accept, from: [{namespaces: {}}]}, {action: Accept, from: [{namespaces: {matchLabels: {stage: dev}}}]}, {action: Accept, from: [{pods: {namespaceSelector: {}, podSelector: {}}}]}]}',
			),
		],
		'close: remove NetworkPolicy dev/out spec.egress[0]; write NetworkPolicy dev/out spec.policyTypes=Ingress,Egress',
	],
	[
		'an ordered policy accepts it before a policy that does not',
		[
			policy('prod/closed', 'policyTypes: [Ingress]'),
			clusterPolicy(
				'open',
				'{tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Accept, from: [{namespaces: {matchLabels: {stage: dev}}}]}]}',
			),
		],
		'close: remove ClusterNetworkPolicy open spec.ingress[0]',
	],
	[
		'one of the protocols that an ordered policy accepts',
		[
			policy('prod/closed', 'policyTypes: [Ingress]'),
			clusterPolicy(
				'open',
				'{tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Accept, from: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {number: 5432}}}, {udp: {}}]}]}',
			),
		],
		'close: remove ClusterNetworkPolicy open spec.ingress[0].protocols[0]',
	],
]
test.each(closing)('to close it: %s', (_, added, change) => {
	const group = answered([...cluster, ...added], 'dev/web > prod/db 5432')
	expect(group.verdict).toBe('open')
	expect(changesOf(group)).toEqual([change])
})

const opening: readonly Case[] = [
	[
		'the pods lack a label',
		[
			policy(
				'prod/in',
				`${db}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: web, role: client}}}]}]}`,
			),
		],
		'open: label Pod dev/web role=client',
	],
	[
		'they have another value of the label, so a rule is added',
		[
			policy(
				'prod/in',
				`${db}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: shop}}}]}]}`,
			),
		],
		`open: add to NetworkPolicy prod/in spec.ingress {"from":[${webOfDev}],${port}}`,
	],
	[
		'the namespace lacks a label',
		[policy('prod/in', `${db}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: shop}}}]}]}`)],
		'open: label Namespace dev team=shop',
	],
	[
		'the namespace is of another stage, which nobody changes to be let in',
		[
			namespace('lab'),
			pod('lab/tool', 'app=tool'),
			policy('prod/in', `${db}, ingress: [{from: [{namespaceSelector: {matchLabels: {stage: prod}}}]}]}`),
		],
		`open: add to NetworkPolicy prod/in spec.ingress {"from":[${webOfDev}],${port}}`,
	],
	[
		'the rule is about other ports',
		[policy('prod/in', `${db}, ingress: [{${devWeb}, ports: [{port: 80}]}]}`)],
		'open: add to NetworkPolicy prod/in spec.ingress[0].ports {"protocol":"TCP","port":5432}',
	],
	[
		'a policy would open it, if it selected the pods',
		[
			policy('prod/closed', 'policyTypes: [Ingress]'),
			policy('prod/in', `{podSelector: {matchLabels: {app: db, open: "yes"}}, ingress: [{${devWeb}}]}`),
		],
		'open: label Pod prod/db open=yes',
	],
	[
		'only policies of every pod select it, so it gets one of its own',
		[policy('prod/closed', 'policyTypes: [Ingress]')],
		`open: create NetworkPolicy prod/db-from-web {"podSelector":{"matchLabels":{"app":"db"}},"policyTypes":["Ingress"],"ingress":[{"from":[${webOfDev}],${port}}]}`,
	],
	[
		'both ends are closed',
		[
			policy('prod/in', `${db}, policyTypes: [Ingress]}`),
			policy('dev/out', '{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]}'),
		],
		`open: add to NetworkPolicy dev/out spec.egress {"to":[${dbOfProd}],${port}}; add to NetworkPolicy prod/in spec.ingress {"from":[${webOfDev}],${port}}`,
	],
	[
		'an ordered policy denies it',
		[
			clusterPolicy(
				'walls',
				'{tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Pass, from: [{namespaces: {matchLabels: {stage: prod}}}]}, {action: Deny, from: [{namespaces: {}}]}]}',
			),
		],
		`open: add to ClusterNetworkPolicy walls spec.ingress[1] {"action":"Accept","from":[{"pods":${webOfDev}}],"protocols":[{"tcp":{"destinationPort":{"number":5432}}}]}`,
	],
	[
		'the same by the older kind',
		[
			adminPolicy(
				'walls',
				'{priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}',
			),
		],
		`open: add to AdminNetworkPolicy walls spec.ingress[0] {"action":"Allow","from":[{"pods":${webOfDev}}],"ports":[{"portNumber":{"protocol":"TCP","port":5432}}]}`,
	],
	[
		'the baseline denies it',
		[baselinePolicy('{subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}')],
		`open: add to BaselineAdminNetworkPolicy default spec.ingress[0] {"action":"Allow","from":[{"pods":${webOfDev}}],"ports":[{"portNumber":{"protocol":"TCP","port":5432}}]}`,
	],
	[
		'an ordered policy denies it, and behind it a policy does not allow it: the first answer is enough',
		[
			clusterPolicy(
				'walls',
				'{tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}',
			),
			policy('prod/closed', 'policyTypes: [Ingress]'),
		],
		`open: add to ClusterNetworkPolicy walls spec.ingress[0] {"action":"Accept","from":[{"pods":${webOfDev}}],"protocols":[{"tcp":{"destinationPort":{"number":5432}}}]}`,
	],
	[
		"a label that a controller generates is nobody's to give",
		[
			policy(
				'prod/in',
				`${db}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchLabels: {pod-template-hash: abc}}}]}]}`,
			),
		],
		`open: add to NetworkPolicy prod/in spec.ingress {"from":[${webOfDev}],${port}}`,
	],
	[
		"Stagewall's own policy is not changed by hand",
		[
			{
				...policy('prod/walls', `${db}, ingress: [{${devWeb}, ports: [{port: 80}]}]}`),
				metadata: { name: 'walls', namespace: 'prod', labels: { 'stagewall.dev/plan': 'shop' } },
			},
		],
		`open: create NetworkPolicy prod/db-from-web {"podSelector":{"matchLabels":{"app":"db"}},"policyTypes":["Ingress"],"ingress":[{"from":[${webOfDev}],${port}}]}`,
	],
]
test.each(opening)('to open it: %s', (_, added, change) => {
	const group = answered([...cluster, ...added], 'dev/web > prod/db 5432')
	expect(group.verdict).toBe('closed')
	expect(changesOf(group)).toEqual([change])
})

const others: readonly (readonly [
	what: string,
	added: readonly KubeObject[],
	asked: string,
	changes: readonly string[],
])[] = [
	[
		'where it depends, both ways are shown',
		[policy('prod/in', `${db}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}`)],
		'dev/web > prod/db 5432',
		[
			'close: remove NetworkPolicy prod/in spec.ingress[0]',
			`open: add to NetworkPolicy prod/in spec.ingress {"from":[${webOfDev}],${port}}`,
		],
	],
	[
		'addresses outside',
		[policy('dev/out', '{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress]}')],
		'dev/web > 203.0.113.7',
		['open: add to NetworkPolicy dev/out spec.egress {"to":[{"ipBlock":{"cidr":"203.0.113.7/32"}}]}'],
	],
	[
		'addresses outside in an ordered policy, by a range of ports',
		[
			clusterPolicy(
				'out',
				'{tier: Admin, priority: 1, subject: {namespaces: {}}, egress: [{action: Deny, to: [{networks: ["0.0.0.0/0"]}]}]}',
			),
		],
		'dev/web > 203.0.113.0/24 udp/1000-2000',
		[
			'open: add to ClusterNetworkPolicy out spec.egress[0] {"action":"Accept","to":[{"networks":["203.0.113.0/24"]}],"protocols":[{"udp":{"destinationPort":{"range":{"start":1000,"end":2000}}}}]}',
		],
	],
	[
		'a pod in the network of its node is let in by its address, as no selector finds it',
		[
			node('n', '', '192.168.0.1'),
			pod('dev/host', '', { node: 'n', hostNetwork: true }),
			policy('prod/in', `${db}, policyTypes: [Ingress]}`),
		],
		'dev/host > prod/db 5432',
		[`open: add to NetworkPolicy prod/in spec.ingress {"from":[{"ipBlock":{"cidr":"192.168.0.1/32"}}],${port}}`],
	],
	[
		'a pod of the same namespace needs no selector of namespaces; its workload is known by its own selector',
		[
			object(
				'{apiVersion: apps/v1, kind: Deployment, metadata: {name: api, namespace: prod}, spec: {selector: {matchLabels: {app: api}}, template: {metadata: {labels: {app: api, version: v2}}, spec: {containers: [{name: a}]}}}}',
			),
			policy('prod/in', `${db}, policyTypes: [Ingress]}`),
		],
		'prod/api > prod/db 5432',
		[
			`open: add to NetworkPolicy prod/in spec.ingress {"from":[{"podSelector":{"matchLabels":{"app":"api"}}}],${port}}`,
		],
	],
	[
		'all pods of a workload get the label',
		[
			deployment('dev/api', 'app=api'),
			policy(
				'prod/in',
				`${db}, ingress: [{from: [{namespaceSelector: {}, podSelector: {matchExpressions: [{key: client, operator: Exists}]}}]}]}`,
			),
		],
		'dev/api > prod/db 5432',
		['open: label Deployment dev/api client=true'],
	],
	[
		'each end gets the ports that it lacks',
		[
			policy('prod/in', `${db}, ingress: [{${devWeb}, ports: [{port: 81}]}]}`),
			policy(
				'dev/out',
				'{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}], ports: [{port: 80}]}]}',
			),
		],
		'dev/web > prod/db 80-81',
		[
			'open: add to NetworkPolicy dev/out spec.egress[0].ports {"protocol":"TCP","port":81}; add to NetworkPolicy prod/in spec.ingress[0].ports {"protocol":"TCP","port":80}',
		],
	],
	['a pod and itself: nothing', [policy('dev/closed', 'policyTypes: [Ingress]')], 'dev/web > dev/web', []],
	['no version of IP in common: nothing', [pod('prod/six', '', { ip: 'fd00::1' })], 'dev/web > prod/six 80', []],
]
test.each(others)('%s', (_, added, asked, changes) => {
	expect(changesOf(answered([...cluster, ...added], asked))).toEqual(changes)
})

test('who wrote what is changed stands in the step', () => {
	const open = policy('prod/in', `${db}, ingress: [{}]}`)
	const annotations = { 'meta.helm.sh/release-name': 'shop' }
	const byHelm = { ...open, metadata: { ...open.metadata, annotations } }
	const [change] = answered([...cluster, byHelm], 'dev/web > prod/db 5432').changes
	expect(change?.steps).toMatchObject([{ type: 'remove', manager: 'Helm (shop)' }])
})

test('the keys of the plan say which labels are not given away', () => {
	const keyed = { ...planned, labels: { stage: 'env', app: 'service' } }
	const byEnv = policy('prod/in', `${db}, ingress: [{from: [{namespaceSelector: {matchLabels: {env: dev}}}]}]}`)
	const [change] = answered([...cluster, byEnv], 'dev/web > prod/db 5432', keyed).changes
	expect(change?.steps.map(({ type }) => type)).toEqual(['add'])
})
