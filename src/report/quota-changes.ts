/** What a plan's quotas and limit ranges keep from starting, in a few lines. */
import { showRefusal } from '../model/capacity.ts'
import type { CapacityRadius, QuotaBelowUse, StoppedWorkload } from '../model/change.ts'
import { showUnseen } from '../model/facts.ts'
import { showRef } from '../model/kube-object.ts'
import type { Paint } from './paint.ts'
import { count, someOf } from './words.ts'

/** So many workloads are shown before the rest is counted; JSON has them all. */
const shownWorkloads = 12

/** A line for each quota and workload, under a heading; nothing where all can go on. */
export function quotasText(capacity: CapacityRadius | undefined, paint: Paint): readonly string[] {
	if (capacity === undefined) return []
	const { below, stops, unseen } = capacity
	if (below.length === 0 && stops.length === 0 && unseen.length === 0) return []
	const rest = stops.length - shownWorkloads
	return [
		`  ${paint.bold('quotas')}`,
		...below.map((each) => `    ${paint.yellow('tight')}: ${belowText(each)}`),
		...stops.slice(0, shownWorkloads).map((each) => `    ${paint.red('stops')}: ${stopText(each)}`),
		...(rest > 0 ? [paint.dim(`    and ${rest} more`)] : []),
		...(below.length === 0 && stops.length === 0
			? []
			: [
					paint.dim(
						'    What runs goes on; what could not start is only seen at the next start. Raise the budget or the share.',
					),
				]),
		...(unseen.length === 0
			? []
			: [`    ${paint.yellow('not visible')}: ${someOf([...new Set(unseen.map(showUnseen))])}`]),
	]
}

function belowText({ quota, keys }: QuotaBelowUse): string {
	const list = keys.map(({ key, hard, used }) => `${key} ${hard} (used: ${used})`).join(', ')
	return `the quota of ${quota.namespace} would be below what is used there now: ${list}`
}

function stopText({ workload, pods, refusals }: StoppedWorkload): string {
	const [first] = refusals
	const more = refusals.length > 1 ? ` (and ${refusals.length - 1} more)` : ''
	const runs = pods === 0 ? 'no pod of it could start' : `its ${count(pods, 'pod')} could not start anew`
	return `${showRef(workload)}: ${runs}: ${first === undefined ? '' : showRefusal(first)}${more}`
}
