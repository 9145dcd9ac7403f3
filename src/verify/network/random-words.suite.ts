/**
 * What random clusters are made of: few names, labels, addresses and ports, so that rules and what they are about meet often.
 * Every name is a word that means nothing else, so that it can be replaced in the text of a cluster.
 */
import fc from 'fast-check'
import type { RawBlock, RawExpression, RawLabels, RawProtocol, RawSelector } from './raw-objects.suite.ts'

/** Namespaces; whether one is declared is another question. */
export const namespaceNames = ['ns-dev', 'ns-test', 'ns-prod', 'ns-shared'] as const

/** Keys of labels of namespaces, pods and nodes. */
export const labelKeys = ['key-stage', 'key-app', 'key-team'] as const

/** Nodes; those of the last name are never declared. */
export const nodeNames = ['node-1', 'node-2', 'node-9'] as const

/** The addresses of nodes: those that their pods have as well, and one at which they can be reached from outside. */
export const nodeAddresses = {
	'node-1': { internal: ['192.168.0.1', 'fd11::1'], external: [] },
	'node-2': { internal: ['192.168.0.2'], external: ['203.0.113.130'] },
	'node-9': { internal: ['192.168.0.9'], external: [] },
} as const

/** Names of container ports; rules may also ask for one that nobody has. */
export const portNames = ['web', 'dns'] as const

/** Ranges outside of the pods' network: in the blocks below, cut by them, far from them; a node, and its neighbours with it. */
export const outsideCidrs = [
	'203.0.113.7/32',
	'203.0.113.0/24',
	'198.51.100.0/24',
	'10.0.1.0/25',
	'192.168.0.1/32',
	'192.168.0.0/30',
	'2001:db8::/48',
	'2001:db8::/32',
] as const

const blocks: readonly RawBlock[] = [
	{ cidr: '0.0.0.0/0' },
	{ cidr: '0.0.0.0/0', except: ['10.0.0.0/16'] },
	{ cidr: '0.0.0.0/0', except: ['10.0.1.0/24', '192.168.0.0/24'] },
	{ cidr: '10.0.0.0/16', except: [] },
	{ cidr: '10.0.0.0/16', except: ['10.0.0.0/24', '10.0.2.3/32'] },
	{ cidr: '10.0.1.77/24', except: null },
	{ cidr: '10.0.2.3/32' },
	{ cidr: '192.168.0.0/24' },
	{ cidr: '192.168.0.0/24', except: ['192.168.0.1/32'] },
	{ cidr: '203.0.113.0/24', except: ['203.0.113.128/25'] },
	{ cidr: '::/0' },
	{ cidr: '::/0', except: ['fd00::/16', '2001:db8:1::/48'] },
	{ cidr: 'fd00:0:0:1::/64' },
	{ cidr: 'fd11::1/128' },
	{ cidr: '2001:0DB8::/32' },
]

/** `ipBlock`s: with exceptions, with set bits behind the prefix, of both families. */
export const block = fc.constantFrom(...blocks)

/** `networks`, which have to be written by their first address. */
export const network = fc.constantFrom(...new Set(blocks.map(({ cidr }) => cidr.replace('.77/', '.0/'))))

const labelKey = fc.constantFrom(...labelKeys)
const labelValue = fc.constantFrom('a', 'b', '')

/** Labels of anything. */
export const labels: fc.Arbitrary<RawLabels> = fc.dictionary(labelKey, labelValue, { maxKeys: 3 })

/** A selector of pods or nodes. */
export const selector = selectorOf(labelKey, labelValue)

/** The label that names a namespace. */
export const nameLabel = 'kubernetes.io/metadata.name'

/** A selector of namespaces, which may also go by their names. */
export const namespaceSelector: fc.Arbitrary<RawSelector> = fc.oneof(
	{ arbitrary: selector, weight: 3 },
	{ arbitrary: selectorOf(fc.constant(nameLabel), fc.constantFrom(...namespaceNames)), weight: 1 },
)

/** Every operator, empty selectors, and both ways of leaving a field out. */
function selectorOf(key: fc.Arbitrary<string>, value: fc.Arbitrary<string>): fc.Arbitrary<RawSelector> {
	const values = fc.uniqueArray(value, { minLength: 1, maxLength: 2 })
	const expression: fc.Arbitrary<RawExpression> = fc.oneof(
		fc.record({ key, operator: fc.constantFrom('In' as const, 'NotIn' as const), values }),
		fc.record({ key, operator: fc.constantFrom('Exists' as const, 'DoesNotExist' as const) }),
	)
	const matchLabels = fc.dictionary(key, value, { minKeys: 1, maxKeys: 2 })
	const matchExpressions = fc.array(expression, { minLength: 1, maxLength: 2 })
	return fc.oneof(
		{ arbitrary: fc.constantFrom({}, {}, { matchLabels: null, matchExpressions: [] }), weight: 2 },
		{ arbitrary: fc.record({ matchLabels }), weight: 3 },
		{ arbitrary: fc.record({ matchExpressions }), weight: 3 },
		{ arbitrary: fc.record({ matchLabels, matchExpressions }), weight: 1 },
	)
}

/** TCP more often than the others. */
export const protocol = fc.constantFrom<RawProtocol>('TCP', 'TCP', 'UDP', 'SCTP')

/** Ports of containers and of rules. */
export const portNumber = fc.constantFrom(80, 81, 443, 53, 1, 65_535)

/** A name that a rule asks for. */
export const askedName = fc.constantFrom(...portNames, ...portNames, 'nobody')

/** First and last port, the last one behind the first. */
export const portRange = fc
	.tuple(portNumber, portNumber)
	.map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
	.filter(([start, end]) => start < end)

/** A list, and now and then one of the three ways to write none. */
export function listOrNone<Item>(
	item: fc.Arbitrary<Item>,
	maxLength: number,
): fc.Arbitrary<readonly Item[] | null | undefined> {
	return fc.oneof(
		{ arbitrary: fc.array(item, { minLength: 1, maxLength }), weight: 8 },
		{ arbitrary: fc.constantFrom(undefined, null, []), weight: 1 },
	)
}
