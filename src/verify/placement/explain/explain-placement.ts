/** Says on which nodes a pod may run, on which not, and why. */
import { grouped } from '../../../model/collect.ts'
import { KnownError } from '../../../model/errors.ts'
import { type Facts, showUnseen } from '../../../model/facts.ts'
import { kindKey, kinds } from '../../../model/kinds.ts'
import { keyOf } from '../../../model/kube-object.ts'
import type { Doubt } from '../../../model/network-explanation.ts'
import type { NodeGroup, PlacementExplanation } from '../../../model/placement-explanation.ts'
import type { Tenancy } from '../../../model/tenancy.ts'
import { unread } from '../../words.ts'
import { kubeletRefusals, schedulerRefusals } from '../accepts.ts'
import { nodeGrouping } from '../node-groups.ts'
import { steady } from '../passing.ts'
import type { PodPlacement } from '../placement.ts'
import { ownedNodes, type Scene, sceneOf } from '../scene.ts'
import { showToleration } from '../tolerates.ts'
import { placementWants } from '../wants.ts'
import { placementChanges } from './changes.ts'
import { findPod, type NamedPod } from './find-pod.ts'

/** A cluster that was looked at. */
export interface PlacementCase {
	/** Its name in the plan. */
	readonly cluster: string
	readonly tenancy: Tenancy
	readonly facts: Facts
}

/**
 * Explains where a pod may run, in whichever of several clusters it is.
 *
 * @param text - as {@link findPod} takes it
 * @throws KnownError for words that mean nothing, a pod in several clusters, and one that may be among what could not be read
 */
export function explainPlacement(clusters: readonly PlacementCase[], text: string): PlacementExplanation {
	const searches = clusters.map((input) => {
		const scene = sceneOf(input)
		return { input, scene, found: findPod(scene, text) }
	})
	const places = searches.flatMap(({ input, scene, found }) =>
		found instanceof KnownError ? [] : [{ input, scene, found }],
	)
	const [place, other] = places
	if (place === undefined) throw missing(searches)
	if (other !== undefined)
		throw new KnownError('usage/which-cluster', `${text} is in several clusters`, {
			exit: 'usage',
			hint: `Say which one: --cluster ${places.map(({ input }) => input.cluster).join(' | ')}`,
		})
	return explained(place.scene, place.input.facts, place.found)
}

/** A pod that is not among what was read may be among what was not. */
function missing(
	searches: readonly { readonly input: PlacementCase; readonly found: NamedPod | KnownError }[],
): KnownError {
	const errors = searches.flatMap(({ found }) => (found instanceof KnownError ? [found] : []))
	// A cluster that has the namespace says best what else is in it.
	const error = errors.find(({ message }) => !message.startsWith('there is no pod and no workload')) ?? errors[0]
	if (error === undefined) throw new Error('no cluster was looked at')
	const hidden = searches.flatMap(({ input }) => input.facts.unseen.filter(mayHoldPods))[0]
	if (hidden === undefined || error.code !== 'usage/unknown-pod') return error
	return new KnownError('explain/not-visible', `${error.message}, and ${showUnseen(hidden)} could not be read`, {
		exit: 'cluster',
		hint: hidden.message,
	})
}

const asked = new Set(
	placementWants({ name: '', type: 'live', serverVersion: undefined, kinds: [] }, true).map(({ kind }) =>
		kindKey(kind),
	),
)

function mayHoldPods({ kind, file }: Facts['unseen'][number]): boolean {
	return kind === undefined ? file !== undefined : asked.has(kindKey(kind))
}

const deciding = new Set([kinds.Node, kinds.RuntimeClass, kinds.MutatingAdmissionPolicy].map(kindKey))

/** Other pods do not decide where one may run. */
function mayDecide({ kind, file }: Facts['unseen'][number]): boolean {
	return kind === undefined ? file !== undefined : deciding.has(kindKey(kind))
}

function explained(scene: Scene, { unseen }: Pick<Facts, 'unseen'>, named: NamedPod): PlacementExplanation {
	const { object, runs, made, workload } = named
	const path = made?.path ?? 'spec'
	const stage = scene.stageOf(workload.namespace)?.name
	// Whoever runs names its node, whoever chose it.
	const own = made?.placement ?? placementOfRunning(named)
	const nodes = ownedNodes(scene.nodes.map(steady), scene.pools)
	const groups = groupsOf(own, scene, stage)
	return {
		cluster: scene.cluster,
		object,
		...(keyOf(object) === keyOf(workload.owner) ? {} : { owner: workload.owner }),
		path,
		...(stage === undefined ? {} : { stage }),
		...(runs === undefined ? {} : { runsOn: runs.node }),
		added: addedTo(own, path),
		...(made?.unadmitted === undefined ? {} : { unadmitted: made.unadmitted }),
		verdict: verdictOf(own, groups),
		doubts: [...unseen.filter(mayDecide).map(unread), ...missingNodes(scene), ...missingClass(named)],
		groups,
		changes: placementChanges(own, path, stage, nodes, scene.pools),
	}
}

function placementOfRunning({ runs }: NamedPod): PodPlacement {
	if (runs === undefined) throw new Error('a named pod runs or is made')
	return { ...runs.placement(), nodeName: undefined }
}

function missingNodes({ nodes }: Scene): readonly Doubt[] {
	if (nodes.length > 0) return []
	return [
		{
			type: 'unread',
			message: 'there is no node to look at',
			remedy: 'Look at the cluster itself, or put its nodes with the manifests.',
		},
	]
}

function missingClass({ made, object }: NamedPod): readonly Doubt[] {
	if (made?.missing === undefined) return []
	return [
		{
			type: 'unread',
			object,
			field: `${made.path}.runtimeClassName`,
			message: `names ${made.missing}, which is not there`,
		},
	]
}

function verdictOf({ nodeName, gates }: PodPlacement, groups: readonly NodeGroup[]): PlacementExplanation['verdict'] {
	if (nodeName !== undefined) return 'pinned'
	if (gates.length > 0) return 'held'
	return groups.some(({ scheduler }) => scheduler.length === 0) ? 'somewhere' : 'nowhere'
}

/** All nodes as they are now, by answer: two groups that only differ in what the pod does not ask about are one. */
function groupsOf(pod: PodPlacement, scene: Scene, stage: string | undefined): readonly NodeGroup[] {
	const nodes = ownedNodes(scene.nodes, scene.pools)
	const open = { ...pod, gates: [] }
	const answers = nodeGrouping(nodes)(pod).map((group): NodeGroup => {
		const { example, stages } = group
		const scheduler = schedulerRefusals(open, example, 'lower')
		const kubelet = kubeletRefusals(open, example, 'lower')
		const upper = [schedulerRefusals(open, example, 'upper'), kubeletRefusals(open, example, 'upper')]
		const depends = upper[0]?.length !== scheduler.length || upper[1]?.length !== kubelet.length
		return {
			nodes: group.nodes.map(({ name }) => name),
			stages,
			whose: whoseOf(stages, stage, scene),
			scheduler,
			kubelet,
			depends,
		}
	})
	const alike = grouped(answers, ({ nodes: _, ...answer }) => JSON.stringify(answer))
	return [...alike.values()]
		.map((group) => ({ ...(group[0] as NodeGroup), nodes: group.flatMap((each) => each.nodes).sort() }))
		.toSorted((a, b) => rank(a) - rank(b) || b.nodes.length - a.nodes.length)
}

function whoseOf(stages: readonly string[], stage: string | undefined, { pools }: Scene): NodeGroup['whose'] {
	if (stage !== undefined && stages.includes(stage)) return 'own'
	if (stages.length > 0) return 'others'
	// Where its stage has none of its own, nobody's nodes are everybody's.
	return stage !== undefined && !pools.some((pool) => pool.stage.name === stage) ? 'own' : 'nobodys'
}

function rank({ scheduler, whose }: NodeGroup): number {
	return (scheduler.length === 0 ? 0 : 3) + ['own', 'others', 'nobodys'].indexOf(whose)
}

function addedTo({ nodeSelector, tolerations }: PodPlacement, path: string): PlacementExplanation['added'] {
	return [
		...nodeSelector.flatMap(({ key, value, from }) =>
			from === undefined ? [] : [{ by: from, field: `${path}.nodeSelector`, value: `${key}: ${value}` }],
		),
		...tolerations.flatMap((toleration) =>
			toleration.from === undefined
				? []
				: [{ by: toleration.from, field: `${path}.tolerations`, value: showToleration(toleration) }],
		),
	]
}
