/** Plain data against the schema: reports every mistake, and keeps what is free of them so that it can be checked further. */
import type * as z from 'zod/mini'
import type { PlainDocument } from './documents.ts'
import { type Mistake, mistakesOf } from './issues.ts'
import type { Container, Key, Places } from './places.ts'
import type { Report } from './report.ts'

/**
 * Checks a document. What is mistaken is reported and taken out, as far up as it has to be, until the rest has the right shape.
 *
 * @returns the rest; `undefined` where nothing is left
 */
export function validated<Schema extends z.ZodMiniType>(
	schema: Schema,
	{ value, spot }: PlainDocument,
	report: Report,
): z.infer<Schema> | undefined {
	const root: { plan?: unknown } = { plan: value }
	report.places.add(root, 'plan', { key: undefined, value: spot })
	const holed = new WeakSet<Container>()
	while ('plan' in root) {
		// Where the schema has no message of its own, issues.ts finds the words.
		const { success, error } = schema.safeParse(root.plan, { error: () => '' })
		if (success) return root.plan as z.infer<Schema>
		const mistakes = mistakesOf(error.issues, root)
		for (const { code, container, key, at, message, hint } of mistakes) {
			// What is wrong because of a hole was not wrong before.
			if (!holed.has(entryOf(container, key))) report.error(code, report.places[at](container, key), message, hint)
		}
		takeOut(mistakes, holed, report.places)
	}
	return undefined
}

/** An entry that is a map or list itself; for others, something that is in no set. */
function entryOf(container: Container, key: Key): Container {
	const entry = (container as Record<Key, unknown>)[key]
	return typeof entry === 'object' && entry !== null ? entry : {}
}

function takeOut(mistakes: readonly Mistake[], holed: WeakSet<Container>, places: Places): void {
	const mistaken = new Map<Container, Set<Key>>()
	for (const { container, key } of mistakes) {
		const keys = mistaken.get(container)
		if (keys === undefined) mistaken.set(container, new Set([key]))
		else keys.add(key)
	}
	for (const [container, keys] of mistaken) {
		if (Array.isArray(container)) leaveOut(container, keys, places)
		else for (const key of keys) delete (container as Record<Key, unknown>)[key]
		holed.add(container)
	}
}

function leaveOut(items: unknown[], indexes: ReadonlySet<Key>, places: Places): void {
	const kept = [...items.keys()].filter((index) => !indexes.has(index))
	places.keep(items, kept)
	for (const [to, from] of kept.entries()) items[to] = items[from]
	items.length = kept.length
}
