import { buildCommand } from '@stricli/core'
import type { HumanSubject } from '../../model/break-glass.ts'
import type { Exit } from '../../model/errors.ts'
import { showUnseen } from '../../model/facts.ts'
import { revokeText } from '../../report/break-glass-text.ts'
import { paintFor } from '../../report/paint.ts'
import { type PlaceFlags, parsePerson, placeFlags } from '../break-glass-flags.ts'
import type { Context } from '../context.ts'
import { exitAfter } from '../exit-after.ts'
import { aliases, sessionFlags, sessionOf } from '../flags.ts'
import { run } from '../run.ts'

interface Flags extends PlaceFlags {
	readonly to?: HumanSubject
	readonly expired: boolean
}

/** `stagewall access revoke`: takes break-glass access back. */
export const revoke = buildCommand<Flags, [], Context>({
	docs: { brief: "Takes break-glass access back: a whole stage's, one person's, or what has expired" },
	parameters: {
		flags: {
			...placeFlags,
			to: {
				kind: 'parsed',
				parse: parsePerson,
				optional: true,
				placeholder: 'SUBJECT',
				brief: "Only this person's: user:NAME, group:NAME, or a user's plain name",
			},
			expired: {
				kind: 'boolean',
				default: false,
				withNegated: false,
				brief: 'Only what is over, or does not say when it is',
			},
			...sessionFlags,
		},
		aliases,
	},
	func(flags) {
		return run(this, async (): Promise<Exit> => {
			const pipeline = await import('../../pipeline.ts')
			const revoked = await pipeline.revoke(await sessionOf(flags, this), {
				stage: flags.stage,
				apps: flags.app ?? [],
				...(flags.to === undefined ? {} : { subject: flags.to }),
				expired: flags.expired,
				now: this.now,
				dryRun: flags.dryRun,
			})
			this.endProgress()
			this.process.stdout.write(revokeText(revoked, flags.stage, this.now, paintFor(this.coloured.out)))
			for (const unseen of revoked.unseen)
				this.process.stderr.write(`not visible: ${showUnseen(unseen)}: ${unseen.message}\n`)
			const exit = exitAfter(revoked.result === undefined ? [] : [revoked.result], this.signal.aborted)
			// A file that cannot be read may hold one more. Namespaces outside of the stage are nobody's promise.
			return exit === 'done' && revoked.unseen.some(({ file }) => file !== undefined) ? 'cluster' : exit
		})
	},
})
