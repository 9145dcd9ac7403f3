/** What has to be seen of a cluster to know its network. */
import type { ClusterInfo, Want } from '../../model/facts.ts'
import { type Kind, kinds } from '../../model/kinds.ts'
import { isForeignPolicy } from './read/foreign-policies.ts'

/** The ordered policies of Kubernetes, in whichever version a cluster serves them. */
export const tierGroup = 'policy.networking.k8s.io'

const workloads = [
	kinds.Pod,
	kinds.Deployment,
	kinds.StatefulSet,
	kinds.DaemonSet,
	kinds.ReplicaSet,
	kinds.ReplicationController,
	kinds.Job,
	kinds.CronJob,
]

/** Kinds of others that carry a template of pods and are common. */
const foreignWorkloads = new Set([
	'argoproj.io/Rollout',
	'apps.openshift.io/DeploymentConfig',
	'apps.kruise.io/CloneSet',
])

/** Kinds that every cluster serves and that connections depend on. */
export const networkKinds: readonly Kind[] = [kinds.Namespace, kinds.NetworkPolicy, kinds.Node, ...workloads]

/** Namespaces and everything that decides about connections: enough to prove what holds for whatever pods there may be. */
export function policyWants({ kinds: served }: ClusterInfo): readonly Want[] {
	const others = served.filter(({ group, kind }) => group === tierGroup || isForeignPolicy(group, kind))
	return [
		{ kind: kinds.Namespace, detail: 'whole' },
		{ kind: kinds.NetworkPolicy, detail: 'whole' },
		...others.map((kind): Want => ({ kind, detail: 'whole' })),
	]
}

/** Pods, the templates that make them, and the nodes they run on; of a directory every kind, as any may carry a template. */
export function podWants({ type, kinds: served }: ClusterInfo): readonly Want[] {
	const others = served.filter(
		({ group, kind }) =>
			foreignWorkloads.has(`${group}/${kind}`) || (type === 'directory' && group.includes('.') && !builtIn.test(group)),
	)
	return [kinds.Node, ...workloads, ...others].map((kind): Want => ({ kind, detail: 'whole' }))
}

/** Groups of Kubernetes itself: none of their other kinds makes pods. */
const builtIn = /(^|\.)k8s\.io$/

/** Everything that decides about connections, and who connects. */
export function networkWants(info: ClusterInfo): readonly Want[] {
	return [...policyWants(info), ...podWants(info)]
}
