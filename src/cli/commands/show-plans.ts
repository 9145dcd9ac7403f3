/** Plans on stdout, in the format that was asked for. */
import type { ClusterPlan } from '../../model/change.ts'
import { paintFor } from '../../report/paint.ts'
import type { Context } from '../context.ts'

/** Writes all plans. */
export async function showPlans(
	plans: readonly ClusterPlan[],
	options: { readonly output: 'text' | 'json'; readonly details: boolean; readonly brief?: boolean },
	context: Context,
): Promise<void> {
	context.endProgress()
	if (options.output === 'json') {
		const { planJson } = await import('../../report/json.ts')
		context.process.stdout.write(planJson(plans))
	} else {
		const { planText } = await import('../../report/plan-text.ts')
		context.process.stdout.write(planText(plans, paintFor(context.coloured.out), options))
	}
}
