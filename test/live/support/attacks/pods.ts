/** Pods as attackers want them. */
import type { KubeObject } from '../../../../src/model/kube-object.ts'
import { eventually } from '../../../control-plane/eventually.ts'
import { type Attack, at, handsOn, labelled, node, type Scene, type SetScene, send, type Way } from './attack.ts'

const container = {
	name: 'main',
	image: 'registry.example/main:1',
	resources: { requests: { cpu: '1m', memory: '1Mi' }, limits: { cpu: '10m', memory: '8Mi' } },
	securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
}

/** A pod that Pod Security's `restricted` lets through. */
export function podSpec(account: string, more: object = {}): object {
	return {
		serviceAccountName: account,
		securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
		containers: [container],
		...more,
	}
}

/** A pod of the victim's on the node, for attackers to get into. */
export function target({ admin, home, tag }: SetScene): Promise<unknown> {
	const metadata = { name: `target-${tag}` }
	return send(admin, 'POST', at('pods', home), { metadata, spec: podSpec('victim', { nodeName: node }) })
}

interface Workload {
	readonly resource: string
	/** From a pod template and whether it is to run. */
	readonly spec: (template: object, runs: boolean, tag: string) => object
	readonly verbs: readonly string[]
}

const change = ['create', 'update', 'patch']
const selector = (tag: string) => ({ matchLabels: { tag } })

const workloads: readonly Workload[] = [
	...['deployments.apps', 'replicasets.apps', 'statefulsets.apps'].map(
		(resource): Workload => ({
			resource,
			spec: (template, runs, tag) => ({ selector: selector(tag), replicas: runs ? 1 : 0, template }),
			verbs: change,
		}),
	),
	{
		resource: 'daemonsets.apps',
		spec: (template, runs, tag) => ({
			selector: selector(tag),
			template: withSpec(template, { nodeSelector: runs ? null : nowhere }),
		}),
		verbs: change,
	},
	{
		resource: 'replicationcontrollers',
		spec: (template, runs, tag) => ({ selector: { tag }, replicas: runs ? 1 : 0, template }),
		verbs: change,
	},
	{ resource: 'jobs.batch', spec: (template) => ({ template: ending(template) }), verbs: ['create'] },
	{
		resource: 'cronjobs.batch',
		spec: (template, runs) => ({
			schedule: '* * * * *',
			suspend: !runs,
			jobTemplate: { spec: { template: ending(template) } },
		}),
		verbs: change,
	},
]

/** A label that no node has. */
const nowhere = { never: 'here' }

function withSpec(template: object, more: object): object {
	const { spec, ...rest } = template as { readonly spec: object }
	return { ...rest, spec: { ...spec, ...more } }
}

function ending(template: object): object {
	return withSpec(template, { restartPolicy: 'Never' })
}

function workloadWays({ resource, spec, verbs }: Workload): readonly Way[] {
	const object = (tag: string, account: string, runs: boolean) => ({
		metadata: { name: tag },
		spec: spec({ metadata: labelled(tag), spec: podSpec(account) }, runs, tag),
	})
	return verbs.map((verb) => ({
		rights: [`${verb} ${resource}`],
		...(verb === 'create'
			? {}
			: {
					setUp: ({ admin, home, tag }: SetScene) =>
						send(admin, 'POST', at(resource, home), object(tag, 'plain', false)),
				}),
		perform: async (scene) => {
			const { me, home, tag } = scene
			const named = object(tag, 'victim', true)
			if (verb === 'create') await send(me, 'POST', at(resource, home), named)
			else await send(me, verb === 'update' ? 'PUT' : 'PATCH', at(resource, home, tag), named)
			if (resource === 'cronjobs.batch') await minutesPass(scene)
			await runsAsVictim(scene)
		},
	}))
}

/** The next minute is not waited for: the last one that it knows of was a while ago. */
function minutesPass({ admin, home, tag }: Scene): Promise<unknown> {
	const lastScheduleTime = new Date(Date.now() - 300_000).toISOString().replace(/\.\d+/, '')
	return send(admin, 'PATCH', at('cronjobs.batch/status', home, tag), { status: { lastScheduleTime } })
}

/** The administrator sees a pod that has the victim's identity. */
function runsAsVictim({ admin, home, tag }: Scene): Promise<unknown> {
	return eventually(
		() => admin.get<{ readonly items: readonly Pod[] }>(`${at('pods', home)}?labelSelector=tag%3D${tag}`),
		({ items }) => items.some(({ spec }) => spec.serviceAccountName === 'victim'),
		{ what: `a pod of ${tag} as the victim`, deadline: 30_000 },
	)
}

interface Pod extends KubeObject {
	readonly spec: { readonly serviceAccountName: string; readonly containers: readonly object[] }
}

function makesPod(spec: object): Way {
	return {
		rights: ['create pods'],
		perform: ({ me, home, tag }) =>
			send(me, 'POST', at('pods', home), { metadata: { name: tag, ...labelled(tag) }, spec }),
	}
}

/** A pod that is root on its node. */
export const privileged = podSpec('plain', {
	nodeName: node,
	containers: [{ ...container, securityContext: { privileged: true } }],
})

function stream(right: string, subresource: string): Way {
	return {
		rights: [right],
		setUp: target,
		perform: ({ me, home, tag }) =>
			handsOn(me, 'POST', `${at(`pods/${subresource}`, home, `target-${tag}`)}?command=id&container=main&stdout=true`),
	}
}

/** What a client sends that wants to speak WebSocket (RFC 6455). */
const webSocket = {
	Connection: 'Upgrade',
	Upgrade: 'websocket',
	'Sec-WebSocket-Key': 'AAAAAAAAAAAAAAAAAAAAAA==',
	'Sec-WebSocket-Version': '13',
	'Sec-WebSocket-Protocol': 'v5.channel.k8s.io',
}

function debugs(verb: string, name = ''): Way {
	const ephemeralContainers = [{ ...container, name: 'debug', targetContainerName: 'main', resources: {} }]
	return {
		rights: [`${verb} pods/ephemeralcontainers${name}`],
		setUp: target,
		perform: ({ me, home, tag }) => {
			const path = at('pods/ephemeralcontainers', home, `target-${tag}`)
			const spec = { ephemeralContainers }
			if (verb === 'patch') return send(me, 'PATCH', path, { spec }, 'strategic')
			return send(me, 'PUT', path, { metadata: { name: `target-${tag}` }, spec })
		},
	}
}

function newImage(verb: string, name = ''): Way {
	return {
		rights: [`${verb} pods${name}`],
		setUp: target,
		perform: async ({ admin, me, home, tag }) => {
			const path = at('pods', home, `target-${tag}`)
			const image = 'registry.example/evil:1'
			if (verb === 'patch') {
				await send(me, 'PATCH', path, { spec: { containers: [{ name: 'main', image }] } }, 'strategic')
				return
			}
			const pod = await admin.get<Pod>(path)
			const containers = pod.spec.containers.map((each) => ({ ...each, image }))
			await send(me, 'PUT', path, { ...pod, spec: { ...pod.spec, containers } })
		},
	}
}

/** Attacks by pods. */
export const podAttacks: readonly Attack[] = [
	{
		id: 'run',
		what: 'runs a pod that has another service account of the namespace',
		goal: 'victim',
		ways: [
			{
				rights: ['create pods'],
				perform: ({ me, home, tag }) =>
					send(me, 'POST', at('pods', home), { metadata: { name: tag }, spec: podSpec('victim') }),
			},
			{
				rights: ['create pods ={tag}', 'patch pods ={tag}'],
				perform: ({ me, home, tag }) =>
					send(
						me,
						'PATCH',
						at('pods', home, tag),
						{ apiVersion: 'v1', kind: 'Pod', metadata: { name: tag }, spec: podSpec('victim') },
						'apply',
					),
			},
			...workloads.flatMap(workloadWays),
		],
	},
	{
		id: 'own-pods',
		what: 'runs a pod by itself, without a workload',
		goal: 'run',
		ways: [makesPod(podSpec('plain'))],
	},
	{
		id: 'break-out',
		what: 'runs a pod that is root on its node, where nothing forbids it',
		goal: 'keeper',
		open: true,
		ways: [
			makesPod(privileged),
			makesPod(podSpec('plain', { volumes: [{ name: 'disk', hostPath: { path: '/' } }] })),
			makesPod(podSpec('plain', { hostPID: true })),
		],
	},
	{
		id: 'inside',
		what: 'runs commands in a pod of another service account',
		goal: 'victim',
		ways: [
			stream('create pods/exec', 'exec'),
			stream('create pods/exec =target-{tag}', 'exec'),
			stream('create pods/attach', 'attach'),
			debugs('patch'),
			debugs('update'),
			debugs('patch', ' =target-{tag}'),
		],
	},
	{
		id: 'exec-by-get',
		what: 'opens a stream into a pod with the right to read alone',
		goal: 'victim',
		ways: ['exec', 'attach'].map((subresource) => ({
			rights: [`get pods/${subresource}`],
			setUp: target,
			perform: ({ me, home, tag }) =>
				handsOn(
					me,
					'GET',
					`${at(`pods/${subresource}`, home, `target-${tag}`)}?command=id&container=main&stdout=true`,
					webSocket,
				),
			vain: 'since 1.35 a WebSocket asks for the right to create as well',
		})),
	},
	{
		id: 'reshape',
		what: 'puts an image of its own into a pod of another service account',
		goal: 'victim',
		ways: [newImage('patch'), newImage('update'), newImage('patch', ' =target-{tag}')],
	},
]
