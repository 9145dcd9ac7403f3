/**
 * Guard `scheduling`: who decides where and when a pod runs. A scheduler of somebody's own need not heed taints, and a pod of a high
 * priority pushes those of other stages off the nodes that they share.
 */
import type { Stage, Tenancy } from '../../model/tenancy.ts'
import { priorityClassName } from '../priority.ts'
import { mapOf, texts } from './cel.ts'
import type { GuardPolicy } from './policy.ts'

/** The guard. @param defaultClass - the class that pods get that name none, where the cluster has one */
export function scheduling(
	tenancy: Tenancy,
	stages: readonly Stage[],
	defaultClass: string | undefined,
): readonly GuardPolicy[] {
	const { schedulers, priorityClasses } = tenancy.guards
	const shared = [...priorityClasses, ...(defaultClass === undefined ? [] : [defaultClass])]
	const own = stages
		.filter(({ priority }) => priority !== undefined)
		.map(({ name }) => [name, texts([priorityClassName(tenancy, name)])] as const)
	return [
		{
			guard: 'scheduling',
			rules: [{ groups: [''], operations: ['CREATE'], resources: ['pods'] }],
			where: 'members',
			variables: [
				{ name: 'scheduler', expression: "has(object.spec.schedulerName) ? object.spec.schedulerName : ''" },
				{ name: 'class', expression: "has(object.spec.priorityClassName) ? object.spec.priorityClassName : ''" },
				{
					name: 'classes',
					expression: `${texts(shared)}${own.length === 0 ? '' : ` + ${mapOf(own)}[?variables.stage].orValue([])`}`,
				},
			],
			checks: [
				{
					holds: `variables.scheduler in ${texts(['', 'default-scheduler', ...schedulers])}`,
					message: `'the scheduler ' + variables.scheduler + ' is not one that the plan knows (guards.schedulers): it need not heed what keeps stages apart'`,
				},
				{
					holds: "variables.class == '' || variables.class in variables.classes",
					message: `'the priority class ' + variables.class + ' is not given to the stage ' + variables.stage + ' (guards.priorityClasses): its pods could push out those of other stages' + (variables.classes.size() > 0 ? '. It has ' + variables.classes.join(', ') : '')`,
				},
			],
		},
	]
}
