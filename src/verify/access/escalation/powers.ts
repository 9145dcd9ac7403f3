/**
 * Powers: what rights are good for. A power is held by whoever may make one of its requests; what it leads to is in graph.ts.
 *
 * The list follows what the API server lets a request do, and each line of it is performed on a real one by the attack tests
 * (test/live/attacks.test.ts).
 */
import { exemptionGroup } from '../../../model/guards.ts'
import { type Rule, ruleAllows } from '../rule.ts'
import { isClusterWide } from '../scope.ts'

/** Some requests: any of these verbs on any of these resources of a group. */
export interface Ask {
	readonly verbs: readonly string[]
	readonly group: string
	/** `pods`, `pods/exec` */
	readonly resources: readonly string[]
}

function ask(verbs: string, group: string, resources: string): Ask {
	return { verbs: verbs.split(' '), group, resources: resources.split(' ') }
}

const change = 'create update patch'
const write = `${change} delete deletecollection`
const edit = 'update patch'
const rbac = 'rbac.authorization.k8s.io'
const admission = 'admissionregistration.k8s.io'
const certificates = 'certificates.k8s.io'

/** Powers in a namespace: whoever has them in the whole cluster has them in each. */
const inNamespaces = {
	/** Pods of one's own making, with whatever service account and Secret of the namespace they ask for. */
	run: [
		ask('create', '', 'pods'),
		ask(change, 'apps', 'deployments statefulsets daemonsets replicasets'),
		ask(change, '', 'replicationcontrollers'),
		ask(change, 'batch', 'cronjobs'),
		ask('create', 'batch', 'jobs'),
	],
	/** Commands in pods that run. */
	inside: [ask('create', '', 'pods/exec pods/attach'), ask(edit, '', 'pods/ephemeralcontainers')],
	/** Other images for pods that run. */
	reshape: [ask(edit, '', 'pods')],
	token: [ask('create', '', 'serviceaccounts/token')],
	impersonate: [ask('impersonate', '', 'serviceaccounts')],
	/** A patch that changes nothing is answered with the whole Secret. */
	readSecrets: [ask('get list watch patch', '', 'secrets')],
	/** A deletion of several is answered with each of them; tokens in them are worth nothing any more. */
	dropSecrets: [ask('deletecollection', '', 'secrets')],
	makeSecrets: [ask('create', '', 'secrets')],
	writeBindings: [ask(change, rbac, 'rolebindings')],
	makeBindings: [ask('create', rbac, 'rolebindings')],
	/** The role of a binding stays the one that it is, whoever is added. */
	joinBindings: [ask(edit, rbac, 'rolebindings')],
	bindRoles: [ask('bind', rbac, 'roles')],
	bindClusterRoles: [ask('bind', rbac, 'clusterroles')],
	writeRoles: [ask(edit, rbac, 'roles')],
	escalateRoles: [ask('escalate', rbac, 'roles')],
	/** The labels of the namespace: its stage, and what its pods may do to their node. */
	relabel: [ask(edit, '', 'namespaces namespaces/status'), ask('update', '', 'namespaces/finalize')],
	policies: [ask(write, 'networking.k8s.io', 'networkpolicies')],
	budgets: [ask(write, '', 'resourcequotas limitranges')],
	/** Where a Service leads, without its selector (CVE-2021-25740), and what the control plane believes of pods. */
	steer: [
		ask(change, '', 'endpoints'),
		ask(change, 'discovery.k8s.io', 'endpointslices'),
		ask(edit, '', 'pods/status services/status'),
	],
} as const satisfies Record<string, readonly Ask[]>

/** Powers that only hold in the whole cluster. */
const inCluster = {
	everything: [ask('*', '*', '*')],
	impersonateUsers: [ask('impersonate', '', 'users')],
	impersonateGroups: [ask('impersonate', '', 'groups')],
	/** The kubelet's own API: commands in every pod of a node. Over a WebSocket `get` is enough. */
	nodesProxy: [ask('get create', '', 'nodes/proxy')],
	requestCertificates: [ask('create', certificates, 'certificatesigningrequests')],
	approveCertificates: [ask(edit, certificates, 'certificatesigningrequests/approval')],
	approveClients: [ask('approve', certificates, 'signers')],
	/** The control plane approves certificates of nodes for those who may do this. */
	joinNodes: [ask('create', certificates, 'certificatesigningrequests/nodeclient')],
	makeClusterBindings: [ask('create', rbac, 'clusterrolebindings')],
	joinClusterBindings: [ask(edit, rbac, 'clusterrolebindings')],
	makeClusterRoles: [ask('create', rbac, 'clusterroles')],
	writeClusterRoles: [ask(edit, rbac, 'clusterroles')],
	escalateClusterRoles: [ask('escalate', rbac, 'clusterroles')],
	/** Changes to what others send. */
	mutateByWebhook: [ask(change, admission, 'mutatingwebhookconfigurations')],
	mutateByPolicy: [ask('create', admission, 'mutatingadmissionpolicies')],
	/** A policy that is there is bound already, or it would be for nothing. */
	changeMutation: [ask(edit, admission, 'mutatingadmissionpolicies')],
	bindMutation: [ask(change, admission, 'mutatingadmissionpolicybindings')],
	/** A volume on a node's disk, past Pod Security. */
	volumes: [ask('create', '', 'persistentvolumes')],
	/** What the API server refuses, or how it reads what it is sent. */
	guards: [
		ask(
			write,
			admission,
			'validatingwebhookconfigurations validatingadmissionpolicies validatingadmissionpolicybindings',
		),
		ask(write, admission, 'mutatingwebhookconfigurations mutatingadmissionpolicies mutatingadmissionpolicybindings'),
		ask(write, 'apiregistration.k8s.io', 'apiservices'),
		ask(write, 'apiextensions.k8s.io', 'customresourcedefinitions'),
	],
	/** Labels and taints: whose pods run where. */
	nodes: [ask(write, '', 'nodes'), ask(edit, '', 'nodes/status')],
	tiers: [
		ask(write, 'policy.networking.k8s.io', 'clusternetworkpolicies adminnetworkpolicies baselineadminnetworkpolicies'),
	],
} as const satisfies Record<string, readonly Ask[]>

/** A power in a namespace. */
export type NamespacePower = keyof typeof inNamespaces

/** A power in the whole cluster. */
export type ClusterPower = keyof typeof inCluster

/** Any power. */
export type Power = NamespacePower | ClusterPower

/** All of them. */
export const namespacePowers = Object.keys(inNamespaces) as readonly NamespacePower[]
export const clusterPowers = Object.keys(inCluster) as readonly ClusterPower[]

export const allPowers: readonly Power[] = [...namespacePowers, ...clusterPowers]

/** What opens the walls of a namespace. */
export const wallPowers: readonly Power[] = ['relabel', 'policies', 'budgets', 'steer', 'writeBindings']

/** What a power takes. */
export const asksOf: Readonly<Record<Power, readonly Ask[]>> = { ...inNamespaces, ...inCluster }

/** One request of a power; `resource` with its subresource. */
export interface PowerRequest {
	readonly verb: string
	readonly group: string
	readonly resource: string
}

const requests = new Map<Power, readonly PowerRequest[]>(
	allPowers.map((power) => [
		power,
		asksOf[power].flatMap(({ verbs, group, resources }) =>
			resources.flatMap((resource) => verbs.map((verb) => ({ verb, group, resource }))),
		),
	]),
)

/** Each request that gives a power, the plainest first. */
export function requestsOf(power: Power): readonly PowerRequest[] {
	return requests.get(power) ?? []
}

/** Whether a rule allows a request for any object, or for those of some names. */
export function allowsSome(rule: Rule, { verb, group, resource: path }: PowerRequest): boolean {
	// A deletion of several is about no name, whatever it selects by.
	if (verb === 'deletecollection' && rule.resourceNames.length > 0) return false
	const [resource = '', subresource] = path.split('/')
	const [name] = rule.resourceNames
	return ruleAllows(rule, {
		verb,
		group,
		resource,
		...(subresource === undefined ? {} : { subresource }),
		...(name === undefined ? {} : { name }),
	})
}

/** The names of the objects over which a rule gives a power; `undefined` where it gives none, empty where it is over all. */
export function namesOf(rule: Rule, power: Power, others: readonly Rule[]): readonly string[] | undefined {
	const allowed = requestsOf(power).filter((request) => allowsSome(rule, request))
	if (allowed.length === 0) return undefined
	if (rule.resourceNames.length === 0) return []
	const names = rule.resourceNames.filter((name) =>
		allowed.some(
			(request) => request.verb !== 'create' || request.resource.includes('/') || applies(others, request, name),
		),
	)
	return names.length === 0 ? undefined : names
}

/** Whether a rule gives a power, over all objects or over those of some names. */
export function gives(rule: Rule, power: Power): boolean {
	return namesOf(rule, power, [rule]) !== undefined
}

/** What is created has no name yet when the authorizer is asked, but for what is applied; and that takes the right to patch as well. */
function applies(rules: readonly Rule[], { group, resource }: PowerRequest, name: string): boolean {
	return rules.some((rule) => ruleAllows(rule, { verb: 'patch', group, resource, name }))
}

/** Others, such as `bind` and `impersonate`, change nothing by themselves. */
export const writing: ReadonlySet<string> = new Set(['*', ...write.split(' ')])

/** Whether a rule is about something that is in a namespace. */
export function isAboutNamespaces({ apiGroups, resources }: Rule): boolean {
	return apiGroups.some((group) => resources.some((resource) => !isClusterWide(group, resource) && !reviews.has(group)))
}

/** Whether a rule lets something be changed that is in a namespace. */
export function isWriting(rule: Rule): boolean {
	return rule.verbs.some((verb) => writing.has(verb)) && isAboutNamespaces(rule)
}

/** Reviews change nothing, in whichever namespace they are made, and of the last group there are no objects. */
const reviews = new Set(['authorization.k8s.io', 'authentication.k8s.io', exemptionGroup])
