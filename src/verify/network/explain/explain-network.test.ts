import { expect, test } from 'vitest'
import type { Unseen } from '../../../model/facts.ts'
import { kinds } from '../../../model/kinds.ts'
import type { KubeObject } from '../../../model/kube-object.ts'
import type { ExplainedGroup, StageRelation } from '../../../model/network-explanation.ts'
import type { Tenancy } from '../../../model/tenancy.ts'
import { tenancy as planned } from '../../verify.suite.ts'
import { clusterPolicy, deployment, namespace, node, pod, policy } from '../cases/cluster.suite.ts'
import { answered, explained, noPlan } from './explain.suite.ts'

const cluster = [
	namespace('shop-dev', 'stage=dev'),
	namespace('shop-test', 'stage=test'),
	namespace('platform'),
	node('north', 'disk=ssd', '192.168.0.1'),
	pod('shop-dev/web', 'app=web', { ip: '10.0.1.1', ports: 'http=TCP 8080', node: 'north' }),
	pod('shop-test/db', 'app=db', { ip: '10.0.2.1', ports: 'sql=TCP 5432', node: 'south' }),
	deployment('shop-test/cache', 'app=cache'),
	pod('platform/host', 'app=host', { ip: '192.168.0.1', node: 'north', hostNetwork: true }),
]
const intoTest = (rule: string): KubeObject => policy('shop-test/in', `{ingress: [${rule}]}`)
const tied = (name: string, action: string): KubeObject =>
	clusterPolicy(
		name,
		`{tier: Admin, priority: 5, subject: {namespaces: {}}, ingress: [{action: ${action}, from: [{namespaces: {}}]}]}`,
	)

type VerdictCase = readonly [what: string, added: readonly KubeObject[], asked: string, answer: string]

const verdicts: readonly VerdictCase[] = [
	['nothing is said', [], 'shop-dev/web > shop-test/db 80', 'open TCP 80'],
	['everything is closed', [intoTest('')], 'shop-dev/web > shop-test/db', 'closed'],
	['some ports are open', [intoTest('{ports: [{port: sql}]}')], 'shop-dev/web > shop-test/db', 'partly TCP 5432'],
	[
		'a block that has the address of a pod',
		[intoTest('{from: [{ipBlock: {cidr: 10.0.0.0/8}}], ports: [{port: 80}]}, {ports: [{port: 81}]}')],
		'shop-dev/web > shop-test/db 80-82',
		'depends TCP 81 / TCP 80: blocks',
	],
	[
		'a block, and the address of the pod is not known',
		[policy('shop-dev/out', '{policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}')],
		'shop-dev/web > shop-test/cache 80',
		'depends / TCP 80: blocks, addresses',
	],
	[
		'policies of one priority that contradict each other',
		[tied('a', 'Accept'), tied('b', 'Deny')],
		'shop-dev/web > shop-test/db 80',
		'depends / TCP 80: equal-priority',
	],
	[
		'policies of one priority that agree',
		[tied('a', 'Deny'), tied('b', 'Deny')],
		'shop-dev/web > shop-test/db 80',
		'closed',
	],
	[
		'a domain name that may have an address',
		[
			clusterPolicy(
				'names',
				'{tier: Admin, priority: 5, subject: {namespaces: {}}, egress: [{action: Accept, to: [{domainNames: [example.com]}]}, {action: Deny, to: [{networks: [0.0.0.0/0]}]}]}',
			),
		],
		'shop-dev/web > 203.0.113.7 443',
		'depends / TCP 443: domains',
	],
	[
		'a pod in the network of another node, found by a selector',
		[intoTest('{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: platform}}}]}')],
		'platform/host > shop-test/db 80',
		'depends / TCP 80: host-network',
	],
	[
		'a pod that may be on the same node',
		[intoTest('')],
		'platform/host > shop-test/cache 80',
		'depends / TCP 80: node',
	],
	[
		'a pod that may be on the same node, and nothing is closed',
		[],
		'platform/host > shop-test/cache 80',
		'open TCP 80',
	],
	[
		'a pod on the same node',
		[policy('shop-dev/in', '{}')],
		'platform/host > shop-dev/web 80',
		'open TCP 80, same-node',
	],
	['a pod and itself', [policy('shop-dev/in', '{}')], 'shop-dev/web > shop-dev/web 80', 'open TCP 80, self'],
	['a template and itself: two pods', [intoTest('')], 'shop-test/cache > shop-test/cache 80', 'closed'],
	[
		'no version of IP in common',
		[pod('shop-test/six', '', { ip: 'fd00::1' })],
		'shop-dev/web > shop-test/six 80',
		'closed, no-common-family',
	],
]

/** `VERDICT OPEN / UNSURE: WHAT IT DEPENDS ON, WHY NO POLICY IS ASKED` */
function show({ verdict, open, unsure, dependsOn, always, never }: ExplainedGroup): string {
	const sure = open === '' ? '' : ` ${open}`
	const rest = `${unsure === '' ? '' : ` / ${unsure}`}${dependsOn.length === 0 ? '' : `: ${dependsOn.join(', ')}`}`
	const reason = always ?? never
	return `${verdict}${sure}${rest}${reason === undefined ? '' : `, ${reason}`}`
}

test.each(verdicts)('%s', (_, added, asked, answer) => {
	expect(show(answered([...cluster, ...added], asked))).toBe(answer)
})

test('a range is cut where rules cut it, so that each part has one answer', () => {
	const out = policy('shop-dev/out', '{policyTypes: [Egress], egress: [{to: [{ipBlock: {cidr: 10.0.0.0/9}}]}]}')
	const { groups } = explained([...cluster, out], 'shop-dev/web > 10.0.0.0/8 80')
	expect(groups.map((group) => `${show(group)} ${group.to.addresses.join()}`)).toEqual([
		'open TCP 80 10.0.0.0/9',
		'closed 10.128.0.0/9',
	])
})

const walls: Tenancy = {
	...planned,
	network: {
		...planned.network,
		dns: { name: 'own', peers: [{ type: 'pods', namespace: 'platform', pods: { app: 'dns' } }], ports: [53] },
		ingress: { name: 'edge', peers: [{ type: 'pods', namespace: 'platform', pods: { app: 'edge' } }] },
		allow: [
			{
				name: 'sync',
				from: { type: 'stage', stages: ['dev'], pods: {} },
				to: { type: 'stage', stages: ['test'], app: 'shop', pods: { app: 'db' } },
				ports: [{ protocol: 'TCP', port: 'sql' }],
				reason: 'nightly copy',
			},
			{
				name: 'bank',
				from: { type: 'stage', stages: ['test'], pods: {} },
				to: { type: 'cidr', cidr: '203.0.113.0/24', except: ['203.0.113.128/25'] },
				ports: [],
				reason: 'payments',
			},
		],
	},
}
const apart: Tenancy = { ...walls, stages: walls.stages.map((stage) => ({ ...stage, isolation: 'app' as const })) }
const more = [
	pod('platform/dns', 'app=dns'),
	pod('platform/edge', 'app=edge'),
	namespace('blog-dev', 'stage=dev'),
	pod('blog-dev/blog', 'app=blog'),
]

const relations: readonly (readonly [what: string, asked: string, tenancy: Tenancy, relation: string])[] = [
	['nobody planned anything', 'shop-dev/web > shop-test/db 80', noPlan, 'none'],
	['stages that were found', 'shop-dev/web > shop-test/db 80', { ...walls, name: '' }, 'across dev > test'],
	['one stage', 'shop-dev/web > blog-dev/blog 80', walls, 'inside dev > dev, allowed TCP 80'],
	['two apps that are walled off', 'shop-dev/web > blog-dev/blog 80', apart, 'across dev/shop > dev/blog, not TCP 80'],
	['two stages', 'shop-test/db > shop-dev/web 80', walls, 'across test > dev, not TCP 80'],
	[
		'an allow on a port by its name',
		'shop-dev/web > shop-test/db 5432-5433',
		walls,
		'across dev > test, allowed TCP 5432 by allow sync (nightly copy) on TCP 5432, not TCP 5433',
	],
	['an allow for other pods', 'shop-dev/web > shop-test/cache 5432', walls, 'across dev > test, not TCP 5432'],
	[
		'an allow of addresses',
		'shop-test/db > 203.0.113.7 443',
		walls,
		'beyond test > , allowed TCP 443 by allow bank (payments) on TCP 443',
	],
	['addresses of which some are excepted', 'shop-test/db > 203.0.113.0/24 443', walls, 'beyond test > , not TCP 443'],
	['addresses that are excepted', 'shop-test/db > 203.0.113.200 443', walls, 'beyond test > , not TCP 443'],
	['the DNS', 'shop-dev/web > platform/dns udp/53', walls, 'beyond dev > , allowed UDP 53 by dns own on UDP 53'],
	['another port of the DNS', 'shop-dev/web > platform/dns 80', walls, 'beyond dev > , not TCP 80'],
	['the ingress', 'platform/edge > shop-dev/web 80', walls, 'beyond  > dev, allowed TCP 80 by ingress edge on TCP 80'],
	['somebody else', 'platform/host > shop-test/db 80', walls, 'beyond  > test, not TCP 80'],
	['two that are in no stage', 'platform/dns > platform/edge 80', walls, 'none, allowed TCP 80'],
]

function showRelation({ relation, fromZone, toZone, allowed, by, unallowed }: StageRelation): string {
	const ends = fromZone === undefined && toZone === undefined ? '' : ` ${fromZone ?? ''} > ${toZone ?? ''}`
	const ways = by.map(({ type, name, reason, ports }) => {
		return `${type} ${name}${reason === undefined ? '' : ` (${reason})`} on ${ports}`
	})
	return [
		`${relation}${ends}`,
		...(allowed === '' ? [] : [`allowed ${allowed}${ways.length === 0 ? '' : ` by ${ways.join(' and ')}`}`]),
		...(unallowed === '' ? [] : [`not ${unallowed}`]),
	].join(', ')
}

test.each(relations)('the plan: %s', (_, asked, tenancy, relation) => {
	expect(showRelation(answered([...cluster, ...more], asked, tenancy).stages)).toBe(relation)
})

test('walls of the plan that are not there', () => {
	const wall = policy('shop-dev/walls', '{}')
	const ours = { ...wall, metadata: { ...wall.metadata, labels: { 'stagewall.dev/plan': 'webshop' } } }
	expect(answered([...cluster, ours], 'shop-dev/web > shop-test/db 80', walls).stages.wallsMissing).toEqual([
		'shop-test',
	])
})

/** `FROM > TO: PAIRS ANSWER`, one line a group. */
function groupsOf(added: readonly KubeObject[], asked: string): readonly string[] {
	const names = ({ workloads, addresses }: ExplainedGroup['from']): string =>
		[...workloads.map(({ namespace: home, name }) => `${home}/${name}`), ...addresses].join('+')
	return explained([...cluster, ...added], asked).groups.map(
		(group) => `${names(group.from)} > ${names(group.to)}: ${group.pairs} ${show(group)}`,
	)
}

const many: readonly (readonly [
	what: string,
	added: readonly KubeObject[],
	asked: string,
	groups: readonly string[],
])[] = [
	[
		'everybody is alike',
		[pod('shop-dev/api')],
		'ns:shop-dev > ns:shop-test 80',
		['shop-dev/api+shop-dev/web > shop-test/db+shop-test/cache: 4 open TCP 80'],
	],
	[
		'the most open first, whoever is alike together',
		[
			pod('shop-dev/api', 'app=api'),
			pod('shop-dev/job', 'app=job'),
			intoTest('{from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}], ports: [{port: 80}]}'),
		],
		'ns:shop-dev > ns:shop-test 80-81',
		[
			'shop-dev/web > shop-test/db+shop-test/cache: 2 partly TCP 80',
			'shop-dev/api+shop-dev/job > shop-test/db+shop-test/cache: 4 closed',
		],
	],
	[
		'a pod and itself is no pair where there are others',
		[pod('shop-dev/web-2', 'app=web'), policy('shop-dev/in', '{}')],
		'ns:shop-dev > ns:shop-dev 80',
		['shop-dev/web+shop-dev/web-2 > shop-dev/web+shop-dev/web-2: 2 closed'],
	],
	[
		'pods in the network of a node, by who runs on it',
		[pod('shop-dev/far', '', { ip: '10.0.1.9', node: 'south' }), policy('shop-dev/in', '{}')],
		'platform/host > ns:shop-dev 80',
		['platform/host > shop-dev/web: 1 open TCP 80, same-node', 'platform/host > shop-dev/far: 1 closed'],
	],
	[
		'destinations without a port of the name are left out',
		[],
		'ns:shop-dev > ns:shop-test sql',
		['shop-dev/web > shop-test/db: 1 open TCP 5432'],
	],
	[
		'a name that is another port at each destination',
		[pod('shop-test/db-2', 'app=db', { ip: '10.0.2.2', ports: 'sql=TCP 3306', node: 'south' })],
		'ns:shop-dev > ns:shop-test sql',
		['shop-dev/web > shop-test/db: 1 open TCP 5432', 'shop-dev/web > shop-test/db-2: 1 open TCP 3306'],
	],
]
test.each(many)('many ends: %s', (_, added, asked, groups) => {
	expect(groupsOf(added, asked)).toEqual(groups)
})

test('what was left out is named, and groups beyond the limit are counted', () => {
	const apps = Array.from({ length: 12 }, (_, index) => pod(`shop-dev/app-${index}`, `n=${index}`))
	const rules = apps.map(
		(_, index) =>
			`{from: [{namespaceSelector: {}, podSelector: {matchLabels: {n: "${index}"}}}], ports: [{port: ${5000 + index}}, {port: sql}]}`,
	)
	const {
		groups,
		more: rest,
		withoutPort,
	} = explained([...cluster, ...apps, intoTest(rules.join())], 'ns:shop-dev > ns:shop-test sql')
	expect([groups.length, rest]).toEqual([2, { groups: 0, pairs: 0 }])
	expect(withoutPort).toMatchObject([{ kind: 'Deployment', name: 'cache' }])
	const all = explained([...cluster, ...apps, intoTest(rules.join())], 'ns:shop-dev > shop-test/db')
	expect([all.groups.length, all.more]).toEqual([10, { groups: 3, pairs: 3 }])
})

const noPolicies: Unseen = { kind: kinds.NetworkPolicy, reason: 'forbidden', message: 'forbidden for erin' }
const doubtful: readonly (readonly [
	what: string,
	added: readonly KubeObject[],
	unseen: readonly Unseen[],
	doubts: readonly string[],
])[] = [
	['nothing', [], [], []],
	[
		'policies that could not be read',
		[],
		[noPolicies],
		['unread: networkpolicies could not be read: forbidden for erin'],
	],
	['policies of another namespace', [], [{ ...noPolicies, namespace: 'platform' }], []],
	[
		'policies of one of the ends',
		[],
		[{ ...noPolicies, namespace: 'shop-test' }],
		['unread: networkpolicies could not be read in the namespace shop-test: forbidden for erin'],
	],
	['policies outside of both', [], [{ ...noPolicies, except: ['shop-dev', 'shop-test'] }], []],
	['what decides nothing', [], [{ ...noPolicies, kind: kinds.ResourceQuota }], []],
	[
		'an API group that does not answer',
		[],
		[{ kind: undefined, group: 'metrics.k8s.io/v1', reason: 'failed', message: 'x' }],
		[],
	],
	[
		'a file that may hold policies',
		[],
		[{ kind: undefined, file: 'a.yaml', reason: 'unreadable', message: 'no YAML' }],
		['unread: the file a.yaml could not be read: no YAML'],
	],
	[
		'a rule that is not understood',
		[policy('shop-test/in', '{ingress: [{from: [{ipBlock: {cidr: here}}]}]}')],
		[],
		['unclear: in spec.ingress[0].from[0].ipBlock.cidr'],
	],
	['a rule of another namespace', [policy('platform/in', '{ingress: [{from: [{ipBlock: {cidr: here}}]}]}')], [], []],
]
test.each(doubtful)('not certain: %s', (_, added, unseen, expected) => {
	const { doubts } = explained([...cluster, ...added], 'shop-dev/web > shop-test/db 80', noPlan, unseen)
	expect(
		doubts.map(({ type, object, field, message }) =>
			object === undefined ? `${type}: ${message}` : `${type}: ${object.name} ${field}`,
		),
	).toEqual(expected)
})

test('labels that keep a rule from matching are evidence, with who wrote them', () => {
	const home = namespace('shop-dev', 'stage=dev')
	const managedFields = [
		{
			manager: 'kubectl-label',
			operation: 'Update' as const,
			fieldsV1: { 'f:metadata': { 'f:labels': { 'f:stage': {} } } },
		},
	]
	const labelled = { ...home, metadata: { ...home.metadata, managedFields } }
	const rule =
		'{from: [{namespaceSelector: {matchLabels: {stage: prod}}, podSelector: {matchLabels: {app: web, tier: front}}}]}'
	const { evidence } = answered([labelled, ...cluster.slice(1), intoTest(rule)], 'shop-dev/web > shop-test/db 80')
	expect(evidence).toEqual([
		expect.objectContaining({ field: 'egress' }) as unknown,
		{
			object: { group: '', kind: 'Namespace', name: 'shop-dev' },
			field: 'metadata.labels.stage',
			expected: 'stage=prod',
			observed: 'dev',
			manager: 'kubectl-label',
		},
		{
			object: { group: '', kind: 'Pod', namespace: 'shop-dev', name: 'web' },
			field: 'metadata.labels.tier',
			expected: 'tier=front',
			observed: 'not set',
		},
	])
})
