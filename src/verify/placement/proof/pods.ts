/** Pods that no node takes, and pods that are made to get around the scheduler or every taint. */
import type { Finding } from '../../../model/finding.ts'
import { refOf, showRef } from '../../../model/kube-object.ts'
import { at } from '../../reading/raw.ts'
import { nodeGrouping } from '../node-groups.ts'
import { steady } from '../passing.ts'
import { defaultScheduler } from '../placement.ts'
import { labelOf, taintsOf } from '../pools.ts'
import type { Scene } from '../scene.ts'
import { showToleration } from '../tolerates.ts'
import type { MadePod, Workload } from '../workloads.ts'
import { finding, pathsEvidence, specsOf } from './common.ts'

/** A workload of a stage. */
interface InStage {
	readonly workload: Workload
	readonly stage: string
}

/** @param told - workloads of which it is said already that they come onto other stages' nodes */
export function podChecks(scene: Scene, told: ReadonlySet<Workload>): readonly Finding[] {
	const groupsFor = nodeGrouping(scene.nodes.map((node) => ({ node: steady(node), stages: scene.ownersOf(node.name) })))
	const inStages = scene.workloads.flatMap((workload): readonly InStage[] => {
		const stage = scene.stageOf(workload.namespace)?.name
		return stage === undefined ? [] : [{ workload, stage }]
	})
	return inStages.flatMap((each) => [
		...stranded(scene, each, groupsFor),
		...pinned(scene, each),
		...(told.has(each.workload) ? [] : toleratesEverything(scene, each)),
		...foreignScheduler(scene, each),
		...staticPods(scene, each),
		...missingParts(scene, each),
	])
}

function stranded(
	scene: Scene,
	{ workload, stage }: InStage,
	groupsFor: ReturnType<typeof nodeGrouping>,
): readonly Finding[] {
	const isWithoutNodes = scene.pools.some(
		(pool) => pool.stage.name === stage && labelOf(pool.rule) !== undefined && pool.members.length === 0,
	)
	if (!scene.areNodesSeen || isWithoutNodes || workload.owner.kind === 'DaemonSet') return []
	const made = workload.makes.find((each) => isStranded(scene, each))
	if (made === undefined) return []
	const byNumber = made.unadmitted === undefined && scene.land(made.placement, 'upper').groups.length > 0
	const groups = groupsFor(made.placement).toSorted(
		(a, b) => Number(b.stages.includes(stage)) - Number(a.stages.includes(stage)),
	)
	return [
		finding(scene, {
			code: 'placement/stranded',
			severity: 'medium',
			stage,
			subject: workload.owner,
			message:
				made.unadmitted === undefined
					? `no node takes the pods of ${showRef(workload.owner)}${byNumber ? ', unless the API server compares tolerations by number (TaintTolerationComparisonOperators)' : ''}`
					: `no pod of ${showRef(workload.owner)} is admitted: ${made.unadmitted}`,
			witness: pathsEvidence(made.placement, groups),
			remedy: `stagewall explain placement ${workload.namespace}/${workload.owner.kind}/${workload.owner.name} says what would let it run.`,
		}),
	]
}

function isStranded({ land }: Scene, { object, placement, unadmitted, type }: MadePod): boolean {
	if (type === 'copy' || placement.gates.length > 0 || at(object, 'spec', 'replicas') === 0) return false
	return unadmitted !== undefined || land(placement, 'lower').groups.length === 0
}

/** Every pod that runs names its node; a template that does so chose it before any scheduler. */
function pinned(scene: Scene, { workload, stage }: InStage): readonly Finding[] {
	const made = workload.makes.find(({ type, placement }) => type === 'template' && placement.nodeName !== undefined)
	if (made === undefined) return []
	return [
		finding(scene, {
			code: 'placement/pinned',
			severity: 'high',
			stage,
			subject: workload.owner,
			message: `${showRef(workload.owner)} names the node of its pods, so that no scheduler is asked and NoSchedule keeps nothing off`,
			witness: [
				{ object: refOf(made.object), field: `${made.path}.nodeName`, observed: made.placement.nodeName ?? '' },
			],
			remedy: `Take ${made.path}.nodeName away; a nodeSelector draws pods to nodes.`,
		}),
	]
}

function toleratesEverything(scene: Scene, { workload, stage }: InStage): readonly Finding[] {
	for (const { object, path, placement } of specsOf(workload)) {
		const index = placement.tolerations.findIndex(
			({ key, operator, effect, from }) =>
				key === '' && operator === 'Exists' && effect !== 'PreferNoSchedule' && from === undefined,
		)
		const toleration = placement.tolerations[index]
		if (toleration === undefined) continue
		const isTempted = scene.pools.some((pool) => pool.stage.name !== stage && taintsOf(pool.rule).length > 0)
		return [
			finding(scene, {
				code: 'placement/tolerates-everything',
				severity: isTempted ? 'high' : 'low',
				stage,
				subject: workload.owner,
				message: `${showRef(workload.owner)} tolerates ${showToleration(toleration)}, those of other stages' nodes too`,
				witness: [
					{
						object: refOf(object),
						field: `${path}.tolerations[${index}]`,
						observed: 'operator: Exists, without a key',
					},
				],
				remedy: 'Name the taints that it has to tolerate.',
			}),
		]
	}
	return []
}

function foreignScheduler(scene: Scene, { workload, stage }: InStage): readonly Finding[] {
	const known = [defaultScheduler, ...scene.tenancy.guards.schedulers]
	const found = specsOf(workload).find(({ placement }) => !known.includes(placement.scheduler))
	if (found === undefined) return []
	return [
		finding(scene, {
			code: 'placement/foreign-scheduler',
			severity: 'medium',
			stage,
			subject: workload.owner,
			message: `${showRef(workload.owner)} is placed by ${found.placement.scheduler}, which need not ask about taints and selectors`,
			witness: [
				{
					object: refOf(found.object),
					field: `${found.path}.schedulerName`,
					observed: found.placement.scheduler,
					expected: known.join(' or '),
				},
			],
			remedy: 'Take schedulerName away, or name the scheduler in stages.yaml (guards.schedulers).',
		}),
	]
}

/** The kubelet makes them from files of its node, and asks about no taint. */
function staticPods(scene: Scene, { workload, stage }: InStage): readonly Finding[] {
	return workload.runs
		.filter(({ object }) => object.metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined)
		.map(({ object, node }) =>
			finding(scene, {
				code: 'placement/static-pod',
				severity: 'high',
				stage,
				subject: refOf(object),
				message: `${showRef(refOf(object))} is a static pod of the node ${node}: no admission and no taint was asked about it`,
				witness: [
					{ object: refOf(object), field: 'metadata.annotations["kubernetes.io/config.mirror"]', observed: '(set)' },
				],
				remedy: `Remove its manifest from the node ${node}.`,
			}),
		)
}

function missingParts(scene: Scene, { workload, stage }: InStage): readonly Finding[] {
	const made = workload.makes.find(({ missing }) => missing !== undefined)
	if (made === undefined) return []
	return [
		finding(scene, {
			code: 'placement/not-visible',
			result: 'not-visible',
			severity: 'medium',
			stage,
			subject: workload.owner,
			message: `what ${made.missing} adds to the pods of ${showRef(workload.owner)} could not be seen: it is not there`,
			witness: [{ object: refOf(made.object), field: `${made.path}.runtimeClassName`, observed: made.missing ?? '' }],
			remedy: `Make ${made.missing}, or put it with the other manifests.`,
		}),
	]
}
