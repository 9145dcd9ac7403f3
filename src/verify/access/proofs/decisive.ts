/** What decides a way: its last right, which is the one that leads out of the stage. */
import type { Evidence } from '../../../model/finding.ts'
import type { Way } from '../escalation/escalation.ts'

/** The last right on a way; `undefined` where it ends without one. */
export function decisiveOf({ steps }: Way): Evidence | undefined {
	return steps.flatMap(({ evidence }) => evidence).at(-1)
}

/** One string for ways that the same right decides: to take it away ends them all. */
export function decisiveKey(way: Way): string {
	const { object, observed } = decisiveOf(way) ?? {}
	return JSON.stringify([object, observed, object === undefined ? way.through : ''])
}
