import type { Applied, ClusterResult } from '../model/change.ts'
import type { Exit } from '../model/errors.ts'
import { isComplete } from '../report/apply-text.ts'

/**
 * How a command ends that changed clusters: `partial` where something was changed and something was not, or where it was
 * interrupted; `cluster` where the clusters refused all of it.
 */
export function exitAfter(results: readonly ClusterResult[], isInterrupted: boolean): Exit {
	if (results.every(isComplete)) return 'done'
	return isInterrupted || results.some(({ applied }) => applied.some(isChanged)) ? 'partial' : 'cluster'
}

function isChanged({ outcome, removed }: Applied): boolean {
	return removed === true || outcome.type === 'applied' || outcome.type === 'deleted'
}
