/** Pods and the templates of workloads as ends of connections. */
import type { Cidr } from '../../../model/cidr.ts'
import { groupOf, homeOf, type KubeObject, type ObjectRef, refOf } from '../../../model/kube-object.ts'
import { readAddress } from '../addresses.ts'
import type { ContainerPort, Endpoint, Problem } from '../network.ts'
import { protocols } from '../ports.ts'
import { describe, isMapping, type Mapping, notesFor } from './notes.ts'
import { at, labelsAt, text } from './raw.ts'

/** A mapping that may be missing, as an empty one. */
function mappingOf(value: unknown): Mapping {
	return isMapping(value) ? value : {}
}

function listOf(value: unknown): readonly Mapping[] {
	return Array.isArray(value) ? value.filter(isMapping) : []
}

/**
 * A pod; `undefined` once it has ended: it then has no network any more, and its address may be another pod's.
 *
 * @param owner - the workload it belongs to
 */
export function readPod(pod: KubeObject, owner: ObjectRef): Endpoint | undefined {
	const [spec, status] = [mappingOf(pod['spec']), mappingOf(pod['status'])]
	if (status['phase'] === 'Succeeded' || status['phase'] === 'Failed') return undefined
	return {
		ref: refOf(pod),
		owner,
		namespace: homeOf(pod),
		labels: pod.metadata.labels ?? {},
		ports: portsOf(spec),
		addresses: addressesOf(status),
		node: text(spec['nodeName']),
		hostNetwork: spec['hostNetwork'] === true,
	}
}

function addressesOf(status: Mapping): readonly Cidr[] | undefined {
	const written = [...listOf(status['podIPs']).map(({ ip }) => ip), status['podIP']]
	const texts = new Set(written.filter((ip): ip is string => typeof ip === 'string' && ip !== ''))
	const addresses = [...texts].flatMap((text) => readAddress(text) ?? [])
	return addresses.length === 0 ? undefined : addresses
}

/** Whether a workload makes pods from a template. */
export function hasTemplate(workload: KubeObject): boolean {
	return templateOf(workload) !== undefined
}

/** The pods that a workload would make; `undefined` where it has no template of pods, or will make no more. */
export function readTemplate(workload: KubeObject): Endpoint | undefined {
	const template = templateOf(workload)
	if (template === undefined || isFinishedJob(workload)) return undefined
	const spec = mappingOf(template['spec'])
	return {
		ref: refOf(workload),
		owner: refOf(workload),
		namespace: homeOf(workload),
		labels: labelsAt(at(template, 'metadata', 'labels')),
		ports: portsOf(spec),
		addresses: undefined,
		node: text(spec['nodeName']),
		hostNetwork: spec['hostNetwork'] === true,
	}
}

/** What of a workload's template cannot be read: selectors may or may not match its pods. */
export function templateProblems(workload: KubeObject): readonly Problem[] {
	const template = writtenTemplate(workload)
	const podSpec = mappingOf(template?.['spec'])
	// Other kinds have templates of other things, which have no containers.
	if (podSpec['containers'] === undefined) return []
	const place = templatePath(workload).join('.')
	const notes = notesFor(workload, { namespace: homeOf(workload) })
	notes.list(podSpec['containers'], `${place}.spec.containers`)
	const labels = mappingOf(template?.['metadata'])['labels'] ?? {}
	if (!isMapping(labels)) notes.wrong(`${place}.metadata.labels`, `is ${describe(labels)} instead of a mapping`)
	else
		for (const [key, value] of Object.entries(labels))
			if (typeof value !== 'string')
				notes.wrong(`${place}.metadata.labels.${key}`, `is ${describe(value)} instead of a text`)
	return notes.problems
}

function isFinishedJob({ kind, status }: KubeObject): boolean {
	return (
		kind === 'Job' &&
		listOf(mappingOf(status)['conditions']).some(
			(condition) =>
				(condition['type'] === 'Complete' || condition['type'] === 'Failed') && condition['status'] === 'True',
		)
	)
}

/** The way to a workload's template of pods: `spec.template` of most kinds, of others' as well. */
export function templatePath({ kind }: Pick<KubeObject, 'kind'>): readonly string[] {
	return kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template'] : ['spec', 'template']
}

function writtenTemplate(workload: KubeObject): Mapping | undefined {
	const value = at(workload, ...templatePath(workload))
	return isMapping(value) ? value : undefined
}

function templateOf(workload: KubeObject): Mapping | undefined {
	const template = writtenTemplate(workload)
	return Array.isArray(mappingOf(template?.['spec'])['containers']) ? template : undefined
}

/** Ports of containers and of sidecars: other init containers have ended before anybody can look a name up. */
function portsOf(spec: Mapping): readonly ContainerPort[] {
	const sidecars = listOf(spec['initContainers']).filter(({ restartPolicy }) => restartPolicy === 'Always')
	return [...listOf(spec['containers']), ...sidecars].flatMap((container) =>
		listOf(container['ports']).flatMap(({ name, protocol, containerPort }): readonly ContainerPort[] => {
			const known = protocol === undefined ? 'TCP' : protocols.find((each) => each === protocol)
			if (known === undefined || typeof containerPort !== 'number') return []
			return [{ name: text(name), protocol: known, port: containerPort }]
		}),
	)
}

/**
 * The workload that a pod belongs to in the end. A Deployment is known from its ReplicaSet's name, which ends in the hash that
 * the pod's label repeats, so that ReplicaSets need not be read.
 *
 * @param controllerOf - the owner of an observed workload (a Job's CronJob); `undefined` where it has none
 */
export function ownerOfPod(pod: KubeObject, controllerOf: (ref: ObjectRef) => ObjectRef | undefined): ObjectRef {
	let current: ObjectRef = refOf(pod)
	let controller = controllerIn(pod, current.namespace)
	const hash = pod.metadata.labels?.['pod-template-hash']
	if (controller?.kind === 'ReplicaSet' && hash !== undefined && controller.name.endsWith(`-${hash}`))
		return { ...controller, kind: 'Deployment', name: controller.name.slice(0, -hash.length - 1) }
	// Owners may form a circle; a chain of any sense is shorter than this.
	for (let depth = 0; controller !== undefined && depth < 8; depth++) {
		current = controller
		controller = controllerOf(current)
	}
	return current
}

/** The owner that controls an object. */
export function controllerIn(object: KubeObject, namespace: string | undefined): ObjectRef | undefined {
	const owner = object.metadata.ownerReferences?.find(({ controller }) => controller === true)
	if (owner === undefined) return undefined
	return {
		group: groupOf(owner),
		kind: owner.kind,
		name: owner.name,
		...(namespace === undefined ? {} : { namespace }),
	}
}
