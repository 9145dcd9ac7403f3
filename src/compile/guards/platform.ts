/** Who is exempt from guards: a role that gives nothing but that, and its binding to the people whom the plan names. */
import { exemptionGroup, guardNames } from '../../model/guards.ts'
import { kinds } from '../../model/kinds.ts'
import type { KubeObject } from '../../model/kube-object.ts'
import { planLabel } from '../../model/ownership.ts'
import type { Tenancy } from '../../model/tenancy.ts'
import { humanSubjects, rbac } from '../access.ts'
import { nameOf, objectOf } from '../meta.ts'
import { exemptionName } from './policy.ts'

/**
 * The ClusterRole of the platform, and its binding where the plan exempts somebody. Whoever may do everything is exempt without it;
 * others (a GitOps controller) can be bound to it by hand.
 */
export function platform(tenancy: Tenancy): readonly KubeObject[] {
	const name = nameOf(tenancy.name, 'platform')
	const metadata = { name, labels: { [planLabel]: tenancy.name } }
	const exempt = tenancy.people.filter((person) => tenancy.guards.exempt.includes(person.name))
	const subjects = exempt.flatMap(humanSubjects)
	const rules = [
		{
			apiGroups: [exemptionGroup],
			resources: ['walls'],
			resourceNames: guardNames.map((guard) => exemptionName(tenancy, guard)),
			verbs: ['create', 'update', 'delete', 'connect'],
		},
	]
	return [
		objectOf(kinds.ClusterRole, metadata, { rules }),
		...(subjects.length === 0
			? []
			: [
					objectOf(kinds.ClusterRoleBinding, metadata, {
						roleRef: { apiGroup: rbac, kind: 'ClusterRole', name },
						subjects,
					}),
				]),
	]
}
