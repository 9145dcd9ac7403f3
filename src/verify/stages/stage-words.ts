/** The words by which people call their stages, and where they stand in a text. */

interface KnownStage {
	/** What its spellings are counted as. */
	readonly stage: string
	readonly words: readonly string[]
	/** Words that mean something else as often (`live`, `load`): in a name they need a neighbour that makes their meaning clear. */
	readonly vague?: readonly string[]
}

/**
 * In promotion order. One row counts as one stage. `uat` is a stage of its own, since it is signed off by other people than
 * `test` and `staging`; so is `preprod`, since a cluster that has both spellings mostly has both stages. Words of other
 * languages stand beside the English ones.
 */
const knownStages: readonly KnownStage[] = [
	{ stage: 'local', words: [], vague: ['local'] },
	{ stage: 'sandbox', words: ['sandbox', 'sbx'], vague: ['playground'] },
	{ stage: 'preview', words: ['preview', 'ephemeral'], vague: ['review', 'pr', 'feature'] },
	{
		stage: 'dev',
		words: ['dev', 'devel', 'develop', 'development', 'desarrollo', 'desenvolvimento', 'entwicklung'],
		vague: ['des'],
	},
	{ stage: 'integration', words: ['integration'], vague: ['int', 'integ'] },
	{ stage: 'test', words: ['test', 'tst', 'testing'] },
	{ stage: 'qa', words: ['qa', 'qas'], vague: ['quality'] },
	{ stage: 'sit', words: ['sit', 'systemtest', 'system-test'] },
	{ stage: 'uat', words: ['uat', 'acceptance', 'acceptatie', 'hml', 'homolog', 'homologacao'], vague: ['acc', 'hom'] },
	{ stage: 'demo', words: [], vague: ['demo'] },
	{ stage: 'training', words: [], vague: ['training'] },
	{ stage: 'staging', words: ['staging', 'stage', 'stg'] },
	{
		stage: 'perf',
		words: ['perf', 'performance', 'perftest', 'perf-test', 'performance-test', 'loadtest', 'load-test'],
		vague: ['load', 'stress'],
	},
	{
		stage: 'nonprod',
		words: ['nonprod', 'non-prod', 'nonprd', 'non-prd', 'nonproduction', 'non-production', 'nprd'],
	},
	{
		stage: 'preprod',
		words: [
			'preprod',
			'pre-prod',
			'preprd',
			'pre-prd',
			'preproduction',
			'pre-production',
			'pprd',
			'prelive',
			'pre-live',
		],
		vague: ['pre', 'ppe'],
	},
	{
		stage: 'prod',
		words: ['prod', 'prd', 'production', 'produccion', 'producao', 'productie', 'produktion'],
		vague: ['live', 'pro'],
	},
	{ stage: 'dr', words: ['disaster-recovery'], vague: ['dr', 'failover'] },
]

interface Word {
	readonly stage: string
	readonly vague: boolean
}

const words = new Map<string, Word>(
	knownStages.flatMap(({ stage, words: clear, vague = [] }) => [
		...clear.map((word) => [word, { stage, vague: false }] as const),
		...vague.map((word) => [word, { stage, vague: true }] as const),
	]),
)

const ranks = new Map(knownStages.map(({ stage }, rank) => [stage, rank]))

/** Stages that nobody knows come after those where software is made and tested, and before those that look like production. */
const unknownRank = (ranks.get('staging') ?? 0) - 0.5

/** The stage that a word means as a whole, in whatever case. */
export function stageOfWord(word: string): string | undefined {
	return words.get(normal(word))?.stage
}

/** Compares stages by promotion order, those of equal rank by their names. For `sort`. */
export function byPromotion(a: string, b: string): number {
	return rankOf(a) - rankOf(b) || (a < b ? -1 : a > b ? 1 : 0)
}

/** The stage that is named in a text, at its end or at its beginning. */
export function stageIn(text: string): string | undefined {
	return (suffixOf(text) ?? prefixOf(text))?.stage
}

function rankOf(text: string): number {
	const stage = stageIn(text)
	return (stage === undefined ? undefined : ranks.get(stage)) ?? unknownRank
}

/** A stage's name at the beginning or at the end of a text. */
export interface Affix {
	readonly stage: string
	/** As it is written there. */
	readonly word: string
	/** Whether the word means something else as often. */
	readonly vague: boolean
	/** The text without the word and what belongs to it; empty where there is nothing else. */
	readonly stem: string
}

/**
 * The stage in which a text ends. A number, a region or a colour may follow: `shop-prod-eu` is `shop` in `prod`.
 *
 * @example suffixOf('shop-dev2') // {stage: 'dev', word: 'dev', vague: false, stem: 'shop'}
 */
export function suffixOf(text: string): Affix | undefined {
	const parts = partsOf(text)
	for (let end = parts.length; end > 0; end--) {
		const found = affix(text, parts, end - 2, end, 'before') ?? affix(text, parts, end - 1, end, 'before')
		if (found !== undefined || !qualifier.test(parts[end - 1]?.text ?? '')) return found
	}
	return undefined
}

/**
 * The stage with which a text begins.
 *
 * @example prefixOf('dev-shop') // {stage: 'dev', word: 'dev', vague: false, stem: 'shop'}
 */
export function prefixOf(text: string): Affix | undefined {
	const parts = partsOf(text)
	return affix(text, parts, 0, 2, 'after') ?? affix(text, parts, 0, 1, 'after')
}

/** What tells instances of one stage apart: `prod-2`, `prod-eu-west-1`, `prod-b`, `prod-blue`. */
const qualifier = new RegExp(
	'^(\\d{1,4}|[a-z]|blue|green|' +
		'(af|ap|apac|asia|au|br|ca|ch|de|emea|eu|europe|fr|in|jp|latam|me|na|sa|sg|uk|us|north|south|east|west|central)+\\d?)$',
)

interface Part {
	readonly text: string
	readonly start: number
	readonly end: number
}

function partsOf(text: string): readonly Part[] {
	return [...normal(text).matchAll(/[^-]+/g)].map(({ 0: part, index }) => ({
		text: part,
		start: index,
		end: index + part.length,
	}))
}

/** The parts from `from` up to `to` as a stage, if they are one; a number at their end counts the stage's instances. */
function affix(
	text: string,
	parts: readonly Part[],
	from: number,
	to: number,
	stem: 'before' | 'after',
): Affix | undefined {
	const first = parts[from]
	const last = parts[to - 1]
	if (first === undefined || last === undefined) return undefined
	const word = text.slice(first.start, last.end).replace(/\d{1,3}$/, '')
	const known = words.get(normal(word))
	if (known === undefined) return undefined
	const rest = stem === 'before' ? text.slice(0, first.start) : text.slice(last.end)
	return { ...known, word, stem: rest.replace(/^[-._]+|[-._]+$/g, '') }
}

function normal(text: string): string {
	return text.toLowerCase().replace(/[._]/g, '-')
}
