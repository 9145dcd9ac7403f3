/**
 * What an apply would do: the local difference, then the server's dry run of what differs, so that defaults, refusals and
 * conflicts show before the first change. What is unchanged costs no request.
 */
import type { Cluster, Progress } from '../cluster/cluster.ts'
import type { Blocked, Change, ClusterPlan, Conflict, FieldChange, Notice, Outcome } from '../model/change.ts'
import type { Facts } from '../model/facts.ts'
import { differencesOf } from '../model/fields.ts'
import type { KubeObject } from '../model/kube-object.ts'
import { showRef } from '../model/kube-object.ts'
import { planOf } from '../model/ownership.ts'
import { inParallel } from '../model/parallel.ts'
import { difference, type Removals } from './diff.ts'
import { asChanges, contested, isForced, nodeChanges, nodeNotices, type Pool } from './nodes.ts'
import { inWaves } from './order.ts'

/** How to plan. */
export interface PlanOptions extends Removals {
	/** Ask the server what it would make of each change; without it only the local difference is shown. */
	readonly dryRun: boolean
	/** Take fields from other managers, instead of reporting a conflict. */
	readonly force: boolean
	/** The nodes of stages that have their own; they are changed only where `change` says so, and else it is told what they lack. */
	readonly nodes?: { readonly pools: readonly Pool[]; readonly change: boolean }
	/** How many requests at a time. */
	readonly concurrency: number
	readonly progress?: Progress
	readonly signal?: AbortSignal
}

/**
 * Plans one cluster.
 *
 * @param plan - the plan's name
 * @param desired - the objects that should exist
 * @param facts - the cluster as observed; kinds it lacks in `unseen` are left out of the plan and reported
 */
export async function planCluster(
	plan: string,
	desired: readonly KubeObject[],
	cluster: Cluster,
	facts: Facts,
	options: PlanOptions,
): Promise<ClusterPlan> {
	const local = difference(plan, desired, facts, options)
	const { pools, change } = options.nodes ?? { pools: [], change: false }
	const nodes = nodeChanges(pools, facts.objects)
	const wanted = [...local.changes, ...(change ? asChanges(nodes) : [])]
	const { changes, blocked } = options.dryRun
		? await rehearse(wanted, cluster, facts, options)
		: { changes: wanted, blocked: [] }
	return {
		cluster: facts.cluster,
		changes: inWaves(changes).flat(),
		unchanged: local.unchanged,
		stale: local.stale,
		blocked: [...foreignPlans(plan, changes), ...terminating(changes), ...blocked],
		notices: [...contested(pools, facts.objects), ...(change ? [] : nodeNotices(nodes)), ...gitOpsNotices(changes)],
		hidden: local.hidden,
		unseen: facts.unseen,
	}
}

/** Dry-runs what can be: an object whose namespace is still to be created has nowhere to be tried. */
async function rehearse(
	changes: readonly Change[],
	cluster: Cluster,
	facts: Facts,
	options: PlanOptions,
): Promise<{ changes: readonly Change[]; blocked: readonly Blocked[] }> {
	const namespaces = new Set(
		facts.objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name),
	)
	let done = 0
	const rehearsed = await inParallel(changes, options.concurrency, async (change) => {
		const { namespace } = change.ref
		const outcome =
			change.action === 'delete' ||
			change.action === 'replace' ||
			(namespace !== undefined && !namespaces.has(namespace))
				? undefined
				: await cluster.apply(change.desired, {
						dryRun: true,
						force: isForced(change, options.force),
						...(options.signal === undefined ? {} : { signal: options.signal }),
					})
		options.progress?.(++done, changes.length, 'trying the changes on the server')
		return { change, outcome }
	})
	return {
		changes: rehearsed.map(({ change, outcome }) => sharpened(change, outcome)),
		blocked: rehearsed.flatMap(({ change, outcome }) => blockedBy(change, outcome) ?? []),
	}
}

/** With the object that the server would store, a change says what really becomes different, defaults included. */
function sharpened(change: Change, outcome: Outcome | undefined): Change {
	if (change.action !== 'update' || outcome?.type !== 'applied') return change
	const forward = differencesOf(outcome.object, change.observed)
	const named = new Set(forward.map(({ path }) => path.join('\0')))
	const dropped = differencesOf(change.observed, outcome.object)
		// An empty map that gets entries is told by these.
		.filter(({ path }) => ![...named].some((each) => `${each}\0`.startsWith(`${path.join('\0')}\0`)))
		.map(({ path, before, after }): FieldChange => ({ path, before: after, after: before }))
	return { ...change, fields: [...forward, ...dropped] }
}

function blockedBy(change: Change, outcome: Outcome | undefined): Blocked | undefined {
	if (outcome === undefined || outcome.type === 'applied' || outcome.type === 'deleted') return undefined
	if (outcome.type === 'refused' || change.action !== 'update') return { change, outcome }
	return { change, outcome: { ...outcome, conflicts: outcome.conflicts.map((each) => withValues(each, change)) } }
}

/** The server names the field of a conflict, not what stands there; both sides are at hand here. */
function withValues(conflict: Conflict, change: Extract<Change, { action: 'update' | 'replace' }>): Conflict {
	const { before, after } =
		differencesOf(change.desired, change.observed).find(({ path }) => path.join('.') === conflict.field) ?? {}
	return { ...conflict, before, after }
}

/** Two plans that both want an object would take it from each other at every apply. */
function foreignPlans(plan: string, changes: readonly Change[]): readonly Blocked[] {
	return changes.flatMap((change) => {
		const other = change.action === 'update' || change.action === 'replace' ? planOf(change.observed) : undefined
		return other === undefined || other === plan
			? []
			: [
					{
						change,
						outcome: {
							type: 'refused',
							reason: 'failed',
							message: `${showRef(change.ref)} belongs to the plan "${other}"; a namespace can be in one plan only`,
						} as const,
					},
				]
	})
}

/** Nothing can be created in a namespace that is being deleted (NamespaceLifecycle admission). */
function terminating(changes: readonly Change[]): readonly Blocked[] {
	return changes.flatMap((change) => {
		const deleted =
			change.ref.kind === 'Namespace' && change.action === 'update'
				? change.observed.metadata.deletionTimestamp
				: undefined
		return deleted === undefined
			? []
			: [
					{
						change,
						outcome: {
							type: 'refused',
							reason: 'terminating',
							message: `the namespace ${change.ref.name} is being deleted since ${deleted}`,
						} as const,
					},
				]
	})
}

function gitOpsNotices(changes: readonly Change[]): readonly Notice[] {
	return changes.flatMap((change) =>
		change.action !== 'update' || change.owner === undefined
			? []
			: [
					{
						code: 'plan/carried-by-gitops',
						ref: change.ref,
						message: `${showRef(change.ref)} is carried by ${change.owner.tool} (${change.owner.name})`,
						hint: 'Stagewall sets only its own fields; if they are undone, add them to the source that is carried.',
					},
				],
	)
}
