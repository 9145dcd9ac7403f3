/**
 * Guard `walls`: the objects of the plan are changed and deleted by the platform alone. Whoever may delete everything everywhere is
 * exempt from what deletes, and so namespaces are emptied and leftovers collected as ever, whatever the controllers are called.
 */
import { planLabel } from '../../model/ownership.ts'
import type { Tenancy } from '../../model/tenancy.ts'
import { text } from './cel.ts'
import { type GuardPolicy, type RequestRule, requestName } from './policy.ts'

/** Kinds of walls with the fields that they consist of; what else changes on them (annotations, finalizers) opens nothing. */
const kinds: readonly {
	readonly part: string
	readonly rules: Omit<RequestRule, 'operations'>
	readonly fields: readonly string[]
}[] = [
	{ part: 'policies', rules: { groups: ['networking.k8s.io'], resources: ['networkpolicies'] }, fields: ['spec'] },
	{ part: 'quotas', rules: { groups: [''], resources: ['resourcequotas', 'limitranges'] }, fields: ['spec'] },
	{ part: 'roles', rules: { groups: ['rbac.authorization.k8s.io'], resources: ['roles'] }, fields: ['rules'] },
	{
		part: 'bindings',
		rules: { groups: ['rbac.authorization.k8s.io'], resources: ['rolebindings'] },
		fields: ['subjects', 'roleRef'],
	},
	{
		part: 'accounts',
		rules: { groups: [''], resources: ['serviceaccounts'] },
		fields: ['automountServiceAccountToken'],
	},
]

/** The guard. */
export function walls(tenancy: Tenancy): readonly GuardPolicy[] {
	const plan = text(tenancy.name)
	const isOurs = (object: string): string =>
		`${object} != null && has(${object}.metadata.labels) && ${object}.metadata.labels[?${text(planLabel)}].orValue('') == ${plan}`
	const variables = [
		{ name: 'ours', expression: `(${isOurs('object')}) || (${isOurs('oldObject')})` },
		{
			name: 'sameLabels',
			expression: `object != null && oldObject != null && ${[tenancy.labels.stage, tenancy.labels.app, planLabel]
				.map((key) => `${labelOf('object', key)} == ${labelOf('oldObject', key)}`)
				.join(' && ')}`,
		},
	]
	const message = `request.resource.resource + ' ' + ${requestName} + ${text(
		` is a wall of the plan ${tenancy.name}: it is changed in stages.yaml, by the platform`,
	)}`
	return kinds.map(
		({ part, rules, fields }): GuardPolicy => ({
			guard: 'walls',
			part,
			rules: [{ ...rules, operations: ['CREATE', 'UPDATE', 'DELETE'] }],
			where: 'members',
			variables,
			checks: [
				{
					holds: `!variables.ours || (variables.sameLabels && ${fields.map(isSame).join(' && ')})`,
					message,
				},
			],
		}),
	)
}

function labelOf(object: string, key: string): string {
	return `(has(${object}.metadata.labels) ? ${object}.metadata.labels[?${text(key)}].orValue('') : '')`
}

/** Whether a field is as it was; one that is not there is the same as one that was not. */
function isSame(field: string): string {
	return `has(object.${field}) == has(oldObject.${field}) && (!has(object.${field}) || object.${field} == oldObject.${field})`
}
