/**
 * What the values of a plan have to look like. A shape checks a value, tells an editor about it (JSON Schema), and gives it
 * its type.
 *
 * Written by hand because a start of the program has to be cheap: a validation library takes longer to load than a plan to
 * check, and would not know how to keep what is right beside what is wrong.
 */
import type { JsonObject } from '../model/kube-object.ts'
import { nearest } from '../model/nearest.ts'
import type { PlainDocument } from './documents.ts'
import type { Container, Key } from './places.ts'
import { list as enumerated, type Report } from './report.ts'
import { butIs, nameOf, type Path } from './wording.ts'

/** A value of a plan, as an entry of the map or list that holds it. */
export interface Entry {
	readonly container: Container
	readonly key: Key
	/** The way to it from the root of the document. */
	readonly path: Path
}

/** What values of a type have to look like. */
export interface Shape<Value> {
	/**
	 * Reports everything that is wrong with an entry, and takes it out of the data below it.
	 *
	 * @returns whether the entry itself can be kept; whoever holds it takes it out otherwise
	 */
	check(entry: Entry, report: Report): boolean
	/** How far a value is from being meant as one of these; `undefined` where it is of another type altogether. */
	distance(value: unknown): number | undefined
	/** For editors. */
	readonly schema: JsonObject
	/** There for its type only. */
	readonly value?: Value
}

/** The type of the values of a shape. */
export type Infer<S> = S extends Shape<infer Value> ? Value : never

/**
 * Checks a document.
 *
 * @returns what has the right shape of it; `undefined` where that is nothing
 */
export function shaped<Value>(shape: Shape<Value>, { value, spot }: PlainDocument, report: Report): Value | undefined {
	const root = { document: value }
	report.places.add(root, 'document', { key: undefined, value: spot })
	return shape.check({ container: root, key: 'document', path: [] }, report) ? (value as Value) : undefined
}

/** The value of an entry. */
export function valueIn({ container, key }: Entry): unknown {
	return (container as Readonly<Record<Key, unknown>>)[key]
}

/** Reports an entry's value; always `false`, as it cannot be kept. */
export function refuse(entry: Entry, report: Report, code: string, message: string, hint?: string): false {
	report.error(code, report.places.value(entry.container, entry.key), `${nameOf(entry.path)} ${message}`, hint)
	return false
}

/** Text of a form. */
export interface TextShape extends Shape<string> {
	readonly pattern: RegExp
	/** What it must be, in words. */
	readonly must: string
}

/** Text of a form that a regular expression tells; `must` says in words what it must be. */
export function matching(pattern: RegExp, must: string, description: string, keywords: JsonObject = {}): TextShape {
	return {
		pattern,
		must,
		check(entry, report) {
			const value = valueIn(entry)
			if (typeof value !== 'string') {
				const meantAsText = typeof value === 'number' || typeof value === 'boolean'
				const hint = meantAsText ? `Put it in quotes: "${value}"` : undefined
				return refuse(entry, report, 'plan/wrong-type', `must be text${butIs(value)}`, hint)
			}
			return pattern.test(value) || refuse(entry, report, 'plan/wrong-value', `${must}${butIs(value)}`)
		},
		distance: (value) => (typeof value === 'string' ? 0 : undefined),
		schema: { type: 'string', pattern: pattern.source, description, ...keywords },
	}
}

/** Any text, be it empty. */
export function anyText(description: string): TextShape {
	return { ...matching(/^/, 'must be text', description), schema: { type: 'string', description } }
}

/** Any text but an empty one. */
export function text(description: string, keywords: JsonObject = {}): TextShape {
	return matching(/\S/, 'must not be empty', description, keywords)
}

/** One of a few words (or `true` alone). */
export function oneWord<const Word extends string | true>(words: readonly Word[], description: string): Shape<Word> {
	const [first] = words
	return {
		check(entry, report) {
			const value = valueIn(entry)
			if (words.some((word) => word === value)) return true
			const all = enumerated(words.map(String), words.length)
			const meant = typeof value === 'string' ? nearest(value, words.map(String)) : undefined
			return refuse(
				entry,
				report,
				'plan/wrong-value',
				`must be ${words.length > 1 ? 'one of ' : ''}${all}${butIs(value)}`,
				meant === undefined ? undefined : `Did you mean ${meant}?`,
			)
		},
		distance: (value) => (words.some((word) => word === value) ? 0 : undefined),
		schema: words.length === 1 && first !== undefined ? { const: first, description } : { enum: words, description },
	}
}

/** `true` or `false`. */
export function flag(description: string): Shape<boolean> {
	return {
		check(entry, report) {
			const value = valueIn(entry)
			return (
				typeof value === 'boolean' || refuse(entry, report, 'plan/wrong-type', `must be true or false${butIs(value)}`)
			)
		},
		distance: (value) => (typeof value === 'boolean' ? 0 : undefined),
		schema: { type: 'boolean', description },
	}
}

/** A whole number within bounds. */
export function whole(least: number, most: number, description: string): Shape<number> {
	return {
		check(entry, report) {
			const value = valueIn(entry)
			if (typeof value === 'number' && Number.isInteger(value) && value >= least && value <= most) return true
			const code = typeof value === 'number' ? 'plan/wrong-value' : 'plan/wrong-type'
			return refuse(entry, report, code, `must be a whole number from ${least} to ${most}${butIs(value)}`)
		},
		distance: (value) => (typeof value === 'number' ? 0 : undefined),
		schema: { type: 'integer', minimum: least, maximum: most, description },
	}
}
