/** What nodes carry for a while: it says nothing about whose they are, and it goes by itself. */
import type { NodeTaint, PlacementNode } from './placement.ts'

/** Taints of nodes that are not ready, under pressure, new, or about to go, by those who set and remove them. */
const passing = new Set([
	'node.kubernetes.io/not-ready',
	'node.kubernetes.io/unreachable',
	'node.kubernetes.io/memory-pressure',
	'node.kubernetes.io/disk-pressure',
	'node.kubernetes.io/pid-pressure',
	'node.kubernetes.io/network-unavailable',
	'node.kubernetes.io/unschedulable',
	'node.kubernetes.io/out-of-service',
	'node.cloudprovider.kubernetes.io/uninitialized',
	'node.cloudprovider.kubernetes.io/shutdown',
	'node.cilium.io/agent-not-ready',
	'ToBeDeletedByClusterAutoscaler',
	'DeletionCandidateOfClusterAutoscaler',
])

/** Whether a taint comes and goes. */
export function isPassing({ key }: NodeTaint): boolean {
	return passing.has(key) || key.startsWith('karpenter.sh/')
}

/** The node as it is when nothing is the matter with it. */
export function steady(node: PlacementNode): PlacementNode {
	return { ...node, unschedulable: false, taints: node.taints.filter((taint) => !isPassing(taint)) }
}
