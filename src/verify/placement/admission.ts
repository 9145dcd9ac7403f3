/** What admission and the controllers of Kubernetes add to a template before a pod of it looks for a node. */
import { placementPolicyName } from '../../model/guards.ts'
import { kinds } from '../../model/kinds.ts'
import { groupOf, homeOf, type KubeObject } from '../../model/kube-object.ts'
import { isPlanned, type Stage, type Tenancy } from '../../model/tenancy.ts'
import { isMapping, type Mapping } from '../reading/notes.ts'
import { at, text } from '../reading/raw.ts'
import type { PodPlacement, SelectorEntry, Toleration } from './placement.ts'
import { readTolerations, selectorOf } from './read/read-placement.ts'

/** A pod that would be made. */
export interface Admitted {
	readonly placement: PodPlacement
	/** Why it would be refused; `undefined` where it would not. */
	readonly unadmitted: string | undefined
	/** What adds to it and was not seen, e.g. `RuntimeClass gvisor`. */
	readonly missing: string | undefined
}

/** Makes of a template what a pod of it will be. */
export type Admission = (workload: KubeObject, spec: Mapping, written: PodPlacement) => Admitted

/**
 * How a cluster admits pods: RuntimeClass, what the DaemonSet controller adds, DefaultTolerationSeconds, and the plan's own
 * MutatingAdmissionPolicy where it is there.
 *
 * @param stageOf - the stage of a namespace
 * @param objects - RuntimeClasses and MutatingAdmissionPolicies among them
 */
export function admissionOf(
	tenancy: Tenancy,
	stageOf: (namespace: string) => Stage | undefined,
	objects: readonly KubeObject[],
): Admission {
	const classes = new Map(
		objects.filter(isOf(kinds.RuntimeClass)).map((object) => [object.metadata.name, object] as const),
	)
	const isInjected = injects(tenancy, objects)
	return (workload, spec, written) => {
		const name = text(spec['runtimeClassName'])
		const runtimeClass = name === undefined ? undefined : classes.get(name)
		const { pod, conflict } = withRuntimeClass(written, runtimeClass)
		const made = withDaemonTolerations(pod, workload, spec)
		const stage = isInjected ? stageOf(homeOf(workload)) : undefined
		return {
			placement: withDefaultSeconds(stage === undefined ? made : withStage(made, stage)),
			unadmitted: conflict,
			missing: name === undefined || runtimeClass !== undefined ? undefined : `RuntimeClass ${name}`,
		}
	}
}

/** Whether new pods of the plan's stages get selectors and tolerations. */
export function injects(tenancy: Tenancy, objects: readonly KubeObject[]): boolean {
	const wanted = placementPolicyName(tenancy.name)
	return (
		isPlanned(tenancy) &&
		objects.filter(isOf(kinds.MutatingAdmissionPolicy)).some((each) => each.metadata.name === wanted)
	)
}

function isOf({ group, kind }: { readonly group: string; readonly kind: string }): (object: KubeObject) => boolean {
	return (object) => object.kind === kind && groupOf(object) === group
}

/** Its selector is joined with the pod's, and a contradiction refused; its tolerations come on top (admission plugin RuntimeClass). */
function withRuntimeClass(
	pod: PodPlacement,
	runtimeClass: KubeObject | undefined,
): { readonly pod: PodPlacement; readonly conflict: string | undefined } {
	const scheduling = at(runtimeClass, 'scheduling')
	if (runtimeClass === undefined || !isMapping(scheduling)) return { pod, conflict: undefined }
	const from = `RuntimeClass ${runtimeClass.metadata.name}`
	const wanted = selectorOf(scheduling['nodeSelector'])
	const conflict = wanted.find(({ key, value }) =>
		pod.nodeSelector.some((own) => own.key === key && own.value !== value),
	)
	const joined = {
		...pod,
		nodeSelector: withEntries(
			pod.nodeSelector,
			wanted.map((entry) => ({ ...entry, from })),
		),
		tolerations: [...pod.tolerations, ...readTolerations(scheduling['tolerations']).map((each) => ({ ...each, from }))],
	}
	return {
		pod: joined,
		conflict:
			conflict === undefined
				? undefined
				: `${from} wants the node label ${conflict.key}=${conflict.value}, and it another value`,
	}
}

/** Keys that are there already keep their value. */
function withEntries(own: readonly SelectorEntry[], more: readonly SelectorEntry[]): readonly SelectorEntry[] {
	return [...own, ...more.filter(({ key }) => own.every((entry) => entry.key !== key))]
}

/** Its pods stay where a node is in trouble (controller/daemon, AddOrUpdateDaemonPodTolerations). */
function withDaemonTolerations(pod: PodPlacement, workload: KubeObject, spec: Mapping): PodPlacement {
	if (!isOf(kinds.DaemonSet)(workload)) return pod
	const from = 'the DaemonSet controller'
	const troubles: readonly (readonly [key: string, effect: string])[] = [
		['not-ready', 'NoExecute'],
		['unreachable', 'NoExecute'],
		['disk-pressure', 'NoSchedule'],
		['memory-pressure', 'NoSchedule'],
		['pid-pressure', 'NoSchedule'],
		['unschedulable', 'NoSchedule'],
		...(spec['hostNetwork'] === true ? [['network-unavailable', 'NoSchedule'] as const] : []),
	]
	const added = troubles.map(([key, effect]) => exists(`node.kubernetes.io/${key}`, effect, undefined, from))
	return { ...pod, tolerations: [...pod.tolerations, ...added] }
}

/** A node that is not ready keeps its pods for five minutes (admission plugin DefaultTolerationSeconds). */
function withDefaultSeconds(pod: PodPlacement): PodPlacement {
	const added = ['not-ready', 'unreachable'].flatMap((trouble): readonly Toleration[] => {
		const key = `node.kubernetes.io/${trouble}`
		const isTold = pod.tolerations.some((own) => ['', key].includes(own.key) && ['', 'NoExecute'].includes(own.effect))
		return isTold ? [] : [exists(key, 'NoExecute', 300, 'the API server')]
	})
	return added.length === 0 ? pod : { ...pod, tolerations: [...pod.tolerations, ...added] }
}

/** The selector and the toleration of its stage's nodes; a value that it has for the same key is its own. */
function withStage(pod: PodPlacement, { nodes }: Stage): PodPlacement {
	if (nodes.type === 'shared') return pod
	const { type, label, taint } = nodes
	const from = "the plan's admission policy"
	const toleration: Toleration = {
		key: taint.key,
		operator: 'Equal',
		value: taint.value,
		effect: '',
		seconds: undefined,
		from,
	}
	return {
		...pod,
		nodeSelector: type === 'tainted' ? pod.nodeSelector : withEntries(pod.nodeSelector, [{ ...label, from }]),
		tolerations: type === 'labelled' ? pod.tolerations : [...pod.tolerations, toleration],
	}
}

function exists(key: string, effect: string, seconds: number | undefined, from: string): Toleration {
	return { key, operator: 'Exists', value: '', effect, seconds, from }
}
