import { resolve } from 'node:path'
import { buildCommand } from '@stricli/core'
import { KnownError } from '../../model/errors.ts'
import { showUnseen } from '../../model/facts.ts'
import { count } from '../../report/words.ts'
import type { Context } from '../context.ts'
import { type SessionFlags, sessionFlags, sessionOf } from '../flags.ts'
import { run } from '../run.ts'

interface Flags extends SessionFlags {
	readonly output: string
}

/** `stagewall snapshot`: saves what the proofs read. */
export const snapshot = buildCommand<Flags, [], Context>({
	docs: { brief: 'Saves all that the proofs read of a cluster (never the data of Secrets), to verify it elsewhere' },
	parameters: {
		flags: {
			...sessionFlags,
			output: { kind: 'parsed', parse: String, placeholder: 'FILE', brief: 'The file to write; .gz is compressed' },
		},
		aliases: { f: 'file', o: 'output' },
	},
	func(flags) {
		return run(this, async () => {
			const pipeline = await import('../../pipeline.ts')
			const { writeSnapshot } = await import('../../cluster/snapshot/index.ts')
			const [recording, ...others] = await pipeline.snapshot(await sessionOf(flags, this))
			if (recording === undefined || others.length > 0)
				throw new KnownError('usage/which-cluster', 'the plan has several clusters, and a snapshot holds one', {
					exit: 'usage',
					hint: 'Say which one: --cluster NAME',
				})
			const file = resolve(this.folder, flags.output)
			await writeSnapshot(file, { ...recording, takenAt: this.now })
			this.process.stdout.write(`${file}: ${count(recording.facts.objects.length, 'object')}\n`)
			for (const unseen of recording.facts.unseen)
				this.process.stderr.write(`not visible: ${showUnseen(unseen)}: ${unseen.message}\n`)
			return 'done'
		})
	},
})
