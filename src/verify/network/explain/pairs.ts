/** Many ends at once: pairs that get the same answer, each group as whoever is in it to whoever is in it. */
import { grouped } from '../../../model/collect.ts'
import type { StageRelation } from '../../../model/network-explanation.ts'
import { Classes, type KnownEnd } from '../connections/classes.ts'
import { regionsOf } from '../connections/regions.ts'
import { isOutside, type Network } from '../network.ts'
import { intervalsOf, type Ports, showPorts, unite } from '../ports.ts'
import { whatRulesSee } from '../what-rules-see.ts'
import { type Answer, answerTo, isSelf, nodeRelation } from './answer.ts'
import type { Asked } from './asked.ts'
import type { Stages } from './stage-relation.ts'
import type { Question } from './trace.ts'

/** Pairs with one answer. */
export interface PairGroup {
	readonly from: readonly KnownEnd[]
	readonly to: readonly KnownEnd[]
	readonly pairs: number
	/** A pair that speaks for all of them. */
	readonly question: Question
	readonly answer: Answer
	readonly stages: StageRelation
}

/** So many pairs of classes are asked about at most: some seconds. */
const mostPairs = 250_000

/**
 * Groups all pairs of two sides by their answers, the most open first. A pod and itself count only where there is nothing else.
 *
 * @returns `undefined` where there are too many
 */
export function groupsOf(
	network: Network,
	stages: Stages,
	from: readonly KnownEnd[],
	to: readonly KnownEnd[],
	asked: Asked,
): readonly PairGroup[] | undefined {
	const classOf = classifier(network, stages)
	const sources = inClasses(from, classOf)
	const destinations = inClasses(to, (end) => `${classOf(end)} ${showPorts(asked.at(end))}`)
	if (sources.length * destinations.length > mostPairs) return undefined
	const cells = sources.flatMap((source, row) =>
		destinations.flatMap((destination, column) =>
			cellsOf(source, destination).map((cell) => ({ ...cell, row, column })),
		),
	)
	const others = cells.filter(({ relation }) => relation !== 'self')
	const answered = (others.length > 0 ? others : cells).map((cell): Answered => {
		const [source, destination] = cell.sample
		const question = { network, from: source, to: destination, asked: asked.at(destination) }
		const answer = answerTo(question)
		const open = unite(answer.open, answer.unsure)
		return { ...cell, question, answer, stages: stages.relationOf(source, destination, question.asked, open) }
	})
	const selves = new Map(cells.filter(({ relation }) => relation === 'self').map(({ row, column }) => [row, column]))
	return merged(answered, selves).toSorted((a, b) => opennessOf(b) - opennessOf(a) || b.pairs - a.pairs)
}

/** Ends with the same class are alike to every rule and to the plan. */
function classifier(network: Network, stages: Stages): (end: KnownEnd) => string {
	const seen = whatRulesSee(network)
	const classes = new Classes({ network, blocks: 'pods', seen, regions: regionsOf(seen.ranges) })
	return (end) => `${classes.numberOf(end)} ${stages.sightOf(end)}`
}

function inClasses(ends: readonly KnownEnd[], classOf: (end: KnownEnd) => string): readonly (readonly KnownEnd[])[] {
	return [...grouped(ends, classOf).values()]
}

/** Pairs of two classes that are in the same relation by their nodes. */
interface Cell {
	readonly from: readonly KnownEnd[]
	readonly to: readonly KnownEnd[]
	readonly pairs: number
	readonly sample: readonly [KnownEnd, KnownEnd]
	/** Tells apart what classes do not. */
	readonly relation: string
}

interface Answered extends Cell, Pick<PairGroup, 'question' | 'answer' | 'stages'> {
	readonly row: number
	readonly column: number
}

function cellsOf(from: readonly KnownEnd[], to: readonly KnownEnd[]): readonly Cell[] {
	const hasHosts = [...from.slice(0, 1), ...to.slice(0, 1)].some((end) => !isOutside(end) && end.hostNetwork)
	return hasHosts ? cellsByNode(from, to) : [plainCell(from, to)]
}

/** Pods of the pods' network: only a pod and itself are another pair. */
function plainCell(from: readonly KnownEnd[], to: readonly KnownEnd[]): Cell {
	const [source, destination] = [from[0], to[0]] as [KnownEnd, KnownEnd]
	const sources = new Set(from)
	const selves = to.filter((end) => sources.has(end) && isSelf(end, end)).length
	const pairs = from.length * to.length - selves
	if (pairs === 0) return { from, to, pairs: selves, sample: [source, destination], relation: 'self' }
	const other = to.find((end) => !isSelf(source, end))
	const sample: Cell['sample'] =
		other === undefined ? [from.find((end) => end !== destination) ?? source, destination] : [source, other]
	return { from, to, pairs, sample, relation: 'none' }
}

function cellsByNode(from: readonly KnownEnd[], to: readonly KnownEnd[]): readonly Cell[] {
	const cells = new Map<string, { from: Set<KnownEnd>; to: Set<KnownEnd>; pairs: number; sample: Cell['sample'] }>()
	for (const a of from)
		for (const b of to) {
			const relation = isSelf(a, b) ? 'self' : nodeRelation(a, b)
			const cell = cells.get(relation) ?? { from: new Set(), to: new Set(), pairs: 0, sample: [a, b] }
			cells.set(relation, cell)
			cell.from.add(a)
			cell.to.add(b)
			cell.pairs++
		}
	return [...cells].map(([relation, cell]) => ({ ...cell, from: [...cell.from], to: [...cell.to], relation }))
}

/**
 * Cells with one answer are one group where every source has the same destinations.
 *
 * @param selves - the column of each row that is the same pod: it is no pair, and tells nobody apart
 */
function merged(cells: readonly Answered[], selves: ReadonlyMap<number, number>): readonly PairGroup[] {
	const byAnswer = grouped(cells, ({ question, answer, stages, relation }) =>
		JSON.stringify([relation, question.asked, answer.bounds, stages]),
	)
	return [...byAnswer.values()].flatMap((alike) => {
		const reach = new Map(
			[...grouped(alike, ({ row }) => row)].map(([row, own]) => {
				const columns = new Set([...own.map(({ column }) => column), ...(selves.has(row) ? [selves.get(row)] : [])])
				return [row, [...columns].toSorted((a = 0, b = 0) => a - b).join()]
			}),
		)
		return [...grouped(alike, ({ row }) => reach.get(row)).values()].map(groupOf)
	})
}

function groupOf(cells: readonly Answered[]): PairGroup {
	const [{ question, answer, stages }] = cells as readonly [Answered]
	return {
		from: [...new Set(cells.flatMap(({ from }) => from))],
		to: [...new Set(cells.flatMap(({ to }) => to))],
		pairs: cells.reduce((sum, { pairs }) => sum + pairs, 0),
		question,
		answer,
		stages,
	}
}

/** How many ports are open, those for sure before those that may be. */
function opennessOf({ answer: { open, unsure } }: PairGroup): number {
	return countOf(open) + countOf(unite(open, unsure)) / 1e6
}

function countOf(ports: Ports): number {
	return intervalsOf(ports).reduce((sum, { first, last }) => sum + last - first + 1, 0)
}
