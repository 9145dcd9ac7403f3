import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../model/kube-object.ts'
import { pod } from '../cases/cluster.suite.ts'
import { found, made, messages, nodeWith, scene, service } from './detours.suite.ts'
import { manualEndpoints } from './manual-endpoints.ts'

const cluster = [
	nodeWith('a', '192.168.0.11', '10.244.0.0/24'),
	pod('shop-dev/web', '', { ip: '10.244.0.5' }),
	pod('shop-test/web', '', { ip: '10.244.0.7' }),
	pod('monitoring/prometheus', '', { ip: '10.244.0.9' }),
	service('shop-test/web', '{clusterIP: 10.96.1.7}'),
]
const bare = service('shop-dev/other', '{ports: [{port: 80}]}')
const selecting = service('shop-dev/other', '{selector: {app: web}, ports: [{port: 80}]}')
const endpoints = (...addresses: readonly string[]): KubeObject =>
	made(
		'v1',
		'Endpoints',
		'shop-dev/other',
		`subsets: [{addresses: [${addresses.map((ip) => `{ip: '${ip}'}`).join()}]}]`,
	)
const slice = (manager: string | undefined, ...addresses: readonly string[]): KubeObject =>
	made(
		'discovery.k8s.io/v1',
		'EndpointSlice',
		'shop-dev/other-x',
		`{labels: {kubernetes.io/service-name: other${manager === undefined ? '' : `, endpointslice.kubernetes.io/managed-by: ${manager}`}},
		  endpoints: [${addresses.map((address) => `{addresses: ['${address}']}`).join()}]}`,
	)
const controller = 'endpointslice-controller.k8s.io'
const mirroring = 'endpointslicemirroring-controller.k8s.io'

const foreign = ['critical network/foreign-endpoints Service shop-dev/other @dev']
const noted = ['noted network/manual-endpoints Service shop-dev/other @dev']
const low = ['low network/manual-endpoints Service shop-dev/other @dev']

const cases: readonly [what: string, objects: readonly KubeObject[], found: readonly string[]][] = [
	['Endpoints of a pod of another stage', [bare, endpoints('10.244.0.7')], foreign],
	['a slice of a pod of another stage', [bare, slice(undefined, '10.244.0.7')], foreign],
	['a slice of somebody else’s controller', [bare, slice('example.org', '10.244.0.7')], foreign],
	['a slice beside those of the controller', [selecting, slice('example.org', '10.244.0.7')], foreign],
	['a slice that only pretends to be the controller’s', [bare, slice(controller, '10.244.0.7')], foreign],
	['a slice of the controller', [selecting, slice(controller, '10.244.0.7')], []],
	['a slice of the controller, whose Service was not seen', [slice(controller, '10.244.0.7')], []],
	['Endpoints of the controller', [selecting, endpoints('10.244.0.7')], []],
	[
		'a mirrored slice is one finding with its Endpoints',
		[bare, endpoints('10.244.0.7'), slice(mirroring, '10.244.0.7')],
		foreign,
	],
	['a slice that only pretends to be mirrored', [bare, slice(mirroring, '10.244.0.7')], foreign],
	[
		'the address of a Service of another stage',
		[bare, endpoints('10.96.1.7')],
		['high network/foreign-endpoints Service shop-dev/other @dev'],
	],
	[
		'a metadata service',
		[bare, endpoints('100.100.100.200')],
		['high network/foreign-endpoints Service shop-dev/other @dev'],
	],
	['a pod of the own stage', [bare, endpoints('10.244.0.5')], noted],
	['a pod of no stage', [bare, endpoints('10.244.0.9')], low],
	['a node', [bare, endpoints('192.168.0.11')], low],
	['an address that some pod will get', [bare, endpoints('10.244.0.77')], low],
	['a database outside of the cluster', [bare, endpoints('203.0.113.7')], noted],
	['the worst of several', [bare, endpoints('203.0.113.7', '10.244.0.7', '192.168.0.11')], foreign],
	[
		'pods that are not ready count',
		[bare, made('v1', 'Endpoints', 'shop-dev/other', 'subsets: [{notReadyAddresses: [{ip: 10.244.0.7}]}]')],
		foreign,
	],
	['no addresses', [bare, endpoints()], []],
	[
		'a slice of no Service',
		[made('discovery.k8s.io/v1', 'EndpointSlice', 'shop-dev/x', 'endpoints: [{addresses: [10.244.0.7]}]')],
		[],
	],
	['Endpoints of no Service', [endpoints('10.244.0.7')], []],
]

describe('addresses behind Services', () => {
	test.each(cases)('%s', (_, objects, expected) => {
		expect(found(manualEndpoints, [...cluster, ...objects])).toEqual(expected)
	})

	test('says whose address it is, and shows all of them', () => {
		const objects = [...cluster, bare, endpoints('203.0.113.7', '10.244.0.7')]
		expect(messages(manualEndpoints, objects)).toEqual([
			'Service shop-dev/other leads to addresses that no controller wrote: 10.244.0.7 of Pod shop-test/web of test',
		])
		expect(manualEndpoints(scene(objects))[0]?.witness.map(({ field, observed }) => `${field}: ${observed}`)).toEqual([
			'subsets[0].addresses[0].ip: 203.0.113.7',
			'subsets[0].addresses[1].ip: 10.244.0.7 of Pod shop-test/web of test',
		])
	})
})
