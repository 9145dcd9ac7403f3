/** Shapes made of others: maps, lists, and a choice of several forms. */
import { nearest } from '../model/nearest.ts'
import type { Container, Key } from './places.ts'
import { list as enumerated, quote, type Report } from './report.ts'
import { type Entry, type Infer, refuse, type Shape, type TextShape, valueIn } from './shape.ts'
import { butIs, nameOf } from './wording.ts'

type AnyMap = Record<string, unknown>
type Fields = Readonly<Record<string, Shape<unknown> & { readonly optional?: true }>>
type Optional<F> = { [Name in keyof F]: F[Name] extends { readonly optional: true } ? Name : never }[keyof F]
type MapOf<F> = { readonly [Name in Exclude<keyof F, Optional<F>>]: Infer<F[Name]> } & {
	readonly [Name in Optional<F>]?: Infer<F[Name]> | undefined
}

/** A field that a map may lack. */
export function optional<Value>(shape: Shape<Value>): Shape<Value> & { readonly optional: true } {
	return { ...shape, optional: true }
}

/** A map with these keys and no others. */
export function map<const F extends Fields>(fields: F, description: string): Shape<MapOf<F>> {
	const known = Object.keys(fields)
	const required = known.filter((name) => fields[name]?.optional !== true)
	const unknownIn = (value: AnyMap) => Object.keys(value).filter((key) => !Object.hasOwn(fields, key))
	return {
		check(entry, report) {
			const value = valueIn(entry)
			if (!isMap(value)) return refuse(entry, report, 'plan/wrong-type', `must be a map${butIs(value)}`)
			const slips = new Set(unknownIn(value).map((key) => nearest(key, known)))
			for (const key of Object.keys(value)) {
				const field = Object.hasOwn(fields, key) ? fields[key] : undefined
				if (field === undefined) unknownKey(entry, value, key, known, report)
				if (field?.check(inside(entry, value, key), report) !== true) delete value[key]
			}
			const missing = required.filter((name) => !(name in value))
			// What is there and wrong, or there and misspelt, has been reported.
			const unwritten = missing.filter((name) => !report.places.has(value, name) && !slips.has(name))
			if (unwritten.length > 0) lacks(entry, unwritten, report)
			return missing.length === 0
		},
		distance(value) {
			if (!isMap(value)) return undefined
			if (Object.keys(value).length === 0 && required.length > 0) return undefined
			const meant = unknownIn(value).map((key) => nearest(key, known))
			const missing = required.filter((name) => !(name in value) && !meant.includes(name))
			// A key too many weighs less than one too few, and least where it is a slip of one that is known.
			return missing.length * 2 + meant.reduce((sum, word) => sum + (word === undefined ? 1 : 0.5), 0)
		},
		schema: {
			type: 'object',
			properties: Object.fromEntries(known.map((name) => [name, fields[name]?.schema])),
			...(required.length === 0 ? {} : { required }),
			additionalProperties: false,
			description,
		},
	}
}

/** A map from names of the user's own choice; where one has to be there, the hint says why. */
export function named<Value>(
	name: TextShape,
	shape: Shape<Value>,
	description: string,
	hintIfEmpty?: string,
): Shape<Readonly<Record<string, Value>>> {
	const mayBeEmpty = hintIfEmpty === undefined
	return {
		check(entry, report) {
			const value = valueIn(entry)
			if (!isMap(value)) return refuse(entry, report, 'plan/wrong-type', `must be a map${butIs(value)}`)
			const keys = Object.keys(value)
			if (!mayBeEmpty && keys.length === 0 && report.places.intact(value))
				return refuse(entry, report, 'plan/wrong-value', 'must not be empty', hintIfEmpty)
			for (const key of keys) {
				const fits = name.pattern.test(key) || wrongName(key, entry, value, name.must, report)
				if (!shape.check(inside(entry, value, key), report) || !fits) delete value[key]
			}
			return true
		},
		distance: (value) => (isMap(value) ? 0 : undefined),
		schema: {
			type: 'object',
			propertyNames: name.schema,
			additionalProperties: shape.schema,
			...(mayBeEmpty ? {} : { minProperties: 1 }),
			description,
		},
	}
}

/** A list with at least one item. */
export function list<Value>(
	item: Shape<Value>,
	description: string,
	most = Number.POSITIVE_INFINITY,
): Shape<readonly Value[]> {
	const shape = anyList(item, description)
	return {
		...shape,
		check(entry, report) {
			const value = valueIn(entry)
			const length = Array.isArray(value) ? value.length : 1
			if (length === 0) return refuse(entry, report, 'plan/wrong-value', 'must not be empty')
			if (length > most)
				return refuse(entry, report, 'plan/wrong-value', `must have at most ${most} items, and has ${length}`)
			return shape.check(entry, report) && Array.isArray(value) && value.length > 0
		},
		schema: { ...shape.schema, minItems: 1, ...(Number.isFinite(most) ? { maxItems: most } : {}) },
	}
}

/** A list that may be empty. */
export function anyList<Value>(item: Shape<Value>, description: string): Shape<readonly Value[]> {
	return {
		check(entry, report) {
			const value = valueIn(entry)
			if (!Array.isArray(value)) return refuse(entry, report, 'plan/wrong-type', `must be a list${butIs(value)}`)
			const kept = [...value.keys()].filter((index) => item.check(inside(entry, value, index), report))
			report.places.keep(value, kept)
			for (const [to, from] of kept.entries()) value[to] = value[from]
			value.length = kept.length
			return true
		},
		distance: (value) => (Array.isArray(value) ? 0 : undefined),
		schema: { type: 'array', items: item.schema, description },
	}
}

/** One of several forms; `must` names them all. A mistake is told of the form that was probably meant. */
export function oneOf<const Forms extends readonly Shape<unknown>[]>(
	forms: Forms,
	must: string,
	description: string,
): Shape<Infer<Forms[number]>> {
	const nearestTo = (value: unknown) => {
		const distances = forms.map((form) => form.distance(value) ?? Number.POSITIVE_INFINITY)
		const least = Math.min(...distances)
		return { form: forms[distances.indexOf(least)], distance: Number.isFinite(least) ? least : undefined }
	}
	return {
		check(entry, report) {
			const value = valueIn(entry)
			// An alias repeats it: what is wrong with it has been reported, and what is left of it may look like another form.
			if (isMap(value) && !report.places.intact(value)) return false
			const { form, distance } = nearestTo(value)
			if (form !== undefined && distance !== undefined) return form.check(entry, report)
			return refuse(entry, report, 'plan/wrong-type', `${must}${butIs(value)}`)
		},
		distance: (value) => nearestTo(value).distance,
		schema: { anyOf: forms.map(({ schema }) => schema), description },
	}
}

function isMap(value: unknown): value is AnyMap {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function inside({ path }: Entry, container: Container, key: Key): Entry {
	return { container, key, path: [...path, key] }
}

function unknownKey(entry: Entry, map: AnyMap, key: string, known: readonly string[], report: Report): void {
	const meant = nearest(key, known)
	report.error(
		'plan/unknown-key',
		report.places.key(map, key),
		`${quote(key)} is no key of ${nameOf(entry.path)}`,
		meant === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean "${meant}"?`,
	)
}

/** What is missing stands nowhere, so the map is to blame. */
function lacks({ container, key, path }: Entry, missing: readonly string[], report: Report): void {
	const message = `${nameOf(path)} lacks ${enumerated(missing.map(quote))}`
	report.error('plan/missing', report.places.key(container, key), message)
}

function wrongName(key: string, { path }: Entry, map: AnyMap, must: string, report: Report): false {
	report.error('plan/wrong-name', report.places.key(map, key), `${quote(key)} in ${nameOf(path)} ${must}`)
	return false
}
