/**
 * Results as JSON for programs: documented, versioned, with a JSON Schema each (schema/). Fields are only ever added within a
 * version.
 */
import type { Change, ClusterPlan, ClusterResult } from '../model/change.ts'
import type { Unseen } from '../model/facts.ts'
import { showPath } from '../model/fields.ts'
import type { Kind } from '../model/kinds.ts'
import type { ProvenCluster } from './verify-text.ts'

const apiVersion = 'stagewall.dev/v1alpha1'

/** `stagewall plan -o json`. */
export function planJson(plans: readonly ClusterPlan[]): string {
	return text({ apiVersion, kind: 'PlanReport', clusters: plans.map(planOf) })
}

/** `stagewall apply -o json`. */
export function applyJson(results: readonly ClusterResult[]): string {
	return text({
		apiVersion,
		kind: 'ApplyReport',
		clusters: results.map(({ plan, applied, notBegun, guards }) => ({
			cluster: plan.cluster,
			unchanged: plan.unchanged,
			notBegun,
			...(guards === undefined ? {} : { guards }),
			changes: applied.map(({ change, outcome, removed }) => ({
				action: change.action,
				object: change.ref,
				outcome: outcome.type,
				...(outcome.type === 'refused' ? { reason: outcome.reason, message: outcome.message } : {}),
				...(outcome.type === 'conflict' ? { conflicts: outcome.conflicts } : {}),
				...(outcome.type === 'skipped' ? { because: outcome.because } : {}),
				...(removed === undefined ? {} : { removed }),
			})),
		})),
	})
}

/**
 * `stagewall verify -o json`.
 *
 * @param at - when it was observed, as an ISO 8601 timestamp
 */
export function verifyJson(clusters: readonly ProvenCluster[], at: string): string {
	return text({
		apiVersion,
		kind: 'VerifyReport',
		observedAt: at,
		clusters: clusters.map(({ cluster, info, found, proofs }) => ({
			cluster,
			source: { type: info.type, name: info.name, serverVersion: info.serverVersion },
			...(found === undefined ? {} : { stages: found }),
			proofs: proofs.map(({ cluster: _, ...proof }) => ({
				...proof,
				findings: proof.findings.map(({ cluster: __, ...finding }) => finding),
			})),
		})),
	})
}

function planOf(plan: ClusterPlan): unknown {
	return {
		cluster: plan.cluster,
		unchanged: plan.unchanged,
		changes: plan.changes.map(changeOf),
		stale: plan.stale.map(({ ref, why }) => ({ object: ref, why })),
		blocked: plan.blocked.map(({ change, outcome }) => ({ object: change.ref, ...outcome })),
		notices: plan.notices.map(({ ref, ...notice }) => ({ ...notice, object: ref })),
		hidden: plan.hidden,
		unseen: plan.unseen.map(unseenOf),
		...(plan.network === undefined ? {} : { network: { ...plan.network, unseen: plan.network.unseen.map(unseenOf) } }),
		...(plan.access === undefined ? {} : { access: { ...plan.access, unseen: plan.access.unseen.map(unseenOf) } }),
		...(plan.nodes === undefined ? {} : { nodes: { ...plan.nodes, unseen: plan.nodes.unseen.map(unseenOf) } }),
		...(plan.capacity === undefined
			? {}
			: { capacity: { ...plan.capacity, unseen: plan.capacity.unseen.map(unseenOf) } }),
	}
}

function unseenOf({ kind, ...rest }: Unseen): unknown {
	return { ...rest, kind: kind === undefined ? undefined : kindOf(kind) }
}

function changeOf(change: Change): unknown {
	const base = { action: change.action, object: change.ref }
	if (change.action === 'create' || change.action === 'delete') return base
	return {
		...base,
		adopts: change.adopts,
		owner: change.owner,
		fields: change.fields.map(({ path, before, after }) => ({ field: showPath(path), before, after })),
	}
}

function kindOf({ group, version, kind }: Kind): unknown {
	return { group, version, kind }
}

function text(report: unknown): string {
	return `${JSON.stringify(report, undefined, 2)}\n`
}
