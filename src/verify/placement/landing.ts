/** The nodes that a pod may land on: those that the scheduler would choose from, or the one that it names. */
import { kubeletRefusals, schedulerRefusals } from './accepts.ts'
import { type AlikeNodes, type NodeGrouping, nodeGrouping, type OwnedNode } from './node-groups.ts'
import type { PlacementBound, PodPlacement } from './placement.ts'

/** Where pods with the same placement may land. */
export interface Landing {
	/** `kubelet`: it names its node, and no scheduler is asked. */
	readonly path: 'scheduler' | 'kubelet'
	readonly groups: readonly AlikeNodes[]
}

/** Says where a pod may land. */
export type Landings = (pod: PodPlacement, bound: PlacementBound) => Landing

/** Answers for a set of nodes; pods with the same placement are asked about once. Gates are taken as gone. */
export function landingsOn(nodes: readonly OwnedNode[]): Landings {
	const groupsFor = nodeGrouping(nodes)
	const known = new Map<string, Landing>()
	return (pod, bound) => {
		const key = `${bound} ${placementKey(pod)}`
		const found = known.get(key) ?? landing(pod, bound, groupsFor)
		known.set(key, found)
		return found
	}
}

/** One text for all pods that may run in the same places. */
export function placementKey(pod: PodPlacement): string {
	return JSON.stringify([pod.nodeName, pod.nodeSelector, pod.affinity, pod.tolerations, pod.isStatic])
}

function landing(pod: PodPlacement, bound: PlacementBound, groupsFor: NodeGrouping): Landing {
	const isPinned = pod.nodeName !== undefined
	const refusals = isPinned ? kubeletRefusals : schedulerRefusals
	const open = { ...pod, gates: [] }
	return {
		path: isPinned ? 'kubelet' : 'scheduler',
		groups: groupsFor(pod).filter(({ example }) => refusals(open, example, bound).length === 0),
	}
}
