/** Changes that turn an answer, as instructions. */
import { type ObjectRef, showRef } from '../model/kube-object.ts'
import type { ExplainedGroup, FlippingChange, Step } from '../model/network-explanation.ts'
import { exampleName } from './explain-network-sides.ts'
import { writeYaml } from './explain-network-yaml.ts'
import type { Paint } from './paint.ts'
import { indent } from './words.ts'

/** What would turn the answer, or that nothing was found. */
export function changesText(group: ExplainedGroup, paint: Paint): readonly string[] {
	const { changes, verdict, always, never } = group
	if (always !== undefined || never !== undefined) return []
	if (changes.length === 0) {
		const goal = verdict === 'closed' ? 'open' : 'close'
		return [`No change of policies or labels was found that would ${goal} it for sure.`]
	}
	return changes.map((change) => changeText(change, group, paint))
}

function changeText({ goal, steps }: FlippingChange, group: ExplainedGroup, paint: Paint): string {
	const title = goal === 'open' ? 'To open it' : 'To close it'
	const lines = steps.map((step) => stepText(step))
	const all = steps.length === 1 ? [] : [allOf(goal, steps)]
	const listed = steps.length === 1 ? lines : lines.map((line, index) => `${index + 1}. ${indent(line, 3).trimStart()}`)
	return [
		paint.bold(title),
		...[...all, ...listed, ...remarks(goal, steps, group)].map((line) => indent(line, 2)),
	].join('\n')
}

function allOf(goal: FlippingChange['goal'], steps: readonly Step[]): string {
	const openers = steps.filter(({ type }) => type === 'remove').length
	if (goal === 'closed' && openers > 1) return 'All of these have to go, as each of them would keep it open by itself:'
	return 'All of these together:'
}

function stepText(step: Step): string {
	switch (step.type) {
		case 'remove':
			return `Remove ${step.field} from ${showRef(step.object)}${writtenBy(step.manager)}.`
		case 'add': {
			const place = step.at === undefined ? '' : `, before ${step.field}[${step.at}]`
			return `Add this ${step.what} to ${step.field} of ${showRef(step.object)}${place}${writtenBy(step.manager)}:\n${indent(writeYaml([step.value]), 2)}`
		}
		case 'write':
			return `Write ${step.field}: [${step.value.join(', ')}] into ${showRef(step.object)}${writtenBy(step.manager)}: it isolates egress only by having rules for it.`
		case 'create':
			return `Add this NetworkPolicy:\n${indent(writeYaml(step.value), 2)}`
		case 'label':
			return `Give ${labelled(step.object)} the label ${step.key}=${step.value}.`
	}
}

function labelled(object: ObjectRef): string {
	const isItself = object.group === '' && (object.kind === 'Pod' || object.kind === 'Namespace')
	return isItself ? showRef(object) : `the pods of ${showRef(object)}`
}

function writtenBy(manager: string | undefined): string {
	return manager === undefined ? '' : ` (written by ${manager})`
}

/** What somebody has to know before doing it. */
function remarks(
	goal: FlippingChange['goal'],
	steps: readonly Step[],
	{ stages, from, to, pairs }: ExplainedGroup,
): readonly string[] {
	const isolates = steps.some((step) => goal === 'closed' && (step.type === 'create' || step.type === 'label'))
	const isWall = stages.planned && stages.relation !== 'inside' && stages.relation !== 'none' && stages.allowed === ''
	const managers = new Set(steps.flatMap((step) => ('manager' in step ? [step.manager] : [])))
	return [
		...(isolates ? ['Whatever else these pods need in that direction then needs a rule, too.'] : []),
		...(goal === 'open' && isWall
			? [
					'The plan does not allow this way. Written into stages.yaml as an allow, with its reason, apply opens both ends.',
				]
			: []),
		...(managers.has('stagewall')
			? ['What stagewall wrote comes from stages.yaml: the next apply would write it again.']
			: []),
		pairs === 1
			? `Tried out: the connection is then ${goal}.`
			: `Tried out: the connection from ${exampleName(from)} to ${exampleName(to)} is then ${goal}.`,
	]
}
