/** Whether pods can have the addresses of a block: by the ranges of nodes, by pods that were seen, or by what is private. */
import { describe, expect, test } from 'vitest'
import { type Cidr, readCidr } from '../../../model/cidr.ts'
import type { KubeObject } from '../../../model/kube-object.ts'
import { namespace, node, pod } from '../cases/cluster.suite.ts'
import type { Block } from '../network.ts'
import { readNetwork } from '../read-network.ts'
import { type Coverage, podCoverage, weakest } from './coverage.ts'

/** One node for each text; those of a node are separated by commas. */
function nodes(...ranges: readonly string[]): readonly KubeObject[] {
	return ranges.map((podCIDRs, index) => ({
		...node(`n${index}`, '', `192.168.0.${index + 1}`),
		spec: { podCIDRs: podCIDRs.split(',') },
	}))
}

/** `CIDR`, or `CIDR but CIDR,CIDR`. */
function block(text: string): Block {
	const [cidr = '', except] = text.split(' but ')
	return { cidr: range(cidr), except: except?.split(',').map(range) ?? [] }
}

function range(text: string): Cidr {
	const read = readCidr(text)
	if ('mistake' in read) throw new Error(`${text}: ${read.mistake}`)
	return read
}

type Case = readonly [what: string, objects: readonly KubeObject[], blocks: readonly string[], answer: Coverage]

const oneNode = nodes('10.1.0.0/24')
const ofNodes: readonly Case[] = [
	['the range of the node', oneNode, ['10.1.0.0/24'], 'some'],
	['a range around it', oneNode, ['10.0.0.0/8'], 'some'],
	['a part of it', oneNode, ['10.1.0.64/26'], 'some'],
	['the next range', oneNode, ['10.1.1.0/24'], 'none'],
	['a private range, but the nodes say another', oneNode, ['192.168.0.0/16'], 'none'],
	['two blocks, the second has it', oneNode, ['10.2.0.0/16', '10.1.0.0/16'], 'some'],
	['no block at all', oneNode, [], 'none'],
	['the whole range is excepted', oneNode, ['10.0.0.0/8 but 10.1.0.0/16'], 'none'],
	['half of the range is excepted', oneNode, ['10.0.0.0/8 but 10.1.0.0/25'], 'some'],
	['something else is excepted', oneNode, ['10.0.0.0/8 but 10.2.0.0/16'], 'some'],
	['the second exception takes it', oneNode, ['10.0.0.0/8 but 10.2.0.0/16,10.1.0.0/24'], 'none'],
	['both halves of the range are excepted', oneNode, ['10.0.0.0/8 but 10.1.0.0/25,10.1.0.128/25'], 'none'],
	['it is excepted in three parts', oneNode, ['10.1.0.0/24 but 10.1.0.64/26,10.1.0.0/26,10.1.0.128/25'], 'none'],
	['three quarters of the range are', oneNode, ['10.0.0.0/8 but 10.1.0.0/25,10.1.0.192/26'], 'some'],
	[
		'the ranges of two nodes are excepted, each by itself',
		nodes('10.1.0.0/24', '10.1.1.0/24'),
		['10.0.0.0/8 but 10.1.1.0/24,10.1.0.0/24'],
		'none',
	],
	[
		'the ranges of two nodes of three are',
		nodes('10.1.0.0/24', '10.1.1.0/24', '10.1.2.0/24'),
		['10.0.0.0/8 but 10.1.0.0/24,10.1.1.0/24'],
		'some',
	],
	['a part of the range, half of the part excepted', oneNode, ['10.1.0.0/25 but 10.1.0.0/26'], 'some'],
	['a part of the range, excepted as a whole', oneNode, ['10.1.0.0/25 but 10.1.0.0/25'], 'none'],
	['everything', oneNode, ['0.0.0.0/0'], 'some'],
	['everything of a family that nodes do not give out', oneNode, ['::/0'], 'some'],
	['everything but the range of the node', oneNode, ['0.0.0.0/0 but 10.1.0.0/24'], 'none'],
	['a range of the other family', oneNode, ['fd00::/8'], 'none'],
	['two nodes, the first', nodes('10.1.0.0/24', '10.1.3.0/24'), ['10.1.0.0/24'], 'some'],
	['two nodes, the second', nodes('10.1.0.0/24', '10.1.3.0/24'), ['10.1.3.0/24'], 'some'],
	['two nodes, between them', nodes('10.1.0.0/24', '10.1.3.0/24'), ['10.1.1.0/24'], 'none'],
	['neighbours that have no common range: below', nodes('10.1.1.0/24', '10.1.2.0/24'), ['10.1.0.0/24'], 'none'],
	['neighbours that have no common range: the second', nodes('10.1.1.0/24', '10.1.2.0/24'), ['10.1.2.0/24'], 'some'],
	['neighbours that have no common range: above', nodes('10.1.1.0/24', '10.1.2.0/24'), ['10.1.3.0/24'], 'none'],
	['neighbours of different length: behind', nodes('10.1.0.0/24', '10.1.1.0/25'), ['10.1.1.128/25'], 'none'],
	['neighbours of different length: the second', nodes('10.1.0.0/24', '10.1.1.0/25'), ['10.1.1.0/25'], 'some'],
	['halves of a range: the lower', nodes('10.1.1.0/24', '10.1.0.0/24'), ['10.1.0.0/24'], 'some'],
	['halves of a range: the upper', nodes('10.1.1.0/24', '10.1.0.0/24'), ['10.1.1.0/24'], 'some'],
	['halves of a range: behind', nodes('10.1.1.0/24', '10.1.0.0/24'), ['10.1.2.0/23'], 'none'],
	['halves of halves: the last', nodes('10.1.1.0/25', '10.1.1.128/25', '10.1.0.0/24'), ['10.1.1.128/25'], 'some'],
	['halves of halves: before', nodes('10.1.2.0/25', '10.1.2.128/25', '10.1.3.0/24'), ['10.1.0.0/23'], 'none'],
	['one range within another', nodes('10.1.0.0/16', '10.1.0.0/24'), ['10.1.200.0/24'], 'some'],
	['one range within another, in the other order', nodes('10.1.0.0/24', '10.1.0.0/16'), ['10.1.200.0/24'], 'some'],
	[
		'behind a range that another is within',
		nodes('10.1.0.0/16', '10.1.0.0/24', '10.3.0.0/16'),
		['10.3.9.0/24'],
		'some',
	],
	['the range of two nodes', nodes('10.1.0.0/24', '10.1.0.0/24'), ['10.1.1.0/24'], 'none'],
	[
		'two families, the second',
		nodes('10.1.0.0/24,fd00:1::/64', '10.1.1.0/24,fd00:1:0:1::/64'),
		['fd00:1::/63'],
		'some',
	],
	['two families, the first', nodes('fd00:1::/64,10.1.0.0/24', 'fd00:1:0:1::/64,10.1.1.0/24'), ['10.1.1.0/24'], 'some'],
	[
		'two families, behind the second',
		nodes('10.1.0.0/24,fd00:1::/64', '10.1.1.0/24,fd00:1:0:1::/64'),
		['fd00:1:0:2::/63'],
		'none',
	],
]

const seen = [namespace('a'), pod('a/p', '', { ip: '10.1.0.5' })]
const ofPods: readonly Case[] = [
	['the address of a pod', seen, ['10.1.0.0/24'], 'some'],
	['another private range', seen, ['10.2.0.0/24'], 'unknown'],
	['the range of a pod without its address', seen, ['10.1.0.0/24 but 10.1.0.5/32'], 'unknown'],
	['two blocks, the second has the address of a pod', seen, ['10.2.0.0/24', '10.1.0.0/24'], 'some'],
	['a public range', seen, ['203.0.113.0/24'], 'none'],
	['a public range that a pod is in', [pod('a/p', '', { ip: '203.0.113.7' })], ['203.0.113.0/24'], 'some'],
	['the second address of a pod', [pod('a/p', '', { ip: '10.1.0.5,2001:db8::5' })], ['2001:db8::/64'], 'some'],
	[
		'the address of a pod in the network of its node is no address of pods',
		[pod('a/p', '', { ip: '203.0.113.7', node: 'n', hostNetwork: true })],
		['203.0.113.0/24'],
		'none',
	],
	['a pod without an address', [pod('a/p')], ['203.0.113.0/24'], 'none'],
	['what nodes say goes before', [...oneNode, pod('a/p', '', { ip: '203.0.113.7' })], ['203.0.113.0/24'], 'none'],
]

const unknown: readonly Case[] = [
	...['10.9.0.0/16', '172.31.0.0/16', '192.168.9.0/24', '100.127.0.0/16', 'fd12:3456::/32'].map(
		(text): Case => [`private: ${text}`, [], [text], 'unknown'],
	),
	...['11.0.0.0/8', '172.32.0.0/16', '192.169.0.0/16', '100.128.0.0/16', 'fe00::/16', '203.0.113.0/24'].map(
		(text): Case => [`public: ${text}`, [], [text], 'none'],
	),
	['a public and a private one', [], ['203.0.113.0/24', '10.9.0.0/16'], 'unknown'],
	['everything', [], ['0.0.0.0/0'], 'some'],
	['all but one private range', [], ['0.0.0.0/0 but 10.0.0.0/8'], 'unknown'],
	['all but what is private', [], ['0.0.0.0/0 but 10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10'], 'none'],
]

describe.each([
	['nodes say which addresses pods have', ofNodes],
	['pods that were seen', ofPods],
	['nothing is known', unknown],
])('%s', (_, cases) => {
	test.each(cases)('%s', (__, objects, blocks, answer) => {
		expect(podCoverage(readNetwork({ objects }))(blocks.map(block))).toBe(answer)
	})
})

test('a rule without blocks is open to pods', () => {
	expect(podCoverage(readNetwork({ objects: [] }))(undefined)).toBe('some')
})

test.each([
	['some', 'some', 'some'],
	['some', 'unknown', 'unknown'],
	['unknown', 'none', 'none'],
	['some', 'none', 'none'],
] as const)('of %s and %s the weakest is %s', (a, b, answer) => {
	expect([weakest(a, b), weakest(b, a)]).toEqual([answer, answer])
})
