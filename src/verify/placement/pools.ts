/** Which nodes are whose. */
import { claimOf, type OwnNodes } from '../../model/stage-nodes.ts'
import type { Stage } from '../../model/tenancy.ts'
import type { NodeTaint, PlacementNode } from './placement.ts'

/** A stage's own nodes. */
export interface Pool {
	readonly stage: Stage
	readonly rule: OwnNodes
	readonly members: readonly Member[]
}

/** A node of a stage. */
export interface Member {
	readonly node: PlacementNode
	/** By what it is one: the plan names it or selects its labels, or it carries the label or the taint already. */
	readonly because: 'plan' | 'label' | 'taint'
	/** What it should carry, and does not. */
	readonly lacksLabel: boolean
	readonly lacksTaints: readonly NodeTaint[]
}

/** The pools of all stages that have some, with the nodes that belong to each. */
export function poolsOf(stages: readonly Stage[], nodes: readonly PlacementNode[]): readonly Pool[] {
	return stages.flatMap((stage): readonly Pool[] => {
		const rule = stage.nodes
		if (rule.type === 'shared') return []
		return [{ stage, rule, members: nodes.flatMap((node) => memberOf(rule, node)) }]
	})
}

/** The taints of a stage's own nodes: without NoExecute, a pod that names its node gets in. */
export function taintsOf({ type, taint }: OwnNodes): readonly NodeTaint[] {
	return type === 'labelled' ? [] : ['NoSchedule', 'NoExecute'].map((effect) => ({ ...taint, effect }))
}

/** The label of a stage's own nodes, where they have one. */
export function labelOf({ type, label }: OwnNodes): OwnNodes['label'] | undefined {
	return type === 'tainted' ? undefined : label
}

function memberOf(rule: OwnNodes, node: PlacementNode): readonly Member[] {
	const hasLabel = node.labels[rule.label.key] === rule.label.value
	const has = ({ key, value, effect }: NodeTaint): boolean =>
		node.taints.some((own) => own.key === key && own.value === value && own.effect === effect)
	const because = claimOf(rule, node)
	if (because === undefined) return []
	return [
		{
			node,
			because,
			lacksLabel: labelOf(rule) !== undefined && !hasLabel,
			lacksTaints: taintsOf(rule).filter((taint) => !has(taint)),
		},
	]
}
