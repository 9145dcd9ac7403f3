/** Labels as steps of a change. */
import { keyOf, type ObjectRef } from '../../../../model/kube-object.ts'
import type { Step } from '../../../../model/network-explanation.ts'
import type { Labels } from '../../../reading/selector.ts'
import type { Endpoint, Network } from '../../network.ts'

/** Gives labels to all pods of a pod's workload: those of one alone would be gone with it. */
export function podLabelSteps(network: Network, { namespace, owner }: Endpoint, labels: Labels): readonly Step[] {
	const pods = network
		.endpointsIn(namespace)
		.filter((other) => keyOf(other.owner) === keyOf(owner))
		.map(({ ref }) => ref)
	return steps(owner, pods, labels)
}

/** Gives labels to a namespace. */
export function namespaceLabelSteps(namespace: string, labels: Labels): readonly Step[] {
	return steps({ group: '', kind: 'Namespace', name: namespace }, [], labels)
}

function steps(object: ObjectRef, pods: readonly ObjectRef[], labels: Labels): readonly Step[] {
	return Object.entries(labels).map(([key, value]) => ({ type: 'label', object, pods, key, value }))
}
