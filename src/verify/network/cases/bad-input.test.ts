/**
 * What is written wrong is told, with the object, the field and whose connections it makes uncertain: never guessed at, never
 * read as something else without a word, and never a crash.
 */
import { describe, expect, test } from 'vitest'
import { type KubeObject, showRef } from '../../../model/kube-object.ts'
import type { Problem } from '../../reading/notes.ts'
import { allowedPorts } from '../evaluate.ts'
import { readNetwork } from '../read-network.ts'
import {
	adminPolicy,
	baselinePolicy,
	clusterPolicy,
	decide,
	deployment,
	endpointNames,
	namespace,
	node,
	object,
	pod,
	policy,
} from './cluster.suite.ts'

/** A problem as a line: `FIELD: MESSAGE (REMEDY)`. */
function line({ field, message, remedy }: Problem): string {
	return `${field ?? ''}: ${message}${remedy === undefined ? '' : ` (${remedy})`}`
}

function affected({ affects }: Problem): string {
	return typeof affects === 'string' ? affects : affects.namespace
}

/** One problem of the object has this field and says this; all of them name the object, and the same as affected. */
function expectTold(written: KubeObject, affects: string, field: string, says: string): void {
	const { problems } = readNetwork({ objects: [namespace('dev'), written] })
	expect(problems.map(line)).toContainEqual(expect.stringMatching(starting(`${field}: `, says)))
	for (const problem of problems) {
		expect(problem.ref === undefined ? '' : showRef(problem.ref), line(problem)).toBe(nameOf(written))
		expect(affected(problem), line(problem)).toBe(affects)
	}
}

function starting(start: string, part: string): RegExp {
	const [first, second] = [start, part].map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
	return new RegExp(`^${first}.*${second}`)
}

function nameOf({ kind, metadata: { name, namespace: home } }: KubeObject): string {
	return `${kind} ${home === undefined ? '' : `${home}/`}${name}`
}

const from = (peer: string): string => `ingress: [{ from: [${peer}] }]`
const onPort = (port: string): string => `ingress: [{ ports: [${port}] }]`
const block = (text: string): string => from(`{ ipBlock: { ${text} } }`)
const select = (selector: string): string => `podSelector: ${selector}`
const express = (expression: string): string => select(`{ matchExpressions: [${expression}] }`)
const long = 'x'.repeat(64)

/** A spec as the title of a test: without what all of them have, and cut where it repeats itself. */
function titled<Rest extends readonly unknown[]>(
	cases: readonly (readonly [spec: string, ...Rest])[],
): readonly (readonly [title: string, spec: string, ...Rest])[] {
	return cases.map(([spec, ...rest]) => [spec.replace(aboutDev, 'subject: …').slice(0, 150), spec, ...rest])
}

const aboutDev = 'subject: { namespaces: { matchLabels: { kubernetes.io/metadata.name: dev } } }'

describe('NetworkPolicy', () => {
	const cases: readonly [spec: string, field: string, says: string][] = [
		['podSelectr: { matchLabels: { app: web } }', 'spec.podSelectr', 'podSelector'],
		['ingres: []', 'spec.ingres', 'ingress'],
		['policyType: [Egress]', 'spec.policyType', 'policyTypes'],
		['order: 5', 'spec.order', 'does not know'],
		['ingress: [{ form: [{ podSelector: {} }] }]', 'spec.ingress[0].form', 'from'],
		['ingress: [{ to: [{ podSelector: {} }] }]', 'spec.ingress[0].to', 'does not know'],
		['egress: [{ from: [{ podSelector: {} }] }]', 'spec.egress[0].from', 'does not know'],
		['ingress: [{ port: 80 }]', 'spec.ingress[0].port', 'ports'],
		[from('{ podselector: {} }'), 'spec.ingress[0].from[0].podselector', 'podSelector'],
		[from('{ podSelector: { app: web } }'), 'spec.ingress[0].from[0].podSelector.app', 'does not know'],
		[block('cidr: 10.0.0.0/8, exept: []'), 'spec.ingress[0].from[0].ipBlock.exept', 'except'],
		[onPort('{ port: 80, endport: 90 }'), 'spec.ingress[0].ports[0].endport', 'endPort'],

		[select('app=web'), 'spec.podSelector', '"app=web"'],
		[select('[app]'), 'spec.podSelector', 'a list'],
		[select('{ matchLabels: [app] }'), 'spec.podSelector.matchLabels', 'a list'],
		[select('{ matchLabels: { version: 1 } }'), 'spec.podSelector.matchLabels.version', '1'],
		[select('{ matchLabels: { canary: true } }'), 'spec.podSelector.matchLabels.canary', 'true'],
		[select('{ matchLabels: { app: null } }'), 'spec.podSelector.matchLabels.app', 'null'],
		[select('{ matchLabels: { "my app": web } }'), 'spec.podSelector.matchLabels', '"my app"'],
		[select('{ matchLabels: { "": web } }'), 'spec.podSelector.matchLabels', '""'],
		[select('{ matchLabels: { Example.org/app: web } }'), 'spec.podSelector.matchLabels', '"Example.org/app"'],
		[select('{ matchLabels: { a/b/c: web } }'), 'spec.podSelector.matchLabels', '"a/b/c"'],
		[select(`{ matchLabels: { ${long}: web } }`), 'spec.podSelector.matchLabels', 'xxx'],
		[select('{ matchLabels: { app: "my web" } }'), 'spec.podSelector.matchLabels.app', '"my web"'],
		[select('{ matchLabels: { app: "web-" } }'), 'spec.podSelector.matchLabels.app', '"web-"'],
		[select(`{ matchLabels: { app: ${long} } }`), 'spec.podSelector.matchLabels.app', 'xxx'],
		[select('{ matchExpressions: { key: app } }'), 'spec.podSelector.matchExpressions', 'a mapping'],
		[express('null'), 'spec.podSelector.matchExpressions[0]', ''],
		[express('{ operator: Exists }'), 'spec.podSelector.matchExpressions[0].key', 'missing'],
		[express('{ key: "a b", operator: Exists }'), 'spec.podSelector.matchExpressions[0].key', '"a b"'],
		[express('{ key: app }'), 'spec.podSelector.matchExpressions[0].operator', 'missing'],
		[express('{ key: app, operator: in, values: [a] }'), 'spec.podSelector.matchExpressions[0].operator', 'In'],
		[
			express('{ key: app, operator: Equals, values: [a] }'),
			'spec.podSelector.matchExpressions[0].operator',
			'"Equals"',
		],
		[express('{ key: app, operator: In }'), 'spec.podSelector.matchExpressions[0].values', 'empty'],
		[express('{ key: app, operator: In, values: [] }'), 'spec.podSelector.matchExpressions[0].values', 'empty'],
		[express('{ key: app, operator: NotIn }'), 'spec.podSelector.matchExpressions[0].values', 'empty'],
		[express('{ key: app, operator: Exists, values: [a] }'), 'spec.podSelector.matchExpressions[0].values', 'Exists'],
		[
			express('{ key: a, operator: DoesNotExist, values: [a] }'),
			'spec.podSelector.matchExpressions[0].values',
			'Exist',
		],
		[express('{ key: app, operator: In, values: web }'), 'spec.podSelector.matchExpressions[0].values', '"web"'],
		[express('{ key: app, operator: In, values: [1] }'), 'spec.podSelector.matchExpressions[0].values[0]', '1'],
		[
			express('{ key: app, operator: In, values: [a, null] }'),
			'spec.podSelector.matchExpressions[0].values[1]',
			'null',
		],
		[express('{ key: app, operator: In, values: [a b] }'), 'spec.podSelector.matchExpressions[0].values[0]', '"a b"'],

		[block('cidr: 10.0.0.0'), 'spec.ingress[0].from[0].ipBlock.cidr', '10.0.0.0/32'],
		[block('cidr: 10.0.0.0/33'), 'spec.ingress[0].from[0].ipBlock.cidr', '"10.0.0.0/33"'],
		[block('cidr: 10.0.0/8'), 'spec.ingress[0].from[0].ipBlock.cidr', '"10.0.0/8"'],
		[block('cidr: 10.0.0.0/08'), 'spec.ingress[0].from[0].ipBlock.cidr', '"10.0.0.0/08"'],
		[block('cidr: 10.00.0.0/8'), 'spec.ingress[0].from[0].ipBlock.cidr', '"10.00.0.0/8"'],
		[block('cidr: "fd00::/129"'), 'spec.ingress[0].from[0].ipBlock.cidr', '"fd00::/129"'],
		[block('cidr: example.org'), 'spec.ingress[0].from[0].ipBlock.cidr', '"example.org"'],
		[block('cidr: 10'), 'spec.ingress[0].from[0].ipBlock.cidr', '10'],
		[block('except: [10.0.0.0/24]'), 'spec.ingress[0].from[0].ipBlock.cidr', ''],
		[block(''), 'spec.ingress[0].from[0].ipBlock.cidr', ''],
		[from('{ ipBlock: 10.0.0.0/8 }'), 'spec.ingress[0].from[0].ipBlock', '"10.0.0.0/8"'],
		[block('cidr: 10.0.0.0/8, except: [11.0.0.0/24]'), 'spec.ingress[0].from[0].ipBlock.except[0]', '"11.0.0.0/24"'],
		[block('cidr: 10.0.0.0/8, except: [10.0.0.0/8]'), 'spec.ingress[0].from[0].ipBlock.except[0]', '"10.0.0.0/8"'],
		[block('cidr: 10.0.0.0/8, except: [0.0.0.0/0]'), 'spec.ingress[0].from[0].ipBlock.except[0]', '"0.0.0.0/0"'],
		[block('cidr: 10.0.0.0/8, except: ["fd00::/64"]'), 'spec.ingress[0].from[0].ipBlock.except[0]', '"fd00::/64"'],
		[block('cidr: 10.0.0.0/8, except: 10.1.0.0/16'), 'spec.ingress[0].from[0].ipBlock.except', '"10.1.0.0/16"'],
		[block('cidr: 10.0.0.0/8, except: [null]'), 'spec.ingress[0].from[0].ipBlock.except[0]', 'null'],

		[onPort('{ port: 0 }'), 'spec.ingress[0].ports[0].port', '0'],
		[onPort('{ port: -1 }'), 'spec.ingress[0].ports[0].port', '-1'],
		[onPort('{ port: 70000 }'), 'spec.ingress[0].ports[0].port', '70000'],
		[onPort('{ port: 80.5 }'), 'spec.ingress[0].ports[0].port', '80.5'],
		[onPort('{ port: "80" }'), 'spec.ingress[0].ports[0].port', '"80"'],
		[onPort('{ port: HTTP }'), 'spec.ingress[0].ports[0].port', '"HTTP"'],
		[onPort('{ port: a-name-of-16-chr }'), 'spec.ingress[0].ports[0].port', '"a-name-of-16-chr"'],
		[onPort('{ port: a--b }'), 'spec.ingress[0].ports[0].port', '"a--b"'],
		[onPort('{ port: "" }'), 'spec.ingress[0].ports[0].port', '""'],
		[onPort('{ port: [80] }'), 'spec.ingress[0].ports[0].port', 'a list'],
		[onPort('{ port: 80, endPort: 79 }'), 'spec.ingress[0].ports[0].endPort', '79'],
		[onPort('{ port: 80, endPort: 70000 }'), 'spec.ingress[0].ports[0].endPort', '70000'],
		[onPort('{ port: 80, endPort: "90" }'), 'spec.ingress[0].ports[0].endPort', '"90"'],
		[onPort('{ port: http, endPort: 90 }'), 'spec.ingress[0].ports[0].endPort', 'named'],
		[onPort('{ endPort: 90 }'), 'spec.ingress[0].ports[0].endPort', 'port'],
		[onPort('{ port: 80, protocol: tcp }'), 'spec.ingress[0].ports[0].protocol', 'TCP'],
		[onPort('{ protocol: ICMP }'), 'spec.ingress[0].ports[0].protocol', '"ICMP"'],
		[onPort('{ port: 80, protocol: 6 }'), 'spec.ingress[0].ports[0].protocol', '6'],

		['policyTypes: [ingress]', 'spec.policyTypes[0]', 'Ingress'],
		['policyTypes: [Ingress, Both]', 'spec.policyTypes[1]', '"Both"'],
		['policyTypes: Ingress', 'spec.policyTypes', '"Ingress"'],

		[from('{}'), 'spec.ingress[0].from[0]', 'nobody'],
		[from('{ podSelector: null }'), 'spec.ingress[0].from[0]', 'nobody'],
		[from('{ podSelector: {}, ipBlock: { cidr: 10.0.0.0/8 } }'), 'spec.ingress[0].from[0]', 'ipBlock'],
		[from('{ namespaceSelector: {}, ipBlock: { cidr: 10.0.0.0/8 } }'), 'spec.ingress[0].from[0]', 'ipBlock'],
		[from('everybody'), 'spec.ingress[0].from[0]', '"everybody"'],

		['ingress: {}', 'spec.ingress', 'a mapping'],
		['ingress: all', 'spec.ingress', '"all"'],
		['ingress: [all]', 'spec.ingress[0]', '"all"'],
		['ingress: [[]]', 'spec.ingress[0]', 'a list'],
		['ingress: [{ from: { podSelector: {} } }]', 'spec.ingress[0].from', 'a mapping'],
		['ingress: [{ ports: 80 }]', 'spec.ingress[0].ports', '80'],
		['ingress: [{ ports: [80] }]', 'spec.ingress[0].ports[0]', '80'],

		['ingress: [null]', 'spec.ingress[0]', 'null'],
		[from('null'), 'spec.ingress[0].from[0]', 'null'],
		[onPort('null'), 'spec.ingress[0].ports[0]', 'null'],
		['policyTypes: [null]', 'spec.policyTypes[0]', 'null'],

		['null', 'spec', 'missing'],
		['everything', 'spec', '"everything"'],
		['[podSelector]', 'spec', 'a list'],
	]

	test.each(titled(cases))('%s', (_title, spec, field, says) => {
		expectTold(policy('dev/p', spec), 'dev', field, says)
	})

	test('no spec at all', () => {
		const { spec: _, ...without } = policy('dev/p', 'null')
		expectTold(without, 'dev', 'spec', 'missing')
	})

	test('without a namespace it is in the one called default', () => {
		const written = object('{ apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: { name: p }, spec: 1 }')
		expectTold(written, 'default', 'spec', '1')
	})

	test('a range that is not written by its first address means the whole range, which is worth a word and certain', () => {
		expectTold(
			policy('dev/p', block('cidr: 10.1.2.3/8')),
			'nobody',
			'spec.ingress[0].from[0].ipBlock.cidr',
			'10.0.0.0/8',
		)
	})

	test('what is right beside it still counts', () => {
		const objects = [
			namespace('dev'),
			pod('dev/a', 'app=a'),
			pod('dev/b', 'app=b'),
			policy(
				'dev/p',
				'{ ingress: [{ from: [{ podSelector: { matchLabels: { app: b } } }, {}], ports: [{ port: 80 }, null] }] }',
			),
		]
		expect(decide(objects, 'dev/b', 'dev/a', 'TCP 80')).toBe('open')
		expect(decide(objects, 'dev/b', 'dev/a', 'TCP 81')).toBe('closed')
		expect(readNetwork({ objects }).problems).toHaveLength(2)
	})

	test.each([
		'{}',
		'{ podSelector: null, policyTypes: null, ingress: null, egress: null }',
		'ingress: [{ from: null, ports: null }, {}]',
		'ingress: [{ from: [{ podSelector: { matchLabels: null, matchExpressions: null } }] }]',
		'ingress: [{ ports: [{ port: null, protocol: null, endPort: null }] }]',
		'podSelector: { matchLabels: { example.org/App_1.x: "", app: A.b_c-9 } }',
		'podSelector: { matchExpressions: [{ key: app, operator: Exists, values: [] }] }',
	])('nothing is wrong with %s', (spec) => {
		expect(readNetwork({ objects: [namespace('dev'), policy('dev/p', spec)] }).problems).toEqual([])
	})
})

describe('namespaces that nobody declares', () => {
	const byLabel = policy('ghost/p', from('{ namespaceSelector: { matchLabels: { stage: dev } } }'))

	test('their labels are not known: told where a selector asks for one', () => {
		const problems = readNetwork({ objects: [byLabel] }).problems
		expect(problems.map((each) => [affected(each), each.ref?.name, line(each)])).toEqual([
			['ghost', 'p', expect.stringMatching(/^metadata\.namespace: is ghost, .*Add the Namespace ghost/)],
		])
	})

	test.each([
		['a pod', pod('ghost/a')],
		['a workload', deployment('ghost/web')],
	])('%s is in one', (_what, living) => {
		const objects = [
			namespace('dev'),
			policy('dev/p', from('{ namespaceSelector: { matchLabels: { stage: dev } } }')),
			living,
		]
		expect(readNetwork({ objects }).problems.map(affected)).toEqual(['ghost'])
	})

	test.each([
		['asks for no label', policy('ghost/p', from('{ namespaceSelector: {} }'))],
		[
			'asks for the name',
			policy('ghost/p', from('{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: dev } } }')),
		],
		['asks for labels of pods', policy('ghost/p', from('{ podSelector: { matchLabels: { stage: dev } } }'))],
	])('nothing is uncertain where a policy %s', (_what, written) => {
		expect(readNetwork({ objects: [written] }).problems).toEqual([])
	})
})

const head = `tier: Admin, priority: 5, ${aboutDev}`
const adminHead = `priority: 5, ${aboutDev}`
const rule = (text: string): string => `{ ${head}, ingress: [{ ${text} }] }`
const egressRule = (text: string): string => `{ ${head}, egress: [{ ${text} }] }`
const adminRule = (text: string): string => `{ ${adminHead}, ingress: [{ ${text} }] }`
const peer = (text: string): string => rule(`action: Deny, from: [${text}]`)
const protocolOf = (text: string): string => rule(`action: Deny, from: [{ namespaces: {} }], protocols: [${text}]`)
const adminPort = (text: string): string => adminRule(`action: Deny, from: [{ namespaces: {} }], ports: [${text}]`)
const many = (count: number, text: string): string => Array.from({ length: count }, () => text).join(', ')
const denyAll = '{ action: Deny, from: [{ namespaces: {} }] }'

describe('ClusterNetworkPolicy', () => {
	const cases: readonly [spec: string, field: string, says: string][] = [
		[`{ priority: 5, ${aboutDev} }`, 'spec.tier', 'missing'],
		[`{ tier: admin, priority: 5, ${aboutDev} }`, 'spec.tier', 'Admin'],
		[`{ tier: Default, priority: 5, ${aboutDev} }`, 'spec.tier', '"Default"'],
		[`{ tier: Admin, ${aboutDev} }`, 'spec.priority', 'missing'],
		[`{ tier: Admin, priority: -1, ${aboutDev} }`, 'spec.priority', '-1'],
		[`{ tier: Admin, priority: 1001, ${aboutDev} }`, 'spec.priority', '1001'],
		[`{ tier: Admin, priority: 1.5, ${aboutDev} }`, 'spec.priority', '1.5'],
		[`{ tier: Admin, priority: "5", ${aboutDev} }`, 'spec.priority', '"5"'],
		[`{ ${head}, policyTypes: [Ingress] }`, 'spec.policyTypes', 'does not know'],

		['{ tier: Admin, priority: 5 }', 'spec.subject', 'one of'],
		['{ tier: Admin, priority: 5, subject: {} }', 'spec.subject', 'one of'],
		['{ tier: Admin, priority: 5, subject: { namespaces: {}, pods: {} } }', 'spec.subject', 'one of'],
		['{ tier: Admin, priority: 5, subject: all }', 'spec.subject', '"all"'],
		['{ tier: Admin, priority: 5, subject: { namespace: {} } }', 'spec.subject.namespace', 'namespaces'],
		['{ tier: Admin, priority: 5, subject: { namespaces: { stage: dev } } }', 'spec.subject.namespaces.stage', 'know'],
		['{ tier: Admin, priority: 5, subject: { pods: { matchLabels: {} } } }', 'spec.subject.pods.matchLabels', 'know'],

		[rule('from: [{ namespaces: {} }]'), 'spec.ingress[0].action', 'missing'],
		[rule('action: Allow, from: [{ namespaces: {} }]'), 'spec.ingress[0].action', '"Allow"'],
		[rule('action: deny, from: [{ namespaces: {} }]'), 'spec.ingress[0].action', 'Deny'],
		[rule('action: Drop, from: [{ namespaces: {} }]'), 'spec.ingress[0].action', '"Drop"'],
		[rule('action: Deny'), 'spec.ingress[0].from', 'at least one'],
		[rule('action: Deny, from: []'), 'spec.ingress[0].from', 'at least one'],
		[rule('action: Deny, to: [{ namespaces: {} }]'), 'spec.ingress[0].to', 'does not know'],
		[
			rule('action: Deny, from: [{ namespaces: {} }], ports: [{ portNumber: { port: 80 } }]'),
			'spec.ingress[0].ports',
			'know',
		],

		[peer('{}'), 'spec.ingress[0].from[0]', 'exactly one'],
		[peer('null'), 'spec.ingress[0].from[0]', ''],
		[peer('all'), 'spec.ingress[0].from[0]', ''],
		[peer('{ namespaces: {}, pods: {} }'), 'spec.ingress[0].from[0]', 'exactly one'],
		[peer('{ serviceAccounts: {} }'), 'spec.ingress[0].from[0].serviceAccounts', 'does not know'],
		[peer('{ networks: [10.0.0.0/8] }'), 'spec.ingress[0].from[0].networks', 'does not know'],
		[peer('{ nodes: {} }'), 'spec.ingress[0].from[0].nodes', 'does not know'],
		[peer('{ namespaces: { sameLabels: [stage] } }'), 'spec.ingress[0].from[0].namespaces.sameLabels', 'does not know'],
		[egressRule('action: Deny, to: [{ networks: [10.0.0.0] }]'), 'spec.egress[0].to[0].networks[0]', '"10.0.0.0"'],
		[egressRule('action: Deny, to: [{ networks: [null] }]'), 'spec.egress[0].to[0].networks[0]', 'null'],
		[egressRule('action: Deny, to: [{ networks: 10.0.0.0/8 }]'), 'spec.egress[0].to[0].networks', '"10.0.0.0/8"'],
		[egressRule('action: Deny, to: [{ networks: [] }]'), 'spec.egress[0].to[0].networks', ''],
		[egressRule('action: Accept, to: [{ domainNames: [] }]'), 'spec.egress[0].to[0].domainNames', ''],
		[egressRule('action: Deny, to: [{ domainNames: [example.org] }]'), 'spec.egress[0].to[0].domainNames', 'Accept'],

		[protocolOf(''), 'spec.ingress[0].protocols', ''],
		[protocolOf('{}'), 'spec.ingress[0].protocols[0]', 'exactly one'],
		[protocolOf('null'), 'spec.ingress[0].protocols[0]', ''],
		[
			protocolOf('{ tcp: { destinationPort: { number: 80 } }, udp: {} }'),
			'spec.ingress[0].protocols[0]',
			'exactly one',
		],
		[protocolOf('{ icmp: {} }'), 'spec.ingress[0].protocols[0].icmp', 'does not know'],
		[protocolOf('{ TCP: { destinationPort: { number: 80 } } }'), 'spec.ingress[0].protocols[0].TCP', 'tcp'],
		[protocolOf('{ tcp: {} }'), 'spec.ingress[0].protocols[0].tcp', ''],
		[protocolOf('{ tcp: { port: 80 } }'), 'spec.ingress[0].protocols[0].tcp.port', 'does not know'],
		[protocolOf('{ tcp: { destinationPort: 80 } }'), 'spec.ingress[0].protocols[0].tcp.destinationPort', '80'],
		[protocolOf('{ tcp: { destinationPort: {} } }'), 'spec.ingress[0].protocols[0].tcp.destinationPort', 'one of'],
		[
			protocolOf('{ tcp: { destinationPort: { number: 80, range: { start: 90, end: 99 } } } }'),
			'spec.ingress[0].protocols[0].tcp.destinationPort',
			'one of',
		],
		[
			protocolOf('{ udp: { destinationPort: { number: 0 } } }'),
			'spec.ingress[0].protocols[0].udp.destinationPort.number',
			'0',
		],
		[
			protocolOf('{ udp: { destinationPort: { number: 65536 } } }'),
			'spec.ingress[0].protocols[0].udp.destinationPort.number',
			'65536',
		],
		[
			protocolOf('{ udp: { destinationPort: { range: { start: 90, end: 80 } } } }'),
			'spec.ingress[0].protocols[0].udp.destinationPort.range.end',
			'80',
		],
		[
			protocolOf('{ udp: { destinationPort: { range: { start: 90, end: 90 } } } }'),
			'spec.ingress[0].protocols[0].udp.destinationPort.range.end',
			'90',
		],
		[
			protocolOf('{ udp: { destinationPort: { range: { start: 90 } } } }'),
			'spec.ingress[0].protocols[0].udp.destinationPort.range.end',
			'missing',
		],
		[protocolOf('{ destinationNamedPort: "80" }'), 'spec.ingress[0].protocols[0].destinationNamedPort', '"80"'],
		[protocolOf('{ destinationNamedPort: 80 }'), 'spec.ingress[0].protocols[0].destinationNamedPort', '80'],
		[
			egressRule('action: Deny, to: [{ networks: [10.0.0.0/8] }], protocols: [{ destinationNamedPort: http }]'),
			'spec.egress[0].protocols[0].destinationNamedPort',
			'networks',
		],
		[
			egressRule('action: Deny, to: [{ nodes: {} }], protocols: [{ destinationNamedPort: http }]'),
			'spec.egress[0].protocols[0].destinationNamedPort',
			'nodes',
		],

		[`{ ${head}, ingress: [${many(26, denyAll)}] }`, 'spec.ingress', '25'],
		[rule(`action: Deny, from: [${many(26, '{ namespaces: {} }')}]`), 'spec.ingress[0].from', '25'],
		[
			egressRule(`action: Deny, to: [{ networks: [${many(26, '10.0.0.0/8')}] }]`),
			'spec.egress[0].to[0].networks',
			'25',
		],

		[`{ ${head}, ingress: [null] }`, 'spec.ingress[0]', 'null'],
		[`{ ${head}, ingress: [all] }`, 'spec.ingress[0]', '"all"'],
		[`{ ${head}, ingress: {} }`, 'spec.ingress', 'a mapping'],
		['null', 'spec', 'missing'],
		['everything', 'spec', '"everything"'],
	]

	test.each(titled(cases))('%s', (_title, spec, field, says) => {
		expectTold(clusterPolicy('c', spec), 'everybody', field, says)
	})

	test('nothing is wrong with 25 rules of 25 peers', () => {
		const rules = many(25, `{ action: Deny, from: [${many(25, '{ namespaces: {} }')}] }`)
		expect(readNetwork({ objects: [clusterPolicy('c', `{ ${head}, ingress: [${rules}] }`)] }).problems).toEqual([])
	})
})

describe('AdminNetworkPolicy', () => {
	const cases: readonly [spec: string, field: string, says: string][] = [
		[`{ tier: Admin, ${adminHead} }`, 'spec.tier', 'does not know'],
		[`{ ${aboutDev} }`, 'spec.priority', 'missing'],
		[adminRule('action: Accept, from: [{ namespaces: {} }]'), 'spec.ingress[0].action', '"Accept"'],
		[
			adminRule('action: Deny, from: [{ namespaces: {} }], protocols: [{ tcp: {} }]'),
			'spec.ingress[0].protocols',
			'ports',
		],
		[
			adminRule('action: Deny, from: [{ namespaces: { namespaceSelector: {} } }]'),
			'spec.ingress[0].from[0].namespaces.namespaceSelector',
			'does not know',
		],
		[
			adminRule('action: Deny, from: [{ namespaces: { notSameLabels: [stage] } }]'),
			'spec.ingress[0].from[0].namespaces.notSameLabels',
			'does not know',
		],
		[adminPort(''), 'spec.ingress[0].ports', ''],
		[adminPort('{}'), 'spec.ingress[0].ports[0]', 'exactly one'],
		[adminPort('{ portNumber: { port: 80 }, namedPort: http }'), 'spec.ingress[0].ports[0]', 'exactly one'],
		[adminPort('{ portNumber: { protocol: TCP } }'), 'spec.ingress[0].ports[0].portNumber.port', 'missing'],
		[adminPort('{ portNumber: { port: 0 } }'), 'spec.ingress[0].ports[0].portNumber.port', '0'],
		[adminPort('{ portNumber: { protocol: tcp, port: 80 } }'), 'spec.ingress[0].ports[0].portNumber.protocol', 'TCP'],
		[adminPort('{ portRange: { start: 90, end: 80 } }'), 'spec.ingress[0].ports[0].portRange.end', '80'],
		[adminPort('{ portRange: { end: 80 } }'), 'spec.ingress[0].ports[0].portRange.start', 'missing'],
		[adminPort('{ namedPort: "" }'), 'spec.ingress[0].ports[0].namedPort', '""'],
		[`{ ${adminHead}, ingress: [${many(101, denyAll)}] }`, 'spec.ingress', '100'],
	]

	test.each(titled(cases))('%s', (_title, spec, field, says) => {
		expectTold(adminPolicy('a', spec), 'everybody', field, says)
	})
})

describe('BaselineAdminNetworkPolicy', () => {
	test('there is only one, called default', () => {
		expectTold(baselinePolicy(`{ ${aboutDev} }`, 'other'), 'everybody', 'metadata.name', '"other"')
		expect(readNetwork({ objects: [baselinePolicy(`{ ${aboutDev} }`)] }).problems).toEqual([])
	})

	test.each([
		[`{ ${adminHead} }`, 'spec.priority', 'does not know'],
		[`{ ${aboutDev}, ingress: [{ action: Pass, from: [{ namespaces: {} }] }] }`, 'spec.ingress[0].action', '"Pass"'],
	])('%s', (spec, field, says) => {
		expectTold(baselinePolicy(spec), 'everybody', field, says)
	})
})

test.each([
	['ClusterNetworkPolicy', 'v1'],
	['AdminNetworkPolicy', 'v1alpha2'],
	['SomethingNetworkPolicy', 'v1alpha1'],
])('%s of %s of policy.networking.k8s.io is not understood', (kind, version) => {
	const written = object(
		`{ apiVersion: policy.networking.k8s.io/${version}, kind: ${kind}, metadata: { name: c }, spec: {} }`,
	)
	expectTold(written, 'everybody', 'apiVersion', `policy.networking.k8s.io/${version}`)
})

describe('policies of network plugins', () => {
	test.each([
		['crd.antrea.io/v1beta1', 'ClusterNetworkPolicy', undefined, 'Antrea'],
		['crd.antrea.io/v1beta1', 'NetworkPolicy', 'dev', 'Antrea'],
		['networking.k8s.aws/v1alpha1', 'ClusterNetworkPolicy', undefined, 'Amazon'],
		['networking.k8s.aws/v1alpha1', 'ApplicationNetworkPolicy', 'dev', 'Amazon'],
		['crd.projectcalico.org/v1', 'NetworkPolicy', 'dev', 'Calico'],
		['crd.projectcalico.org/v1', 'GlobalNetworkPolicy', undefined, 'Calico'],
		['projectcalico.org/v3', 'NetworkPolicy', 'dev', 'Calico'],
		['projectcalico.org/v3', 'GlobalNetworkPolicy', undefined, 'Calico'],
		['cilium.io/v2', 'CiliumNetworkPolicy', 'dev', 'Cilium'],
		['cilium.io/v2', 'CiliumClusterwideNetworkPolicy', undefined, 'Cilium'],
	])('%s %s', (apiVersion, kind, home, plugin) => {
		const metadata = { name: 'p', ...(home === undefined ? {} : { namespace: home }) }
		const written = { apiVersion, kind, metadata, spec: { selector: 'all()' } }
		expectTold(written, home ?? 'everybody', '', plugin)
	})

	test('they are not read as the policies whose name they have', () => {
		const written = object(`
apiVersion: crd.projectcalico.org/v1
kind: NetworkPolicy
metadata: { name: p, namespace: dev }
spec: { podSelector: {}, policyTypes: [Ingress] }`)
		const { policies, tierPolicies } = readNetwork({ objects: [written] })
		expect([policies, tierPolicies]).toEqual([[], []])
	})
})

describe('workloads of other kinds', () => {
	const template = 'template: { metadata: { labels: { app: web } }, spec: { containers: [{ name: main }] } }'
	const workload = (apiVersion: string, kind: string, spec: string): KubeObject =>
		object(`{ apiVersion: ${apiVersion}, kind: ${kind}, metadata: { name: web, namespace: dev }, spec: { ${spec} } }`)

	test.each([
		['argoproj.io/v1alpha1', 'Rollout'],
		['example.org/v1', 'Widget'],
		['serving.knative.dev/v1', 'Service'],
	])('%s %s with a template of pods is an end', (apiVersion, kind) => {
		const objects = [
			namespace('dev'),
			pod('dev/client'),
			workload(apiVersion, kind, template),
			policy('dev/p', 'podSelector: { matchLabels: { app: web } }'),
		]
		expect(readNetwork({ objects }).problems).toEqual([])
		expect(decide(objects, 'dev/client', `dev/${kind}/web`, 'TCP 80')).toBe('closed')
	})

	test.each([
		[
			'a Rollout of a Deployment',
			workload('argoproj.io/v1alpha1', 'Rollout', 'workloadRef: { kind: Deployment, name: web }'),
		],
		[
			'a template of something else',
			workload('example.org/v1', 'Secretly', 'template: { type: Opaque, metadata: {} }'),
		],
		['a template that is a text', workload('example.org/v1', 'Letter', 'template: Dear Sir')],
	])('%s has no pods, and nothing is wrong with it', (_what, written) => {
		const objects = [namespace('dev'), written]
		expect(endpointNames(objects)).toEqual([])
		expect(readNetwork({ objects }).problems).toEqual([])
	})

	test.each([
		[
			'labels that are no mapping',
			'template: { metadata: { labels: app=web }, spec: { containers: [] } }',
			'spec.template.metadata.labels',
			'"app=web"',
		],
		[
			'a label that is no text',
			'template: { metadata: { labels: { version: 1 } }, spec: { containers: [] } }',
			'spec.template.metadata.labels.version',
			'1',
		],
		[
			'containers that are no list',
			'template: { metadata: {}, spec: { containers: { main: {} } } }',
			'spec.template.spec.containers',
			'a mapping',
		],
	])('a template that cannot be read: %s', (_what, spec, field, says) => {
		for (const [apiVersion, kind] of [
			['apps/v1', 'Deployment'],
			['argoproj.io/v1alpha1', 'Rollout'],
		] as const)
			expectTold(workload(apiVersion, kind, spec), 'dev', field, says)
	})
})

describe('whatever stands anywhere', () => {
	const full: readonly KubeObject[] = [
		namespace('dev', 'stage=dev'),
		node('north', 'disk=ssd', '192.168.0.1'),
		pod('dev/a', 'app=a', { ip: '10.0.0.1,fd00::1', ports: 'http=TCP 80', node: 'north' }),
		deployment('dev/b', 'app=b', { ports: 'http=TCP 80', node: 'north', hostNetwork: true }),
		policy(
			'dev/p',
			`podSelector: { matchLabels: { app: a }, matchExpressions: [{ key: app, operator: In, values: [a] }] }
policyTypes: [Ingress, Egress]
ingress:
  - from:
      - namespaceSelector: { matchLabels: { stage: dev } }
        podSelector: { matchExpressions: [{ key: app, operator: Exists }] }
      - ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16] }
    ports: [{ protocol: TCP, port: 80, endPort: 90 }, { port: http }]
egress: [{ to: [{ podSelector: {} }], ports: [{ protocol: UDP }] }]`,
		),
		clusterPolicy(
			'c',
			`tier: Admin
priority: 5
subject: { pods: { namespaceSelector: { matchLabels: { stage: dev } }, podSelector: { matchLabels: { app: a } } } }
ingress:
  - name: first
    action: Deny
    from: [{ namespaces: { matchLabels: { stage: dev } } }]
    protocols: [{ tcp: { destinationPort: { range: { start: 80, end: 90 } } } }, { destinationNamedPort: http }]
egress:
  - action: Pass
    to: [{ networks: [10.0.0.0/8] }, { nodes: { matchLabels: { disk: ssd } } }]
    protocols: [{ udp: { destinationPort: { number: 53 } } }]
  - action: Accept
    to: [{ domainNames: [example.org] }]`,
		),
		adminPolicy(
			'a',
			`priority: 6
subject: { namespaces: { matchLabels: { stage: dev } } }
ingress:
  - action: Allow
    from: [{ pods: { namespaceSelector: {}, podSelector: { matchLabels: { app: b } } } }]
    ports: [{ portNumber: { protocol: TCP, port: 80 } }, { portRange: { start: 1, end: 9 } }, { namedPort: http }]`,
		),
	]
	const isPolicy = ({ kind }: KubeObject): boolean => kind.endsWith('Policy')
	const parts = full.flatMap((written) =>
		['spec', 'status', 'metadata'].flatMap((part) =>
			pathsIn(written[part], [part])
				.filter((path) => path[0] !== 'metadata' || path[1] === 'labels')
				.map((path): [string, KubeObject, Path] => [`${written.kind} ${path.join('.')}`, written, path]),
		),
	)

	test('the objects are fine as they are', () => {
		expect(readNetwork({ objects: full }).problems).toEqual([])
	})

	test.each(parts)('%s', (_title, written, path) => {
		for (const junk of [null, true, -1.5, 'no such thing!', [], {}, [null], [[]], { '': null }]) {
			const network = readNetwork({
				objects: full.map((each) => (each === written ? (replaced(each, path, junk) as KubeObject) : each)),
			})
			const [a, b] = network.endpoints()
			for (const end of [a, b, { anyPodOf: 'dev' }])
				if (a !== undefined && end !== undefined) allowedPorts(network, end, a, { blocks: 'pods', bound: 'upper' })
		}
	})

	test.each(parts.filter(([, written]) => isPolicy(written)))(
		'%s of the wrong type is told',
		(_title, written, path) => {
			for (const junk of [true, -1.5, 'no such thing!'].filter(
				(each) => !(isNameOfRule(path) && each === 'no such thing!'),
			)) {
				const { problems } = readNetwork({ objects: [replaced(written, path, junk) as KubeObject] })
				expect(problems.length, String(junk)).toBeGreaterThan(0)
			}
		},
	)
})

type Path = readonly (string | number)[]

/** The name of a rule is any text. */
function isNameOfRule(path: Path): boolean {
	return path.at(-1) === 'name'
}

function pathsIn(value: unknown, path: Path): readonly Path[] {
	if (typeof value !== 'object' || value === null) return value === undefined ? [] : [path]
	const inner = Array.isArray(value) ? value.map((each, at) => [at, each] as const) : Object.entries(value)
	return [path, ...inner.flatMap(([key, each]) => pathsIn(each, [...path, key]))]
}

function replaced(value: unknown, [key, ...rest]: Path, junk: unknown): unknown {
	if (key === undefined) return junk
	if (Array.isArray(value)) return value.map((each: unknown, at) => (at === key ? replaced(each, rest, junk) : each))
	const fields = value as Readonly<Record<string, unknown>>
	return { ...fields, [key]: replaced(fields[key], rest, junk) }
}
