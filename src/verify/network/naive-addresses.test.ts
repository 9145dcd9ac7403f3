/** The second evaluator against decisions about blocks and nodes, worked out by hand from the specifications. */
import { describe, expect, test } from 'vitest'
import {
	answersOf,
	block,
	denyProd,
	deployment,
	egress,
	ingress,
	into,
	node,
	outOf,
	pod,
	policy,
	type Row,
	tier,
} from './naive-cases.suite.ts'

const addresses: readonly Row[] = [
	['blocks match pods, or not', [block('10.0.0.0/8')], 'web → db 80', ['open', 'closed']],
	['what is excepted is not in it', [block('10.0.0.0/8', '10.0.1.0/24')], 'web → db 80', 'closed'],
	[
		'another rule is not excepted',
		[block('10.0.0.0/8', '10.0.1.0/24'), block('10.0.1.1/32')],
		'web → db 80',
		['open', 'closed'],
	],
	['bits behind the prefix mean nothing', [block('10.0.1.77/24')], 'web → db 80', ['open', 'closed']],
	['all of IPv4 holds no IPv6', [block('0.0.0.0/0')], '2001:db8::1/128 → db 80', 'closed'],
	['the world by its addresses', [block('8.8.0.0/16')], '8.8.8.0/24 → db 80', 'open'],
	['a part of a range', [block('8.8.8.0/25')], '8.8.8.0/24 → db 80', 'maybe'],
	['a range with a hole', [block('8.8.0.0/16', '8.8.8.8/32')], '8.8.8.0/24 → db 80', 'maybe'],
	['a range in a hole', [block('8.8.0.0/16', '8.8.8.0/24')], '8.8.8.0/28 → db 80', 'closed'],
	['no common family, no connection', [pod('prod/six', { ips: ['fd00::2'] })], 'web → six 80', 'closed'],
	[
		'one family that is open is enough',
		[
			pod('dev/dual', { ips: ['10.0.1.2', 'fd00:1::2'] }),
			pod('prod/dual2', { ips: ['10.0.2.2', 'fd00:2::2'] }),
			block('fd00:1::/64'),
		],
		'dual → dual2 80',
		['open', 'closed'],
	],
	[
		'an address in the older field',
		[{ ...pod('dev/old'), status: { podIP: '10.0.1.3' } }, block('10.0.1.3/32')],
		'old → db 80',
		['open', 'closed'],
	],
	[
		'an address that nobody knows may be in a block',
		[pod('dev/new'), block('10.0.0.0/8')],
		'new → db 80',
		['maybe', 'closed'],
	],
	['but in no block of the other family', [pod('dev/new'), block('fd00::/8')], 'new → db 80', 'closed'],
]

const host = pod('dev/host', { hostNetwork: true, nodeName: 'n1', ips: ['192.168.0.1'], labels: { app: 'web' } })
const near = pod('prod/near', { nodeName: 'n1', ips: ['10.0.1.9'] })
const fromDev = ingress({ from: [{ namespaceSelector: { matchLabels: { stage: 'dev' } } }] })
const hosts: readonly Row[] = [
	['a node reaches its pods', [host, near, denyProd], 'host → near 80', 'open'],
	['and they it', [host, near, policy('prod', { policyTypes: ['Egress'] })], 'near → host 80', 'open'],
	[
		'two pods of one node are two pods',
		[near, denyProd, pod('dev/beside', { nodeName: 'n1' })],
		'beside → near 80',
		'closed',
	],
	['another node does not', [host, denyProd], 'host → db 80', 'closed'],
	['selectors match it, or not', [host, fromDev], 'host → db 80', 'maybe'],
	[
		'the addresses of its node match it however blocks are read',
		[host, block('192.168.0.1/32')],
		'host → db 80',
		'open',
	],
	[
		'a node may be reached at any of its addresses',
		[
			node('n3', '192.168.0.3', {}, ['203.0.113.3']),
			pod('dev/edge', { hostNetwork: true, nodeName: 'n3', ips: ['192.168.0.3'] }),
			policy('prod', { policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr: '203.0.113.0/24' } }] }] }),
		],
		'db → edge 80',
		'maybe',
	],
	[
		'they are known where the pod does not tell them',
		[pod('dev/starting', { hostNetwork: true, nodeName: 'n1' }), block('192.168.0.1/32')],
		'starting → db 80',
		'open',
	],
	['policies select it, or not', [host, egress()], 'host → db 80', 'maybe'],
	[
		'on a node that nobody knows it may be near',
		[deployment('dev/agent', { hostNetwork: true }), denyProd],
		'Deployment/agent → db 80',
		'maybe',
	],
	['no tier selects it', [host, tier({ egress: [outOf('Deny')] })], 'host → db 80', 'open'],
	['nor means it as a peer', [host, tier({ ingress: [into('Deny')] })], 'host → db 80', 'open'],
	[
		'nodes mean it',
		[host, tier({ egress: [outOf('Deny', { to: [{ nodes: { matchLabels: { zone: 'a' } } }] })] })],
		'db → host 80',
		'closed',
	],
	[
		'a node that nobody knows may be meant',
		[
			pod('dev/h', { hostNetwork: true, nodeName: 'n9', ips: ['192.168.0.9'] }),
			tier({ egress: [outOf('Deny', { to: [{ nodes: { matchLabels: { zone: 'a' } } }] })] }),
		],
		'db → h 80',
		'maybe',
	],
	[
		'and is, where all nodes are',
		[
			pod('dev/h', { hostNetwork: true, nodeName: 'n9', ips: ['192.168.0.9'] }),
			tier({ egress: [outOf('Deny', { to: [{ nodes: {} }] })] }),
		],
		'db → h 80',
		'closed',
	],
	[
		'a node by its address',
		[tier({ egress: [outOf('Deny', { to: [{ nodes: {} }] })] })],
		'db → 192.168.0.1/32 80',
		'closed',
	],
	[
		'it and its neighbour',
		[tier({ egress: [outOf('Deny', { to: [{ nodes: {} }] })] })],
		'db → 192.168.0.0/31 80',
		'maybe',
	],
	['nodes are no pods', [tier({ egress: [outOf('Deny', { to: [{ nodes: {} }] })] })], 'db → web 80', 'open'],
]

describe('a decision by addresses and nodes', () => {
	test.each([...addresses, ...hosts])('%s', (...row) => {
		const { found, expected } = answersOf(row)
		expect(found).toEqual(expected)
	})
})
