/** Stages told apart by a label of the namespaces. */

import { grouped } from '../../model/collect.ts'
import type { LeftOut, Placement, Sorting } from './found.ts'
import { type StageKey, stageKeyOf } from './stage-keys.ts'
import { stemOf } from './stem.ts'
import { isClustersOwn, type SeenNamespace } from './survey.ts'
import { type Reading, readValue } from './values.ts'

/** What a label tells. */
export interface LabelSorting extends Sorting {
	readonly by: { readonly type: 'label'; readonly key: string }
	/** How likely its key is: 0 for the likeliest. */
	readonly rank: number
}

/** A namespace with its value of a label. */
interface Valued {
	readonly key: StageKey
	readonly name: string
	readonly value: string
}

/** The labels that may tell stages, the best first: those that place more namespaces, then those with the likelier key. */
export function sortByLabels(namespaces: readonly SeenNamespace[]): readonly LabelSorting[] {
	const owners = ownersIn(namespaces)
	return [...grouped(valuesIn(namespaces), ({ key }) => key)]
		.map(([key, valued]) => sortBy(key, valued, owners))
		.sort((a, b) => b.placed.size - a.placed.size || a.rank - b.rank || (a.by.key < b.by.key ? -1 : 1))
}

/** A label that somebody named: each of its values is a stage, exactly as it is written. */
export function sortByGivenLabel(namespaces: readonly SeenNamespace[], key: string): LabelSorting {
	const placed = new Map<string, Placement>()
	const leftOut: LeftOut[] = []
	for (const { name, labels } of namespaces) {
		const value = labels.get(key)
		if (value === '') leftOut.push({ namespace: name, value, why: emptyValue(key) })
		else if (value !== undefined) placed.set(name, { stage: value, word: value, written: value })
	}
	return { by: { type: 'label', key }, placed, leftOut, rank: 0 }
}

/** The values of all labels that may tell stages, in one pass. */
function valuesIn(namespaces: readonly SeenNamespace[]): readonly Valued[] {
	const labels = new Set(namespaces.flatMap((namespace) => [...namespace.labels.keys()]))
	const keys = new Map([...labels].map((label) => [label, stageKeyOf(label)]))
	return namespaces.flatMap(({ name, labels: own }) =>
		[...own].flatMap(([label, value]) => {
			const key = keys.get(label)
			return key === undefined ? [] : [{ key, name, value }]
		}),
	)
}

/** Who owns namespaces, by labels such as `team: payments`: such names are no stages, also where another label has them. */
function ownersIn(namespaces: readonly SeenNamespace[]): ReadonlySet<string> {
	const owners = new Set<string>()
	for (const { labels } of namespaces)
		for (const [key, value] of labels)
			if (/(^|[/._-])(team|squad|tenant|owner|department)$/.test(key)) owners.add(value)
	return owners
}

function sortBy(stageKey: StageKey, valued: readonly Valued[], owners: ReadonlySet<string>): LabelSorting {
	const { key, rank } = stageKey
	const readings = new Map(valued.map(({ value }) => [value, readValue(value, owners)]))
	const known = placeKnown(valued, readings)
	const tells = isStageLabel(stageKey, valued, readings, known)
	const all = stageKey.vague ? known : placeUnknown(valued, readings, known)
	const placed = tells ? all : new Map<string, Placement>()
	const leftOut = valued
		.filter(({ name }) => !placed.has(name))
		.map(({ name, value }) => ({
			namespace: name,
			value,
			why: whyLeftOut({ key: stageKey, name, value }, readings.get(value), tells),
		}))
	return { by: { type: 'label', key }, placed, leftOut, rank }
}

/** The namespaces whose value is the name of a stage that everybody knows. */
function placeKnown(valued: readonly Valued[], readings: ReadonlyMap<string, Reading>): ReadonlyMap<string, Placement> {
	return new Map(
		valued.flatMap(({ name, value }) => {
			const reading = readings.get(value)
			return reading?.type !== 'stage' || isClustersOwn(name)
				? []
				: [[name, { stage: reading.stage, word: reading.word, written: value }] as const]
		}),
	)
}

/**
 * Whether a label is about stages at all: it is where it tells two known ones apart. With a single one, and with a key that
 * often means something else (`tier`), they have to make up half of the namespaces that it says something about.
 */
function isStageLabel(
	{ vague }: StageKey,
	valued: readonly Valued[],
	readings: ReadonlyMap<string, Reading>,
	known: ReadonlyMap<string, Placement>,
): boolean {
	const stages = new Set([...known.values()].map(({ stage }) => stage)).size
	if (stages === 0 || (vague && stages === 1)) return false
	if (stages > 1 && !vague) return true
	const telling = valued.filter(({ name, value }) => {
		const reading = readings.get(value)
		return value !== '' && !isClustersOwn(name) && !(reading?.type === 'none' && reading.forAll)
	})
	return known.size * 2 >= telling.length
}

/**
 * Adds stages that nobody knows but this cluster: what at least two namespaces have, or one whose name is that of a known
 * stage's namespace but for the stage (`shop-nightly` beside `shop-dev`).
 */
function placeUnknown(
	valued: readonly Valued[],
	readings: ReadonlyMap<string, Reading>,
	known: ReadonlyMap<string, Placement>,
): ReadonlyMap<string, Placement> {
	const unknown = valued.filter(({ name, value }) => readings.get(value)?.type === 'unknown' && !isClustersOwn(name))
	const stems = new Set([...known].map(([name, { stage, written }]) => stemOf(name, stage, [written])))
	const placed = new Map(known)
	for (const [stage, members] of grouped(unknown, ({ value }) => value.toLowerCase())) {
		const isStage = members.some(({ name, value }) => {
			const stem = stemOf(name, stage, [value])
			return members.length > 1 || (stem !== undefined && stems.has(stem))
		})
		if (isStage) for (const { name, value } of members) placed.set(name, { stage, word: value, written: value })
	}
	return placed
}

function whyLeftOut(
	{ key: { key, vague }, name, value }: Valued,
	reading: Reading | undefined,
	tells: boolean,
): string {
	if (value === '') return emptyValue(key)
	if (isClustersOwn(name)) return `${name} belongs to the cluster itself, and every stage needs it.`
	if (reading?.type === 'stage')
		return `${key}=${value} is not taken for a stage, as ${key} mostly says something else.`
	const why = `${key}=${value} ${reading?.why ?? ''}`
	if (reading?.type === 'none' || !tells) return `${why}.`
	return `${why}, ${vague ? `and ${key} often says something else` : 'and no other namespace has it'}.`
}

function emptyValue(key: string): string {
	return `The label ${key} is empty.`
}
