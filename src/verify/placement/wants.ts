/** What has to be seen of a cluster to know where pods may run. */
import type { ClusterInfo, Want } from '../../model/facts.ts'
import { kinds } from '../../model/kinds.ts'
import { podWants } from '../reading/workloads.ts'

/**
 * Nodes, pods, the templates that make them, and what admission adds to these.
 *
 * @param isInjected - whether the plan may have the API server write placement into pods
 */
export function placementWants(info: ClusterInfo, isInjected: boolean): readonly Want[] {
	const added = isInjected ? [kinds.RuntimeClass, kinds.MutatingAdmissionPolicy] : [kinds.RuntimeClass]
	return [
		{ kind: kinds.Namespace, detail: 'whole' },
		...podWants(info),
		...added.map((kind): Want => ({ kind, detail: 'whole' })),
	]
}
