import { buildCommand } from '@stricli/core'
import { type Granted, type HumanSubject, longestBreakGlassSeconds, writePerson } from '../../model/break-glass.ts'
import { type Exit, KnownError } from '../../model/errors.ts'
import { showRef } from '../../model/kube-object.ts'
import { grantText, needsToBind } from '../../report/break-glass-text.ts'
import { paintFor } from '../../report/paint.ts'
import {
	durationParser,
	type PlaceFlags,
	parsePerson,
	placeFlags,
	sameClusters,
	shellLine,
} from '../break-glass-flags.ts'
import type { Context } from '../context.ts'
import { exitAfter } from '../exit-after.ts'
import { aliases, sessionFlags, sessionOf } from '../flags.ts'
import { run } from '../run.ts'

interface Flags extends PlaceFlags {
	readonly to: HumanSubject
	readonly level: string
	readonly for: number
	readonly reason: string
}

/** `stagewall access grant`: break-glass. */
export const grant = buildCommand<Flags, [], Context>({
	docs: { brief: "Gives a person a level's rights in a stage for some hours, with a reason (break-glass)" },
	parameters: {
		flags: {
			...placeFlags,
			to: {
				kind: 'parsed',
				parse: parsePerson,
				placeholder: 'SUBJECT',
				brief: "Who gets them: user:NAME, group:NAME, or a user's plain name",
			},
			level: {
				kind: 'parsed',
				parse: String,
				placeholder: 'LEVEL',
				brief: "An access level, the plan's or a curated one",
			},
			for: {
				kind: 'parsed',
				parse: durationParser(60, longestBreakGlassSeconds, `from 1m to ${longestBreakGlassSeconds / 3_600}h`),
				placeholder: 'TIME',
				brief: 'For how long: 30m, 2h, 1h30m; 24h at most',
			},
			reason: { kind: 'parsed', parse: reasonIn, placeholder: 'TEXT', brief: 'Why; it stands on every binding' },
			...sessionFlags,
		},
		aliases,
	},
	func(flags) {
		return run(this, async (): Promise<Exit> => {
			const pipeline = await import('../../pipeline.ts')
			const granted = await pipeline.grant(await sessionOf(flags, this), {
				stage: flags.stage,
				apps: flags.app ?? [],
				subject: flags.to,
				level: flags.level,
				seconds: flags.for,
				reason: flags.reason,
				now: this.now,
				localUser: this.environment['USER'] ?? this.environment['USERNAME'] ?? 'unknown',
				dryRun: flags.dryRun,
			})
			this.endProgress()
			assertNotRefused(granted)
			this.process.stdout.write(grantText(granted, revokeLine(flags), paintFor(this.coloured.out)))
			return exitAfter(granted.result === undefined ? [] : [granted.result], this.signal.aborted)
		})
	},
})

function reasonIn(input: string): string {
	if (input.trim() === '') throw new SyntaxError('a reason, in a few words')
	return input.trim()
}

function revokeLine({ stage, to, app = [], ...flags }: Flags): string {
	const words = ['stagewall', 'access', 'revoke', '--stage', stage, '--to', writePerson(to)]
	return shellLine([...words, ...app.flatMap((name) => ['--app', name]), ...sameClusters(flags)])
}

function assertNotRefused({ plan }: Granted): void {
	const { blocked } = plan
	if (blocked.length === 0) return
	throw new KnownError('access/refused', 'nothing was changed: the server refuses the grant', {
		exit: 'cluster',
		hint: needsToBind(blocked.map(({ outcome }) => outcome)),
		problems: blocked.map(({ change, outcome }) => ({
			code: 'access/refused',
			severity: 'error',
			message: `${showRef(change.ref)}: ${outcome.type === 'refused' ? outcome.message : 'another manager owns it'}`,
		})),
	})
}
