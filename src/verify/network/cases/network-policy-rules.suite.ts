/** The rules of NetworkPolicy (networking.k8s.io/v1), numbered, each with the cases that show it. */
import type { KubeObject } from '../../../model/kube-object.ts'
import { deployment, namespace, object, pod, policy } from './cluster.suite.ts'
import { devClosed, hosts, intoDev, outOfDev, type Rule } from './rules.suite.ts'

const toDb = '{ to: [{ podSelector: { matchLabels: { app: db } } }] }'
const fromDb = '{ from: [{ podSelector: { matchLabels: { app: db } } }] }'
const prodNamespaces = 'namespaceSelector: { matchLabels: { stage: prod } }'
const webPods = 'podSelector: { matchLabels: { app: web } }'

/** A policy of all pods of dev, by the rest of its spec. */
function dev(spec: string): KubeObject {
	return policy('dev/p', spec)
}

/** Ingress of dev from a range of addresses outside or inside of the cluster. */
function fromBlock(...blocks: readonly string[]): KubeObject {
	return intoDev(`{ from: [${blocks.map((block) => `{ ipBlock: { ${block} } }`).join(', ')}] }`)
}

/** Ingress of dev from namespaces whose labels satisfy expressions. */
function fromNamespaces(...expressions: readonly string[]): KubeObject {
	return intoDev(`{ from: [{ namespaceSelector: { matchExpressions: [${expressions.join(', ')}] } }] }`)
}

/** Ingress of dev from the namespace of a name. */
function fromNamed(name: string): KubeObject {
	return intoDev(`{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ${name} } } }] }`)
}

/** Ingress of dev on ports, from everybody. */
function onPorts(...ports: readonly string[]): KubeObject {
	return intoDev(`{ ports: [${ports.map((port) => `{ ${port} }`).join(', ')}] }`)
}

function withInitContainer(restartPolicy: string): KubeObject {
	return object(`
apiVersion: v1
kind: Pod
metadata: { name: init, namespace: dev }
spec:
  initContainers: [{ name: agent, restartPolicy: ${restartPolicy}, ports: [{ name: metrics, containerPort: 9100 }] }]
  containers: [{ name: main }]`)
}

const service = object(`
apiVersion: v1
kind: Service
metadata: { name: web, namespace: prod }
spec: { selector: { app: web }, ports: [{ port: 80, targetPort: 8080 }] }`)

const dualStack = [
	pod('dev/both', '', { ip: '10.0.1.7,fd00:1::7' }),
	pod('prod/both', '', { ip: '10.0.2.7,fd00:2::7' }),
	pod('prod/six', '', { ip: 'fd00:2::6' }),
]

/** dev may talk to bare, and bare to prod. */
const shared = [
	outOfDev('{ to: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: bare } } }] }'),
	policy(
		'prod/in',
		'ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: bare } } }] }]',
	),
]

const ifPods = 'open if blocks match pods, else closed'

/** All of them; numbers without a gap. */
export const networkPolicyRules: readonly Rule[] = [
	[
		1,
		'without policyTypes a policy isolates ingress, and egress only if it has egress rules',
		[
			['none', [dev('podSelector: {}')], 'prod/web > dev/web TCP 80: closed', 'dev/web > prod/web TCP 80: open'],
			['[]', [dev('policyTypes: []')], 'prod/web > dev/web TCP 80: closed', 'dev/web > prod/web TCP 80: open'],
			['null', [dev('policyTypes: null')], 'prod/web > dev/web TCP 80: closed', 'dev/web > prod/web TCP 80: open'],
			['egress [] is no egress rule', [dev('egress: []')], 'dev/web > prod/web TCP 80: open'],
			['egress null is no egress rule', [dev('egress: null')], 'dev/web > prod/web TCP 80: open'],
			[
				'an egress rule isolates both ways',
				[dev(`egress: [${toDb}]`)],
				'dev/web > prod/web TCP 80: closed',
				'dev/web > dev/db TCP 80: closed',
				'prod/web > dev/web TCP 80: closed',
			],
			[
				'[Egress] leaves ingress rules without effect',
				[dev(`{ policyTypes: [Egress], egress: [{}], ingress: [${fromDb}] }`)],
				'prod/web > dev/web TCP 80: open',
			],
			[
				'[Ingress] leaves egress rules without effect',
				[dev(`{ policyTypes: [Ingress], egress: [${toDb}] }`)],
				'dev/web > prod/web TCP 80: open',
			],
			[
				'[Egress] without rules',
				[dev('policyTypes: [Egress]')],
				'dev/web > prod/web TCP 80: closed',
				'prod/web > dev/web TCP 80: open',
			],
		],
	],
	[
		2,
		'no rules allow nothing, an empty rule everything; no peers are everybody, no ports every port of every protocol',
		[
			[
				'ingress missing',
				[dev('policyTypes: [Ingress]')],
				'prod/web > dev/web TCP 80: closed',
				'192.0.2.1/32 > dev/web TCP 80: closed',
			],
			['ingress null', [dev('{ policyTypes: [Ingress], ingress: null }')], 'prod/web > dev/web TCP 80: closed'],
			['ingress []', [dev('{ policyTypes: [Ingress], ingress: [] }')], 'prod/web > dev/web TCP 80: closed'],
			['an empty rule', [intoDev('{}')], 'prod/web > dev/web TCP 80: open', '192.0.2.1/32 > dev/web UDP 53: open'],
			...['', 'from: null, ', 'from: [], '].map(
				(from) =>
					[
						`no peers: {${from}ports}`,
						[intoDev(`{ ${from}ports: [{ port: 80 }] }`)],
						'prod/web > dev/web TCP 80: open',
						'192.0.2.1/32 > dev/web TCP 80: open',
						'prod/web > dev/web TCP 81: closed',
					] as const,
			),
			['no peers: to missing', [outOfDev('{ ports: [{ port: 80 }] }')], 'dev/web > 192.0.2.1/32 TCP 80: open'],
			...['', ', ports: null', ', ports: []'].map(
				(ports) =>
					[
						`no ports: {from${ports}}`,
						[intoDev(`{ from: [{ podSelector: {} }]${ports} }`)],
						'dev/db > dev/web TCP 65535: open',
						'dev/db > dev/web UDP 1: open',
						'dev/db > dev/web SCTP 9: open',
						'prod/db > dev/web TCP 80: closed',
					] as const,
			),
			[
				'peers and ports: both have to match',
				[intoDev('{ from: [{ podSelector: {} }], ports: [{ port: 80 }] }')],
				'dev/db > dev/web TCP 80: open',
				'dev/db > dev/web TCP 81: closed',
				'prod/db > dev/web TCP 80: closed',
			],
		],
	],
	[
		3,
		'a policy without a podSelector is about all pods of its namespace',
		[
			[
				'missing',
				[dev('policyTypes: [Ingress]')],
				'prod/web > dev/db TCP 80: closed',
				'dev/web > prod/db TCP 80: open',
			],
			['null', [dev('podSelector: null')], 'prod/web > dev/db TCP 80: closed'],
			['{}', [dev('podSelector: {}')], 'prod/web > dev/db TCP 80: closed'],
			['of others', [dev(webPods)], 'prod/web > dev/db TCP 80: open', 'prod/web > dev/web TCP 80: closed'],
		],
	],
	[
		4,
		'selectors in one peer are AND, peers are OR; no namespaceSelector is the own namespace, no podSelector all pods',
		[
			[
				'both in one peer',
				[intoDev(`{ from: [{ ${prodNamespaces}, ${webPods} }] }`)],
				'prod/web > dev/db TCP 80: open',
				'dev/web > dev/db TCP 80: closed',
				'prod/db > dev/db TCP 80: closed',
			],
			[
				'each in a peer of its own',
				[intoDev(`{ from: [{ ${prodNamespaces} }, { ${webPods} }] }`)],
				'prod/web > dev/db TCP 80: open',
				'prod/db > dev/db TCP 80: open',
				'dev/web > dev/db TCP 80: open',
				'bare/tool > dev/db TCP 80: closed',
			],
			[
				'podSelector alone',
				[intoDev(`{ from: [{ ${webPods} }] }`)],
				'dev/web > dev/db TCP 80: open',
				'prod/web > dev/db TCP 80: closed',
			],
			[
				'podSelector {} alone',
				[intoDev('{ from: [{ podSelector: {} }] }')],
				'dev/web > dev/db TCP 80: open',
				'bare/tool > dev/db TCP 80: closed',
			],
			[
				'namespaceSelector {} alone',
				[intoDev('{ from: [{ namespaceSelector: {} }] }')],
				'bare/tool > dev/db TCP 80: open',
				'dev/web > dev/db TCP 80: open',
				'192.0.2.1/32 > dev/db TCP 80: closed',
			],
			[
				'namespaceSelector {} is no absent one',
				[intoDev(`{ from: [{ namespaceSelector: {}, ${webPods} }] }`)],
				'prod/web > dev/db TCP 80: open',
				'prod/db > dev/db TCP 80: closed',
			],
			[
				'namespaceSelector null is an absent one',
				[intoDev(`{ from: [{ namespaceSelector: null, ${webPods} }] }`)],
				'dev/web > dev/db TCP 80: open',
				'prod/web > dev/db TCP 80: closed',
			],
		],
	],
	[
		5,
		'an empty peer, or a block beside a selector, matches nobody; the other peers of its rule still count',
		[
			['empty', [intoDev('{ from: [{}] }')], 'prod/web > dev/web TCP 80: closed', 'dev/db > dev/web TCP 80: closed'],
			[
				'empty, beside a good one',
				[intoDev('{ from: [{}, { podSelector: {} }] }')],
				'dev/db > dev/web TCP 80: open',
				'prod/web > dev/web TCP 80: closed',
			],
			[
				'a block beside a selector',
				[intoDev('{ from: [{ ipBlock: { cidr: 0.0.0.0/0 }, podSelector: {} }] }')],
				'dev/db > dev/web TCP 80: closed',
				'192.0.2.1/32 > dev/web TCP 80: closed',
			],
		],
	],
	[
		6,
		'requirements of a selector are joined by AND; NotIn and DoesNotExist match where the label is absent',
		[
			[
				'NotIn',
				[fromNamespaces('{ key: stage, operator: NotIn, values: [prod] }')],
				'dev/db > dev/web TCP 80: open',
				'prod/db > dev/web TCP 80: closed',
				'bare/tool > dev/web TCP 80: open',
			],
			[
				'DoesNotExist',
				[fromNamespaces('{ key: stage, operator: DoesNotExist }')],
				'bare/tool > dev/web TCP 80: open',
				'prod/db > dev/web TCP 80: closed',
			],
			[
				'Exists',
				[fromNamespaces('{ key: stage, operator: Exists }')],
				'prod/db > dev/web TCP 80: open',
				'bare/tool > dev/web TCP 80: closed',
			],
			[
				'In, one of several',
				[fromNamespaces('{ key: stage, operator: In, values: [qa, prod] }')],
				'prod/db > dev/web TCP 80: open',
				'dev/db > dev/web TCP 80: closed',
				'bare/tool > dev/web TCP 80: closed',
			],
			[
				'two expressions',
				[fromNamespaces('{ key: stage, operator: Exists }', '{ key: stage, operator: NotIn, values: [prod] }')],
				'dev/db > dev/web TCP 80: open',
				'prod/db > dev/web TCP 80: closed',
				'bare/tool > dev/web TCP 80: closed',
			],
			[
				'matchLabels and matchExpressions',
				[dev('podSelector: { matchLabels: { app: web }, matchExpressions: [{ key: tier, operator: Exists }] }')],
				'prod/db > dev/web TCP 80: open',
			],
			[
				'an empty value is a value',
				[dev('podSelector: { matchLabels: { tier: "" } }'), pod('dev/empty', 'tier=')],
				'prod/db > dev/web TCP 80: open',
				'prod/db > dev/empty TCP 80: closed',
			],
			['matchLabels {}', [dev('podSelector: { matchLabels: {} }')], 'prod/db > dev/web TCP 80: closed'],
			[
				'a key that JavaScript objects inherit',
				[dev('podSelector: { matchExpressions: [{ key: constructor, operator: Exists }] }')],
				'prod/db > dev/web TCP 80: open',
			],
		],
	],
	[
		7,
		'every namespace has its name as the label kubernetes.io/metadata.name, also one that nobody declared',
		[
			['declared', [fromNamed('prod')], 'prod/db > dev/web TCP 80: open', 'bare/tool > dev/web TCP 80: closed'],
			['not declared', [fromNamed('ghost'), pod('ghost/a')], 'ghost/a > dev/web TCP 80: open'],
			[
				'declared with the name of another one',
				[fromNamed('prod'), namespace('liar', 'kubernetes.io/metadata.name=prod'), pod('liar/a')],
				'liar/a > dev/web TCP 80: closed',
			],
		],
	],
	[
		8,
		'a port without a protocol is one of TCP, a protocol without a port all of its ports; no protocol stands for another',
		[
			['no protocol', [onPorts('port: 80')], 'prod/web > dev/web TCP 80: open', 'prod/web > dev/web UDP 80: closed'],
			[
				'protocol null',
				[onPorts('port: 80, protocol: null')],
				'prod/web > dev/web TCP 80: open',
				'prod/web > dev/web UDP 80: closed',
			],
			[
				'no port',
				[onPorts('protocol: UDP')],
				'prod/web > dev/web UDP 60000: open',
				'prod/web > dev/web TCP 60000: closed',
			],
			[
				'SCTP',
				[onPorts('protocol: SCTP, port: 80')],
				'prod/web > dev/web SCTP 80: open',
				'prod/web > dev/web TCP 80: closed',
			],
			['neither', [onPorts('')], 'prod/web > dev/web TCP 4711: open', 'prod/web > dev/web UDP 4711: closed'],
		],
	],
	[
		9,
		'a named port is looked up in each destination pod, by name and protocol',
		[
			[
				'ingress: in the selected pod',
				[onPorts('port: http'), pod('dev/other', '', { ports: 'http=TCP 9090' })],
				'prod/web > dev/web TCP 8080: open',
				'prod/web > dev/web TCP 80: closed',
				'prod/web > dev/db TCP 8080: closed',
				'prod/web > dev/other TCP 9090: open',
				'prod/web > dev/other TCP 8080: closed',
			],
			[
				'the protocol has to be the same',
				[onPorts('port: dns, protocol: UDP'), pod('dev/dns', '', { ports: 'dns=TCP 53' })],
				'prod/web > dev/dns TCP 53: closed',
				'prod/web > dev/dns UDP 53: closed',
			],
			[
				'one name for two protocols',
				[onPorts('port: dns, protocol: UDP'), pod('dev/dns', '', { ports: 'dns=TCP 53, dns=UDP 5353' })],
				'prod/web > dev/dns UDP 5353: open',
				'prod/web > dev/dns TCP 53: closed',
			],
			[
				'one name twice',
				[onPorts('port: http'), pod('dev/two', '', { ports: 'http=TCP 81, http=TCP 82' })],
				'prod/web > dev/two TCP 81: open',
				'prod/web > dev/two TCP 82: open',
			],
			[
				'egress: in the destination',
				[outOfDev('{ ports: [{ port: http }] }')],
				'dev/db > prod/web TCP 8080: open',
				'dev/web > prod/db TCP 8080: closed',
				'dev/web > 192.0.2.1/32 TCP 8080: closed',
			],
			[
				'in the template of a workload',
				[onPorts('port: http'), deployment('dev/later', '', { ports: 'http=TCP 7070' })],
				'prod/web > dev/Deployment/later TCP 7070: open',
			],
		],
	],
	[
		10,
		'ports of sidecars count, those of other init containers do not; a port that nobody declares is there all the same',
		[
			['a sidecar', [onPorts('port: metrics'), withInitContainer('Always')], 'prod/web > dev/init TCP 9100: open'],
			[
				'an init container',
				[onPorts('port: metrics'), withInitContainer('Never')],
				'prod/web > dev/init TCP 9100: closed',
			],
			['not declared', [onPorts('port: 4711')], 'prod/web > dev/web TCP 4711: open'],
			['not declared, no policy', [], 'prod/web > dev/db SCTP 1: open'],
		],
	],
	[
		11,
		'endPort is the last port that is meant',
		[
			[
				'a range',
				[onPorts('port: 8000, endPort: 8080')],
				'prod/web > dev/web TCP 7999: closed',
				'prod/web > dev/web TCP 8000: open',
				'prod/web > dev/web TCP 8080: open',
				'prod/web > dev/web TCP 8081: closed',
			],
			[
				'of a single port',
				[onPorts('port: 8000, endPort: 8000')],
				'prod/web > dev/web TCP 8000: open',
				'prod/web > dev/web TCP 8001: closed',
			],
			['of all ports', [onPorts('protocol: UDP, port: 1, endPort: 65535')], 'prod/web > dev/web UDP 65535: open'],
		],
	],
	[
		12,
		'ports of egress rules are those of the pods, whatever a Service calls them',
		[
			['the pod’s port', [outOfDev('{ ports: [{ port: 8080 }] }'), service], 'dev/web > prod/web TCP 8080: open'],
			['the Service’s port', [outOfDev('{ ports: [{ port: 80 }] }'), service], 'dev/web > prod/web TCP 8080: closed'],
		],
	],
	[
		13,
		'whether a block matches the address of a pod depends on the network plugin: both readings are answered',
		[
			[
				'egress',
				[outOfDev('{ to: [{ ipBlock: { cidr: 10.0.0.0/8 } }] }')],
				`dev/web > prod/web TCP 80: ${ifPods}`,
				'dev/web > 10.9.0.1/32 TCP 80: open',
			],
			[
				'ingress',
				[fromBlock('cidr: 10.0.2.1/32')],
				`prod/web > dev/web TCP 80: ${ifPods}`,
				'prod/db > dev/web TCP 80: closed',
			],
			['everywhere', [fromBlock('cidr: 0.0.0.0/0')], `prod/web > dev/web TCP 80: ${ifPods}`],
			[
				'except the pod',
				[fromBlock('cidr: 10.0.0.0/8, except: [10.0.2.0/24]')],
				'prod/web > dev/web TCP 80: closed',
				`bare/tool > dev/web TCP 80: ${ifPods}`,
			],
			[
				'an address that is not known yet',
				[fromBlock('cidr: 10.0.0.0/8'), deployment('prod/later')],
				'prod/Deployment/later > dev/web TCP 80: either way if blocks match pods, else closed',
			],
			[
				'an address that is not known yet, and a block of another family',
				[fromBlock('cidr: "fd00::/8"'), deployment('prod/later')],
				'prod/Deployment/later > dev/web TCP 80: closed',
			],
		],
	],
	[
		14,
		'except takes a part of its own block away; blocks add up; a block is of one family',
		[
			[
				'except',
				[fromBlock('cidr: 192.0.2.0/24, except: [192.0.2.128/25]')],
				'192.0.2.1/32 > dev/web TCP 80: open',
				'192.0.2.129/32 > dev/web TCP 80: closed',
				'198.51.100.1/32 > dev/web TCP 80: closed',
			],
			[
				'excepted here, held there',
				[fromBlock('cidr: 192.0.2.0/24, except: [192.0.2.128/25]', 'cidr: 192.0.2.129/32')],
				'192.0.2.129/32 > dev/web TCP 80: open',
				'192.0.2.130/32 > dev/web TCP 80: closed',
			],
			[
				'excepted by another policy',
				[
					fromBlock('cidr: 192.0.2.0/24'),
					policy('dev/q', 'ingress: [{ from: [{ ipBlock: { cidr: 192.0.2.0/24, except: [192.0.2.128/25] } }] }]'),
				],
				'192.0.2.129/32 > dev/web TCP 80: open',
			],
			[
				'written by another address than its first one',
				[fromBlock('cidr: 192.0.2.77/24')],
				'192.0.2.1/32 > dev/web TCP 80: open',
			],
			[
				'0.0.0.0/0',
				[fromBlock('cidr: 0.0.0.0/0'), pod('dev/six', '', { ip: 'fd00::1' })],
				'2001:db8::1/128 > dev/six TCP 80: closed',
				'192.0.2.1/32 > dev/web TCP 80: open',
			],
			[
				'::/0',
				[fromBlock('cidr: "::/0"'), pod('dev/six', '', { ip: 'fd00::1' })],
				'2001:db8::1/128 > dev/six TCP 80: open',
				'192.0.2.1/32 > dev/web TCP 80: closed',
			],
		],
	],
	[
		15,
		'nothing closes a pod to itself; another pod of the same workload is not itself',
		[
			['itself', [devClosed], 'dev/web > dev/web TCP 80: open'],
			[
				'a template',
				[devClosed, deployment('dev/later')],
				'dev/Deployment/later > dev/Deployment/later TCP 80: closed',
			],
			['a pod with the same labels', [devClosed, pod('dev/twin', 'app=web')], 'dev/twin > dev/web TCP 80: closed'],
		],
	],
	[
		16,
		'a pod and its own node always reach each other, and so do pods in the network of that node',
		[
			[
				'closed pods',
				[...hosts, devClosed],
				'prod/host > dev/north TCP 80: open',
				'dev/north > prod/host TCP 80: open',
				'prod/host > dev/south TCP 80: closed',
				'dev/south > prod/host TCP 80: closed',
			],
			[
				'a node that is not known',
				[...hosts, devClosed],
				'prod/host > dev/web TCP 80: either way',
				'dev/web > prod/host TCP 80: either way',
			],
		],
	],
	[
		17,
		'a pod in the network of its node is either its node, which no selector finds, or a pod like any other',
		[
			['no policy', hosts, 'dev/south > prod/host TCP 80: open', 'prod/host > dev/south TCP 80: open'],
			[
				'a policy of its namespace',
				[...hosts, policy('prod/closed', 'policyTypes: [Ingress, Egress]')],
				'dev/south > prod/host TCP 80: either way',
				'prod/host > dev/south TCP 80: either way',
			],
			[
				'a selector that would find it',
				[...hosts, intoDev('{ from: [{ namespaceSelector: {} }] }')],
				'prod/host > dev/south TCP 80: either way',
			],
			[
				'a selector that would not find it',
				[...hosts, intoDev('{ from: [{ podSelector: {} }] }')],
				'prod/host > dev/south TCP 80: closed',
			],
			[
				'egress by a selector that would find it',
				[...hosts, outOfDev('{ to: [{ namespaceSelector: {} }] }')],
				'dev/south > prod/host TCP 80: either way',
			],
			[
				'the address of its node, in both readings of blocks',
				[...hosts, fromBlock('cidr: 192.168.0.0/24')],
				'prod/host > dev/south TCP 80: open',
			],
			[
				'the address of its node, which only the Node tells',
				[...hosts, pod('prod/mute', '', { node: 'north', hostNetwork: true }), fromBlock('cidr: 192.168.0.1/32')],
				'prod/mute > dev/south TCP 80: open',
			],
			[
				'the address of another node',
				[...hosts, fromBlock('cidr: 192.168.0.2/32')],
				'prod/host > dev/south TCP 80: closed',
			],
		],
	],
	[
		18,
		'a pod that has ended is no end any more, and its address may be another one’s',
		[
			[
				'another pod has its address now',
				[
					pod('prod/job', 'app=job', { ip: '10.0.2.9', phase: 'Succeeded' }),
					pod('prod/next', 'app=next', { ip: '10.0.2.9' }),
					intoDev('{ from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: job } } }] }'),
				],
				'prod/next > dev/web TCP 80: closed',
				'prod/job > dev/web TCP 80: no such end',
			],
			[
				'a pod that failed',
				[pod('prod/job', 'app=job', { phase: 'Failed' })],
				'prod/job > dev/web TCP 80: no such end',
			],
		],
	],
	[
		19,
		'isolation is by direction and by pod, and both sides have to allow a connection',
		[
			[
				'ingress is closed',
				[dev('policyTypes: [Ingress]')],
				'prod/web > dev/web TCP 80: closed',
				'dev/web > prod/web TCP 80: open',
			],
			[
				'the source allows, the destination does not',
				[outOfDev('{}'), policy('prod/p', 'policyTypes: [Ingress]')],
				'dev/web > prod/web TCP 80: closed',
			],
			[
				'the destination allows, the source does not',
				[dev('policyTypes: [Egress]'), policy('prod/p', 'ingress: [{}]')],
				'dev/web > prod/web TCP 80: closed',
			],
			[
				'both allow',
				[
					outOfDev('{ to: [{ namespaceSelector: {} }] }'),
					policy('prod/p', 'ingress: [{ from: [{ namespaceSelector: {} }] }]'),
				],
				'dev/web > prod/web TCP 80: open',
			],
			[
				'each allows other ports',
				[
					outOfDev('{ ports: [{ port: 80, endPort: 82 }] }'),
					policy('prod/p', 'ingress: [{ ports: [{ port: 82, endPort: 84 }] }]'),
				],
				'dev/web > prod/web TCP 81: closed',
				'dev/web > prod/web TCP 82: open',
				'dev/web > prod/web TCP 83: closed',
			],
			['one pod of two', [dev(webPods)], 'prod/web > dev/web TCP 80: closed', 'prod/web > dev/db TCP 80: open'],
		],
	],
	[
		20,
		'policies speak of TCP, UDP and SCTP alone',
		[
			[
				'naming all three is naming every port',
				[onPorts('protocol: TCP', 'protocol: UDP', 'protocol: SCTP')],
				'prod/web > dev/web TCP 1: open',
				'prod/web > dev/web UDP 1: open',
				'prod/web > dev/web SCTP 65535: open',
			],
		],
	],
	[
		21,
		'with two families a connection is open where it is open in one that both ends have',
		[
			[
				'a block of either family is enough',
				[fromBlock('cidr: "fd00:2::/32"'), ...dualStack],
				`prod/both > dev/both TCP 80: ${ifPods}`,
				`prod/six > dev/both TCP 80: ${ifPods}`,
			],
			[
				'a block of a family that the other end lacks',
				[fromBlock('cidr: 10.0.0.0/8'), ...dualStack],
				'prod/six > dev/both TCP 80: closed',
				`prod/both > dev/both TCP 80: ${ifPods}`,
			],
			['no family in common', dualStack, 'prod/six > dev/web TCP 80: closed', 'prod/six > dev/both TCP 80: open'],
			[
				'what is excepted in one family is not held in the other one',
				[fromBlock('cidr: 0.0.0.0/0, except: [10.0.2.0/24]'), ...dualStack],
				'prod/both > dev/both TCP 80: closed',
			],
		],
	],
	[
		22,
		'what both sides may reach is no way from one to the other',
		[
			[
				'a shared pod',
				shared,
				'dev/web > bare/tool TCP 80: open',
				'bare/tool > prod/web TCP 80: open',
				'dev/web > prod/web TCP 80: closed',
			],
		],
	],
	[
		23,
		'a network plugin that enforces nothing makes policies void',
		'policies and pods are the same under any plugin: it is the plugin that has to be looked at',
	],
	[
		24,
		'policies of a pod add up, in whatever order; none of them takes away what another one allows',
		[
			[
				'the one that opens is first',
				[policy('dev/a', 'ingress: [{}]'), policy('dev/b', 'policyTypes: [Ingress]')],
				'prod/web > dev/web TCP 80: open',
			],
			[
				'the one that opens is last',
				[policy('dev/a', 'policyTypes: [Ingress]'), policy('dev/b', 'ingress: [{}]')],
				'prod/web > dev/web TCP 80: open',
			],
			[
				'peers of one do not go with ports of another',
				[
					intoDev('{ from: [{ podSelector: {} }], ports: [{ port: 80 }] }'),
					policy('dev/q', `ingress: [{ from: [{ ${prodNamespaces} }], ports: [{ port: 81 }] }]`),
				],
				'dev/db > dev/web TCP 80: open',
				'dev/db > dev/web TCP 81: closed',
				'prod/web > dev/web TCP 80: closed',
				'prod/web > dev/web TCP 81: open',
			],
		],
	],
	[
		25,
		'there are ways around: routes, Services with foreign endpoints, host ports, privileged pods, rights to label namespaces',
		'policies and pods do not show them: Ingress, Gateway, Service, EndpointSlice, roles and security contexts do',
	],
]
