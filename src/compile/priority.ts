/** A PriorityClass for the pods of a stage. */
import { kinds } from '../model/kinds.ts'
import type { KubeObject } from '../model/kube-object.ts'
import type { Stage, Tenancy } from '../model/tenancy.ts'
import { objectOf, sorted, stageLabels } from './meta.ts'

/**
 * The stage's PriorityClass, if the plan wants one. It belongs to the whole cluster, so its name carries the plan's: two
 * plans on one cluster may both have a stage `dev`. It is never the default of pods that name no class.
 */
export function priorityClass(tenancy: Tenancy, stage: Stage): readonly KubeObject[] {
	if (stage.priority === undefined) return []
	const { value, preempts } = stage.priority
	return [
		objectOf(
			kinds.PriorityClass,
			{ name: priorityClassName(tenancy, stage.name), labels: sorted(stageLabels(tenancy, stage.name)) },
			{
				value,
				// Written as `null`, this is a field of ours: as the default class it would lift every pod of the cluster.
				globalDefault: null,
				preemptionPolicy: preempts ? 'PreemptLowerPriority' : 'Never',
				description: `For pods of the stage ${stage.name} of the plan ${tenancy.name}`,
			},
		),
	]
}

/** The name of a stage's PriorityClass. */
export function priorityClassName({ name }: Pick<Tenancy, 'name'>, stage: string): string {
	return `${name}-${stage}`
}
