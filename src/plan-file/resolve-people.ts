/** Who gets access. */
import type { Grant, Person } from '../model/tenancy.ts'
import type { WholeSpec } from './merge.ts'
import { refers } from './references.ts'
import { quote, type Report } from './report.ts'
import type { StageInput } from './schema.ts'

/** The people of the plan. */
export function resolvePeople({ people }: WholeSpec, report: Report): readonly Person[] {
	const { places } = report
	return places.keysOf(people).flatMap((name) => {
		const input = people[name]
		if (input === undefined) return []
		const { users = [], groups = [], serviceAccounts = false } = input
		const spot = places.key(people, name)
		const nobody = users.length === 0 && groups.length === 0 && !serviceAccounts
		if (nobody && places.intact(input))
			report.error(
				'plan/nobody',
				spot,
				`${quote(name)} stands for nobody`,
				'Give it users, groups or "serviceAccounts: true".',
			)
		if (serviceAccounts && name === 'default')
			report.error(
				'plan/default-account',
				spot,
				'service accounts of the name "default" are there in each namespace, and every pod runs as one that names no other',
				'Choose another name, so that only those get its rights that ask for them.',
			)
		return [{ name, users, groups, serviceAccounts }]
	})
}

/** Who may do what in a stage. */
export function resolveAccess(
	access: StageInput['access'],
	people: ReadonlySet<string>,
	levels: ReadonlySet<string>,
	report: Report,
): readonly Grant[] {
	if (access === undefined) return []
	const { places } = report
	return places.keysOf(access).flatMap((person) => {
		refers('person', person, people, places.key(access, person), report)
		const level = access[person]
		if (level === undefined) return []
		refers('level', level, levels, places.value(access, person), report)
		return [{ person, level }]
	})
}
