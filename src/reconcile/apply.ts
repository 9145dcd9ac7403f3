/**
 * Carries out a plan, in each namespace wave by wave. Interrupted or refused half-way it leaves the cluster in a state that the next run
 * completes: each step is idempotent, and nobody gets rights in a namespace whose walls were refused.
 */
import type { Cluster, Progress } from '../cluster/cluster.ts'
import type { Applied, Change, ClusterPlan, ClusterResult, Outcome } from '../model/change.ts'
import { KnownError } from '../model/errors.ts'
import type { ObjectRef } from '../model/kube-object.ts'
import { inLanes as runInLanes } from '../model/parallel.ts'
import { isForced } from './nodes.ts'
import { homeOf, inLanes, type Lane } from './order.ts'

/** How to apply. */
export interface CarryOutOptions {
	readonly force: boolean
	/** How many requests at a time. */
	readonly concurrency: number
	readonly progress?: Progress
	/** Stops new changes from being begun; running ones are finished. */
	readonly signal?: AbortSignal
}

/** Applies the changes of a plan that nothing blocks. */
export async function carryOut(plan: ClusterPlan, cluster: Cluster, options: CarryOutOptions): Promise<ClusterResult> {
	const applied: Applied[] = []
	/** The first refused object of each namespace, and when: what comes in a later wave there stands on it. */
	const refused = new Map<string, { readonly ref: ObjectRef; readonly phase: number; readonly wave: number }>()
	let notBegun = 0
	/** Set once the cluster no longer answers: nothing more is begun, and what was done is still told. */
	let broken = false
	const carry = (lanes: readonly Lane[], phase: number): Promise<void> =>
		runInLanes(lanes, options.concurrency, async (change, wave) => {
			if (broken || options.signal?.aborted === true) {
				notBegun++
				return
			}
			const home = homeOf(change)
			const standing = home === undefined ? undefined : refused.get(home)
			const isLater = standing !== undefined && (phase > standing.phase || wave > standing.wave)
			const made = isLater
				? ({ outcome: { type: 'skipped', because: standing.ref } } as const)
				: await make(change, cluster, { force: options.force, lost: () => (broken = true) })
			const { outcome } = made
			if (home !== undefined && (outcome.type === 'refused' || outcome.type === 'conflict') && !refused.has(home))
				refused.set(home, { ref: change.ref, phase, wave })
			applied.push({ change, ...made })
			options.progress?.(applied.length, plan.changes.length, 'applying')
		})
	const { made, removed } = inLanes(plan.changes)
	await carry(made, 0)
	await carry(removed, 1)
	return { plan, applied, notBegun }
}

/**
 * Makes one change.
 *
 * @param lost - called where the cluster no longer answers
 */
async function make(
	change: Change,
	cluster: Cluster,
	{ force, lost }: { readonly force: boolean; readonly lost: () => void },
): Promise<{ readonly outcome: Outcome; readonly removed?: true }> {
	const attempt = (request: Promise<Outcome>): Promise<Outcome> =>
		request.catch((error: unknown): Outcome => {
			if (!(error instanceof KnownError)) throw error
			lost()
			return { type: 'refused', reason: 'failed', message: error.message }
		})
	if (change.action === 'delete') return { outcome: await attempt(cluster.remove(change.observed, { dryRun: false })) }
	if (change.action === 'replace') {
		const outcome = await attempt(cluster.remove(change.observed, { dryRun: false }))
		if (outcome.type !== 'deleted') return { outcome }
	}
	const outcome = await attempt(cluster.apply(change.desired, { dryRun: false, force: isForced(change, force) }))
	return { outcome, ...(change.action === 'replace' && outcome.type !== 'applied' ? { removed: true } : {}) }
}
