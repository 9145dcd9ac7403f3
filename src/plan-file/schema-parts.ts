/**
 * What the schema is built of. Each part says what is wrong with a value in words that follow its name: "must be …", with a
 * hint on a second line where one helps. The descriptions reach editors through the JSON Schema.
 */
import * as z from 'zod/mini'
import { nearest } from '../model/nearest.ts'

/** Descriptions and further keywords of the JSON Schema, by schema. */
export const words = z.registry<{ readonly description?: string; readonly [keyword: string]: unknown }>()

/** Adds a description, and further keywords of JSON Schema, to a schema that is used in one place. */
export function described<Schema extends z.core.$ZodType>(
	schema: Schema,
	description: string,
	keywords: Readonly<Record<string, unknown>> = {},
): Schema {
	words.add(schema, { description, ...keywords })
	return schema
}

/** A map with these keys and no others. The message has one hint for each unknown key, a line each. */
export function map<Shape extends z.core.$ZodShape>(
	shape: Shape,
	description: string,
	keywords: Readonly<Record<string, unknown>> = {},
): z.ZodMiniObject<Shape, z.core.$strict> {
	const known = Object.keys(shape)
	const error = (issue: z.core.$ZodRawIssue) =>
		issue.code === 'unrecognized_keys' ? issue.keys.map((key) => hintFor(key, known)).join('\n') : undefined
	return described(z.strictObject(shape, { error }), description, keywords)
}

function hintFor(key: string, known: readonly string[]): string {
	const meant = nearest(key, known)
	return meant === undefined ? `Known here: ${known.join(', ')}.` : `Did you mean "${meant}"?`
}

/** A map from names of the user's own choice. */
export function named<Key extends z.core.$ZodRecordKey, Value extends z.core.$ZodType>(
	key: Key,
	value: Value,
	description: string,
): z.ZodMiniRecord<Key, Value> {
	return described(z.record(key, value), description)
}

/** One of several forms. */
export function oneOf<const Options extends readonly z.core.$ZodType[]>(
	options: Options,
	must: string,
	description: string,
): z.ZodMiniUnion<Options> {
	return described(z.union(options, { error: must }), description)
}

/** A list with at least one item. */
export function list<Item extends z.core.$ZodType>(item: Item, description: string): z.ZodMiniArray<Item> {
	return described(z.array(item).check(z.minLength(1, { error: 'must not be empty' })), description)
}

/** Text of a form that a regular expression tells. */
export function matching(
	pattern: RegExp,
	must: string,
	description: string,
	keywords: Readonly<Record<string, unknown>> = {},
): z.ZodMiniString {
	return described(z.string().check(z.regex(pattern, { error: must })), description, keywords)
}

/** Any text but an empty one. */
export function text(description: string, keywords: Readonly<Record<string, unknown>> = {}): z.ZodMiniString {
	return matching(/\S/, 'must not be empty', description, keywords)
}

/** A whole number within bounds. */
export function whole(least: number, most: number, description: string): z.ZodMiniNumberFormat {
	const error = `must be a whole number from ${least} to ${most}`
	return described(z.int({ error }).check(z.minimum(least, { error }), z.maximum(most, { error })), description)
}

/** A name that becomes a part of names of Kubernetes objects: a DNS label (RFC 1123). */
export function name(description: string): z.ZodMiniString {
	return matching(
		/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
		'must be a DNS label: lower-case letters, digits and "-", letter or digit at both ends, at most 63 characters',
		description,
	)
}

const subdomain = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*'

const key = `(?=[^/=]{1,253}([/=]|$))(${subdomain}/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?`
const value = '([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?'
const keyPattern = new RegExp(`^${key}$`)
const valuePattern = new RegExp(`^${value}$`)

const keyMust = 'must be a label key, such as stage or example.org/stage'

/** The key of a label. */
export function labelKey(description: string, keywords: Readonly<Record<string, unknown>> = {}): z.ZodMiniString {
	return matching(keyPattern, keyMust, description, keywords)
}

/** A label or taint of a node. */
export function keyAndValue(description: string): z.ZodMiniString {
	const must = 'must be a key, or key=value, such as stage=perf or example.org/pool=perf'
	return matching(new RegExp(`^${key}(=${value})?$`), must, description)
}

/** Labels to select by, at least one: none at all would select everything. */
export function labels(description: string): z.ZodMiniRecord<z.ZodMiniString, z.ZodMiniString> {
	const value = z.string().check(
		z.regex(valuePattern, {
			error: 'must be a label value: letters, digits, "-", "_" and ".", at most 63 characters',
		}),
	)
	const error = 'must not be empty\nWithout a label it would select everything.'
	return described(
		z
			.record(z.string().check(z.regex(keyPattern, { error: keyMust })), value)
			.check(z.refine((record) => Object.keys(record).length > 0, { error })),
		description,
		{ minProperties: 1 },
	)
}

/** The name of an object that is no DNS label but may have dots, such as a node or a resource. */
export function dotted(description: string): z.ZodMiniString {
	return matching(
		new RegExp(`^(?=.{1,253}$)${subdomain}$`),
		'must be lower-case letters, digits, "-" and ".", letter or digit at both ends, at most 253 characters',
		description,
	)
}

const quantityMust = 'must be a quantity, such as 500m, 2 or 64Gi, and not negative'

/** An amount. A number is as good as a text as long as it is exact. */
export function quantity(description: string): z.ZodMiniUnion<readonly [z.ZodMiniString, z.ZodMiniNumber]> {
	const pattern = /^\+?(\d+\.?\d*|\.\d+)(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]|[eE][+-]?\d{1,3})?$/
	return oneOf(
		[
			z.string().check(z.regex(pattern, { error: quantityMust })),
			z.number().check(
				z.minimum(0, { error: quantityMust }),
				z.refine((number) => Number.isSafeInteger(number) || Number(number.toPrecision(15)) === number, {
					error: 'has more digits than a number keeps\nPut it in quotes.',
				}),
			),
		],
		quantityMust,
		description,
	)
}
