/** Compile: a tenancy → the objects that should exist in a cluster. Pure: the same tenancy gives the same bytes. */
import type { KubeObject } from '../model/kube-object.ts'
import type { Stage, Tenancy } from '../model/tenancy.ts'
import { access, rightsIn } from './access.ts'
import { guardObjects } from './guards/guards.ts'
import { limits } from './limits.ts'
import { namespaceOf } from './namespaces.ts'
import { networkPolicies } from './network.ts'
import { type NodePool, nodePool } from './node-pools.ts'
import { priorityClass } from './priority.ts'
import { quotas } from './quotas.ts'
import { serviceAccounts } from './service-accounts.ts'
import type { Surroundings } from './surroundings.ts'

export { rightsIn } from './access.ts'
export { breakGlass } from './break-glass.ts'
export { type GuardProbe, guardProbes } from './guards/probes.ts'
export type { NodePool, Taint } from './node-pools.ts'
export { type Detected, type Surroundings, surroundingsOf, surroundingsWants } from './surroundings.ts'

/** What should be in a cluster. */
export interface Desired {
	/** Name of the cluster in the plan. */
	readonly cluster: string
	/**
	 * Complete, with every default that the API server would fill in: whether something is unchanged is decided by comparing
	 * these with what the server stores. What belongs to the whole cluster comes first, then namespace by namespace.
	 */
	readonly objects: readonly KubeObject[]
	readonly pools: readonly NodePool[]
}

/**
 * Compiles the part of a tenancy that lives in one cluster.
 *
 * @param cluster - name of the cluster in the plan
 * @throws Error where the tenancy is not sound: a grant of an unknown level, an amount that cannot be divided
 * @example compile(tenancy, 'shared', surroundingsOf(tenancy, facts)).objects
 */
export function compile(tenancy: Tenancy, cluster: string, surroundings: Surroundings): Desired {
	const stages = tenancy.stages.filter((stage) => stage.cluster === cluster)
	return {
		cluster,
		objects: [
			...stages.flatMap((stage) => priorityClass(tenancy, stage)),
			...guardObjects(tenancy, stages, surroundings),
			...stages.flatMap((stage) => stageObjects(tenancy, stage, surroundings)),
		],
		pools: stages.flatMap(nodePool),
	}
}

/** Everything in the namespaces of one stage. */
function stageObjects(tenancy: Tenancy, stage: Stage, surroundings: Surroundings): readonly KubeObject[] {
	const quotaOf = quotas(tenancy, stage)
	const policiesOf = networkPolicies(tenancy, stage, surroundings)
	const rights = rightsIn(tenancy, stage)
	return tenancy.namespaces
		.filter((namespace) => namespace.stage === stage.name)
		.flatMap((namespace) => [
			namespaceOf(tenancy, stage, namespace),
			...quotaOf(namespace),
			...limits(tenancy, stage, namespace),
			...policiesOf(namespace),
			...serviceAccounts(tenancy, rights, namespace),
			...access(tenancy, rights, namespace),
		])
}
