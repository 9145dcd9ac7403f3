/** Pods on the nodes of another stage. */
import { type Attack, change, create, masters, podWriters, writers } from '../attack.ts'
import { pod, workloads } from '../shapes.ts'

const everyTaint = { tolerations: [{ operator: 'Exists' }] }

/** Workloads with the part of the guard that looks at them. */
const templates = [
	['deployments.apps', 'templates'],
	['statefulsets.apps', 'templates'],
	['replicasets.apps', 'templates'],
	['jobs.batch', 'templates'],
	['daemonsets.apps', 'daemons'],
	['cronjobs.batch', 'cronjobs'],
] as const

/** Attacks by where pods are made to run. */
export const placement: readonly Attack[] = [
	{
		what: 'makes a pod that names a node of prod',
		source: 'S03 nodeName at creation',
		policy: 'placement-pods',
		by: podWriters,
		request: ({ plan, dev }) => create('pods', dev, pod({ nodeName: `${plan}-prod` })),
	},
	...templates.map(
		([resource, part]): Attack => ({
			what: `makes a template in ${resource} that names a node of prod`,
			source: 'S03 nodeName in templates',
			policy: `placement-${part}`,
			by: writers,
			request: ({ plan, dev }) => create(resource, dev, workload(resource, { nodeName: `${plan}-prod` })),
		}),
	),
	{
		what: 'makes a pod that tolerates every taint',
		source: 'S01 a toleration without key',
		policy: 'placement-pods',
		by: podWriters,
		request: ({ dev }) => create('pods', dev, pod(everyTaint)),
	},
	...templates.map(
		([resource, part]): Attack => ({
			what: `makes a template in ${resource} that tolerates every taint`,
			source: resource === 'daemonsets.apps' ? 'S11 DaemonSets on tolerated nodes' : 'S01 a toleration without key',
			policy: `placement-${part}`,
			by: writers,
			request: ({ dev }) => create(resource, dev, workload(resource, everyTaint)),
		}),
	),
	{
		what: 'makes a pod that tolerates the taint of prod',
		source: "S02 another stage's toleration",
		policy: 'placement-pods',
		by: podWriters,
		request: ({ dev, nodeTaint }) =>
			create('pods', dev, pod({ tolerations: [{ key: nodeTaint, operator: 'Equal', value: 'prod' }] })),
	},
	{
		what: 'makes a pod that tolerates the taint of any stage',
		source: 'S02 a toleration of a whole key',
		policy: 'placement-pods',
		by: podWriters,
		request: ({ dev, nodeTaint }) =>
			create('pods', dev, pod({ tolerations: [{ key: nodeTaint, operator: 'Exists' }] })),
	},
	{
		what: 'makes a pod that tolerates being chased from the nodes of prod for an hour',
		source: 'S02 tolerationSeconds',
		policy: 'placement-pods',
		by: podWriters,
		request: ({ dev, nodeTaint }) =>
			create(
				'pods',
				dev,
				pod({ tolerations: [{ key: nodeTaint, value: 'prod', effect: 'NoExecute', tolerationSeconds: 3600 }] }),
			),
	},
	{
		what: 'makes a pod in a stage without nodes of its own that tolerates the taint of prod',
		source: "S02 another stage's toleration",
		policy: 'placement-pods',
		by: podWriters,
		request: ({ test, nodeTaint }) => create('pods', test, pod({ tolerations: [{ key: nodeTaint, value: 'prod' }] })),
	},
	{
		what: 'adds a toleration of every taint to a running pod',
		source: 'S02 tolerations of live pods can be added to',
		policy: 'placement-pods',
		by: podWriters,
		request: ({ dev, nodeTaint }) =>
			change('pods', dev, 'target', { spec: { tolerations: [...kept(nodeTaint), { operator: 'Exists' }] } }),
	},
	{
		what: 'makes a pod that selects the nodes of prod',
		source: 'S05 a selector of foreign nodes',
		policy: 'placement-pods',
		by: podWriters,
		request: ({ dev, nodeLabel }) => create('pods', dev, pod({ nodeSelector: { [nodeLabel]: 'prod' } })),
	},
	{
		what: 'makes a Deployment whose pods select the nodes of prod',
		source: 'S05 a selector of foreign nodes',
		policy: 'placement-templates',
		by: writers,
		request: ({ dev, nodeLabel }) =>
			create('deployments.apps', dev, workload('deployments.apps', { nodeSelector: { [nodeLabel]: 'prod' } })),
	},
	{
		what: 'makes a DaemonSet for the nodes of prod',
		source: 'S11 DaemonSets on foreign nodes',
		policy: 'placement-daemons',
		by: writers,
		request: ({ dev, nodeLabel }) =>
			create('daemonsets.apps', dev, workload('daemonsets.apps', { nodeSelector: { [nodeLabel]: 'prod' } })),
	},
	{
		what: 'makes a pod that selects the nodes of prod, in a stage without nodes of its own',
		source: 'S06 affinity without taint',
		policy: 'placement-pods',
		by: podWriters,
		request: ({ test, nodeLabel }) => create('pods', test, pod({ nodeSelector: { [nodeLabel]: 'prod' } })),
	},
	...(['In', 'Exists'] as const).map(
		(operator): Attack => ({
			what: `makes a pod with an affinity (${operator}) for nodes of stages, in a stage without nodes of its own`,
			source: 'S06 affinity without taint',
			policy: 'placement-pods',
			by: podWriters,
			request: ({ test, nodeLabel }) =>
				create(
					'pods',
					test,
					pod({ affinity: affinity({ key: nodeLabel, operator, ...(operator === 'In' ? { values: ['prod'] } : {}) }) }),
				),
		}),
	),
	{
		what: 'lets a pod that waits at a gate select the nodes of prod',
		source: 'S21 edits of gated pods',
		policy: 'placement-pods',
		by: podWriters,
		request: ({ test, nodeLabel }) =>
			change('pods', test, 'gated', { spec: { nodeSelector: { [nodeLabel]: 'prod' } } }),
	},
	{
		what: 'gives a pod that waits at a gate an affinity for the nodes of prod',
		source: 'S21 edits of gated pods',
		policy: 'placement-pods',
		by: podWriters,
		request: ({ test, nodeLabel }) =>
			change('pods', test, 'gated', {
				spec: { affinity: affinity({ key: nodeLabel, operator: 'In', values: ['prod'] }) },
			}),
	},
	{
		what: 'lets the pods of a suspended Job select the nodes of prod',
		source: 'S21 edits of suspended Jobs',
		policy: 'placement-templates',
		by: writers,
		request: ({ test, nodeLabel }) =>
			change('jobs.batch', test, 'suspended', {
				spec: { template: { spec: { nodeSelector: { [nodeLabel]: 'prod' } } } },
			}),
	},
	{
		what: 'changes a Deployment so that its pods name a node of prod',
		source: 'S03 nodeName in templates',
		policy: 'placement-templates',
		by: writers,
		request: ({ dev, plan }) =>
			change('deployments.apps', dev, 'web', { spec: { template: { spec: { nodeName: `${plan}-prod` } } } }),
	},
	{
		what: 'makes a pod of a RuntimeClass that brings the toleration of prod',
		source: 'S13 RuntimeClass.scheduling',
		policy: 'placement-pods',
		by: podWriters,
		request: ({ dev, plan }) => create('pods', dev, pod({ runtimeClassName: `${plan}-tolerant` })),
	},
	{
		what: 'binds a pod to a node of prod',
		source: 'S04 pods/binding',
		policy: 'placement-bindings',
		by: masters,
		request: ({ dev, plan }) => ({
			...create('pods', dev, { metadata: { name: 'waiting' }, target: { kind: 'Node', name: `${plan}-prod` } }),
			path: `/api/v1/namespaces/${dev}/pods/waiting/binding`,
		}),
	},
	{
		what: 'binds a pod to a node of prod by the older path',
		source: 'S04 bindings',
		policy: 'placement-bindings',
		by: masters,
		request: ({ dev, plan }) =>
			create('bindings', dev, { metadata: { name: 'waiting' }, target: { kind: 'Node', name: `${plan}-prod` } }),
	},
	{
		what: 'makes a pod without the selector of its stage',
		source: 'S05 no affinity',
		policy: 'placement-pods',
		by: podWriters,
		mutation: 'off',
		request: ({ dev, nodeTaint, stageLabel }) =>
			create('pods', dev, pod({ tolerations: kept(nodeTaint) }, { [stageLabel]: 'dev' })),
	},
	{
		what: 'makes a pod without the toleration of its stage',
		source: 'S06 affinity without taint',
		policy: 'placement-pods',
		by: podWriters,
		mutation: 'off',
		request: ({ dev, nodeLabel, stageLabel }) =>
			create('pods', dev, pod({ nodeSelector: { [nodeLabel]: 'dev' } }, { [stageLabel]: 'dev' })),
	},
]

function workload(resource: (typeof templates)[number][0], more: object): object {
	const make = workloads[resource]
	if (make === undefined) throw new Error(`no workload ${resource}`)
	return make(more)
}

/** What a pod of dev has; a list is replaced as a whole. */
function kept(key: string): readonly object[] {
	const waits = { operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 }
	return [
		{ key: 'node.kubernetes.io/not-ready', ...waits },
		{ key: 'node.kubernetes.io/unreachable', ...waits },
		{ key, operator: 'Equal', value: 'dev' },
	]
}

function affinity(expression: object): object {
	const required = { nodeSelectorTerms: [{ matchExpressions: [expression] }] }
	return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } }
}
