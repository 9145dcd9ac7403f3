import { buildCommand } from '@stricli/core'
import type { Exit } from '../../model/errors.ts'
import { atLeast, type Severity, severities } from '../../model/finding.ts'
import { paintFor } from '../../report/paint.ts'
import type { Context } from '../context.ts'
import { lookingSessionOf, type SessionFlags, sessionFlags, stageLabelFlag } from '../flags.ts'
import { run } from '../run.ts'

interface Flags extends SessionFlags {
	readonly stageLabel?: string
	readonly failOn: Severity
	readonly output: 'text' | 'json'
}

/** `stagewall verify`: observes, proves, reports. */
export const verify = buildCommand<Flags, [], Context>({
	docs: { brief: 'Proves that the walls stand, or says what is not as the plan wants it' },
	parameters: {
		flags: {
			...sessionFlags,
			...stageLabelFlag,
			failOn: {
				kind: 'enum',
				values: severities,
				default: 'medium',
				brief: 'Exit with 1 where something at least this severe is violated or not visible',
			},
			output: { kind: 'enum', values: ['text', 'json'], default: 'text', brief: 'Format of the report' },
		},
		aliases: { f: 'file', o: 'output' },
	},
	func(flags) {
		return run(this, async (): Promise<Exit> => {
			const pipeline = await import('../../pipeline.ts')
			const session = await lookingSessionOf(flags, this)
			const { file } = session
			const clusters =
				file === undefined ? await pipeline.proveFound(session, this) : await pipeline.prove({ ...session, file }, this)
			this.endProgress()
			if (flags.output === 'json') {
				const { verifyJson } = await import('../../report/json.ts')
				this.process.stdout.write(verifyJson(clusters, this.now))
			} else {
				const { verifyText } = await import('../../report/verify-text.ts')
				this.process.stdout.write(verifyText(clusters, paintFor(this.coloured.out)))
			}
			const failing = clusters
				.flatMap(({ proofs }) => proofs.flatMap(({ findings }) => findings))
				.filter(({ severity }) => atLeast(severity, flags.failOn))
			if (failing.some(({ result }) => result === 'violated')) return 'findings'
			return failing.some(({ result }) => result === 'not-visible') ? 'cluster' : 'done'
		})
	},
})
