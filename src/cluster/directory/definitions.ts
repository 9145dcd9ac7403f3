/** Which files define an object. */
import { keyOf, refOf } from '../../model/kube-object.ts'
import { objectsOf, type ReadFile } from './read-file.ts'

/** Files by the keys of their objects. */
export interface Definitions {
	/** Takes note that a file now says something else. */
	replace(file: string, before: ReadFile | undefined, after: ReadFile | undefined): void
	/** The first file that defines an object, in the order of their paths. */
	firstOf(key: string): string | undefined
}

/** The definitions in all of these files. */
export function definitionsIn(files: ReadonlyMap<string, ReadFile>): Definitions {
	/** Nearly always one file. */
	const byKey = new Map<string, string | Set<string>>()
	const remove = (key: string, file: string): void => {
		const known = byKey.get(key)
		if (typeof known === 'object') known.delete(file)
		else byKey.delete(key)
	}
	const add = (key: string, file: string): void => {
		const known = byKey.get(key)
		if (known === undefined || known === file) byKey.set(key, file)
		else if (typeof known === 'object') known.add(file)
		else byKey.set(key, new Set([known, file]))
	}
	for (const [file, content] of files) for (const key of keysIn(file, content)) add(key, file)
	return {
		replace(file, before, after) {
			for (const key of keysIn(file, before)) remove(key, file)
			for (const key of keysIn(file, after)) add(key, file)
		},
		firstOf(key) {
			const known = byKey.get(key) ?? []
			const [first] = typeof known === 'string' ? [known] : [...known].sort()
			return first
		},
	}
}

function keysIn(file: string, content: ReadFile | undefined): readonly string[] {
	return objectsOf(file, content).map(({ object }) => keyOf(refOf(object)))
}
