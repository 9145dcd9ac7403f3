/**
 * What decides on which nodes a pod may run, besides the room there.
 *
 * - **scheduler path**: the scheduler picks a node by selectors, affinity and taints.
 * - **kubelet path**: the pod names its node, or somebody binds it; the kubelet checks less.
 */

/** A node, as far as it tells pods apart. */
export interface PlacementNode {
	readonly name: string
	readonly labels: Readonly<Record<string, string>>
	readonly taints: readonly NodeTaint[]
	/** Cordoned. */
	readonly unschedulable: boolean
}

/** A taint; `effect` is NoSchedule, PreferNoSchedule or NoExecute. */
export interface NodeTaint {
	readonly key: string
	readonly value: string
	readonly effect: string
}

/** The fields of a pod that say where it may run. */
export interface PodPlacement {
	/** The node that it names, and so no scheduler chooses for it. */
	readonly nodeName: string | undefined
	/** Names of `schedulingGates`: until they are gone, no scheduler looks at it. */
	readonly gates: readonly string[]
	readonly nodeSelector: readonly SelectorEntry[]
	/** The terms of the required node affinity, any of which will do; `undefined` where none is required. */
	readonly affinity: readonly AffinityTerm[] | undefined
	readonly tolerations: readonly Toleration[]
	readonly scheduler: string
	/** Whether the kubelet of its node made it from a file; no taint is asked for then. */
	readonly isStatic: boolean
}

/** One label of a nodeSelector. */
export interface SelectorEntry extends Origin {
	readonly key: string
	readonly value: string
}

/** Where a field came from. */
export interface Origin {
	/** Who adds it to what is written, e.g. `RuntimeClass gvisor`; absent where it is written. */
	readonly from?: string
}

/** All requirements of a term have to be met. */
export interface AffinityTerm {
	readonly expressions: readonly NodeRequirement[]
	readonly fields: readonly NodeRequirement[]
}

/** A requirement on a label or a field. */
export interface NodeRequirement {
	readonly key: string
	readonly operator: string
	readonly values: readonly string[]
}

/** A toleration; an empty text stands for what is not written. */
export interface Toleration extends Origin {
	readonly key: string
	readonly operator: string
	readonly value: string
	readonly effect: string
	/** How long it stays on a node with a NoExecute taint; `undefined` for ever. */
	readonly seconds: number | undefined
}

/**
 * How to take what cannot be seen: tolerations by number hold only behind the API server's feature gate
 * TaintTolerationComparisonOperators. `upper` has them tolerate, `lower` not.
 */
export type PlacementBound = 'lower' | 'upper'

/** The scheduler that pods have which name none. */
export const defaultScheduler = 'default-scheduler'
