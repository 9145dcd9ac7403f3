/** What `stagewall connections` is asked for. */
import type { SessionFlags } from '../flags.ts'

/** How the list may be written. */
export const formats = ['text', 'json', 'csv', 'dot', 'markdown'] as const

/** What to list, and how. */
export interface ConnectionsFlags extends SessionFlags {
	readonly stageLabel?: string
	readonly from?: string
	readonly to?: string
	readonly crossStage: boolean
	readonly pods: boolean
	readonly reading: 'pods' | 'outside'
	readonly output: (typeof formats)[number]
}
