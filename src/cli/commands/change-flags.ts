/** The flags of the commands that plan a change. */
import type { ChangeOptions } from '../../pipeline.ts'
import { type SessionFlags, sessionFlags } from '../flags.ts'

/** What is to be changed, and how it is shown. */
export interface ChangeFlags extends SessionFlags {
	readonly prune: boolean
	readonly deleteNamespace?: readonly string[]
	readonly forceConflicts: boolean
	readonly nodes: boolean
	readonly details: boolean
	readonly output: 'text' | 'json'
}

/** The flags of {@link ChangeFlags}. */
export const changeFlags = {
	...sessionFlags,
	prune: {
		kind: 'boolean',
		default: false,
		withNegated: false,
		brief: "Remove objects that carry this plan's label and that it no longer wants (never a namespace)",
	},
	deleteNamespace: {
		kind: 'parsed',
		parse: String,
		optional: true,
		variadic: true,
		placeholder: 'NAME',
		brief: 'Delete this namespace, with everything in it, if the plan made it and no longer wants it',
	},
	forceConflicts: {
		kind: 'boolean',
		default: false,
		withNegated: false,
		brief: 'Take over fields that other managers own',
	},
	nodes: {
		kind: 'boolean',
		default: false,
		withNegated: false,
		brief: 'Label and taint the nodes that the plan gives to stages; taints evict what does not tolerate them',
	},
	details: {
		kind: 'boolean',
		default: false,
		withNegated: false,
		brief: 'Name each object of a new namespace, instead of a summary',
	},
	output: { kind: 'enum', values: ['text', 'json'], default: 'text', brief: 'Format of the result' },
} as const

/** Single letters, as kubectl has them. */
export const changeAliases = { f: 'file', o: 'output' } as const

/** What the flags say about a change. */
export function changeOptionsOf(flags: ChangeFlags): Omit<ChangeOptions, 'dryRun'> {
	return {
		prune: flags.prune,
		namespaces: flags.deleteNamespace ?? [],
		force: flags.forceConflicts,
		nodes: flags.nodes,
	}
}
