import { buildCommand } from '@stricli/core'
import { paintFor } from '../../report/paint.ts'
import { showProblem } from '../../report/problems.ts'
import { count } from '../../report/words.ts'
import type { Context } from '../context.ts'
import { aliases, type FileFlags, fileFlags, planFileOf } from '../flags.ts'
import { run } from '../run.ts'

/** `stagewall check`: the plan file alone. */
export const check = buildCommand<FileFlags, [], Context>({
	docs: { brief: 'Checks stages.yaml: schema and sense, every mistake at once with its place' },
	parameters: { flags: fileFlags, aliases },
	func(flags) {
		return run(this, async () => {
			const { loadPlan } = await import('../../plan-file/index.ts')
			const { tenancy, warnings } = await loadPlan(await planFileOf(flags, this))
			for (const warning of warnings)
				this.process.stderr.write(showProblem(warning, paintFor(this.coloured.err), this.folder))
			const { stages, apps, namespaces, clusters } = tenancy
			const what = [
				count(stages.length, 'stage'),
				count(apps.length, 'app'),
				count(namespaces.length, 'namespace'),
				count(clusters.length, 'cluster'),
			].join(', ')
			this.process.stdout.write(`${paintFor(this.coloured.out).green('✓')} ${tenancy.name}: ${what}\n`)
			return 'done'
		})
	},
})
