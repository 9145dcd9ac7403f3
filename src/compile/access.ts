/** Who may do what in a namespace: a Role for each access level in use, a RoleBinding for each person. */
import { allLevels } from '../model/access-levels.ts'
import { kinds } from '../model/kinds.ts'
import type { JsonObject, KubeObject } from '../model/kube-object.ts'
import type { AccessLevel, Person, PolicyRule, Stage, StageNamespace, Tenancy } from '../model/tenancy.ts'
import { nameOf, namespacedObject } from './meta.ts'

/** The API group of Roles and bindings. */
export const rbac = 'rbac.authorization.k8s.io'

/** A person with the rights that a stage gives them. */
export interface Rights {
	readonly person: Person
	readonly level: AccessLevel
}

/**
 * The Roles, then the RoleBindings of a namespace. Bindings are named by person: a changed level then replaces the old
 * binding, as a binding's role cannot be changed, instead of leaving it beside the new one.
 */
export function access(tenancy: Tenancy, rights: readonly Rights[], namespace: StageNamespace): readonly KubeObject[] {
	const levels = new Set(rights.map(({ level }) => level))
	return [
		...[...levels].map((level) => role(tenancy, level, namespace)),
		...rights.map((each) => binding(tenancy, each, namespace)),
	]
}

/** The stage's grants, resolved; without those that give nothing, or give it to nobody. */
export function rightsIn(tenancy: Tenancy, stage: Stage): readonly Rights[] {
	const people = new Map(tenancy.people.map((person) => [person.name, person]))
	const levels = new Map(allLevels(tenancy).map((level) => [level.name, level]))
	return stage.access.flatMap((grant) => {
		const person = people.get(grant.person)
		const level = levels.get(grant.level)
		if (person === undefined || level === undefined)
			throw new Error(`${stage.name} grants ${grant.person} the level ${grant.level}, and one of them is unknown`)
		return level.rules.length === 0 || isNobody(person) ? [] : [{ person, level }]
	})
}

function isNobody({ users, groups, serviceAccounts }: Person): boolean {
	return users.length === 0 && groups.length === 0 && !serviceAccounts
}

function role(tenancy: Tenancy, level: AccessLevel, namespace: StageNamespace): KubeObject {
	return namespacedObject(tenancy, namespace, kinds.Role, { name: nameOf(level.name) }, { rules: rulesOf(level) })
}

/** The rules of a level's Role. */
export function rulesOf({ rules }: AccessLevel): readonly JsonObject[] {
	return rules.map(policyRule)
}

function policyRule({ apiGroups, resources, verbs, resourceNames }: PolicyRule): JsonObject {
	return { apiGroups, resources, ...(resourceNames === undefined ? {} : { resourceNames }), verbs }
}

function binding(tenancy: Tenancy, { person, level }: Rights, namespace: StageNamespace): KubeObject {
	return namespacedObject(
		tenancy,
		namespace,
		kinds.RoleBinding,
		{ name: nameOf(person.name) },
		{
			roleRef: { apiGroup: rbac, kind: 'Role', name: nameOf(level.name) },
			subjects: subjects(person, namespace),
		},
	)
}

/** A ServiceAccount is bound in its own namespace only: one of another namespace would be a way from stage to stage. */
function subjects({ name, users, groups, serviceAccounts }: Person, namespace: StageNamespace): readonly JsonObject[] {
	return [
		...humanSubjects({ users, groups }),
		...(serviceAccounts ? [{ kind: 'ServiceAccount', name, namespace: namespace.name }] : []),
	]
}

/** Users and groups, as bindings name them. */
export function humanSubjects({ users, groups }: Pick<Person, 'users' | 'groups'>): readonly JsonObject[] {
	return [
		...users.map((user) => ({ apiGroup: rbac, kind: 'User', name: user })),
		...groups.map((group) => ({ apiGroup: rbac, kind: 'Group', name: group })),
	]
}
