/** What is open, in every way of reading what the specification and the facts leave open. */
import type { Verdict } from '../../../model/network-explanation.ts'
import type { KnownEnd } from '../connections/classes.ts'
import { allowedPorts } from '../evaluate.ts'
import { isOutside, type Reading } from '../network.ts'
import { intersect, noPorts, type Ports, samePorts, subtract, unite } from '../ports.ts'
import type { Question } from './trace.ts'

/** The answer to a question, among the ports that were asked. */
export interface Answer {
	readonly verdict: Verdict
	/** Open for sure. */
	readonly open: Ports
	/** Open in some ways of reading. */
	readonly unsure: Ports
	readonly bounds: Readonly<Record<Reading['blocks'], Readonly<Record<Reading['bound'], Ports>>>>
}

/** Answers a question by the evaluator. */
export function answerTo(question: Question): Answer {
	const bounds = { pods: boundsOf(question, 'pods'), outside: boundsOf(question, 'outside') }
	const open = intersect(bounds.pods.lower, bounds.outside.lower)
	const unsure = subtract(unite(bounds.pods.upper, bounds.outside.upper), open)
	return { verdict: verdictOf(question.asked, open, unsure), open, unsure, bounds }
}

function boundsOf({ network, from, to, asked }: Question, blocks: Reading['blocks']): Answer['bounds']['pods'] {
	const upper = intersect(asked, allowedPorts(network, from, to, { blocks, bound: 'upper' }))
	if (upper.length === 0) return { upper, lower: noPorts }
	return { upper, lower: intersect(asked, allowedPorts(network, from, to, { blocks, bound: 'lower' })) }
}

function verdictOf(asked: Ports, open: Ports, unsure: Ports): Verdict {
	if (unsure.length > 0) return 'depends'
	if (open.length === 0) return 'closed'
	return samePorts(open, asked) ? 'open' : 'partly'
}

/** Whether two ends are at the same node, one of them in its network: their connections no policy closes. */
export function nodeRelation(from: KnownEnd, to: KnownEnd): 'same' | 'maybe' | 'none' {
	if (isOutside(from) || isOutside(to) || !(from.hostNetwork || to.hostNetwork)) return 'none'
	if (from.node === undefined || to.node === undefined) return 'maybe'
	return from.node === to.node ? 'same' : 'none'
}

/** Whether two ends are one pod. A template stands for any number of pods, which are not each other. */
export function isSelf(from: KnownEnd, to: KnownEnd): boolean {
	return from === to && !isOutside(from) && from.ref.kind === 'Pod' && from.ref.group === ''
}
