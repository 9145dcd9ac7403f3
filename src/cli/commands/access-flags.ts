/** What `stagewall access` is asked for. */
import type { SessionFlags } from '../flags.ts'

/** How the matrix may be written. */
export const formats = ['text', 'json', 'csv', 'markdown'] as const

/** Whose rights to list, and how. */
export interface AccessFlags extends Omit<SessionFlags, 'as' | 'asGroup'> {
	readonly stageLabel?: string
	/** The subject whose rights are listed, and nobody's to act as. */
	readonly as?: string
	readonly can?: string
	readonly system: boolean
	readonly output: (typeof formats)[number]
}
