/** Objects that it is enough to write. */
import { expect } from 'vitest'
import type { KubeObject } from '../../../../src/model/kube-object.ts'
import { eventually } from '../../../control-plane/eventually.ts'
import {
	type Attack,
	apiVersionIn,
	at,
	labelled,
	Refused,
	type Scene,
	type SetScene,
	send,
	type Way,
} from './attack.ts'
import { podSpec, privileged, target } from './pods.ts'

const change = ['create', 'update', 'patch'] as const
const edit = ['update', 'patch'] as const
const write = [...change, 'delete', 'deletecollection'] as const

/** A kind of object, as it is before and after it was changed. */
interface Written {
	/** `networkpolicies.networking.k8s.io`, `services/status` */
	readonly resource: string
	readonly kind: string
	readonly verbs: readonly string[]
	readonly everywhere?: boolean
	readonly name?: (tag: string) => string
	readonly before: (tag: string) => object
	readonly after: (tag: string) => object
	/** Where something else than such an object has to be there before. */
	readonly setUp?: (scene: SetScene) => Promise<unknown>
}

/** One way for each verb. */
function ways(written: Written): readonly Way[] {
	const { resource, everywhere = false, before, setUp } = written
	const [plural = ''] = resource.split('/')
	const [bare = '', group = ''] = plural.split(/\.(.*)/)
	const place = (home: string) => (everywhere ? undefined : home)
	const nameOf = written.name ?? ((tag: string) => tag)
	const whole = (tag: string, fields: object) => {
		const { metadata = {}, ...rest } = fields as { readonly metadata?: { readonly labels?: object } }
		const head = { apiVersion: apiVersionIn(group), kind: written.kind }
		return {
			...head,
			metadata: { name: nameOf(tag), labels: { ...labelled(tag).labels, ...metadata.labels } },
			...rest,
		}
	}
	const make = ({ admin, home, tag }: SetScene) => send(admin, 'POST', at(plural, place(home)), whole(tag, before(tag)))
	const perform = (verb: string) => async (scene: Scene) => {
		const { admin, me, home, tag } = scene
		const [all, one] = [at(plural, place(home)), at(resource, place(home), nameOf(tag))]
		const after = whole(tag, written.after(tag))
		if (verb === 'create') await send(me, 'POST', all, after)
		else if (verb === 'patch') await send(me, 'PATCH', one, after)
		else if (verb === 'update') await replace(admin, me, one, after)
		else if (verb === 'delete') await send(me, 'DELETE', one)
		else await send(me, 'DELETE', `${all}?labelSelector=tag%3D${tag}`)
		const { status, text } = await admin.request('GET', at(plural, place(home), nameOf(tag)))
		const seen = JSON.parse(text) as KubeObject
		if (!verb.startsWith('delete')) expect(seen).toMatchObject(written.after(tag))
		else if (status !== 404) expect(seen.metadata).toHaveProperty('deletionTimestamp')
	}
	return written.verbs.map((verb) => ({
		rights: [
			`${verb} ${bare}${group === '' ? '' : `.${group}`}${resource.slice(plural.length)}${everywhere ? ' everywhere' : ''}`,
		],
		...(verb === 'create' ? {} : { setUp: setUp ?? make }),
		perform: perform(verb),
	}))
}

/** The version of an object is no secret: whoever has none tries again, as everybody does after a conflict. */
async function replace(admin: Scene['admin'], me: Scene['me'], path: string, object: object): Promise<void> {
	for (;;) {
		// Where there is none, whoever is let through is told so.
		const { status: code, text } = await admin.request('GET', path.replace(/\/finalize$/, ''))
		const { metadata, spec, status } = (code === 404 ? { metadata: {} } : JSON.parse(text)) as {
			readonly metadata: { readonly resourceVersion?: string }
			readonly spec?: object
			readonly status?: object
		}
		const { resourceVersion } = metadata
		const { metadata: own, ...rest } = object as { readonly metadata: object }
		const body = { spec, status, ...rest, metadata: { ...metadata, ...own, resourceVersion } }
		try {
			await send(me, 'PUT', path, body)
			return
		} catch (error) {
			if (!String(error).includes(': 409 ')) throw error
		}
	}
}

const admission = 'admissionregistration.k8s.io'

/** Rules of admission that no request is about. */
const nothing = [{ apiGroups: ['none.example'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['nothings'] }]

function webhooks(failurePolicy: string, sort: string): object {
	return {
		webhooks: [
			{
				name: `${sort}.attacks.example`,
				clientConfig: { url: 'https://127.0.0.1:1/' },
				rules: nothing,
				failurePolicy,
				sideEffects: 'None',
				admissionReviewVersions: ['v1'],
			},
		],
	}
}

function policy(failurePolicy: string, what: object): object {
	return { spec: { failurePolicy, matchConstraints: { resourceRules: nothing }, ...what } }
}

const validating = { validations: [{ expression: 'true' }] }
const mutating = {
	reinvocationPolicy: 'Never',
	mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration: { expression: 'Object{}' } }],
}

const guard = { everywhere: true, verbs: write } as const

const guards: readonly Written[] = [
	{
		...guard,
		resource: `validatingwebhookconfigurations.${admission}`,
		kind: 'ValidatingWebhookConfiguration',
		before: () => webhooks('Fail', 'validate'),
		after: () => webhooks('Ignore', 'validate'),
	},
	{
		...guard,
		resource: `mutatingwebhookconfigurations.${admission}`,
		kind: 'MutatingWebhookConfiguration',
		before: () => webhooks('Fail', 'mutate'),
		after: () => webhooks('Ignore', 'mutate'),
	},
	{
		...guard,
		resource: `validatingadmissionpolicies.${admission}`,
		kind: 'ValidatingAdmissionPolicy',
		before: () => policy('Fail', validating),
		after: () => policy('Ignore', validating),
	},
	{
		...guard,
		resource: `mutatingadmissionpolicies.${admission}`,
		kind: 'MutatingAdmissionPolicy',
		before: () => policy('Fail', mutating),
		after: () => policy('Ignore', mutating),
	},
	{
		...guard,
		resource: `validatingadmissionpolicybindings.${admission}`,
		kind: 'ValidatingAdmissionPolicyBinding',
		before: (tag) => ({ spec: { policyName: tag, validationActions: ['Deny'] } }),
		after: (tag) => ({ spec: { policyName: tag, validationActions: ['Warn'] } }),
	},
	{
		...guard,
		resource: `mutatingadmissionpolicybindings.${admission}`,
		kind: 'MutatingAdmissionPolicyBinding',
		before: (tag) => ({ spec: { policyName: tag } }),
		after: (tag) => ({ spec: { policyName: `other-${tag}` } }),
	},
	{
		...guard,
		resource: 'apiservices.apiregistration.k8s.io',
		kind: 'APIService',
		name: (tag) => `v1.${tag}.example`,
		before: (tag) => ({
			spec: { group: `${tag}.example`, version: 'v1', groupPriorityMinimum: 100, versionPriority: 100 },
		}),
		after: (tag) => ({
			spec: { group: `${tag}.example`, version: 'v1', groupPriorityMinimum: 200, versionPriority: 100 },
		}),
	},
	{
		...guard,
		resource: 'customresourcedefinitions.apiextensions.k8s.io',
		kind: 'CustomResourceDefinition',
		name: (tag) => `${tag}.attacks.example`,
		before: (tag) => ({ spec: definition('attacks.example', tag, 'before') }),
		after: (tag) => ({ spec: definition('attacks.example', tag, 'after') }),
	},
]

/** What a CustomResourceDefinition says. */
export function definition(group: string, plural: string, category: string, kind = 'Thing', version = 'v1'): object {
	const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
	const unique = kind === 'Thing' ? `${kind}${plural.replaceAll('-', '')}` : kind
	return {
		group,
		scope: 'Cluster',
		names: { plural, singular: unique.toLowerCase(), kind: unique, listKind: `${unique}List`, categories: [category] },
		versions: [{ name: version, served: true, storage: true, schema }],
	}
}

/** The group in which network policies of the whole cluster are. */
export const tiersGroup = 'policy.networking.k8s.io'

/** Their kinds, which the API server does not know by itself. */
export const tierKinds = {
	clusternetworkpolicies: 'ClusterNetworkPolicy',
	adminnetworkpolicies: 'AdminNetworkPolicy',
	baselineadminnetworkpolicies: 'BaselineAdminNetworkPolicy',
} as const

const steering: readonly Written[] = [
	{
		resource: 'endpoints',
		kind: 'Endpoints',
		verbs: change,
		before: () => ({ subsets: [{ addresses: [{ ip: '10.1.2.3' }], ports: [{ port: 80 }] }] }),
		after: () => ({ subsets: [{ addresses: [{ ip: '10.9.9.9' }], ports: [{ port: 80 }] }] }),
	},
	{
		resource: 'endpointslices.discovery.k8s.io',
		kind: 'EndpointSlice',
		verbs: change,
		before: () => ({ addressType: 'IPv4', endpoints: [{ addresses: ['10.1.2.3'] }] }),
		after: () => ({ addressType: 'IPv4', endpoints: [{ addresses: ['10.9.9.9'] }] }),
	},
	{
		resource: 'pods/status',
		kind: 'Pod',
		verbs: edit,
		name: (tag) => `target-${tag}`,
		setUp: target,
		before: () => ({ spec: podSpec('victim') }),
		after: () => ({
			metadata: { labels: { app: 'another' } },
			status: { podIP: '10.9.9.9', podIPs: [{ ip: '10.9.9.9' }] },
		}),
	},
	{
		resource: 'services/status',
		kind: 'Service',
		verbs: edit,
		setUp: ({ admin, home, tag }) =>
			send(admin, 'POST', at('services', home), {
				metadata: { name: tag },
				spec: { ports: [{ port: 80 }], type: 'LoadBalancer' },
			}),
		before: () => ({}),
		after: () => ({ status: { loadBalancer: { ingress: [{ ip: '192.0.2.9' }] } } }),
	},
]

/** Relabels the namespace. */
function relabels(verb: string, subresource = '', rest = ''): Way {
	const perform = async ({ admin, me, home, tag }: Scene) => {
		const path = at(`namespaces${subresource}`, undefined, home)
		const metadata = { labels: { stage: `s-${tag}`.slice(0, 63) } }
		if (verb === 'patch') await send(me, 'PATCH', path, { metadata })
		else await replace(admin, me, path, { metadata: { name: home, ...metadata } })
	}
	return { rights: [`${verb} namespaces${subresource}${rest}`], perform }
}

const keys = ['update', 'patch'] as const

/** Attacks on what stands around a stage. */
export const objectAttacks: readonly Attack[] = [
	{
		id: 'relabel',
		what: 'puts the namespace into another stage',
		goal: 'walls',
		ways: [
			...keys.flatMap((verb) => ['', '/status'].map((subresource) => relabels(verb, subresource))),
			relabels('update', '/finalize'),
			relabels('patch', '', ' ={home}'),
			relabels('patch', '', ' ={home} everywhere'),
		],
	},
	{
		id: 'patch-finalize',
		what: 'patches the finalizers of the namespace',
		goal: 'walls',
		ways: [{ ...relabels('patch', '/finalize'), vain: 'they can be replaced, not patched' }],
	},
	{
		id: 'unlock',
		what: 'takes Pod Security from the namespace, and runs a pod that is root on its node',
		goal: 'keeper',
		apart: true,
		ways: [' ={home}', ' ={home} everywhere', ' everywhere'].map((where) => ({
			rights: [`patch namespaces${where}`, 'create pods'],
			perform: async ({ me, home, tag }) => {
				const labels = { 'pod-security.kubernetes.io/enforce': 'privileged' }
				await send(me, 'PATCH', at('namespaces', undefined, home), { metadata: { labels } })
				// Pod Security admission reads the namespace from a cache, which sees the change a moment later.
				const body = { metadata: { name: tag }, spec: privileged }
				const { status, text } = await eventually(
					() => me.request('POST', at('pods', home), { body }),
					(answer) => !answer.text.includes('violates PodSecurity'),
					{ what: 'Pod Security admission seeing the label' },
				)
				if (status === 403) throw new Refused(text)
				expect(status, text).toBe(201)
			},
		})),
	},
	{
		id: 'policies',
		what: 'changes who may connect to the pods of the namespace',
		goal: 'walls',
		ways: ways({
			resource: 'networkpolicies.networking.k8s.io',
			kind: 'NetworkPolicy',
			verbs: write,
			before: () => ({ spec: { podSelector: {}, policyTypes: ['Ingress'] } }),
			after: () => ({ spec: { podSelector: {}, policyTypes: ['Ingress'], ingress: [{}] } }),
		}),
	},
	{
		id: 'budgets',
		what: 'changes how much the namespace may use',
		goal: 'walls',
		ways: [
			...ways({
				resource: 'resourcequotas',
				kind: 'ResourceQuota',
				verbs: write,
				before: () => ({ spec: { hard: { 'count/nothings.example': '1' } } }),
				after: () => ({ spec: { hard: { 'count/nothings.example': '7' } } }),
			}),
			...ways({
				resource: 'limitranges',
				kind: 'LimitRange',
				verbs: write,
				before: () => ({ spec: { limits: [{ type: 'Container', max: { 'example.com/a': '1' } }] } }),
				after: () => ({ spec: { limits: [{ type: 'Container', max: { 'example.com/a': '9' } }] } }),
			}),
		],
	},
	{
		id: 'steer',
		what: 'leads a Service to pods of its own choice',
		goal: 'walls',
		ways: steering.flatMap(ways),
	},
	{
		id: 'write',
		what: 'changes an object',
		goal: 'write',
		ways: ways({
			resource: 'configmaps',
			kind: 'ConfigMap',
			verbs: write,
			before: () => ({ data: { sky: 'blue' } }),
			after: () => ({ data: { sky: 'grey' } }),
		}),
	},
	{
		id: 'guards',
		what: 'changes what the API server refuses or reads',
		goal: 'guards',
		ways: guards.flatMap(ways),
	},
	{
		id: 'nodes',
		what: 'changes the labels by which nodes belong to a stage',
		goal: 'guards',
		ways: [
			...ways({
				resource: 'nodes',
				kind: 'Node',
				everywhere: true,
				verbs: write,
				before: () => ({ metadata: { labels: { stage: 'one' } } }),
				after: () => ({ metadata: { labels: { stage: 'another' } } }),
			}),
			...ways({
				resource: 'nodes/status',
				kind: 'Node',
				everywhere: true,
				verbs: edit,
				before: () => ({ metadata: { labels: { stage: 'one' } } }),
				after: () => ({ metadata: { labels: { stage: 'another' } } }),
			}),
		],
	},
	{
		id: 'tiers',
		what: 'changes network policies of the whole cluster',
		goal: 'guards',
		ways: Object.entries(tierKinds).flatMap(([plural, kind]) =>
			ways({
				resource: `${plural}.${tiersGroup}`,
				kind,
				everywhere: true,
				verbs: write,
				before: () => ({ spec: { priority: 1, egress: [{ action: 'Deny' }] } }),
				after: () => ({ spec: { priority: 1, egress: [{ action: 'Accept' }] } }),
			}),
		),
	},
]
