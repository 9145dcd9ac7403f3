/** Whoever is bound, sorted into rows: people of the plan, everybody, single subjects, service accounts that are alike. */
import { type Subject, subjectKey } from '../../../model/access.ts'
import type { AccessRow } from '../../../model/access-report.ts'
import { addTo, grouped } from '../../../model/collect.ts'
import type { Tenancy } from '../../../model/tenancy.ts'
import type { Access, Role } from '../access.ts'
import { subjectsOf, writeSubject } from '../asked/ask-subject.ts'
import { isAutomatic, isOfControlPlane } from '../everybody.ts'

/** The roles of a row by where they hold. */
export interface RolesHeld {
	readonly everywhere: readonly Role[]
	readonly within: ReadonlyMap<string, readonly Role[]>
}

/** A row before its rights are looked at. */
export interface Member extends Pick<AccessRow, 'type' | 'name' | 'subjects'> {
	readonly roles: RolesHeld
	/** The subjects whose rights a namespace's are: a service account of many namespaces is in each its own. */
	readonly inNamespace: (namespace: string | undefined) => readonly Subject[]
}

/** Everybody who is bound to a role that exists, sorted: everybody, people in the plan's order, groups, users, service accounts. */
export function membersOf({ bindings }: Pick<Access, 'bindings'>, tenancy: Tenancy): readonly Member[] {
	const held = rolesBySubject(bindings)
	const people = peopleBySubject(tenancy)
	const single: Member[] = []
	const homely: { readonly name: string; readonly home: string; readonly roles: RolesHeld; readonly person: string }[] =
		[]
	for (const [key, { subject, roles }] of held) {
		const person = people.get(key)?.join(', ') ?? ''
		if (subject.kind === 'ServiceAccount' && !isOfControlPlane(subject) && isHomely(subject.namespace, roles))
			homely.push({ name: subject.name, home: subject.namespace, roles, person })
		else single.push(memberOf(subject, roles, person))
	}
	const alike = grouped(homely, ({ name, person }) => `${name}/${person}`)
	return [...single, ...[...alike.values()].map(accountsOf)].sort(inOrder(tenancy))
}

/** What bindings give to each subject by name. */
function rolesBySubject(
	bindings: Access['bindings'],
): ReadonlyMap<string, { readonly subject: Subject; readonly roles: RolesHeld }> {
	const held = new Map<string, { subject: Subject; roles: { everywhere: Role[]; within: Map<string, Role[]> } }>()
	for (const { namespace, role, subjects } of bindings) {
		if (role === undefined) continue
		for (const { subject } of subjects) {
			const key = subjectKey(subject)
			const known = held.get(key) ?? { subject, roles: { everywhere: [], within: new Map<string, Role[]>() } }
			held.set(key, known)
			if (namespace === undefined) known.roles.everywhere.push(role)
			else addTo(known.roles.within, namespace, role)
		}
	}
	return held
}

function peopleBySubject(tenancy: Tenancy): ReadonlyMap<string, readonly string[]> {
	const people = new Map<string, string[]>()
	for (const person of tenancy.people)
		for (const subject of subjectsOf(person, tenancy)) addTo(people, subjectKey(subject), person.name)
	return people
}

/** Whether a service account has rights in its own namespace alone. */
function isHomely(home: string, { everywhere, within }: RolesHeld): boolean {
	return everywhere.length === 0 && [...within.keys()].every((namespace) => namespace === home)
}

function memberOf(subject: Subject, roles: RolesHeld, person: string): Member {
	const type =
		person !== '' ? 'person' : isAutomatic(subject) ? 'everybody' : isOfControlPlane(subject) ? 'system' : 'subject'
	return {
		type,
		name: person === '' ? writeSubject(subject) : person,
		subjects: [subject],
		roles,
		inNamespace: () => [subject],
	}
}

function accountsOf(
	own: readonly { readonly name: string; readonly home: string; readonly roles: RolesHeld; readonly person: string }[],
): Member {
	const [{ name, person }] = own as readonly [(typeof own)[number]]
	const subjects = own
		.map(({ home }) => home)
		.sort()
		.map((namespace): Subject => ({ kind: 'ServiceAccount', namespace, name }))
	const [only] = subjects
	const within = new Map(own.flatMap(({ roles }) => [...roles.within]))
	const isOne = subjects.length === 1 && only !== undefined
	return {
		type: person !== '' ? 'person' : isOne ? 'subject' : 'accounts',
		name: person !== '' ? person : isOne ? writeSubject(only) : name,
		subjects,
		roles: { everywhere: [], within },
		inNamespace: (namespace) =>
			subjects.filter((each) => each.kind === 'ServiceAccount' && each.namespace === namespace),
	}
}

const types = ['everybody', 'person', 'subject', 'accounts', 'system'] as const
const subjectKinds = ['Group', 'User', 'ServiceAccount'] as const

function inOrder({ people }: Tenancy): (a: Member, b: Member) => number {
	const place = ({ type, name, subjects: [first] }: Member): readonly (number | string)[] => [
		types.indexOf(type),
		type === 'person' ? people.findIndex((person) => person.name === name.split(', ')[0]) : 0,
		first === undefined ? 0 : subjectKinds.indexOf(first.kind),
		name,
	]
	return (a, b) => {
		const [first, second] = [place(a), place(b)]
		for (const [index, one] of first.entries()) {
			const other = second[index] as number | string
			if (one !== other) return one < other ? -1 : 1
		}
		return 0
	}
}
