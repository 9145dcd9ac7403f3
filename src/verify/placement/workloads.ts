/** Pods by the workload that they belong to: those that run, and those that would be made. */
import { kinds } from '../../model/kinds.ts'
import {
	groupOf,
	homeOf,
	type KubeObject,
	keyOf,
	type ObjectRef,
	objectsByKey,
	refOf,
} from '../../model/kube-object.ts'
import { isMapping, type Mapping } from '../reading/notes.ts'
import { at, text } from '../reading/raw.ts'
import { controllerIn, hasTemplate, makesPods, ownerOfPod, templatePath } from '../reading/workloads.ts'
import type { Admission } from './admission.ts'
import type { PodPlacement } from './placement.ts'
import { readPlacement } from './read/read-placement.ts'

/** A workload, or a pod that belongs to none. */
export interface Workload {
	readonly owner: ObjectRef
	readonly namespace: string
	/** Its pods that look for a node, or will: templates and waiting pods, each as it is after admission. */
	readonly makes: readonly MadePod[]
	readonly runs: readonly RunningPod[]
}

/** A pod that is not on a node yet. */
export interface MadePod {
	/** The template's object or the waiting pod. */
	readonly object: KubeObject
	/** Where the spec stands, e.g. `spec.template.spec`. */
	readonly path: string
	readonly spec: Mapping
	readonly placement: PodPlacement
	/** Why it would be refused by admission, and what adds to it that was not seen. */
	readonly unadmitted: string | undefined
	readonly missing: string | undefined
	/**
	 * `template`, `waiting` pod, or a `copy`: a pod that runs, and stands for those that come after it, as the template of its controller was
	 * not seen.
	 */
	readonly type: 'template' | 'waiting' | 'copy'
}

/** A pod on a node. */
export interface RunningPod {
	readonly object: KubeObject
	readonly node: string
	/** Read when it is asked for: most of many pods are where they should be. */
	readonly placement: () => PodPlacement
}

/** Sorts the pods and templates among objects by their workload. Pods that have ended, and jobs, are left out. */
export function workloadsIn(objects: readonly KubeObject[], admit: Admission): readonly Workload[] {
	const byKey = objectsByKey(objects)
	const controllerOf = (ref: ObjectRef): ObjectRef | undefined => {
		const object = byKey.get(keyOf(ref))
		return object === undefined ? undefined : controllerIn(object, ref.namespace)
	}
	const found = new Map<string, Gathered>()
	const workload = (owner: ObjectRef, namespace: string): Gathered => {
		const key = keyOf(owner)
		const known = found.get(key) ?? { owner, namespace, makes: [], runs: [] }
		found.set(key, known)
		return known
	}
	const pods: KubeObject[] = []
	for (const object of objects)
		if (isPod(object)) pods.push(object)
		else if (isOwnTemplate(object, byKey))
			workload(refOf(object), homeOf(object)).makes.push(...made(object, templatePath(object), 'template', admit))
	for (const pod of pods.filter(isAlive)) {
		const own = workload(ownerOfPod(pod, controllerOf), homeOf(pod))
		const node = text(at(pod, 'spec', 'nodeName'))
		if (node === undefined) own.makes.push(...made(pod, [], 'waiting', unchanged))
		else {
			if (isOnlyCopy(pod, own)) own.makes.push(...made(withoutNode(pod), [], 'copy', admit))
			own.runs.push({ object: pod, node, placement: () => placementOf(pod) })
		}
	}
	return [...found.values()]
}

interface Gathered extends Workload {
	readonly makes: MadePod[]
	readonly runs: RunningPod[]
}

/** What a controller made of another template is a copy, and maybe an old one. */
function isOwnTemplate(object: KubeObject, byKey: ReadonlyMap<string, KubeObject>): boolean {
	if (!makesPods(object)) return false
	const controller = controllerIn(object, object.metadata.namespace)
	const maker = controller === undefined ? undefined : byKey.get(keyOf(controller))
	return maker === undefined ? controller === undefined || at(object, 'spec', 'replicas') !== 0 : !hasTemplate(maker)
}

/** The pods of a DaemonSet name their nodes by affinity, which was not in its template. */
function isOnlyCopy(pod: KubeObject, { makes }: Gathered): boolean {
	if (makes.some(({ type }) => type !== 'waiting')) return false
	const kind = controllerIn(pod, undefined)?.kind
	return kind !== undefined && kind !== 'DaemonSet' && kind !== 'Node'
}

function withoutNode(pod: KubeObject): KubeObject {
	const { nodeName: _, ...spec } = pod['spec'] as Mapping
	return { ...pod, spec }
}

const unchanged: Admission = (_, __, placement) => ({ placement, unadmitted: undefined, missing: undefined })

function made(
	object: KubeObject,
	path: readonly string[],
	type: MadePod['type'],
	admit: Admission,
): readonly MadePod[] {
	const spec = at(object, ...path, 'spec')
	if (!isMapping(spec)) return []
	return [{ object, path: [...path, 'spec'].join('.'), spec, type, ...admit(object, spec, readPlacement(spec)) }]
}

function placementOf(pod: KubeObject): PodPlacement {
	const spec = pod['spec']
	return readPlacement(isMapping(spec) ? spec : {}, pod.metadata.annotations)
}

function isPod(object: KubeObject): boolean {
	return object.kind === kinds.Pod.kind && groupOf(object) === ''
}

function isAlive(pod: KubeObject): boolean {
	const phase = at(pod, 'status', 'phase')
	return phase !== 'Succeeded' && phase !== 'Failed'
}
