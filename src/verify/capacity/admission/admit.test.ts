import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { showRefusal } from '../../../model/capacity.ts'
import type { KubeObject } from '../../../model/kube-object.ts'
import type { Amounts } from '../../../model/pod-resources.ts'
import { patience, seed, times } from '../../repeatable.suite.ts'
import { homesOf } from '../home.ts'
import { claim, limitRange, pod, quota, service, workload } from '../lines.suite.ts'
import { named, randomClasses, randomDefaults, randomNamespace } from '../random-capacity.suite.ts'
import { admit, type Rules, without } from './admit.ts'

/** What is said of a new object in shop-dev; `fits` where nothing is. */
function said(object: KubeObject, there: readonly KubeObject[]): string {
	const admission = admit(object, homesOf({ objects: there, unseen: [] })('shop-dev'))
	return admission.type === 'accepted' ? 'fits' : admission.refusals.map(showRefusal).join('; ')
}

const container = (item: object): KubeObject => limitRange([{ type: 'Container', ...item }])
const scoped = (...scopes: readonly string[]): object => ({ scopes })
const priority = (operator: string, ...values: readonly string[]): object => ({
	scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', operator, values }] },
})
const attributes = (operator: string, ...values: readonly string[]): object => ({
	scopeSelector: { matchExpressions: [{ scopeName: 'VolumeAttributesClass', operator, values }] },
})
const ofClass = (priorityClassName: string): KubeObject => pod('a', { priorityClassName })
const noPods = 'ResourceQuota shop-dev/q allows 0 pods, 0 is used, and 1 is asked for'
const affine = (kind: string, term: object): KubeObject =>
	pod('a', {
		affinity: { [kind]: { requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: 'zone', ...term }] } },
	})

/** What is asked for, the rules that are there, and what is said. */
const cases: Readonly<
	Record<string, readonly [what: string, object: KubeObject, there: readonly KubeObject[], said: string][]>
> = {
	'how much is left': [
		['nothing is limited', pod('a cpu 100'), [], 'fits'],
		['exactly what is left', pod('a cpu 1'), [quota('requests.cpu 4', 'requests.cpu 3')], 'fits'],
		[
			'a thousandth more',
			pod('a cpu 1001m'),
			[quota('requests.cpu 4', 'requests.cpu 3')],
			'ResourceQuota shop-dev/q allows 4 requests.cpu, 3 is used, and 1001m is asked for',
		],
		['what asks for nothing of what is short', pod('a'), [quota('requests.storage 1', 'requests.storage 9')], 'fits'],
		[
			'nothing more where more is used than allowed',
			pod('a cpu 1m'),
			[quota('cpu 1', 'cpu 2')],
			'ResourceQuota shop-dev/q allows 1 requests.cpu, 2 is used, and 1m is asked for',
		],
		['… but what asks for none of it', pod('a cpu 0'), [quota('cpu 1', 'cpu 2')], 'fits'],
		[
			'two names of one thing: the smaller amount counts',
			pod('a cpu 2'),
			[quota('cpu 3, requests.cpu 1')],
			'ResourceQuota shop-dev/q allows 1 requests.cpu, 0 is used, and 2 is asked for',
		],
		[
			'every quota has to allow it',
			pod('a cpu 2'),
			[
				quota('cpu 1', undefined, {}, 'small'),
				quota('cpu 3', undefined, {}, 'large'),
				quota('pods 0', undefined, {}, 'none'),
			],
			'ResourceQuota shop-dev/none allows 0 pods, 0 is used, and 1 is asked for; ResourceQuota shop-dev/small allows 1 requests.cpu, 0 is used, and 2 is asked for',
		],
		[
			'without the word of the controller the pods are counted',
			pod('a cpu 1', {}, 'new'),
			[quota('cpu 2'), pod('a cpu 1500m')],
			'ResourceQuota shop-dev/q allows 2 requests.cpu, 1500m is used, and 1 is asked for',
		],
		[
			'so they are where its word is about a quota that has changed since',
			pod('a cpu 1', {}, 'new'),
			[{ ...quota('cpu 2', 'cpu 2'), spec: { hard: { cpu: '3' } } }, pod('a cpu 2')],
			'fits',
		],
		[
			'a pod that has ended is one that is stored',
			pod('a', {}, 'new'),
			[quota('pods 1, count/pods 1'), pod('a', {}, 'old', { phase: 'Failed' })],
			'ResourceQuota shop-dev/q allows 1 count/pods, 1 is used, and 1 is asked for',
		],
		['what nobody can count', pod('a'), [quota('count/widgets.example.org 0')], 'fits'],
	],
	'what a pod asks for': [
		[
			'a request that is not written is the limit',
			pod('a cpu /2'),
			[quota('cpu 1')],
			'ResourceQuota shop-dev/q allows 1 requests.cpu, 0 is used, and 2 is asked for',
		],
		[
			'the largest init container',
			pod('a cpu 1; init i cpu 3; init j cpu 2'),
			[quota('cpu 2')],
			'ResourceQuota shop-dev/q allows 2 requests.cpu, 0 is used, and 3 is asked for',
		],
		[
			'sidecars beside all that comes later',
			pod('a cpu 1; sidecar s cpu 1; init i cpu 2'),
			[quota('cpu 2')],
			'ResourceQuota shop-dev/q allows 2 requests.cpu, 0 is used, and 3 is asked for',
		],
		[
			'overhead of its runtime class',
			pod('a cpu 1/2', { runtimeClassName: 'heavy' }),
			[
				quota('cpu 1, limits.cpu 2'),
				{
					apiVersion: 'node.k8s.io/v1',
					kind: 'RuntimeClass',
					metadata: { name: 'heavy' },
					overhead: { podFixed: { cpu: '250m' } },
				},
			],
			'ResourceQuota shop-dev/q allows 1 requests.cpu, 0 is used, and 1250m is asked for; ResourceQuota shop-dev/q allows 2 limits.cpu, 0 is used, and 2250m is asked for',
		],
		[
			'amounts of the pod as a whole',
			pod('a cpu 1; whole cpu 3/4'),
			[quota('cpu 2, limits.cpu 3')],
			'ResourceQuota shop-dev/q allows 2 requests.cpu, 0 is used, and 3 is asked for; ResourceQuota shop-dev/q allows 3 limits.cpu, 0 is used, and 4 is asked for',
		],
		['… its request is what its containers want', pod('a cpu 1; b; whole cpu /4'), [quota('cpu 1')], 'fits'],
		[
			'… its limit theirs, where all have one',
			pod('a cpu 1/2; b cpu 1/2; whole memory 1Gi'),
			[quota('limits.cpu 3')],
			'ResourceQuota shop-dev/q allows 3 limits.cpu, 0 is used, and 4 is asked for',
		],
		[
			'… and none, where one has none',
			pod('a memory 1Gi/2Gi; b memory 1Gi; whole memory 3Gi'),
			[quota('limits.memory 2Gi')],
			'fits',
		],
		[
			'a device',
			pod('a example.org/gpu 2/2'),
			[quota('requests.example.org/gpu 1')],
			'ResourceQuota shop-dev/q allows 1 requests.example.org/gpu, 0 is used, and 2 is asked for',
		],
		[
			'huge pages by either name',
			pod('a cpu 1, hugepages-2Mi 4Mi/4Mi'),
			[quota('hugepages-2Mi 2Mi')],
			'ResourceQuota shop-dev/q allows 2Mi requests.hugepages-2Mi, 0 is used, and 4Mi is asked for',
		],
		[
			'disk',
			pod('a ephemeral-storage 2Gi/3Gi'),
			[quota('ephemeral-storage 2Gi, limits.ephemeral-storage 2Gi')],
			'ResourceQuota shop-dev/q allows 2Gi limits.ephemeral-storage, 0 is used, and 3Gi is asked for',
		],
	],
	'what a container has to declare': [
		[
			'cpu, once it is counted',
			pod('a; b cpu 1; init i'),
			[quota('cpu 4')],
			'ResourceQuota shop-dev/q counts requests.cpu, which containers a, i do not declare',
		],
		[
			'limits are another thing',
			pod('a cpu 1'),
			[quota('limits.cpu 4')],
			'ResourceQuota shop-dev/q counts limits.cpu, which container a does not declare',
		],
		['a limit is a request too', pod('a memory /1Gi'), [quota('requests.memory 4Gi, limits.memory 4Gi')], 'fits'],
		['zero is an amount', pod('a cpu 0'), [quota('cpu 4')], 'fits'],
		['disk and devices need no word', pod('a'), [quota('ephemeral-storage 1, requests.example.org/gpu 1')], 'fits'],
		[
			'amounts of the pod spare its containers, whatever they are',
			pod('a; whole memory 1Gi'),
			[quota('cpu 4')],
			'fits',
		],
		[
			'… unless they are of nothing that a pod has as a whole',
			pod('a; whole ephemeral-storage 1Gi'),
			[quota('cpu 4')],
			'ResourceQuota shop-dev/q counts requests.cpu, which container a does not declare',
		],
		['a default of a limit range declares', pod('a'), [quota('cpu 4'), container({ default: { cpu: '1' } })], 'fits'],
		['only pods in the scope', pod('a'), [quota('cpu 4', undefined, scoped('Terminating'))], 'fits'],
	],
	scopes: [
		[
			'Terminating: a pod that ends by itself',
			pod('a', { activeDeadlineSeconds: 60 }),
			[quota('pods 0', undefined, scoped('Terminating'))],
			noPods,
		],
		['… and no other', pod('a'), [quota('pods 0', undefined, scoped('Terminating'))], 'fits'],
		['NotTerminating', pod('a'), [quota('pods 0', undefined, scoped('NotTerminating'))], noPods],
		[
			'… is avoided by saying when to end',
			pod('a', { activeDeadlineSeconds: 0 }),
			[quota('pods 0', undefined, scoped('NotTerminating'))],
			'fits',
		],
		['BestEffort', pod('a ephemeral-storage 1Gi; b cpu 0'), [quota('pods 0', undefined, scoped('BestEffort'))], noPods],
		['… not with any amount', pod('a; b memory 1'), [quota('pods 0', undefined, scoped('BestEffort'))], 'fits'],
		[
			'… not of an init container either',
			pod('a; init i cpu /1'),
			[quota('pods 0', undefined, scoped('BestEffort'))],
			'fits',
		],
		['… nor of the pod', pod('a; whole cpu 1'), [quota('pods 0', undefined, scoped('BestEffort'))], 'fits'],
		[
			'… nor by a default',
			pod('a'),
			[quota('pods 0', undefined, scoped('BestEffort')), container({ defaultRequest: { cpu: '1' } })],
			'fits',
		],
		['NotBestEffort', pod('a cpu 1'), [quota('pods 0', undefined, scoped('NotBestEffort'))], noPods],
		['… not without amounts', pod('a'), [quota('pods 0', undefined, scoped('NotBestEffort'))], 'fits'],
		['all of several', pod('a cpu 1'), [quota('pods 0', undefined, scoped('NotBestEffort', 'Terminating'))], 'fits'],
		['PriorityClass as a word: any', ofClass('high'), [quota('pods 0', undefined, scoped('PriorityClass'))], noPods],
		['… none', pod('a'), [quota('pods 0', undefined, scoped('PriorityClass'))], 'fits'],
		['PriorityClass In', ofClass('high'), [quota('pods 0', undefined, priority('In', 'high'))], noPods],
		['… another', ofClass('low'), [quota('pods 0', undefined, priority('In', 'high'))], 'fits'],
		['PriorityClass NotIn: another', ofClass('low'), [quota('pods 0', undefined, priority('NotIn', 'high'))], noPods],
		['… none', pod('a'), [quota('pods 0', undefined, priority('NotIn', 'high'))], noPods],
		['… this one', ofClass('high'), [quota('pods 0', undefined, priority('NotIn', 'high'))], 'fits'],
		['PriorityClass DoesNotExist', pod('a'), [quota('pods 0', undefined, priority('DoesNotExist'))], noPods],
		['… but it does', ofClass('high'), [quota('pods 0', undefined, priority('DoesNotExist'))], 'fits'],
		['an operator that there is not', ofClass('high'), [quota('pods 0', undefined, priority('Like', 'h'))], 'fits'],
		[
			'the default class is a class',
			pod('a'),
			[
				quota('pods 0', undefined, priority('In', 'usual')),
				{ apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'usual' }, globalDefault: true },
			],
			noPods,
		],
		[
			'CrossNamespacePodAffinity: a selector, were it empty',
			affine('podAffinity', { namespaceSelector: {} }),
			[quota('pods 0', undefined, scoped('CrossNamespacePodAffinity'))],
			noPods,
		],
		[
			'… names',
			affine('podAntiAffinity', { namespaces: ['shop-dev'] }),
			[quota('pods 0', undefined, scoped('CrossNamespacePodAffinity'))],
			noPods,
		],
		['… neither', affine('podAffinity', {}), [quota('pods 0', undefined, scoped('CrossNamespacePodAffinity'))], 'fits'],
		['a scope that there is not', pod('a'), [quota('pods 0', undefined, scoped('Whatever'))], 'fits'],
		[
			'scopes of pods hold no claims',
			claim('1Gi'),
			[quota('persistentvolumeclaims 0', undefined, scoped('NotTerminating'))],
			'fits',
		],
		['… and no Services', service('ClusterIP', 1), [quota('services 0', undefined, scoped('NotTerminating'))], 'fits'],
		[
			'VolumeAttributesClass In',
			claim('1Gi', { volumeAttributesClassName: 'fast' }),
			[quota('persistentvolumeclaims 0', undefined, attributes('In', 'fast'))],
			'ResourceQuota shop-dev/q allows 0 persistentvolumeclaims, 0 is used, and 1 is asked for',
		],
		['… none', claim('1Gi'), [quota('persistentvolumeclaims 0', undefined, attributes('In', 'fast'))], 'fits'],
		[
			'VolumeAttributesClass NotIn: none',
			claim('1Gi'),
			[quota('persistentvolumeclaims 0', undefined, attributes('NotIn', 'fast'))],
			'ResourceQuota shop-dev/q allows 0 persistentvolumeclaims, 0 is used, and 1 is asked for',
		],
		['… not about pods', pod('a'), [quota('pods 0', undefined, attributes('DoesNotExist'))], 'fits'],
	],
	'claims and Services': [
		[
			'storage, in whole bytes',
			claim('1500m'),
			[quota('requests.storage 1')],
			'ResourceQuota shop-dev/q allows 1 requests.storage, 0 is used, and 2 is asked for',
		],
		[
			'storage of a class',
			claim('2Gi', { storageClassName: 'gold' }),
			[quota('gold.storageclass.storage.k8s.io/requests.storage 1Gi')],
			'ResourceQuota shop-dev/q allows 1Gi gold.storageclass.storage.k8s.io/requests.storage, 0 is used, and 2Gi is asked for',
		],
		[
			'… of another',
			claim('2Gi', { storageClassName: 'tin' }),
			[quota('gold.storageclass.storage.k8s.io/requests.storage 1Gi')],
			'fits',
		],
		[
			'claims of the default class',
			claim('2Gi'),
			[
				quota('gold.storageclass.storage.k8s.io/persistentvolumeclaims 0'),
				{
					apiVersion: 'storage.k8s.io/v1',
					kind: 'StorageClass',
					metadata: { name: 'gold', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
				},
			],
			'ResourceQuota shop-dev/q allows 0 gold.storageclass.storage.k8s.io/persistentvolumeclaims, 0 is used, and 1 is asked for',
		],
		[
			'… which is not taken where none is wanted',
			claim('2Gi', { storageClassName: '' }),
			[
				quota('gold.storageclass.storage.k8s.io/persistentvolumeclaims 0'),
				{
					apiVersion: 'storage.k8s.io/v1',
					kind: 'StorageClass',
					metadata: { name: 'gold', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
				},
			],
			'fits',
		],
		[
			'a claim that was given more counts with that',
			claim('1Gi', {}, 'new'),
			[quota('requests.storage 3Gi'), { ...claim('1Gi'), status: { allocatedResources: { storage: '3Gi' } } }],
			'ResourceQuota shop-dev/q allows 3Gi requests.storage, 3Gi is used, and 1Gi is asked for',
		],
		[
			'every port of a NodePort',
			service('NodePort', 2),
			[quota('services.nodeports 1')],
			'ResourceQuota shop-dev/q allows 1 services.nodeports, 0 is used, and 2 is asked for',
		],
		[
			'every port of a load balancer',
			service('LoadBalancer', 2),
			[quota('services.nodeports 1, services.loadbalancers 0')],
			'ResourceQuota shop-dev/q allows 0 services.loadbalancers, 0 is used, and 1 is asked for; ResourceQuota shop-dev/q allows 1 services.nodeports, 0 is used, and 2 is asked for',
		],
		[
			'… unless it wants none',
			service('LoadBalancer', 2, { allocateLoadBalancerNodePorts: false }),
			[quota('services.nodeports 0')],
			'fits',
		],
		[
			'… but those that it names',
			service('LoadBalancer', 0, {
				allocateLoadBalancerNodePorts: false,
				ports: [{ port: 80, nodePort: 30080 }, { port: 81 }],
			}),
			[quota('services.nodeports 0')],
			'ResourceQuota shop-dev/q allows 0 services.nodeports, 0 is used, and 1 is asked for',
		],
		[
			'a Service under either name',
			service('ClusterIP', 1),
			[quota('services 0, count/services 0')],
			'ResourceQuota shop-dev/q allows 0 count/services, 0 is used, and 1 is asked for; ResourceQuota shop-dev/q allows 0 services, 0 is used, and 1 is asked for',
		],
		[
			'objects by resource and group',
			workload('Deployment', 'web', 'a'),
			[quota('count/deployments.apps 0')],
			'ResourceQuota shop-dev/q allows 0 count/deployments.apps, 0 is used, and 1 is asked for',
		],
	],
	'limit ranges': [
		[
			'a default is a limit, and its request',
			pod('a'),
			[quota('cpu 1, limits.cpu 1'), container({ default: { cpu: '2' } })],
			'ResourceQuota shop-dev/q allows 1 requests.cpu, 0 is used, and 2 is asked for; ResourceQuota shop-dev/q allows 1 limits.cpu, 0 is used, and 2 is asked for',
		],
		[
			'a default request goes before it',
			pod('a'),
			[quota('cpu 1'), container({ default: { cpu: '2' }, defaultRequest: { cpu: '1' } })],
			'fits',
		],
		[
			'a written limit is the request, before any default',
			pod('a cpu /2'),
			[quota('cpu 1'), container({ defaultRequest: { cpu: '1' } })],
			'ResourceQuota shop-dev/q allows 1 requests.cpu, 0 is used, and 2 is asked for',
		],
		[
			'without a default the most is the default',
			pod('a'),
			[quota('cpu 2'), container({ max: { cpu: '3' } })],
			'ResourceQuota shop-dev/q allows 2 requests.cpu, 0 is used, and 3 is asked for',
		],
		[
			'without a default request the least is it',
			pod('a'),
			[quota('cpu 1'), container({ min: { cpu: '2' } })],
			'ResourceQuota shop-dev/q allows 1 requests.cpu, 0 is used, and 2 is asked for',
		],
		[
			'a default below what is requested makes the pod invalid',
			pod('a cpu 2'),
			[container({ default: { cpu: '1' } })],
			'container a requests 2 cpu, more than its limit of 1 with the defaults of LimitRange shop-dev/l',
		],
		[
			'of several the first fills in',
			pod('a'),
			[
				quota('cpu 1'),
				limitRange([{ type: 'Container', defaultRequest: { cpu: '1' } }], 'a'),
				limitRange([{ type: 'Container', defaultRequest: { cpu: '2' } }], 'b'),
			],
			'fits',
		],
		[
			'too little',
			pod('a cpu 50m'),
			[container({ min: { cpu: '100m' } })],
			'LimitRange shop-dev/l wants at least 100m of cpu for a Container, and container a has a request of 50m',
		],
		[
			'a limit that is too little',
			pod('a cpu 0/50m'),
			[container({ min: { cpu: '0' }, max: { cpu: '20m' } })],
			'LimitRange shop-dev/l wants at most 20m of cpu for a Container, and container a has a limit of 50m',
		],
		[
			'too much',
			pod('a memory 1Gi/2Gi; init i memory 3Gi/3Gi'),
			[container({ max: { memory: '2Gi' } })],
			'LimitRange shop-dev/l wants at most 2Gi of memory for a Container, and container i has a limit of 3Gi',
		],
		[
			'a request without a limit where there is a most',
			pod('a memory 1Gi'),
			[limitRange([{ type: 'Pod', max: { memory: '2Gi' } }])],
			'LimitRange shop-dev/l wants at most 2Gi of memory for a Pod, and the pod has no limit',
		],
		[
			'a limit too many times its request',
			pod('a cpu 1/3'),
			[container({ maxLimitRequestRatio: { cpu: '2' } })],
			'LimitRange shop-dev/l wants a limit of at most 2 requests of cpu for a Container, and container a has 3 for 1',
		],
		['… exactly as many times', pod('a cpu 1/1500m'), [container({ maxLimitRequestRatio: { cpu: '1.5' } })], 'fits'],
		[
			'… of no request',
			pod('a'),
			[container({ maxLimitRequestRatio: { cpu: '2' } })],
			'LimitRange shop-dev/l wants a limit of at most 2 requests of cpu for a Container, and container a has no request',
		],
		[
			'… of no limit',
			pod('a cpu 1'),
			[container({ maxLimitRequestRatio: { cpu: '2' } })],
			'LimitRange shop-dev/l wants a limit of at most 2 requests of cpu for a Container, and container a has no limit',
		],
		[
			'a pod is all its containers',
			pod('a cpu 1/2; b cpu 1/2'),
			[limitRange([{ type: 'Pod', max: { cpu: '3' } }])],
			'LimitRange shop-dev/l wants at most 3 of cpu for a Pod, and the pod has a limit of 4',
		],
		[
			'… without its overhead',
			pod('a cpu 1/2', { overhead: { cpu: '5' } }),
			[limitRange([{ type: 'Pod', max: { cpu: '3' } }])],
			'fits',
		],
		[
			'… or what is said of it as a whole',
			pod('a; whole cpu 1/4'),
			[limitRange([{ type: 'Pod', max: { cpu: '3' } }])],
			'LimitRange shop-dev/l wants at most 3 of cpu for a Pod, and the pod has a limit of 4',
		],
		[
			'a claim',
			claim('3Gi'),
			[limitRange([{ type: 'PersistentVolumeClaim', max: { storage: '2Gi' } }])],
			'LimitRange shop-dev/l wants at most 2Gi of storage for a PersistentVolumeClaim, and the claim has a request of 3Gi',
		],
		[
			'… too small',
			claim('1Gi'),
			[limitRange([{ type: 'PersistentVolumeClaim', min: { storage: '2Gi' } }])],
			'LimitRange shop-dev/l wants at least 2Gi of storage for a PersistentVolumeClaim, and the claim has a request of 1Gi',
		],
		['a type that there is not', pod('a'), [limitRange([{ type: 'Image', max: { cpu: '0' } }])], 'fits'],
	],
	'amounts that do not go together': [
		['a request above the limit', pod('a cpu 2/1'), [], 'container a requests 2 cpu, more than its limit of 1'],
		[
			'a device that is not limited',
			pod('a example.org/gpu 1'),
			[],
			'container a requests 1 example.org/gpu, which has to be its limit, and has none',
		],
		[
			'a device that is limited otherwise',
			pod('a example.org/gpu 1/2'),
			[],
			'container a requests 1 example.org/gpu, which has to be its limit, 2',
		],
		[
			'containers above the pod',
			pod('a cpu 2; b cpu 2; whole cpu 3'),
			[],
			'the containers want 4 cpu, more than the 3 of the pod as a whole',
		],
		[
			'the limit of one container above that of the pod',
			pod('a cpu 1/5; whole cpu 2/4'),
			[],
			'container a wants 5 cpu, more than the 4 of the pod as a whole',
		],
		['… of all of them is no matter', pod('a cpu 1/3; b cpu 1/3; whole cpu 2/4'), [], 'fits'],
		[
			'a pod that wants more than it is limited to',
			pod('a; whole cpu 4/2'),
			[],
			'the pod requests 4 cpu, more than its limit of 2',
		],
	],
}

describe.each(Object.entries(cases))('%s', (_, rows) => {
	test.each(rows)('%s', (_what, object, there, expected) => {
		expect(said(object, there)).toBe(expected)
	})
})

describe(`whatever is tried, STAGEWALL_SEED=${seed}`, patience, () => {
	const classes = [...randomClasses, ...randomDefaults]
	const draws = randomNamespace(12).map(({ quotas, limitRanges, attempts }) => ({
		rules: homesOf({
			objects: [...classes, ...[...quotas, ...limitRanges].map((object) => named(object, object.metadata.name, 'n'))],
			unseen: [],
		})('n'),
		attempts: attempts.map((object) => named(object, object.metadata.name, 'n')),
	}))

	/** Tries all, and gives what is used after each. */
	function* steps(
		rules: Rules,
		attempts: readonly KubeObject[],
	): Generator<{ before: Rules; after: Rules; object: KubeObject }> {
		let before = rules
		for (const attempt of attempts) {
			const admission = admit(attempt, before)
			if (admission.type === 'refused') continue
			yield { before, after: admission.rules, object: admission.object }
			before = admission.rules
		}
	}
	const used = ({ quotas }: Rules): readonly (readonly [string, bigint][])[] =>
		quotas.map((quota) => [...quota.used].toSorted(([a], [b]) => (a < b ? -1 : 1)))
	const run = (check: (rules: Rules, attempts: readonly KubeObject[]) => void): void =>
		fc.assert(
			fc.property(draws, ({ rules, attempts }) => check(rules, attempts)),
			{ seed, numRuns: 60 * times },
		)

	test('no quota is ever exceeded', () => {
		run((rules, attempts) => {
			for (const { after } of steps(rules, attempts))
				for (const { hard, used } of after.quotas)
					for (const [key, amount] of used) expect(amount).toBeLessThanOrEqual(hard.get(key) ?? 0n)
		})
	})

	test('what goes leaves what was there before', () => {
		run((rules, attempts) => {
			for (const { before, after, object } of steps(rules, attempts))
				expect(used(without(object, after))).toEqual(used(before))
		})
	})

	test('what is used is the same, counted at once or one after the other', () => {
		run((rules, attempts) => {
			const all = [...steps(rules, attempts)]
			const objects = all.map(({ object }) => object)
			const again = homesOf({ objects: [...classes, ...rules.quotas.map(asWritten), ...objects], unseen: [] })('n')
			const last = all.at(-1)?.after ?? rules
			expect(used(again)).toEqual(used(last))
		})
	})

	test('what is stored is completed already', () => {
		run((rules, attempts) => {
			const open = { ...rules, quotas: [] }
			for (const { object } of steps(rules, attempts)) {
				const again = admit(object, open)
				expect(again.type === 'accepted' ? again.object : again).toEqual(object)
			}
		})
	})
})

/** A quota as an object, from what was read of it. */
function asWritten({ ref, hard, scopes }: Rules['quotas'][number]): KubeObject {
	const texts = (amounts: Amounts): object =>
		Object.fromEntries([...amounts].map(([key, amount]) => [key, `${amount}n`]))
	const matchExpressions = scopes.map(({ name, ...rest }) => ({ scopeName: name, ...rest }))
	return {
		apiVersion: 'v1',
		kind: 'ResourceQuota',
		metadata: { name: ref.name, namespace: 'n' },
		spec: { hard: texts(hard), scopeSelector: { matchExpressions } },
	}
}
