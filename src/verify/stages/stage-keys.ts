/** Keys of labels that may name a stage. */

/** Kinds of keys, the likeliest first. */
const kindsOfKeys: readonly string[] = ['stage', 'env', 'environment', 'landscape', 'sdlc', 'tier']

/** What may follow in a key: `environment-name`, `env_type`. */
const fillers = new Set(['name', 'type', 'class', 'level'])

/** A label by which stages may be told apart. */
export interface StageKey {
	readonly key: string
	/** 0 for the likeliest. */
	readonly rank: number
	/** Whether the key says something else as often: its values then have to speak for themselves. */
	readonly vague: boolean
}

/**
 * Reads the key of a label by the words behind its prefix: whose domain it is does not matter.
 *
 * @example stageKeyOf('tags.example.com/deploy-env') // {key: 'tags.example.com/deploy-env', rank: 1, vague: false}
 */
export function stageKeyOf(key: string): StageKey | undefined {
	const words = key
		.slice(key.lastIndexOf('/') + 1)
		.replace(/([a-z])([A-Z])/g, '$1-$2')
		.toLowerCase()
		.split(/[-._]+/)
	const word = words.findLast((each) => !fillers.has(each)) ?? ''
	const rank = kindsOfKeys.indexOf(word)
	return rank < 0 ? undefined : { key, rank, vague: word === 'tier' }
}
