/** Plans on a real API server, whoever tries to get through their walls, and what attacks are about. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { kinds } from '../../src/model/kinds.ts'
import { type ApiClient, pathOf } from '../control-plane/api-client.ts'
import { eventually } from '../control-plane/eventually.ts'
import type { ControlPlane } from '../control-plane/start.ts'
import { at } from '../live/support/attacks/attack.ts'
import { type CliResult, runCli } from '../live/support/cli.ts'
import { inParallel } from '../live/support/rights.ts'
import { uniqueName } from '../live/support/suite.ts'
import type { Actor, Place } from './attack.ts'
import { type PlanOptions, placeOf, planText } from './plan.ts'
import { binding, emergency, pod, podSpec, policy, service, subject, template } from './shapes.ts'

const rbac = 'rbac.authorization.k8s.io'

/** What tells a Role of break-glass access from others. */
const use = { apiGroups: ['stagewall.dev'], resources: ['breakglass'], verbs: ['use'] }

/** Applies a plan. */
export async function applied({ kubeconfig }: ControlPlane, plan: PlanOptions): Promise<Place> {
	const result = await runPlan(kubeconfig, plan, 'apply', '--yes')
	expect(result.code, result.stderr).toBe(0)
	return placeOf(plan.name)
}

/** Runs a command on a plan. */
export async function runPlan(kubeconfig: string, plan: PlanOptions, ...args: readonly string[]): Promise<CliResult> {
	const folder = await mkdtemp(join(tmpdir(), 'stagewall-guards-'))
	await writeFile(join(folder, 'stages.yaml'), planText(plan))
	const result = await runCli(args, { cwd: folder, env: { KUBECONFIG: kubeconfig } })
	await rm(folder, { recursive: true })
	return result
}

/** What there is for everybody: roles, priority classes. */
export async function furnishCluster(api: ApiClient): Promise<void> {
	await api.post(pathOf(kinds.PriorityClass), { metadata: { name: 'rush' }, value: 10 })
	await api.post(pathOf(kinds.ClusterRole), {
		metadata: { name: 'keeper' },
		rules: [
			{
				apiGroups: [''],
				resources: ['namespaces', 'namespaces/status', 'namespaces/finalize', 'nodes', 'nodes/status'],
				verbs: ['get', 'list', 'create', 'update', 'patch', 'delete'],
			},
		],
	})
	await api.post(pathOf(kinds.ClusterRoleBinding), {
		metadata: { name: 'keeper' },
		roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'keeper' },
		subjects: [subject('User', 'keeper')],
	})
	await api.post(pathOf(kinds.ClusterRole), {
		metadata: { name: 'everything-here' },
		rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
	})
}

/** Gives the namespaces of a plan what attacks are about, as the administrator, and lets their people in. */
export async function furnish(api: ApiClient, place: Place): Promise<void> {
	const { dev, test, perf, prod, plan, nodeTaint } = place
	await api.post(at('runtimeclasses.node.k8s.io'), {
		metadata: { name: `${plan}-tolerant` },
		handler: 'tolerant',
		scheduling: { tolerations: [{ key: nodeTaint, operator: 'Equal', value: 'prod' }] },
	})
	// What the quota refuses besides the guards shall be refused by guards alone.
	await inParallel([test, perf], (namespace) => api.delete(at('resourcequotas', namespace, 'stagewall')))
	await inParallel([dev, test, perf, prod], async (namespace) => {
		await Promise.all([
			letIn(api, namespace, 'edit', subject('User', 'edit')),
			letIn(api, namespace, 'admin', subject('User', 'admin-of-namespaces')),
			letIn(api, namespace, 'everything-here', subject('User', 'wildcard')),
			...(namespace === prod
				? []
				: [letIn(api, namespace, 'everything-here', { kind: 'ServiceAccount', namespace: dev, name: 'robot' })]),
		])
	})
	const gated = { schedulingGates: [{ name: 'example.org/gate' }] }
	const stored = (name: string, object: object) => ({ ...object, metadata: { name } })
	const named = (stage: string, name: string, object: object) => ({
		...object,
		metadata: { name, labels: { [place.stageLabel]: stage } },
	})
	const things: readonly (readonly [resource: string, namespace: string, object: object])[] = [
		['roles.rbac.authorization.k8s.io', prod, stored(emergency, { rules: [use] })],
		[
			'rolebindings.rbac.authorization.k8s.io',
			prod,
			{
				metadata: { name: emergency },
				roleRef: { apiGroup: rbac, kind: 'Role', name: emergency },
				subjects: [subject('User', 'erin')],
			},
		],
		['roles.rbac.authorization.k8s.io', dev, stored('harmless', { rules: [] })],
		['rolebindings.rbac.authorization.k8s.io', dev, stored('own', binding())],
		['networkpolicies.networking.k8s.io', dev, stored('own', policy({ ingress: [] }))],
		['pods', dev, named('dev', 'target', placed(place, 'dev'))],
		['pods', dev, named('dev', 'waiting', { spec: podSpec({ nodeSelector: { never: 'there' } }) })],
		['pods', prod, named('prod', 'waiting', { spec: podSpec({ nodeSelector: { never: 'there' } }) })],
		['pods', test, named('test', 'gated', { spec: { ...podSpec(), ...gated } })],
		['pods', prod, named('prod', 'target', placed(place, 'prod'))],
		['services', dev, stored('web', service({}))],
		['services', test, stored('balanced', service({ type: 'LoadBalancer' }))],
		['services', test, stored('web', service({}))],
		['services', prod, stored('web', service({}))],
		[
			'deployments.apps',
			dev,
			stored('web', {
				spec: { replicas: 0, selector: { matchLabels: { app: 'try' } }, template: template() },
			}),
		],
		[
			'jobs.batch',
			test,
			stored('suspended', { spec: { suspend: true, template: template({ restartPolicy: 'Never' }) } }),
		],
		[
			'endpointslices.discovery.k8s.io',
			dev,
			{ metadata: { name: 'manual' }, addressType: 'IPv4', endpoints: [], ports: [] },
		],
	]
	await api.post(at('serviceaccounts', dev), { metadata: { name: 'robot' } })
	await inParallel(things, ([resource, namespace, object]) => api.post(at(resource, namespace), object))
	for (const [namespace, name] of [
		[dev, 'target'],
		[prod, 'target'],
	] as const)
		await eventually(
			() => api.get<{ status: { phase: string } }>(at('pods', namespace, name)),
			({ status }) => status.phase === 'Running',
			{ what: `the pod ${namespace}/${name}` },
		)
}

/** A pod on the node of a stage, whether or not anything is written into it; in dev as an account that has rights. */
function placed({ plan, nodeTaint, nodeLabel }: Place, stage: 'dev' | 'prod'): object {
	return pod({
		...(stage === 'dev' ? { serviceAccountName: 'robot' } : {}),
		nodeSelector: { [nodeLabel]: stage },
		nodeName: `${plan}-${stage}`,
		tolerations: [{ key: nodeTaint, operator: 'Equal', value: stage }],
	})
}

function letIn(api: ApiClient, namespace: string, role: string, who: object): Promise<unknown> {
	const { name } = who as { readonly name: string }
	return api.post(pathOf(kinds.RoleBinding, { namespace }), {
		metadata: { name: `in-${name}` },
		roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: role },
		subjects: [who],
	})
}

/** The API server as one of those who try sees it. */
export function clientOf(api: ApiClient, actor: Actor, { plan, dev }: Place): ApiClient {
	switch (actor) {
		case 'edit':
		case 'wildcard':
		case 'keeper':
			return api.as(actor)
		case 'admin':
			return api.as('admin-of-namespaces')
		case 'account':
			return api.as(`system:serviceaccount:${dev}:robot`, ['system:serviceaccounts', `system:serviceaccounts:${dev}`])
		case 'kubelet':
			return api.as(`system:node:${plan}-shared`, ['system:nodes'])
		default:
			return api.as(`person-${actor}`, [`${plan}-${actor}`])
	}
}

/**
 * Waits until all policies that were written so far are in force. The API server watches each of their kinds by itself, in order: once it
 * heeds one more of each, it heeds those that came before.
 */
export async function policiesSeen(api: ApiClient): Promise<void> {
	const name = uniqueName('sentinel')
	const metadata = { name }
	const matchConstraints = {
		resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
	}
	const isMeant = `object.metadata.name == '${name}'`
	const applyConfiguration = {
		expression: `${isMeant} ? Object{metadata: Object.metadata{labels: {'sentinel': 'seen'}}} : Object{}`,
	}
	const specs = {
		ValidatingAdmissionPolicy: {
			matchConstraints,
			validations: [{ expression: `!(${isMeant})`, message: 'seen' }],
		},
		ValidatingAdmissionPolicyBinding: { policyName: name, validationActions: ['Warn'] },
		MutatingAdmissionPolicy: {
			matchConstraints,
			reinvocationPolicy: 'Never',
			mutations: [{ patchType: 'ApplyConfiguration', applyConfiguration }],
		},
		MutatingAdmissionPolicyBinding: { policyName: name },
	} as const
	for (const [kind, spec] of Object.entries(specs))
		await api.post(pathOf(kinds[kind as keyof typeof specs]), { metadata, spec })
	const path = `${pathOf(kinds.ConfigMap, { namespace: 'default' })}?dryRun=All`
	await eventually(
		() => api.request('POST', path, { body: { metadata } }),
		({ headers, text }) => String(headers['warning']).includes(`'${name}'`) && text.includes('"sentinel":"seen"'),
		{ what: 'policies in force' },
	)
	for (const kind of Object.keys(specs)) await api.delete(pathOf(kinds[kind as keyof typeof specs], { name }))
}
