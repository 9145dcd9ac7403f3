/** Which nodes belong to a stage that has its own. */
import type { NodeRule } from './tenancy.ts'

/** The rule of a stage that does not share its nodes. */
export type OwnNodes = Exclude<NodeRule, { readonly type: 'shared' }>

/** What of a node says whose it is. */
export interface NodeMarks {
	readonly name: string
	readonly labels: Readonly<Record<string, string>>
	readonly taints: readonly { readonly key: string; readonly value: string }[]
}

/**
 * By what a node belongs to a stage: the plan chooses it (by labels, all of them, or by name), or it carries the label or the taint
 * of the stage's nodes already. `undefined` where it is not the stage's.
 */
export function claimOf(
	{ type, label, taint, select }: OwnNodes,
	{ name, labels, taints }: NodeMarks,
): 'plan' | 'label' | 'taint' | undefined {
	const wanted = Object.entries(select.labels)
	const isSelected = wanted.length > 0 && wanted.every(([key, value]) => labels[key] === value)
	if (isSelected || select.names.includes(name)) return 'plan'
	if (type !== 'tainted' && labels[label.key] === label.value) return 'label'
	const isTainted = taints.some(({ key, value }) => key === taint.key && value === taint.value)
	return type !== 'labelled' && isTainted ? 'taint' : undefined
}
