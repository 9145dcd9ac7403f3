/** Guards: what the API server itself refuses and writes, as admission policies. One file a guard; ARCHITECTURE.md says how they work. */
import type { GuardMode, GuardName } from '../../model/guards.ts'
import type { KubeObject } from '../../model/kube-object.ts'
import type { Stage, Tenancy } from '../../model/tenancy.ts'
import type { Surroundings } from '../surroundings.ts'
import { endpoints } from './endpoints.ts'
import { exec } from './exec.ts'
import { labels } from './labels.ts'
import { mutations } from './mutations.ts'
import { namespaces } from './namespaces.ts'
import { networkPolicies } from './network-policies.ts'
import { nodes } from './nodes.ts'
import { placement } from './placement.ts'
import { platform } from './platform.ts'
import { type GuardPolicy, policyObjects } from './policy.ts'
import { resources } from './resources.ts'
import { roleBindings } from './role-bindings.ts'
import { scheduling } from './scheduling.ts'
import { services } from './services.ts'
import { walls } from './walls.ts'

/** Every guard's policies. A new guard is a name in model/guards.ts, a file, and a line here. */
const guards: Readonly<
	Record<GuardName, (tenancy: Tenancy, stages: readonly Stage[], surroundings: Surroundings) => readonly GuardPolicy[]>
> = {
	namespaces,
	walls,
	labels: (tenancy, _, { admission }) => labels(tenancy, admission.mutation !== undefined),
	placement: (_, stages, { admission }) => placement(stages, admission.mutation !== undefined),
	scheduling: (tenancy, stages, { defaultPriorityClass }) => scheduling(tenancy, stages, defaultPriorityClass),
	resources: (_, stages) => resources(stages),
	networkPolicies,
	roleBindings,
	services: (_, stages) => services(stages),
	endpoints,
	exec,
	nodes: (_, stages) => nodes(stages),
}

/** The policies of the guards that are not off, with their modes. */
export function guardPolicies(
	tenancy: Tenancy,
	stages: readonly Stage[],
	surroundings: Surroundings,
): readonly (GuardPolicy & { readonly mode: Exclude<GuardMode, 'off'> })[] {
	if (!surroundings.admission.validation || stages.length === 0) return []
	return Object.entries(guards).flatMap(([guard, policies]) => {
		const mode = tenancy.guards.modes[guard as GuardName]
		return mode === 'off' ? [] : policies(tenancy, stages, surroundings).map((policy) => ({ ...policy, mode }))
	})
}

/** The objects by which the API server of a cluster guards the stages in it. */
export function guardObjects(
	tenancy: Tenancy,
	stages: readonly Stage[],
	surroundings: Surroundings,
): readonly KubeObject[] {
	const policies = guardPolicies(tenancy, stages, surroundings)
	const { mutation } = surroundings.admission
	return [
		...(policies.length === 0 ? [] : platform(tenancy)),
		...policies.flatMap((policy) => policyObjects(tenancy, policy, policy.mode)),
		...(mutation === undefined || stages.length === 0 ? [] : mutations(tenancy, stages, mutation)),
	]
}
