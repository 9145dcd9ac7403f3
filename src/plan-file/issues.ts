/** What the schema found → what it means to the author of the plan. */
import type * as z from 'zod/mini'
import { nearest } from '../model/nearest.ts'
import type { Container, Key } from './places.ts'
import { list, quote } from './report.ts'

/** An entry of a map or list that has the wrong shape. */
export interface Mistake {
	readonly code: string
	readonly container: Container
	readonly key: Key
	/** Where to point at: the entry's key or its value. */
	readonly at: 'key' | 'value'
	readonly message: string
	readonly hint?: string
}

type Issue = z.core.$ZodIssue
type Path = readonly PropertyKey[]

/**
 * The mistakes behind the schema's issues.
 *
 * @param root - what was checked, as the only entry of a map
 */
export function mistakesOf(issues: readonly Issue[], root: Readonly<Record<string, unknown>>): readonly Mistake[] {
	const [name = ''] = Object.keys(root)
	const found = issues.flatMap((issue) => read(issue, [name, ...issue.path], root))
	return [...found.filter((each) => 'code' in each), ...missing(found.filter((each) => 'lacks' in each))]
}

/** A map that lacks a key. */
interface Lack {
	readonly container: Container
	readonly key: Key
	readonly name: string
	readonly lacks: string
}

/** What one map lacks is one mistake. It stands nowhere, so the map is to blame. */
function missing(lacks: readonly Lack[]): readonly Mistake[] {
	const byMap = new Map<string, Lack[]>()
	for (const lack of lacks) byMap.set(lack.name, [...(byMap.get(lack.name) ?? []), lack])
	return [...byMap.values()].flatMap((group) =>
		group.slice(0, 1).map(({ container, key, name }) => ({
			code: 'plan/missing',
			container,
			key,
			at: 'key',
			message: `${name} lacks ${list(group.map((each) => quote(each.lacks)))}`,
		})),
	)
}

function read(issue: Issue, path: Path, root: unknown): readonly (Mistake | Lack)[] {
	const { container, key, value } = find(root, path)
	const name = nameOf(path)
	if (!(key in container)) {
		const map = find(root, path.slice(0, -1))
		return [{ container: map.container, key: map.key, name: nameOf(path.slice(0, -1)), lacks: String(key) }]
	}
	const mistake = (code: string, at: Mistake['at'], message: string, hint?: string): readonly Mistake[] => [
		{ code, container, key, at, message, ...(hint === undefined ? {} : { hint }) },
	]
	const [said, hint] = issue.message.split('\n')
	switch (issue.code) {
		case 'unrecognized_keys':
			return unknownKeys(issue, value, name)
		case 'invalid_key': {
			const [must = '', keyHint] = (issue.issues[0]?.message ?? '').split('\n')
			return mistake('plan/wrong-name', 'key', `${quote(String(key))} in ${nameOf(path.slice(0, -1))} ${must}`, keyHint)
		}
		case 'invalid_union': {
			const nearer = nearestForm(issue.errors, value)
			if (nearer !== undefined) return nearer.flatMap((inner) => read(inner, [...path, ...inner.path], root))
			return mistake('plan/wrong-type', 'value', `${name} ${said}${butIs(value)}`)
		}
		case 'invalid_type':
			return mistake(
				'plan/wrong-type',
				'value',
				`${name} ${said || mustBe(issue)}${butIs(value)}`,
				quotesHint(issue, value),
			)
		case 'invalid_value': {
			const words = issue.values.map(String)
			const meant = typeof value === 'string' ? nearest(value, words) : undefined
			return mistake(
				'plan/wrong-value',
				'value',
				`${name} must be ${words.length > 1 ? 'one of ' : ''}${list(words, words.length)}${butIs(value)}`,
				meant === undefined ? undefined : `Did you mean ${meant}?`,
			)
		}
		default:
			return mistake(
				'plan/wrong-value',
				'value',
				`${name} ${said}${isScalar(value) ? `, not ${show(value)}` : ''}`,
				hint,
			)
	}
}

function find(
	root: unknown,
	path: Path,
): { readonly container: Container; readonly key: Key; readonly value: unknown } {
	let container = root
	for (const step of path.slice(0, -1)) container = (container as Record<PropertyKey, unknown>)[step]
	const key = path.at(-1) as Key
	return { container: container as Container, key, value: (container as Record<Key, unknown>)[key] }
}

/** The map says in its message, a line each, what was meant by its unknown keys. */
function unknownKeys(
	{ keys, message }: Issue & { readonly keys: readonly string[] },
	map: unknown,
	name: string,
): readonly Mistake[] {
	const hints = message.split('\n')
	return keys.map((key, index) => ({
		code: 'plan/unknown-key',
		container: map as Container,
		key,
		at: 'key' as const,
		message: `${quote(key)} is no key of ${name}`,
		...(hints[index] === undefined ? {} : { hint: hints[index] }),
	}))
}

/**
 * Of several forms that a value may have, the one that its author probably had in mind: it takes values of this type, lacks
 * the fewest keys, and knows the most.
 */
function nearestForm(forms: readonly (readonly Issue[])[], value: unknown): readonly Issue[] | undefined {
	if (isEmptyMap(value)) return undefined
	let best: { readonly form: readonly Issue[]; readonly distance: number } | undefined
	for (const form of forms) {
		const refused = form.some(
			({ path, code }) => path.length === 0 && (code === 'invalid_type' || code === 'invalid_value'),
		)
		if (refused) continue
		const distance = form.reduce((sum, issue) => sum + weight(issue, value), 0)
		if (distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { form, distance }
	}
	return best?.form
}

function weight(issue: Issue, value: unknown): number {
	if (issue.code === 'unrecognized_keys' && issue.path.length === 0)
		return issue.message.split('\n').reduce((sum, hint) => sum + (hint.startsWith('Did you mean') ? 0.5 : 1), 0)
	const [key] = issue.path
	const lacks = issue.path.length === 1 && key !== undefined && !(key in (value as Container))
	return lacks ? 2 : 1
}

const kinds: Readonly<Record<string, string>> = {
	string: 'text',
	number: 'a number',
	int: 'a whole number',
	boolean: 'true or false',
	array: 'a list',
	object: 'a map',
	record: 'a map',
}

function mustBe({ expected }: z.core.$ZodIssueInvalidType): string {
	return `must be ${kinds[expected] ?? expected}`
}

function butIs(value: unknown): string {
	if (value === null || isEmptyMap(value)) return ', and is empty'
	if (Array.isArray(value)) return ', not a list'
	return typeof value === 'object' ? ', not a map' : `, not ${show(value)}`
}

function quotesHint({ expected }: z.core.$ZodIssueInvalidType, value: unknown): string | undefined {
	const meantAsText = expected === 'string' && (typeof value === 'number' || typeof value === 'boolean')
	return meantAsText ? `Put it in quotes: "${value}"` : undefined
}

function isEmptyMap(value: unknown): boolean {
	return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0
}

function isScalar(value: unknown): boolean {
	return typeof value !== 'object'
}

function show(value: unknown): string {
	return typeof value === 'string' ? quote(value) : String(value)
}

/**
 * How a value is named to a person.
 *
 * @example nameOf(['plan', 'spec', 'network', 'allow', 0, 'ports']) // 'spec.network.allow[0].ports'
 */
function nameOf([root, ...path]: Path): string {
	if (path.length === 0) return `the ${String(root)}`
	const steps = path.map((step) => {
		if (typeof step === 'number') return `[${step}]`
		return /^[\w-]+$/.test(String(step)) ? `.${String(step)}` : `[${quote(String(step))}]`
	})
	return steps.join('').replace(/^\./, '')
}
