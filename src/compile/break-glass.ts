/** Rights for some hours: in each namespace a Role with a level's rights, and one person's binding to it. */
import {
	type BreakGlassGrant,
	breakGlassAnnotations,
	breakGlassBindingName,
	breakGlassLabel,
	breakGlassRoleName,
	breakGlassUse,
} from '../model/break-glass.ts'
import { kinds } from '../model/kinds.ts'
import type { KubeObject } from '../model/kube-object.ts'
import { planLabel } from '../model/ownership.ts'
import type { StageNamespace, Tenancy } from '../model/tenancy.ts'
import { rbac, rulesOf } from './access.ts'
import { type Labels, memberLabels, objectOf, sorted } from './meta.ts'

/**
 * The Role and the RoleBinding of a grant, namespace by namespace. They are labelled as members of the stage but for the plan's own
 * label: no plan wants them, and none may take them for its left-overs.
 */
export function breakGlass(
	tenancy: Tenancy,
	namespaces: readonly StageNamespace[],
	{ subject, level, since, until, reason, by }: BreakGlassGrant,
): readonly KubeObject[] {
	const said = breakGlassAnnotations
	const annotations = sorted({ [said.since]: since, [said.until]: until, [said.reason]: reason, [said.by]: by })
	return namespaces.flatMap((namespace) => {
		const common = { namespace: namespace.name, labels: labelsIn(tenancy, namespace) }
		const role = breakGlassRoleName(level.name)
		return [
			objectOf(
				kinds.Role,
				{ name: role, ...common },
				{ rules: rulesOf({ ...level, rules: [...level.rules, breakGlassUse] }) },
			),
			objectOf(
				kinds.RoleBinding,
				{ name: breakGlassBindingName(level.name, subject), ...common, annotations },
				{
					roleRef: { apiGroup: rbac, kind: 'Role', name: role },
					subjects: [{ apiGroup: rbac, kind: subject.kind, name: subject.name }],
				},
			),
		]
	})
}

function labelsIn(tenancy: Tenancy, namespace: StageNamespace): Labels {
	const { [planLabel]: plan = tenancy.name, ...member } = memberLabels(tenancy, namespace)
	return sorted({ ...member, [breakGlassLabel]: plan })
}
