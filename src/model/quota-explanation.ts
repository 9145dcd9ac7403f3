/** What a namespace may use, what it uses, who uses it, and what would still fit, as data. Sentences are made of it elsewhere. */
import type { Refusal } from './capacity.ts'
import type { ObjectRef } from './kube-object.ts'
import type { Doubt } from './network-explanation.ts'

/** The answer to "how full is NAMESPACE?". Amounts are written as Kubernetes writes them. */
export interface QuotaExplanation {
	readonly cluster: string
	readonly namespace: string
	readonly stage?: string
	/** What could not be read and may change an answer. */
	readonly doubts: readonly Doubt[]
	readonly quotas: readonly ExplainedQuota[]
	readonly limitRanges: readonly ObjectRef[]
	/** Those that use the most first. */
	readonly workloads: readonly ExplainedWorkload[]
}

/** One quota. */
export interface ExplainedQuota {
	readonly object: ObjectRef
	/** Which objects it counts; empty for all, e.g. `NotTerminating`, `PriorityClass In (high)`. */
	readonly scopes: readonly string[]
	readonly keys: readonly ExplainedKey[]
}

/** One amount of a quota. */
export interface ExplainedKey {
	/** In its long form. */
	readonly key: string
	readonly hard: string
	/** What admission goes by: what the quota controller reports, or else the count; absent where neither is known. */
	readonly used?: string
	/** Below 0 where more is used than allowed. */
	readonly free?: string
	/** How much of it is used, in percent, rounded down; absent where nothing is allowed. */
	readonly percent?: number
	/** As the quota controller reports it; absent where it has not counted for the quota as it stands. */
	readonly reported?: string
	/** As the objects that were seen add up; absent where they were not all seen. */
	readonly counted?: string
	/** The namespace's part of the stage's budget; absent where the budget allows none of it. */
	readonly budget?: { readonly whole: string; readonly percent: number }
	/** Who uses the most of it, at most three. */
	readonly most: readonly { readonly object: ObjectRef; readonly amount: string }[]
}

/** A workload, or an object that counts by itself. */
export interface ExplainedWorkload {
	readonly object: ObjectRef
	/** How many pods it has that have not ended. */
	readonly pods: number
	/** How many it should have; absent where that is not one number. */
	readonly wanted?: number
	/** What its pods use together, by key. */
	readonly uses: Readonly<Record<string, string>>
	/**
	 * - `fits`: one more replica would be let in, with the claims that it brings
	 * - `refused`: it would not
	 * - `none`: it makes no pods any more, or its template was not seen
	 */
	readonly next: 'fits' | 'refused' | 'none'
	/** Why one more would be refused. */
	readonly refusals: readonly Refusal[]
}
