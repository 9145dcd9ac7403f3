/** What has to be seen of a cluster to know who may do what. */
import type { Want } from '../../model/facts.ts'
import { kinds } from '../../model/kinds.ts'

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
