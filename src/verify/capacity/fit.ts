/** Whether pods of a workload would get in: one more of them, or one that starts anew. */
import type { Refusal } from '../../model/capacity.ts'
import { admit, type Rules, without } from './admission/admit.ts'
import type { Workload } from './workloads.ts'

/** Why one more replica would be refused, with the claims that it brings; empty where it fits. */
export function refusalsOfNext({ next }: Pick<Workload, 'next'>, rules: Rules): readonly Refusal[] {
	if (next === undefined) return []
	let current = rules
	for (const object of [next.pod, ...next.claims]) {
		const admission = admit(object, current)
		if (admission.type === 'refused') return admission.refusals
		current = admission.rules
	}
	return []
}

/** Why a pod that is gone, or should be there, could not come back: what it had is free then, and its claims are still there. */
export function refusalsOfRestart(
	{ next, pods: [pod] }: Pick<Workload, 'next' | 'pods'>,
	rules: Rules,
): readonly Refusal[] {
	if (next === undefined) return []
	const admission = admit(next.pod, pod === undefined ? rules : without(pod, rules))
	return admission.type === 'refused' ? admission.refusals : []
}
