/** What a cluster says about its stages without a plan. */

/**
 * Which stages a cluster has. Each namespace that was seen is in exactly one of {@link stages}, {@link neutral} and
 * {@link leftOut}.
 */
export interface FoundStages {
	readonly by: StageMark
	/** For a person: by what the stages are told apart, why by that, and what to do where they are not. */
	readonly because: string
	/** In promotion order. */
	readonly stages: readonly FoundStage[]
	/** Namespaces that say nothing about a stage (`kube-system`, `monitoring` …), sorted. */
	readonly neutral: readonly string[]
	/** Namespaces whose label has a value that is no stage, sorted by name. */
	readonly leftOut: readonly LeftOut[]
}

/**
 * By what the stages of a cluster are told apart: a label of the namespaces, the end of their names (`shop-dev`), its beginning
 * (`dev-shop`), or the whole name (`dev`).
 */
export type StageMark =
	| { readonly type: 'label'; readonly key: string }
	| { readonly type: 'suffix' | 'prefix' | 'name' }
	| { readonly type: 'none' }

/** A stage as the cluster writes it. */
export interface FoundStage {
	/** The spelling that most of its namespaces have. */
	readonly name: string
	/** Sorted. */
	readonly namespaces: readonly string[]
	/** Other spellings that were taken for the same stage (`production` beside `prod`), sorted. */
	readonly synonyms: readonly string[]
}

/** A namespace whose label names no stage. */
export interface LeftOut {
	readonly namespace: string
	/** The label's value; empty where the label is. */
	readonly value: string
	/** One sentence. */
	readonly why: string
}

/** One way to tell the stages apart, with what would come of it. */
export interface Sorting {
	readonly by: StageMark
	/** By namespace; empty where this way tells no stages apart. */
	readonly placed: ReadonlyMap<string, Placement>
	readonly leftOut: readonly LeftOut[]
	/** Two namespaces that differ in nothing but the stage in their names, where stages are told apart by that. */
	readonly twins?: readonly string[]
}

/** Where a namespace belongs. */
export interface Placement {
	/** The same for all spellings of a stage. */
	readonly stage: string
	/** The stage's name as it is spelled here, e.g. `production` in `production-eu`. */
	readonly word: string
	/** All that was read as this stage, e.g. `production-eu`. */
	readonly written: string
}

/** How many stages a way tells apart. */
export function stagesOf({ placed }: Pick<Sorting, 'placed'>): number {
	return new Set([...placed.values()].map(({ stage }) => stage)).size
}
