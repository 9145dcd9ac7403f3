/** What has to be seen of a cluster to know what its namespaces use and may use. */
import type { ClusterInfo, Want } from '../../model/facts.ts'
import { type Kind, kinds } from '../../model/kinds.ts'
import { podWants } from '../reading/workloads.ts'

/** Kinds that decide, and those that are counted. */
export const capacityKinds: readonly Kind[] = [
	kinds.ResourceQuota,
	kinds.LimitRange,
	kinds.PriorityClass,
	kinds.RuntimeClass,
	kinds.StorageClass,
	kinds.Pod,
	kinds.Service,
	kinds.PersistentVolumeClaim,
	kinds.Deployment,
	kinds.StatefulSet,
	kinds.DaemonSet,
	kinds.ReplicaSet,
	kinds.ReplicationController,
	kinds.Job,
	kinds.CronJob,
]

/** Kinds of which plans bound the number, and whose contents are nobody's business here. */
const countedKinds = [kinds.ConfigMap, kinds.Secret, kinds.Ingress] as const

/** Kinds that a question about one namespace reads whole lists of. */
export const kindsOfNamespace: readonly Kind[] = [...capacityKinds, ...countedKinds]

/** So many namespaces are read one by one; of more, whole lists cost less. */
const mostLists = 20

/** All that decides and counts in some namespaces. */
export function namespaceWants(info: ClusterInfo, namespaces: readonly string[]): readonly Want[] {
	const bound = namespaces.length > mostLists ? {} : { within: namespaces }
	const whole = [...capacityKinds.map((kind): Want => ({ kind, detail: 'whole' })), ...podWants(info)]
	return [
		{ kind: kinds.Namespace, detail: 'whole' },
		...whole
			.filter(({ kind }) => kind !== kinds.Node)
			.map((want): Want => (want.kind.namespaced ? { ...want, ...bound } : want)),
		...countedKinds.map((kind): Want => ({ kind, detail: 'metadata', ...bound })),
	]
}

/** Quotas, limit ranges and classes, all that they count, and nodes. */
export function capacityWants(info: ClusterInfo): readonly Want[] {
	return [...[kinds.Namespace, ...capacityKinds].map((kind): Want => ({ kind, detail: 'whole' })), ...podWants(info)]
}
