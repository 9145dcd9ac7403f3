/** Random namespaces, nodes, pods and workloads, as raw objects. */
import fc from 'fast-check'
import type { KubeObject, ObjectMeta } from '../../model/kube-object.ts'
import {
	labels,
	nameLabel,
	namespaceNames,
	nodeAddresses,
	nodeNames,
	portNames,
	portNumber,
	protocol,
} from './random-words.suite.ts'
import type {
	RawContainer,
	RawContainerPort,
	RawLabels,
	RawPodSpec,
	RawPodStatus,
	RawTemplate,
	RawWorkloadSpec,
} from './raw-objects.suite.ts'

/** Nobody can give a namespace the name of another: the API server writes the right one. */
const namespaceLabels: fc.Arbitrary<RawLabels> = fc.oneof(
	{ arbitrary: labels, weight: 7 },
	{ arbitrary: labels.map((own) => ({ ...own, [nameLabel]: 'ns-prod' })), weight: 1 },
)

/** Namespaces that are declared; others exist only because something lives in them. */
export const declaredNamespaces: fc.Arbitrary<readonly KubeObject[]> = fc
	.tuple(...namespaceNames.map((name) => fc.tuple(fc.constant(name), fc.option(namespaceLabels, { freq: 8 }))))
	.map((all) =>
		all.flatMap(([name, own]) =>
			own === null ? [] : [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: own } }],
		),
	)

/** Nodes, some of them without the addresses that the kubelet would report. */
export const nodes: fc.Arbitrary<readonly KubeObject[]> = fc
	.tuple(
		...(['node-1', 'node-2'] as const).map((name) =>
			fc.tuple(fc.constant(name), fc.option(fc.tuple(labels, fc.option(fc.constant(true), { freq: 9 })), { freq: 9 })),
		),
	)
	.map((all) => all.flatMap(([name, found]) => (found === null ? [] : [nodeObject(name, found[0], found[1] !== null)])))

function nodeObject(name: keyof typeof nodeAddresses, own: RawLabels, isReported: boolean): KubeObject {
	const { internal, external } = nodeAddresses[name]
	const addresses = [
		{ type: 'Hostname', address: name },
		...internal.map((address) => ({ type: 'InternalIP', address })),
		...external.map((address) => ({ type: 'ExternalIP', address })),
	]
	const status = isReported ? { addresses } : {}
	return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels: own }, status }
}

const containerPort: fc.Arbitrary<RawContainerPort> = fc.oneof(
	fc.record({ name: fc.constantFrom(...portNames), containerPort: portNumber }),
	fc.record({ name: fc.constantFrom(...portNames), containerPort: portNumber, protocol }),
	fc.record({ containerPort: portNumber, protocol }),
)
// Names are unique in a container; two containers may have the same.
const ports = fc.uniqueArray(containerPort, { selector: ({ name }) => name, maxLength: 2, size: 'max' })

const container: fc.Arbitrary<RawContainer> = fc.record({ name: fc.constant('main'), ports })
const initContainer: fc.Arbitrary<RawContainer> = fc.oneof(
	fc.record({ name: fc.constant('init'), ports }),
	fc.record({ name: fc.constant('sidecar'), restartPolicy: fc.constant('Always' as const), ports }),
)

interface PodSketch {
	readonly namespace: string
	readonly labels: RawLabels
	readonly spec: RawPodSpec
	readonly phase: NonNullable<RawPodStatus['phase']>
	readonly addresses: 'ipv4' | 'ipv6' | 'both' | 'old-field' | 'none'
}

const namespace = fc.constantFrom(...namespaceNames)
const podSpec: fc.Arbitrary<RawPodSpec> = fc.record({
	hostNetwork: fc.constantFrom(false, false, false, true),
	containers: fc.array(container, { minLength: 1, maxLength: 2 }),
	initContainers: fc.oneof(fc.constantFrom(undefined, null), fc.array(initContainer, { minLength: 1, maxLength: 2 })),
})
const nodeName = fc.option(fc.constantFrom('node-1' as const, ...nodeNames), { freq: 6 })

const podSketch: fc.Arbitrary<PodSketch> = fc
	.record({
		namespace,
		labels,
		spec: podSpec,
		nodeName,
		phase: fc.constantFrom('Running', 'Running', 'Running', 'Running', 'Pending', 'Unknown', 'Succeeded', 'Failed'),
		addresses: fc.constantFrom('ipv4', 'ipv4', 'both', 'ipv6', 'old-field', 'none'),
	})
	.map(({ nodeName: node, ...rest }) => (node === null ? rest : { ...rest, spec: { ...rest.spec, nodeName: node } }))

function statusOf({ phase, addresses, spec: { hostNetwork, nodeName: node } }: PodSketch, index: number): RawPodStatus {
	const net = index % 3
	const own = [`10.0.${net}.${index + 1}`, `fd00:0:0:${net}::${index + 1}`]
	const ofNode = nodeNames.flatMap((name) => (name === node ? [...nodeAddresses[name].internal] : []))
	const [ipv4, ipv6] = hostNetwork === true ? ofNode : own
	const shown = { ipv4: [ipv4], ipv6: [ipv6], both: [ipv4, ipv6], 'old-field': [ipv4], none: [] }[addresses]
	const known = (hostNetwork === true && addresses !== 'none' ? [ipv4, ipv6] : shown).filter((ip) => ip !== undefined)
	const [first] = known
	if (first === undefined) return { phase }
	return addresses === 'old-field' && hostNetwork !== true
		? { phase, podIP: first }
		: { phase, podIP: first, podIPs: known.map((ip) => ({ ip })) }
}

function podObject(sketch: PodSketch, index: number, metadata: Partial<ObjectMeta> = {}): KubeObject {
	return {
		apiVersion: 'v1',
		kind: 'Pod',
		metadata: { name: `pod-${index}`, namespace: sketch.namespace, labels: sketch.labels, ...metadata },
		spec: sketch.spec,
		status: statusOf(sketch, index),
	}
}

/** Up to eight pods. */
export const pods: fc.Arbitrary<readonly KubeObject[]> = fc
	.array(podSketch, { minLength: 2, maxLength: 8, size: 'max' })
	.map((sketches) => sketches.map((sketch, index) => podObject(sketch, index)))

const workloadKinds = {
	Deployment: 'apps/v1',
	StatefulSet: 'apps/v1',
	DaemonSet: 'apps/v1',
	ReplicaSet: 'apps/v1',
	ReplicationController: 'v1',
	Job: 'batch/v1',
	CronJob: 'batch/v1',
	Rollout: 'argoproj.io/v1alpha1',
} as const

const kindsOfWorkloads = Object.keys(workloadKinds) as readonly (keyof typeof workloadKinds)[]

/** Who makes the pods of a workload in its place. */
const middlemen = { Deployment: 'ReplicaSet', CronJob: 'Job' } as const

const workload = fc.record({
	kind: fc.constantFrom(...kindsOfWorkloads),
	template: podSketch,
	made: fc.constantFrom('nothing', 'nothing', 'middleman', 'pod', 'ended-pod'),
	condition: fc.constantFrom('Complete', 'Failed', 'Suspended'),
	// An operator's own kind, which has no template and is not read.
	isManaged: fc.constantFrom(false, false, true),
})

/** Up to three workloads, some with what they have made. */
export const workloads: fc.Arbitrary<readonly KubeObject[]> = fc
	.array(workload, { maxLength: 3 })
	.map((sketches) => sketches.flatMap(workloadObjects))

function workloadObjects(
	{ kind, template, made, condition, isManaged }: typeof workload extends fc.Arbitrary<infer Sketch> ? Sketch : never,
	index: number,
): readonly KubeObject[] {
	const name = `workload-${index}`
	const unowned = workloadObject(kind, name, template, condition)
	const top = isManaged ? ownedBy(manager, unowned) : unowned
	if (made === 'nothing') return [top]
	const middle = kind === 'Deployment' || kind === 'CronJob' ? middlemen[kind] : undefined
	const middleman = middle === undefined ? [] : [ownedBy(top, workloadObject(middle, `${name}-1`, template, condition))]
	if (made === 'middleman') return [top, ...middleman]
	const phase = made === 'pod' ? 'Running' : 'Succeeded'
	const pod = podObject({ ...template, phase }, 20 + index)
	return [top, ...middleman, ownedBy(middleman[0] ?? top, pod)]
}

const manager: KubeObject = { apiVersion: 'example.com/v1', kind: 'Shop', metadata: { name: 'shop' } }

function workloadObject(
	kind: keyof typeof workloadKinds,
	name: string,
	{ namespace: home, labels: own, spec: made }: PodSketch,
	condition: string,
): KubeObject {
	const template: RawTemplate = { metadata: { labels: own }, spec: made }
	const spec: RawWorkloadSpec = kind === 'CronJob' ? { jobTemplate: { spec: { template } } } : { template }
	return {
		apiVersion: workloadKinds[kind],
		kind,
		metadata: { name, namespace: home },
		spec,
		...(kind === 'Job' ? { status: { conditions: [{ type: condition, status: 'True' }] } } : {}),
	}
}

function ownedBy({ apiVersion, kind, metadata: { name } }: KubeObject, object: KubeObject): KubeObject {
	return {
		...object,
		metadata: { ...object.metadata, ownerReferences: [{ apiVersion, kind, name, controller: true }] },
	}
}
