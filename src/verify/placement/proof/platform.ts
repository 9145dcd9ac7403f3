/** What else runs on the nodes of a stage: the platform's own pods, and next to measurements nothing but what is named. */
import type { Finding } from '../../../model/finding.ts'
import { refOf, showRef } from '../../../model/kube-object.ts'
import type { Performance } from '../../../model/tenancy.ts'
import { showSome } from '../../words.ts'
import type { Pool } from '../pools.ts'
import { qosOf } from '../qos.ts'
import type { Scene } from '../scene.ts'
import { nodeRef, nodesWords } from '../words.ts'
import type { Workload } from '../workloads.ts'
import { finding } from './common.ts'
import { keepsOff, leakNodes, leakOf, leakWitness, leakWords } from './leaks.ts'
import { count } from './words.ts'

/** Pods of no stage on the nodes of each stage. */
export function platformPods(scene: Scene): readonly Finding[] {
	return scene.pools.flatMap((pool) => {
		const { performance } = pool.stage
		return performance === undefined ? noted(scene, pool) : sharers(scene, pool, performance)
	})
}

function noted(scene: Scene, { stage, members }: Pool): readonly Finding[] {
	const residents = members
		.flatMap(({ node }) => scene.residents().get(node.name) ?? [])
		.filter((each) => each.stage === undefined)
	const owners = [...new Set(residents.map(({ workload }) => showRef(workload.owner)))].sort()
	if (owners.length === 0) return []
	const nodes = [...new Set(residents.map(({ pod }) => pod.node))]
	return [
		finding(scene, {
			code: 'placement/platform-pods',
			result: 'noted',
			severity: 'info',
			stage: stage.name,
			subject: nodeRef(nodes[0] ?? ''),
			message: `on ${nodesWords(nodes)} of the stage ${stage.name} ${count(residents.length, 'pod')} of no stage ${residents.length === 1 ? 'runs' : 'run'}: ${showSome(owners, 5)}`,
			witness: residents
				.slice(0, 6)
				.map(({ pod }) => ({ object: refOf(pod.object), field: 'spec.nodeName', observed: pod.node })),
		}),
	]
}

/** Pods of other stages are told of as such. */
function sharers(scene: Scene, pool: Pool, performance: Performance): readonly Finding[] {
	const { stage } = pool
	const isOwn = (node: string): boolean => scene.ownersOf(node).includes(stage.name)
	return scene.workloads.flatMap((workload) => {
		if (scene.stageOf(workload.namespace) !== undefined || isListed(workload, performance)) return []
		// A missing taint lets everybody in, and is told of the node.
		const leak = leakOf(scene, workload, isOwn, (node, path) => keepsOff(pool, node, path))
		if (leak === undefined) return []
		return [
			finding(scene, {
				code: 'placement/performance-shared',
				severity: 'medium',
				stage: stage.name,
				subject: workload.owner,
				message: `${leakWords(leak, `of the stage ${stage.name}`)}, where measurements have to repeat`,
				witness: leakWitness(scene, leak, []),
				remedy: remedyFor(workload, leakNodes(leak)),
			}),
		]
	})
}

function isListed({ owner, namespace }: Workload, { daemonSets }: Performance): boolean {
	return (
		owner.kind === 'DaemonSet' &&
		daemonSets.some((each) => each.namespace === namespace && (each.name === '*' || each.name === owner.name))
	)
}

function remedyFor({ owner, namespace }: Workload, nodes: readonly string[]): string {
	return owner.kind === 'DaemonSet'
		? `Keep it off ${nodesWords(nodes)}, or name it in stages.yaml: performance: {daemonSets: [${namespace}/${owner.name}]}.`
		: `Take the toleration away that lets it onto ${nodesWords(nodes)}.`
}

/** Whoever has less than it asked for measures its neighbours. */
export function notGuaranteed(scene: Scene): readonly Finding[] {
	return scene.workloads.flatMap((workload) => {
		const stage = scene.stageOf(workload.namespace)
		if (stage?.performance === undefined) return []
		const specs = [
			...workload.makes.map(({ object, path, spec }) => ({ object, path, spec })),
			...(workload.makes.length > 0
				? []
				: workload.runs.map(({ object }) => ({ object, path: 'spec', spec: object['spec'] as object }))),
		]
		for (const { object, path, spec } of specs) {
			const qos = qosOf(spec as Readonly<Record<string, unknown>>, stage.containers, path)
			if (qos.class === 'Guaranteed') continue
			return [
				finding(scene, {
					code: 'placement/not-guaranteed',
					severity: 'medium',
					stage: stage.name,
					subject: workload.owner,
					message: `the pods of ${showRef(workload.owner)} have the QoS class ${qos.class}, and measurements in ${stage.name} want Guaranteed`,
					witness: qos.lacks.map((lack) => ({ object: refOf(object), ...lack })),
					remedy: 'Set requests equal to limits, for cpu and memory, in every container and init container.',
				}),
			]
		}
		return []
	})
}
