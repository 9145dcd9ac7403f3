/** The sentences that say to a person by what stages are told apart, and why. */
import type { Facts } from '../../model/facts.ts'
import { nearest } from '../../model/nearest.ts'
import type { Choice } from './choice.ts'
import type { FoundStage, Sorting, StageMark } from './found.ts'
import { labelKeysOf } from './label-keys.ts'
import { areNamespacesHidden, type SeenNamespace } from './survey.ts'

/** One or two sentences, and one more for what was not seen. */
export function becauseOf(
	choice: Choice,
	stages: readonly FoundStage[],
	namespaces: readonly SeenNamespace[],
	facts: Facts,
): string {
	const { chosen } = choice
	if (namespaces.length === 0) return ['No namespace was seen.', hidden(facts)].join(' ').trim()
	return [
		chosen.by.type === 'none' ? noWay(choice) : theWay(chosen, stages, namespaces),
		stages.length > 1 ? beside(choice) : whatToDo(chosen.by, stages, namespaces),
		hidden(facts) || bare(chosen.by, namespaces),
	]
		.filter((sentence) => sentence !== '')
		.join(' ')
}

function theWay(
	{ by, placed, leftOut, twins = [] }: Sorting,
	stages: readonly FoundStage[],
	namespaces: readonly SeenNamespace[],
): string {
	const share = (part: number): string => `${part} of ${counted(namespaces.length, 'namespace')}`
	const words = listed(stages.map(({ name, synonyms }) => named(name, synonyms)))
	if (by.type === 'label') {
		const had = placed.size + leftOut.length
		if (had === 0) return `No namespace has the label ${by.key}.`
		const values =
			stages.length === 0 ? 'but names no stage' : `and names the ${stages.length === 1 ? 'stage' : 'stages'} ${words}`
		return `The label ${by.key} is on ${share(had)} ${values}.`
	}
	const verb = { suffix: 'end in', prefix: 'begin with', name: 'are', none: '' }[by.type]
	const alike = twins.length < 2 ? '' : `, and ${twins.join(' and ')} differ in nothing else`
	return `The names of ${share(placed.size)} ${verb} the name of a stage (${words})${alike}.`
}

/** `prod (also production)` */
function named(name: string, synonyms: readonly string[]): string {
	return synonyms.length === 0 ? name : `${name} (also ${listed(synonyms, 3)})`
}

function noWay({ rejected }: Choice): string {
	const [first] = rejected
	const way = 'Neither a label nor the names of the namespaces tell stages apart'
	if (first === undefined) return `${way}.`
	const values = valuesOf(first)
	const has = values.length === 1 ? 'no value but' : `the ${values.length} values`
	return `${way}: the label ${first.by.key} has ${has} ${listed(values, 5)}.`
}

function valuesOf({ leftOut }: Sorting): readonly string[] {
	return [...new Set(leftOut.map(({ value }) => (value === '' ? '""' : value)))].sort()
}

/** What the next best way says: it is worth a word where it is near or a label, and where it says something else. */
function beside({ chosen, runnerUp }: Choice): string {
	if (runnerUp === undefined) return ''
	let same = 0
	let other = 0
	for (const [namespace, { stage }] of runnerUp.placed) {
		const here = chosen.placed.get(namespace)
		if (here?.stage === stage) same++
		else if (here !== undefined) other++
	}
	const more = runnerUp.placed.size - same - other
	const changes = [
		...(more === 0 ? [] : [`${counted(more, 'more namespace')} into stages`]),
		...(other === 0 ? [] : [`${counted(other, 'namespace')} into another one`]),
	]
	if (changes.length > 0) return `${subjectOf(runnerUp.by)} would put ${changes.join(' and ')}.`
	const near = same * 2 >= chosen.placed.size || runnerUp.by.type === 'label'
	return near ? `${subjectOf(runnerUp.by)} would say the same of ${same}.` : ''
}

function subjectOf(by: StageMark): string {
	if (by.type === 'label') return `The label ${by.key}`
	return { suffix: 'The ends of their names', prefix: 'The beginnings of their names', name: 'Their names', none: '' }[
		by.type
	]
}

function whatToDo(by: StageMark, stages: readonly FoundStage[], namespaces: readonly SeenNamespace[]): string {
	const single = stages.length === 1 ? 'There is no second stage to keep apart from it. ' : ''
	const which = by.type === 'label' ? 'another label' : 'a label'
	const keys = labelKeysOf(namespaces).filter(({ key }) => by.type !== 'label' || key !== by.key)
	if (keys.length === 0)
		return `${single}Give each namespace a label with its stage, such as stage=dev, or write a stages.yaml.`
	const names = keys.map(({ key }) => key)
	const meant = by.type === 'label' && stages.length === 0 ? nearest(by.key, names) : undefined
	const guess = meant === undefined ? '' : `Did you mean ${meant}? `
	const shown = listed(
		keys.map(({ key, values }) => `${key} (${counted(values, 'value')})`),
		8,
	)
	return `${single}${guess}If ${which} tells the stages, name it with --stage-label KEY; the namespaces have ${shown}.`
}

function hidden(facts: Facts): string {
	return areNamespacesHidden(facts)
		? 'Namespaces could not all be read, so some of them or of their labels may be missing.'
		: ''
}

/** Where labels count, and those of some namespaces are not known. */
function bare(by: StageMark, namespaces: readonly SeenNamespace[]): string {
	const count = by.type === 'label' || by.type === 'none' ? namespaces.filter(({ declared }) => !declared).length : 0
	if (count === 0) return ''
	return count === 1
		? 'One namespace is known only by what lives in it, without its labels.'
		: `${count} namespaces are known only by what lives in them, without their labels.`
}

function counted(count: number, noun: string): string {
	return `${count} ${noun}${count === 1 ? '' : 's'}`
}

/** `a, b and 3 more` */
function listed(words: readonly string[], most = 10): string {
	if (words.length <= most) return words.join(', ')
	return `${words.slice(0, most).join(', ')} and ${words.length - most} more`
}
