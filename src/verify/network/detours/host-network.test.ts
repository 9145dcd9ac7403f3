import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../model/kube-object.ts'
import { deployment, pod } from '../cases/cluster.suite.ts'
import { found, made, messages, scene } from './detours.suite.ts'
import { hostNetwork } from './host-network.ts'

/** A pod of a Deployment, as its ReplicaSet makes it. */
function podOf(name: string, more: Parameters<typeof pod>[2]): KubeObject {
	const own = pod(`shop-dev/${name}-5d4c7-${more?.node}`, 'pod-template-hash=5d4c7', more)
	const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `${name}-5d4c7`, controller: true }
	return { ...own, metadata: { ...own.metadata, ownerReferences: [owner] } }
}

const agent = deployment('shop-dev/agent', '', { hostNetwork: true })
const onA = podOf('agent', { hostNetwork: true, node: 'a' })
const onB = podOf('agent', { hostNetwork: true, node: 'b' })

const cases: readonly [what: string, objects: readonly KubeObject[], found: readonly string[]][] = [
	['pods in the network of pods', [deployment('shop-dev/web'), pod('shop-dev/a', '', { node: 'a' })], []],
	['in a namespace of no stage', [deployment('monitoring/agent', '', { hostNetwork: true })], []],
	['a template', [agent], ['high network/host-network Deployment shop-dev/agent @dev']],
	['its pods are one finding with it', [agent, onA, onB], ['high network/host-network Deployment shop-dev/agent @dev']],
	['pods whose template was not seen', [onA], ['high network/host-network Deployment shop-dev/agent @dev']],
	[
		'beside pods of another stage',
		[agent, onA, pod('shop-test/web', '', { node: 'a' })],
		['critical network/host-network Deployment shop-dev/agent @dev'],
	],
	[
		'pods of another stage on other nodes',
		[agent, onA, pod('shop-test/web', '', { node: 'b' })],
		['high network/host-network Deployment shop-dev/agent @dev'],
	],
	[
		'beside pods of the own stage',
		[agent, onA, pod('blog-dev/web', '', { node: 'a' })],
		['high network/host-network Deployment shop-dev/agent @dev'],
	],
	['a pod that has ended', [pod('shop-dev/once', '', { hostNetwork: true, phase: 'Succeeded' })], []],
	[
		'the template of a CronJob',
		[
			made(
				'batch/v1',
				'CronJob',
				'shop-dev/backup',
				'spec: {jobTemplate: {spec: {template: {spec: {hostNetwork: true, containers: [{name: a}]}}}}}',
			),
		],
		['high network/host-network CronJob shop-dev/backup @dev'],
	],
	[
		'an old ReplicaSet of a template that no longer does it',
		[
			deployment('shop-dev/web'),
			{
				...deployment('shop-dev/web-1', '', { hostNetwork: true }),
				kind: 'ReplicaSet',
				metadata: {
					name: 'web-1',
					namespace: 'shop-dev',
					ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', controller: true }],
				},
			},
		],
		[],
	],
]

describe('pods in the network of their node', () => {
	test.each(cases)('%s', (_, objects, expected) => {
		expect(found(hostNetwork, objects)).toEqual(expected)
	})

	test('names who runs beside them, and shows the field and the nodes', () => {
		const objects = [agent, onA, onB, pod('shop-test/web', '', { node: 'b' })]
		expect(messages(hostNetwork, objects)).toEqual([
			'Deployment shop-dev/agent is in the network of its node, outside of every policy, and pods of test run on the same nodes',
		])
		const [finding] = hostNetwork(scene(objects))
		expect(finding?.witness.map(({ field, observed }) => `${field}: ${observed}`)).toEqual([
			'spec.template.spec.hostNetwork: true',
			'pods: pods of dev and test on b',
		])
	})

	test('says who wrote the field', () => {
		const managed: KubeObject = {
			...agent,
			metadata: {
				...agent.metadata,
				managedFields: [
					{ manager: 'helm', fieldsV1: { 'f:spec': { 'f:template': { 'f:spec': { 'f:hostNetwork': {} } } } } },
					{ manager: 'autoscaler', fieldsV1: { 'f:spec': { 'f:replicas': {} } } },
				],
			},
		}
		expect(hostNetwork(scene([managed]))[0]?.witness[0]?.manager).toBe('helm')
	})
})
