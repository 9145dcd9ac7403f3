/**
 * Guard `roleBindings`: the API server checks which rights a binding hands out, never to whom. In a stage only those get rights
 * that the plan lets in, and the namespace's own service accounts.
 */
import type { Stage, Tenancy } from '../../model/tenancy.ts'
import { rbac } from '../access.ts'
import { mapOf, texts } from './cel.ts'
import type { GuardPolicy } from './policy.ts'

/** The guard. */
export function roleBindings(tenancy: Tenancy, stages: readonly Stage[]): readonly GuardPolicy[] {
	const people = new Map(tenancy.people.map((person) => [person.name, person]))
	const those = (which: 'users' | 'groups'): string =>
		mapOf(
			stages.map(({ name, access }) => [
				name,
				texts(access.flatMap(({ person }) => people.get(person)?.[which] ?? [])),
			]),
		)
	return [
		{
			guard: 'roleBindings',
			rules: [{ groups: [rbac], operations: ['CREATE', 'UPDATE'], resources: ['rolebindings'] }],
			where: 'members',
			variables: [
				{ name: 'users', expression: `${those('users')}[?variables.stage].orValue([])` },
				{ name: 'groups', expression: `${those('groups')}[?variables.stage].orValue([])` },
				{ name: 'subjects', expression: 'has(object.subjects) ? object.subjects : []' },
				{
					name: 'oldSubjects',
					expression: 'oldObject != null && has(oldObject.subjects) ? oldObject.subjects : []',
				},
				{
					name: 'strangers',
					expression: `variables.subjects.filter(s, !((s.kind == 'User' && s.name in variables.users) || (s.kind == 'Group' && s.name in variables.groups) || (s.kind == 'ServiceAccount' && (!has(s.namespace) || s.namespace in ['', request.namespace]))))`,
				},
			],
			checks: [
				{
					holds: 'variables.strangers.all(s, s in variables.oldSubjects)',
					message: `'the plan gives no access to the stage ' + variables.stage + ' to ' + variables.strangers.map(s, s.kind + ' ' + (has(s.namespace) ? s.namespace + '/' : '') + s.name).join(', ')`,
				},
			],
		},
	]
}
