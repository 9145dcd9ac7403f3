/** The stages of a cluster that no plan describes. */

import { grouped } from '../../model/collect.ts'
import type { Facts } from '../../model/facts.ts'
import { becauseOf } from './because.ts'
import { type LabelSorting, sortByGivenLabel, sortByLabels } from './by-label.ts'
import { sortByNames } from './by-name.ts'
import type { Choice } from './choice.ts'
import { type FoundStage, type FoundStages, type LeftOut, type Placement, type Sorting, stagesOf } from './found.ts'
import { byPromotion } from './stage-words.ts'
import { namespacesOf, type SeenNamespace } from './survey.ts'

/**
 * Finds out which stages a cluster has, from the labels and names of its namespaces, and says why it thinks so.
 *
 * @param options.stageLabel - the label that tells the stages; each of its values is one, exactly as it is written
 */
export function findStages(facts: Facts, options: { readonly stageLabel?: string } = {}): FoundStages {
	const namespaces = namespacesOf(facts)
	const choice = options.stageLabel === undefined ? choose(namespaces) : given(namespaces, options.stageLabel)
	const { by, placed } = choice.chosen
	const leftOut = choice.chosen.leftOut.toSorted(byNamespace)
	const elsewhere = new Set([...placed.keys(), ...leftOut.map(({ namespace }) => namespace)])
	const stages = stagesFrom(placed)
	return {
		by,
		because: becauseOf(choice, stages, namespaces, facts),
		stages,
		neutral: namespaces.map(({ name }) => name).filter((name) => !elsewhere.has(name)),
		leftOut,
	}
}

function given(namespaces: readonly SeenNamespace[], key: string): Choice {
	return { chosen: sortByGivenLabel(namespaces, key), rejected: [], runnerUp: undefined }
}

/**
 * A label says more than a name, as somebody put it there: names win only where they place more than twice as many. A label
 * with a single stage is better than nothing.
 */
function choose(namespaces: readonly SeenNamespace[]): Choice {
	const labels = sortByLabels(namespaces)
	const names = sortByNames(namespaces)
	const rejected = labels.filter(({ placed }) => placed.size === 0)
	const [label] = labels.filter((sorting) => stagesOf(sorting) > 1)
	const [name] = names
	const byName = name !== undefined && name.placed.size > 2 * (label?.placed.size ?? 0)
	const chosen = (byName ? name : label) ?? labels.find(({ placed }) => placed.size > 0) ?? nothing(rejected)
	const others = [...labels, ...names].filter((sorting) => sorting !== chosen && sorting.placed.size > 0)
	return { chosen, rejected, runnerUp: others.sort((a, b) => b.placed.size - a.placed.size)[0] }
}

/** No stages, but what looked like a label of stages is named. */
function nothing(rejected: readonly LabelSorting[]): Sorting {
	const leftOut = new Map<string, LeftOut>()
	for (const each of rejected.flatMap((sorting) => sorting.leftOut))
		if (!leftOut.has(each.namespace)) leftOut.set(each.namespace, each)
	return { by: { type: 'none' }, placed: new Map(), leftOut: [...leftOut.values()] }
}

function stagesFrom(placed: ReadonlyMap<string, Placement>): readonly FoundStage[] {
	return [...grouped(placed, ([, { stage }]) => stage)]
		.sort(([a], [b]) => byPromotion(a, b))
		.map(([stage, entries]) => {
			const placements = entries.map(([, placement]) => placement)
			const name = mostWritten(stage, placements)
			const spellings = new Set(placements.flatMap(({ word, written }) => [word, written]))
			spellings.delete(name)
			return { name, namespaces: entries.map(([namespace]) => namespace).sort(), synonyms: [...spellings].sort() }
		})
}

/** The spelling that is written most; of several the one that the stage is known by, or else the first in the alphabet. */
function mostWritten(stage: string, placements: readonly Placement[]): string {
	const counts = new Map<string, number>()
	for (const { word } of placements) counts.set(word, (counts.get(word) ?? 0) + 1)
	const most = Math.max(...counts.values())
	const words = [...counts].filter(([, count]) => count === most).map(([word]) => word)
	return words.includes(stage) ? stage : (words.sort()[0] ?? stage)
}

function byNamespace(a: LeftOut, b: LeftOut): number {
	return a.namespace < b.namespace ? -1 : 1
}
