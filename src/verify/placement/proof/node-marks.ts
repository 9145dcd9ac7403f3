/** Nodes that lack what makes them their stage's, or that somebody else could make so. */
import { grouped } from '../../../model/collect.ts'
import type { Evidence, Finding, Severity } from '../../../model/finding.ts'
import { templateHint } from '../cloud-pools.ts'
import { canKubeletSet } from '../kubelet-labels.ts'
import { labelOf, type Member, type Pool } from '../pools.ts'
import type { Scene } from '../scene.ts'
import { showTaint } from '../tolerates.ts'
import { nodeRef, nodesWords } from '../words.ts'
import { finding } from './common.ts'
import { args } from './words.ts'

/** Everything about the nodes themselves. */
export function nodeMarks(scene: Scene): readonly Finding[] {
	return [
		...contested(scene),
		...scene.pools.flatMap((pool) => [
			...noNodes(scene, pool),
			...unlabelled(scene, pool),
			...untainted(scene, pool),
			...selfLabelled(scene, pool),
		]),
	]
}

function noNodes(scene: Scene, { stage, rule, members }: Pool): readonly Finding[] {
	if (members.length > 0 || !scene.areNodesSeen) return []
	const by = [...Object.entries(rule.select.labels).map(([key, value]) => `${key}=${value}`), ...rule.select.names]
	const chosen = by.length === 0 ? '' : `, and none is chosen by ${by.join(', ')}`
	return [
		finding(scene, {
			code: 'placement/no-nodes',
			severity: 'high',
			stage: stage.name,
			subject: undefined,
			message: `the stage ${stage.name} is to have nodes of its own, and no node is: none carries its label or taint${chosen}`,
			witness: [],
			remedy: `Name its nodes in stages.yaml (nodes.select), or mark them: ${markCommands(rule, 'NODE')}`,
		}),
	]
}

function markCommands(rule: Pool['rule'], names: string): string {
	const label = labelOf(rule)
	return [
		...(label === undefined ? [] : [`kubectl label node ${names} ${label.key}=${label.value}`]),
		...(rule.type === 'labelled' ? [] : [taintCommand(names, rule, ['NoSchedule', 'NoExecute'])]),
	].join(' && ')
}

function taintCommand(names: string, { taint }: Pool['rule'], effects: readonly string[]): string {
	return `kubectl taint node ${names} ${effects.map((effect) => showTaint({ ...taint, effect })).join(' ')}`
}

/** A node that is of two stages keeps nobody apart. */
function contested(scene: Scene): readonly Finding[] {
	const several = scene.nodes.filter(({ name }) => scene.ownersOf(name).length > 1)
	return [...grouped(several, ({ name }) => scene.ownersOf(name).join(' and '))].map(([owners, nodes]) => {
		const [first] = nodes as readonly [(typeof nodes)[number]]
		const names = nodes.map(({ name }) => name)
		return finding(scene, {
			code: 'placement/contested-node',
			severity: 'high',
			stage: scene.ownersOf(first.name)[0] ?? '',
			subject: nodeRef(first.name),
			message: `${nodesWords(names)} ${names.length === 1 ? 'belongs' : 'belong'} to ${owners}`,
			witness: scene.pools.flatMap(({ stage, members }) =>
				members
					.filter(({ node }) => node.name === first.name)
					.map(({ because }) => ({
						object: nodeRef(first.name),
						field: `stage ${stage.name}`,
						observed: reasons[because],
					})),
			),
			remedy:
				'Decide whose it is: take the label and the taint of the other stage away, or narrow nodes.select in stages.yaml.',
		})
	})
}

const reasons: Readonly<Record<Member['because'], string>> = {
	plan: 'chosen by nodes.select of the plan',
	label: 'carries the label of the stage',
	taint: 'carries the taint of the stage',
}

function unlabelled(scene: Scene, { stage, rule, members }: Pool): readonly Finding[] {
	const lacking = members.filter(({ lacksLabel }) => lacksLabel)
	const label = labelOf(rule)
	if (lacking.length === 0 || label === undefined) return []
	const names = lacking.map(({ node }) => node.name)
	return [
		finding(scene, {
			code: 'placement/unlabelled-node',
			severity: 'medium',
			stage: stage.name,
			subject: nodeRef(names[0] ?? ''),
			message: `${nodesWords(names)} of the stage ${stage.name} ${names.length === 1 ? 'lacks' : 'lack'} the label ${label.key}=${label.value}, so its pods are not drawn there`,
			witness: lacking.map(({ node }) => ({
				object: nodeRef(node.name),
				field: `metadata.labels["${label.key}"]`,
				observed: node.labels[label.key] ?? '(not set)',
				expected: label.value,
			})),
			remedy: `kubectl label node ${args(names)} ${label.key}=${label.value} --overwrite.${templateHint(lacking.map(({ node }) => node))}`,
		}),
	]
}

/** What each missing effect opens. */
function opened(effects: readonly string[]): { readonly severity: Severity; readonly so: string } {
	if (effects.length === 2) return { severity: 'high', so: 'so any pod may land there' }
	return effects[0] === 'NoExecute'
		? { severity: 'medium', so: 'so a pod that names its node gets in: the kubelet does not ask about NoSchedule' }
		: { severity: 'low', so: 'which NoExecute makes up for as long as it is there' }
}

function untainted(scene: Scene, { stage, rule, members }: Pool): readonly Finding[] {
	const lacking = members.filter(({ lacksTaints }) => lacksTaints.length > 0)
	const alike = grouped(lacking, ({ lacksTaints }) => lacksTaints.map(showTaint).join(' and '))
	return [...alike].map(([taints, own]) => {
		const effects = own[0]?.lacksTaints.map(({ effect }) => effect) ?? []
		const names = own.map(({ node }) => node.name)
		const { severity, so } = opened(effects)
		return finding(scene, {
			code: 'placement/untainted-node',
			severity,
			stage: stage.name,
			subject: nodeRef(names[0] ?? ''),
			message: `${nodesWords(names)} of the stage ${stage.name} ${names.length === 1 ? 'lacks' : 'lack'} ${effects.length === 1 ? 'the taint' : 'the taints'} ${taints}, ${so}`,
			witness: own.map(
				({ node, because }): Evidence => ({
					object: nodeRef(node.name),
					field: 'spec.taints',
					observed: `${node.taints.length === 0 ? '(none)' : node.taints.map(showTaint).join(', ')}; it ${reasons[because].replace('chosen', 'is chosen')}`,
				}),
			),
			remedy: `${taintCommand(args(names), rule, effects)}.${templateHint(own.map(({ node }) => node))}`,
		})
	})
}

function selfLabelled(scene: Scene, { stage, rule }: Pool): readonly Finding[] {
	const label = labelOf(rule)
	if (label === undefined || !canKubeletSet(label.key)) return []
	return [
		finding(scene, {
			code: 'placement/self-labelled',
			severity: 'medium',
			stage: stage.name,
			subject: undefined,
			message: `the nodes of the stage ${stage.name} are known by the label ${label.key}, which a kubelet may set on its own node: whoever takes over any node can draw the stage's pods to it`,
			witness: [
				{
					field: 'nodes.label',
					observed: `${label.key}=${label.value}`,
					expected: 'a key below node-restriction.kubernetes.io',
				},
			],
			remedy: `Take a key that kubelets may not set: label: node-restriction.kubernetes.io/stage=${stage.name}`,
		}),
	]
}
