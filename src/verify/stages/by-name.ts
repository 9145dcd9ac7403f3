/** Stages told apart by the names of the namespaces. */

import { grouped } from '../../model/collect.ts'
import type { Placement, Sorting } from './found.ts'
import { type Affix, byPromotion, prefixOf, suffixOf } from './stage-words.ts'
import { isClustersOwn, type SeenNamespace } from './survey.ts'

/** A namespace whose name ends or begins like a stage. */
interface Match extends Affix {
	readonly name: string
}

/** Stages by stem: `shop-dev` and `shop-prod` make `shop` → dev, prod. */
type Stems = ReadonlyMap<string, ReadonlySet<string>>

/**
 * The stages that the ends of the names tell apart, and those that the beginnings do; what places more namespaces comes first.
 * Left out is what does not tell two stages apart.
 *
 * Words in names are weak evidence (`test-operator`, `production-monitoring`). It is strong where namespaces differ in nothing
 * but the stage; where none do, a stage needs two namespaces.
 */
export function sortByNames(namespaces: readonly SeenNamespace[]): readonly Sorting[] {
	const names = namespaces.map(({ name }) => name).filter((name) => !isClustersOwn(name))
	return [sortBy('suffix', matchesOf(names, suffixOf)), sortBy('prefix', matchesOf(names, prefixOf))]
		.filter((sorting) => sorting !== undefined)
		.sort((a, b) => b.placed.size - a.placed.size)
}

function matchesOf(names: readonly string[], affixOf: (name: string) => Affix | undefined): readonly Match[] {
	const matches = names.flatMap((name) => {
		const affix = affixOf(name)
		return affix === undefined ? [] : [{ ...affix, name }]
	})
	const clear = stemsOf(matches.filter(({ vague }) => !vague))
	return matches.filter((match) => !match.vague || isMadeClear(match, clear))
}

/** `shop-live` is `prod` beside `shop-dev`; a namespace that is called `demo` and nothing else needs two such neighbours. */
function isMadeClear({ stage, stem }: Match, clear: Stems): boolean {
	const neighbours = [...(clear.get(stem) ?? [])].filter((each) => each !== stage)
	return neighbours.length >= (stem === '' ? 2 : 1)
}

function sortBy(place: 'suffix' | 'prefix', matches: readonly Match[]): Sorting | undefined {
	const stems = stemsOf(matches)
	const shared = matches.filter(({ stem }) => (stems.get(stem)?.size ?? 0) > 1)
	const kept = shared.length === 0 ? crowded(matches) : place === 'suffix' ? matches : sharing(matches, shared)
	if (new Set(kept.map(({ stage }) => stage)).size < 2) return undefined
	const whole = kept.every(({ stem }) => stem === '')
	// A whole name is its own end and its own beginning: once is enough.
	if (whole && place === 'prefix') return undefined
	return {
		by: { type: whole ? 'name' : place },
		placed: new Map(kept.map(({ name, stage, word }): [string, Placement] => [name, { stage, word, written: word }])),
		leftOut: [],
		twins: twinsIn(shared),
	}
}

function stemsOf(matches: readonly Match[]): Stems {
	const families = grouped(matches, ({ stem }) => stem)
	return new Map([...families].map(([stem, family]) => [stem, new Set(family.map(({ stage }) => stage))]))
}

/** Those of stages that several namespaces are in. */
function crowded(matches: readonly Match[]): readonly Match[] {
	const members = grouped(matches, ({ stage }) => stage)
	return matches.filter(({ stage }) => (members.get(stage)?.length ?? 0) > 1)
}

/**
 * Those of stages that have a twin in another one. Asked of beginnings only: `test-operator` begins with what it is for, while
 * hardly anything ends in a stage that is in none.
 */
function sharing(matches: readonly Match[], shared: readonly Match[]): readonly Match[] {
	const stages = new Set(shared.map(({ stage }) => stage))
	return matches.filter(({ stage }) => stages.has(stage))
}

/** Two that differ in nothing but the stage. */
function twinsIn(shared: readonly Match[]): readonly string[] {
	const [first] = shared.filter(({ stem }) => stem !== '')
	if (first === undefined) return []
	const family = shared.filter(({ stem }) => stem === first.stem).sort((a, b) => byPromotion(a.stage, b.stage))
	const [one] = family
	const other = family.find(({ stage }) => stage !== one?.stage)
	return one === undefined || other === undefined ? [] : [one.name, other.name]
}
