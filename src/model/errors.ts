/**
 * Known errors: what can go wrong without a bug in Stagewall. Each carries data (code, place, hint), prints as one short
 * block and ends the program with a documented exit code. Anything else that is thrown is a bug and prints its stack.
 */

/** Where in a file something stands; `line` and `column` count from 1. */
export interface Place {
	readonly file: string
	readonly line: number
	readonly column: number
	/** The line of the file and a caret below the column, ready to print. */
	readonly frame?: string
}

/** One thing that is wrong with the user's input, with where it is and what to do. */
export interface Problem {
	/** Stable identifier, e.g. `plan/unknown-key`. */
	readonly code: string
	readonly severity: 'error' | 'warning'
	readonly message: string
	readonly place?: Place
	/** What to do about it, as a sentence. */
	readonly hint?: string
}

/** What the program's exit code says; the numbers are documented in docs/reference/command-line.md. */
export const exitCodes = {
	done: 0,
	findings: 1,
	usage: 2,
	cluster: 3,
	partial: 4,
	bug: 70,
} as const

/** A name of {@link exitCodes}. */
export type Exit = keyof typeof exitCodes

/**
 * An error that the user can do something about.
 *
 * @example
 * throw new KnownError('cluster/unreachable', 'the API server at https://10.0.0.1:6443 does not answer', {
 *   exit: 'cluster', hint: 'Is the VPN up?',
 * })
 */
export class KnownError extends Error {
	readonly code: string
	readonly exit: Exit
	readonly hint: string | undefined
	/** The single problems, where there can be several at once (a plan file with five mistakes). */
	readonly problems: readonly Problem[]

	constructor(
		code: string,
		message: string,
		options: { exit: Exit; hint?: string | undefined; problems?: readonly Problem[]; cause?: unknown },
	) {
		super(message, { cause: options.cause })
		this.name = 'KnownError'
		this.code = code
		this.exit = options.exit
		this.hint = options.hint
		this.problems = options.problems ?? []
	}
}
