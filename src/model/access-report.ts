/**
 * Who may do what, as data: a matrix of subjects and places for each cluster. Words are made of it elsewhere.
 *
 * A row holds the rights that bindings give to its subjects by name; what everybody has is a row of its own.
 */
import type { Subject } from './access.ts'

/** The matrix of one cluster. */
export interface AccessMatrix {
	/** Its name in the plan; without one, what its source is called. */
	readonly cluster: string
	/** How the cluster is shown to a person. */
	readonly source: string
	/** By what the stages were found, where no plan says them. */
	readonly because?: string
	/** The request that was asked about, e.g. `create pods/exec`; absent where all rights are listed. */
	readonly can?: string
	readonly columns: readonly AccessColumn[]
	readonly rows: readonly AccessRow[]
	/** People of the plan without any right here. */
	readonly without: readonly string[]
	/** Accounts of the control plane that are not listed, and how many of those may do everything. */
	readonly system: { readonly subjects: number; readonly everything: number }
}

/** A place: the namespaces of a stage, those that are in none, or the whole cluster. */
export interface AccessColumn {
	readonly type: 'stage' | 'elsewhere' | 'cluster'
	/** The stage's name, `elsewhere` or `cluster`. */
	readonly name: string
	/** Sorted; empty for the whole cluster. */
	readonly namespaces: readonly string[]
}

/** Subjects with the same rights. */
export interface AccessRow {
	/**
	 * - `everybody`: a group that the API server itself puts people or service accounts into
	 * - `person`: of the plan
	 * - `subject`: a user, a group or a service account; several where they have equal rights
	 * - `accounts`: service accounts of one name, each with rights in its own namespace
	 * - `system`: accounts of the control plane
	 */
	readonly type: 'everybody' | 'person' | 'subject' | 'accounts' | 'system'
	/** What `--as` takes: a person's name, `user:NAME`, `group:NAME`, `sa:NAMESPACE/NAME`; the name alone of `accounts`. */
	readonly name: string
	readonly subjects: readonly Subject[]
	/** In the order of the columns. */
	readonly cells: readonly AccessCell[]
}

/** What a row may do in a column: of the column's namespaces those with equal rights together, most of them first. */
export interface AccessCell {
	readonly column: string
	/** Empty for no right. */
	readonly rights: readonly RightsIn[]
}

/** What is held in some namespaces, or in the whole cluster where none is named. */
export interface RightsIn {
	readonly namespaces: readonly string[]
	/** Whether bindings of the whole cluster alone give it. */
	readonly clusterWide: boolean
	readonly rights: Rights
	/** Everything that it holds; only where one subject is asked about. */
	readonly allows?: readonly Allowed[]
}

/** Rights, by the access level that they are or that they contain. */
export type Rights =
	/** Every verb on every resource, as cluster-admin has it. */
	| { readonly type: 'everything' }
	| {
			readonly type: 'level'
			readonly level: string
			/** `kubernetes`: the ClusterRole of this name that Kubernetes brings. */
			readonly origin: 'plan' | 'curated' | 'kubernetes'
			/** What is held beyond the level; empty where the rights are the level and nothing else. */
			readonly extras: readonly Allowed[]
	  }
	/** No level is contained in them. */
	| { readonly type: 'custom'; readonly verbs: number; readonly resources: number; readonly allows: readonly Allowed[] }
	/** The request that was asked about is allowed. */
	| { readonly type: 'allowed' }

/** Verbs on a resource or a path. */
export interface Allowed {
	/** Sorted; `*` for all. */
	readonly verbs: readonly string[]
	/** As kubectl writes it: `pods/exec`, `deployments.apps/scale`; `*.*` for all; or a path such as `/metrics`. */
	readonly resource: string
	/** Only objects of these names. */
	readonly names?: readonly string[]
}
