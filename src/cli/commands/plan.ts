import { buildCommand } from '@stricli/core'
import type { Exit } from '../../model/errors.ts'
import type { Context } from '../context.ts'
import { sessionOf } from '../flags.ts'
import { run } from '../run.ts'
import { type ChangeFlags, changeAliases, changeFlags, changeOptionsOf } from './change-flags.ts'
import { showPlans } from './show-plans.ts'

interface Flags extends ChangeFlags {
	readonly dryRun: 'server' | 'client'
	readonly exitCode: boolean
}

/** `stagewall plan`: what apply would change. */
export const plan = buildCommand<Flags, [], Context>({
	docs: { brief: 'Shows what apply would change, field by field, and what stands in its way' },
	parameters: {
		flags: {
			...changeFlags,
			dryRun: {
				kind: 'enum',
				values: ['server', 'client'],
				default: 'server',
				brief: 'Try the changes on the API server, or only compare with what is there',
			},
			exitCode: {
				kind: 'boolean',
				default: false,
				withNegated: false,
				brief: 'Exit with 1 where there is something to change',
			},
		},
		aliases: changeAliases,
	},
	func(flags) {
		return run(this, async (): Promise<Exit> => {
			const pipeline = await import('../../pipeline.ts')
			const plans = await pipeline.plan(await sessionOf(flags, this), {
				...changeOptionsOf(flags),
				dryRun: flags.dryRun === 'server',
			})
			await showPlans(plans, flags, this)
			if (plans.some(({ blocked }) => blocked.length > 0)) return 'cluster'
			if (plans.some(({ hidden }) => hidden.length > 0)) return 'cluster'
			return flags.exitCode && plans.some(({ changes }) => changes.length > 0) ? 'findings' : 'done'
		})
	},
})
