/** Whether two values of a document say the same. Plain loops: this is asked of each word of the roles of a cluster. */
import { isMapping, type Mapping } from '../reading/notes.ts'

/** Compares them part by part; the order of a mapping's fields does not count. */
export function isSame(a: unknown, b: unknown): boolean {
	if (a === b) return true
	if (Array.isArray(a)) return Array.isArray(b) && isSameList(a, b)
	return isMapping(a) && isMapping(b) && isSameMapping(a, b)
}

function isSameList(a: readonly unknown[], b: readonly unknown[]): boolean {
	if (a.length !== b.length) return false
	for (let index = 0; index < a.length; index++) if (a[index] !== b[index] && !isSame(a[index], b[index])) return false
	return true
}

function isSameMapping(a: Mapping, b: Mapping): boolean {
	let more = 0
	for (const field in a) {
		if (!Object.hasOwn(b, field) || !isSame(a[field], b[field])) return false
		more++
	}
	for (const _ in b) more--
	return more === 0
}
