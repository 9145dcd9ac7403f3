/** What a namespace's name says besides its stage: mostly the app. */
import { prefixOf, suffixOf } from './stage-words.ts'

/**
 * A namespace's name without that of its stage at the end or at the beginning; `undefined` where it has none there.
 *
 * @param spellings - how the stage is written, besides the words that are known for it
 */
export function stemOf(name: string, stage: string, spellings: readonly string[]): string | undefined {
	const affix = [suffixOf(name), prefixOf(name)].find((each) => each?.stage === stage)
	if (affix !== undefined) return affix.stem
	const lower = name.toLowerCase()
	for (const word of spellings.map((spelling) => spelling.toLowerCase())) {
		if (lower === word) return ''
		if (lower.endsWith(word) && separator.test(lower.at(-word.length - 1) ?? '')) return name.slice(0, -word.length - 1)
		if (lower.startsWith(word) && separator.test(lower.charAt(word.length))) return name.slice(word.length + 1)
	}
	return undefined
}

const separator = /[-._]/
