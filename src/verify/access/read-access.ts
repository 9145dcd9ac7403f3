/** Kubernetes objects as they are listed or written → a cluster's rights. */
import { accountUser, type Identity, plainSubject, type Subject } from '../../model/access.ts'
import { addTo, once } from '../../model/collect.ts'
import type { Facts } from '../../model/facts.ts'
import { groupOf, homeOf, type KubeObject, keyOf, type ObjectRef } from '../../model/kube-object.ts'
import { describe, isMapping } from '../reading/notes.ts'
import type { Access, AccessProblem, Binding, BoundSubject, Grant, Role } from './access.ts'
import { aggregated, isAggregated } from './aggregation.ts'
import { bootstrapRoles } from './bootstrap-roles.ts'
import { podTemplatesOf } from './pod-templates.ts'
import { rbac, rbacRefOf, rulesReader } from './read-rules.ts'
import { isStored } from './stored.ts'

/** Reads who has which rights. What cannot be understood is a problem of the result, never an error. */
export function readAccess({ objects }: Pick<Facts, 'objects'>): Access {
	const problems: AccessProblem[] = []
	const ours = objects.filter(({ apiVersion }) => apiVersion.startsWith(`${rbac}/`))
	const roles = readRoles(ours, problems)
	const bindings = ours.flatMap((object) => readBinding(object, roles, problems) ?? [])
	return { bindings, roles, accounts: accountsOf(objects, bindings), grantsOf: grantFinder(bindings), problems }
}

const known = new WeakMap<readonly KubeObject[], Access>()

/** The rights of some facts, read once however many ask for them. */
export function accessOf({ objects }: Pick<Facts, 'objects'>): Access {
	let access = known.get(objects)
	if (access === undefined) {
		access = readAccess({ objects })
		known.set(objects, access)
	}
	return access
}

function readRoles(objects: readonly KubeObject[], problems: AccessProblem[]): ReadonlyMap<string, Role> {
	const own = new Map<string, Role>()
	const clusterRoles = objects.filter(({ kind }) => kind === 'ClusterRole')
	const brought = broughtBy(clusterRoles)
	const readRules = rulesReader()
	for (const object of [...brought, ...objects]) {
		if (object.kind !== 'Role' && object.kind !== 'ClusterRole') continue
		const ref = rbacRefOf(object)
		const { rules, problems: found } = readRules(object)
		problems.push(...found)
		const aggregates = isAggregated(object)
		own.set(keyOf(ref), { ref, rules, aggregates, assumed: brought.includes(object), object })
	}
	for (const [key, role] of aggregated([...brought, ...clusterRoles], own, problems)) own.set(key, role)
	return own
}

/** What Kubernetes brings itself: a server lists it, files leave it out. */
function broughtBy(clusterRoles: readonly KubeObject[]): readonly KubeObject[] {
	if (clusterRoles.some(isStored)) return []
	const names = new Set(clusterRoles.map(({ metadata }) => metadata.name))
	return bootstrapRoles.filter(({ metadata }) => !names.has(metadata.name))
}

function readBinding(
	object: KubeObject,
	roles: ReadonlyMap<string, Role>,
	problems: AccessProblem[],
): Binding | undefined {
	if (object.kind !== 'RoleBinding' && object.kind !== 'ClusterRoleBinding') return undefined
	const ref = rbacRefOf(object)
	const namespace = object.kind === 'RoleBinding' ? homeOf(object) : undefined
	const roleRef = readRoleRef(object, namespace)
	if (typeof roleRef === 'string') {
		problems.push({ ref, field: 'roleRef', message: roleRef, matters: true })
		return undefined
	}
	const role = roles.get(keyOf(roleRef))
	return { ref, namespace, subjects: readSubjects(object, ref, namespace, problems), role, roleRef, object }
}

function readRoleRef(object: KubeObject, namespace: string | undefined): ObjectRef | string {
	const roleRef = object['roleRef']
	if (!isMapping(roleRef)) return 'it names no role'
	const { kind, name, apiGroup } = roleRef
	if (typeof name !== 'string' || name === '') return 'its role has no name'
	if ((apiGroup ?? '') !== '' && apiGroup !== rbac) return `no role is of the API group ${describe(apiGroup)}`
	if (kind === 'ClusterRole') return { group: rbac, kind, name }
	if (kind !== 'Role') return kind === undefined ? 'its role has no kind' : `no role is of the kind ${describe(kind)}`
	return namespace === undefined
		? 'a ClusterRoleBinding takes ClusterRoles only'
		: { group: rbac, kind, namespace, name }
}

function readSubjects(
	object: KubeObject,
	ref: ObjectRef,
	namespace: string | undefined,
	problems: AccessProblem[],
): readonly BoundSubject[] {
	const list = object['subjects']
	if (list === undefined || list === null) return []
	if (!Array.isArray(list)) {
		problems.push({ ref, field: 'subjects', message: 'its subjects are no list', matters: true })
		return []
	}
	return list.flatMap((each: unknown, index): readonly BoundSubject[] => {
		const field = `subjects[${index}]`
		const subject = readSubject(each, namespace)
		if (!('message' in subject)) return [{ subject, field }]
		problems.push({ ref, field, ...subject })
		return []
	})
}

/** A subject that cannot be read may be anybody; one that the API server can read and does not know is nobody. */
function readSubject(
	value: unknown,
	namespace: string | undefined,
): Subject | Pick<AccessProblem, 'message' | 'matters'> {
	if (!isMapping(value)) return unclear(`this subject is ${describe(value)} instead of a mapping`)
	const odd = (['kind', 'name', 'namespace'] as const).find((field) => !isText(value[field]))
	if (odd !== undefined) return unclear(`the ${odd} of this subject is ${describe(value[odd])} instead of a text`)
	const [kind, name, home] = [textOf(value['kind']), textOf(value['name']), textOf(value['namespace']) || namespace]
	if (name === '') return nobody('this subject has no name')
	if (kind === 'User' || kind === 'Group') return plainSubject({ kind, name })
	if (kind === '') return nobody('this subject has no kind')
	if (kind !== 'ServiceAccount') return nobody(`there are no subjects of the kind ${describe(kind)}`)
	return home === undefined
		? nobody(`the service account ${describe(name)} has no namespace, which a ClusterRoleBinding has to name`)
		: { kind, namespace: home, name }
}

function isText(value: unknown): boolean {
	return value === undefined || value === null || typeof value === 'string'
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : ''
}

function unclear(message: string): Pick<AccessProblem, 'message' | 'matters'> {
	return { message, matters: true }
}

function nobody(why: string): Pick<AccessProblem, 'message' | 'matters'> {
	return { message: `${why}; it matches nobody`, matters: false }
}

/** Who exists only as a name in a binding counts too: whoever may create service accounts can be them. */
function accountsOf(
	objects: readonly KubeObject[],
	bindings: readonly Binding[],
): ReadonlyMap<string, ReadonlySet<string>> {
	const accounts = new Map<string, Set<string>>()
	const add = (namespace: string, name: string): void => {
		const known = accounts.get(namespace)
		if (known === undefined) accounts.set(namespace, new Set([name]))
		else known.add(name)
	}
	for (const object of objects) {
		// Each namespace has one of this name, made by the control plane.
		if (isCore(object, 'Namespace')) add(object.metadata.name, 'default')
		else if (isCore(object, 'ServiceAccount')) add(homeOf(object), object.metadata.name)
		else for (const { account } of podTemplatesOf(object)) add(homeOf(object), account)
	}
	for (const { subjects } of bindings)
		for (const { subject } of subjects) if (subject.kind === 'ServiceAccount') add(subject.namespace, subject.name)
	return accounts
}

function isCore(object: KubeObject, kind: string): boolean {
	return object.kind === kind && groupOf(object) === ''
}

/** Bindings by whom they are for; a service account is the user of its name. */
function grantFinder(bindings: readonly Binding[]): Access['grantsOf'] {
	// Who can become whom is worked out without it.
	const index = once(() => grantIndex(bindings))
	return (identity, namespace) => {
		const { everywhere, within } = index()
		const keys = identityKeys(identity)
		const inside = namespace === undefined ? undefined : within.get(namespace)
		return [everywhere, ...(inside === undefined ? [] : [inside])].flatMap((place) =>
			keys.flatMap((key) => place.get(key) ?? []),
		)
	}
}

type GrantsByName = Map<string, Grant[]>

interface GrantIndex {
	readonly everywhere: GrantsByName
	readonly within: ReadonlyMap<string, GrantsByName>
}

function grantIndex(bindings: readonly Binding[]): GrantIndex {
	const everywhere: GrantsByName = new Map()
	const within = new Map<string, GrantsByName>()
	for (const binding of bindings) {
		const { namespace, role, subjects } = binding
		if (role === undefined) continue
		let place = everywhere
		if (namespace !== undefined) {
			place = within.get(namespace) ?? new Map()
			within.set(namespace, place)
		}
		for (const bound of subjects) addTo(place, nameKey(bound.subject), { binding, role, bound })
	}
	return { everywhere, within }
}

function nameKey(subject: Subject): string {
	switch (subject.kind) {
		case 'ServiceAccount':
			return `u:${accountUser(subject.namespace, subject.name)}`
		case 'User':
			return `u:${subject.name}`
		case 'Group':
			return `g:${subject.name}`
	}
}

function identityKeys({ user, groups }: Identity): readonly string[] {
	return [...(user === undefined ? [] : [`u:${user}`]), ...new Set(groups.map((group) => `g:${group}`))]
}
