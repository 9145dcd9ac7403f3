/** What the findings about placement have in common. */
import type { Evidence, Finding, Severity } from '../../../model/finding.ts'
import { type ObjectRef, refOf } from '../../../model/kube-object.ts'
import { type Refusal, showRefusals } from '../../../model/placement-explanation.ts'
import { kubeletRefusals, schedulerRefusals } from '../accepts.ts'
import type { AlikeNodes } from '../node-groups.ts'
import { steady } from '../passing.ts'
import type { PodPlacement } from '../placement.ts'
import type { Scene } from '../scene.ts'
import { nodeRef } from '../words.ts'
import type { MadePod, RunningPod, Workload } from '../workloads.ts'
import { count } from './words.ts'

/** What a check says, before it is put into its place. */
export interface Said {
	readonly code: string
	readonly severity: Severity
	readonly stage: string
	readonly subject: ObjectRef | undefined
	readonly message: string
	readonly witness: readonly Evidence[]
	readonly remedy?: string
	readonly result?: Finding['result']
}

/** The finding. */
export function finding({ cluster }: Pick<Scene, 'cluster'>, { result = 'violated', ...rest }: Said): Finding {
	return { ...rest, result, cluster }
}

/** So many groups of nodes are looked at in a witness. */
const shownGroups = 3

/** For each group of nodes what the scheduler and the kubelet say of a pod. */
export function pathsEvidence(pod: PodPlacement, groups: readonly AlikeNodes[]): readonly Evidence[] {
	return groups.slice(0, shownGroups).flatMap(({ example, nodes }) => {
		const alike = nodes.length === 1 ? '' : ` (and ${count(nodes.length - 1, 'node')} like it)`
		const object = nodeRef(example.name)
		return [
			{ object, field: 'scheduler', observed: answerWords(schedulerRefusals(pod, example, 'upper'), alike) },
			{ object, field: 'kubelet', observed: answerWords(kubeletRefusals(pod, example, 'upper'), alike) },
		]
	})
}

/** Where a pod runs, and what the scheduler would say of that now. */
export function runningEvidence(
	{ nodes }: Pick<Scene, 'nodes'>,
	{ object, node, placement }: RunningPod,
): readonly Evidence[] {
	const found = nodes.find(({ name }) => name === node)
	const refusals =
		found === undefined ? [] : schedulerRefusals({ ...placement(), nodeName: undefined }, steady(found), 'upper')
	const now = refusals.length === 0 ? '' : `, where the scheduler would not put it: ${showRefusals(refusals)}`
	return [{ object: refOf(object), field: 'spec.nodeName', observed: `${node}${now}` }]
}

function answerWords(refusals: readonly Refusal[], alike: string): string {
	return refusals.length === 0 ? `takes it${alike}` : `refuses it${alike}: ${showRefusals(refusals)}`
}

/** What of a workload's pods can be looked at: those that it makes, or else those that run. */
export function specsOf({ makes, runs }: Workload): readonly Pick<MadePod, 'object' | 'path' | 'placement'>[] {
	if (makes.length > 0) return makes
	return runs.slice(0, 1).map(({ object, placement }) => ({ object, path: 'spec', placement: placement() }))
}
