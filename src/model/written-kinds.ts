/** The kinds that a plan writes. */
import type { ClusterInfo } from './facts.ts'
import { type Kind, kindKey, kinds } from './kinds.ts'

/** The API group of admission policies. */
export const admissionGroup = 'admissionregistration.k8s.io'

/** Those by which the API server itself guards walls. */
export const guardKinds: readonly Kind[] = [
	kinds.ValidatingAdmissionPolicy,
	kinds.ValidatingAdmissionPolicyBinding,
	kinds.MutatingAdmissionPolicy,
	kinds.MutatingAdmissionPolicyBinding,
]

/** In the order of reading; the dedicated order of writing is reconcile/order.ts. */
export const writtenKinds: readonly Kind[] = [
	kinds.Namespace,
	kinds.PriorityClass,
	kinds.ResourceQuota,
	kinds.LimitRange,
	kinds.NetworkPolicy,
	kinds.ServiceAccount,
	kinds.Role,
	kinds.RoleBinding,
	kinds.ClusterRole,
	kinds.ClusterRoleBinding,
	...guardKinds,
]

/** Kinds in the versions that a cluster serves, where these are others. */
export function asServed(wanted: readonly Kind[], { kinds: served }: Pick<ClusterInfo, 'kinds'>): readonly Kind[] {
	const byKey = new Map(served.map((kind) => [kindKey(kind), kind]))
	return wanted.map((kind) => byKey.get(kindKey(kind)) ?? kind)
}
