/** Strangers in a stage, ways into running pods, and nodes. */
import { type Actor, type Attack, type Attempt, change, create, masters, type Place } from '../attack.ts'
import { binding, container, subject } from '../shapes.ts'

const binders: readonly Actor[] = ['admin', ...masters]
const bindings = 'rolebindings.rbac.authorization.k8s.io'

const strangers: readonly (readonly [who: string, source: string, subject: (place: Place) => object])[] = [
	['everybody who is logged in', 'R14; CIS 5.1.7; Kubescape C-0262', () => subject('Group', 'system:authenticated')],
	['everybody who is not logged in', 'R14; Kubescape C-0262', () => subject('Group', 'system:unauthenticated')],
	['all service accounts of the cluster', 'R14; MTB-PL2-CC-TI-1', () => subject('Group', 'system:serviceaccounts')],
	[
		'all service accounts of a namespace of prod',
		'R06 accounts of another stage',
		({ prod }) => subject('Group', `system:serviceaccounts:${prod}`),
	],
	['a user whom the plan does not know', 'R04', () => subject('User', 'mallory@example.org')],
	['a group of the plan that has nothing in this stage', 'R04', ({ plan }) => subject('Group', `${plan}-auditors`)],
	[
		'a service account of a namespace of prod',
		'R06 accounts of another stage',
		({ prod }) => ({ kind: 'ServiceAccount', namespace: prod, name: 'default' }),
	],
	[
		'a service account of a namespace of prod by the name of its user',
		'R06 accounts of another stage',
		({ prod }) => subject('User', `system:serviceaccount:${prod}:default`),
	],
]

/** Attacks by bindings. */
export const roleBindings: readonly Attack[] = [
	...strangers.map(
		([who, source, who_]): Attack => ({
			what: `binds ${who}`,
			source,
			policy: 'role-bindings',
			by: binders,
			request: (place) => create(bindings, place.dev, binding(who_(place))),
		}),
	),
	{
		what: 'adds a stranger to a binding of its own',
		source: 'R04',
		policy: 'role-bindings',
		by: binders,
		request: ({ dev }) => change(bindings, dev, 'own', { subjects: [subject('User', 'mallory@example.org')] }),
	},
]

/** A request that the API server hands on to a pod. */
function connect(path: string): (place: Place) => Attempt {
	return ({ prod }) => ({ method: 'POST', path: `/api/v1/namespaces/${prod}/${path}`, connects: true })
}

/** Attacks by ways into running pods, in a stage where no access level has them. */
export const exec: readonly Attack[] = [
	{
		what: 'runs a command in a pod',
		source: 'R09; Kubescape C-0002; Trivy KSV-0053',
		policy: 'exec',
		by: ['edit', 'admin', 'wildcard'],
		request: connect('pods/target/exec?command=id&container=main&stdout=true'),
	},
	{
		what: 'attaches to a pod',
		source: 'R09; Trivy KSV-0054',
		policy: 'exec',
		by: ['edit', 'admin', 'wildcard'],
		request: connect('pods/target/attach?container=main&stdout=true'),
	},
	{
		what: 'forwards a port of a pod',
		source: 'N26; Kubescape C-0063',
		policy: 'exec',
		by: ['edit', 'admin', 'wildcard'],
		request: connect('pods/target/portforward?ports=80'),
	},
	{
		what: 'talks to a pod through the API server',
		source: 'N26 pods/proxy',
		policy: 'exec',
		by: ['edit', 'admin', 'wildcard'],
		request: connect('pods/waiting:80/proxy/'),
	},
	{
		what: 'talks to a Service through the API server',
		source: 'N26 services/proxy',
		policy: 'exec',
		by: ['edit', 'admin', 'wildcard'],
		request: connect('services/web:80/proxy/'),
	},
	{
		what: 'puts a container into a running pod',
		source: 'R10; rbac-police pods_ephemeral_ctrs',
		policy: 'exec',
		by: ['wildcard'],
		request: ({ prod }) => ({
			...change('pods/ephemeralcontainers', prod, 'target', {
				spec: { ephemeralContainers: [{ name: 'debug', image: container.image, targetContainerName: 'main' }] },
			}),
			type: 'application/strategic-merge-patch+json',
		}),
	},
]

/** Attacks by nodes. */
export const nodes: readonly Attack[] = [
	{
		what: 'puts a node that all share among those of prod',
		source: 'S09; Capsule node labels',
		policy: 'nodes',
		by: ['keeper'],
		request: ({ nodeLabel, plan }) =>
			change('nodes', undefined, `${plan}-shared`, { metadata: { labels: { [nodeLabel]: 'prod' } } }),
	},
	{
		what: 'takes a node away from prod',
		source: 'S09',
		policy: 'nodes',
		by: ['keeper'],
		request: ({ nodeLabel, plan }) =>
			change('nodes', undefined, `${plan}-prod`, { metadata: { labels: { [nodeLabel]: null } } }),
	},
	{
		what: 'puts a node among those of prod by its status',
		source: 'S09; rbac-police modify_node_status',
		policy: 'nodes',
		by: ['keeper'],
		request: ({ nodeLabel, plan }) =>
			change('nodes/status', undefined, `${plan}-shared`, { metadata: { labels: { [nodeLabel]: 'prod' } } }),
	},
	{
		what: 'takes the taints from a node of prod',
		source: 'S07 an untainted node of a stage',
		policy: 'nodes',
		by: ['keeper'],
		request: ({ plan }) => change('nodes', undefined, `${plan}-prod`, { spec: { taints: [] } }),
	},
	{
		what: "gives a node the taint of prod, so that nobody else's pods run there",
		source: 'S09',
		policy: 'nodes',
		by: ['keeper'],
		request: ({ plan, nodeTaint }) =>
			change('nodes', undefined, `${plan}-shared`, {
				spec: { taints: [{ key: nodeTaint, value: 'prod', effect: 'NoSchedule' }] },
			}),
	},
	{
		what: 'puts its own node among those of perf, whose label any kubelet may set',
		source: 'S08 node label self-modification; CIS 1.2.14',
		policy: 'nodes',
		by: ['keeper', 'kubelet'],
		request: ({ plan }) =>
			change('nodes', undefined, `${plan}-shared`, { metadata: { labels: { [`pool-of-${plan}`]: 'perf' } } }),
	},
]
