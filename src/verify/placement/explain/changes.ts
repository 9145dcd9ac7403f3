/** The changes of a pod's spec that alone would turn where it may run; each is tried out before it is told. */
import type { PlacementChange, PlacementStep } from '../../../model/placement-explanation.ts'
import { kubeletRefusals, schedulerRefusals } from '../accepts.ts'
import type { OwnedNode } from '../node-groups.ts'
import type { NodeTaint, PodPlacement, Toleration } from '../placement.ts'
import { labelOf, type Pool, taintsOf } from '../pools.ts'
import { showTaint, showToleration, tolerates } from '../tolerates.ts'

/** A change that is tried out. */
interface Trial {
	readonly pod: PodPlacement
	readonly steps: readonly PlacementStep[]
}

/**
 * What would let a pod run on its stage's nodes, and what would keep it off those of others.
 *
 * @param path - where the pod's spec stands
 * @param stage - the stage of its namespace
 */
export function placementChanges(
	pod: PodPlacement,
	path: string,
	stage: string | undefined,
	nodes: readonly OwnedNode[],
	pools: readonly Pool[],
): readonly PlacementChange[] {
	const pool = pools.find((each) => each.stage.name === stage)
	const accepted = (trial: PodPlacement): readonly OwnedNode[] =>
		nodes.filter(
			({ node }) =>
				(trial.nodeName === undefined ? schedulerRefusals : kubeletRefusals)({ ...trial, gates: [] }, node, 'lower')
					.length === 0,
		)
	const isOwn = ({ stages }: OwnedNode): boolean =>
		pool === undefined ? stages.length === 0 : stages.includes(stage ?? '')
	const isForbidden = (each: OwnedNode): boolean => isKeptFrom(each, stage, pool, pools)
	const now = accepted(pod)
	const opening = now.some(isOwn)
		? []
		: openings(
				pod,
				path,
				nodes.filter((each) => isOwn(each) && isForPods(each)),
				pool,
			)
	const closing = now.some(isForbidden) ? closings(pod, path, pool, pools) : []
	return [
		...firstThat(opening, (trial) => accepted(trial).some(isOwn), 'own-nodes'),
		...firstThat(
			closing,
			(trial) => !accepted(trial).some(isForbidden) && (accepted(trial).some(isOwn) || !now.some(isOwn)),
			'no-others',
		),
	]
}

/** Nodes of the control plane are nobody's, and no place to be drawn to. */
function isForPods({ node }: OwnedNode): boolean {
	return !node.taints.some(({ key }) => key === 'node-role.kubernetes.io/control-plane')
}

/**
 * Nodes where a pod has no business: those that another stage keeps for itself, and with a label of its own all but its own. A node
 * without its taint lets everybody in, whatever the pod says.
 */
function isKeptFrom(
	{ node, stages }: OwnedNode,
	stage: string | undefined,
	pool: Pool | undefined,
	pools: readonly Pool[],
): boolean {
	if (stages.includes(stage ?? '')) return false
	if (pool !== undefined && labelOf(pool.rule) !== undefined) return true
	const wanted = pools.filter((each) => stages.includes(each.stage.name)).flatMap(({ rule }) => taintsOf(rule))
	return wanted.some((taint) => node.taints.some((own) => showTaint(own) === showTaint(taint)))
}

function firstThat(
	trials: readonly Trial[],
	works: (pod: PodPlacement) => boolean,
	goal: PlacementChange['goal'],
): readonly PlacementChange[] {
	const found = trials.find(({ pod, steps }) => steps.length > 0 && works(pod))
	return found === undefined ? [] : [{ goal, steps: found.steps }]
}

/** Less first: the toleration alone, then with the selector put right, then without what else the pod asks for. */
function openings(
	pod: PodPlacement,
	path: string,
	own: readonly OwnedNode[],
	pool: Pool | undefined,
): readonly Trial[] {
	const tolerant = own.map(({ node }) => tolerating({ pod, steps: [] }, path, node.taints))
	const drawn = tolerant.map((trial) => (pool === undefined ? trial : selecting(trial, path, pool)))
	const free = own.map(({ node }) => {
		const unbound = withoutBonds({ pod, steps: [] }, path, node.labels)
		const fitting = pool === undefined ? unbound : selecting(unbound, path, pool)
		return tolerating(fitting, path, node.taints)
	})
	return [...tolerant, ...drawn, ...free].toSorted((a, b) => a.steps.length - b.steps.length)
}

/** One that is asked for already takes the least; then the selector, the pod's own tolerations, and its node's name. */
function closings(pod: PodPlacement, path: string, pool: Pool | undefined, pools: readonly Pool[]): readonly Trial[] {
	const start: Trial = { pod, steps: [] }
	const unpinned = pod.nodeName === undefined ? start : withoutName(start, path)
	const others = pools.filter((each) => each !== pool).flatMap(({ rule }) => taintsOf(rule))
	const trials = [unpinned, withoutTolerations(unpinned, path, others)]
	return [
		...(pool === undefined || labelOf(pool.rule) === undefined
			? trials
			: trials.map((trial) => selecting(trial, path, pool))),
		...trials,
	].toSorted((a, b) => a.steps.length - b.steps.length)
}

function tolerating({ pod, steps }: Trial, path: string, taints: readonly NodeTaint[]): Trial {
	const missing = taints.filter(
		(taint) => taint.effect !== 'PreferNoSchedule' && !pod.tolerations.some((each) => tolerates(each, taint, 'lower')),
	)
	const wanted = new Map(missing.map(({ key, value }) => [`${key}=${value}`, { key, value }]))
	const added = [...wanted.values()].map(
		({ key, value }): Toleration => ({ key, operator: 'Equal', value, effect: '', seconds: undefined }),
	)
	return {
		pod: { ...pod, tolerations: [...pod.tolerations, ...added] },
		steps: [
			...steps,
			...added.map(
				({ key, value }): PlacementStep => ({
					action: 'add',
					field: `${path}.tolerations`,
					value: `{key: ${key}, operator: Equal, value: ${JSON.stringify(value)}}`,
				}),
			),
		],
	}
}

function selecting({ pod, steps }: Trial, path: string, { rule }: Pool): Trial {
	const label = labelOf(rule)
	if (label === undefined || pod.nodeSelector.some(({ key, value }) => key === label.key && value === label.value))
		return { pod, steps }
	const others = pod.nodeSelector.filter(({ key }) => key !== label.key)
	return {
		pod: { ...pod, nodeSelector: [...others, label] },
		steps: [...steps, { action: 'set', field: `${path}.nodeSelector["${label.key}"]`, value: label.value }],
	}
}

/** Without selectors that a node does not meet, affinity and the name of a node. */
function withoutBonds(start: Trial, path: string, labels: Readonly<Record<string, string>>): Trial {
	const { pod, steps } = start.pod.nodeName === undefined ? start : withoutName(start, path)
	const unmet = pod.nodeSelector.filter(({ key, value }) => labels[key] !== value)
	return {
		pod: { ...pod, nodeSelector: pod.nodeSelector.filter((entry) => !unmet.includes(entry)), affinity: undefined },
		steps: [
			...steps,
			...unmet.map(
				({ key, value }): PlacementStep => ({ action: 'remove', field: `${path}.nodeSelector["${key}"]`, value }),
			),
			...(pod.affinity === undefined
				? []
				: [
						{
							action: 'remove',
							field: `${path}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution`,
							value: `${pod.affinity.length} term${pod.affinity.length === 1 ? '' : 's'}`,
						} as const,
					]),
		],
	}
}

function withoutName({ pod, steps }: Trial, path: string): Trial {
	return {
		pod: { ...pod, nodeName: undefined },
		steps: [...steps, { action: 'remove', field: `${path}.nodeName`, value: pod.nodeName ?? '' }],
	}
}

function withoutTolerations({ pod, steps }: Trial, path: string, taints: readonly NodeTaint[]): Trial {
	const opening = pod.tolerations.filter(
		(each) => each.from === undefined && taints.some((taint) => tolerates(each, taint, 'upper')),
	)
	return {
		pod: { ...pod, tolerations: pod.tolerations.filter((each) => !opening.includes(each)) },
		steps: [
			...steps,
			...opening.map(
				(each): PlacementStep => ({
					action: 'remove',
					field: `${path}.tolerations[${pod.tolerations.indexOf(each)}]`,
					value: showToleration(each),
				}),
			),
		],
	}
}
