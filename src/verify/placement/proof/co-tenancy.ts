/** Nodes that run pods of several stages at this moment. */
import { grouped } from '../../../model/collect.ts'
import type { Evidence, Finding } from '../../../model/finding.ts'
import { refOf } from '../../../model/kube-object.ts'
import { taintsOf } from '../pools.ts'
import type { Resident, Scene } from '../scene.ts'
import { nodeRef, nodesWords } from '../words.ts'
import { finding } from './common.ts'
import { count } from './words.ts'

interface Shared {
	readonly node: string
	/** In promotion order. */
	readonly stages: readonly string[]
	/** The stage that has the node for itself. */
	readonly owner: string | undefined
}

/** Shared nodes of stages that keep others off are violations, all other ones a note. */
export function coTenancy(scene: Scene): readonly Finding[] {
	const order = scene.stages.map(({ name }) => name)
	const keepers = new Set(scene.pools.filter(({ rule }) => taintsOf(rule).length > 0).map(({ stage }) => stage.name))
	const shared = [...scene.residents()].flatMap(([node, pods]): readonly Shared[] => {
		const own = new Set(pods.flatMap(({ stage }) => stage ?? []))
		if (own.size < 2) return []
		const owner = scene.ownersOf(node).find((name) => keepers.has(name))
		return [{ node, stages: order.filter((name) => own.has(name)), owner }]
	})
	const groups = grouped(shared, ({ owner, stages }) => JSON.stringify([owner, owner === undefined ? [] : stages]))
	return [...groups.values()].map((group) =>
		group[0]?.owner === undefined ? note(scene, group) : violation(scene, group, group[0].owner),
	)
}

function violation(scene: Scene, group: readonly Shared[], owner: string): Finding {
	const names = group.map(({ node }) => node)
	const others = group[0]?.stages.filter((name) => name !== owner) ?? []
	return finding(scene, {
		code: 'placement/co-tenancy',
		severity: 'high',
		stage: owner,
		subject: nodeRef(names[0] ?? ''),
		message: `on ${nodesWords(names)} of the stage ${owner} pods of ${others.join(' and ')} run beside its own`,
		witness: group.flatMap(({ node }) => residentsEvidence(scene, node, others)),
		remedy: `Delete the pods of ${others.join(' and ')} there, once nothing leads them back.`,
	})
}

function note(scene: Scene, group: readonly Shared[]): Finding {
	const names = group.map(({ node }) => node)
	const stages = scene.stages.filter(({ name }) => group.some((each) => each.stages.includes(name)))
	return finding(scene, {
		code: 'placement/co-tenancy',
		result: 'noted',
		severity: 'info',
		stage: stages[0]?.name ?? '',
		subject: nodeRef(names[0] ?? ''),
		message: `on ${nodesWords(names)} pods of several stages run beside each other (${stages.map(({ name }) => name).join(', ')}), behind one kernel`,
		witness: group.map(({ node, stages: own }) => ({
			object: nodeRef(node),
			field: 'stages',
			observed: `${count(own.length, 'stage')}: ${own.join(', ')}`,
		})),
		remedy: 'Where that is too near, give a stage nodes of its own: nodes: {dedicated: true}.',
	})
}

/** One pod of each of the stages. */
function residentsEvidence(scene: Scene, node: string, stages: readonly string[]): readonly Evidence[] {
	const pods = scene.residents().get(node) ?? []
	return stages.flatMap((stage) => {
		const first: Resident | undefined = pods.find((each) => each.stage === stage)
		return first === undefined
			? []
			: [{ object: refOf(first.pod.object), field: 'spec.nodeName', observed: `${node}, and is of ${stage}` }]
	})
}
