/**
 * The groups of conformance tests of the network policy API, as truth tables: four namespaces with two pods each, and policies
 * in every spelling that there is of a tier. Rows are sources, columns destinations; `.` is open, `X` closed, `~` either way.
 */
import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../model/kube-object.ts'
import type { Reading } from '../network.ts'
import { decide, endpointNames, namespace, node, pod, policy, tidy, truthTable } from './cluster.suite.ts'
import {
	adminDialects,
	baselineDialects,
	type Dialect,
	type Ordered,
	ordered,
	type RuleLine,
	showDialect,
} from './ordered-policy.suite.ts'

const trees = ['oak', 'elm', 'ash', 'fir']
const ports = 'web=TCP 80, web-alt=TCP 8080, dns=UDP 53, mdns=UDP 5353, sctp=SCTP 9003, sctp-alt=SCTP 9005'

/** Oaks are whom the policies are about; the two pods of each namespace run on two nodes. */
const cluster: readonly KubeObject[] = [
	node('north', 'os=linux', '192.168.0.1'),
	node('south', 'os=linux', '192.168.0.2'),
	...trees.flatMap((tree, at) => [
		namespace(tree, `tree=${tree}`),
		pod(`${tree}/a`, `tree=${tree},pod=a`, { ports, ip: `10.0.${at}.1`, node: 'north' }),
		pod(`${tree}/b`, `tree=${tree},pod=b`, { ports, ip: `10.0.${at}.2`, node: 'south' }),
	]),
]

const everyDialect = [...adminDialects, ...baselineDialects]
const passingDialects = everyDialect.filter(({ hasPass }) => hasPass)

function titled<Value extends readonly unknown[]>(
	dialects: readonly Dialect[],
	more: readonly Value[],
): readonly [title: string, dialect: Dialect, ...rest: Value][] {
	return dialects.flatMap((dialect) =>
		more.map((each): [string, Dialect, ...Value] => [showDialect(dialect), dialect, ...each]),
	)
}

const each = (dialects: readonly Dialect[]): readonly [title: string, dialect: Dialect][] => titled(dialects, [[]])

function expectTables(
	objects: readonly KubeObject[],
	tables: Readonly<Record<string, string>>,
	blocks?: Reading['blocks'],
): void {
	for (const [port, table] of Object.entries(tables))
		expect(truthTable([...cluster, ...objects], port, table, blocks), port).toBe(tidy(table))
}

/** A port that rules are about, and another one of the same protocol. */
const protocolPorts: readonly [port: string, other: string][] = [
	['TCP 80', 'TCP 8080'],
	['UDP 53', 'UDP 5353'],
	['SCTP 9003', 'SCTP 9005'],
]

/** What the rules of these groups say of elms, in three orders; ashes and firs have rules for ports. */
const elmRules: Readonly<Record<'accept' | 'deny' | 'pass', readonly RuleLine[]>> = {
	accept: [
		['accept', 'elm'],
		['deny', 'elm'],
		['pass', 'elm'],
	],
	deny: [
		['deny', 'elm'],
		['accept', 'elm'],
		['pass', 'elm'],
	],
	pass: [
		['pass', 'elm'],
		['deny', 'elm'],
		['accept', 'elm'],
	],
}

function portRules(port: string): readonly RuleLine[] {
	return [
		['deny', 'ash', port],
		['pass', 'ash', port],
		['accept', 'fir', port],
		['deny', 'fir'],
	]
}

describe.each(titled(everyDialect, protocolPorts))('%s', (_title, dialect, port, other) => {
	const about = (rules: Partial<Ordered>): KubeObject => ordered(dialect, { subject: 'oak', ...rules })

	test.each(dialect.hasPass ? (['accept', 'pass'] as const) : (['accept'] as const))(
		`egress on ${port}: a rule that has an earlier %s decides nothing`,
		(first) => {
			expectTables([about({ egress: [...elmRules[first], ...portRules(port)] })], {
				[port]: `
					        oak  elm  ash  fir
					oak      .    .    X    .
					elm      .    .    .    .
					ash      .    .    .    .
					fir      .    .    .    .`,
				[other]: `
					        oak  elm  ash  fir
					oak      .    .    .    X
					elm      .    .    .    .
					ash      .    .    .    .
					fir      .    .    .    .`,
			})
		},
	)

	test(`egress on ${port}: the deny that comes first`, () => {
		const closed = `
			        oak  elm  ash  fir
			oak      .    X    .    .
			elm      .    .    .    .
			ash      .    .    .    .
			fir      .    .    .    .`
		expectTables([about({ egress: elmRules.deny })], { [port]: closed, [other]: closed })
	})

	test.each(dialect.hasPass ? (['accept', 'pass'] as const) : (['accept'] as const))(
		`ingress on ${port}: a rule that has an earlier %s decides nothing`,
		(first) => {
			expectTables([about({ ingress: [...elmRules[first], ...portRules(port)] })], {
				[port]: `
					        oak  elm  ash  fir
					oak      .    .    .    .
					elm      .    .    .    .
					ash      X    .    .    .
					fir      .    .    .    .`,
				[other]: `
					        oak  elm  ash  fir
					oak      .    .    .    .
					elm      .    .    .    .
					ash      .    .    .    .
					fir      X    .    .    .`,
			})
		},
	)

	test(`ingress on ${port}: the deny that comes first`, () => {
		const closed = `
			        oak  elm  ash  fir
			oak      .    .    .    .
			elm      X    .    .    .
			ash      .    .    .    .
			fir      .    .    .    .`
		expectTables([about({ ingress: elmRules.deny })], { [port]: closed, [other]: closed })
	})
})

describe.each(titled(passingDialects, protocolPorts))('%s', (_title, dialect, port, other) => {
	const open = `
		        oak  elm  ash  fir
		oak      .    .    .    .
		elm      .    .    .    .
		ash      .    .    .    .
		fir      .    .    .    .`
	const rules: readonly RuleLine[] = [
		['pass', 'ash', port],
		['deny', 'ash', port],
	]

	test.each(['ingress', 'egress'] as const)(`%s on ${port}: the pass that comes before a deny`, (direction) => {
		expectTables([ordered(dialect, { subject: 'oak', [direction]: rules })], { [port]: open, [other]: open })
	})

	test(`what a tier passes skips its policies of a later priority, on ${port}`, () => {
		const policies = [
			ordered(dialect, { name: 'passes', priority: 1, subject: 'oak', egress: [['pass', 'ash', port]] }),
			ordered(dialect, { name: 'denies', priority: 2, subject: 'oak', egress: [['deny', 'ash']] }),
		]
		expectTables(policies, {
			[port]: open,
			[other]: `
				        oak  elm  ash  fir
				oak      .    .    X    .
				elm      .    .    .    .
				ash      .    .    .    .
				fir      .    .    .    .`,
		})
	})
})

describe.each(each(everyDialect))('%s', (_title, dialect) => {
	const about = (rules: Partial<Ordered>): KubeObject => ordered(dialect, { subject: 'oak', ...rules })

	test('ingress and egress together, on ports of three protocols', () => {
		const both = about({
			egress: [
				...elmRules.accept,
				['deny', 'ash', 'TCP 80, UDP 53, SCTP 9003'],
				['accept', 'fir', 'TCP 8080, UDP 5353, SCTP 9003'],
				['deny', 'fir'],
			],
			ingress: [
				...elmRules.deny,
				['deny', 'ash', 'TCP 80, UDP 53, SCTP 9003'],
				['accept', 'fir', 'TCP 80, UDP 5353, SCTP 9003'],
				['deny', 'fir'],
			],
		})
		const [toAshAndFir, onlyToAsh, toNeither, onlyToFir] = [
			`
				        oak  elm  ash  fir
				oak      .    .    .    .
				elm      X    .    .    .
				ash      .    .    .    .
				fir      .    .    .    .`,
			`
				        oak  elm  ash  fir
				oak      .    .    .    X
				elm      X    .    .    .
				ash      .    .    .    .
				fir      X    .    .    .`,
			`
				        oak  elm  ash  fir
				oak      .    .    X    X
				elm      X    .    .    .
				ash      X    .    .    .
				fir      X    .    .    .`,
			`
				        oak  elm  ash  fir
				oak      .    .    X    .
				elm      X    .    .    .
				ash      X    .    .    .
				fir      .    .    .    .`,
		]
		expectTables([both], {
			'TCP 80': `
				        oak  elm  ash  fir
				oak      .    .    X    X
				elm      X    .    .    .
				ash      X    .    .    .
				fir      .    .    .    .`,
			'TCP 8080': `
				        oak  elm  ash  fir
				oak      .    .    .    .
				elm      X    .    .    .
				ash      .    .    .    .
				fir      X    .    .    .`,
			'UDP 53': toNeither,
			'UDP 5353': toAshAndFir,
			'SCTP 9003': onlyToFir,
			'SCTP 9005': onlyToAsh,
		})
	})

	test('a policy without egress rules leaves egress alone', () => {
		expectTables([about({ ingress: [['deny', 'ash']] })], {
			'TCP 80': `
				        oak  elm  ash  fir
				oak      .    .    .    .
				elm      .    .    .    .
				ash      X    .    .    .
				fir      .    .    .    .`,
		})
	})

	test('a policy without ingress rules leaves ingress alone', () => {
		expectTables([about({ egress: [['deny', 'ash']] })], {
			'TCP 80': `
				        oak  elm  ash  fir
				oak      .    .    X    .
				elm      .    .    .    .
				ash      .    .    .    .
				fir      .    .    .    .`,
		})
	})

	test('ranges of ports hold their ends, and nothing of another protocol', () => {
		const rules: readonly RuleLine[] = [
			['accept', 'elm', 'TCP 80-8080'],
			['accept', 'ash', 'UDP 53-5353'],
			['accept', 'fir', 'SCTP 9003-9005'],
			['deny', { namespaces: { matchExpressions: [{ key: 'tree', operator: 'Exists' }] } }],
		]
		const [onlyElm, onlyAsh, onlyFir, nobody] = [
			`
				        oak  elm  ash  fir
				oak      X    .    X    X
				elm      .    .    .    .
				ash      X    .    .    .
				fir      X    .    .    .`,
			`
				        oak  elm  ash  fir
				oak      X    X    .    X
				elm      X    .    .    .
				ash      .    .    .    .
				fir      X    .    .    .`,
			`
				        oak  elm  ash  fir
				oak      X    X    X    .
				elm      X    .    .    .
				ash      X    .    .    .
				fir      .    .    .    .`,
			`
				        oak  elm  ash  fir
				oak      X    X    X    X
				elm      X    .    .    .
				ash      X    .    .    .
				fir      X    .    .    .`,
		]
		expectTables([about({ ingress: rules, egress: rules })], {
			'TCP 79': nobody,
			'TCP 80': onlyElm,
			'TCP 4000': onlyElm,
			'TCP 8080': onlyElm,
			'TCP 8081': nobody,
			'UDP 80': onlyAsh,
			'UDP 53': onlyAsh,
			'UDP 5353': onlyAsh,
			'UDP 5354': nobody,
			'SCTP 9002': nobody,
			'SCTP 9003': onlyFir,
			'SCTP 9004': onlyFir,
			'SCTP 9005': onlyFir,
		})
	})

	test('pods by label: in the subject, as peers, with and without a namespaceSelector', () => {
		const oaks = { pods: { podSelector: { matchLabels: { tree: 'oak' } } } }
		const ashA = {
			pods: { namespaceSelector: { matchLabels: { tree: 'ash' } }, podSelector: { matchLabels: { pod: 'a' } } },
		}
		const byLabel = ordered(dialect, {
			subject: oaks,
			egress: [
				['deny', { pods: { podSelector: { matchLabels: { tree: 'elm' } } } }],
				['deny', ashA],
			],
			ingress: [
				['deny', { pods: { podSelector: { matchLabels: { tree: 'fir' } } } }],
				['deny', ashA],
			],
		})
		expectTables([byLabel], {
			'TCP 80': `
				        oak  elm  ash/a  ash/b  fir
				oak      .    X    X      .      .
				elm      .    .    .      .      .
				ash/a    X    .    -      .      .
				ash/b    .    .    .      -      .
				fir      X    .    .      .      .`,
		})
	})

	test('a single pod as the subject', () => {
		const elmA = {
			pods: { namespaceSelector: { matchLabels: { tree: 'elm' } }, podSelector: { matchLabels: { pod: 'a' } } },
		}
		expectTables([ordered(dialect, { subject: elmA, egress: [['deny', 'fir']] })], {
			'TCP 80': `
				        oak  elm  ash  fir
				oak      .    .    .    .
				elm/a    .    .    .    X
				elm/b    .    .    .    .
				ash      .    .    .    .
				fir      .    .    .    .`,
		})
	})

	test('ingress from pods of all namespaces, where namespaceSelector is left out', () => {
		const anyTree = { pods: { podSelector: { matchExpressions: [{ key: 'tree', operator: 'Exists' }] } } }
		expectTables([about({ ingress: [['deny', anyTree]] })], {
			'TCP 80': `
				        oak  elm  ash  fir
				oak      X    .    .    .
				elm      X    .    .    .
				ash      X    .    .    .
				fir      X    .    .    .`,
		})
	})

	test('egress to a named port: the one that the destination calls so', () => {
		expectTables(
			[
				about({
					egress: [
						['accept', 'fir', 'web'],
						['deny', 'fir'],
					],
				}),
			],
			{
				'TCP 80': `
				        oak  elm  ash  fir
				oak      .    .    .    .
				elm      .    .    .    .
				ash      .    .    .    .
				fir      .    .    .    .`,
				'TCP 8080': `
				        oak  elm  ash  fir
				oak      .    .    .    X
				elm      .    .    .    .
				ash      .    .    .    .
				fir      .    .    .    .`,
			},
		)
	})

	test('ingress to a named port: whichever protocol it has', () => {
		expectTables(
			[
				about({
					ingress: [
						['accept', 'fir', 'dns'],
						['deny', 'fir'],
					],
				}),
			],
			{
				'UDP 53': `
				        oak  elm  ash  fir
				oak      .    .    .    .
				elm      .    .    .    .
				ash      .    .    .    .
				fir      .    .    .    .`,
				'TCP 53': `
				        oak  elm  ash  fir
				oak      .    .    .    .
				elm      .    .    .    .
				ash      .    .    .    .
				fir      X    .    .    .`,
			},
		)
	})

	test('networks hold pods: denied but for a namespace that is accepted before, and for single addresses', () => {
		const everywhere = { networks: ['0.0.0.0/0', '::/0'] }
		const toFir: RuleLine = [
			'accept',
			{ pods: { namespaceSelector: { matchLabels: { tree: 'fir' } }, podSelector: {} } },
		]
		expectTables(
			[about({ egress: [toFir, ['deny', everywhere]] })],
			{
				'TCP 80': `
					        oak  elm  ash  fir
					oak      X    X    X    .
					elm      .    .    .    .
					ash      .    .    .    .
					fir      .    .    .    .`,
			},
			'pods',
		)
		const someAddresses: RuleLine = ['accept', { networks: ['10.0.1.1/32', '10.0.2.1/32'] }]
		for (const port of ['TCP 80', 'UDP 53', 'SCTP 9003'])
			expectTables(
				[about({ egress: [someAddresses, toFir, ['deny', everywhere]] })],
				{
					[port]: `
						        oak  elm/a  elm/b  ash/a  ash/b  fir
						oak      X    .      X      .      X      .
						elm      .    .      .      .      .      .
						ash      .    .      .      .      .      .
						fir      .    .      .      .      .      .`,
				},
				'pods',
			)
	})

	test('policies of the same priority all count where they do not contradict each other', () => {
		const [ash80, fir80, ash8080] = [
			['deny', 'ash', 'TCP 80'],
			['deny', 'fir', 'TCP 80'],
			['deny', 'ash', 'TCP 8080'],
		] as const satisfies readonly RuleLine[]
		const policies = [
			about({ name: 'oak-ash', ingress: [ash80], egress: [ash80] }),
			about({ name: 'oak-fir', ingress: [fir80], egress: [fir80] }),
			ordered(dialect, { name: 'fir-ash', subject: 'fir', ingress: [ash8080], egress: [ash8080] }),
		]
		expectTables(policies, {
			'TCP 80': `
				        oak  elm  ash  fir
				oak      .    .    X    X
				elm      .    .    .    .
				ash      X    .    .    .
				fir      X    .    .    .`,
			'TCP 8080': `
				        oak  elm  ash  fir
				oak      .    .    .    .
				elm      .    .    .    .
				ash      .    .    .    X
				fir      .    .    X    .`,
		})
	})

	test('policies of the same priority that contradict each other leave it open', () => {
		const policies = [
			about({ name: 'one', egress: [['deny', 'ash', 'TCP 80-90']] }),
			about({ name: 'other', egress: [['accept', 'ash', 'TCP 85-100']] }),
			about({ name: 'third', egress: [['deny', 'ash', 'TCP 95-99']] }),
		]
		const answers = ['TCP 80', 'TCP 85', 'TCP 91', 'TCP 95', 'TCP 100', 'TCP 101'].map((port) =>
			decide([...cluster, ...policies], 'oak/a', 'ash/b', port),
		)
		expect(answers).toEqual(['closed', 'either way', 'open', 'either way', 'open', 'open'])
	})

	test('the own address of a pod is none of its business', () => {
		const deny = about({ ingress: [['deny', { namespaces: {} }]], egress: [['deny', { namespaces: {} }]] })
		expect(decide([...cluster, deny], 'oak/a', 'oak/a', 'TCP 80')).toBe('open')
		expect(decide([...cluster, deny], 'oak/a', 'oak/b', 'TCP 80')).toBe('closed')
	})
})

describe.each(each(everyDialect))('nodes as peers: %s', (_title, dialect) => {
	/** A server in the network of its node, and a client on another one. */
	const hosts = [namespace('forest'), pod('forest/server', '', { node: 'south', hostNetwork: true, ip: '192.168.0.2' })]
	const rules: readonly RuleLine[] = [
		['accept', { nodes: { matchLabels: { os: 'linux' } } }, 'TCP 3000'],
		['pass', { nodes: { matchLabels: { os: 'linux' } } }, 'UDP 5000'],
		['deny', ['ash', { nodes: { matchLabels: { os: 'linux' } } }, { networks: ['0.0.0.0/0', '::/0'] }]],
	]
	const about = ordered(dialect, { subject: 'oak', egress: rules })
	const ask = (to: string, port: string): string => decide([...cluster, ...hosts, about], 'oak/a', to, port, 'pods')

	test.each<[port: string, answer: string]>([
		['TCP 3000', 'open'],
		['UDP 5000', dialect.hasPass ? 'open' : 'closed'],
		['TCP 3001', 'closed'],
		['UDP 5001', 'closed'],
		['SCTP 9003', 'closed'],
	])('a pod in the network of its node, %s: %s', (port, answer) => {
		expect(ask('forest/server', port)).toBe(answer)
	})

	test('the address of a node is the node', () => {
		expect(ask('192.168.0.2/32', 'TCP 3000')).toBe('open')
		expect(ask('192.168.0.2/32', 'TCP 3001')).toBe('closed')
		expect(ask('192.168.0.3/32', 'TCP 3000')).toBe('closed')
	})

	test('other nodes are not meant', () => {
		const windows = ordered(dialect, {
			subject: 'oak',
			egress: [['deny', { nodes: { matchLabels: { os: 'windows' } } }]],
		})
		expect(decide([...cluster, ...hosts, windows], 'oak/a', 'forest/server', 'TCP 3000')).toBe('open')
	})

	test('an empty selector means all nodes', () => {
		const all = ordered(dialect, { subject: 'oak', egress: [['deny', { nodes: {} }]] })
		expect(decide([...cluster, ...hosts, all], 'oak/a', 'forest/server', 'TCP 3000')).toBe('closed')
		expect(decide([...cluster, ...hosts, all], 'oak/a', 'elm/b', 'TCP 3000')).toBe('open')
	})
})

describe.each(
	adminDialects.flatMap((admin) =>
		baselineDialects
			.filter(({ apiVersion }) => apiVersion === admin.apiVersion)
			.map((baseline): [string, Dialect, Dialect] => [admin.apiVersion, admin, baseline]),
	),
)('the tiers together: %s', (_title, admin, baseline) => {
	const allowing = policy(
		'oak/allow-ash',
		`podSelector:
policyTypes: [Ingress, Egress]
ingress: [{ from: [{ namespaceSelector: { matchLabels: { tree: ash } } }] }]
egress: [{ to: [{ namespaceSelector: { matchLabels: { tree: ash } } }] }]`,
	)
	const denying = ordered(baseline, { subject: 'oak', ingress: [['deny', 'ash']], egress: [['deny', 'ash']] })
	const first = (ingress: 'deny' | 'pass', egress: 'deny' | 'pass'): KubeObject =>
		ordered(admin, { name: 'first', subject: 'oak', ingress: [[ingress, 'ash']], egress: [[egress, 'ash']] })

	test('what the admin tier denies stays closed, whatever a NetworkPolicy allows', () => {
		expectTables([first('deny', 'deny'), allowing, denying], {
			'TCP 80': `
				            oak  ash  elm+fir
				oak          X    X    X
				ash          X    .    .
				elm+fir      X    .    .`,
		})
	})

	test('ingress that is passed is up to the NetworkPolicy', () => {
		expectTables([first('pass', 'deny'), allowing, denying], {
			'TCP 80': `
				            oak  ash  elm+fir
				oak          X    X    X
				ash          .    .    .
				elm+fir      X    .    .`,
		})
	})

	test('egress that is passed is up to the NetworkPolicy', () => {
		expectTables([first('pass', 'pass'), allowing, denying], {
			'TCP 80': `
				            oak  ash  elm+fir
				oak          X    .    X
				ash          .    .    .
				elm+fir      X    .    .`,
		})
	})

	test('what is passed and selected by no NetworkPolicy is up to the baseline', () => {
		expectTables([first('pass', 'pass'), denying], {
			'TCP 80': `
				            oak  ash  elm+fir
				oak          .    X    .
				ash          X    .    .
				elm+fir      .    .    .`,
		})
	})

	test('a NetworkPolicy for one direction leaves the other one to the baseline', () => {
		const ingressOnly = policy('oak/ingress-only', '{ policyTypes: [Ingress], ingress: [{}] }')
		expectTables([ingressOnly, denying], {
			'TCP 80': `
				            oak  ash  elm+fir
				oak          .    X    .
				ash          .    .    .
				elm+fir      .    .    .`,
		})
	})

	test('what the admin tier accepts is open, whatever a NetworkPolicy closes', () => {
		const accepting = ordered(admin, {
			name: 'first',
			subject: 'oak',
			ingress: [['accept', 'ash', 'TCP 80']],
			egress: [['accept', 'ash', 'TCP 80']],
		})
		const closing = policy('oak/closed', 'policyTypes: [Ingress, Egress]')
		expectTables([accepting, closing], {
			'TCP 80': `
				            oak  ash  elm+fir
				oak          X    .    X
				ash          .    .    .
				elm+fir      X    .    .`,
			'TCP 81': `
				            oak  ash  elm+fir
				oak          X    X    X
				ash          X    .    .
				elm+fir      X    .    .`,
		})
	})

	test('egress that is accepted still has to be let in', () => {
		const accepting = ordered(admin, { name: 'first', subject: 'oak', egress: [['accept', 'ash']] })
		expectTables([accepting, policy('ash/closed', 'policyTypes: [Ingress]')], {
			'TCP 80': `
				            oak  ash  elm+fir
				oak          .    X    .
				ash          .    X    .
				elm+fir      .    X    .`,
		})
	})

	test.each([
		[60, 'deny', 'X'],
		[40, 'pass', '.'],
	] as const)('priority %i of a pass against 50 of a deny: the %s comes first', (priority, _first, symbol) => {
		const oaks = {
			pods: { namespaceSelector: { matchLabels: { tree: 'oak' } }, podSelector: { matchLabels: { tree: 'oak' } } },
		}
		const ashes = {
			pods: { namespaceSelector: { matchLabels: { tree: 'ash' } }, podSelector: { matchLabels: { tree: 'ash' } } },
		}
		const rule = (action: RuleLine[0]): Pick<Ordered, 'ingress' | 'egress'> => ({
			ingress: [[action, ashes]],
			egress: [[action, ashes]],
		})
		const policies = [
			ordered(admin, { name: 'denies', priority: 50, subject: oaks, ...rule('deny') }),
			ordered(admin, { name: 'passes', priority, subject: oaks, ...rule('pass') }),
			ordered(baseline, { subject: oaks, ...rule('accept') }),
		]
		expectTables(policies, {
			'TCP 80': `
				            oak  ash  elm+fir
				oak          .    ${symbol}    .
				ash          ${symbol}    .    .
				elm+fir      .    .    .`,
		})
	})
})

test('every pod of the cluster is an end', () => {
	expect(endpointNames(cluster)).toEqual(trees.flatMap((tree) => [`${tree}/a`, `${tree}/b`]))
})
