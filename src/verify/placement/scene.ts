/** What every check looks at: nodes and whose they are, workloads and where they may land. */
import { addTo, once } from '../../model/collect.ts'
import { type Facts, isUnseen } from '../../model/facts.ts'
import { kinds } from '../../model/kinds.ts'
import { groupOf } from '../../model/kube-object.ts'
import type { Stage, Tenancy } from '../../model/tenancy.ts'
import { admissionOf } from './admission.ts'
import { type Landings, landingsOn } from './landing.ts'
import type { OwnedNode } from './node-groups.ts'
import { steady } from './passing.ts'
import type { PlacementNode } from './placement.ts'
import { type Pool, poolsOf } from './pools.ts'
import { readNode } from './read/read-node.ts'
import { nodeRef } from './words.ts'
import { type RunningPod, type Workload, workloadsIn } from './workloads.ts'

/** A cluster with its stages, nodes and pods. */
export interface Scene {
	readonly tenancy: Tenancy
	readonly cluster: string
	/** Those that live in the cluster, in promotion order. */
	readonly stages: readonly Stage[]
	/** The stage of a namespace; `undefined` where it is of none. */
	readonly stageOf: (namespace: string) => Stage | undefined
	/** As they are at this moment. */
	readonly nodes: readonly PlacementNode[]
	/** Whether all nodes were seen. A cluster has at least one, so none says that nobody wrote them down. */
	readonly areNodesSeen: boolean
	/** The own nodes of each stage that has some, without what passes. */
	readonly pools: readonly Pool[]
	/** The stages whose own node it is. */
	readonly ownersOf: (node: string) => readonly string[]
	readonly workloads: readonly Workload[]
	/** Where a pod may land once nothing is the matter with any node. */
	readonly land: Landings
	/** The pods on each node. */
	readonly residents: () => ReadonlyMap<string, readonly Resident[]>
}

/** A pod on a node. */
export interface Resident {
	readonly workload: Workload
	readonly pod: RunningPod
	/** `undefined` where its namespace is of no stage. */
	readonly stage: string | undefined
}

/** Sorts out what was observed. */
export function sceneOf({
	tenancy,
	facts,
}: {
	readonly tenancy: Tenancy
	readonly facts: Pick<Facts, 'cluster' | 'objects' | 'unseen'>
}): Scene {
	const { cluster, objects, unseen } = facts
	const stages = tenancy.stages.filter((stage) => stage.cluster === cluster)
	const byName = new Map(stages.map((stage) => [stage.name, stage]))
	const homes = new Map(
		tenancy.namespaces.filter((each) => each.cluster === cluster).map(({ name, stage }) => [name, stage]),
	)
	const stageOf = (namespace: string): Stage | undefined => byName.get(homes.get(namespace) ?? '')
	const nodes = objects.filter((object) => object.kind === kinds.Node.kind && groupOf(object) === '').map(readNode)
	const pools = poolsOf(stages, nodes.map(steady))
	const owned = ownedNodes(nodes, pools)
	const owners = new Map(owned.map(({ node, stages: own }) => [node.name, own]))
	const workloads = workloadsIn(objects, admissionOf(tenancy, stageOf, objects))
	return {
		tenancy,
		cluster,
		stages,
		stageOf,
		nodes,
		areNodesSeen: nodes.length > 0 && !isUnseen(unseen, nodeRef('')),
		pools,
		ownersOf: (node) => owners.get(node) ?? [],
		workloads,
		land: landingsOn(owned.map(({ node, stages: own }) => ({ node: steady(node), stages: own }))),
		residents: once(() => residentsOf(workloads, stageOf)),
	}
}

/** Nodes with the stages whose own they are. */
export function ownedNodes(nodes: readonly PlacementNode[], pools: readonly Pool[]): readonly OwnedNode[] {
	const owners = new Map<string, string[]>()
	for (const { stage, members } of pools) for (const { node } of members) addTo(owners, node.name, stage.name)
	return nodes.map((node) => ({ node, stages: owners.get(node.name) ?? [] }))
}

function residentsOf(
	workloads: readonly Workload[],
	stageOf: Scene['stageOf'],
): ReadonlyMap<string, readonly Resident[]> {
	const residents = new Map<string, Resident[]>()
	for (const workload of workloads) {
		const stage = stageOf(workload.namespace)?.name
		for (const pod of workload.runs) addTo(residents, pod.node, { workload, pod, stage })
	}
	return residents
}
