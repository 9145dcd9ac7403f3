/** What a plan need not say. */
import type { GuardMode } from '../model/guards.ts'
import { parseQuantity, type Quantity } from '../model/quantity.ts'
import type { Isolation, LabelKeys, Performance, PodSecurity } from '../model/tenancy.ts'

/** The labels by which walls select. */
export const defaultLabels: LabelKeys = { stage: 'stage', app: 'stagewall.dev/app' }

/** Whom a stage's pods may talk to. */
export const defaultIsolation: Isolation = 'stage'

/**
 * `baseline` stops what breaks out of a container and what ordinary images do not need; `restricted` would refuse most of them.
 * The version is pinned so that an upgrade of the cluster refuses nothing that ran before.
 */
export const defaultPodSecurity: PodSecurity = { enforce: 'baseline', warn: 'restricted', version: 'v1.36' }

/** What a container gets that declares no resources, by resource name. */
export const defaultContainers = {
	request: amounts({ cpu: '100m', memory: '128Mi' }),
	limit: amounts({ cpu: '500m', memory: '512Mi' }),
} as const

/**
 * How many objects a stage with a budget may have for each of its namespaces, by quota key. Generous for an app, and far
 * below what troubles the API server or etcd. Load balancers and node ports open a cluster to the outside, so there are
 * none unless the plan says so.
 */
export const defaultCounts: Readonly<Record<string, Quantity>> = amounts({
	pods: '50',
	persistentvolumeclaims: '20',
	services: '30',
	'services.loadbalancers': '0',
	'services.nodeports': '0',
	'count/configmaps': '200',
	'count/secrets': '200',
	'count/deployments.apps': '50',
	'count/statefulsets.apps': '20',
	'count/jobs.batch': '100',
	'count/cronjobs.batch': '20',
	'count/ingresses.networking.k8s.io': '20',
})

/** The label of a stage's own nodes: the kubelet may not set it on itself (NodeRestriction), so no node can join a stage. */
export const nodeLabelKey = 'node-restriction.kubernetes.io/stage'

/** The taint of a stage's own nodes. */
export const nodeTaintKey = 'stage'

/** A wall that only Stagewall checks falls between two checks; guards hold at every request. */
export const defaultGuardMode: GuardMode = 'enforce'

/** What runs on every node of a cluster, and so on those for measurements too. */
export const defaultPerformance: Performance = { daemonSets: [{ namespace: 'kube-system', name: '*' }] }

/** The port of DNS. */
export const dnsPort = 53

function amounts(texts: Readonly<Record<string, string>>): Readonly<Record<string, Quantity>> {
	return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, parseQuantity(text) ?? 0n]))
}
