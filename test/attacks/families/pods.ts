/** What pods are besides where they run: whom they push away, what they are called, what they ask for. */
import { type Attack, change, create, masters, podWriters, writers } from '../attack.ts'
import { container, measured, pod } from '../shapes.ts'

const greedy = { ...measured, limits: { cpu: '1', memory: '1Gi' } }

/** Attacks by schedulers and priorities. */
export const scheduling: readonly Attack[] = [
	{
		what: 'makes a pod for a scheduler that heeds nothing',
		source: 'S14 schedulerName',
		policy: 'scheduling',
		by: podWriters,
		request: ({ dev }) => create('pods', dev, pod({ schedulerName: 'careless' })),
	},
	{
		what: 'makes a pod with the priority class of prod',
		source: 'S12 preemption across stages',
		policy: 'scheduling',
		by: podWriters,
		request: ({ dev, plan }) => create('pods', dev, pod({ priorityClassName: `${plan}-prod` })),
	},
	{
		what: 'makes a pod with a priority class of the system',
		source: 'S12 system-cluster-critical',
		policy: 'scheduling',
		by: podWriters,
		request: ({ dev }) => create('pods', dev, pod({ priorityClassName: 'system-cluster-critical' })),
	},
	{
		what: 'makes a pod with a priority class that nobody gave to the stage',
		source: 'S12 preemption across stages',
		policy: 'scheduling',
		by: podWriters,
		request: ({ test }) => create('pods', test, pod({ priorityClassName: 'rush' })),
	},
]

/** Attacks by labels. */
export const labels: readonly Attack[] = [
	{
		what: 'makes a pod with the label of prod',
		source: 'N04 selectors trust labels',
		policy: 'labels',
		by: podWriters,
		request: ({ dev, stageLabel }) => create('pods', dev, pod({}, { [stageLabel]: 'prod' })),
	},
	{
		what: 'makes a Service with the label of prod',
		source: 'N04 selectors trust labels',
		policy: 'labels',
		by: writers,
		request: ({ dev, stageLabel }) =>
			create('services', dev, {
				metadata: { generateName: 'try-', labels: { [stageLabel]: 'prod' } },
				spec: { ports: [{ port: 80 }] },
			}),
	},
	{
		what: 'gives the label of prod to a running pod',
		source: 'N04 selectors trust labels',
		policy: 'labels',
		by: podWriters,
		request: ({ dev, stageLabel }) => change('pods', dev, 'target', { metadata: { labels: { [stageLabel]: 'prod' } } }),
	},
	{
		what: 'gives the label of prod to a running pod by its status',
		source: 'rbac-police modify_pod_status',
		policy: 'labels',
		by: masters,
		request: ({ dev, stageLabel }) =>
			change('pods/status', dev, 'target', { metadata: { labels: { [stageLabel]: 'prod' } } }),
	},
	{
		what: 'makes a pod with the label of prod, where nothing is written into it',
		source: 'N04 selectors trust labels',
		policy: 'labels',
		by: podWriters,
		mutation: 'off',
		request: ({ test, stageLabel }) => create('pods', test, pod({}, { [stageLabel]: 'prod' })),
	},
	{
		what: 'makes a pod without a label, where nothing is written into it',
		source: 'N05 pods that are not selected',
		policy: 'labels',
		by: podWriters,
		mutation: 'off',
		request: ({ test }) => create('pods', test, pod()),
	},
	{
		what: 'takes the label from a pod, where nothing is written into it',
		source: 'N05 pods that are not selected',
		policy: 'labels',
		by: podWriters,
		mutation: 'off',
		request: ({ test, stageLabel }) => change('pods', test, 'gated', { metadata: { labels: { [stageLabel]: null } } }),
	},
]

/** Attacks by what containers ask for. */
export const resources: readonly Attack[] = [
	{
		what: 'makes a pod that declares nothing, where it has to',
		source: 'Q01 uncounted resources; Kubescape C-0009',
		policy: 'resources',
		by: podWriters,
		request: ({ test }) => create('pods', test, pod({ containers: [{ ...container, resources: {} }] })),
	},
	{
		what: 'makes a pod whose init container declares nothing',
		source: 'Q01 uncounted resources',
		policy: 'resources',
		by: podWriters,
		request: ({ test }) =>
			create('pods', test, pod({ initContainers: [{ ...container, name: 'first', resources: {} }] })),
	},
	{
		what: 'makes a pod without limits, where it has to declare them',
		source: 'Q01 uncounted resources; Trivy KSV-0040',
		policy: 'resources',
		by: podWriters,
		request: ({ test }) =>
			create('pods', test, pod({ containers: [{ ...container, resources: { requests: measured.requests } }] })),
	},
	{
		what: 'makes a pod that may use more than it asked for, where measurements run',
		source: 'multi-tenancy: QoS',
		policy: 'resources',
		by: podWriters,
		request: ({ perf }) => create('pods', perf, pod({ containers: [{ ...container, resources: greedy }] })),
	},
]
