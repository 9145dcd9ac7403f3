import { buildCommand } from '@stricli/core'
import type { ClusterPlan } from '../../model/change.ts'
import { grouped } from '../../model/collect.ts'
import { type Exit, KnownError } from '../../model/errors.ts'
import type { ObjectRef } from '../../model/kube-object.ts'
import { applyText } from '../../report/apply-text.ts'
import { paintFor } from '../../report/paint.ts'
import { count } from '../../report/words.ts'
import type { Context } from '../context.ts'
import { exitAfter } from '../exit-after.ts'
import { sessionOf } from '../flags.ts'
import { run } from '../run.ts'
import { type ChangeFlags, changeAliases, changeFlags, changeOptionsOf } from './change-flags.ts'
import { showPlans } from './show-plans.ts'

interface Flags extends ChangeFlags {
	readonly yes: boolean
	readonly dryRun?: 'server' | 'client'
}

/** `stagewall apply`: makes the clusters as the plan wants them. */
export const apply = buildCommand<Flags, [], Context>({
	docs: { brief: 'Makes the clusters as the plan wants them, walls first, after showing what changes' },
	parameters: {
		flags: {
			...changeFlags,
			yes: { kind: 'boolean', default: false, withNegated: false, brief: 'Do not ask before the first change' },
			dryRun: {
				kind: 'enum',
				values: ['server', 'client'],
				optional: true,
				brief: 'Change nothing: the same as stagewall plan',
			},
		},
		aliases: { ...changeAliases, y: 'yes' },
	},
	func(flags) {
		return run(this, async (): Promise<Exit> => {
			const pipeline = await import('../../pipeline.ts')
			const session = await sessionOf(flags, this)
			let planned: readonly ClusterPlan[] = []
			const results = await pipeline.apply(
				session,
				{ ...changeOptionsOf(flags), dryRun: flags.dryRun !== 'client' },
				async (plans) => {
					planned = plans
					// With JSON the one document on stdout is what was done.
					const brief = flags.yes && flags.dryRun === undefined && !flags.details
					if (flags.output === 'text' || flags.dryRun !== undefined) await showPlans(plans, { ...flags, brief }, this)
					if (flags.dryRun !== undefined) return false
					return mayGoOn(plans, flags, this)
				},
			)
			if (results === undefined) return planned.some(isStopped) && flags.dryRun !== undefined ? 'cluster' : 'done'
			this.endProgress()
			if (flags.output === 'json') {
				const { applyJson } = await import('../../report/json.ts')
				this.process.stdout.write(applyJson(results))
			} else this.process.stdout.write(applyText(results, paintFor(this.coloured.out)))
			return exitAfter(results, this.signal.aborted)
		})
	},
})

function isStopped({ blocked, hidden }: ClusterPlan): boolean {
	return blocked.length > 0 || hidden.length > 0
}

/** Nothing is begun that is known to fail, and nothing without a yes. */
async function mayGoOn(plans: readonly ClusterPlan[], flags: Flags, context: Context): Promise<boolean> {
	const blocked = plans.flatMap((plan) => plan.blocked)
	if (blocked.length > 0) {
		const conflicts = blocked.filter(({ outcome }) => outcome.type === 'conflict')
		throw new KnownError('apply/blocked', `nothing was changed: ${count(blocked.length, 'change')} would be refused`, {
			exit: 'cluster',
			hint:
				conflicts.length === 0
					? 'Mend what the refusals say, and run again.'
					: 'Agree with the managers named above, or take their fields over with --force-conflicts.',
		})
	}
	const hidden = plans.flatMap((plan) => plan.hidden)
	if (hidden.length > 0)
		throw new KnownError('apply/not-visible', `nothing was changed: ${whatIsHidden(hidden)} could not be looked at`, {
			exit: 'cluster',
			hint: 'An apply has to see what it changes. Grant "list" on these kinds, or mend what the messages above say.',
		})
	const changes = plans.reduce((sum, plan) => sum + plan.changes.length, 0)
	if (changes === 0) return false
	if (flags.yes) return true
	if (context.ask === undefined)
		throw new KnownError('apply/unconfirmed', 'nothing was changed: nobody is there to confirm', {
			exit: 'usage',
			hint: 'Add --yes to apply without a question.',
		})
	return context.ask(`Make ${count(changes, 'change')}?`)
}

/** e.g. `13 NetworkPolicies, 2 Roles`. */
function whatIsHidden(hidden: readonly ObjectRef[]): string {
	return [...grouped(hidden, ({ kind }) => kind)].map(([kind, refs]) => count(refs.length, kind)).join(', ')
}
