/** Which labels the namespaces of a cluster have, for a person who has to choose one. */
import { stageOfWord } from './stage-words.ts'
import type { SeenNamespace } from './survey.ts'

/** The keys of labels with how many values they have; first those that may tell stages, then those that most namespaces have. */
export function labelKeysOf(
	namespaces: readonly SeenNamespace[],
): readonly { readonly key: string; readonly values: number }[] {
	const keys = new Map<string, { readonly values: Set<string>; namespaces: number }>()
	for (const { labels } of namespaces)
		for (const [key, value] of labels) {
			if (notByPeople.test(key)) continue
			const known = keys.get(key) ?? { values: new Set(), namespaces: 0 }
			known.values.add(value)
			known.namespaces++
			keys.set(key, known)
		}
	return [...keys]
		.map(([key, { values, namespaces: on }]) => ({
			key,
			values: values.size,
			on,
			stages: [...values].filter((value) => stageOfWord(value) !== undefined).length,
		}))
		.sort((a, b) => b.stages - a.stages || b.on - a.on || (a.key < b.key ? -1 : 1))
}

/** Labels that somebody else decides about, and that differ in each namespace or in none. */
const notByPeople = /^(kubernetes\.io\/metadata\.name|name|pod-security\.kubernetes\.io\/.*|stagewall\.dev\/.*)$/
