/** Nodes that a pod cannot tell apart are one question. */
import { grouped } from '../../model/collect.ts'
import type { PlacementNode, PodPlacement } from './placement.ts'

/** A node and whose it is. */
export interface OwnedNode {
	readonly node: PlacementNode
	/** The stages whose own node it is; empty for nobody's, and more than one where they contend. */
	readonly stages: readonly string[]
}

/** Nodes that agree in all that a pod asks about, and in whose they are. */
export interface AlikeNodes {
	readonly example: PlacementNode
	readonly nodes: readonly PlacementNode[]
	readonly stages: readonly string[]
}

/** Finds the groups for a pod. */
export type NodeGrouping = (pod: PodPlacement) => readonly AlikeNodes[]

/**
 * Groups nodes by the labels that a pod names, by taints and by whose they are; by name only for pods that name nodes. Pods that
 * name the same keys have the same groups.
 */
export function nodeGrouping(nodes: readonly OwnedNode[]): NodeGrouping {
	const known = new Map<string, readonly AlikeNodes[]>()
	const lasting = nodes.map(({ node, stages }) => JSON.stringify([node.unschedulable, node.taints, stages]))
	return (pod) => {
		const keys = keysOf(pod)
		const isByName = namesNodes(pod)
		const signature = JSON.stringify([keys, isByName])
		const found = known.get(signature) ?? groupsBy(nodes, lasting, keys, isByName)
		known.set(signature, found)
		return found
	}
}

function groupsBy(
	nodes: readonly OwnedNode[],
	lasting: readonly string[],
	keys: readonly string[],
	isByName: boolean,
): readonly AlikeNodes[] {
	const alike = grouped(nodes.entries(), ([index, { node }]) => {
		const labels = keys.map((key) => node.labels[key] ?? null)
		return JSON.stringify([lasting[index], labels, isByName ? node.name : ''])
	})
	return [...alike.values()].map((group) => {
		const [[, { node, stages }]] = group as [[number, OwnedNode]]
		return { example: node, nodes: group.map(([, each]) => each.node), stages }
	})
}

function keysOf({ nodeSelector, affinity = [] }: PodPlacement): readonly string[] {
	const keys = [...nodeSelector, ...affinity.flatMap(({ expressions }) => expressions)].map(({ key }) => key)
	return [...new Set(keys)].sort()
}

function namesNodes({ nodeName, affinity = [] }: PodPlacement): boolean {
	return nodeName !== undefined || affinity.some(({ fields }) => fields.length > 0)
}
