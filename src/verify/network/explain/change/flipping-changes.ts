/** The smallest changes that turn an answer, each tried out before it is told to anybody. */
import type { KubeObject } from '../../../../model/kube-object.ts'
import type { FlippingChange, Step } from '../../../../model/network-explanation.ts'
import type { Tenancy } from '../../../../model/tenancy.ts'
import { directions } from '../../network.ts'
import { subtract } from '../../ports.ts'
import type { Answer } from '../answer.ts'
import type { Question, Trace } from '../trace.ts'
import { waysToClose } from './closing.ts'
import { waysToOpen } from './opening.ts'
import { Written } from './parts.ts'
import { necessary, type Trial, trialOf } from './trial.ts'

/** So many ways are tried at one end; those that change least come first. */
const patience = 40

/**
 * Changes of what was answered: what is open can be closed and the other way round; where it depends, both.
 *
 * @param traces - how the connection goes, in every way of reading
 * @param objects - everything that was observed
 * @param tenancy - the labels that say which stage a namespace is in are nobody's to give
 */
export function flippingChanges(
	question: Question,
	answer: Answer,
	traces: readonly Trace[],
	objects: readonly KubeObject[],
	tenancy: Pick<Tenancy, 'labels'>,
): readonly FlippingChange[] {
	const trial = trialOf(question, objects)
	const written = new Written(trial.objects)
	const { stage, app } = tenancy.labels
	const fixed = new Set([stage, app, 'kubernetes.io/metadata.name'])
	const change = (goal: FlippingChange['goal'], steps: readonly Step[] | undefined): readonly FlippingChange[] =>
		steps === undefined ? [] : [{ goal, steps }]
	return [
		...(answer.verdict === 'closed' ? [] : change('closed', closing(trial, written, traces))),
		...(answer.verdict === 'closed' || answer.verdict === 'depends'
			? change('open', opening(trial, written, traces, fixed))
			: []),
	]
}

/** One end is enough; the one that is reached is the one to guard. */
function closing(trial: Trial, written: Written, traces: readonly Trace[]): readonly Step[] | undefined {
	return directions
		.toReversed()
		.flatMap((direction) => waysToClose(trial, written, traces, direction).slice(0, patience))
		.flatMap((steps) => {
			const needed = necessary(trial, 'closed', steps)
			return needed === undefined ? [] : [needed]
		})
		.toSorted((a, b) => weightOf(written, a) - weightOf(written, b) || a.length - b.length)
		.at(0)
}

/**
 * What is taken away closes nothing but what it opened; a policy that isolates pods closes everything that it does not know. What a
 * plan wrote would come back with the next apply.
 */
function weightOf(written: Written, steps: readonly Step[]): number {
	const weights = { remove: 0, write: 0, add: 1, label: 3, create: 4 }
	return Math.max(...steps.map(({ type, object }) => weights[type] + (written.isPlanned(object) ? 2 : 0)))
}

/** Both ends have to let it pass. */
function opening(
	trial: Trial,
	written: Written,
	traces: readonly Trace[],
	fixedLabels: ReadonlySet<string>,
): readonly Step[] | undefined {
	const steps: Step[] = []
	for (const direction of directions) {
		const isOpen = (way: readonly Step[]): boolean => subtract(trial.asked, trial.openAt(direction, way)).length === 0
		if (isOpen([])) continue
		const way = waysToOpen(trial, written, traces, direction, fixedLabels).slice(0, patience).find(isOpen)
		if (way === undefined) return undefined
		steps.push(...way)
	}
	return necessary(trial, 'open', steps)
}
