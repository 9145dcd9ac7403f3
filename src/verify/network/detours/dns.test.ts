import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../model/kube-object.ts'
import type { Tenancy } from '../../../model/tenancy.ts'
import { caseOf, namespaces, tenancy } from '../../verify.suite.ts'
import { deployment, namespace, pod, policy } from '../cases/cluster.suite.ts'
import { found, made, messages, service } from './detours.suite.ts'
import { dns } from './dns.ts'
import { sceneOf } from './scene.ts'

const kubeDns = service(
	'kube-system/kube-dns',
	'{clusterIP: 10.96.0.10, selector: {k8s-app: kube-dns}, ports: [{port: 53, protocol: UDP}, {port: 53}]}',
)
const coredns = pod('kube-system/coredns', 'k8s-app=kube-dns', { ip: '10.244.0.2' })
const web = deployment('shop-dev/web', 'app=web')
const deny = policy('shop-dev/deny', 'policyTypes: [Ingress, Egress]')
const to = (peer: string, ports = '{port: 53, protocol: UDP}, {port: 53}'): KubeObject =>
	policy('shop-dev/dns', `{policyTypes: [Egress], egress: [{to: [${peer}], ports: [${ports}]}]}`)
const toKubeDns =
	'{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}'

const none = ['medium network/no-dns Deployment shop-dev/web @dev']
const udpOnly = ['low network/dns-udp-only Deployment shop-dev/web @dev']

const cases: readonly [what: string, objects: readonly KubeObject[], found: readonly string[]][] = [
	['nothing isolates', [kubeDns, web], []],
	['a rule for DNS', [kubeDns, coredns, web, deny, to(toKubeDns)], []],
	['a rule for DNS whose pods were not seen', [kubeDns, web, deny, to(toKubeDns)], []],
	['no rule for it', [kubeDns, coredns, web, deny], none],
	['no rule for it, and the DNS is not known', [web, deny], []],
	['a rule for pods that are not there', [kubeDns, coredns, web, deny, to('{podSelector: {}}')], none],
	['a rule for another port', [kubeDns, coredns, web, deny, to(toKubeDns, '{port: 80}')], none],
	['a rule for UDP alone', [kubeDns, coredns, web, deny, to(toKubeDns, '{port: 53, protocol: UDP}')], udpOnly],
	['a rule for TCP alone', [kubeDns, coredns, web, deny, to(toKubeDns, '{port: 53}')], none],
	[
		'everything may go out',
		[kubeDns, coredns, web, policy('shop-dev/out', '{policyTypes: [Egress], egress: [{}]}')],
		[],
	],
	['a rule for the address of the Service', [kubeDns, coredns, web, deny, to('{ipBlock: {cidr: 10.96.0.10/32}}')], []],
	[
		'the DNS lets nobody in',
		[kubeDns, coredns, web, deny, to(toKubeDns), policy('kube-system/deny', 'policyTypes: [Ingress]')],
		none,
	],
	[
		'only some pods are isolated',
		[
			kubeDns,
			web,
			deployment('shop-dev/db', 'app=db'),
			policy('shop-dev/db', '{podSelector: {matchLabels: {app: db}}, policyTypes: [Egress]}'),
		],
		['medium network/no-dns Deployment shop-dev/db @dev'],
	],
	['pods in the network of their node', [kubeDns, deny, deployment('shop-dev/web', '', { hostNetwork: true })], []],
	['no pods yet', [kubeDns, deny], ['medium network/no-dns Namespace shop-dev @dev']],
	['no pods yet, and a rule for DNS', [kubeDns, deny, to(toKubeDns)], []],
	[
		'stages by themselves',
		[kubeDns, web, deny, deployment('shop-test/web'), policy('shop-test/deny', 'policyTypes: [Egress]')],
		[...none, 'medium network/no-dns Deployment shop-test/web @test'],
	],
	[
		'another port behind the Service',
		[
			service(
				'openshift-dns/dns-default',
				'{selector: {dns: default}, ports: [{port: 53, protocol: UDP, targetPort: 5353}]}',
			),
			web,
			deny,
			to(
				'{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: openshift-dns}}}',
				'{port: 5353, protocol: UDP}, {port: 5353}',
			),
		],
		[],
	],
	[
		'port 53 where the pods listen on another one',
		[
			service(
				'openshift-dns/dns-default',
				'{selector: {dns: default}, ports: [{port: 53, protocol: UDP, targetPort: 5353}]}',
			),
			web,
			deny,
			to('{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: openshift-dns}}}'),
		],
		none,
	],
	[
		'a port by its name behind the Service',
		[
			service('kube-system/coredns', '{selector: {app: dns}, ports: [{port: 53, protocol: UDP, targetPort: dns}]}'),
			pod('kube-system/dns', 'app=dns', { ports: 'dns=UDP 8053' }),
			web,
			deny,
			to('{namespaceSelector: {}}', '{port: 8053, protocol: UDP}, {port: 8053}'),
		],
		[],
	],
	[
		'the cache of the node',
		[
			kubeDns,
			made('apps/v1', 'DaemonSet', 'kube-system/node-local-dns', '{}'),
			web,
			deny,
			to('{ipBlock: {cidr: 169.254.20.10/32}}'),
		],
		[],
	],
	[
		'the cache of the node, where there is none',
		[kubeDns, coredns, web, deny, to('{ipBlock: {cidr: 169.254.20.10/32}}')],
		none,
	],
	[
		'a Service of that name elsewhere',
		[service('shop-dev/kube-dns', '{selector: {a: b}, ports: [{port: 53}]}'), web, deny],
		[],
	],
]

/** What is found with another tenancy. */
function foundFor(
	network: Partial<Tenancy['network']>,
	name: string,
	objects: readonly KubeObject[],
): readonly string[] {
	const input = caseOf([...namespaces, ...objects])
	return dns(sceneOf({ ...input, tenancy: { ...tenancy, name, network: { ...tenancy.network, ...network } } })).map(
		({ severity, code }) => `${severity} ${code}`,
	)
}

describe('reaching DNS', () => {
	test.each(cases)('%s', (_, objects, expected) => {
		expect(found(dns, objects)).toEqual(expected)
	})

	test('what the plan says goes before what the cluster shows', () => {
		const own = {
			name: 'custom',
			peers: [{ type: 'pods' as const, namespace: { role: 'dns' }, pods: {} }],
			ports: [5300],
		}
		const there = namespace('names', 'role=dns')
		const rule = to('{namespaceSelector: {matchLabels: {role: dns}}}', '{port: 5300, protocol: UDP}, {port: 5300}')
		const objects = [kubeDns, coredns, there, web, deny]
		expect(foundFor({ dns: own }, 'webshop', [...objects, rule])).toEqual([])
		expect(foundFor({ dns: own }, 'webshop', [...objects, to(toKubeDns)])).toEqual(['medium network/no-dns'])
		const address = { ...own, peers: [{ type: 'cidr' as const, cidr: '10.0.0.53/32', except: [] }] }
		expect(foundFor({ dns: address }, 'webshop', objects)).toEqual(['medium network/no-dns'])
	})

	test('without a plan nobody has promised it', () => {
		expect(foundFor({}, '', [kubeDns, web, deny])).toEqual(['low network/no-dns'])
	})

	test('names the workloads, each once', () => {
		const objects = [kubeDns, deny, web, deployment('shop-dev/db'), deployment('shop-dev/cron')]
		expect(messages(dns, objects)).toEqual([
			"policies keep Deployment shop-dev/web, Deployment shop-dev/db, Deployment shop-dev/cron from the cluster's Service kube-system/kube-dns: no name can be resolved there",
		])
	})
})
