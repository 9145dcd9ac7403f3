/** What has to be seen of a cluster to know who may do what. */
import { type ClusterInfo, mergeWants, type Want } from '../../model/facts.ts'
import { kinds } from '../../model/kinds.ts'
import { podWants } from '../reading/workloads.ts'

/** Roles, bindings, and the namespaces and service accounts that they are about. */
export function accessWants(): readonly Want[] {
	return [
		kinds.Namespace,
		kinds.Role,
		kinds.RoleBinding,
		kinds.ClusterRole,
		kinds.ClusterRoleBinding,
		kinds.ServiceAccount,
	].map((kind) => ({ kind, detail: 'whole' }))
}

/** Everything that says who may do what, and whom a right lets somebody become: pods, nodes, and of Secrets whose tokens they hold. */
export function becomingWants(info: ClusterInfo): readonly Want[] {
	return mergeWants([...accessWants(), ...podWants(info), { kind: kinds.Secret, detail: 'metadata' }])
}
