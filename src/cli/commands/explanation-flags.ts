/** The flags of commands that explain something of clusters as they are. */
import { type SessionFlags, sessionFlags, stageLabelFlag } from '../flags.ts'

/** Where to look, and how the answer is shown. */
export interface ExplanationFlags extends SessionFlags {
	readonly stageLabel?: string
	readonly output: 'text' | 'json'
}

/** The flag of the format. */
export const outputFlag = {
	output: { kind: 'enum', values: ['text', 'json'], default: 'text', brief: 'Format of the explanation' },
} as const

/** The flags of {@link ExplanationFlags}. */
export const explanationFlags = { ...sessionFlags, ...stageLabelFlag, ...outputFlag } as const

/** Single letters, as kubectl has them. */
export const explanationAliases = { f: 'file', o: 'output' } as const
