/**
 * Guard `resources`: containers say what they need, in stages that demand it; in a stage for measurements they get exactly that (QoS
 * class Guaranteed).
 */
import type { Stage } from '../../model/tenancy.ts'
import { texts } from './cel.ts'
import type { GuardPolicy } from './policy.ts'

/** The guard; none where no stage demands anything. */
export function resources(stages: readonly Stage[]): readonly GuardPolicy[] {
	const names = (demands: (stage: Stage) => boolean): readonly string[] =>
		stages.filter(demands).map(({ name }) => name)
	const declared = names(({ containers }) => containers.type === 'declared')
	const measured = names(({ performance }) => performance !== undefined)
	if (declared.length + measured.length === 0) return []
	return [
		{
			guard: 'resources',
			rules: [{ groups: [''], operations: ['CREATE'], resources: ['pods'] }],
			where: 'members',
			variables: [
				{
					name: 'containers',
					expression: 'object.spec.containers + (has(object.spec.initContainers) ? object.spec.initContainers : [])',
				},
				// Servers before 1.34 know no resources of a whole pod.
				{ name: 'spec', expression: 'dyn(object.spec)' },
				{ name: 'whole', expression: 'has(variables.spec.resources) ? [variables.spec] : []' },
				{ name: 'undeclared', expression: `variables.containers.filter(c, !(${isDeclared('c')})).map(c, c.name)` },
				{ name: 'uneven', expression: `variables.containers.filter(c, !(${isEven('c')})).map(c, c.name)` },
			],
			checks: [
				...(declared.length === 0
					? []
					: [
							{
								holds: `!(variables.stage in ${texts(declared)}) || variables.undeclared.size() == 0 || variables.whole.exists(c, ${isDeclared('c')})`,
								message: `'in the stage ' + variables.stage + ' every container declares requests and limits of cpu and memory; these do not: ' + variables.undeclared.join(', ')`,
							},
						]),
				...(measured.length === 0
					? []
					: [
							{
								holds: `!(variables.stage in ${texts(measured)}) || variables.uneven.size() == 0 || variables.whole.exists(c, ${isEven('c')})`,
								message: `'in the stage ' + variables.stage + ' measurements have to repeat: requests are equal to limits of cpu and memory; they are not in ' + variables.uneven.join(', ')`,
							},
						]),
			],
		},
	]
}

const amounts = "['cpu', 'memory']"

function isDeclared(container: string): string {
	const { requests, limits } = of(container)
	return `has(${container}.resources) && has(${requests}) && has(${limits}) && ${amounts}.all(r, r in ${requests} && r in ${limits})`
}

function isEven(container: string): string {
	const { requests, limits } = of(container)
	return `${isDeclared(container)} && ${amounts}.all(r, quantity(string(${requests}[r])).compareTo(quantity(string(${limits}[r]))) == 0)`
}

function of(container: string): { readonly requests: string; readonly limits: string } {
	return { requests: `${container}.resources.requests`, limits: `${container}.resources.limits` }
}
