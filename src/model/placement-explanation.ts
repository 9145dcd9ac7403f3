/**
 * Why a pod may run on some nodes and not on others, as data: node group by node group, by the scheduler and by the kubelet. Sentences are
 * made of it elsewhere. Room (resources, ports, volumes) and other pods (affinity, spread) are no part of it.
 */
import type { ObjectRef } from './kube-object.ts'
import type { Doubt } from './network-explanation.ts'

/** Why a node refuses a pod. Fields are those of the pod's spec. */
export type Refusal =
	| { readonly type: 'gates'; readonly field: string; readonly gates: readonly string[] }
	/** The pod names another node. */
	| { readonly type: 'node-name'; readonly field: string; readonly wanted: string }
	/** The node is cordoned, and the pod does not tolerate that. */
	| { readonly type: 'unschedulable' }
	/** @example {type: 'taint', taint: 'stage=perf:NoSchedule'} */
	| { readonly type: 'taint'; readonly taint: string }
	/** `has` is absent where the node has no label of the key. */
	| {
			readonly type: 'selector'
			readonly field: string
			readonly key: string
			readonly wanted: string
			readonly has?: string
	  }
	/** None of the terms matches; what fails in each. No term at all matches nothing. */
	| { readonly type: 'affinity'; readonly field: string; readonly terms: readonly RefusedTerm[] }

/** A term of a required node affinity that does not match. */
export interface RefusedTerm {
	readonly field: string
	/** `empty` and `invalid` terms match no node. */
	readonly why: 'requirement' | 'empty' | 'invalid'
	/** e.g. `pool In [fast]` */
	readonly requirement?: string
	/** What the node has in its place; absent where it has nothing. */
	readonly has?: string
}

/** The answer to "where may this pod run, and why not elsewhere?". */
export interface PlacementExplanation {
	/** The name of the cluster. */
	readonly cluster: string
	/** The pod, or the workload whose template it is. */
	readonly object: ObjectRef
	/** The workload that the pod belongs to; absent where it is asked about itself. */
	readonly owner?: ObjectRef
	/** Where its spec stands, e.g. `spec.template.spec`. */
	readonly path: string
	/** The stage of its namespace. */
	readonly stage?: string
	/** The node that it is on already; absent for templates and waiting pods. */
	readonly runsOn?: string
	/** What is added to what is written, before a node is looked for. */
	readonly added: readonly { readonly by: string; readonly field: string; readonly value: string }[]
	/** Why no pod is made of it at all, e.g. as its RuntimeClass is missing. */
	readonly unadmitted?: string
	/**
	 * `somewhere` and `nowhere`: the scheduler's answer. `pinned`: it names its node, and the kubelet decides. `held`: gates keep the
	 * scheduler from looking at it; the answers are those without them.
	 */
	readonly verdict: 'somewhere' | 'nowhere' | 'pinned' | 'held'
	readonly doubts: readonly Doubt[]
	/** All nodes: those that take it first; nodes that nothing tells apart are one. */
	readonly groups: readonly NodeGroup[]
	/** What alone would turn the answer, tried out. */
	readonly changes: readonly PlacementChange[]
}

/** Nodes with the same answer. */
export interface NodeGroup {
	readonly nodes: readonly string[]
	/** The stages whose own nodes they are; empty for nodes of nobody. */
	readonly stages: readonly string[]
	/** Seen from the pod's stage. `others`: those of another stage; `nobodys`: of no stage. */
	readonly whose: 'own' | 'others' | 'nobodys'
	/** Why the scheduler would not choose them; empty where it would. */
	readonly scheduler: readonly Refusal[]
	/** Why the kubelet would turn the pod away that names the node; empty where it would not. */
	readonly kubelet: readonly Refusal[]
	/** Whether a toleration by number decides, which only a feature gate makes hold; the refusals are those without it. */
	readonly depends: boolean
}

/** Steps that together turn the answer. */
export interface PlacementChange {
	/** `own-nodes`: it may run on nodes of its stage. `no-others`: it may no longer run on those of other stages or, where it has some of its own, of nobody. */
	readonly goal: 'own-nodes' | 'no-others'
	readonly steps: readonly PlacementStep[]
}

/** One change of the pod's spec. */
export interface PlacementStep {
	readonly action: 'set' | 'add' | 'remove'
	readonly field: string
	/** As YAML in one line; of what is removed, what it says. */
	readonly value: string
}

/** Reasons as the end of a sentence, e.g. `the taint stage=perf:NoSchedule is not tolerated`. */
export function showRefusals(refusals: readonly Refusal[]): string {
	return refusals.map(showRefusal).join('; ')
}

function showRefusal(refusal: Refusal): string {
	switch (refusal.type) {
		case 'gates':
			return `its scheduling gates are not lifted: ${refusal.gates.join(', ')}`
		case 'node-name':
			return `it names the node ${refusal.wanted}`
		case 'unschedulable':
			return 'the node is cordoned'
		case 'taint':
			return `the taint ${refusal.taint} is not tolerated`
		case 'selector':
			return `the nodeSelector wants ${refusal.key}=${refusal.wanted}, and it is ${refusal.has ?? 'not set'}`
		case 'affinity':
			return refusal.terms.length === 0
				? 'the required node affinity has no terms, which matches no node'
				: `the required node affinity wants ${refusal.terms.map(showTerm).join(', or ')}`
	}
}

function showTerm({ why, requirement = '', has }: RefusedTerm): string {
	if (why === 'requirement') return `${requirement} (it is ${has ?? 'not set'})`
	return `what ${why === 'empty' ? 'an empty' : 'an invalid'} term matches: nothing`
}
