/** The kinds that a plan writes. */
import { type Kind, kinds } from './kinds.ts'

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
]
