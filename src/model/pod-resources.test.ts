import { describe, expect, test } from 'vitest'
import type { KubeObject } from './kube-object.ts'
import { type Amounts, podResources, quotaUseOfPod, sumOfAmounts } from './pod-resources.ts'
import { formatQuantity } from './quantity.ts'

type Texts = Readonly<Record<string, string>>

function container(name: string, requests?: Texts, limits?: Texts): object {
	return { name, resources: { ...(requests && { requests }), ...(limits && { limits }) } }
}
function sidecar(name: string, requests?: Texts, limits?: Texts): object {
	return { ...container(name, requests, limits), restartPolicy: 'Always' }
}
function pod(spec: object, status: object = {}): KubeObject {
	return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p', namespace: 'a' }, spec, status }
}
function shown(amounts: Amounts): string {
	return [...amounts]
		.map(([name, amount]) => `${name}: ${formatQuantity(amount, 'binary')}`)
		.toSorted()
		.join(', ')
}

const small = { cpu: '100m' }
const big = { cpu: '2' }
const one = { containers: [container('c', { cpu: '1' })] }

/** The pod, and its requests and limits. */
const resources: readonly [what: string, pod: KubeObject, requests: string, limits: string][] = [
	['nothing declared', pod({ containers: [container('c')] }), '', ''],
	[
		'containers add up',
		pod({ containers: [container('a', { cpu: '1', memory: '1Gi' }, big), container('b', { cpu: '500m' }, big)] }),
		'cpu: 1500m, memory: 1Gi',
		'cpu: 4',
	],
	[
		'a request that is not written is the limit',
		pod({ containers: [container('a', undefined, big)] }),
		'cpu: 2',
		'cpu: 2',
	],
	['… unless it is 0', pod({ containers: [container('a', { cpu: '0' }, big)] }), 'cpu: 0', 'cpu: 2'],
	[
		'init containers run before, one at a time: the largest counts where it is larger',
		pod({ ...one, initContainers: [container('i', big, big), container('j', { cpu: '1500m' })] }),
		'cpu: 2',
		'cpu: 2',
	],
	['… and not where it is smaller', pod({ ...one, initContainers: [container('i', small)] }), 'cpu: 1', ''],
	[
		'each resource by itself',
		pod({ ...one, initContainers: [container('i', { cpu: '100m', memory: '2Gi' })] }),
		'cpu: 1, memory: 2Gi',
		'',
	],
	[
		'sidecars run beside the containers',
		pod({ ...one, initContainers: [sidecar('s', small, big)] }),
		'cpu: 1100m',
		'cpu: 2',
	],
	[
		'… and beside the init containers that come after them',
		pod({ ...one, initContainers: [sidecar('s', small), container('i', big)] }),
		'cpu: 2100m',
		'',
	],
	[
		'… not beside those before them',
		pod({ ...one, initContainers: [container('i', big), sidecar('s', small)] }),
		'cpu: 2',
		'',
	],
	[
		'sidecars while they start are no more than when all run',
		pod({ containers: [container('c')], initContainers: [sidecar('s', small), sidecar('t', small)] }),
		'cpu: 200m',
		'',
	],
	[
		'amounts of the pod stand in place of the containers’',
		pod({ ...one, resources: { requests: { cpu: '3' }, limits: { cpu: '4', memory: '1Gi' } } }),
		'cpu: 3, memory: 1Gi',
		'cpu: 4, memory: 1Gi',
	],
	[
		'a limit of the pod does not replace what containers request',
		pod({ ...one, resources: { limits: { cpu: '4' } } }),
		'cpu: 1',
		'cpu: 4',
	],
	[
		'a pod as a whole has processors, memory and huge pages alone',
		pod({
			...one,
			resources: { requests: { 'hugepages-2Mi': '4Mi', 'ephemeral-storage': '1Gi', 'example.org/gpu': '1' } },
		}),
		'cpu: 1, hugepages-2Mi: 4Mi',
		'',
	],
	[
		'huge pages of the pod are what it requests, whatever its containers do',
		pod({
			containers: [container('c', { cpu: '1' }, { 'hugepages-2Mi': '2Mi' })],
			resources: { limits: { 'hugepages-2Mi': '4Mi' } },
		}),
		'cpu: 1, hugepages-2Mi: 4Mi',
		'hugepages-2Mi: 4Mi',
	],
	[
		'overhead is on top, and bounds nothing that has no limit',
		pod({ containers: [container('c', { cpu: '1', memory: '1Gi' }, big)], overhead: { cpu: '250m', memory: '64Mi' } }),
		'cpu: 1250m, memory: 1088Mi',
		'cpu: 2250m',
	],
	[
		'… also on top of the amounts of the pod',
		pod({ ...one, resources: { requests: big }, overhead: { cpu: '250m' } }),
		'cpu: 2250m',
		'',
	],
	[
		'… but a limit of 0 is none',
		pod({ containers: [container('c', { cpu: '0' }, { cpu: '0' })], overhead: { cpu: '250m' } }),
		'cpu: 250m',
		'cpu: 0',
	],
	[
		'what is no amount is no amount',
		pod({ containers: [container('c', { cpu: 'much', memory: '1Gi' })] }),
		'memory: 1Gi',
		'',
	],
	[
		'empty fields of a manifest',
		pod({ containers: null, initContainers: null, resources: null }, { conditions: null }),
		'',
		'',
	],
	['no spec at all', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: null, status: null }, '', ''],
]

/** The status of the container `c` of {@link one} while its pod is resized, and what counts. */
const resizes: readonly [what: string, status: object, requests: string, limits: string][] = [
	[
		'a container that grows: what is wanted',
		{ allocatedResources: small, resources: { requests: small } },
		'cpu: 1',
		'',
	],
	['one that shrinks: what it still has', { allocatedResources: big, resources: { requests: small } }, 'cpu: 2', ''],
	['one that its node has not shrunk yet', { allocatedResources: small, resources: { requests: big } }, 'cpu: 2', ''],
	['one of which only a promise is known', { allocatedResources: big }, 'cpu: 2', ''],
	['limits too', { resources: { limits: big } }, 'cpu: 1', 'cpu: 2'],
]

describe('what a pod asks for', () => {
	test.each(resources)('%s', (_, object, requests, limits) => {
		const found = podResources(object)
		expect([shown(found.requests), shown(found.limits)]).toEqual([requests, limits])
	})

	test.each(resizes)('resized: %s', (_, status, requests, limits) => {
		const found = podResources(
			pod(one, {
				containerStatuses: [
					{ name: 'c', ...status },
					{ name: 'other', resources: { requests: { cpu: '9' } } },
				],
			}),
		)
		expect([shown(found.requests), shown(found.limits)]).toEqual([requests, limits])
	})

	test('resized: a sidecar that still has more', () => {
		const initContainerStatuses = [{ name: 's', allocatedResources: big }]
		const found = podResources(pod({ ...one, initContainers: [sidecar('s', small)] }, { initContainerStatuses }))
		expect(shown(found.requests)).toBe('cpu: 3')
	})

	test('resized: what no node can grant does not count, what is deferred does', () => {
		const containerStatuses = [{ name: 'c', allocatedResources: small, resources: { requests: small, limits: small } }]
		const spec = { containers: [container('c', big, big)] }
		const counted = (reason: string): string => {
			const conditions = [{ type: 'Ready' }, { type: 'PodResizePending', reason }]
			const { requests, limits } = podResources(pod(spec, { containerStatuses, conditions }))
			return `${shown(requests)} / ${shown(limits)}`
		}
		expect(counted('Infeasible')).toBe('cpu: 100m / cpu: 100m')
		expect(counted('Deferred')).toBe('cpu: 2 / cpu: 2')
	})
})

/** The pod, and what a quota counts. */
const uses: readonly [what: string, pod: KubeObject, use: string][] = [
	['a pod that declares nothing', pod({ containers: [container('c')] }), 'count/pods: 1, pods: 1'],
	[
		'requests and limits',
		pod({
			containers: [
				container(
					'c',
					{ cpu: '1', memory: '1Gi', 'ephemeral-storage': '2Gi' },
					{ cpu: '2', 'ephemeral-storage': '4Gi' },
				),
			],
		}),
		'count/pods: 1, limits.cpu: 2, limits.ephemeral-storage: 4Gi, pods: 1, requests.cpu: 1, requests.ephemeral-storage: 2Gi, requests.memory: 1Gi',
	],
	[
		'huge pages and devices by their requests; other names of Kubernetes not at all',
		pod({
			containers: [
				container('c', undefined, {
					'hugepages-2Mi': '4Mi',
					'example.org/gpu': '2',
					'deviceclass.resource.kubernetes.io/fast': '1',
					'kubernetes.io/batteries': '1',
					bare: '1',
				}),
			],
		}),
		'count/pods: 1, pods: 1, requests.deviceclass.resource.kubernetes.io/fast: 1, requests.example.org/gpu: 2, requests.hugepages-2Mi: 4Mi',
	],
	['a pod that runs', pod(one, { phase: 'Running' }), 'count/pods: 1, pods: 1, requests.cpu: 1'],
	['a pod that waits', pod(one, { phase: 'Pending' }), 'count/pods: 1, pods: 1, requests.cpu: 1'],
	['a pod that nobody hears of', pod(one, { phase: 'Unknown' }), 'count/pods: 1, pods: 1, requests.cpu: 1'],
	['a pod that has ended well', pod(one, { phase: 'Succeeded' }), 'count/pods: 1'],
	['a pod that has failed', pod(one, { phase: 'Failed' }), 'count/pods: 1'],
]

describe('what a quota counts of a pod', () => {
	test.each(uses)('%s', (_, object, use) => {
		expect(shown(quotaUseOfPod(object))).toBe(use)
	})

	/** Deleted at 12:00:00, when its grace period of 30 s was over. */
	const going = {
		...pod(one, { phase: 'Running' }),
		metadata: { name: 'p', deletionTimestamp: '2026-01-01T12:00:00Z', deletionGracePeriodSeconds: 30 },
	}
	test.each([
		['before its end', '2026-01-01T11:59:59Z', 'count/pods: 1, pods: 1, requests.cpu: 1'],
		['within a grace period more', '2026-01-01T12:00:30Z', 'count/pods: 1, pods: 1, requests.cpu: 1'],
		['stuck', '2026-01-01T12:00:31Z', 'count/pods: 1'],
		['without a clock', undefined, 'count/pods: 1, pods: 1, requests.cpu: 1'],
	])('a pod that is being deleted, %s', (_, now, use) => {
		expect(shown(quotaUseOfPod(going, now))).toBe(use)
	})

	test('pods add up', () => {
		const pods = [pod(one), pod({ containers: [container('c', { memory: '1Gi' })] }), pod(one, { phase: 'Failed' })]
		expect(shown(sumOfAmounts(pods.map((each) => quotaUseOfPod(each))))).toBe(
			'count/pods: 3, pods: 2, requests.cpu: 1, requests.memory: 1Gi',
		)
	})
})
