/**
 * The fields and the rules of ordered policies (ClusterNetworkPolicy, AdminNetworkPolicy, BaselineAdminNetworkPolicy of
 * policy.networking.k8s.io), numbered, each with the cases that show it.
 */
import type { KubeObject } from '../../../model/kube-object.ts'
import { adminPolicy, baselinePolicy, clusterPolicy, deployment, pod, policy } from './cluster.suite.ts'
import { devClosed, hosts, intoDev, outOfDev, type Rule } from './rules.suite.ts'

const aboutDev = 'subject: { namespaces: { matchLabels: { stage: dev } } }'

/** One ingress rule about everybody. */
const everybody = (action: string): string => `ingress: [{ action: ${action}, from: [{ namespaces: {} }] }]`

/** A ClusterNetworkPolicy about the pods of dev. */
function cluster(tier: 'Admin' | 'Baseline', priority: number, rules: string, version?: string): KubeObject {
	const name = `${tier.toLowerCase()}-${priority}-${rules.length}`
	return clusterPolicy(name, `{ tier: ${tier}, priority: ${priority}, ${aboutDev}, ${rules} }`, version)
}

/** An AdminNetworkPolicy about the pods of dev. */
function admin(priority: number, rules: string): KubeObject {
	return adminPolicy(`admin-${priority}`, `{ priority: ${priority}, ${aboutDev}, ${rules} }`)
}

/** An admin ClusterNetworkPolicy about dev with one ingress rule. */
function into(action: string, peer = '{ namespaces: {} }', priority = 1): KubeObject {
	return cluster('Admin', priority, `ingress: [{ action: ${action}, from: [${peer}] }]`)
}

/** An admin ClusterNetworkPolicy about dev with one egress rule. */
function outOf(action: string, peer = '{ namespaces: {} }', priority = 1): KubeObject {
	return cluster('Admin', priority, `egress: [{ action: ${action}, to: [${peer}] }]`)
}

const denyProd = '{ namespaces: { matchLabels: { stage: prod } } }'
const dbPods = '{ pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: db } } } }'
const prodPods = '{ pods: { namespaceSelector: { matchLabels: { stage: prod } }, podSelector: {} } }'
const prodOpen = policy('prod/open', 'ingress: [{}]')
const tcp80 = 'protocols: [{ tcp: { destinationPort: { number: 80 } } }]'
const acceptThenDeny = `ingress: [
	{ action: Accept, from: [{ namespaces: {} }], ${tcp80} },
	{ action: Deny, from: [{ namespaces: {} }] }]`

/** Denies ingress of dev on some ports, written in ClusterNetworkPolicy. */
const protocols = (list: string): KubeObject =>
	cluster('Admin', 1, `ingress: [{ action: Deny, from: [{ namespaces: {} }], protocols: [${list}] }]`)

/** Denies ingress of dev on some ports, written in AdminNetworkPolicy. */
const ports = (list: string): KubeObject =>
	admin(1, `ingress: [{ action: Deny, from: [{ namespaces: {} }], ports: [${list}] }]`)

/** What the fields of a policy are; numbers without a gap. */
export const orderedPolicyFields: readonly Rule[] = [
	[
		1,
		'tier: Admin and AdminNetworkPolicy before NetworkPolicy, Baseline and BaselineAdminNetworkPolicy behind it',
		[
			...[
				cluster('Admin', 1, everybody('Deny')),
				cluster('Admin', 1, everybody('Deny'), 'v1beta1'),
				admin(1, everybody('Deny')),
			].map(
				(before) =>
					[
						`before: ${before.kind} ${before.apiVersion}`,
						[before, intoDev('{}')],
						'prod/web > dev/web TCP 80: closed',
					] as const,
			),
			...[
				cluster('Baseline', 1, everybody('Deny')),
				cluster('Baseline', 1, everybody('Deny'), 'v1beta1'),
				baselinePolicy(`{ ${aboutDev}, ${everybody('Deny')} }`),
			].flatMap(
				(behind) =>
					[
						[`behind: ${behind.kind} ${behind.apiVersion}`, [behind, intoDev('{}')], 'prod/web > dev/web TCP 80: open'],
						[`alone: ${behind.kind} ${behind.apiVersion}`, [behind], 'prod/web > dev/web TCP 80: closed'],
					] as const,
			),
		],
	],
	[
		2,
		'priority: from 0 to 1000, the lower one first, in each tier by itself',
		[
			[
				'0 before 1000',
				[into('Deny', undefined, 1000), into('Accept', undefined, 0)],
				'prod/web > dev/web TCP 80: open',
			],
			['9 before 10', [into('Accept', undefined, 10), into('Deny', undefined, 9)], 'prod/web > dev/web TCP 80: closed'],
			[
				'Admin 1000 before Baseline 0',
				[cluster('Baseline', 0, everybody('Deny')), cluster('Admin', 1000, everybody('Accept'))],
				'prod/web > dev/web TCP 80: open',
			],
			[
				'Baseline 0 before Baseline 1000',
				[cluster('Baseline', 1000, everybody('Deny')), cluster('Baseline', 0, everybody('Accept'))],
				'prod/web > dev/web TCP 80: open',
			],
			[
				'both kinds of the admin tier on one scale',
				[into('Accept', undefined, 6), admin(5, everybody('Deny'))],
				'prod/web > dev/web TCP 80: closed',
			],
		],
	],
	[
		3,
		'action: Accept in ClusterNetworkPolicy, Allow in the older kinds; Deny, Pass',
		[
			['Accept', [into('Accept'), devClosed], 'prod/web > dev/web TCP 80: open'],
			['Allow', [admin(1, everybody('Allow')), devClosed], 'prod/web > dev/web TCP 80: open'],
			['Deny', [admin(1, everybody('Deny'))], 'prod/web > dev/web TCP 80: closed'],
			['Pass', [admin(1, everybody('Pass')), devClosed], 'prod/web > dev/web TCP 80: closed'],
			[
				'Pass in the baseline tier',
				[cluster('Baseline', 1, everybody('Pass')), cluster('Baseline', 2, everybody('Deny'))],
				'prod/web > dev/web TCP 80: open',
			],
		],
	],
	[
		4,
		'subject: namespaces, or pods of namespaces',
		[
			['namespaces', [into('Deny')], 'prod/web > dev/db TCP 80: closed', 'dev/web > prod/db TCP 80: open'],
			[
				'pods',
				[
					clusterPolicy(
						'pods',
						`tier: Admin
priority: 1
subject: { pods: { namespaceSelector: { matchLabels: { stage: dev } }, podSelector: { matchLabels: { app: db } } } }
ingress: [{ action: Deny, from: [{ namespaces: {} }] }]`,
					),
				],
				'prod/web > dev/db TCP 80: closed',
				'prod/web > dev/web TCP 80: open',
				'dev/web > prod/db TCP 80: open',
			],
		],
	],
	[
		5,
		'ingress peers: namespaces, or pods of namespaces',
		[
			['namespaces', [into('Deny', denyProd)], 'prod/web > dev/web TCP 80: closed', 'bare/tool > dev/web TCP 80: open'],
			['pods', [into('Deny', dbPods)], 'prod/db > dev/web TCP 80: closed', 'prod/web > dev/web TCP 80: open'],
		],
	],
	[
		6,
		'egress peers: also networks, nodes and domain names',
		[
			[
				'networks',
				[outOf('Deny', '{ networks: [192.0.2.0/24, "2001:db8::/32"] }'), pod('dev/six', '', { ip: 'fd00::1' })],
				'dev/web > 192.0.2.1/32 TCP 80: closed',
				'dev/web > 198.51.100.1/32 TCP 80: open',
				'dev/six > 2001:db8::1/128 TCP 80: closed',
			],
			[
				'nodes',
				[...hosts, outOf('Deny', '{ nodes: { matchLabels: { disk: ssd } } }')],
				'dev/web > 192.168.0.1/32 TCP 80: closed',
				'dev/web > 192.168.0.2/32 TCP 80: open',
			],
			[
				'domain names: whose addresses they have is not known',
				[outOf('Accept', '{ domainNames: ["*.example.org"] }'), outOf('Deny', '{ networks: [0.0.0.0/0] }', 2)],
				'dev/web > 192.0.2.1/32 TCP 443: either way',
			],
			[
				'domain names: never a pod’s',
				[outOf('Accept', '{ domainNames: ["*.example.org"] }'), outOf('Deny', '{ namespaces: {} }', 2)],
				'dev/web > prod/web TCP 443: closed',
			],
		],
	],
	[
		7,
		'ports: a number, a range or a name; in protocols of ClusterNetworkPolicy, in ports of the older kinds',
		[
			[
				'protocols: tcp',
				[protocols('{ tcp: { destinationPort: { number: 80 } } }')],
				'prod/web > dev/web TCP 80: closed',
				'prod/web > dev/web TCP 81: open',
				'prod/web > dev/web UDP 80: open',
			],
			[
				'protocols: sctp, a range',
				[protocols('{ sctp: { destinationPort: { range: { start: 80, end: 90 } } } }')],
				'prod/web > dev/web SCTP 79: open',
				'prod/web > dev/web SCTP 80: closed',
				'prod/web > dev/web SCTP 90: closed',
				'prod/web > dev/web SCTP 91: open',
			],
			[
				'protocols: a name, whichever protocol it has',
				[protocols('{ destinationNamedPort: dns }'), pod('dev/dns', '', { ports: 'dns=UDP 53, dns=TCP 54' })],
				'prod/web > dev/dns UDP 53: closed',
				'prod/web > dev/dns TCP 54: closed',
				'prod/web > dev/dns TCP 53: open',
			],
			[
				'ports: portNumber',
				[ports('{ portNumber: { protocol: UDP, port: 80 } }')],
				'prod/web > dev/web UDP 80: closed',
				'prod/web > dev/web TCP 80: open',
			],
			[
				'ports: portNumber without a protocol',
				[ports('{ portNumber: { port: 80 } }')],
				'prod/web > dev/web TCP 80: closed',
				'prod/web > dev/web UDP 80: open',
			],
			[
				'ports: portRange',
				[ports('{ portRange: { protocol: TCP, start: 80, end: 90 } }')],
				'prod/web > dev/web TCP 79: open',
				'prod/web > dev/web TCP 85: closed',
				'prod/web > dev/web TCP 91: open',
			],
			[
				'ports: namedPort',
				[ports('{ namedPort: http }')],
				'prod/web > dev/web TCP 8080: closed',
				'prod/web > dev/web TCP 80: open',
			],
		],
	],
	[
		8,
		'25 rules in each direction and 25 peers in a rule are the most (100 of the older kinds), one peer is the least',
		'the API takes no others: they are bad input',
	],
	[9, 'networks, nodes and domainNames do not go with named ports', 'the API takes no such rule: it is bad input'],
]

/** How they decide; numbers without a gap. */
export const orderedPolicyRules: readonly Rule[] = [
	[
		1,
		'each direction goes through admin tier, NetworkPolicies and baseline tier, and is open where none decides',
		[
			[
				'none decides',
				[into('Deny', '{ namespaces: { matchLabels: { stage: qa } } }')],
				'prod/web > dev/web TCP 80: open',
			],
			['admin tier first', [into('Deny'), intoDev('{}')], 'prod/web > dev/web TCP 80: closed'],
			[
				'baseline tier last',
				[cluster('Baseline', 1, everybody('Deny')), intoDev('{ ports: [{ port: 80 }] }')],
				'prod/web > dev/web TCP 80: open',
				'prod/web > dev/web TCP 81: closed',
			],
			[
				'accepted at the source, closed at the destination',
				[outOf('Accept'), policy('prod/p', 'policyTypes: [Ingress]')],
				'dev/web > prod/web TCP 80: closed',
			],
			[
				'accepted at the destination, closed at the source',
				[into('Accept'), policy('prod/p', 'policyTypes: [Egress]')],
				'prod/web > dev/web TCP 80: closed',
			],
		],
	],
	[
		2,
		'in a tier the first rule that matches peer, protocol and port decides, by priority and then in order',
		[
			[
				'two rules',
				[cluster('Admin', 1, acceptThenDeny)],
				'prod/web > dev/web TCP 80: open',
				'prod/web > dev/web TCP 81: closed',
				'prod/web > dev/web UDP 80: closed',
				'dev/web > prod/web TCP 81: open',
			],
			[
				'what the first policy is not about goes to the second one',
				[
					cluster('Admin', 1, `ingress: [{ action: Deny, from: [{ namespaces: {} }], ${tcp80} }]`),
					into('Accept', undefined, 2),
					devClosed,
				],
				'prod/web > dev/web TCP 80: closed',
				'prod/web > dev/web TCP 81: open',
			],
			[
				'rules of the other direction do not count',
				[cluster('Admin', 1, `egress: [{ action: Deny, to: [{ namespaces: {} }] }], ${everybody('Accept')}`)],
				'prod/web > dev/web TCP 80: open',
				'dev/web > prod/web TCP 80: closed',
			],
		],
	],
	[
		3,
		'Accept and Deny are final for their direction; Pass skips the rest of its tier',
		[
			['Accept, and a policy that closes', [into('Accept'), devClosed], 'prod/web > dev/web TCP 80: open'],
			[
				'Accept, and a baseline that denies',
				[into('Accept'), cluster('Baseline', 1, everybody('Deny'))],
				'prod/web > dev/web TCP 80: open',
			],
			['Deny, and a policy that opens', [into('Deny'), intoDev('{}')], 'prod/web > dev/web TCP 80: closed'],
			[
				'Pass skips later rules',
				[
					cluster(
						'Admin',
						1,
						'ingress: [{ action: Pass, from: [{ namespaces: {} }] }, { action: Deny, from: [{ namespaces: {} }] }]',
					),
				],
				'prod/web > dev/web TCP 80: open',
			],
			['Pass skips later policies', [into('Pass'), into('Deny', undefined, 2)], 'prod/web > dev/web TCP 80: open'],
			['Pass, and a policy that closes', [into('Pass'), devClosed], 'prod/web > dev/web TCP 80: closed'],
			[
				'Pass, and a baseline that denies',
				[into('Pass'), cluster('Baseline', 1, everybody('Deny'))],
				'prod/web > dev/web TCP 80: closed',
			],
		],
	],
	[
		4,
		'ordered policies isolate nobody; what a NetworkPolicy isolates in a direction never sees the baseline there',
		[
			[
				'an Accept closes nothing else',
				[into('Accept', '{ namespaces: { matchLabels: { stage: dev } } }')],
				'prod/web > dev/web TCP 80: open',
			],
			[
				'closed by a policy, though the baseline accepts',
				[cluster('Baseline', 1, everybody('Accept')), devClosed],
				'prod/web > dev/web TCP 80: closed',
			],
			[
				'open by a policy, though the baseline denies',
				[cluster('Baseline', 1, everybody('Deny')), intoDev('{}')],
				'prod/web > dev/web TCP 80: open',
			],
			[
				'a policy of the other direction',
				[cluster('Baseline', 1, everybody('Deny')), outOfDev('{}')],
				'prod/web > dev/web TCP 80: closed',
			],
			[
				'a policy of another pod',
				[cluster('Baseline', 1, everybody('Deny')), policy('dev/db', 'podSelector: { matchLabels: { app: db } }')],
				'prod/web > dev/web TCP 80: closed',
			],
		],
	],
	[
		5,
		'policies of the same priority may be taken in any order',
		[
			['deny or accept', [into('Deny'), into('Accept')], 'prod/web > dev/web TCP 80: either way'],
			['both deny', [into('Deny'), into('Deny', denyProd)], 'prod/web > dev/web TCP 80: closed'],
			[
				'only one of them matches',
				[into('Deny', denyProd), into('Accept', '{ namespaces: { matchLabels: { stage: dev } } }')],
				'prod/web > dev/web TCP 80: closed',
				'dev/db > dev/web TCP 80: open',
			],
			['deny or pass, open behind', [into('Deny'), into('Pass')], 'prod/web > dev/web TCP 80: either way'],
			['deny or pass, closed behind', [into('Deny'), into('Pass'), devClosed], 'prod/web > dev/web TCP 80: closed'],
			['accept or pass, open behind', [into('Accept'), into('Pass')], 'prod/web > dev/web TCP 80: open'],
			[
				'accept or pass, closed behind',
				[into('Accept'), into('Pass'), devClosed],
				'prod/web > dev/web TCP 80: either way',
			],
			[
				'a later priority is not asked',
				[into('Deny'), into('Pass'), into('Accept', undefined, 2), devClosed],
				'prod/web > dev/web TCP 80: closed',
			],
			[
				'equal priorities of two tiers',
				[into('Pass'), cluster('Baseline', 1, everybody('Deny'))],
				'prod/web > dev/web TCP 80: closed',
			],
		],
	],
	[
		6,
		'pods in the network of their node are neither subject nor namespaces nor pods',
		[
			[
				'not the subject',
				[
					...hosts,
					clusterPolicy('all', `{ tier: Admin, priority: 1, subject: { namespaces: {} }, ${everybody('Deny')} }`),
				],
				'dev/south > prod/host TCP 80: open',
				'dev/south > prod/web TCP 80: closed',
			],
			[
				'not the peer: ingress',
				[...hosts, into('Deny')],
				'prod/host > dev/south TCP 80: open',
				'prod/web > dev/south TCP 80: closed',
			],
			['not the peer: egress', [...hosts, outOf('Deny', prodPods)], 'dev/south > prod/host TCP 80: open'],
			['an Accept is not for it', [...hosts, into('Accept'), devClosed], 'prod/host > dev/south TCP 80: closed'],
		],
	],
	[
		7,
		'networks hold pods as well',
		[
			[
				'Deny',
				[outOf('Deny', '{ networks: [0.0.0.0/0] }')],
				'dev/web > prod/web TCP 80: closed if blocks match pods, else open',
			],
			[
				'Accept',
				[outOf('Accept', '{ networks: [0.0.0.0/0] }'), devClosed, prodOpen],
				'dev/web > prod/web TCP 80: open if blocks match pods, else closed',
			],
			[
				'one family',
				[
					outOf('Deny', '{ networks: [0.0.0.0/0] }'),
					pod('dev/six', '', { ip: 'fd00::1' }),
					pod('prod/six', '', { ip: 'fd00::2' }),
				],
				'dev/six > prod/six TCP 80: open',
			],
			[
				'an address that is not known yet',
				[outOf('Deny', '{ networks: [10.0.0.0/8] }'), deployment('prod/later')],
				'dev/web > prod/Deployment/later TCP 80: either way if blocks match pods, else open',
			],
			[
				'pods that are passed before',
				[outOf('Pass'), outOf('Deny', '{ networks: [0.0.0.0/0] }', 2)],
				'dev/web > prod/web TCP 80: open',
				'dev/web > 192.0.2.1/32 TCP 80: closed',
			],
		],
	],
	[
		8,
		'nodes are those whose labels match, by their addresses; an empty selector is all nodes',
		[
			[
				'by label',
				[...hosts, outOf('Deny', '{ nodes: { matchLabels: { disk: ssd } } }')],
				'dev/south > prod/host TCP 80: closed',
			],
			[
				'another label',
				[...hosts, outOf('Deny', '{ nodes: { matchLabels: { disk: hdd } } }')],
				'dev/south > prod/host TCP 80: open',
			],
			[
				'all nodes, and no pod',
				[...hosts, outOf('Deny', '{ nodes: {} }')],
				'dev/south > prod/host TCP 80: closed',
				'dev/south > prod/web TCP 80: open',
				'dev/web > 192.168.0.2/32 TCP 80: closed',
				'dev/web > 192.168.0.3/32 TCP 80: open',
			],
		],
	],
	[
		9,
		'a peer of a kind that is not known: Accept matches nobody, Deny and Pass deny everybody',
		[
			['Accept', [outOf('Accept', '{ serviceAccounts: {} }'), devClosed], 'dev/web > prod/web TCP 80: closed'],
			[
				'Accept: the other peers of its rule do not count either',
				[outOf('Accept', '{ namespaces: {} }, { serviceAccounts: {} }'), devClosed],
				'dev/web > prod/web TCP 80: closed',
			],
			['Deny', [outOf('Deny', '{ serviceAccounts: {} }')], 'dev/web > prod/web TCP 80: closed'],
			[
				'Deny: on every port',
				[cluster('Admin', 1, `egress: [{ action: Deny, to: [{ serviceAccounts: {} }], ${tcp80} }]`)],
				'dev/web > prod/web UDP 53: closed',
				'dev/web > 192.0.2.1/32 TCP 80: closed',
			],
			['Pass', [outOf('Pass', '{ serviceAccounts: {} }')], 'dev/web > prod/web TCP 80: closed'],
			['no peer at all', [outOf('Deny', '{}')], 'dev/web > prod/web TCP 80: closed'],
			['networks as source', [into('Deny', '{ networks: [192.0.2.0/24] }')], 'prod/web > dev/web TCP 80: closed'],
		],
	],
	[
		10,
		'an empty selector of namespaces or pods is all of them',
		[
			['namespaces', [into('Deny')], 'bare/tool > dev/web TCP 80: closed', '192.0.2.1/32 > dev/web TCP 80: open'],
			['pods.namespaceSelector', [into('Deny', dbPods)], 'prod/db > dev/web TCP 80: closed'],
			['pods.podSelector', [into('Deny', prodPods)], 'prod/db > dev/web TCP 80: closed'],
			[
				'subject',
				[clusterPolicy('all', `{ tier: Admin, priority: 1, subject: { namespaces: {} }, ${everybody('Deny')} }`)],
				'prod/web > bare/tool TCP 80: closed',
			],
		],
	],
	[
		11,
		'a pod that talks to its own address is not subject to them',
		[
			['itself', [into('Deny')], 'dev/web > dev/web TCP 80: open'],
			[
				'another pod of the same template',
				[into('Deny'), deployment('dev/later')],
				'dev/Deployment/later > dev/Deployment/later TCP 80: closed',
			],
		],
	],
	[
		12,
		'a rule without ports is about every port of every protocol',
		[into('Deny'), admin(1, everybody('Deny'))].map(
			(denying) =>
				[
					denying.kind,
					[denying],
					'prod/web > dev/web TCP 1: closed',
					'prod/web > dev/web UDP 65535: closed',
					'prod/web > dev/web SCTP 9: closed',
				] as const,
		),
	],
	[
		13,
		'there is no peer for “the label that the subject has”',
		'the API has no such field; a policy with sameLabels or notSameLabels of an old draft is bad input',
	],
]
