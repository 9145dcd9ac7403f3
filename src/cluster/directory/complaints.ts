/** What about the files of a tree cannot be read, for people. */
import { type KubeObject, keyOf, refOf, showRef } from '../../model/kube-object.ts'
import type { Found, ReadFile } from './read-file.ts'
import type { Unreadable } from './walk.ts'

/** One entry a file: what is wrong with it first, and how much more. */
export function complaintsOf(files: ReadonlyMap<string, ReadFile>): readonly Unreadable[] {
	const complaints = new Map<string, string[]>()
	const complain = (file: string, message: string): void => {
		const before = complaints.get(file)
		if (before === undefined) complaints.set(file, [message])
		else before.push(message)
	}
	for (const [file, content] of files) {
		if ('complaint' in content) complain(file, content.complaint)
		else
			for (const piece of content.pieces)
				for (const { message, line, column } of piece.complaints)
					complain(file, line === undefined ? message : `at ${piece.line + line - 1}:${column}: ${message}`)
	}
	return [...complaints].map(([file, [message = '', ...more]]) => ({
		file,
		message: more.length === 0 ? message : `${message} (and ${more.length} more)`,
	}))
}

/** An object that two files (or two places of one) define differently. */
export interface Ambiguity {
	/** The definition that does not count, if it is the first that does. */
	readonly found: Found
	readonly message: string
}

/**
 * Each object once, and those that are defined more than once, unless all definitions say the same.
 *
 * @param objects - in the order in which the first definition counts
 */
export function onceEach(objects: Iterable<Found>): {
	readonly first: readonly KubeObject[]
	readonly ambiguities: readonly Ambiguity[]
} {
	const first: KubeObject[] = []
	const ambiguities: Ambiguity[] = []
	const inHome = byHome()
	for (const found of objects) {
		const { object } = found
		const names = inHome(object)
		const known = names.get(object.metadata.name)
		if (known === undefined) {
			names.set(object.metadata.name, found)
			first.push(object)
		} else if (!isSame(known.object, object)) ambiguities.push({ found, message: ambiguity(known, found) })
	}
	return { first, ambiguities }
}

/**
 * Objects by name within their group, kind and namespace, which neighbours mostly share: a key for each of a hundred thousand
 * objects takes longer to make than to look up.
 */
function byHome(): (object: KubeObject) => Map<string, Found> {
	const homes = new Map<string, Map<string, Found>>()
	let last: KubeObject | undefined
	let names = new Map<string, Found>()
	return (object) => {
		if (last === undefined || !isNeighbour(object, last)) {
			const home = keyOf({ ...refOf(object), name: '' })
			names = homes.get(home) ?? new Map()
			homes.set(home, names)
		}
		last = object
		return names
	}
}

function isNeighbour(a: KubeObject, b: KubeObject): boolean {
	return a.apiVersion === b.apiVersion && a.kind === b.kind && a.metadata.namespace === b.metadata.namespace
}

function ambiguity(known: Found, found: Found): string {
	const name = showRef(refOf(found.object))
	const places = known.file === found.file ? `twice in ${found.file}` : `in ${known.file} and in ${found.file}`
	return `${name} is written ${places}, and not the same; which one counts cannot be seen`
}

/** The same values, in whatever order their keys are written. */
function isSame(a: unknown, b: unknown): boolean {
	if (a === b) return true
	if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
	const [left, right] = [Object.entries(a), Object.entries(b)]
	return (
		Array.isArray(a) === Array.isArray(b) &&
		left.length === right.length &&
		left.every(([key, value]) => Object.hasOwn(b, key) && isSame(value, (b as Record<string, unknown>)[key]))
	)
}
