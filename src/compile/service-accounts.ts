/** The identities of a namespace: the one that every pod gets unasked, and those of people who are machines. */
import { kinds } from '../model/kinds.ts'
import type { KubeObject } from '../model/kube-object.ts'
import type { StageNamespace, Tenancy } from '../model/tenancy.ts'
import type { Rights } from './access.ts'
import { namespacedObject } from './meta.ts'

/**
 * ServiceAccounts whose tokens no pod gets unless its own spec asks for them: `default`, which the controller manager makes
 * in each namespace, and one for each person who has rights here as a ServiceAccount.
 */
export function serviceAccounts(
	tenancy: Tenancy,
	rights: readonly Rights[],
	namespace: StageNamespace,
): readonly KubeObject[] {
	const machines = rights.filter(({ person }) => person.serviceAccounts).map(({ person }) => person.name)
	return ['default', ...machines].map((name) =>
		namespacedObject(tenancy, namespace, kinds.ServiceAccount, { name }, { automountServiceAccountToken: false }),
	)
}
