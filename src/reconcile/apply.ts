/**
 * Carries out a plan, wave by wave. Interrupted or refused half-way it leaves the cluster in a state that the next run
 * completes: each step is idempotent, and nobody gets rights in a namespace whose walls were refused.
 */
import type { Cluster, Progress } from '../cluster/cluster.ts'
import type { Applied, Change, ClusterPlan, ClusterResult, Outcome } from '../model/change.ts'
import { KnownError } from '../model/errors.ts'
import type { ObjectRef } from '../model/kube-object.ts'
import { inParallel } from '../model/parallel.ts'
import { inWaves } from './order.ts'

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
	/** The first refused object of each namespace: what comes after it there stands on it. */
	const refused = new Map<string, ObjectRef>()
	let notBegun = 0
	/** Set once the cluster no longer answers: nothing more is begun, and what was done is still told. */
	let broken = false
	for (const wave of inWaves(plan.changes)) {
		const standing = new Map(refused)
		const results = await inParallel(wave, options.concurrency, async (change): Promise<Applied | undefined> => {
			if (broken || options.signal?.aborted === true) return undefined
			const home = homeOf(change)
			const because = home === undefined ? undefined : standing.get(home)
			const outcome =
				because === undefined
					? await make(change, cluster, options.force).catch((error: unknown): Outcome => {
							if (!(error instanceof KnownError)) throw error
							broken = true
							return { type: 'refused', reason: 'failed', message: error.message }
						})
					: ({ type: 'skipped', because } as const)
			if (home !== undefined && (outcome.type === 'refused' || outcome.type === 'conflict') && !refused.has(home))
				refused.set(home, change.ref)
			const result: Applied = { change, outcome }
			applied.push(result)
			options.progress?.(applied.length, plan.changes.length, 'applying')
			return result
		})
		notBegun += results.filter((result) => result === undefined).length
	}
	return { plan, applied, notBegun }
}

/** The namespace that a change is about. */
function homeOf({ ref }: Change): string | undefined {
	return ref.kind === 'Namespace' ? ref.name : ref.namespace
}

async function make(change: Change, cluster: Cluster, force: boolean): Promise<Outcome> {
	if (change.action === 'delete') return cluster.remove(change.observed, { dryRun: false })
	if (change.action === 'replace') {
		const removed = await cluster.remove(change.observed, { dryRun: false })
		if (removed.type !== 'deleted') return removed
	}
	return cluster.apply(change.desired, { dryRun: false, force })
}
