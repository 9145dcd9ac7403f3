/** The nodes of a stage as they should be labelled and tainted. Nodes are nobody's to create, so these are no objects. */
import type { OwnNodes } from '../model/stage-nodes.ts'
import type { Stage } from '../model/tenancy.ts'

/** How the nodes that belong to a stage should look. */
export interface NodePool {
	readonly stage: string
	/** Draws the stage's pods; absent where nodes are only tainted. */
	readonly label?: { readonly key: string; readonly value: string }
	/** Keep foreign pods off; empty where nodes are only labelled. */
	readonly taints: readonly Taint[]
	/** By which they are known. */
	readonly rule: OwnNodes
}

/** A taint of a node. */
export interface Taint {
	readonly key: string
	readonly value: string
	readonly effect: 'NoSchedule' | 'NoExecute'
}

/**
 * The stage's nodes, if it has any of its own. They are tainted twice: a pod that names its node skips the scheduler and
 * with it `NoSchedule`, but the kubelet refuses it for `NoExecute`.
 */
export function nodePool({ name, nodes }: Stage): readonly NodePool[] {
	if (nodes.type === 'shared') return []
	const { type, label, taint } = nodes
	const effects = type === 'labelled' ? [] : (['NoSchedule', 'NoExecute'] as const)
	return [
		{
			stage: name,
			...(type === 'tainted' ? {} : { label }),
			taints: effects.map((effect) => ({ key: taint.key, value: taint.value, effect })),
			rule: nodes,
		},
	]
}
