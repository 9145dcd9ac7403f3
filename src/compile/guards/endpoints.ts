/**
 * Guard `endpoints`: a service leads to whatever its endpoints say, be it a pod of another stage (CVE-2021-25740). They are written
 * by controllers, which may write those of the whole cluster.
 */
import type { GuardPolicy } from './policy.ts'

/** The guard. */
export function endpoints(): readonly GuardPolicy[] {
	return [
		{ part: 'slices', group: 'discovery.k8s.io', resource: 'endpointslices' },
		{ part: 'legacy', group: '', resource: 'endpoints' },
	].map(({ part, group, resource }): GuardPolicy => {
		const may = (verb: string): string =>
			`authorizer.group('${group}').resource('${resource}').check('${verb}').allowed()`
		return {
			guard: 'endpoints',
			part,
			rules: [{ groups: [group], operations: ['CREATE', 'UPDATE'], resources: [resource] }],
			where: 'members',
			variables: [{ name: 'isController', expression: `${may('create')} && ${may('update')}` }],
			checks: [
				{
					holds: 'variables.isController',
					message: `'the ${resource} of services are written by controllers: by hand they lead to pods that the stage ' + variables.stage + ' does not reach otherwise'`,
				},
			],
		}
	})
}
