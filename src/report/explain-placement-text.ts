/** Where a pod may run, as a person would say it: the answer first, then node group by node group. */
import { showRef } from '../model/kube-object.ts'
import {
	type NodeGroup,
	type PlacementChange,
	type PlacementExplanation,
	type PlacementStep,
	type Refusal,
	showRefusals,
} from '../model/placement-explanation.ts'
import { doubtsText } from './doubts.ts'
import type { Paint } from './paint.ts'
import { count, indent, someOf } from './words.ts'

/** One explanation. */
export function explainPlacementText(explanation: PlacementExplanation, paint: Paint): string {
	const { doubts, groups } = explanation
	return `${[
		...doubtsText(doubts, 'Not certain, because', paint),
		verdictText(explanation, paint),
		...(groups.length === 0 ? [] : [groups.map((group) => groupText(group, explanation, paint)).join('\n')]),
		...changesText(explanation),
		paint.dim(notes(explanation).join('\n')),
	].join('\n\n')}\n`
}

/** `stagewall explain placement -o json`. */
export function explainPlacementJson(explanation: PlacementExplanation): string {
	const report = { apiVersion: 'stagewall.dev/v1alpha1', kind: 'PlacementExplanation', ...explanation }
	return `${JSON.stringify(report, undefined, 2)}\n`
}

function verdictText(explanation: PlacementExplanation, paint: Paint): string {
	const { object, stage, unadmitted } = explanation
	const who = `${showRef(object)}${stage === undefined ? '' : ` (stage ${stage})`}`
	const answer =
		unadmitted === undefined
			? answerText(explanation, paint)
			: `${paint.red('no pod of it is admitted')}: ${unadmitted}`
	return `${paint.bold(who)}: ${answer}${runningText(explanation)}`
}

function answerText({ verdict, groups }: PlacementExplanation, paint: Paint): string {
	const path = verdict === 'pinned' ? 'kubelet' : 'scheduler'
	const names = groups.filter((group) => group[path].length === 0).flatMap(({ nodes }) => nodes)
	const all = groups.reduce((sum, { nodes }) => sum + nodes.length, 0)
	if (verdict === 'pinned')
		return names.length === 0
			? paint.red('names its node, which turns it away or is not there')
			: `names its node, whose kubelet takes it: ${names.join(', ')}`
	const held = verdict === 'held' ? 'held by its scheduling gates; without them ' : ''
	return names.length === 0
		? `${held}${paint.red('no node takes it')}`
		: `${held}${paint.green(`may run on ${names.length} of ${count(all, 'node')}`)}: ${someOf(names)}`
}

function runningText({ runsOn, groups }: PlacementExplanation): string {
	if (runsOn === undefined) return ''
	const home = groups.find(({ nodes }) => nodes.includes(runsOn))
	const why = home === undefined || home.scheduler.length === 0 ? '' : ', where the scheduler would not put it now'
	return `; it runs on ${runsOn}${why}`
}

function groupText(group: NodeGroup, explanation: PlacementExplanation, paint: Paint): string {
	const { nodes, scheduler, kubelet, depends } = group
	const decides = explanation.verdict === 'pinned' ? kubelet : scheduler
	const mark = decides.length === 0 ? paint.green('✓') : paint.red('✗')
	const title = `${mark} ${paint.bold(someOf(nodes))}  ${paint.dim(whoseText(group, explanation))}`
	const gate = depends
		? ['unless the API server compares tolerations by number (TaintTolerationComparisonOperators)']
		: []
	return [title, ...[...pathLines(scheduler, kubelet), ...gate].map((line) => indent(line, 4))].join('\n')
}

function pathLines(scheduler: readonly Refusal[], kubelet: readonly Refusal[]): readonly string[] {
	if (scheduler.length === 0) return []
	const reasons = showRefusals(scheduler)
	const other = kubelet.length === 0 ? 'takes a pod that names the node' : showRefusals(kubelet)
	return [`scheduler: ${reasons}`, ...(other === reasons ? [] : [`kubelet: ${other}`])]
}

function whoseText({ stages, whose }: NodeGroup, { stage }: PlacementExplanation): string {
	const named = stages.length === 1 ? `the stage ${stages[0]}` : `the stages ${stages.join(' and ')}`
	if (stages.length > 0) return whose === 'own' ? `nodes of ${named}, its own` : `nodes of ${named}`
	return stage !== undefined && whose === 'own'
		? 'nodes for all stages that have none of their own'
		: 'nodes of no stage'
}

function changesText({ changes, owner, runsOn }: PlacementExplanation): readonly string[] {
	if (changes.length === 0) return []
	const where = owner === undefined || runsOn === undefined ? '' : `, in the template of ${showRef(owner)}`
	return [changes.map((change) => changeText(change, where)).join('\n')]
}

const goals: Readonly<Record<PlacementChange['goal'], string>> = {
	'own-nodes': 'To let it run on the nodes of its stage',
	'no-others': 'To keep it off nodes of others',
}

function changeText({ goal, steps }: PlacementChange, where: string): string {
	return `${goals[goal]}${where}:\n${steps.map((step) => `  → ${stepText(step)}`).join('\n')}`
}

function stepText({ action, field, value }: PlacementStep): string {
	if (action === 'set') return `set ${field} to ${value}`
	return action === 'add' ? `add ${value} to ${field}` : `remove ${field} (${value})`
}

function notes({ added }: PlacementExplanation): readonly string[] {
	const by = [...new Set(added.map((each) => each.by))].map(
		(who) => `Added by ${who}: ${added.flatMap((each) => (each.by === who ? [each.value] : [])).join('; ')}.`,
	)
	return [...by, 'Whether there is room (resources, ports, volumes, other pods) was not asked.']
}
