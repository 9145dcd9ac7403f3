/** Who can stand at an end of a connection, found among raw objects. */
import type { KubeObject } from '../../model/kube-object.ts'
import type {
	RawContainerPort,
	RawJobStatus,
	RawLabels,
	RawNodeStatus,
	RawPodSpec,
	RawPodStatus,
	RawTemplate,
	RawWorkloadSpec,
} from './raw-objects.suite.ts'

/** A pod by its name, a workload's template as `Kind/name`, or a range of addresses outside of the cluster. */
export type NaiveEnd = { readonly namespace: string; readonly name: string } | { readonly cidr: string }

/** What policies can see of an end. */
export type Party = PodParty | { readonly type: 'outside'; readonly cidr: string }

/** A pod that runs, or one that a template would make. */
export interface PodParty {
	readonly type: 'pod' | 'template'
	readonly namespace: string
	readonly name: string
	readonly labels: RawLabels
	readonly namespaceLabels: RawLabels
	readonly ports: readonly RawContainerPort[]
	readonly hostNetwork: boolean
	/** Where it runs; `undefined` where that is not known. */
	readonly node: string | undefined
	/** `undefined` where nobody knows the node, or its object. */
	readonly nodeLabels: RawLabels | undefined
	/** `undefined` where they are not known. */
	readonly addresses: readonly string[] | undefined
}

/** Pods that have not ended, and the templates of workloads that have no such pod and are not made by another workload. */
export function naiveEnds(objects: readonly KubeObject[]): readonly NaiveEnd[] {
	const pods = objects.filter((object) => object.kind === 'Pod' && !hasEnded(object))
	const workloads = objects.filter((object) => isWorkload(object) && !hasEnded(object))
	const isMade = (object: KubeObject): boolean => ownerOf(objects, object) !== undefined
	const hasPod = (workload: KubeObject): boolean => pods.some((pod) => isOf(objects, pod, workload))
	return [
		...pods.map(({ metadata }) => ({ namespace: metadata.namespace ?? '', name: metadata.name })),
		...workloads
			.filter((workload) => !isMade(workload) && !hasPod(workload))
			.map(({ kind, metadata }) => ({ namespace: metadata.namespace ?? '', name: `${kind}/${metadata.name}` })),
	]
}

function isWorkload({ spec }: KubeObject): boolean {
	const { template, jobTemplate } = (spec ?? {}) as RawWorkloadSpec
	return (template ?? jobTemplate) !== undefined
}

/** A pod that has succeeded or failed, a Job that is complete or has failed. */
function hasEnded({ status }: KubeObject): boolean {
	const { phase, conditions } = (status ?? {}) as RawPodStatus & RawJobStatus
	const isOver = (conditions ?? []).some(
		({ type, status: isSo }) => (type === 'Complete' || type === 'Failed') && isSo === 'True',
	)
	return phase === 'Succeeded' || phase === 'Failed' || isOver
}

/** The observed workload that made an object. */
function ownerOf(objects: readonly KubeObject[], { metadata }: KubeObject): KubeObject | undefined {
	return objects.find(
		(object) =>
			object.metadata.namespace === metadata.namespace &&
			(metadata.ownerReferences ?? []).some(
				({ kind, name, controller }) => controller && kind === object.kind && name === object.metadata.name,
			),
	)
}

/** Whether an object was made by a workload, or by something that was made by it. */
function isOf(objects: readonly KubeObject[], object: KubeObject, workload: KubeObject): boolean {
	const owner = ownerOf(objects, object)
	return owner !== undefined && (owner === workload || isOf(objects, owner, workload))
}

/** Looks an end up. */
export function partyOf(objects: readonly KubeObject[], end: NaiveEnd): Party {
	if ('cidr' in end) return { type: 'outside', cidr: end.cidr }
	const [kind, name] = end.name.includes('/') ? end.name.split('/') : ['Pod', end.name]
	const object = objects.find(
		(each) => each.kind === kind && each.metadata.name === name && each.metadata.namespace === end.namespace,
	)
	if (object === undefined) throw new Error(`there is no ${end.name} in ${end.namespace}`)
	return kind === 'Pod' ? podParty(objects, object) : templateParty(objects, object)
}

function podParty(objects: readonly KubeObject[], pod: KubeObject): PodParty {
	const spec = pod['spec'] as RawPodSpec
	const placed = placedParty(objects, pod, spec)
	return {
		...placed,
		type: 'pod',
		labels: pod.metadata.labels ?? {},
		addresses: placed.addresses ?? addressesOfPod(pod),
	}
}

function templateParty(objects: readonly KubeObject[], workload: KubeObject): PodParty {
	const { metadata, spec } = templateOf(workload['spec'] as RawWorkloadSpec)
	return { ...placedParty(objects, workload, spec), type: 'template', labels: metadata?.labels ?? {} }
}

function templateOf({ template, jobTemplate }: RawWorkloadSpec): RawTemplate {
	const found = template ?? jobTemplate?.spec.template
	if (found === undefined) throw new Error('a workload without a template')
	return found
}

/** What follows from the namespace, the spec and the node; a pod in the network of its node has the node's addresses. */
function placedParty(
	objects: readonly KubeObject[],
	{ metadata }: KubeObject,
	spec: RawPodSpec,
): Omit<PodParty, 'type' | 'labels'> {
	const namespace = metadata.namespace ?? ''
	const node = objects.find(({ kind, metadata: { name } }) => kind === 'Node' && name === spec.nodeName)
	return {
		namespace,
		name: metadata.name,
		namespaceLabels: labelsOfNamespace(objects, namespace),
		ports: listeningPorts(spec),
		hostNetwork: spec.hostNetwork === true,
		node: spec.nodeName,
		nodeLabels: node === undefined ? undefined : (node.metadata.labels ?? {}),
		addresses: spec.hostNetwork === true ? addressesOfNode(node) : undefined,
	}
}

/** The API server sets the name as a label on every namespace, whatever its author wrote. */
function labelsOfNamespace(objects: readonly KubeObject[], name: string): RawLabels {
	const declared = objects.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === name)
	return { ...declared?.metadata.labels, 'kubernetes.io/metadata.name': name }
}

/** Sidecars run as long as the pod does; other init containers are gone before it is ready. */
function listeningPorts({ containers, initContainers }: RawPodSpec): readonly RawContainerPort[] {
	const sidecars = (initContainers ?? []).filter(({ restartPolicy }) => restartPolicy === 'Always')
	return [...containers, ...sidecars].flatMap(({ ports }) => ports ?? [])
}

function addressesOfPod({ status }: KubeObject): readonly string[] | undefined {
	const { podIP, podIPs } = (status ?? {}) as RawPodStatus
	if (podIPs !== undefined && podIPs !== null && podIPs.length > 0) return podIPs.map(({ ip }) => ip)
	return podIP === undefined || podIP === '' ? undefined : [podIP]
}

/** The addresses that a node reports; `undefined` where it reports none. */
export function addressesOfNode(node: KubeObject | undefined): readonly string[] | undefined {
	const { addresses } = (node?.['status'] ?? {}) as RawNodeStatus
	const numeric = (addresses ?? []).filter(({ address }) => /^[\d.]+$|:/.test(address))
	return numeric.length === 0 ? undefined : numeric.map(({ address }) => address)
}
