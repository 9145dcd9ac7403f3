/**
 * Guard `endpoints`: a service leads to whatever its endpoints say, be it a pod of another stage (CVE-2021-25740). They are written
 * by controllers, which may write those of the whole cluster; and controllers believe the addresses that pods have in their status.
 */
import type { Cel } from './cel.ts'
import { type GuardPolicy, may } from './policy.ts'

/** The guard. */
export function endpoints(): readonly GuardPolicy[] {
	return [
		written('slices', 'discovery.k8s.io', 'endpointslices'),
		written('legacy', '', 'endpoints'),
		{
			guard: 'endpoints',
			part: 'pods',
			// New pods have no status; they are asked for, that the guard can be seen to be in force.
			rules: [
				{ groups: [''], operations: ['UPDATE'], resources: ['pods/status'] },
				{ groups: [''], operations: ['CREATE'], resources: ['pods'] },
			],
			where: 'members',
			variables: [
				{
					name: 'isController',
					expression: `${may('', 'pods/status', 'update')} || ${may('', 'pods/status', 'patch')}`,
				},
				{ name: 'addresses', expression: addressesOf('object') },
				{ name: 'oldAddresses', expression: addressesOf('oldObject') },
			],
			checks: [
				{
					// Kubelets write a pod's addresses once; what is written often is not asked about.
					holds: 'oldObject == null || variables.addresses == variables.oldAddresses || variables.isController',
					message: `'the addresses of a pod are written by its kubelet: by hand they lead services to pods that the stage ' + variables.stage + ' does not reach otherwise'`,
				},
			],
		},
	]
}

function written(part: string, group: string, resource: string): GuardPolicy {
	return {
		guard: 'endpoints',
		part,
		rules: [{ groups: [group], operations: ['CREATE', 'UPDATE'], resources: [resource] }],
		where: 'members',
		variables: [
			{ name: 'isController', expression: `${may(group, resource, 'create')} && ${may(group, resource, 'update')}` },
		],
		checks: [
			{
				holds: 'variables.isController',
				message: `'the ${resource} of services are written by controllers: by hand they lead to pods that the stage ' + variables.stage + ' does not reach otherwise'`,
			},
		],
	}
}

function addressesOf(pod: string): Cel {
	const status = `${pod}.status`
	return `has(${pod}.status) ? (has(${status}.podIP) ? [${status}.podIP] : []) + (has(${status}.podIPs) ? ${status}.podIPs.map(a, a.ip) : []) : []`
}
