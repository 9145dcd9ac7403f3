/**
 * Guard `services`: doors that no NetworkPolicy closes. External addresses take the traffic of others (CVE-2020-8554), names lead a
 * controller to other namespaces, node ports hide from whom a request comes.
 */
import type { Stage } from '../../model/tenancy.ts'
import { anyOf, text, texts } from './cel.ts'
import { type GuardPolicy, may } from './policy.ts'

/** The guard. */
export function services(stages: readonly Stage[]): readonly GuardPolicy[] {
	// Without a budget nothing was said, and then there are none: they open a cluster to the outside.
	const withSome = (key: string): string =>
		texts(stages.filter(({ budget }) => (budget?.[key] ?? 0n) > 0n).map(({ name }) => name))
	const unchanged = (field: string): string =>
		`(oldObject != null && has(oldObject.spec.${field}) && oldObject.spec.${field} == object.spec.${field})`
	return [
		{
			guard: 'services',
			rules: [{ groups: [''], operations: ['CREATE', 'UPDATE'], resources: ['services', 'services/status'] }],
			where: 'members',
			variables: [
				{ name: 'type', expression: "has(object.spec.type) ? object.spec.type : 'ClusterIP'" },
				{
					name: 'target',
					expression: "has(object.spec.externalName) ? object.spec.externalName.lowerAscii() : ''",
				},
				{ name: 'parts', expression: "variables.target.split('.')" },
				{ name: 'size', expression: 'variables.parts.size()' },
				{ name: 'isInCluster', expression: isInCluster },
				{ name: 'isOwn', expression: isOwn },
				{
					name: 'isController',
					expression: `${may('', 'services/status', 'update')} || ${may('', 'services/status', 'patch')}`,
				},
			],
			checks: [
				{
					holds: `!has(object.spec.externalIPs) || object.spec.externalIPs.size() == 0 || ${unchanged('externalIPs')}`,
					message: text(
						'external addresses (spec.externalIPs) take over the traffic of whoever has them: no service of a stage may',
					),
				},
				{
					holds: `variables.type != 'NodePort' || variables.stage in ${withSome('services.nodeports')} || ${unchanged('type')}`,
					message: `'the stage ' + variables.stage + ' has no node ports (budget.nodePorts): they lead in past the ingress controller'`,
				},
				{
					holds: `variables.type != 'LoadBalancer' || variables.stage in ${withSome('services.loadbalancers')} || ${unchanged('type')}`,
					message: `'the stage ' + variables.stage + ' has no load balancers (budget.loadBalancers): they lead in past the ingress controller'`,
				},
				{
					holds: `variables.type != 'ExternalName' || !variables.isInCluster || variables.isOwn || ${unchanged('externalName')}`,
					message: `'the external name ' + variables.target + ' leads to another namespace of the cluster, past what keeps stages apart'`,
				},
				{
					// Its controller may write those of the whole cluster.
					holds: "!has(request.subResource) || request.subResource != 'status' || variables.isController",
					message: text(
						"a service's status is written by the controller of load balancers: its addresses take over the traffic of whoever has them",
					),
				},
			],
		},
	]
}

/**
 * Names that whoever passes requests on may look up in the cluster, whatever its domain is: of one or two parts (those of search paths),
 * `SERVICE.NAMESPACE.svc`, `POD.SERVICE.NAMESPACE.svc`, `1-2-3-4.NAMESPACE.pod`, and all below the usual domain.
 */
const isInCluster = anyOf(
	'variables.size < 3',
	"variables.size > 2 && variables.parts[2] in ['svc', 'pod']",
	"variables.size > 3 && variables.parts[3] == 'svc'",
	"variables.target.endsWith('.cluster.local')",
	"variables.target.endsWith('.cluster.local.')",
)

/** Those that lead into the own namespace. */
const isOwn = anyOf(
	"variables.size > 1 && variables.parts[1] == request.namespace && (variables.size == 2 || variables.parts[2] == 'svc')",
	"variables.size > 3 && variables.parts[2] == request.namespace && variables.parts[3] == 'svc'",
)
