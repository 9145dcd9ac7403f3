/** Whether a node takes a pod, and every reason why not. Resources, ports, volumes and other pods are not asked about. */
import type { Refusal, RefusedTerm } from '../../model/placement-explanation.ts'
import { showRequirement, type TermFailure, termFailure } from './node-affinity.ts'
import type { AffinityTerm, PlacementBound, PlacementNode, PodPlacement } from './placement.ts'
import { showTaint, tolerationFor } from './tolerates.ts'

/** Where the terms of the required node affinity stand. */
export const affinityField = 'affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms'

/** A cordoned node counts as tainted (scheduler, plugin NodeUnschedulable). */
const cordon = { key: 'node.kubernetes.io/unschedulable', value: '', effect: 'NoSchedule' }

/**
 * Why the scheduler would not put a pod on a node: its plugins SchedulingGates, NodeName, NodeUnschedulable, NodeAffinity and
 * TaintToleration.
 */
export function schedulerRefusals(pod: PodPlacement, node: PlacementNode, bound: PlacementBound): readonly Refusal[] {
	const { gates, tolerations } = pod
	const isHeldOff = node.unschedulable && tolerationFor(tolerations, cordon, bound) === undefined
	return [
		...(gates.length === 0 ? [] : [{ type: 'gates', field: 'schedulingGates', gates } as const]),
		...nodeRefusals(pod, node),
		...(isHeldOff ? [{ type: 'unschedulable' } as const] : []),
		...taintRefusals(pod, node, ['NoSchedule', 'NoExecute'], bound),
	]
}

/**
 * Why the kubelet of a node would turn away a pod that names it, or that somebody bound to it (kubelet, lifecycle/predicate.go). It
 * never asks about NoSchedule, and of pods from its own files not about NoExecute either.
 */
export function kubeletRefusals(pod: PodPlacement, node: PlacementNode, bound: PlacementBound): readonly Refusal[] {
	return [...nodeRefusals(pod, node), ...(pod.isStatic ? [] : taintRefusals(pod, node, ['NoExecute'], bound))]
}

/** What both ask. */
function nodeRefusals(pod: PodPlacement, node: PlacementNode): readonly Refusal[] {
	const { nodeName, nodeSelector, affinity } = pod
	return [
		...(nodeName === undefined || nodeName === node.name
			? []
			: [{ type: 'node-name', field: 'nodeName', wanted: nodeName } as const]),
		...nodeSelector.flatMap(({ key, value }): readonly Refusal[] => {
			const has = Object.hasOwn(node.labels, key) ? node.labels[key] : undefined
			if (has === value) return []
			const field = `nodeSelector["${key}"]`
			return [{ type: 'selector', field, key, wanted: value, ...(has === undefined ? {} : { has }) }]
		}),
		...(affinity === undefined ? [] : affinityRefusals(affinity, node)),
	]
}

function affinityRefusals(terms: readonly AffinityTerm[], node: PlacementNode): readonly Refusal[] {
	const failures = terms.map((term) => termFailure(term, node))
	if (failures.includes(undefined)) return []
	const refused = failures.flatMap((failure, index) =>
		failure === undefined ? [] : [refusedTerm(failure, `${affinityField}[${index}]`, node)],
	)
	return [{ type: 'affinity', field: affinityField, terms: refused }]
}

function refusedTerm(failure: TermFailure, field: string, node: PlacementNode): RefusedTerm {
	if (typeof failure === 'string') return { field, why: failure }
	const { requirement } = failure
	const has = requirement.key === 'metadata.name' ? node.name : node.labels[requirement.key]
	return {
		field,
		why: 'requirement',
		requirement: showRequirement(requirement),
		...(has === undefined ? {} : { has }),
	}
}

function taintRefusals(
	{ tolerations }: PodPlacement,
	{ taints }: PlacementNode,
	effects: readonly string[],
	bound: PlacementBound,
): readonly Refusal[] {
	return taints
		.filter((taint) => effects.includes(taint.effect) && tolerationFor(tolerations, taint, bound) === undefined)
		.map((taint) => ({ type: 'taint', taint: showTaint(taint) }))
}
