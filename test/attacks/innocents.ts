/** What people of a stage, and the control plane for them, do all day: none of it may be refused. */
import type { KubeObject } from '../../src/model/kube-object.ts'
import { type ApiClient, ApiFailure } from '../control-plane/api-client.ts'
import { eventually } from '../control-plane/eventually.ts'
import { at } from '../live/support/attacks/attack.ts'
import type { Actor, Attempt, Place } from './attack.ts'
import { attempt, change, create } from './attack.ts'
import { binding, container, podSpec, policy, service, subject, template } from './shapes.ts'

/** Where innocents are at work. */
export interface Day {
	readonly admin: ApiClient
	readonly as: (actor: Actor) => ApiClient
	readonly place: Place
}

/** Something that has to work. */
export interface Innocent {
	readonly what: string
	/** Ends where it has worked. */
	readonly perform: (day: Day) => Promise<unknown>
}

interface Pod extends KubeObject {
	readonly spec: {
		readonly nodeName?: string
		readonly nodeSelector?: Readonly<Record<string, string>>
		readonly tolerations?: readonly { readonly key?: string; readonly value?: string }[]
	}
	readonly status: { readonly phase: string; readonly podIP?: string }
}

interface Slice extends KubeObject {
	readonly endpoints: readonly { readonly addresses: readonly string[] }[] | null
}

const labelled = (app: string) => ({ labels: { app } })
const selects = (app: string) => ({ matchLabels: { app } })

function templateOf(app: string, more: object = {}): object {
	return { metadata: labelled(app), spec: podSpec(more) }
}

function deployment(name: string, more: object = {}): object {
	return {
		metadata: { name },
		spec: { replicas: 2, selector: selects(name), template: templateOf(name), ...more },
	}
}

function podsOf({ admin, place }: Day, app: string, namespace = place.dev): Promise<readonly Pod[]> {
	return admin
		.get<{ readonly items: readonly Pod[] }>(`${at('pods', namespace)}?labelSelector=app%3D${app}`)
		.then(({ items }) => items)
}

/** Waits until so many pods run where their stage is, with its label. */
async function run(day: Day, app: string, count: number, stage: 'dev' | 'prod' = 'dev'): Promise<void> {
	const { place } = day
	const isHome = ({ metadata, spec, status }: Pod) =>
		['Running', 'Succeeded'].includes(status.phase) &&
		spec.nodeName === `${place.plan}-${stage}` &&
		metadata.labels?.[place.stageLabel] === stage
	await eventually(
		() => podsOf(day, app, place[stage]),
		(pods) => pods.length === count && pods.every(isHome),
		{ what: `${count} pods of ${app} on the nodes of ${stage}` },
	)
}

/** A request that has to be taken, without a trace and without a warning of any guard. */
async function taken(client: ApiClient, request: Attempt): Promise<void> {
	const { result, policies, message } = await attempt(client, request)
	if (result !== 'done' || policies.length > 0) throw new Error(`${policies.join(' ')} ${message}`)
}

async function isGone(admin: ApiClient, path: string): Promise<void> {
	await eventually(
		() => admin.request('GET', path),
		({ status }) => status === 404,
		{ what: `${path} being gone` },
	)
}

const policies = 'networkpolicies.networking.k8s.io'
const bindings = 'rolebindings.rbac.authorization.k8s.io'
const deployments = 'deployments.apps'

/** Workloads, from their makers to their ends. */
const workloads: readonly Innocent[] = [
	{
		what: 'a Deployment without a word about stages runs on the nodes of its stage, with its label',
		perform: async (day) => {
			await day.as('deploy').post(at(deployments, day.place.dev), deployment('shop'))
			await run(day, 'shop', 2)
		},
	},
	{
		what: 'a Deployment is rolled out anew, scaled, and collected with all that it made',
		perform: async (day) => {
			const { as, admin, place } = day
			const path = at(deployments, place.dev, 'rolled')
			await as('deploy').post(at(deployments, place.dev), deployment('rolled', { replicas: 1 }))
			await run(day, 'rolled', 1)
			const containers = [{ ...container, image: 'registry.example/main:2' }]
			await as('deploy').patch(path, { spec: { template: { spec: { containers } } } })
			await as('operate').patch(`${path}/scale`, { spec: { replicas: 3 } })
			await run(day, 'rolled', 3)
			await as('deploy').delete(`${path}?propagationPolicy=Background`)
			await eventually(
				() => podsOf(day, 'rolled'),
				(pods) => pods.length === 0,
				{ what: 'its pods being collected' },
			)
			const left = await admin.get<{ items: object[] }>(
				`${at('replicasets.apps', place.dev)}?labelSelector=app%3Drolled`,
			)
			if (left.items.length > 0) throw new Error('a ReplicaSet is left')
		},
	},
	{
		what: 'a DaemonSet without a word about stages has pods on the nodes of its stage alone',
		perform: async (day) => {
			const { as, admin, place } = day
			await as('deploy').post(at('daemonsets.apps', place.dev), {
				metadata: { name: 'agent' },
				spec: { selector: selects('agent'), template: templateOf('agent') },
			})
			await run(day, 'agent', 1)
			const { status } = await admin.get<{ status: { desiredNumberScheduled: number } }>(
				at('daemonsets.apps', place.dev, 'agent'),
			)
			if (status.desiredNumberScheduled !== 1) throw new Error(`it wants ${status.desiredNumberScheduled} pods`)
		},
	},
	{
		what: 'a StatefulSet runs with a claim for storage',
		perform: async (day) => {
			const { as, admin, place } = day
			const size = { storage: '1Mi' }
			await admin.post(at('persistentvolumes'), {
				metadata: { name: `${place.plan}-disk` },
				spec: {
					capacity: size,
					accessModes: ['ReadWriteOnce'],
					hostPath: { path: '/disk' },
					claimRef: { namespace: place.dev, name: 'data-database-0' },
				},
			})
			const claim = { accessModes: ['ReadWriteOnce'], storageClassName: '', resources: { requests: size } }
			await as('deploy').post(at('statefulsets.apps', place.dev), {
				metadata: { name: 'database' },
				spec: {
					serviceName: 'database',
					selector: selects('database'),
					template: templateOf('database'),
					volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim }],
				},
			})
			await run(day, 'database', 1)
		},
	},
	{
		what: 'a Job is done',
		perform: async (day) => {
			await day.as('deploy').post(at('jobs.batch', day.place.dev), {
				metadata: { name: 'report' },
				spec: { template: templateOf('report', { restartPolicy: 'Never' }) },
			})
			await eventually(
				() => day.admin.get<{ status: { succeeded?: number } }>(at('jobs.batch', day.place.dev, 'report')),
				({ status }) => status.succeeded === 1,
				{ what: 'the Job being done' },
			)
		},
	},
	{
		what: 'a CronJob makes its Job, and that its pod',
		perform: async (day) => {
			const { as, admin, place } = day
			await as('deploy').post(at('cronjobs.batch', place.dev), {
				metadata: { name: 'nightly' },
				spec: {
					schedule: '* * * * *',
					jobTemplate: { spec: { template: templateOf('nightly', { restartPolicy: 'Never' }) } },
				},
			})
			// The next minute is not waited for: the last one that it knows of was a while ago.
			const lastScheduleTime = new Date(Date.now() - 300_000).toISOString().replace(/\.\d+/, '')
			await admin.patch(`${at('cronjobs.batch', place.dev, 'nightly')}/status`, { status: { lastScheduleTime } })
			await eventually(
				() => podsOf(day, 'nightly'),
				(pods) => pods.length > 0,
				{ what: 'a pod of the CronJob' },
			)
		},
	},
	{
		what: 'a pod gets its name from the server',
		perform: ({ as, place }) =>
			taken(as('near-admin'), create('pods', place.dev, { metadata: { generateName: 'one-' }, spec: podSpec() })),
	},
	{
		what: 'a pod brings the placement and the label of its stage itself',
		perform: ({ as, place }) =>
			taken(
				as('near-admin'),
				create('pods', place.dev, {
					metadata: { generateName: 'one-', labels: { [place.stageLabel]: 'dev' } },
					spec: podSpec({
						nodeSelector: { [place.nodeLabel]: 'dev' },
						tolerations: [{ key: place.nodeTaint, operator: 'Equal', value: 'dev' }],
					}),
				}),
			),
	},
	{
		what: 'a pod tolerates taints that are of no stage, and those that keep nobody off',
		perform: ({ as, place }) =>
			taken(
				as('near-admin'),
				create('pods', place.dev, {
					metadata: { generateName: 'one-' },
					spec: podSpec({
						tolerations: [
							{ key: 'nvidia.com/gpu', operator: 'Exists' },
							{ key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 5 },
							{ key: place.nodeTaint, operator: 'Exists', effect: 'PreferNoSchedule' },
						],
					}),
				}),
			),
	},
	{
		what: 'a pod keeps away from the nodes of other stages by an affinity',
		perform: ({ as, place }) =>
			taken(
				as('near-admin'),
				create('pods', place.test, {
					metadata: { generateName: 'one-' },
					spec: podSpec({
						affinity: {
							nodeAffinity: {
								requiredDuringSchedulingIgnoredDuringExecution: {
									nodeSelectorTerms: [{ matchExpressions: [{ key: place.nodeLabel, operator: 'DoesNotExist' }] }],
								},
							},
						},
					}),
				}),
			),
	},
	{
		what: 'pods of prod have the priority class of prod, and run on its nodes',
		perform: async (day) => {
			const more = { priorityClassName: `${day.place.plan}-prod` }
			await day
				.as('deploy')
				.post(at(deployments, day.place.prod), deployment('till', { replicas: 1, template: templateOf('till', more) }))
			await run(day, 'till', 1, 'prod')
		},
	},
	{
		what: 'a pod is evicted, and another one comes',
		perform: async (day) => {
			const { as, place } = day
			await as('deploy').post(at(deployments, place.dev), deployment('evicted', { replicas: 1 }))
			await run(day, 'evicted', 1)
			const [pod] = await podsOf(day, 'evicted')
			const name = pod?.metadata.name ?? ''
			await as('operate').post(`${at('pods', place.dev, name)}/eviction`, { metadata: { name } })
			await isGone(day.admin, at('pods', place.dev, name))
			await run(day, 'evicted', 1)
		},
	},
]

/** What else an app is made of. */
const objects: readonly Innocent[] = [
	{
		what: 'controllers lead a Service to the pods behind it',
		perform: async (day) => {
			const { as, admin, place } = day
			await as('deploy').post(at(deployments, place.dev), deployment('front', { replicas: 1 }))
			await as('deploy').post(at('services', place.dev), {
				metadata: { name: 'front' },
				spec: { selector: { app: 'front' }, ports: [{ port: 80 }] },
			})
			await run(day, 'front', 1)
			const [pod] = await podsOf(day, 'front')
			const path = `${at('endpointslices.discovery.k8s.io', place.dev)}?labelSelector=kubernetes.io/service-name%3Dfront`
			await eventually(
				() => admin.get<{ items: readonly Slice[] }>(path),
				({ items }) =>
					items.some(({ endpoints }) =>
						(endpoints ?? []).some(({ addresses }) => addresses.includes(pod?.status.podIP ?? '?')),
					),
				{ what: 'its address in a slice' },
			)
		},
	},
	...(
		[
			['a headless Service', () => ({ clusterIP: 'None' })],
			[
				'a name for an address outside of the cluster',
				() => ({ type: 'ExternalName', externalName: 'api.example.com' }),
			],
			[
				'a name for a Service of the same namespace',
				({ dev }) => ({ type: 'ExternalName', externalName: `web.${dev}.svc.cluster.local` }),
			],
		] as readonly (readonly [string, (place: Place) => object])[]
	).map(
		([what, spec]): Innocent => ({
			what: `somebody makes ${what}`,
			perform: ({ as, place }) => taken(as('deploy'), create('services', place.dev, service(spec(place)))),
		}),
	),
	{
		what: 'a chart with accounts, Secrets, ConfigMaps, an Ingress, a budget of disruptions and an autoscaler is installed',
		perform: async ({ as, place }) => {
			const metadata = { name: 'chart', labels: { 'app.kubernetes.io/managed-by': 'Helm' } }
			const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'chart' }
			const backend = { service: { name: 'chart', port: { number: 80 } } }
			const parts: readonly (readonly [path: string, object: object])[] = [
				[at('serviceaccounts', place.dev), { metadata }],
				[at('secrets', place.dev), { metadata: { name: 'sh.helm.release.v1.chart.v1' }, type: 'helm.sh/release.v1' }],
				[at('configmaps', place.dev), { metadata, data: { colour: 'blue' } }],
				[at('services', place.dev), { metadata, spec: { ports: [{ port: 80 }] } }],
				[at(deployments, place.dev), { ...deployment('chart', { replicas: 1 }), metadata }],
				[
					at('ingresses.networking.k8s.io', place.dev),
					{
						metadata,
						spec: { rules: [{ host: 'chart.example', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
					},
				],
				[at('poddisruptionbudgets.policy', place.dev), { metadata, spec: { selector: selects('chart') } }],
				[
					`/apis/autoscaling/v2/namespaces/${place.dev}/horizontalpodautoscalers`,
					{ metadata, spec: { scaleTargetRef, maxReplicas: 3 } },
				],
			]
			for (const [path, object] of parts) await as('deploy').post(path, object)
		},
	},
	{
		what: 'what is applied again without a change stays as it is',
		perform: async ({ as, place }) => {
			const path = at(deployments, place.dev, 'kept')
			const object = { apiVersion: 'apps/v1', kind: 'Deployment', ...deployment('kept', { replicas: 0 }) }
			await as('deploy').apply(path, object, 'kubectl')
			// Its status is written in between.
			const settled = await eventually(
				() => as('deploy').get<KubeObject & { status: { observedGeneration?: number } }>(path),
				({ status }) => status.observedGeneration === 1,
			)
			const again = await as('deploy').apply(path, object, 'kubectl')
			if (again.metadata.labels?.[place.stageLabel] !== 'dev') throw new Error('the label is lost')
			if (JSON.stringify(again['spec']) !== JSON.stringify(settled['spec'])) throw new Error('it was changed')
		},
	},
	{
		what: 'somebody deletes all of his own ConfigMaps at once',
		perform: async ({ as, place }) => {
			await as('edit').post(at('configmaps', place.dev), { metadata: { name: 'mine', labels: { whose: 'mine' } } })
			await as('edit').delete(`${at('configmaps', place.dev)}?labelSelector=whose%3Dmine`)
		},
	},
	{
		what: 'somebody deletes all of his own policies at once',
		perform: async ({ as, place }) => {
			await as('edit').post(at(policies, place.test), {
				...policy({ ingress: [] }),
				metadata: { name: 'mine', labels: { whose: 'mine' } },
			})
			await as('edit').delete(`${at(policies, place.test)}?labelSelector=whose%3Dmine`)
		},
	},
	{
		what: 'a lease is held and an event is told',
		perform: async ({ as, place }) => {
			await as('wildcard').post(at('leases.coordination.k8s.io', place.dev), {
				metadata: { name: 'leader' },
				spec: { holderIdentity: 'one' },
			})
			await as('wildcard').post(at('events', place.dev), {
				metadata: { generateName: 'told-' },
				involvedObject: { namespace: place.dev, name: 'web' },
			})
		},
	},
	{
		what: 'objects of kinds that nobody else has carry the label, whatever they look like, and get their status',
		perform: async ({ admin, as, place }) => {
			const path = `/apis/example.org/v1/namespaces/${place.dev}/oddities`
			await eventually(
				() => admin.request('GET', path),
				({ status }) => status === 200,
				{ what: 'the kind being served' },
			)
			const made = await as('wildcard').post(path, {
				apiVersion: 'example.org/v1',
				kind: 'Oddity',
				metadata: { name: 'odd' },
				spec: 'a text',
			})
			if (made.metadata.labels?.[place.stageLabel] !== 'dev') throw new Error('it has no label')
			await as('wildcard').patch(`${path}/odd/status`, { status: 'also a text' })
		},
	},
]

/** Walls of somebody's own beside those of the plan, and rights. */
const walls: readonly Innocent[] = [
	...(
		[
			['pods of the namespace in', () => ({ ingress: [{ from: [{ podSelector: {} }] }] })],
			[
				'the namespaces of the stage in',
				({ stageLabel }) => ({
					ingress: [{ from: [{ namespaceSelector: { matchLabels: { [stageLabel]: 'dev' } } }] }],
				}),
			],
			[
				'the ingress controller in',
				() => ({
					ingress: [
						{
							from: [
								{
									namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'traefik' } },
									podSelector: { matchLabels: { 'app.kubernetes.io/name': 'traefik' } },
								},
							],
						},
					],
				}),
			],
			[
				'questions for names out',
				() => ({
					policyTypes: ['Egress'],
					egress: [
						{
							to: [
								{
									namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
									podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
								},
							],
							ports: [{ protocol: 'UDP', port: 53 }],
						},
					],
				}),
			],
			['nobody in or out', () => ({ policyTypes: ['Ingress', 'Egress'] })],
		] as readonly (readonly [string, (place: Place) => object])[]
	).map(
		([what, spec]): Innocent => ({
			what: `a policy of somebody's own lets ${what}`,
			perform: ({ as, place }) => taken(as('edit'), create(policies, place.dev, policy(spec(place)))),
		}),
	),
	{
		what: 'a large policy, a large pod, a binding of many and a namespace with many labels are judged as well',
		perform: async ({ as, admin, place }) => {
			const many = (count: number) => Array.from({ length: count }, (_, index) => index)
			const peers = many(30).map((index) => ({ podSelector: { matchLabels: { part: `${index}` } } }))
			const ports = many(10).map((index) => ({ port: 8000 + index }))
			const ingress = many(30).map(() => ({ from: peers, ports }))
			const from = many(30).map(() => ({ namespaceSelector: { matchLabels: { [place.stageLabel]: 'dev' } } }))
			await taken(as('edit'), create(policies, place.dev, policy({ ingress: [...ingress, { from, ports }] })))
			const tolerations = many(100).map((index) => ({ key: `example.org/${index}`, operator: 'Exists' }))
			const containers = many(40).map((index) => ({ ...container, name: `c-${index}` }))
			await taken(
				as('near-admin'),
				create('pods', place.dev, { metadata: { generateName: 'big-' }, spec: podSpec({ tolerations, containers }) }),
			)
			const accounts = many(200).map((index) => ({ kind: 'ServiceAccount', namespace: place.dev, name: `a-${index}` }))
			await taken(as('admin'), create(bindings, place.dev, binding(...accounts)))
			const labels = Object.fromEntries(many(200).map((index) => [`example.org/l-${index}`, 'x']))
			await taken(as('wildcard'), change('namespaces', undefined, place.dev, { metadata: { labels } }))
			await taken(as('keeper'), change('nodes', undefined, `${place.plan}-dev`, { metadata: { labels } }))
			await taken(admin, change('namespaces', undefined, place.dev, { metadata: { labels } }))
		},
	},
	{
		what: "service accounts of the namespace get rights, with and without the namespace's name",
		perform: ({ as, place }) =>
			taken(
				as('admin'),
				create(
					bindings,
					place.dev,
					binding(
						{ kind: 'ServiceAccount', namespace: place.dev, name: 'robot' },
						{ kind: 'ServiceAccount', name: 'robot' },
					),
				),
			),
	},
	{
		what: 'people whom the plan lets into the stage get rights',
		perform: ({ as, place }) =>
			taken(as('admin'), create(bindings, place.dev, binding(subject('Group', `${place.plan}-view`)))),
	},
	{
		what: 'somebody makes a Role of his own',
		perform: ({ as, place }) =>
			taken(
				as('near-admin'),
				create('roles.rbac.authorization.k8s.io', place.dev, {
					metadata: { generateName: 'try-' },
					rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }],
				}),
			),
	},
	{
		what: "somebody annotates a wall of the plan, and a team's label is put on the namespace",
		perform: async ({ as, place }) => {
			const annotations = { 'example.org/seen': 'yes' }
			await taken(as('wildcard'), change('resourcequotas', place.dev, 'stagewall', { metadata: { annotations } }))
			await taken(as('edit'), change(policies, place.dev, 'stagewall-default-deny', { metadata: { annotations } }))
			const labels = { team: 'blue' }
			await taken(as('wildcard'), change('namespaces', undefined, place.dev, { metadata: { labels, annotations } }))
		},
	},
	{
		what: 'whom the stage gives it opens a stream into a pod',
		perform: async ({ as, place }) => {
			const open = (path: string) =>
				({ method: 'POST', path: `${at('pods', place.dev, 'target')}/${path}`, connects: true }) as const
			await taken(as('near-admin'), open('exec?command=id&container=main&stdout=true'))
			await taken(as('near-admin'), open('attach?container=main&stdout=true'))
			await taken(as('operate'), open('portforward?ports=80'))
		},
	},
]

/** The control plane, and whoever keeps the cluster. */
const platform: readonly Innocent[] = [
	{
		what: 'the kubelet writes the addresses of a pod on its node',
		perform: ({ admin, place }) =>
			taken(
				admin.as(`system:node:${place.plan}-dev`, ['system:nodes']),
				change('pods/status', place.dev, 'target', { status: { podIP: '10.240.9.9', podIPs: [{ ip: '10.240.9.9' }] } }),
			),
	},
	{
		what: 'the scheduler binds a pod to a node',
		perform: ({ admin, place }) =>
			taken(admin.as('system:kube-scheduler'), {
				method: 'POST',
				path: `${at('pods', place.dev, 'waiting')}/binding`,
				body: { metadata: { name: 'waiting' }, target: { kind: 'Node', name: `${place.plan}-dev` } },
			}),
	},
	{
		what: 'the controller of quotas writes what is used',
		perform: ({ admin, place }) =>
			eventually(
				() =>
					admin.get<{ status: { used?: Readonly<Record<string, string>> } }>(
						at('resourcequotas', place.dev, 'stagewall'),
					),
				({ status }) => Number(status.used?.['pods'] ?? 0) > 3,
				{ what: 'pods being counted' },
			),
	},
	{
		what: 'the control plane gives namespaces their bookkeeping',
		perform: async ({ admin, place }) => {
			await admin.get(at('configmaps', place.dev, 'kube-root-ca.crt'))
			await admin.get(at('serviceaccounts', place.dev, 'default'))
		},
	},
	{
		what: 'a namespace outside of the plan is made, labelled and deleted',
		perform: async ({ as, admin, place }) => {
			const name = `${place.plan}-neighbour`
			await as('keeper').post(at('namespaces'), { metadata: { name } })
			await as('keeper').patch(at('namespaces', undefined, name), { metadata: { labels: { team: 'red' } } })
			await as('keeper').delete(at('namespaces', undefined, name))
			await isGone(admin, at('namespaces', undefined, name))
		},
	},
	{
		what: 'a node is cordoned, labelled for other purposes, and a new one joins with the label of its pool',
		perform: async ({ as, place }) => {
			const name = `${place.plan}-dev`
			const key = 'node.kubernetes.io/unschedulable'
			await taken(as('keeper'), change('nodes', undefined, name, { spec: { unschedulable: true } }))
			await taken(as('keeper'), change('nodes', undefined, name, { metadata: { labels: { rack: '7' } } }))
			const taints = [
				...(['NoSchedule', 'NoExecute'] as const).map((effect) => ({ key: place.nodeTaint, value: 'dev', effect })),
				{ key, effect: 'NoSchedule' },
			]
			await taken(as('keeper'), change('nodes', undefined, name, { spec: { taints } }))
			await taken(
				as('keeper'),
				create('nodes', undefined, { metadata: { generateName: 'new-', labels: { [place.nodeLabel]: 'dev' } } }),
			)
		},
	},
]

/** What was there before there were guards, and is against them: whoever works with it can go on. */
const old: readonly Innocent[] = (
	[
		[
			'pods',
			'near-admin',
			({ plan, nodeLabel }) => ({
				spec: podSpec({
					nodeName: `${plan}-dev`,
					nodeSelector: { [nodeLabel]: 'dev' },
					tolerations: [{ operator: 'Exists' }],
				}),
			}),
			{ metadata: { annotations: { seen: 'yes' } } },
		],
		[
			deployments,
			'deploy',
			({ plan }) => ({
				spec: {
					replicas: 0,
					selector: selects('old'),
					template: templateOf('old', { nodeName: `${plan}-prod`, tolerations: [{ operator: 'Exists' }] }),
				},
			}),
			{ spec: { template: { metadata: { annotations: { restarted: 'today' } } } } },
		],
		[
			'cronjobs.batch',
			'deploy',
			() => ({
				spec: {
					schedule: '0 0 1 1 *',
					jobTemplate: {
						spec: { template: template({ restartPolicy: 'Never', tolerations: [{ operator: 'Exists' }] }) },
					},
				},
			}),
			{ spec: { suspend: true } },
		],
		['services', 'deploy', () => service({ externalIPs: ['203.0.113.7'] }), { spec: { ports: [{ port: 81 }] } }],
		[
			'services',
			'deploy',
			({ prod }) => service({ type: 'ExternalName', externalName: `web.${prod}.svc`, selector: null, ports: null }),
			{ metadata: { labels: { team: 'blue' } } },
		],
		[policies, 'edit', () => policy({ ingress: [{}] }), { metadata: { annotations: { seen: 'yes' } } }],
		[
			bindings,
			'admin',
			() => binding(subject('User', 'mallory@example.org')),
			{ metadata: { annotations: { seen: 'yes' } } },
		],
		[
			'configmaps',
			'deploy',
			({ stageLabel }) => ({ metadata: { labels: { [stageLabel]: 'prod' } } }),
			{ data: { colour: 'blue' } },
		],
	] as readonly (readonly [string, Actor, (place: Place) => object, object])[]
).map(
	([resource, actor, object, update], index): Innocent => ({
		what: `a harmless change of ${resource} that would be refused if it were new (${index + 1})`,
		perform: async ({ admin, as, place }) => {
			const name = `old-${index}`
			const made = object(place) as { readonly metadata?: object }
			await admin.post(at(resource, place.dev), {
				...made,
				metadata: { ...made.metadata, name, generateName: undefined },
			})
			await as(actor).patch(at(resource, place.dev, name), update)
		},
	}),
)

/** All of it. */
export const innocents: readonly Innocent[] = [...workloads, ...objects, ...walls, ...platform, ...old]

/** The kind of somebody's own whose objects are nothing like those of Kubernetes. */
export async function furnishOddities(admin: ApiClient): Promise<void> {
	const schema = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
	await admin.post(at('customresourcedefinitions.apiextensions.k8s.io'), {
		metadata: { name: 'oddities.example.org' },
		spec: {
			group: 'example.org',
			scope: 'Namespaced',
			names: { plural: 'oddities', singular: 'oddity', kind: 'Oddity' },
			versions: [
				{ name: 'v1', served: true, storage: true, subresources: { status: {} }, schema: { openAPIV3Schema: schema } },
			],
		},
	})
}

/** How it ended: `passes`, or why not. */
export function outcomeOf(innocent: Innocent, day: Day): Promise<string> {
	return innocent.perform(day).then(
		() => 'passes',
		(error: unknown) => (error instanceof ApiFailure ? error.message : String(error)),
	)
}
