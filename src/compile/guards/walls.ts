/**
 * Guard `walls`: the objects of the plan are changed and deleted by the platform alone. Whoever may delete everything everywhere is
 * exempt from what deletes, and so namespaces are emptied and leftovers collected as ever, whatever the controllers are called.
 */
import { breakGlassAnnotations, breakGlassResource, breakGlassRoleName } from '../../model/break-glass.ts'
import { exemptionGroup } from '../../model/guards.ts'
import { planLabel } from '../../model/ownership.ts'
import type { Tenancy } from '../../model/tenancy.ts'
import { rbac } from '../access.ts'
import { text } from './cel.ts'
import { type Check, type GuardPolicy, may, type RequestRule, requestName, type Variable } from './policy.ts'

/** Kinds of walls with the fields that they consist of; what else changes on them (annotations, finalizers) opens nothing. */
const kinds: readonly {
	readonly part: string
	readonly rules: Omit<RequestRule, 'operations'>
	readonly fields: readonly string[]
	readonly variables?: readonly Variable[]
	readonly checks?: readonly Check[]
}[] = [
	{ part: 'policies', rules: { groups: ['networking.k8s.io'], resources: ['networkpolicies'] }, fields: ['spec'] },
	{
		part: 'quotas',
		rules: { groups: [''], resources: ['resourcequotas', 'resourcequotas/status', 'limitranges'] },
		fields: ['spec'],
		variables: [
			{
				name: 'isController',
				expression: `${may('', 'resourcequotas/status', 'update')} || ${may('', 'resourcequotas/status', 'patch')}`,
			},
		],
		checks: [
			{
				// Quotas are counted by their status.
				holds:
					"!variables.ours || !has(request.subResource) || request.subResource != 'status' || variables.isController",
				message: `'the status of the quota ' + ${requestName} + ' is written by the control plane: what it says is what may be used'`,
			},
		],
	},
	{
		part: 'roles',
		rules: { groups: [rbac], resources: ['roles'] },
		fields: ['rules'],
		checks: [breakGlassRoles()],
	},
	{
		part: 'bindings',
		rules: { groups: [rbac], resources: ['rolebindings'] },
		fields: ['subjects', 'roleRef'],
		checks: [breakGlassBindings()],
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
		({ part, rules, fields, variables: own = [], checks = [] }): GuardPolicy => ({
			guard: 'walls',
			part,
			rules: [{ ...rules, operations: ['CREATE', 'UPDATE', 'DELETE'] }],
			where: 'members',
			variables: [...variables, ...own],
			checks: [
				{
					holds: `!variables.ours || (variables.sameLabels && ${fields.map(isSame).join(' && ')})`,
					message,
				},
				...checks,
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

/** Whoever may write any right into a Role of the namespace could stand for break-glass access, and the guard `exec` would believe it. */
function breakGlassRoles(): Check {
	const covers = (field: string, value: string): string =>
		`has(r.${field}) && r.${field}.exists(x, x in ['*', ${text(value)}])`
	const forges = [covers('apiGroups', exemptionGroup), covers('resources', breakGlassResource), `'use' in r.verbs`]
	const rules = 'has(object.rules) && object.rules != null ? object.rules : []'
	return {
		holds: `object == null || !(${rules}).exists(r, ${forges.join(' && ')}) || (oldObject != null && ${isSame('rules')})`,
		message: `'the Role ' + ${requestName} + ' would stand for break-glass access: the platform gives that (stagewall access grant)'`,
	}
}

/** Nor may they bind somebody to the Role of break-glass access, or make it last. */
function breakGlassBindings(): Check {
	const until = (object: string): string =>
		`(has(${object}.metadata.annotations) ? ${object}.metadata.annotations[?${text(breakGlassAnnotations.until)}].orValue('') : '')`
	return {
		holds: `object == null || !object.roleRef.name.startsWith(${text(breakGlassRoleName(''))}) || (oldObject != null && ${isSame('subjects')} && ${until('object')} == ${until('oldObject')})`,
		message: `'the binding ' + ${requestName} + ' gives break-glass access: the platform does that (stagewall access grant)'`,
	}
}
