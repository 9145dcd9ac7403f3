/** The second evaluator against decisions of ordered policies, worked out by hand from the specifications. */
import { describe, expect, test } from 'vitest'
import {
	admin,
	answersOf,
	denyProd,
	everywhere,
	ingress,
	inNamespace,
	into,
	node,
	outOf,
	pod,
	podsIn,
	type Row,
	tier,
} from './naive-cases.suite.ts'

const tiers: readonly Row[] = [
	['the first rule decides', [tier({ ingress: [into('Accept'), into('Deny')] })], 'web → db 80', 'open'],
	[
		'for its ports alone',
		[tier({ ingress: [into('Accept', { protocols: [{ tcp: { destinationPort: { number: 80 } } }] }), into('Deny')] })],
		'web → db 81',
		'closed',
	],
	['accept passes over NetworkPolicies', [tier({ ingress: [into('Accept')] }), denyProd], 'web → db 80', 'open'],
	['in its own direction', [tier({ egress: [outOf('Accept')] }), denyProd], 'web → db 80', 'closed'],
	[
		'pass leaves it to NetworkPolicies',
		[tier({ ingress: [into('Pass'), into('Accept')] }), denyProd],
		'web → db 80',
		'closed',
	],
	[
		'no match isolates nobody',
		[tier({ ingress: [into('Accept', { from: [inNamespace('x')] })] })],
		'web → db 80',
		'open',
	],
	[
		'the lower priority is asked first',
		[tier({ priority: 2, ingress: [into('Deny')] }), tier({ priority: 1, ingress: [into('Accept')] })],
		'web → db 80',
		'open',
	],
	[
		'equal ones in any order',
		[tier({ ingress: [into('Deny')] }), tier({ ingress: [into('Accept')] })],
		'web → db 80',
		'maybe',
	],
	[
		'unless they agree',
		[tier({ ingress: [into('Deny')] }), tier({ ingress: [into('Deny')] })],
		'web → db 80',
		'closed',
	],
	[
		'a baseline is behind NetworkPolicies',
		[tier({ tier: 'Baseline', ingress: [into('Deny')] }), ingress({})],
		'web → db 80',
		'open',
	],
	['and decides where there are none', [tier({ tier: 'Baseline', ingress: [into('Deny')] })], 'web → db 80', 'closed'],
	[
		'pass in the baseline is open',
		[tier({ tier: 'Baseline', ingress: [into('Pass'), into('Deny')] })],
		'web → db 80',
		'open',
	],
	[
		'networks match pods, or not',
		[tier({ egress: [outOf('Deny', { to: [{ networks: ['0.0.0.0/0'] }] })] })],
		'web → db 80',
		['closed', 'open'],
	],
	[
		'names of domains may mean whoever is outside',
		[
			tier({
				egress: [
					outOf('Accept', { to: [{ domainNames: ['a.example'] }] }),
					outOf('Deny', { to: [{ networks: ['0.0.0.0/0'] }] }),
				],
			}),
		],
		'web → 8.8.8.8/32 80',
		'maybe',
	],
	[
		'and no pod',
		[tier({ egress: [outOf('Accept', { to: [{ domainNames: ['a.example'] }] }), outOf('Deny')] })],
		'web → db 80',
		'closed',
	],
	[
		'a subject by its namespace',
		[tier({ subject: inNamespace('dev'), ingress: [into('Deny')] })],
		'web → db 80',
		'open',
	],
	[
		'by its own labels as well',
		[tier({ subject: podsIn('prod', 'db'), ingress: [into('Deny')] })],
		'web → db 80',
		'closed',
	],
	['which have to fit', [tier({ subject: podsIn('prod', 'x'), ingress: [into('Deny')] })], 'web → db 80', 'open'],
	[
		'and so has the namespace',
		[tier({ subject: podsIn('dev', 'db'), ingress: [into('Deny')] })],
		'web → db 80',
		'open',
	],
	[
		'a node of the other family',
		[
			pod('dev/six', { ips: ['fd00::1'] }),
			node('n3', '32.1.13.184'),
			tier({ egress: [outOf('Deny', { to: [{ nodes: {} }] })] }),
		],
		'six → 2001:db8::/32 80',
		'open',
	],
	[
		'a peer of a later version: accept is void',
		[tier({ ingress: [into('Accept', { from: [everywhere, {}] }), into('Deny')] })],
		'web → db 80',
		'closed',
	],
	['and pass denies', [tier({ ingress: [into('Pass', { from: [{}] })] })], 'web → db 80', 'closed'],
	[
		'another protocol',
		[tier({ ingress: [into('Deny', { protocols: [{ tcp: { destinationPort: { number: 80 } } }] })] })],
		'web → db UDP 80',
		'open',
	],
	[
		'a port before a range',
		[
			tier({
				ingress: [into('Deny', { protocols: [{ tcp: { destinationPort: { range: { start: 80, end: 90 } } } }] })],
			}),
		],
		'web → db 79',
		'open',
	],
	[
		'and the first one in it',
		[
			tier({
				ingress: [into('Deny', { protocols: [{ tcp: { destinationPort: { range: { start: 80, end: 90 } } } }] })],
			}),
		],
		'web → db 80',
		'closed',
	],
	[
		'a name without a protocol is looked for in all',
		[tier({ ingress: [into('Deny', { protocols: [{ destinationNamedPort: 'dns' }] })] })],
		'web → db UDP 53',
		'closed',
	],
	[
		'and is one of them',
		[tier({ ingress: [into('Deny', { protocols: [{ destinationNamedPort: 'dns' }] })] })],
		'web → db 53',
		'open',
	],
	['AdminNetworkPolicy: allow', [admin({ priority: 5, ingress: [into('Allow')] }), denyProd], 'web → db 80', 'open'],
	[
		'its ranges include their ends',
		[admin({ priority: 5, ingress: [into('Deny', { ports: [{ portRange: { start: 80, end: 90 } }] })] })],
		'web → db 90',
		'closed',
	],
	[
		'of one protocol',
		[admin({ priority: 5, ingress: [into('Deny', { ports: [{ portRange: { start: 80, end: 90 } }] })] })],
		'web → db UDP 90',
		'open',
	],
	[
		'as a single port is',
		[admin({ priority: 5, ingress: [into('Deny', { ports: [{ portNumber: { port: 80 } }] })] })],
		'web → db UDP 80',
		'open',
	],
	[
		'BaselineAdminNetworkPolicy is behind NetworkPolicies',
		[admin({ ingress: [into('Deny')] }, 'BaselineAdminNetworkPolicy'), ingress({})],
		'web → db 80',
		'open',
	],
	[
		'and before everything is open',
		[admin({ ingress: [into('Deny')] }, 'BaselineAdminNetworkPolicy')],
		'web → db 80',
		'closed',
	],
]

describe('a decision by tiers', () => {
	test.each(tiers)('%s', (...row) => {
		const { found, expected } = answersOf(row)
		expect(found).toEqual(expected)
	})
})
