/**
 * The curated access levels: what a person may do inside a namespace of a stage. Plain Roles, each right written out.
 *
 * Never `*`: a wildcard Role in a namespace includes `escalate`, `bind`, quotas, and PATCH of the Namespace object itself,
 * and with it of the labels that the walls select by (RequestInfo gives `/api/v1/namespaces/foo` the namespace `foo`).
 * Never aggregated: a ClusterRole that anybody labels `aggregate-to-edit` would widen every stage at once.
 *
 * No level holds any of these, because each one opens a wall or becomes somebody stronger:
 * - write on `networkpolicies`, `resourcequotas`, `limitranges`, `namespaces`: the walls themselves. Policies only ever add,
 *   so one allow-all policy beside ours voids ours.
 * - write on `rolebindings`: the API server checks which rights a binding hands out, never to whom; whoever may write
 *   bindings can let the people of another stage in.
 * - `escalate`, `bind`, `impersonate`, `serviceaccounts/token`: rights and identities beyond one's own.
 * - `pods/binding`, `bindings`: choosing a node past the scheduler, and so past NoSchedule taints.
 * - write on `endpoints`, `endpointslices`: a Service that leads to another stage's pods (CVE-2021-25740).
 * - write on any `status`: pretending to be a controller, e.g. the load balancer's address of a Service (CVE-2020-8554).
 * - `pods/proxy`, `services/proxy`: the API server as a bridge around NetworkPolicies.
 * - `gateways`, `referencegrants`: doors between namespaces.
 * - `deletecollection`: nobody needs it, and one slip with it empties a namespace.
 */
import type { AccessLevel, PolicyRule, Tenancy } from './tenancy.ts'

const read = ['get', 'list', 'watch'] as const
const write = ['create', 'update', 'patch', 'delete'] as const

/**
 * Opening a stream is a `create` for SPDY and a `get` for WebSocket, which kubectl prefers; API servers from 1.35 on ask for
 * `create` on top of that `get`.
 */
const stream = ['create', 'get'] as const

function may(verbs: readonly string[], group: string, ...resources: readonly string[]): PolicyRule {
	return { apiGroups: [group], resources, verbs }
}

/** Everything that explains what an app does and why, but Secrets. */
const look: readonly PolicyRule[] = [
	may(read, '', 'pods', 'services', 'endpoints', 'configmaps', 'persistentvolumeclaims', 'replicationcontrollers'),
	may(read, '', 'events', 'serviceaccounts', 'resourcequotas', 'limitranges'),
	may(['get'], '', 'pods/log', 'namespaces'),
	may(read, 'apps', 'deployments', 'statefulsets', 'daemonsets', 'replicasets', 'controllerrevisions'),
	may(read, 'batch', 'jobs', 'cronjobs'),
	may(read, 'networking.k8s.io', 'ingresses', 'networkpolicies'),
	may(read, 'gateway.networking.k8s.io', 'httproutes', 'grpcroutes'),
	may(read, 'autoscaling', 'horizontalpodautoscalers'),
	may(read, 'policy', 'poddisruptionbudgets'),
	may(read, 'discovery.k8s.io', 'endpointslices'),
	may(read, 'events.k8s.io', 'events'),
	may(['get', 'list'], 'metrics.k8s.io', 'pods'),
]

/**
 * Restart and scale without a say in what runs. Patching a Deployment would be more than that: whoever writes a pod template
 * runs any image with any Secret and ServiceAccount of the namespace. So pods are restarted by evicting or deleting them,
 * and scaled through `scale`, which holds nothing but a number.
 */
const restartAndScale: readonly PolicyRule[] = [
	may(['delete'], '', 'pods'),
	may(['create'], '', 'pods/eviction'),
	may(stream, '', 'pods/portforward'),
	may(['get', 'update', 'patch'], 'apps', 'deployments/scale', 'statefulsets/scale'),
]

/**
 * Roll out an app. Secrets can be read here: whoever writes pod templates can mount them anyway, so withholding that would
 * only look safe (and Helm keeps its releases in them).
 */
const rollOut: readonly PolicyRule[] = [
	may(read, '', 'secrets'),
	may(write, '', 'services', 'configmaps', 'secrets', 'persistentvolumeclaims', 'serviceaccounts'),
	may(write, '', 'replicationcontrollers'),
	may(write, 'apps', 'deployments', 'statefulsets', 'daemonsets', 'replicasets'),
	may(write, 'batch', 'jobs', 'cronjobs'),
	may(write, 'networking.k8s.io', 'ingresses'),
	may(write, 'gateway.networking.k8s.io', 'httproutes', 'grpcroutes'),
	may(write, 'autoscaling', 'horizontalpodautoscalers'),
	may(write, 'policy', 'poddisruptionbudgets'),
]

/**
 * Work inside running pods, and write Roles: the API server lets nobody write into a Role what they may not do themselves
 * (without `escalate`), so these stay within the level. Who is bound to them is the platform's to say.
 */
const workInside: readonly PolicyRule[] = [
	may(write, '', 'pods'),
	may(stream, '', 'pods/exec', 'pods/attach'),
	may(['get', 'update', 'patch'], '', 'pods/ephemeralcontainers'),
	may(read, 'rbac.authorization.k8s.io', 'roles', 'rolebindings'),
	may(write, 'rbac.authorization.k8s.io', 'roles'),
]

/** From nothing to nearly everything; a level holds what its description says and nothing else. */
export const curatedLevels: readonly AccessLevel[] = [
	{ name: 'none', description: 'No rights at all.', rules: [] },
	{
		name: 'view',
		description: 'Read everything that explains how an app runs, logs included; no Secrets.',
		rules: look,
	},
	{
		name: 'operate',
		description: 'View, restart pods, scale, and forward ports; no say in what runs, no exec, no Secrets.',
		rules: [...look, ...restartAndScale],
	},
	{
		name: 'deploy',
		description: 'View, and write whatever an app is made of, Secrets included; for CI. No exec, no rights for others.',
		rules: [...look, ...rollOut],
	},
	{
		name: 'near-admin',
		description: 'Operate, deploy, exec and debug in pods, and own Roles; the walls stay out of reach.',
		rules: [...look, ...restartAndScale, ...rollOut, ...workInside],
	},
]

/** Every level that a plan can grant: the curated ones, then its own, none of which is called like one of those. */
export function allLevels({ levels }: Pick<Tenancy, 'levels'>): readonly AccessLevel[] {
	return [...curatedLevels, ...levels]
}
