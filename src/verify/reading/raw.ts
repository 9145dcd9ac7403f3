/** Looking into objects whose slips are nobody's to tell here: what is not as the API has it counts as not there. */
import { isMapping, type Mapping } from './notes.ts'

/** What stands at a path; `undefined` where nothing does. */
export function at(value: unknown, ...path: readonly string[]): unknown {
	return path.reduce<unknown>((inner, key) => (isMapping(inner) ? inner[key] : undefined), value)
}

/** A text that is not empty. */
export function text(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined
}

/** The texts of a list. */
export function texts(value: unknown): readonly string[] {
	return Array.isArray(value) ? value.flatMap((each) => text(each) ?? []) : []
}

/** A mapping in a list, and where it stands. */
export interface Element {
	readonly field: string
	readonly value: Mapping
}

/**
 * The mappings of a list.
 *
 * @param field - where the list stands, e.g. `spec.rules`
 */
export function elements(list: unknown, field: string): readonly Element[] {
	if (!Array.isArray(list)) return []
	return list.flatMap((value: unknown, index) => (isMapping(value) ? [{ field: `${field}[${index}]`, value }] : []))
}

/** Names and their values, as selectors of Services and maps of labels are; empty where there is none. */
export function labelsAt(value: unknown): Readonly<Record<string, string>> {
	if (!isMapping(value)) return {}
	return Object.fromEntries(
		Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
	)
}
