/** Label selectors as they are written. */
import { describe, isMapping, type Notes } from './notes.ts'
import type { Requirement, Selector } from './selector.ts'

const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const

/** Qualified names and values of labels, as apimachinery validates them. */
const namePart = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/
const prefixPart = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/

/**
 * Reads a LabelSelector; absent is empty, which matches everything. What is wrong is noted, and left out of the result.
 */
export function readSelector(notes: Notes, value: unknown, field: string): Selector {
	const written = notes.mapping(value, field, ['matchLabels', 'matchExpressions'])
	if (written === undefined) return []
	return [
		...labelRequirements(notes, written['matchLabels'], `${field}.matchLabels`),
		...notes.list(written['matchExpressions'], `${field}.matchExpressions`).flatMap((expression, index) => {
			const requirement = readExpression(notes, expression, `${field}.matchExpressions[${index}]`)
			return requirement === undefined ? [] : [requirement]
		}),
	]
}

function labelRequirements(notes: Notes, value: unknown, field: string): readonly Requirement[] {
	if (value === undefined || value === null) return []
	if (!isMapping(value)) {
		notes.wrong(field, `is ${describe(value)} instead of a mapping`)
		return []
	}
	return Object.entries(value).flatMap(([key, wanted]): readonly Requirement[] => {
		const isFine = checkKey(notes, key, field) && checkValue(notes, wanted, `${field}.${key}`)
		return isFine ? [{ key, operator: 'In', values: [wanted as string] }] : []
	})
}

function readExpression(notes: Notes, value: unknown, field: string): Requirement | undefined {
	const written = notes.mapping(value, field, ['key', 'operator', 'values'])
	if (written === undefined) return notes.wrong(field, 'is empty')
	const { key } = written
	const operator = notes.word(written['operator'], `${field}.operator`, operators)
	if (operator === undefined && (written['operator'] ?? null) === null) notes.wrong(`${field}.operator`, 'is missing')
	const values = notes.list(written['values'], `${field}.values`)
	if (typeof key !== 'string') return notes.wrong(`${field}.key`, 'is missing or no text')
	if (!checkKey(notes, key, `${field}.key`) || operator === undefined) return undefined
	if (!values.every((each, index) => checkValue(notes, each, `${field}.values[${index}]`))) return undefined
	const needsValues = operator === 'In' || operator === 'NotIn'
	if (needsValues && values.length === 0) return notes.wrong(`${field}.values`, `is empty, ${operator} needs values`)
	if (!needsValues && values.length > 0) return notes.wrong(`${field}.values`, `has values, ${operator} takes none`)
	return { key, operator, values: [...new Set(values as readonly string[])].toSorted() }
}

function checkKey(notes: Notes, key: string, field: string): boolean {
	const slash = key.indexOf('/')
	const [prefix, name] = slash < 0 ? [undefined, key] : [key.slice(0, slash), key.slice(slash + 1)]
	const isFine =
		name.length <= 63 &&
		namePart.test(name) &&
		(prefix === undefined || (prefix.length <= 253 && prefixPart.test(prefix)))
	if (!isFine) notes.wrong(field, `${describe(key)} cannot be the key of a label`)
	return isFine
}

function checkValue(notes: Notes, value: unknown, field: string): boolean {
	if (typeof value !== 'string') {
		notes.wrong(field, `is ${describe(value)} instead of a text`, `Quote it: ${JSON.stringify(String(value))}.`)
		return false
	}
	const isFine = value === '' || (value.length <= 63 && namePart.test(value))
	if (!isFine) notes.wrong(field, `${describe(value)} cannot be the value of a label`)
	return isFine
}
