import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../model/kube-object.ts'
import { found, made, messages, scene } from './detours.suite.ts'
import { hostPort } from './host-port.ts'

const daemon = (spec: string): KubeObject =>
	made('apps/v1', 'DaemonSet', 'shop-dev/edge', `spec: {template: {spec: ${spec}}}`)

const cases: readonly [what: string, objects: readonly KubeObject[], found: readonly string[]][] = [
	['a port of its own', [daemon('{containers: [{ports: [{containerPort: 80}]}]}')], []],
	[
		'a port of the node',
		[daemon('{containers: [{ports: [{containerPort: 80, hostPort: 8080}]}]}')],
		['high network/host-port DaemonSet shop-dev/edge @dev'],
	],
	['port 0 is none', [daemon('{containers: [{ports: [{containerPort: 80, hostPort: 0}]}]}')], []],
	[
		'of a sidecar',
		[daemon('{containers: [{name: a}], initContainers: [{restartPolicy: Always, ports: [{hostPort: 9090}]}]}')],
		['high network/host-port DaemonSet shop-dev/edge @dev'],
	],
	[
		'in the network of the node, where the API server fills it in',
		[daemon('{hostNetwork: true, containers: [{ports: [{containerPort: 80, hostPort: 80}]}]}')],
		[],
	],
	[
		'of a pod by itself',
		[made('v1', 'Pod', 'shop-test/a', 'spec: {containers: [{ports: [{hostPort: 80}]}]}')],
		['high network/host-port Pod shop-test/a @test'],
	],
	[
		'in a namespace of no stage',
		[made('v1', 'Pod', 'traefik/a', 'spec: {containers: [{ports: [{hostPort: 80}]}]}')],
		[],
	],
]

describe('ports of nodes', () => {
	test.each(cases)('%s', (_, objects, expected) => {
		expect(found(hostPort, objects)).toEqual(expected)
	})

	test('names the ports and where they are written', () => {
		const objects = [daemon('{containers: [{ports: [{hostPort: 80}, {containerPort: 1}, {hostPort: 443}]}]}')]
		expect(messages(hostPort, objects)).toEqual([
			'DaemonSet shop-dev/edge takes the ports 80, 443 of its node: whoever reaches the node reaches it there',
		])
		expect(hostPort(scene(objects))[0]?.witness.map(({ field }) => field)).toEqual([
			'spec.template.spec.containers[0].ports[0].hostPort',
			'spec.template.spec.containers[0].ports[2].hostPort',
		])
	})
})
