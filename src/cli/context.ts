/** Everything of the process that a command may touch, so that a test can run the whole program in memory. */
import type { ApplicationContext } from '@stricli/core'
import type { Progress } from '../cluster/cluster.ts'

/** Given to each command as `this`. */
export interface Context extends ApplicationContext {
	/** The folder in which the command was called. */
	readonly folder: string
	readonly environment: Readonly<Record<string, string | undefined>>
	/** The day as `YYYY-MM-DD`. */
	readonly today: string
	/** The moment as an ISO 8601 timestamp. */
	readonly now: string
	/** Whether stdout, and whether stderr, show colours. */
	readonly coloured: { readonly out: boolean; readonly err: boolean }
	/** Aborted by the first Ctrl-C. */
	readonly signal: AbortSignal
	/** Asks a yes/no question; `undefined` where nobody is there to answer. */
	readonly ask: ((question: string) => Promise<boolean>) | undefined
	/** Shows how far a long step has come; `undefined` where stderr is no terminal. */
	readonly progress: Progress | undefined
	/** Wipes the progress bar before other output. */
	readonly endProgress: () => void
}
