/** Whatever pod there may be: what it can do at most, and what every one of them can do. */
import { expect, test } from 'vitest'
import type { KubeObject } from '../../model/kube-object.ts'
import { adminPolicy, clusterPolicy, deployment, namespace, pod, policy } from './cases/cluster.suite.ts'
import { allowedPorts } from './evaluate.ts'
import { showPorts } from './ports.ts'
import { readNetwork } from './read-network.ts'

const all = 'TCP 1-65535; UDP 1-65535; SCTP 1-65535'

/** Ports that any pod of `a` may use to any pod of `b`: `MOST | LEAST`. */
function between(objects: readonly KubeObject[], blocks: 'pods' | 'outside' = 'pods'): string {
	const network = readNetwork({ objects: [namespace('a', 'stage=dev'), namespace('b', 'stage=prod'), ...objects] })
	const ports = (['upper', 'lower'] as const).map((bound) =>
		showPorts(allowedPorts(network, { anyPodOf: 'a' }, { anyPodOf: 'b' }, { blocks, bound })),
	)
	return ports.map((each) => (each === 'all' ? 'all' : each === '' ? 'none' : each)).join(' | ')
}

const fromA = 'namespaceSelector: {matchLabels: {stage: dev}}'

const cases: readonly [what: string, objects: readonly KubeObject[], answer: string][] = [
	['no policy', [], 'all | all'],
	['a policy that selects every pod and opens nothing', [policy('b/deny', '{}')], 'none | none'],
	[
		'one that selects some pods: others stay open',
		[policy('b/deny', 'podSelector: {matchLabels: {app: x}}')],
		'all | none',
	],
	['a rule for everybody', [policy('b/in', 'ingress: [{}]')], 'all | all'],
	['a rule for the other namespace', [policy('b/in', `ingress: [{from: [{${fromA}}]}]`)], 'all | all'],
	[
		'a rule for a namespace that it is not',
		[policy('b/in', 'ingress: [{from: [{namespaceSelector: {matchLabels: {stage: x}}}]}]')],
		'none | none',
	],
	['a rule for its own namespace', [policy('b/in', 'ingress: [{from: [{podSelector: {}}]}]')], 'none | none'],
	[
		'a rule for some of its pods',
		[policy('b/in', `ingress: [{from: [{${fromA}, podSelector: {matchLabels: {app: x}}}]}]`)],
		'all | none',
	],
	[
		'every pod is isolated, some are opened',
		[
			policy('b/deny', '{}'),
			policy('b/in', '{podSelector: {matchLabels: {app: x}}, ingress: [{ports: [{port: 80}]}]}'),
		],
		'TCP 80 | none',
	],
	['numbers are certain', [policy('b/in', 'ingress: [{ports: [{port: 80}, {port: 90}]}]')], 'TCP 80,90 | TCP 80,90'],
	[
		'a name may be any port of its protocol',
		[policy('b/in', 'ingress: [{ports: [{port: web}, {port: 53, protocol: UDP}]}]')],
		'TCP 1-65535; UDP 53 | UDP 53',
	],
	['a block may hold it', [policy('b/in', 'ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]')], 'all | none'],
	[
		'both ends have to agree',
		[
			policy('a/out', '{policyTypes: [Egress], egress: [{ports: [{port: 80}]}]}'),
			policy('b/in', 'ingress: [{ports: [{port: 80, endPort: 90}]}]'),
		],
		'TCP 80 | TCP 80',
	],
	[
		'an ordered policy about all its pods is certain',
		[
			clusterPolicy(
				'p',
				'{tier: Admin, priority: 1, subject: {namespaces: {matchLabels: {stage: prod}}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}',
			),
		],
		'none | none',
	],
	[
		'one about some of its pods is not',
		[
			clusterPolicy(
				'p',
				'{tier: Admin, priority: 1, subject: {pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: x}}}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}',
			),
		],
		'all | none',
	],
	[
		'nor is one about some of the others',
		[
			clusterPolicy(
				'p',
				'{tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: x}}}}]}]}',
			),
		],
		'all | none',
	],
	[
		'a name without a protocol may be any port at all',
		[
			adminPolicy(
				'p',
				'{priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}], ports: [{namedPort: web}]}]}',
			),
		],
		'all | none',
	],
	[
		'what may be accepted first and is denied behind may be open',
		[
			clusterPolicy(
				'p',
				'{tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Accept, from: [{pods: {namespaceSelector: {}, podSelector: {matchLabels: {app: x}}}}], protocols: [{tcp: {destinationPort: {number: 80}}}]}, {action: Deny, from: [{namespaces: {}}]}]}',
			),
		],
		'TCP 80 | none',
	],
	[
		'a baseline decides where a pod may be left to it',
		[
			policy('b/in', '{podSelector: {matchLabels: {app: x}}, ingress: [{ports: [{port: 80}]}]}'),
			clusterPolicy(
				'p',
				'{tier: Baseline, priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}',
			),
		],
		'TCP 80 | none',
	],
	[
		'an accepting rule with a peer of an unknown kind opens nothing, and another denies everything',
		[
			clusterPolicy(
				'p',
				'{tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Accept, from: [{}]}, {action: Pass, from: [{}]}]}',
			),
		],
		'none | none',
	],
	[
		'accepted by a rule with an unknown peer alone: the next tier decides',
		[
			clusterPolicy(
				'p',
				'{tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Accept, from: [{}]}]}',
			),
			policy('b/deny', '{}'),
		],
		'none | none',
	],
]

test.each(cases)('%s', (_, objects, answer) => {
	expect(between(objects).replaceAll(all, 'all')).toBe(answer)
})

test('read as outside addresses alone, a block holds no pod', () => {
	expect(between([policy('b/in', 'ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]')], 'outside')).toBe('none | none')
})

test('a pod always reaches itself, replicas of a workload and a pod of another kind by that name do not', () => {
	const rollout = {
		apiVersion: 'example.org/v1',
		kind: 'Pod',
		metadata: { name: 'odd', namespace: 'a' },
		spec: { template: { metadata: {}, spec: { containers: [] } } },
	}
	const objects = [
		namespace('a'),
		pod('a/p'),
		deployment('a/d'),
		rollout,
		policy('a/deny', 'policyTypes: [Ingress, Egress]'),
	]
	const network = readNetwork({ objects })
	const toItself = network.endpoints().map((end) => {
		const ports = allowedPorts(network, end, end, { blocks: 'pods', bound: 'upper' })
		return `${end.ref.group}/${end.ref.kind} ${showPorts(ports)}`
	})
	expect(toItself).toEqual(['/Pod all', 'apps/Deployment ', 'example.org/Pod '])
})

test('in the network of their node pods are their node to ordered policies, whichever model the plugin has', () => {
	const host = pod('a/host', 'app=host', { hostNetwork: true, node: 'n1', ip: '192.168.0.1' })
	const other = pod('b/p', '', { node: 'n2', ip: '10.0.0.2' })
	const deny = clusterPolicy(
		'p',
		'{tier: Admin, priority: 1, subject: {namespaces: {}}, ingress: [{action: Deny, from: [{namespaces: {}}]}]}',
	)
	const network = readNetwork({ objects: [namespace('a'), namespace('b'), host, other, deny] })
	const [from, to] = [network.endpointsIn('a')[0], network.endpointsIn('b')[0]]
	if (from === undefined || to === undefined) throw new Error('no pods')
	for (const bound of ['upper', 'lower'] as const)
		expect(showPorts(allowedPorts(network, from, to, { blocks: 'pods', bound }))).toBe('all')
})
