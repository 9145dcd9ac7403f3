/** What the API server itself shall refuse and write. */
import { allGuards, type GuardMode, type GuardName, type Guards, guardNames } from '../model/guards.ts'
import type { Person } from '../model/tenancy.ts'
import { defaultGuardMode } from './defaults.ts'
import type { WholeSpec } from './merge.ts'
import { refers } from './references.ts'
import { quote, type Report } from './report.ts'

/** The guards of the plan. */
export function resolveGuards({ guards = {} }: WholeSpec, people: readonly Person[], report: Report): Guards {
	const map = typeof guards === 'string' ? { default: guards } : guards
	const { exempt = [], schedulers = [], priorityClasses = [] } = map
	// Who wants no guards wants nothing written at admission either, unless it is asked for.
	const { mutation = map.default === 'off' ? 'off' : 'auto' } = map
	for (const [index, name] of exempt.entries()) checkExempt(exempt, index, name, people, report)
	const named = guardNames.flatMap((name): [GuardName, GuardMode][] => {
		const mode = map[name]
		return mode === undefined ? [] : [[name, mode]]
	})
	return {
		modes: { ...allGuards(map.default ?? defaultGuardMode), ...Object.fromEntries(named) },
		exempt,
		mutation,
		schedulers,
		priorityClasses,
	}
}

/** Service accounts live in the stages themselves: exempting them would leave the walls to those who write pods there. */
function checkExempt(
	exempt: readonly string[],
	index: number,
	name: string,
	people: readonly Person[],
	report: Report,
): void {
	const spot = report.places.value(exempt, index)
	const person = people.find((each) => each.name === name)
	const known = new Set(people.map((each) => each.name))
	if (!refers('person', name, known, spot, report) || person === undefined || !person.serviceAccounts) return
	report.error(
		'plan/exempt-accounts',
		spot,
		`${quote(name)} are service accounts of the stages, and whoever writes pods there can act as them`,
		'Exempt users or groups, or bind a service account outside of the stages to the ClusterRole of the platform.',
	)
}
