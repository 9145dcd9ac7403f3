/**
 * The 48 scenarios of Kubernetes' own end-to-end tests of network policy, as truth tables: namespaces x, y and z with the pods a,
 * b and c each, which listen on ports 80 and 81 of TCP, UDP and SCTP. Rows are sources, columns destinations; `.` is open, `X`
 * closed, `-` a pod and itself. A scenario that changes something has one step for each state.
 */
import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../model/kube-object.ts'
import type { Reading } from '../network.ts'
import { namespace, pod, policy, tidy, truthTable } from './cluster.suite.ts'

/** One state of the cluster: its policies, what else differs from the usual, and a table for each port. */
interface Step {
	readonly policies: readonly KubeObject[]
	readonly changed?: readonly KubeObject[]
	/** Where the tables hold for one reading of `ipBlock` only. */
	readonly blocks?: Reading['blocks']
	readonly tables: Readonly<Record<string, string>>
}

const namespaces = ['x', 'y', 'z']
const ports = ['TCP', 'UDP', 'SCTP']
	.flatMap((protocol) => [80, 81].map((port) => `serve-${port}-${protocol.toLowerCase()}=${protocol} ${port}`))
	.join(', ')

function member(home: string, name: string, labels = `pod=${name}`): KubeObject {
	return pod(`${home}/${name}`, labels, { ports, ip: `10.0.${namespaces.indexOf(home)}.${' abc'.indexOf(name)}` })
}

const usual = namespaces.flatMap((home) => [
	namespace(home, `ns=${home}`),
	...['a', 'b', 'c'].map((name) => member(home, name)),
])

/** The usual cluster, with the changed objects in the place of those of the same name. */
function clusterOf({ policies, changed = [] }: Step): readonly KubeObject[] {
	const isChanged = ({ kind, metadata }: KubeObject): boolean =>
		changed.some(
			(each) =>
				each.kind === kind && each.metadata.name === metadata.name && each.metadata.namespace === metadata.namespace,
		)
	return [...usual.filter((each) => !isChanged(each)), ...changed, ...policies]
}

const everythingOpen = `
	        x  y  z
	x       .  .  .
	y       .  .  .
	z       .  .  .`

const nothingIntoX = `
	        x  y  z
	x       X  .  .
	y       X  .  .
	z       X  .  .`

const nothingOutOfX = `
	        x  y  z
	x       X  X  X
	y       .  .  .
	z       .  .  .`

const nothingIntoOrOutOfX = `
	        x  y  z
	x       X  X  X
	y       X  .  .
	z       X  .  .`

const nothingIntoXA = `
	        x/a  x/b,c  y  z
	x        X     .    .  .
	y        X     .    .  .
	z        X     .    .  .`

const nothingOutOfXA = `
	        x/a  x/b,c  y  z
	x/a      -     X    X  X
	x/b,c    .     .    .  .
	y        .     .    .  .
	z        .     .    .  .`

const onlyXBIntoXA = `
	        x/a  x/b,c  y  z
	x/a      -     .    .  .
	x/b      .     .    .  .
	x/c      X     .    .  .
	y        X     .    .  .
	z        X     .    .  .`

const onlyYIntoXA = `
	        x/a  x/b,c  y  z
	x        X     .    .  .
	y        .     .    .  .
	z        X     .    .  .`

const onlyYAIntoXA = `
	        x/a  x/b,c  y  z
	x        X     .    .  .
	y/a      .     .    .  .
	y/b,c    X     .    .  .
	z        X     .    .  .`

const onlyXBOutOfXA = `
	        x/a  x/b  x/c  y  z
	x/a      -    .    X   X  X
	x/b,c    .    .    .   .  .
	y        .    .    .   .  .
	z        .    .    .   .  .`

const allButXBOutOfXA = `
	        x/a  x/b  x/c  y  z
	x/a      -    X    .   .  .
	x/b,c    .    .    .   .  .
	y        .    .    .   .  .
	z        .    .    .   .  .`

const noIngress = policy('x/no-ingress', '{ podSelector: {}, policyTypes: [Ingress] }')
const noEgress = policy('x/no-egress', '{ podSelector: {}, policyTypes: [Egress] }')
const nothing = policy('x/nothing', '{ podSelector: {}, policyTypes: [Ingress, Egress] }')
const everyIngress = policy('x/every-ingress', '{ podSelector: {}, ingress: [{}] }')
const everyEgress = policy('x/every-egress', '{ podSelector: {}, policyTypes: [Egress], egress: [{}] }')

/** Ingress of x/a with these rules. */
function intoXA(rules: string): KubeObject {
	return policy('x/into-a', `{ podSelector: { matchLabels: { pod: a } }, policyTypes: [Ingress], ingress: [${rules}] }`)
}

/** Egress of x/a with these rules. */
function outOfXA(rules: string, name = 'out-of-a'): KubeObject {
	return policy(`x/${name}`, `{ podSelector: { matchLabels: { pod: a } }, policyTypes: [Egress], egress: [${rules}] }`)
}

/** Ingress of x/a from namespace y, on one port. */
function fromYOn(port: string, protocol = 'TCP'): KubeObject {
	return policy(
		`x/from-y-on-${port}`,
		`podSelector: { matchLabels: { pod: a } }
ingress:
  - from: [{ namespaceSelector: { matchLabels: { ns: y } } }]
    ports: [{ port: ${port}, protocol: ${protocol} }]`,
	)
}

const fromYA = intoXA(
	'{ from: [{ namespaceSelector: { matchLabels: { ns: y } }, podSelector: { matchLabels: { pod: a } } }] }',
)

const aroundXB = outOfXA('{ to: [{ ipBlock: { cidr: 10.0.0.0/8, except: [10.0.0.2/32] } }] }')
const onlyXB = outOfXA('{ to: [{ ipBlock: { cidr: 10.0.0.2/32 } }] }')

const scenarios: readonly [number: number, what: string, steps: readonly Step[]][] = [
	[
		1,
		'a policy without ingress rules closes the namespace to everybody',
		[{ policies: [noIngress], tables: { 'TCP 80': nothingIntoX } }],
	],
	[
		2,
		'a policy without rules closes the namespace both ways',
		[{ policies: [nothing], tables: { 'TCP 80': nothingIntoOrOutOfX } }],
	],
	[
		3,
		'a podSelector lets in pods of the own namespace only',
		[
			{
				policies: [intoXA('{ from: [{ podSelector: { matchLabels: { pod: b } } }] }')],
				tables: { 'TCP 80': onlyXBIntoXA },
			},
		],
	],
	[
		4,
		'one pod of a closed namespace is opened to everybody',
		[
			{
				policies: [noIngress, intoXA('{ from: [{ podSelector: {}, namespaceSelector: {} }] }')],
				tables: {
					'TCP 80': `
						        x/a  x/b,c  y  z
						x        .     X    .  .
						y        .     X    .  .
						z        .     X    .  .`,
				},
			},
		],
	],
	[
		5,
		'an empty namespaceSelector lets in all namespaces, the own one included',
		[
			{
				policies: [intoXA('{ from: [{ namespaceSelector: { matchLabels: {} } }] }')],
				tables: { 'TCP 80': everythingOpen },
			},
		],
	],
	[
		6,
		'a namespaceSelector lets in another namespace and not the own one',
		[
			{
				policies: [intoXA('{ from: [{ namespaceSelector: { matchLabels: { ns: y } } }] }')],
				tables: { 'TCP 80': onlyYIntoXA },
			},
		],
	],
	[
		7,
		'a podSelector by expression',
		[
			{
				policies: [
					intoXA('{ from: [{ podSelector: { matchExpressions: [{ key: pod, operator: In, values: [b] }] } }] }'),
				],
				tables: { 'TCP 80': onlyXBIntoXA },
			},
		],
	],
	[
		8,
		'a namespaceSelector by expression',
		[
			{
				policies: [
					intoXA('{ from: [{ namespaceSelector: { matchExpressions: [{ key: ns, operator: In, values: [y] }] } }] }'),
				],
				tables: { 'TCP 80': onlyYIntoXA },
			},
		],
	],
	[
		9,
		'two peers: either the other namespaces or pod b of the own one',
		[
			{
				policies: [
					intoXA(`{ from: [
						{ namespaceSelector: { matchExpressions: [{ key: ns, operator: NotIn, values: [x] }] } },
						{ podSelector: { matchLabels: { pod: b } } }] }`),
				],
				tables: {
					'TCP 80': `
						        x/a  x/b,c  y  z
						x/a      -     .    .  .
						x/b      .     .    .  .
						x/c      X     .    .  .
						y        .     .    .  .
						z        .     .    .  .`,
				},
			},
		],
	],
	[
		10,
		'one peer with both selectors: pod b of the other namespaces',
		[
			{
				policies: [
					intoXA(`{ from: [{
						namespaceSelector: { matchExpressions: [{ key: ns, operator: NotIn, values: [x] }] },
						podSelector: { matchLabels: { pod: b } } }] }`),
				],
				tables: {
					'TCP 80': `
						              x/a  x/b,c  y  z
						x              X     .    .  .
						y/b+z/b        .     .    .  .
						y/a,c+z/a,c    X     .    .  .`,
				},
			},
		],
	],
	[
		11,
		'one peer with both selectors by expression: pods b and c of the other namespaces',
		[
			{
				policies: [
					intoXA(`{ from: [{
						namespaceSelector: { matchExpressions: [{ key: ns, operator: NotIn, values: [x] }] },
						podSelector: { matchExpressions: [{ key: pod, operator: In, values: [b, c] }] } }] }`),
				],
				tables: {
					'TCP 80': `
						              x/a  x/b,c  y  z
						x              X     .    .  .
						y/a+z/a        X     .    .  .
						y/b,c+z/b,c    .     .    .  .`,
				},
			},
		],
	],
	[
		12,
		'two podSelectors: either of them',
		[
			{
				policies: [
					intoXA(
						'{ from: [{ podSelector: { matchLabels: { pod: b } } }, { podSelector: { matchLabels: { pod: c } } }] }',
					),
				],
				tables: {
					'TCP 80': `
						        x/a  x/b,c  y  z
						x/a      -     .    .  .
						x/b,c    .     .    .  .
						y        X     .    .  .
						z        X     .    .  .`,
				},
			},
		],
	],
	[13, 'a single pod of another namespace', [{ policies: [fromYA], tables: { 'TCP 80': onlyYAIntoXA } }]],
	[
		14,
		'one port from one namespace',
		[{ policies: [fromYOn('81')], tables: { 'TCP 81': onlyYIntoXA, 'TCP 80': nothingIntoXA } }],
	],
	[
		15,
		'policies of the same pod add up, port by port',
		[
			{ policies: [fromYOn('81')], tables: { 'TCP 81': onlyYIntoXA, 'TCP 80': nothingIntoXA } },
			{ policies: [fromYOn('81'), fromYOn('80')], tables: { 'TCP 81': onlyYIntoXA, 'TCP 80': onlyYIntoXA } },
		],
	],
	[
		16,
		'an empty ingress rule opens every port to everybody',
		[{ policies: [everyIngress], tables: { 'TCP 80': everythingOpen, 'TCP 81': everythingOpen } }],
	],
	[
		17,
		'ingress on a named port from everybody',
		[
			{
				policies: [policy('x/named', '{ podSelector: {}, ingress: [{ ports: [{ port: serve-81-tcp }] }] }')],
				tables: { 'TCP 81': everythingOpen, 'TCP 80': nothingIntoX },
			},
		],
	],
	[
		18,
		'ingress on a named port from one namespace',
		[{ policies: [fromYOn('serve-80-tcp')], tables: { 'TCP 80': onlyYIntoXA, 'TCP 81': nothingIntoXA } }],
	],
	[
		19,
		'egress to a named port of everybody',
		[
			{
				policies: [
					policy(
						'x/named',
						'{ podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: serve-80-tcp }] }] }',
					),
				],
				tables: { 'TCP 80': everythingOpen, 'TCP 81': nothingOutOfX },
			},
		],
	],
	[
		20,
		'a policy that allowed everything and now allows nothing',
		[
			{ policies: [everyIngress], tables: { 'TCP 81': everythingOpen } },
			{ policies: [policy('x/every-ingress', '{ podSelector: {}, ingress: [] }')], tables: { 'TCP 81': nothingIntoX } },
		],
	],
	[
		21,
		'a namespace that gets the label that is let in',
		[
			{
				policies: [intoXA('{ from: [{ namespaceSelector: { matchLabels: { ns2: updated } } }] }')],
				tables: { 'TCP 80': nothingIntoXA },
			},
			{
				policies: [intoXA('{ from: [{ namespaceSelector: { matchLabels: { ns2: updated } } }] }')],
				changed: [namespace('y', 'ns=y,ns2=updated')],
				tables: { 'TCP 80': onlyYIntoXA },
			},
		],
	],
	[
		22,
		'a pod that gets the second label that is asked for',
		[
			{
				policies: [intoXA('{ from: [{ podSelector: { matchLabels: { pod: b, pod2: updated } } }] }')],
				tables: { 'TCP 80': nothingIntoXA },
			},
			{
				policies: [intoXA('{ from: [{ podSelector: { matchLabels: { pod: b, pod2: updated } } }] }')],
				changed: [member('x', 'b', 'pod=b,pod2=updated')],
				tables: { 'TCP 80': onlyXBIntoXA },
			},
		],
	],
	[
		23,
		'an empty podSelector as peer: the own namespace and no other',
		[
			{
				policies: [policy('x/own', '{ podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: {} } }] }] }')],
				tables: {
					'TCP 80': `
						        x  y  z
						x       .  .  .
						y       X  .  .
						z       X  .  .`,
				},
			},
		],
	],
	[
		24,
		'a pod that gets the label of a policy is closed from then on',
		[
			{
				policies: [
					policy('x/isolated', '{ podSelector: { matchLabels: { target: isolated } }, policyTypes: [Ingress] }'),
				],
				tables: { 'TCP 80': everythingOpen },
			},
			{
				policies: [
					policy('x/isolated', '{ podSelector: { matchLabels: { target: isolated } }, policyTypes: [Ingress] }'),
				],
				changed: [member('x', 'a', 'pod=a,target=isolated')],
				tables: { 'TCP 80': nothingIntoXA },
			},
		],
	],
	[25, 'egress of one pod is closed', [{ policies: [outOfXA('')], tables: { 'TCP 80': nothingOutOfXA } }]],
	[26, 'egress of a namespace is closed', [{ policies: [noEgress], tables: { 'TCP 80': nothingOutOfX } }]],
	[
		27,
		'ingress and egress in one policy, each with its own limits',
		[
			{
				policies: [
					policy(
						'x/both',
						`podSelector: { matchLabels: { pod: a } }
policyTypes: [Egress, Ingress]
ingress: [{ from: [{ podSelector: { matchLabels: { pod: b } } }] }]
egress: [{ ports: [{ port: 80 }] }]`,
					),
				],
				tables: {
					'TCP 80': onlyXBIntoXA,
					'TCP 81': `
						        x/a  x/b,c  y  z
						x/a      -     X    X  X
						x/b      .     .    .  .
						x/c      X     .    .  .
						y        X     .    .  .
						z        X     .    .  .`,
				},
			},
		],
	],
	[
		28,
		'egress that is closed at the source stays closed though the destination would let it in',
		[
			{
				policies: [
					outOfXA(
						'{ to: [{ namespaceSelector: { matchLabels: { ns: y } }, podSelector: { matchLabels: { pod: a } } }] }',
					),
					...['a', 'b'].map((name) =>
						policy(
							`y/into-${name}`,
							`podSelector: { matchLabels: { pod: ${name} } }
ingress:
  - from: [{ namespaceSelector: { matchLabels: { ns: x } }, podSelector: { matchLabels: { pod: a } } }]`,
						),
					),
				],
				tables: {
					'TCP 80': `
						        x/a  x/b,c  y/a  y/b  y/c  z
						x/a      -     X     .    X    X   X
						x/b,c    .     .     X    X    .   .
						y        .     .     X    X    .   .
						z        .     .     X    X    .   .`,
				},
			},
		],
	],
	[
		29,
		'egress to a single pod of another namespace',
		[
			{
				policies: [
					outOfXA(
						'{ to: [{ namespaceSelector: { matchLabels: { ns: y } }, podSelector: { matchLabels: { pod: a } } }] }',
					),
				],
				tables: {
					'TCP 80': `
						        x/a  x/b,c  y/a  y/b,c  z
						x/a      -     X     .     X    X
						x/b,c    .     .     .     .    .
						y        .     .     .     .    .
						z        .     .     .     .    .`,
				},
			},
		],
	],
	[
		30,
		'every port of one protocol, and of no other one',
		[
			{
				policies: [intoXA('{ ports: [{ protocol: TCP }] }')],
				tables: {
					'TCP 80': everythingOpen,
					'TCP 81': everythingOpen,
					'UDP 80': nothingIntoXA,
					'SCTP 80': nothingIntoXA,
				},
			},
		],
	],
	[
		31,
		'ingress: a policy that allows everything beside one that allows a port',
		[
			{
				policies: [policy('x/80', '{ podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] }')],
				tables: { 'TCP 81': nothingIntoX },
			},
			{
				policies: [policy('x/80', '{ podSelector: {}, ingress: [{ ports: [{ port: 80 }] }] }'), everyIngress],
				tables: { 'TCP 81': everythingOpen },
			},
		],
	],
	[
		32,
		'egress: a policy that allows everything beside one that allows a port',
		[
			{
				policies: [policy('x/80', '{ podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: 80 }] }] }')],
				tables: { 'TCP 81': nothingOutOfX },
			},
			{
				policies: [
					policy('x/80', '{ podSelector: {}, policyTypes: [Egress], egress: [{ ports: [{ port: 80 }] }] }'),
					everyEgress,
				],
				tables: { 'TCP 81': everythingOpen },
			},
		],
	],
	[
		33,
		'a policy that is gone closes nothing any more',
		[
			{ policies: [nothing], tables: { 'TCP 80': nothingIntoOrOutOfX } },
			{ policies: [], tables: { 'TCP 80': everythingOpen } },
		],
	],
	[
		34,
		'egress to the address of a pod',
		[
			{
				policies: [outOfXA('{ to: [{ ipBlock: { cidr: 10.0.1.2/32 } }] }')],
				blocks: 'pods',
				tables: {
					'TCP 80': `
						        x/a  x/b,c  y/a  y/b  y/c  z
						x/a      -     X     X    .    X   X
						x/b,c    .     .     .    .    .   .
						y        .     .     .    .    .   .
						z        .     .     .    .    .   .`,
				},
			},
			{
				policies: [outOfXA('{ to: [{ ipBlock: { cidr: 10.0.1.2/32 } }] }')],
				blocks: 'outside',
				tables: { 'TCP 80': nothingOutOfXA },
			},
		],
	],
	[
		35,
		'egress to a range of addresses except the one of a pod',
		[
			{ policies: [aroundXB], blocks: 'pods', tables: { 'TCP 80': allButXBOutOfXA } },
			{ policies: [aroundXB], blocks: 'outside', tables: { 'TCP 80': nothingOutOfXA } },
		],
	],
	[
		36,
		'an address that one block excepts and another one holds',
		[
			{ policies: [aroundXB], blocks: 'pods', tables: { 'TCP 80': allButXBOutOfXA } },
			{ policies: [onlyXB], blocks: 'pods', tables: { 'TCP 80': onlyXBOutOfXA } },
			{
				policies: [aroundXB, outOfXA('{ to: [{ ipBlock: { cidr: 10.0.0.2/32 } }] }', 'also-to-b')],
				blocks: 'pods',
				tables: { 'TCP 80': everythingOpen },
			},
		],
	],
	[
		37,
		'ingress and egress of a pod by separate policies',
		[
			{ policies: [outOfXA('{}')], tables: { 'TCP 80': everythingOpen } },
			{ policies: [outOfXA('{}'), intoXA('')], tables: { 'TCP 80': nothingIntoXA } },
		],
	],
	[
		38,
		'a rule for SCTP opens nothing of TCP',
		[
			{
				policies: [noIngress, intoXA('{ ports: [{ port: 81, protocol: SCTP }] }')],
				tables: {
					'TCP 81': nothingIntoX,
					'SCTP 81': `
						        x/a  x/b,c  y  z
						x        .     X    .  .
						y        .     X    .  .
						z        .     X    .  .`,
				},
			},
		],
	],
	[
		39,
		'a policy with nothing but SCTP closes TCP',
		[{ policies: [intoXA('{ ports: [{ port: 80, protocol: SCTP }] }')], tables: { 'TCP 81': nothingIntoXA } }],
	],
	[
		40,
		'a rule for UDP opens nothing of TCP',
		[
			{
				policies: [intoXA('{ ports: [{ port: 81, protocol: UDP }] }')],
				tables: { 'TCP 81': nothingIntoXA, 'UDP 81': everythingOpen },
			},
		],
	],
	[
		41,
		'the name that every namespace has as a label, by matchLabels',
		[
			{
				policies: [intoXA('{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: y } } }] }')],
				changed: namespaces.map((name) => namespace(name)),
				tables: { 'TCP 80': onlyYIntoXA },
			},
		],
	],
	[
		42,
		'the name that every namespace has as a label, by expression',
		[
			{
				policies: [
					outOfXA(`{ to: [{ namespaceSelector: {
						matchExpressions: [{ key: kubernetes.io/metadata.name, operator: NotIn, values: [y] }] } }] }`),
				],
				changed: namespaces.map((name) => namespace(name)),
				tables: {
					'TCP 80': `
						        x/a  x/b,c  y  z
						x/a      -     .    X  .
						x/b,c    .     .    .  .
						y        .     .    .  .
						z        .     .    .  .`,
				},
			},
		],
	],
	...(['UDP', 'SCTP'] as const).flatMap((protocol, at): typeof scenarios => [
		[
			43 + 3 * at,
			`${protocol}: a policy without ingress rules closes the namespace to everybody`,
			[{ policies: [noIngress], tables: { [`${protocol} 80`]: nothingIntoX } }],
		],
		[
			44 + 3 * at,
			`${protocol}: one port from one namespace`,
			[
				{
					policies: [fromYOn('81', protocol)],
					tables: { [`${protocol} 81`]: onlyYIntoXA, [`${protocol} 80`]: nothingIntoXA, 'TCP 81': nothingIntoXA },
				},
			],
		],
		[
			45 + 3 * at,
			`${protocol}: a single pod of another namespace`,
			[{ policies: [fromYA], tables: { [`${protocol} 80`]: onlyYAIntoXA } }],
		],
	]),
]

describe('the end-to-end scenarios of Kubernetes', () => {
	test.each(scenarios)('%i: %s', (_number, _what, steps) => {
		for (const step of steps)
			for (const [port, table] of Object.entries(step.tables))
				expect(truthTable(clusterOf(step), port, table, step.blocks), port).toBe(tidy(table))
	})

	test('none is missing', () => {
		expect(scenarios.map(([number]) => number)).toEqual(Array.from({ length: 48 }, (_, index) => index + 1))
	})
})
