/** Trying changes out: the objects are changed as a person would, read anew, and asked again. */
import { type KubeObject, keyOf } from '../../../../model/kube-object.ts'
import type { FlippingChange, Step } from '../../../../model/network-explanation.ts'
import type { KnownEnd } from '../../connections/classes.ts'
import { type Direction, isOutside, type Network } from '../../network.ts'
import { intersect, type Ports, subtract } from '../../ports.ts'
import { readNetwork } from '../../read-network.ts'
import { answerTo } from '../answer.ts'
import type { Question } from '../trace.ts'
import { applySteps } from './apply-steps.ts'

/** A question whose answer is to be turned. */
export interface Trial extends Question {
	/** The objects that the answer depends on. */
	readonly objects: readonly KubeObject[]
	/** Whether all that was asked is then open for sure, or closed for sure. */
	reaches(goal: FlippingChange['goal'], steps: readonly Step[]): boolean
	/** The ports among those asked that the policies of one end then surely let pass, whatever those of the other say. */
	openAt(direction: Direction, steps: readonly Step[]): Ports
}

/**
 * Prepares a question.
 *
 * @param objects - everything that was observed; only what stands in the namespaces of the two ends, or in none, has a say
 */
export function trialOf(question: Question, objects: readonly KubeObject[]): Trial {
	const { network, from, to, asked } = question
	const namespaces = new Set([from, to].flatMap((end) => (isOutside(end) ? [] : [end.namespace])))
	const relevant = objects.filter(({ metadata, kind }) =>
		metadata.namespace === undefined
			? kind !== 'Namespace' || namespaces.has(metadata.name)
			: namespaces.has(metadata.namespace),
	)
	const places = [from, to].map((end) => placeOf(network, end))
	const changed = (steps: readonly Step[]): Question => {
		const after = readNetwork({ objects: applySteps(relevant, steps) })
		const [source, destination] = places.map((place) => place(after)) as [KnownEnd, KnownEnd]
		return { network: after, from: source, to: destination, asked }
	}
	return {
		...question,
		objects: relevant,
		reaches(goal, steps) {
			const { open, unsure } = answerTo(changed(steps))
			return goal === 'open' ? subtract(asked, open).length === 0 : open.length === 0 && unsure.length === 0
		},
		openAt(direction, steps) {
			const after = changed(steps)
			return intersect(asked, answerTo({ ...after, network: only(after.network, direction) }).open)
		},
	}
}

/** How to find an end again in a network that was read anew; of objects that were given twice, the same one. */
function placeOf(network: Network, end: KnownEnd): (after: Network) => KnownEnd {
	if (isOutside(end)) return () => end
	const { namespace, ref } = end
	const alike = (each: Network): readonly KnownEnd[] =>
		each.endpointsIn(namespace).filter((other) => keyOf(other.ref) === keyOf(ref))
	const index = alike(network).indexOf(end)
	return (after) => alike(after)[index] ?? end
}

/** A network in which nothing is said about the other direction. */
function only(network: Network, direction: Direction): Network {
	const other = direction === 'egress' ? 'ingress' : 'egress'
	return {
		...network,
		policiesIn: (namespace) => network.policiesIn(namespace).map((policy) => ({ ...policy, [other]: undefined })),
		tierPolicies: network.tierPolicies.map((policy) => ({ ...policy, [other]: [] })),
	}
}

/** Steps without those that are not needed, the last ones looked at first; `undefined` where all of them do not reach the goal. */
export function necessary(
	trial: Trial,
	goal: FlippingChange['goal'],
	steps: readonly Step[],
): readonly Step[] | undefined {
	if (!trial.reaches(goal, steps)) return undefined
	let left = steps
	for (const step of steps.toReversed()) {
		const without = left.filter((each) => each !== step)
		if (trial.reaches(goal, without)) left = without
	}
	return left
}
