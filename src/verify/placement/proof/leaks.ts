/** Pods of a stage that may leave its nodes, and pods of other stages that may come. */
import type { Evidence, Finding } from '../../../model/finding.ts'
import { refOf, showRef } from '../../../model/kube-object.ts'
import { kubeletRefusals, schedulerRefusals } from '../accepts.ts'
import type { AlikeNodes } from '../node-groups.ts'
import type { PlacementNode, PodPlacement } from '../placement.ts'
import { labelOf, type Pool, taintsOf } from '../pools.ts'
import { readPlacement } from '../read/read-placement.ts'
import type { Scene } from '../scene.ts'
import { showTaint, showToleration, tolerationFor } from '../tolerates.ts'
import { nodesWords } from '../words.ts'
import type { MadePod, RunningPod, Workload } from '../workloads.ts'
import { finding, pathsEvidence, runningEvidence } from './common.ts'
import { count } from './words.ts'

/** A workload's way to nodes where it has no business. */
export interface Leak {
	readonly workload: Workload
	/** The first of its pods to be made that may land there; `undefined` where only pods that run are there. */
	readonly made: MadePod | undefined
	readonly path: 'scheduler' | 'kubelet'
	readonly groups: readonly AlikeNodes[]
	readonly runs: readonly RunningPod[]
}

/** Where a workload's pods are or may come to be among some nodes; `undefined` for nowhere. */
export function leakOf(
	{ land }: Pick<Scene, 'land'>,
	workload: Workload,
	isWrong: (node: string) => boolean,
	isAsked: (node: PlacementNode, path: Leak['path']) => boolean = () => true,
): Leak | undefined {
	const runs = workload.runs.filter(({ node }) => isWrong(node))
	for (const made of workload.makes) {
		if (made.unadmitted !== undefined) continue
		const { path, groups } = land(made.placement, 'upper')
		// Nodes of a group are of the same stages, and alike in all that a pod asks about.
		const wrong = groups.filter(({ example }) => isWrong(example.name) && isAsked(example, path))
		if (wrong.length > 0) return { workload, made, path, groups: wrong, runs }
	}
	return runs.length === 0 ? undefined : { workload, made: undefined, path: 'scheduler', groups: [], runs }
}

/** The names of all nodes that a leak leads to. */
export function leakNodes({ groups, runs }: Leak): readonly string[] {
	return [
		...new Set([...groups.flatMap(({ nodes }) => nodes.map(({ name }) => name)), ...runs.map(({ node }) => node)]),
	]
}

/** @example 'Deployment a/b may land on the node x, by naming it; 1 pod runs there' */
export function leakWords(leak: Leak, whose: string): string {
	const { workload, made, path, runs } = leak
	const owner = showRef(workload.owner)
	const where = `${nodesWords(leakNodes(leak))} ${whose}`
	const pods = `${count(runs.length, 'pod')} ${runs.length === 1 ? 'runs' : 'run'}`
	if (made === undefined)
		return runs.length === 1 && owner === showRef(refOf(runs[0]?.object ?? workloadless))
			? `${owner} runs on ${where}`
			: `${count(runs.length, 'pod')} of ${owner} ${runs.length === 1 ? 'runs' : 'run'} on ${where}`
	return `${owner} may land on ${where}${path === 'kubelet' ? ', as it names its node' : ''}${runs.length === 0 ? '' : `; ${pods} there now`}`
}

const workloadless = { apiVersion: 'v1', kind: 'Pod', metadata: { name: '' } }

/** So many pods that run are shown. */
const shownRuns = 2

/** What the leak rests on. */
export function leakWitness(scene: Scene, { made, groups, runs }: Leak, why: readonly Evidence[]): readonly Evidence[] {
	return [
		...why,
		...(made === undefined ? [] : pathsEvidence(made.placement, groups)),
		...runs.slice(0, shownRuns).flatMap((pod) => runningEvidence(scene, pod)),
	]
}

/** Pods of stages with labelled or dedicated nodes that may run elsewhere. */
export function leaksOut(scene: Scene): readonly Finding[] {
	return scene.pools.flatMap((pool) => {
		const { stage, rule, members } = pool
		const label = labelOf(rule)
		// Without a node of its own everything is elsewhere, which is said of the nodes.
		if (label === undefined || members.length === 0) return []
		const isForeign = (node: string): boolean => !scene.ownersOf(node).includes(stage.name)
		return scene.workloads
			.filter(({ namespace }) => scene.stageOf(namespace)?.name === stage.name)
			.flatMap((workload) => {
				const leak = leakOf(scene, workload, isForeign)
				return leak === undefined ? [] : [leakOut(scene, pool, leak, label)]
			})
	})
}

function leakOut(
	scene: Scene,
	{ stage, rule }: Pool,
	leak: Leak,
	label: { readonly key: string; readonly value: string },
): Finding {
	const { made, workload } = leak
	const wanted = `${label.key}: ${label.value}`
	const why =
		made === undefined
			? []
			: [
					made.placement.nodeName === undefined
						? {
								object: refOf(made.object),
								field: `${made.path}.nodeSelector["${label.key}"]`,
								observed: made.placement.nodeSelector.find(({ key }) => key === label.key)?.value ?? '(not set)',
								expected: label.value,
							}
						: { object: refOf(made.object), field: `${made.path}.nodeName`, observed: made.placement.nodeName },
				]
	return finding(scene, {
		code: 'placement/leak-out',
		severity: rule.type === 'dedicated' ? 'high' : 'medium',
		stage: stage.name,
		subject: workload.owner,
		message: leakWords(leak, `that ${leakNodes(leak).length === 1 ? 'is' : 'are'} not of the stage ${stage.name}`),
		witness: leakWitness(scene, leak, why),
		remedy:
			made === undefined
				? `Delete ${leak.runs.length === 1 ? 'the pod' : 'the pods'}; what comes after runs on the nodes of ${stage.name}.`
				: made.placement.nodeName === undefined
					? `Set ${wanted} in ${made.path}.nodeSelector, or have the cluster do it: guards.mutation and stagewall apply.`
					: `Take ${made.path}.nodeName away.`,
	})
}

const anyPod = readPlacement({})

/** Pods of other stages that may run on tainted or dedicated nodes. Where the taint is missing, the node is what is wrong. */
export function leaksIn(scene: Scene): readonly Finding[] {
	return scene.pools.flatMap((pool) => {
		const { stage, rule } = pool
		if (taintsOf(rule).length === 0) return []
		const byName = new Map(scene.nodes.map((node) => [node.name, node]))
		const isOwn = (node: string): boolean => scene.ownersOf(node).includes(stage.name)
		const isKept = (node: PlacementNode, path: Leak['path']): boolean => keepsOff(pool, node, path)
		const isKeptNode = (name: string): boolean => {
			const node = byName.get(name)
			return isOwn(name) && node !== undefined && keepsOff(pool, node, 'scheduler')
		}
		return scene.workloads.flatMap((workload) => {
			const other = scene.stageOf(workload.namespace)
			if (other === undefined || other.name === stage.name) return []
			const leak = leakOf(scene, workload, isOwn, isKept)
			if (leak === undefined) return []
			const runs = leak.runs.filter(({ node }) => isKeptNode(node))
			if (leak.made === undefined && runs.length === 0) return []
			return [leakIn(scene, pool, { ...leak, runs }, other.name)]
		})
	})
}

/** Whether a node of a stage refuses, by the stage's taint, a pod that says nothing about where it wants to be. */
export function keepsOff({ rule }: Pool, node: PlacementNode, path: Leak['path']): boolean {
	const taints = node.taints.filter(({ key, value }) => key === rule.taint.key && value === rule.taint.value)
	const refusals = path === 'kubelet' ? kubeletRefusals : schedulerRefusals
	return refusals(anyPod, { ...node, taints, unschedulable: false }, 'lower').length > 0
}

function leakIn(scene: Scene, { stage, rule }: Pool, leak: Leak, other: string): Finding {
	const { made, workload } = leak
	const opening = made === undefined ? [] : openingsOf(made, rule.taint)
	return finding(scene, {
		code: 'placement/leak-in',
		severity: 'high',
		stage: stage.name,
		subject: workload.owner,
		message: leakWords(leak, `of the stage ${stage.name}, and is of ${other}`),
		witness: leakWitness(scene, leak, opening),
		remedy:
			made === undefined
				? `Delete ${leak.runs.length === 1 ? 'the pod' : 'the pods'}.`
				: leak.path === 'kubelet'
					? `Take ${made.path}.nodeName away.`
					: `Take the toleration away, or name the taints that it has to tolerate.`,
	})
}

/** The tolerations by which a pod passes a stage's taint, and the node that it names. */
function openingsOf(
	{ object, path, placement }: MadePod,
	taint: { readonly key: string; readonly value: string },
): readonly Evidence[] {
	const used = ['NoSchedule', 'NoExecute'].flatMap(
		(effect) => tolerationFor(placement.tolerations, { ...taint, effect }, 'upper') ?? [],
	)
	return [
		...(placement.nodeName === undefined
			? []
			: [{ object: refOf(object), field: `${path}.nodeName`, observed: placement.nodeName }]),
		...[...new Set(used)].map(
			(toleration): Evidence => ({
				object: refOf(object),
				field: fieldOf(placement, path, toleration),
				observed: `tolerates ${showToleration(toleration)}, and so ${showTaint({ ...taint, effect: toleration.effect || 'NoSchedule' })}`,
			}),
		),
	]
}

/** Where a toleration is written, or who adds it. */
function fieldOf({ tolerations }: PodPlacement, path: string, toleration: PodPlacement['tolerations'][number]): string {
	return toleration.from === undefined
		? `${path}.tolerations[${tolerations.indexOf(toleration)}]`
		: `toleration of ${toleration.from}`
}
