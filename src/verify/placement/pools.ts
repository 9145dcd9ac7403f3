/** Which nodes are whose. */
import type { NodeRule, Stage } from '../../model/tenancy.ts'
import type { NodeTaint, PlacementNode } from './placement.ts'

/** The rule of a stage with nodes of its own. */
export type OwnNodes = Exclude<NodeRule, { type: 'shared' }>

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
	const hasTaint = node.taints.some(({ key, value }) => key === rule.taint.key && value === rule.taint.value)
	const because = isSelected(rule, node)
		? 'plan'
		: hasLabel && rule.type !== 'tainted'
			? 'label'
			: hasTaint && rule.type !== 'labelled'
				? 'taint'
				: undefined
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

function isSelected({ select: { labels, names } }: OwnNodes, node: PlacementNode): boolean {
	const wanted = Object.entries(labels)
	const hasAll = wanted.length > 0 && wanted.every(([key, value]) => node.labels[key] === value)
	return hasAll || names.includes(node.name)
}
