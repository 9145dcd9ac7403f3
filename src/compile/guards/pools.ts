/** Whose nodes are whose, as guards and mutations need it: the labels and taints by which the stages of a cluster have their own. */
import type { NodeRule, Stage } from '../../model/tenancy.ts'

/** What a pod of a stage needs to land on its nodes, and on no others. */
export interface PodPlacement {
	readonly stage: string
	/** The label of its nodes; absent where pods are not drawn to any. */
	readonly label?: KeyAndValue
	/** The taint of its nodes; absent where they have none. */
	readonly taint?: KeyAndValue
}

interface KeyAndValue {
	readonly key: string
	readonly value: string
}

/** The stages with nodes of their own. */
export function placements(stages: readonly Stage[]): readonly PodPlacement[] {
	return stages.flatMap(({ name, nodes }) => (nodes.type === 'shared' ? [] : [placementOf(name, nodes)]))
}

function placementOf(stage: string, { type, label, taint }: Exclude<NodeRule, { type: 'shared' }>): PodPlacement {
	return {
		stage,
		...(type === 'tainted' ? {} : { label }),
		...(type === 'labelled' ? {} : { taint }),
	}
}

/** The keys of labels by which nodes belong to a stage. */
export function labelKeys(all: readonly PodPlacement[]): readonly string[] {
	return [...new Set(all.flatMap(({ label }) => (label === undefined ? [] : [label.key])))].toSorted()
}

/** The keys of taints that keep the pods of other stages off. */
export function taintKeys(all: readonly PodPlacement[]): readonly string[] {
	return [...new Set(all.flatMap(({ taint }) => (taint === undefined ? [] : [taint.key])))].toSorted()
}
