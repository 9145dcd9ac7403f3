/** What the commands about break-glass access read alike. */
import { type HumanSubject, personOf } from '../model/break-glass.ts'
import { secondsIn } from '../model/duration.ts'
import type { SessionFlags } from './flags.ts'

/** Where, and whether only to say what would change. */
export interface PlaceFlags extends SessionFlags {
	readonly stage: string
	readonly app?: readonly string[]
	readonly dryRun: boolean
}

/** The flags of {@link PlaceFlags}, besides those of a session. */
export const placeFlags = {
	stage: { kind: 'parsed', parse: String, placeholder: 'STAGE', brief: 'The stage' },
	app: {
		kind: 'parsed',
		parse: String,
		optional: true,
		variadic: true,
		placeholder: 'APP',
		brief: 'Only the namespaces of this app; may be given several times (default: every app of the stage)',
	},
	dryRun: { kind: 'boolean', default: false, withNegated: false, brief: 'Change nothing, only say what would change' },
} as const

/** Reads the value of `--to`. */
export function parsePerson(input: string): HumanSubject {
	const person = personOf(input)
	if (typeof person === 'string') throw new SyntaxError(`${person}; write user:NAME, group:NAME or a user's plain name`)
	return person
}

/**
 * Reads the value of `--for`.
 *
 * @param least - the fewest seconds
 * @param most - the most seconds
 * @param range - both in words
 */
export function durationParser(least: number, most: number, range: string): (input: string) => number {
	return (input) => {
		const seconds = secondsIn(input)
		if (seconds === undefined) throw new SyntaxError('a time such as 30m, 2h or 1h30m')
		if (seconds < least || seconds > most) throw new SyntaxError(`a time ${range}`)
		return seconds
	}
}

/** The flags by which a command found its clusters, to be typed again. */
export function sameClusters(flags: SessionFlags): readonly string[] {
	const { file, cluster, context, kubeconfig, directory, as: user, asGroup = [] } = flags
	const given = { file, cluster, context, kubeconfig, directory, as: user }
	return [
		...Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])),
		...asGroup.flatMap((group) => ['--as-group', group]),
	]
}

/** A command line as a POSIX shell reads it. */
export function shellLine(words: readonly string[]): string {
	return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ')
}
