/** The second evaluator against decisions worked out by hand from the specifications. */
import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../model/kube-object.ts'
import { everyOutcome } from './every-outcome.suite.ts'
import { naiveDecision } from './naive.suite.ts'
import { type NaiveEnd, naiveEnds } from './naive-ends.suite.ts'
import type { Reading } from './network.ts'
import type {
	RawContainer,
	RawContainerPort,
	RawLabels,
	RawNetworkPolicyRule,
	RawNetworkPolicySpec,
	RawPodSpec,
	RawProtocol,
	RawTierPolicySpec,
	RawTierRule,
} from './raw-objects.suite.ts'

const namespace = (name: string, labels: RawLabels = {}): KubeObject => ({
	apiVersion: 'v1',
	kind: 'Namespace',
	metadata: { name, labels },
})
const node = (name: string, address: string, labels: RawLabels = {}): KubeObject => ({
	apiVersion: 'v1',
	kind: 'Node',
	metadata: { name, labels },
	status: { addresses: [{ type: 'InternalIP', address }] },
})

interface PodMore extends Partial<RawPodSpec> {
	readonly labels?: RawLabels
	readonly ips?: readonly string[]
	readonly ports?: readonly RawContainerPort[]
}

const specOf = ({ labels: _, ips: __, ports = [], ...spec }: PodMore): RawPodSpec => ({
	containers: [{ name: 'main', ports }],
	...spec,
})
const pod = (path: string, more: PodMore = {}): KubeObject => {
	const [home = '', name = ''] = path.split('/')
	const podIPs = more.ips?.map((ip) => ({ ip }))
	return {
		apiVersion: 'v1',
		kind: 'Pod',
		metadata: { name, namespace: home, labels: more.labels ?? {} },
		spec: specOf(more),
		status: { phase: 'Running', ...(podIPs === undefined ? {} : { podIPs }) },
	}
}
const deployment = (path: string, more: PodMore = {}): KubeObject => {
	const [home = '', name = ''] = path.split('/')
	return {
		apiVersion: 'apps/v1',
		kind: 'Deployment',
		metadata: { name, namespace: home },
		spec: { template: { metadata: { labels: more.labels ?? {} }, spec: specOf(more) } },
	}
}
const sidecar = (port: RawContainerPort): RawContainer => ({ name: 'proxy', restartPolicy: 'Always', ports: [port] })

let count = 0
const policy = (home: string, spec: RawNetworkPolicySpec): KubeObject => ({
	apiVersion: 'networking.k8s.io/v1',
	kind: 'NetworkPolicy',
	metadata: { name: `policy-${count++}`, namespace: home },
	spec,
})
const ingress = (...rules: readonly RawNetworkPolicyRule[]): KubeObject =>
	policy('prod', { podSelector: {}, ingress: rules })
const egress = (...rules: readonly RawNetworkPolicyRule[]): KubeObject =>
	policy('dev', { podSelector: {}, policyTypes: ['Egress'], egress: rules })

const everywhere = { namespaces: {} }
const inNamespace = (name: string) => ({ namespaces: { matchLabels: { 'kubernetes.io/metadata.name': name } } })
const tier = (spec: Partial<RawTierPolicySpec>): KubeObject => ({
	apiVersion: 'policy.networking.k8s.io/v1alpha2',
	kind: 'ClusterNetworkPolicy',
	metadata: { name: `tier-${count++}` },
	spec: { tier: 'Admin', priority: 10, subject: everywhere, ...spec },
})
const into = (action: RawTierRule['action'], more: Partial<RawTierRule> = {}): RawTierRule => ({
	action,
	from: [everywhere],
	...more,
})
const outOf = (action: RawTierRule['action'], more: Partial<RawTierRule> = {}): RawTierRule => ({
	action,
	to: [everywhere],
	...more,
})
const admin = (spec: object, kind = 'AdminNetworkPolicy'): KubeObject => ({
	apiVersion: 'policy.networking.k8s.io/v1alpha1',
	kind,
	metadata: { name: `admin-${count++}` },
	spec: { subject: everywhere, ...spec },
})

const dev = namespace('dev', { stage: 'dev' })
const prod = namespace('prod', { stage: 'prod' })
const web = pod('dev/web', { labels: { app: 'web' }, ips: ['10.0.1.1'], nodeName: 'n1' })
const db = pod('prod/db', {
	labels: { app: 'db' },
	ips: ['10.0.2.1'],
	nodeName: 'n2',
	ports: [
		{ name: 'sql', containerPort: 5432 },
		{ name: 'dns', containerPort: 53, protocol: 'UDP' },
	],
})
const usual = [dev, prod, node('n1', '192.168.0.1', { zone: 'a' }), node('n2', '192.168.0.2'), web, db]
const denyProd = ingress()

/** `maybe`: open at the upper bound, closed at the lower one. */
type Answer = 'open' | 'closed' | 'maybe'

/** `web → db 80` is TCP; `readings` are the answers where blocks match pods, and where they do not. */
type Row = readonly [
	what: string,
	more: readonly KubeObject[],
	asked: string,
	answer: Answer | readonly [Answer, Answer],
]

const one: readonly Row[] = [
	['nothing forbids anything', [], 'web → db 80', 'open'],
	['a policy of another namespace', [policy('dev', { podSelector: {}, ingress: [] })], 'web → db 80', 'open'],
	['ingress without rules denies', [denyProd], 'web → db 80', 'closed'],
	['ingress that is null denies', [policy('prod', { podSelector: {}, ingress: null })], 'web → db 80', 'closed'],
	['an empty spec denies ingress', [policy('prod', {})], 'web → db 80', 'closed'],
	['and not egress', [policy('dev', {})], 'web → db 80', 'open'],
	[
		'the pod selector of another pod',
		[policy('prod', { podSelector: { matchLabels: { app: 'x' } } })],
		'web → db 80',
		'open',
	],
	['an empty list of egress without types isolates nothing', [policy('dev', { egress: [] })], 'web → db 80', 'open'],
	[
		'one egress rule without types isolates',
		[policy('dev', { egress: [{ ports: [{ port: 81 }] }] })],
		'web → db 80',
		'closed',
	],
	[
		'types that are an empty list',
		[policy('dev', { policyTypes: [], egress: [{ ports: [{ port: 81 }] }] })],
		'web → db 80',
		'closed',
	],
	[
		'ingress rules of a policy for egress isolate nothing',
		[policy('prod', { policyTypes: ['Egress'], ingress: [] })],
		'web → db 80',
		'open',
	],
	['an empty rule allows everybody', [ingress({})], 'web → db 80', 'open'],
	['and the world', [ingress({})], '8.8.8.8/32 → db 80', 'open'],
	['`from: []` is everybody', [ingress({ from: [] })], '8.8.8.8/32 → db 80', 'open'],
	['`from: null` too', [ingress({ from: null, ports: null })], 'web → db 80', 'open'],
	[
		'all pods of all namespaces are not the world',
		[ingress({ from: [{ namespaceSelector: {} }] })],
		'8.8.8.8/32 → db 80',
		'closed',
	],
	['a pod selector alone means the own namespace', [ingress({ from: [{ podSelector: {} }] })], 'web → db 80', 'closed'],
	[
		'both selectors of one item are joined by AND',
		[
			ingress({
				from: [{ namespaceSelector: { matchLabels: { stage: 'dev' } }, podSelector: { matchLabels: { app: 'x' } } }],
			}),
		],
		'web → db 80',
		'closed',
	],
	[
		'two items by OR',
		[
			ingress({
				from: [
					{ namespaceSelector: { matchLabels: { stage: 'dev' } } },
					{ podSelector: { matchLabels: { app: 'x' } } },
				],
			}),
		],
		'web → db 80',
		'open',
	],
	[
		'a namespace is labelled with its name',
		[ingress({ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'dev' } } }] })],
		'web → db 80',
		'open',
	],
	[
		'NotIn matches where the key is absent',
		[
			ingress({
				from: [{ namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['a'] }] } }],
			}),
		],
		'web → db 80',
		'open',
	],
	[
		'an empty value needs the key',
		[ingress({ from: [{ namespaceSelector: { matchLabels: { team: '' } } }] })],
		'web → db 80',
		'closed',
	],
	[
		'DoesNotExist matches a namespace that nobody declared',
		[
			pod('ghost/g'),
			ingress({ from: [{ namespaceSelector: { matchExpressions: [{ key: 'stage', operator: 'DoesNotExist' }] } }] }),
		],
		'g → db 80',
		'open',
	],
	[
		'policies of one namespace add up',
		[denyProd, ingress({ from: [{ namespaceSelector: {} }] })],
		'web → db 80',
		'open',
	],
	['egress has to pass as well', [ingress({}), egress({ ports: [{ port: 81 }] })], 'web → db 80', 'closed'],
	['a pod reaches itself', [denyProd], 'db → db 80', 'open'],
	[
		'replicas of one template do not',
		[denyProd, deployment('prod/api')],
		'Deployment/api → Deployment/api 80',
		'closed',
	],
]

const ports: readonly Row[] = [
	['no protocol is TCP', [ingress({ ports: [{ port: 80 }] })], 'web → db UDP 80', 'closed'],
	['an empty item is all of TCP', [ingress({ ports: [{}] })], 'web → db 65535', 'open'],
	['and nothing of SCTP', [ingress({ ports: [{}] })], 'web → db SCTP 80', 'closed'],
	['the end of a range is in it', [ingress({ ports: [{ port: 80, endPort: 90 }] })], 'web → db 90', 'open'],
	['and the next port is not', [ingress({ ports: [{ port: 80, endPort: 90 }] })], 'web → db 91', 'closed'],
	['no list is every protocol', [ingress({ ports: [] })], 'web → db SCTP 7', 'open'],
	['a name is looked up at the destination', [ingress({ ports: [{ port: 'sql' }] })], 'web → db 5432', 'open'],
	['also by egress', [egress({ ports: [{ port: 'sql' }] })], 'web → db 5432', 'open'],
	['its protocol has to fit', [ingress({ ports: [{ port: 'dns' }] })], 'web → db UDP 53', 'closed'],
	['as it does here', [ingress({ ports: [{ port: 'dns', protocol: 'UDP' }] })], 'web → db UDP 53', 'open'],
	['nobody outside has names', [egress({ ports: [{ port: 'sql' }] })], 'web → 8.8.8.8/32 5432', 'closed'],
	[
		'a name at two ports is both',
		[
			ingress({ ports: [{ port: 'http' }] }),
			pod('prod/two', {
				containers: [
					{ name: 'a', ports: [{ name: 'http', containerPort: 80 }] },
					{ name: 'b', ports: [{ name: 'http', containerPort: 8080 }] },
				],
			}),
		],
		'web → two 8080',
		'open',
	],
	[
		'a sidecar has ports',
		[
			ingress({ ports: [{ port: 'mesh' }] }),
			pod('prod/m', { initContainers: [sidecar({ name: 'mesh', containerPort: 15 })] }),
		],
		'web → m 15',
		'open',
	],
	[
		'another init container has ended',
		[
			ingress({ ports: [{ port: 'mesh' }] }),
			pod('prod/m', { initContainers: [{ name: 'i', ports: [{ name: 'mesh', containerPort: 15 }] }] }),
		],
		'web → m 15',
		'closed',
	],
]

const block = (cidr: string, ...except: readonly string[]): KubeObject =>
	ingress({ from: [{ ipBlock: { cidr, except } }] })
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
		'a peer of a later version: accept is void',
		[tier({ ingress: [into('Accept', { from: [everywhere, {}] }), into('Deny')] })],
		'web → db 80',
		'closed',
	],
	['and pass denies', [tier({ ingress: [into('Pass', { from: [{}] })] })], 'web → db 80', 'closed'],
	[
		'a name without a protocol is looked for in all',
		[tier({ ingress: [into('Deny', { protocols: [{ destinationNamedPort: 'dns' }] })] })],
		'web → db UDP 53',
		'closed',
	],
	['AdminNetworkPolicy: allow', [admin({ priority: 5, ingress: [into('Allow')] }), denyProd], 'web → db 80', 'open'],
	[
		'its ranges include their ends',
		[admin({ priority: 5, ingress: [into('Deny', { ports: [{ portRange: { start: 80, end: 90 } }] })] })],
		'web → db 90',
		'closed',
	],
	[
		'BaselineAdminNetworkPolicy is the last',
		[admin({ ingress: [into('Deny')] }, 'BaselineAdminNetworkPolicy')],
		'web → db 80',
		'closed',
	],
]

/** An end by its name, wherever it is. */
function endOf(name: string, objects: readonly KubeObject[]): NaiveEnd {
	if (/\/\d+$/.test(name)) return { cidr: name }
	const found = naiveEnds(objects).find((end) => 'name' in end && end.name === name)
	if (found === undefined) throw new Error(`nobody is called ${name}`)
	return found
}

function answer(objects: readonly KubeObject[], asked: string, blocks: Reading['blocks']): Answer {
	const [, from = '', to = '', protocol = 'TCP', port] = /^(\S+) → (\S+) (?:(UDP|SCTP) )?(\d+)$/.exec(asked) ?? []
	const ask = (bound: Reading['bound']): boolean =>
		naiveDecision(objects, endOf(from, objects), endOf(to, objects), protocol as RawProtocol, Number(port), {
			blocks,
			bound,
		})
	const [upper, lower] = [ask('upper'), ask('lower')]
	if (upper === lower) return upper ? 'open' : 'closed'
	expect(upper, 'what is open for sure is open').toBe(true)
	return 'maybe'
}

describe('a decision', () => {
	test.each([...one, ...ports, ...addresses, ...hosts, ...tiers])('%s', (_, more, asked, expected) => {
		const objects = [...usual, ...more]
		const answers = [answer(objects, asked, 'pods'), answer(objects, asked, 'outside')]
		expect(answers).toEqual(typeof expected === 'string' ? [expected, expected] : expected)
	})
})

describe('ends', () => {
	const owned = (object: KubeObject, kind: string, name: string): KubeObject => ({
		...object,
		metadata: { ...object.metadata, ownerReferences: [{ apiVersion: 'apps/v1', kind, name, controller: true }] },
	})
	const replicaSet: KubeObject = owned({ ...deployment('dev/api-1'), kind: 'ReplicaSet' }, 'Deployment', 'api')
	const ended = { ...pod('dev/old'), status: { phase: 'Succeeded', podIPs: [{ ip: '10.0.1.1' }] } }
	const job = (type: string): KubeObject => ({
		...deployment('dev/task'),
		kind: 'Job',
		status: { conditions: [{ type, status: 'True' }] },
	})

	test.each<[string, readonly KubeObject[], readonly string[]]>([
		['pods', [pod('dev/a'), pod('prod/b')], ['a', 'b']],
		['no pod that has ended', [ended], []],
		['a template without pods', [deployment('dev/api')], ['Deployment/api']],
		['its own, not the one of its ReplicaSet', [deployment('dev/api'), replicaSet], ['Deployment/api']],
		[
			'no template that has a pod',
			[deployment('dev/api'), replicaSet, owned(pod('dev/p'), 'ReplicaSet', 'api-1')],
			['p'],
		],
		[
			'one whose pods have ended',
			[deployment('dev/api'), replicaSet, owned(ended, 'ReplicaSet', 'api-1')],
			['Deployment/api'],
		],
		['no Job that is done', [job('Complete')], []],
		['one that is paused', [job('Suspended')], ['Job/task']],
	])('%s', (_, objects, names) => {
		expect(naiveEnds(objects).map((end) => ('name' in end ? end.name : end.cidr))).toEqual(names)
	})
})

test('every outcome of questions that hang on each other', () => {
	const outcomes = everyOutcome((choose) => (choose(['a', 'b']) === 'a' ? `a${choose([1, 2])}` : 'b'))
	expect([...outcomes]).toEqual(['a1', 'a2', 'b'])
	expect([...everyOutcome(() => 'nothing to choose')]).toEqual(['nothing to choose'])
})
