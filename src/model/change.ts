/** What would have to change for a cluster to be as the plan wants it, and what became of it. */
import type { Subject } from './access.ts'
import type { Allowed, Rights } from './access-report.ts'
import type { Refusal } from './capacity.ts'
import type { Unseen } from './facts.ts'
import type { Json, KubeObject, ObjectRef } from './kube-object.ts'
import type { Owner } from './ownership.ts'

/** One field that differs. `undefined` is "not there". */
export interface FieldChange {
	/** The way from the object's root, e.g. `['spec', 'hard', 'requests.cpu']`. */
	readonly path: readonly string[]
	readonly before: Json | undefined
	readonly after: Json | undefined
}

/** Another field manager that owns a field we want to set to another value. */
export interface Conflict {
	/** As the server names it, e.g. `spec.hard.requests.cpu`. */
	readonly field: string
	readonly manager: string
	/** What stands there, and what we want, where it could be read. */
	readonly before?: Json | undefined
	readonly after?: Json | undefined
}

/**
 * One object's way to what the plan wants.
 *
 * - `create`: it is not there.
 * - `update`: it is there and differs. `adopts` says that nobody's plan owned it before; `fields` may then be empty.
 * - `replace`: a field differs that the API does not let change (roleRef, a PriorityClass's value): delete, then create.
 * - `delete`: it carries our label and the plan no longer wants it.
 */
export type Change =
	| { readonly action: 'create'; readonly ref: ObjectRef; readonly desired: KubeObject }
	| {
			readonly action: 'update' | 'replace'
			readonly ref: ObjectRef
			readonly desired: KubeObject
			readonly observed: KubeObject
			readonly fields: readonly FieldChange[]
			readonly adopts: boolean
			/** The GitOps tool that carries the object, if its marks say so. */
			readonly owner?: Owner
	  }
	| { readonly action: 'delete'; readonly ref: ObjectRef; readonly observed: KubeObject }

/** What a cluster answered to one change. */
export type Outcome =
	| { readonly type: 'applied'; readonly object: KubeObject }
	| { readonly type: 'deleted' }
	| { readonly type: 'conflict'; readonly conflicts: readonly Conflict[] }
	| {
			readonly type: 'refused'
			/** `forbidden` (RBAC or admission), `invalid`, `missing` (e.g. its namespace), `terminating`, `failed`. */
			readonly reason: 'forbidden' | 'invalid' | 'missing' | 'terminating' | 'failed'
			readonly message: string
	  }

/** What a plan has to say before anything is changed. */
export interface Notice {
	/** Stable, e.g. `plan/dns-assumed`. */
	readonly code: string
	readonly ref: ObjectRef | undefined
	readonly message: string
	readonly hint?: string
}

/** Why a change cannot be made as it stands. */
export interface Blocked {
	readonly change: Change
	readonly outcome: Extract<Outcome, { type: 'conflict' | 'refused' }>
}

/** An object that carries our label and that the plan no longer wants, but that stays for now. */
export interface Stale {
	readonly ref: ObjectRef
	/**
	 * `namespace`: namespaces are only deleted by name. `wall`: it guards a namespace that still stands. `not-asked`: pruning
	 * was not asked for.
	 */
	readonly why: 'namespace' | 'wall' | 'not-asked'
}

/** Connections between two groups of namespaces that a change opens or closes. */
export interface ConnectionChange {
	/** Name of a stage, of a namespace that is in none, or `outside` of the cluster. */
	readonly from: string
	readonly to: string
	/** All ports that become open or closed between any two of them, e.g. `TCP 80,443; UDP 53` or `all`. */
	readonly ports: string
	/** All others, where that is shorter to say. */
	readonly except?: string
	/** Between how many pairs of workloads. */
	readonly connections: number
	/** One of these pairs, `namespace/Kind/name`. */
	readonly example: { readonly from: string; readonly to: string }
}

/** What changes for pods that are there already. */
export interface NetworkRadius {
	readonly opens: readonly ConnectionChange[]
	readonly closes: readonly ConnectionChange[]
	/** What could not be read; connections of it may open and close besides. */
	readonly unseen: readonly Unseen[]
}

/** Rights that subjects gain or lose in a place, by bindings that name them. */
export interface RightsChange {
	/** Those to whom the same happens: of one person, or service accounts of one name, each in its own namespace. */
	readonly subjects: readonly Subject[]
	/** The person of the plan whom they are. */
	readonly person?: string
	readonly place: {
		readonly type: 'stage' | 'namespace' | 'cluster'
		/** Of the stage, or of the namespace that is in none; `cluster` for the whole cluster. */
		readonly name: string
		/** How many namespaces the stage has. */
		readonly size: number
	}
	/** Where in the place, sorted; empty for the whole cluster. */
	readonly namespaces: readonly string[]
	/** What they have there in all; absent for nothing. */
	readonly before?: Rights
	readonly after?: Rights
	readonly gains: readonly Allowed[]
	readonly loses: readonly Allowed[]
}

/** Who gains and loses what. */
export interface AccessRadius {
	readonly changes: readonly RightsChange[]
	/** What could not be read; rights may hang on it besides. */
	readonly unseen: readonly Unseen[]
}

/** What labels and taints that nodes are to get do to the pods that are there. */
export interface PlacementRadius {
	/** What becomes of each node; those that have it all already are left out. */
	readonly nodes: readonly NodeMarking[]
	/** Names of nodes that are to be marked and are not there. */
	readonly missing: readonly string[]
	readonly evicts: readonly Eviction[]
	readonly strands: readonly Stranding[]
	/** What could not be read; pods of it may be evicted besides. */
	readonly unseen: readonly Unseen[]
}

/** The labels and taints that a node gets. */
export interface NodeMarking {
	readonly node: string
	/** Only those that it does not have, or with another value. */
	readonly labels: Readonly<Record<string, string>>
	/** As kubectl writes them, e.g. `stage=perf:NoSchedule`. */
	readonly taints: readonly string[]
}

/** Pods of one workload that a NoExecute taint puts off their nodes. */
export interface Eviction {
	/** The workload, or a pod that belongs to none and does not come back. */
	readonly object: ObjectRef
	readonly stage?: string
	readonly pods: number
	/** Sorted. */
	readonly nodes: readonly string[]
	/** The taints that they do not tolerate for ever, e.g. `stage=perf:NoExecute`. */
	readonly taints: readonly string[]
	/** After so many seconds, by their tolerationSeconds; absent for at once. */
	readonly afterSeconds?: number
}

/** A workload for whose pods no node is left. */
export interface Stranding {
	/** The workload, or the pod that waits. */
	readonly object: ObjectRef
	readonly stage?: string
	/** How many nodes they could run on before. */
	readonly before: number
}

/** A quota that would allow less than is used already: nothing is evicted, and nothing new starts. */
export interface QuotaBelowUse {
	readonly quota: ObjectRef
	/** Amounts as Kubernetes writes them, under the long names of the keys. */
	readonly keys: readonly { readonly key: string; readonly hard: string; readonly used: string }[]
}

/** A workload whose pods can start now and could not any more. */
export interface StoppedWorkload {
	readonly workload: ObjectRef
	/** How many it has; they go on running. */
	readonly pods: number
	/** Why the next one, or one that starts anew, would be refused. */
	readonly refusals: readonly Refusal[]
}

/** What changes of quotas and limit ranges mean to what is there already. */
export interface CapacityRadius {
	readonly below: readonly QuotaBelowUse[]
	readonly stops: readonly StoppedWorkload[]
	/** What could not be read; more may be used, and more may stop. */
	readonly unseen: readonly Unseen[]
}

/** Everything that an apply to one cluster would do, in the order in which it would do it. */
export interface ClusterPlan {
	/** Name of the cluster in the plan file. */
	readonly cluster: string
	readonly changes: readonly Change[]
	/** How many objects are as the plan wants them. */
	readonly unchanged: number
	readonly stale: readonly Stale[]
	/** What the server's dry run refused; an apply would stop before its first change. */
	readonly blocked: readonly Blocked[]
	readonly notices: readonly Notice[]
	/** Objects of the plan that could not be looked at; they are in none of the lists above. */
	readonly hidden: readonly ObjectRef[]
	/** What could not be read, whether it matters to this plan or not. */
	readonly unseen: readonly Unseen[]
	/** Which connections the changes open and close; absent where no change touches the network. */
	readonly network?: NetworkRadius
	/** Who gains and loses rights; absent where no change touches rights. */
	readonly access?: AccessRadius
	/** What labels and taints of nodes do to pods; absent where no node is marked. */
	readonly nodes?: PlacementRadius
	/** What could start no more; absent where no quota or limit range of a namespace that exists changes. */
	readonly capacity?: CapacityRadius
}

/** What became of one change. `skipped`: something it stands on was refused. */
export interface Applied {
	readonly change: Change
	readonly outcome: Outcome | { readonly type: 'skipped'; readonly because: ObjectRef }
	/** Set where a replacement stopped half-way: what stood there is deleted, and the new object was not made. */
	readonly removed?: true
}

/** Whether a guard was seen in force after an apply: it refused a request that nobody means. */
export interface GuardSeen {
	/** Name of the policy. */
	readonly policy: string
	readonly inForce: boolean
	/** What was answered in place of its refusal. */
	readonly answer?: string
}

/** What an apply to one cluster did. */
export interface ClusterResult {
	readonly plan: ClusterPlan
	readonly applied: readonly Applied[]
	/** Changes that were not begun, because the user interrupted. */
	readonly notBegun: number
	/** The guards that were asked for; absent where none was changed, or nothing can be asked. */
	readonly guards?: readonly GuardSeen[]
}
