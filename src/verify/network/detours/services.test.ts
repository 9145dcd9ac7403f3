import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../model/kube-object.ts'
import { deployment, namespace, pod, policy } from '../cases/cluster.suite.ts'
import { found, messages, nodeWith, service } from './detours.suite.ts'
import { externalIps } from './external-ips.ts'
import { externalName } from './external-name.ts'
import { nodePorts } from './node-ports.ts'

const cluster = [
	namespace('monitoring'),
	nodeWith('a', '192.168.0.11', '10.244.0.0/24'),
	pod('shop-dev/web', 'app=web', { ip: '10.244.0.5', ports: 'http=TCP 8080' }),
	pod('shop-test/web', '', { ip: '10.244.0.7' }),
	service('shop-test/web', '{clusterIP: 10.96.1.7}'),
]

describe('external addresses of Services', () => {
	const cases: readonly [what: string, objects: readonly KubeObject[], found: readonly string[]][] = [
		['a Service', [service('shop-dev/web', '{clusterIP: 10.96.0.1}')], []],
		['an empty list', [service('shop-dev/web', '{externalIPs: []}')], []],
		[
			'an address',
			[service('shop-dev/web', '{externalIPs: [203.0.113.7]}')],
			['high network/external-ips Service shop-dev/web @dev'],
		],
		['in a namespace of no stage', [service('traefik/web', '{externalIPs: [203.0.113.7]}')], []],
	]
	test.each(cases)('%s', (_, objects, expected) => {
		expect(found(externalIps, objects)).toEqual(expected)
	})

	test('says whose address it is', () => {
		expect(
			messages(externalIps, [
				...cluster,
				service('shop-dev/web', '{externalIPs: [10.96.1.7, 192.168.0.11, 203.0.113.7]}'),
			]),
		).toEqual([
			'Service shop-dev/web draws to itself what the whole cluster sends to 10.96.1.7, 192.168.0.11, 203.0.113.7, which has 10.96.1.7 of Service shop-test/web, 192.168.0.11 of Node a',
		])
	})
})

describe('Services that are another name', () => {
	/** The name, the severity, and where it leads to. */
	const cases: readonly [name: string, severity: string | undefined, where?: string][] = [
		['db.example.org', undefined],
		['api.svc.example.org', undefined],
		['api.shop.svc.example.org', undefined],
		['shop-test.svc.example.org', undefined],
		['db.shop-test.svc.cluster.local', 'high', 'in the stage test'],
		['db.shop-test.svc.cluster.local.', 'high', 'in the stage test'],
		['DB.shop-test.SVC', 'high', 'in the stage test'],
		['db-0.db.shop-test.svc.k8s.example.org', 'high', 'in the stage test'],
		['10-244-0-7.shop-test.pod.cluster.local', 'high', 'in the stage test'],
		['db.shop-dev.svc.cluster.local', undefined],
		['db.blog-dev.svc.cluster.local', undefined],
		['prometheus.monitoring.svc.cluster.local', 'low', 'in the namespace monitoring, of no stage'],
		['x.nowhere.svc.cluster.local', 'low', 'in the namespace nowhere, which does not exist'],
		['x.nowhere.svc.cluster.local.', 'low', 'in the namespace nowhere, which does not exist'],
		['metadata.google.internal', 'high', 'the metadata service of clouds'],
		['169.254.169.254', 'high', 'the metadata service of clouds'],
		['10.244.0.7', 'high', 'the address of Pod shop-test/web in the stage test'],
		['10.244.0.5', undefined],
		['10.96.1.7', 'high', 'the address of Service shop-test/web in the stage test'],
		['192.168.0.11', 'low', 'the address of Node a'],
		['203.0.113.7', undefined],
	]
	test.each(cases)('%s', (name, severity, where) => {
		const objects = [...cluster, service('shop-dev/other', `{type: ExternalName, externalName: '${name}'}`)]
		const is = `Service shop-dev/other is another name for ${name}, ${where}`
		expect(messages(externalName, objects)).toEqual(severity === undefined ? [] : [is])
		expect(found(externalName, objects)).toEqual(
			severity === undefined ? [] : [`${severity} network/external-name Service shop-dev/other @dev`],
		)
	})

	test('a Service of another type only keeps the name', () => {
		const objects = [service('shop-dev/other', '{type: ClusterIP, externalName: db.shop-test.svc}')]
		expect(found(externalName, objects)).toEqual([])
	})
})

describe('ports of nodes that lead to Services', () => {
	const web = service('shop-dev/web', '{type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: http}]}')
	const balanced = service(
		'shop-dev/web',
		'{type: LoadBalancer, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}',
	)
	const local = service('shop-dev/web', '{type: NodePort, externalTrafficPolicy: Local, selector: {app: web}}')
	const from = (peers: string): KubeObject => policy('shop-dev/in', `{ingress: [{${peers}}]}`)
	const fromBlock = (cidr: string): KubeObject => from(`from: [{ipBlock: {cidr: ${cidr}}}]`)
	const medium = ['medium network/node-port Service shop-dev/web @dev']
	const noted = ['noted network/node-port Service shop-dev/web @dev']

	const cases: readonly [what: string, objects: readonly KubeObject[], found: readonly string[]][] = [
		['a Service inside the cluster', [service('shop-dev/web', '{selector: {app: web}, ports: [{port: 80}]}')], []],
		['pods that nothing isolates', [web], medium],
		['pods that let nobody in', [web, policy('shop-dev/in', '{}')], noted],
		['pods that let nodes in', [web, fromBlock('192.168.0.0/24')], medium],
		['a load balancer', [balanced, fromBlock('192.168.0.0/24')], medium],
		['pods that let everybody in', [web, from('')], medium],
		['pods that let others in', [web, fromBlock('203.0.113.0/24')], noted],
		[
			'pods that let nodes in on another port',
			[web, from('from: [{ipBlock: {cidr: 192.168.0.0/24}}], ports: [{port: 9090}]')],
			noted,
		],
		[
			'pods that let nodes in on the port behind the Service',
			[web, from('from: [{ipBlock: {cidr: 192.168.0.0/24}}], ports: [{port: 8080}]')],
			medium,
		],
		[
			'other pods let nodes in',
			[
				web,
				policy('shop-dev/in', '{}'),
				policy('shop-dev/db', '{podSelector: {matchLabels: {app: db}}, ingress: [{}]}'),
			],
			noted,
		],
		['the source is kept', [local, from('')], []],
		['in a namespace of no stage', [service('traefik/web', '{type: NodePort}')], []],
		['no pods yet', [service('shop-dev/web', '{type: NodePort, selector: {app: none}}')], noted],
		['no selector', [service('shop-dev/web', '{type: NodePort}')], noted],
	]
	test.each(cases)('%s', (_, objects, expected) => {
		expect(found(nodePorts, [...cluster.filter(({ kind }) => kind !== 'Service'), ...objects])).toEqual(expected)
	})

	test('where no node is known, a block of every address has them', () => {
		const objects = [web, deployment('shop-dev/web', 'app=web', { ports: 'http=TCP 8080' })]
		expect(found(nodePorts, [...objects, fromBlock('0.0.0.0/0')])).toEqual(medium)
		expect(found(nodePorts, [...objects, fromBlock('192.168.0.0/24')])).toEqual(noted)
	})

	test('says what lets nodes in', () => {
		expect(messages(nodePorts, [...cluster, web, fromBlock('192.168.0.0/24')])).toEqual([
			'Service shop-dev/web answers on every node, and who comes in there has the address of a node: NetworkPolicy shop-dev/in spec.ingress[0] lets nodes in',
		])
	})
})
