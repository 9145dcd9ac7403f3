/** Which way of telling stages apart was chosen, and which were not. */
import type { LabelSorting } from './by-label.ts'
import type { Sorting } from './found.ts'

/** A choice and what it was chosen from. */
export interface Choice {
	readonly chosen: Sorting
	/** Labels that might have told stages by their keys, and whose values do not. */
	readonly rejected: readonly LabelSorting[]
	/** What would have placed most namespaces otherwise. */
	readonly runnerUp: Sorting | undefined
}
