/** A subject as a person names it: someone of the plan, a user, a group or a service account. */
import { plainSubject, type Subject, subjectKey } from '../../../model/access.ts'
import { KnownError } from '../../../model/errors.ts'
import { nearest } from '../../../model/nearest.ts'
import type { Person, Tenancy } from '../../../model/tenancy.ts'
import type { Access } from '../access.ts'

/** Whom a text means. */
export interface AskedSubject {
	/** The person of the plan, where it is one. */
	readonly person?: string
	readonly subjects: readonly Subject[]
}

/** How subjects are written, for help texts and hints. */
export const subjectForms = 'a person of the plan, user:NAME, group:NAME, sa:NAMESPACE/NAME, or a plain name for a user'

/**
 * Finds whom a text means. Users and groups exist nowhere but in bindings and logins, so with `user:` and `group:` every name is
 * taken; a plain name has to be known.
 *
 * @param tenancy - with the namespaces of the cluster alone
 * @returns an error with the code `usage/unknown-subject` and a hint where nobody is called that
 */
export function askSubject(access: Access, tenancy: Tenancy, text: string): AskedSubject | KnownError {
	const colon = text.indexOf(':')
	const [form, name] = [text.slice(0, Math.max(colon, 0)), text.slice(colon + 1)]
	if (form === 'user' || form === 'group' || form === 'sa') {
		if (name === '') return unknown(`"${text}" names nobody`, `Write ${subjectForms}.`)
		if (form === 'sa') return account(access, name)
		return { subjects: [plainSubject({ kind: form === 'user' ? 'User' : 'Group', name })] }
	}
	const person = tenancy.people.find((each) => each.name === text)
	if (person !== undefined) return { person: text, subjects: subjectsOf(person, tenancy) }
	return plain(access, tenancy, text)
}

/** The subjects of a person: users, groups, and a service account in each of these namespaces. */
export function subjectsOf(
	{ name, users, groups, serviceAccounts }: Person,
	{ namespaces }: Pick<Tenancy, 'namespaces'>,
): readonly Subject[] {
	return [
		...groups.map((group): Subject => ({ kind: 'Group', name: group })),
		...users.map((user) => plainSubject({ kind: 'User', name: user })),
		...(serviceAccounts
			? namespaces.map((each): Subject => ({ kind: 'ServiceAccount', namespace: each.name, name }))
			: []),
	]
}

/** How a subject is written to be asked about, e.g. `group:ldap:qa`. */
export function writeSubject(subject: Subject): string {
	const plainly = plainSubject(subject)
	switch (plainly.kind) {
		case 'User':
			return `user:${plainly.name}`
		case 'Group':
			return `group:${plainly.name}`
		case 'ServiceAccount':
			return `sa:${plainly.namespace}/${plainly.name}`
	}
}

function account({ accounts }: Access, text: string): AskedSubject | KnownError {
	const [namespace = '', name = '', ...more] = text.split('/')
	if (namespace === '' || name === '' || more.length > 0)
		return unknown(`"sa:${text}" names no service account`, 'Write sa:NAMESPACE/NAME.')
	const own = accounts.get(namespace)
	if (own === undefined)
		return unknown(
			`there is no namespace "${namespace}" with service accounts`,
			instead(namespace, [...accounts.keys()], (each) => `sa:${each}/${name}`),
		)
	if (!own.has(name))
		return unknown(
			`there is no service account "${name}" in ${namespace}`,
			instead(name, [...own], (each) => `sa:${namespace}/${each}`),
		)
	return { subjects: [{ kind: 'ServiceAccount', namespace, name }] }
}

function plain({ bindings, accounts }: Access, tenancy: Tenancy, text: string): AskedSubject | KnownError {
	const asked = plainSubject({ kind: 'User', name: text })
	if (asked.kind === 'ServiceAccount') return { subjects: [asked] }
	const bound = bindings.flatMap(({ subjects }) => subjects.map(({ subject }) => subject))
	const planned = tenancy.people.flatMap((person) => subjectsOf(person, tenancy))
	const everybody = new Map([...bound, ...planned].map((subject) => [subjectKey(subject), subject]))
	if (everybody.has(subjectKey(asked))) return { subjects: [asked] }
	const howElse = `For a user whom no binding names, write user:${text}.`
	const message = `nobody is called "${text}" in the plan or in a binding`
	if (everybody.has(`Group:${text}`)) return unknown(message, `Did you mean group:${text}? ${howElse}`)
	const homes = [...accounts].flatMap(([namespace, names]) => (names.has(text) ? [namespace] : [])).sort()
	if (homes.length > 0) return unknown(message, `Did you mean sa:${homes[0]}/${text}? ${howElse}`)
	const words = new Map([
		...[...everybody.values()].map((subject) => [subject.name, writeSubject(subject)] as const),
		...tenancy.people.map(({ name }) => [name, name] as const),
	])
	const meant = nearest(text, [...words.keys()])
	return unknown(message, meant === undefined ? howElse : `Did you mean ${words.get(meant)}? ${howElse}`)
}

function unknown(message: string, hint: string): KnownError {
	return new KnownError('usage/unknown-subject', message, { exit: 'usage', hint })
}

function instead(word: string, known: readonly string[], write: (name: string) => string): string {
	const meant = nearest(word, known)
	if (meant !== undefined) return `Did you mean ${write(meant)}?`
	const names = known.toSorted()
	if (names.length === 0) return 'There is none.'
	return `There ${names.length === 1 ? 'is' : 'are'}: ${names.slice(0, 10).join(', ')}${names.length > 10 ? ` and ${names.length - 10} more` : ''}.`
}
