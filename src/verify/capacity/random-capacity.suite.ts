/** Random quotas, limit ranges, and what they are about. Not all of it is valid: a server says so. */
import fc from 'fast-check'
import type { KubeObject } from '../../model/kube-object.ts'

/** Classes that random objects name. */
export const randomClasses: readonly KubeObject[] = [
	...['rnd-high', 'rnd-low'].map((name, index) => ({
		apiVersion: 'scheduling.k8s.io/v1',
		kind: 'PriorityClass',
		metadata: { name },
		value: 10 - index,
	})),
	{
		apiVersion: 'node.k8s.io/v1',
		kind: 'RuntimeClass',
		metadata: { name: 'rnd-heavy' },
		handler: 'heavy',
		overhead: { podFixed: { cpu: '150m', memory: '32Mi' } },
	},
	{
		apiVersion: 'storage.k8s.io/v1',
		kind: 'StorageClass',
		metadata: { name: 'rnd-gold' },
		provisioner: 'example.org/none',
	},
]

/** Classes that are taken where none is named. */
export const randomDefaults: readonly KubeObject[] = [
	{
		apiVersion: 'scheduling.k8s.io/v1',
		kind: 'PriorityClass',
		metadata: { name: 'rnd-default' },
		value: 5,
		globalDefault: true,
	},
	{
		apiVersion: 'storage.k8s.io/v1',
		kind: 'StorageClass',
		metadata: { name: 'rnd-silver', annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } },
		provisioner: 'example.org/none',
	},
]

type Amounts = Readonly<Record<string, string>>

const amounts: Readonly<Record<string, readonly string[]>> = {
	cpu: ['0', '50m', '0.1', '100m', '250m', '1', '1500m', '1500u'],
	memory: ['0', '64Mi', '128Mi', '100M', '256Mi', '1Gi', '134217728'],
	'ephemeral-storage': ['100Mi', '1Gi', '2G'],
}

/** Some entries of a mapping. */
function some(entries: Readonly<Record<string, fc.Arbitrary<string>>>): fc.Arbitrary<Amounts> {
	return fc.record(entries, { requiredKeys: [] }).map((found) => ({ ...found }) as Amounts)
}

/** Mostly nothing: one time out of so many and one. */
function rarely<Value>(value: fc.Arbitrary<Value>, times: number): fc.Arbitrary<Value | undefined> {
	return fc.oneof({ weight: times, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value })
}

const computed = (names: readonly string[]): fc.Arbitrary<Amounts> =>
	some(Object.fromEntries(names.map((name) => [name, fc.constantFrom(...(amounts[name] ?? []))])))

/** Mostly with limits no lower than requests, as people have them. */
const resources: fc.Arbitrary<{ readonly requests?: Amounts; readonly limits?: Amounts }> = fc
	.record({
		requests: computed(['cpu', 'memory', 'ephemeral-storage']),
		factor: fc.constantFrom('none', 'same', 'large', 'none', 'same', 'large', 'none', 'same', 'large', 'any'),
		any: computed(['cpu', 'memory', 'ephemeral-storage']),
		devices: rarely(fc.constantFrom('1', '2'), 5),
	})
	.map(({ requests, factor, any, devices }) => {
		const device: Amounts = devices === undefined ? {} : { 'example.org/gpu': devices }
		const large = Object.fromEntries(Object.keys(requests).map((name) => [name, name === 'cpu' ? '3' : '4Gi']))
		const limits: Amounts = { none: {}, same: requests, any, large }[factor] ?? {}
		return { requests: { ...requests, ...device }, limits: { ...limits, ...device } }
	})

const container = (name: string): fc.Arbitrary<object> =>
	fc.record({ name: fc.constant(name), image: fc.constant('none'), resources })

const wholeResources = fc
	.record({ requests: computed(['cpu', 'memory']), limits: computed(['cpu', 'memory']), isLarge: fc.boolean() })
	.map(({ requests, limits, isLarge }) => ({
		requests: isLarge
			? Object.fromEntries(Object.keys(requests).map((name) => [name, name === 'cpu' ? '4' : '6Gi']))
			: requests,
		limits: isLarge
			? Object.fromEntries(Object.keys(limits).map((name) => [name, name === 'cpu' ? '5' : '8Gi']))
			: limits,
	}))

const elsewhere = {
	podAntiAffinity: {
		preferredDuringSchedulingIgnoredDuringExecution: [
			{ weight: 1, podAffinityTerm: { topologyKey: 'zone', namespaceSelector: {} } },
		],
	},
}

const podSpec: fc.Arbitrary<object> = fc
	.record({
		containers: fc.oneof(fc.tuple(container('a')), fc.tuple(container('a'), container('b'))),
		initContainers: fc.oneof(
			{ weight: 3, arbitrary: fc.constant([]) },
			fc.tuple(container('i'), container('j')),
			fc.tuple(container('i')),
		),
		sidecars: fc.tuple(fc.boolean(), fc.boolean()),
		resources: rarely(wholeResources, 4),
		activeDeadlineSeconds: rarely(fc.constant(600), 3),
		priorityClassName: rarely(fc.constantFrom('rnd-high', 'rnd-low'), 1),
		runtimeClassName: rarely(fc.constant('rnd-heavy'), 5),
		affinity: rarely(fc.constant(elsewhere), 5),
	})
	.map(({ sidecars, initContainers, ...spec }) => ({
		...spec,
		initContainers: initContainers.map((each, index) =>
			sidecars[index] === true ? { ...each, restartPolicy: 'Always' } : each,
		),
	}))

const claimSpec = fc.record(
	{
		accessModes: fc.constant(['ReadWriteOnce']),
		resources: fc.constantFrom('1Gi', '500M', '2Gi', '10Gi', '1500m').map((storage) => ({ requests: { storage } })),
		storageClassName: fc.constantFrom('', 'rnd-gold', 'rnd-other'),
		volumeAttributesClassName: fc.constantFrom('rnd-fast', 'rnd-slow'),
	},
	{ requiredKeys: ['accessModes', 'resources'] },
)

const serviceSpec = fc
	.record({
		type: fc.constantFrom('ClusterIP', 'NodePort', 'LoadBalancer', 'LoadBalancer', 'ExternalName'),
		ports: fc.integer({ min: 1, max: 3 }),
		allocates: fc.constantFrom(true, false, undefined),
	})
	.map(({ type, ports, allocates }) =>
		type === 'ExternalName'
			? { type, externalName: 'example.org' }
			: {
					type,
					ports: Array.from({ length: ports }, (_, index) => ({ name: `p${index}`, port: 80 + index })),
					...(type === 'LoadBalancer' ? { allocateLoadBalancerNodePorts: allocates } : {}),
				},
	)

const one = (apiVersion: string, kind: string, spec: fc.Arbitrary<object>): fc.Arbitrary<KubeObject> =>
	// Fields that are `undefined` are not there, as on the wire.
	spec.map(
		(value) => JSON.parse(JSON.stringify({ apiVersion, kind, metadata: { name: 'x' }, spec: value })) as KubeObject,
	)

/** A pod, a claim, a Service, or a Deployment without pods. */
export const randomObject: fc.Arbitrary<KubeObject> = fc.oneof(
	{ weight: 12, arbitrary: one('v1', 'Pod', podSpec) },
	{ weight: 4, arbitrary: one('v1', 'PersistentVolumeClaim', claimSpec) },
	{ weight: 3, arbitrary: one('v1', 'Service', serviceSpec) },
	{
		weight: 1,
		arbitrary: one(
			'apps/v1',
			'Deployment',
			fc.constant({
				replicas: 0,
				selector: { matchLabels: { app: 'x' } },
				template: { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'a', image: 'none' }] } },
			}),
		),
	},
)

const computeKeys: Readonly<Record<string, readonly string[]>> = {
	cpu: ['1', '3', '8'],
	'requests.cpu': ['2', '6500m'],
	memory: ['1Gi', '6Gi'],
	'requests.memory': ['5G'],
	'limits.cpu': ['7', '30'],
	'limits.memory': ['9Gi', '40Gi'],
	pods: ['2', '5', '9'],
}
const claimKeys: Readonly<Record<string, readonly string[]>> = {
	'requests.storage': ['5Gi', '20Gi'],
	persistentvolumeclaims: ['2', '4'],
}
const otherKeys: Readonly<Record<string, readonly string[]>> = {
	...claimKeys,
	'ephemeral-storage': ['3Gi'],
	'limits.ephemeral-storage': ['5Gi'],
	'requests.example.org/gpu': ['0', '2', '4'],
	'count/pods': ['3', '12'],
	'count/services': ['2', '5'],
	services: ['4'],
	'services.nodeports': ['0', '3', '6'],
	'services.loadbalancers': ['1', '2'],
	'count/persistentvolumeclaims': ['3'],
	'count/deployments.apps': ['0', '1'],
	'rnd-gold.storageclass.storage.k8s.io/requests.storage': ['3Gi'],
	'rnd-silver.storageclass.storage.k8s.io/persistentvolumeclaims': ['1'],
}

const hardOf = (keys: Readonly<Record<string, readonly string[]>>, most: number): fc.Arbitrary<Amounts> =>
	fc
		.subarray(Object.entries(keys), { minLength: 1, maxLength: most })
		.chain((entries) =>
			fc.record(Object.fromEntries(entries.map(([key, values]) => [key, fc.constantFrom(...values)]))),
		)

const nowhere = { operator: 'DoesNotExist' }
const priority = fc
	.constantFrom(
		{ operator: 'In', values: ['rnd-high', 'rnd-default'] },
		{ operator: 'NotIn', values: ['rnd-low'] },
		{ operator: 'Exists' },
		nowhere,
	)
	.map((rest) => ({ scopeSelector: { matchExpressions: [{ scopeName: 'PriorityClass', ...rest }] } }))
const attributes = fc
	.constantFrom(
		{ operator: 'In', values: ['rnd-fast'] },
		{ operator: 'NotIn', values: ['rnd-fast'] },
		{ operator: 'Exists' },
		nowhere,
	)
	.map((rest) => ({ scopeSelector: { matchExpressions: [{ scopeName: 'VolumeAttributesClass', ...rest }] } }))
const scoped = fc.oneof(
	fc
		.subarray(['Terminating', 'NotBestEffort', 'CrossNamespacePodAffinity'], { minLength: 1 })
		.map((scopes) => ({ scopes })),
	fc.constant({ scopes: ['NotTerminating'] }),
	priority,
)

/** A ResourceQuota, with scopes or without. */
export const randomQuota: fc.Arbitrary<KubeObject> = fc.oneof(
	one(
		'v1',
		'ResourceQuota',
		hardOf(computeKeys, 3).map((hard) => ({ hard })),
	),
	one(
		'v1',
		'ResourceQuota',
		hardOf(otherKeys, 6).map((hard) => ({ hard })),
	),
	one(
		'v1',
		'ResourceQuota',
		fc.tuple(hardOf(computeKeys, 3), scoped).map(([hard, scopes]) => ({ hard, ...scopes })),
	),
	one(
		'v1',
		'ResourceQuota',
		fc.constantFrom('0', '1', '3').map((pods) => ({ hard: { pods }, scopes: ['BestEffort'] })),
	),
	one(
		'v1',
		'ResourceQuota',
		fc.tuple(hardOf(claimKeys, 2), attributes).map(([hard, scopes]) => ({ hard, ...scopes })),
	),
)

const containerLimit = fc.record(
	{
		type: fc.constant('Container'),
		default: some({ cpu: fc.constantFrom('2', '2500m', '100m'), memory: fc.constantFrom('2Gi', '4Gi', '64Mi') }),
		defaultRequest: some({ cpu: fc.constantFrom('50m', '100m'), memory: fc.constantFrom('64Mi', '100M') }),
		min: some({ cpu: fc.constant('50m'), memory: fc.constant('64Mi') }),
		max: some({ cpu: fc.constantFrom('2', '3'), memory: fc.constant('4Gi') }),
		maxLimitRequestRatio: some({ cpu: fc.constantFrom('2', '1.5', '10') }),
	},
	{ requiredKeys: ['type'] },
)
const podLimit = fc.record(
	{
		type: fc.constant('Pod'),
		min: some({ memory: fc.constant('100Mi') }),
		max: some({ cpu: fc.constantFrom('2', '4'), 'ephemeral-storage': fc.constant('4Gi') }),
		maxLimitRequestRatio: some({ memory: fc.constantFrom('2', '8') }),
	},
	{ requiredKeys: ['type'] },
)
const claimLimit = fc.constantFrom(
	{ type: 'PersistentVolumeClaim', min: { storage: '1Gi' } },
	{ type: 'PersistentVolumeClaim', max: { storage: '2Gi' } },
	{ type: 'PersistentVolumeClaim', min: { storage: '600M' }, max: { storage: '5Gi' } },
)

/** The limit ranges of a namespace. Of several no two fill in the same thing: who comes first would be chance. */
export const randomLimitRanges: fc.Arbitrary<readonly KubeObject[]> = fc.oneof(
	{ weight: 2, arbitrary: fc.constant([]) },
	fc.tuple(
		one(
			'v1',
			'LimitRange',
			containerLimit.map((limit) => ({ limits: [limit] })),
		),
	),
	fc.tuple(
		one(
			'v1',
			'LimitRange',
			fc.tuple(podLimit, claimLimit).map((limits) => ({ limits })),
		),
		one(
			'v1',
			'LimitRange',
			containerLimit.map((limit) => ({ limits: [limit] })),
		),
	),
)

/** What a namespace begins with, and what is tried in it one after the other. */
export interface RandomNamespace {
	readonly quotas: readonly KubeObject[]
	readonly limitRanges: readonly KubeObject[]
	readonly attempts: readonly KubeObject[]
}

/** @param attempts - how many objects are tried */
export function randomNamespace(attempts: number): fc.Arbitrary<RandomNamespace> {
	return fc
		.record({
			quotas: fc.array(randomQuota, { minLength: 1, maxLength: 3 }),
			limitRanges: randomLimitRanges,
			attempts: fc.array(randomObject, { minLength: attempts, maxLength: attempts, size: 'max' }),
		})
		.map(({ quotas, limitRanges, ...rest }) => ({
			quotas: quotas.map((quota, index) => named(quota, `quota-${index}`)),
			limitRanges: limitRanges.map((range, index) => named(range, `limits-${index}`)),
			attempts: rest.attempts.map((object, index) => named(object, `x${index}`)),
		}))
}

/** An object under another name, in a namespace if one is given. */
export function named(object: KubeObject, name: string, namespace?: string): KubeObject {
	return { ...object, metadata: { ...object.metadata, name, ...(namespace === undefined ? {} : { namespace }) } }
}
