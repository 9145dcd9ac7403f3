/** Who holds which powers where: bindings boiled down, one entry for each subject and namespace. */
import { accountUser, identityOf, plainSubject, type Subject, subjectKey } from '../../../model/access.ts'
import type { Access, Role } from '../access.ts'
import { type Power, type Profile, profiler } from './powers.ts'

/** What a user or a group was given itself in one namespace, or in the whole cluster. */
export interface Holding {
	readonly powers: Set<Power>
	readonly named: Map<Power, Set<string>>
	writes: boolean
	/** Whether one of the roles is a Role of the namespace, which may be rewritten; or a ClusterRole of a ClusterRoleBinding. */
	rewritable: boolean
}

/** A user name or a group name, as bindings know it. */
export interface Holder {
	readonly type: 'user' | 'group'
	readonly name: string
	/** By namespace; `''` for the whole cluster. */
	readonly holdings: Map<string, Holding>
}

/** All holders, by the key of their subject. */
export function holdersOf(access: Access): ReadonlyMap<string, Holder> {
	const profileOf = profiler()
	const holders = new Map<string, Holder>()
	for (const { namespace = '', role, subjects } of access.bindings) {
		if (role === undefined) continue
		const profile = profileOf(role)
		for (const { subject } of subjects) {
			const holder = holderOf(holders, subject)
			let holding = holder.holdings.get(namespace)
			if (holding === undefined) {
				holding = { powers: new Set(), named: new Map(), writes: false, rewritable: false }
				holder.holdings.set(namespace, holding)
			}
			addProfile(holding, profile, namespace === '' ? role.ref.kind === 'ClusterRole' : role.ref.kind === 'Role')
			addBindable(holding, profile, namespace, access.roles, profileOf)
		}
	}
	return holders
}

function holderOf(holders: Map<string, Holder>, subject: Subject): Holder {
	const key = subjectKey(subject)
	let holder = holders.get(key)
	if (holder === undefined) {
		holder = { ...nameIn(subject), holdings: new Map() }
		holders.set(key, holder)
	}
	return holder
}

/** How requests name a subject. */
export function nameIn(subject: Subject): Pick<Holder, 'type' | 'name'> {
	const plain = plainSubject(subject)
	if (plain.kind === 'ServiceAccount') return { type: 'user', name: accountUser(plain.namespace, plain.name) }
	return { type: plain.kind === 'Group' ? 'group' : 'user', name: plain.name }
}

function addProfile(holding: Holding, { powers, named, writes }: Profile, rewritable: boolean): void {
	for (const power of powers) holding.powers.add(power)
	for (const [power, names] of named) holding.named.set(power, new Set([...(holding.named.get(power) ?? []), ...names]))
	holding.writes ||= writes
	holding.rewritable ||= rewritable
}

/** Whoever may bind just some roles, and may write bindings, has what these roles give. */
function addBindable(
	holding: Holding,
	{ named }: Profile,
	namespace: string,
	roles: ReadonlyMap<string, Role>,
	profileOf: (role: Role) => Profile,
): void {
	const names = new Set([...(named.get('bindRoles') ?? []), ...(named.get('bindClusterRoles') ?? [])])
	for (const name of names)
		for (const key of [
			`rbac.authorization.k8s.io/ClusterRole//${name}`,
			`rbac.authorization.k8s.io/Role/${namespace}/${name}`,
		]) {
			const role = roles.get(key)
			if (role !== undefined) addProfile(holding, profileOf(role), false)
		}
}

/** Who somebody is besides for sure: a member of the groups that the API server adds; and whoever is not known has one name. */
export function alsoOf({ type, name }: Pick<Holder, 'type' | 'name'>): readonly Pick<Holder, 'type' | 'name'>[] {
	const { user, groups } = identityOf({ kind: type === 'group' ? 'Group' : 'User', name })
	const all = [
		...(user === undefined ? [] : [{ type: 'user', name: user } as const]),
		...groups.map((group) => ({ type: 'group', name: group }) as const),
	]
	return all.filter((each) => each.type !== type || each.name !== name)
}
