/** Names that refer to something else in the plan. */
import { nearest } from '../model/nearest.ts'
import type { Spot } from './places.ts'
import { list, quote, type Report } from './report.ts'

/** What a name can refer to. */
export type Referent = 'cluster' | 'stage' | 'app' | 'person' | 'level' | 'preset'

/** Whether there is something of that name; reports it where there is none. */
export function refers(
	to: Referent,
	name: string,
	known: ReadonlySet<string>,
	spot: Spot | undefined,
	report: Report,
): boolean {
	if (known.has(name)) return true
	// Looking for what was meant takes its time, and is for nothing where no more is taken down.
	const names = report.full ? [] : [...known]
	const meant = nearest(name, names)
	const all = names.length === 0 ? 'There is none.' : `There is ${list(names, 20)}.`
	report.error(
		`plan/unknown-${to}`,
		spot,
		`there is no ${to} ${quote(name)}`,
		meant === undefined ? all : `Did you mean "${meant}"?`,
	)
	return false
}
