/** What has to be seen of a cluster to know its network. */
import type { ClusterInfo, Want } from '../../model/facts.ts'
import { type Kind, kinds } from '../../model/kinds.ts'
import { podWants, workloadKinds } from '../reading/workloads.ts'
import { isForeignPolicy } from './read/foreign-policies.ts'

/** The ordered policies of Kubernetes, in whichever version a cluster serves them. */
export const tierGroup = 'policy.networking.k8s.io'

/** Kinds that every cluster serves and that connections depend on. */
export const networkKinds: readonly Kind[] = [kinds.Namespace, kinds.NetworkPolicy, kinds.Node, ...workloadKinds]

/** Namespaces and everything that decides about connections: enough to prove what holds for whatever pods there may be. */
export function policyWants({ kinds: served }: ClusterInfo): readonly Want[] {
	const others = served.filter(({ group, kind }) => group === tierGroup || isForeignPolicy(group, kind))
	return [
		{ kind: kinds.Namespace, detail: 'whole' },
		{ kind: kinds.NetworkPolicy, detail: 'whole' },
		...others.map((kind): Want => ({ kind, detail: 'whole' })),
	]
}

/** Everything that decides about connections, and who connects. */
export function networkWants(info: ClusterInfo): readonly Want[] {
	return [...policyWants(info), ...podWants(info)]
}
