/** Ways as findings tell them: the steps, every right on them, and the one that decides. */
import type { Evidence } from '../../../model/finding.ts'
import type { Way } from '../escalation/escalation.ts'

/** What comes after the beginning, e.g. `create pods in shop-dev → ServiceAccount shop-dev/ci`. */
export function chainOf({ steps }: Way): string {
	return steps
		.slice(1)
		.map(({ what }) => what)
		.join(' → ')
}

/** Every right on a way, in its order. */
export function witnessOf({ steps }: Way): readonly Evidence[] {
	return steps.flatMap(({ evidence }) => evidence)
}

/** The last right on a way, which is the one that leads out of the stage; `undefined` where it ends without one. */
export function decisiveOf(way: Way): Evidence | undefined {
	return witnessOf(way).at(-1)
}

/** One string for ways that the same right decides: to take it away ends them all. */
export function decisiveKey(way: Way): string {
	const { object, observed } = decisiveOf(way) ?? {}
	return JSON.stringify([object, observed, object === undefined ? way.through : ''])
}
