/** What labels and taints that nodes are to get do to the pods that are there. */
import type { Eviction, NodeMarking, PlacementRadius, Stranding } from '../../model/change.ts'
import { grouped } from '../../model/collect.ts'
import type { Facts } from '../../model/facts.ts'
import { kinds } from '../../model/kinds.ts'
import { groupOf, type KubeObject } from '../../model/kube-object.ts'
import type { Tenancy } from '../../model/tenancy.ts'
import { at } from '../reading/raw.ts'
import type { NodeTaint, PlacementNode, PodPlacement } from './placement.ts'
import { readNode } from './read/read-node.ts'
import { type Scene, sceneOf } from './scene.ts'
import { showTaint, tolerationFor } from './tolerates.ts'
import type { MadePod } from './workloads.ts'

/** Labels and taints that a node is to get; what else it has stays. */
export interface NodeChange {
	readonly node: string
	readonly labels: Readonly<Record<string, string>>
	/** A taint of the same key and effect gets this value. */
	readonly taints: readonly NodeTaint[]
}

/**
 * Which pods a change of nodes evicts, and for which none is left.
 *
 * @param input - the cluster as it is: nodes, pods, workloads
 */
export function placementRadius(
	input: { readonly tenancy: Tenancy; readonly facts: Pick<Facts, 'cluster' | 'objects' | 'unseen'> },
	changes: readonly NodeChange[],
): Omit<PlacementRadius, 'unseen'> {
	const { tenancy, facts } = input
	const before = sceneOf(input)
	const byName = new Map(before.nodes.map((node) => [node.name, node]))
	const markings = changes.flatMap((change) => markingOf(change, byName.get(change.node)))
	const after = sceneOf({ tenancy, facts: { ...facts, objects: marked(facts.objects, changes) } })
	return {
		nodes: markings,
		missing: before.areNodesSeen ? changes.map(({ node }) => node).filter((node) => !byName.has(node)) : [],
		evicts: evictions(before, after),
		strands: strandings(before, after),
	}
}

/** What a node does not have yet; none where it has all. */
function markingOf(change: NodeChange, node: PlacementNode | undefined): readonly NodeMarking[] {
	if (node === undefined) return []
	const labels = Object.fromEntries(Object.entries(change.labels).filter(([key, value]) => node.labels[key] !== value))
	const taints = change.taints.filter((taint) => !hasTaint(node, taint)).map(showTaint)
	if (Object.keys(labels).length === 0 && taints.length === 0) return []
	return [{ node: node.name, labels, taints }]
}

function hasTaint({ taints }: PlacementNode, taint: NodeTaint): boolean {
	return taints.some((own) => showTaint(own) === showTaint(taint))
}

/** The objects with the nodes as they will be. */
function marked(objects: readonly KubeObject[], changes: readonly NodeChange[]): readonly KubeObject[] {
	const byNode = grouped(changes, ({ node }) => node)
	return objects.map((object) => {
		if (object.kind !== kinds.Node.kind || groupOf(object) !== '') return object
		return (byNode.get(object.metadata.name) ?? []).reduce(withMarks, object)
	})
}

function withMarks(object: KubeObject, { labels, taints }: NodeChange): KubeObject {
	const spec = (at(object, 'spec') ?? {}) as object
	const kept = readNode(object).taints.filter(
		(own) => !taints.some(({ key, effect }) => own.key === key && own.effect === effect),
	)
	return {
		...object,
		metadata: { ...object.metadata, labels: { ...object.metadata.labels, ...labels } },
		spec: { ...spec, taints: [...kept, ...taints] },
	}
}

/** The taint eviction controller looks at a pod again when the taints of its node change; pods from the node's own files come back at once. */
function evictions(before: Scene, after: Scene): readonly Eviction[] {
	const old = new Map(before.nodes.map((node) => [node.name, node]))
	const fresh = new Map(
		after.nodes.flatMap((node) => {
			const taints = node.taints.filter(
				(taint) => taint.effect === 'NoExecute' && !hasTaint(old.get(node.name) ?? node, taint),
			)
			return taints.length === 0 ? [] : [[node.name, taints] as const]
		}),
	)
	return after.workloads.flatMap((workload) => {
		const gone = workload.runs.flatMap((pod) => {
			const taints = fresh.get(pod.node)
			const placement = taints === undefined ? undefined : pod.placement()
			if (taints === undefined || placement === undefined || placement.isStatic) return []
			const end = evictionOf(placement, taints)
			return end === undefined ? [] : [{ node: pod.node, ...end }]
		})
		const stage = after.stageOf(workload.namespace)?.name
		return [...grouped(gone, ({ taints, afterSeconds }) => JSON.stringify([taints, afterSeconds])).values()].map(
			(pods): Eviction => ({
				object: workload.owner,
				...(stage === undefined ? {} : { stage }),
				pods: pods.length,
				nodes: [...new Set(pods.map(({ node }) => node))].sort(),
				taints: (pods[0]?.taints ?? []).map(showTaint),
				...(pods[0]?.afterSeconds === undefined ? {} : { afterSeconds: pods[0].afterSeconds }),
			}),
		)
	})
}

/** One taint that is not tolerated evicts at once; else the shortest time that a toleration gives (controller/tainteviction). */
function evictionOf(
	{ tolerations }: PodPlacement,
	taints: readonly NodeTaint[],
): { readonly taints: readonly NodeTaint[]; readonly afterSeconds?: number } | undefined {
	const met = taints.map((taint) => ({ taint, toleration: tolerationFor(tolerations, taint, 'lower') }))
	const open = met.filter(({ toleration }) => toleration === undefined).map(({ taint }) => taint)
	if (open.length > 0) return { taints: open }
	const timed = met.flatMap(({ taint, toleration }) =>
		toleration?.seconds === undefined ? [] : [{ taint, seconds: toleration.seconds }],
	)
	if (timed.length === 0) return undefined
	const least = Math.min(...timed.map(({ seconds }) => seconds))
	return { taints: timed.map(({ taint }) => taint), ...(least <= 0 ? {} : { afterSeconds: least }) }
}

function strandings(before: Scene, after: Scene): readonly Stranding[] {
	const amount = (scene: Scene, { placement }: MadePod): number =>
		scene.land(placement, 'lower').groups.reduce((sum, { nodes }) => sum + nodes.length, 0)
	return after.workloads.flatMap(({ owner, namespace, makes }) => {
		const stage = after.stageOf(namespace)?.name
		const lost = makes.find((made) => amount(before, made) > 0 && amount(after, made) === 0)
		if (lost === undefined) return []
		return [{ object: owner, ...(stage === undefined ? {} : { stage }), before: amount(before, lost) }]
	})
}
