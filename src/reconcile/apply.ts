/**
 * Carries out a plan, in each namespace wave by wave. Interrupted or refused half-way it leaves the cluster in a state that the next run
 * completes: each step is idempotent, and nobody gets rights in a namespace whose walls were refused.
 */
import type { Cluster, Progress } from '../cluster/cluster.ts'
import type { Applied, Change, ClusterPlan, ClusterResult, Outcome } from '../model/change.ts'
import { KnownError } from '../model/errors.ts'
import type { ObjectRef } from '../model/kube-object.ts'
import { inLanes as runInLanes } from '../model/parallel.ts'
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
			const outcome = !isLater
				? await make(change, cluster, options.force).catch((error: unknown): Outcome => {
						if (!(error instanceof KnownError)) throw error
						broken = true
						return { type: 'refused', reason: 'failed', message: error.message }
					})
				: ({ type: 'skipped', because: standing.ref } as const)
			if (home !== undefined && (outcome.type === 'refused' || outcome.type === 'conflict') && !refused.has(home))
				refused.set(home, { ref: change.ref, phase, wave })
			applied.push({ change, outcome })
			options.progress?.(applied.length, plan.changes.length, 'applying')
		})
	const { made, removed } = inLanes(plan.changes)
	await carry(made, 0)
	await carry(removed, 1)
	return { plan, applied, notBegun }
}
async function make(change: Change, cluster: Cluster, force: boolean): Promise<Outcome> {
	if (change.action === 'delete') return cluster.remove(change.observed, { dryRun: false })
	if (change.action === 'replace') {
		const removed = await cluster.remove(change.observed, { dryRun: false })
		if (removed.type !== 'deleted') return removed
	}
	return cluster.apply(change.desired, { dryRun: false, force })
}
