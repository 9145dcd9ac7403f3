/** Who makes pods: the kinds, where their template stands, and to whom a pod belongs. */
import type { ClusterInfo, Want } from '../../model/facts.ts'
import { type Kind, kinds } from '../../model/kinds.ts'
import { groupOf, type KubeObject, type ObjectRef, refOf } from '../../model/kube-object.ts'
import { isMapping, type Mapping } from './notes.ts'
import { at, elements } from './raw.ts'

/** Pods, and the kinds of Kubernetes that make them. */
export const workloadKinds: readonly Kind[] = [
	kinds.Pod,
	kinds.Deployment,
	kinds.StatefulSet,
	kinds.DaemonSet,
	kinds.ReplicaSet,
	kinds.ReplicationController,
	kinds.Job,
	kinds.CronJob,
]

/** Kinds of others that carry a template of pods and are common. */
const foreignWorkloads = new Set([
	'argoproj.io/Rollout',
	'apps.openshift.io/DeploymentConfig',
	'apps.kruise.io/CloneSet',
])

/** Pods, the templates that make them, and the nodes they run on; of a directory every kind, as any may carry a template. */
export function podWants({ type, kinds: served }: ClusterInfo): readonly Want[] {
	const others = served.filter(
		({ group, kind }) =>
			foreignWorkloads.has(`${group}/${kind}`) || (type === 'directory' && group.includes('.') && !builtIn.test(group)),
	)
	return [kinds.Node, ...workloadKinds, ...others].map((kind): Want => ({ kind, detail: 'whole' }))
}

/** Groups of Kubernetes itself: none of their other kinds makes pods. */
const builtIn = /(^|\.)k8s\.io$/

/** Whether a workload makes pods from a template. */
export function hasTemplate(workload: KubeObject): boolean {
	return templateOf(workload) !== undefined
}

/** The way to a workload's template of pods: `spec.template` of most kinds, of others' as well. */
export function templatePath({ kind }: Pick<KubeObject, 'kind'>): readonly string[] {
	return kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template'] : ['spec', 'template']
}

/** The template as it is written, sensible or not. */
export function writtenTemplate(workload: KubeObject): Mapping | undefined {
	const value = at(workload, ...templatePath(workload))
	return isMapping(value) ? value : undefined
}

/** The template of a workload that makes pods. */
export function templateOf(workload: KubeObject): Mapping | undefined {
	const template = writtenTemplate(workload)
	return Array.isArray(at(template, 'spec', 'containers')) ? template : undefined
}

/** Whether a workload makes pods from a template, and has not made its last one. */
export function makesPods(workload: KubeObject): boolean {
	return templateOf(workload) !== undefined && !isFinishedJob(workload)
}

function isFinishedJob({ kind, status }: KubeObject): boolean {
	return (
		kind === 'Job' &&
		elements(at(status, 'conditions'), 'conditions').some(
			({ value }) => (value['type'] === 'Complete' || value['type'] === 'Failed') && value['status'] === 'True',
		)
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
