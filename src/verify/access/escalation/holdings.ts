/** Who holds which powers where: bindings boiled down, one entry for each subject and namespace. */
import { accountUser, identityOf, plainSubject, type Subject, subjectKey } from '../../../model/access.ts'
import { keyOf } from '../../../model/kube-object.ts'
import type { Access, Role } from '../access.ts'
import { type Power, type Profile, profiler } from './powers.ts'

/** What a user or a group was given itself in one namespace, or in the whole cluster. */
export interface Holding {
	readonly powers: Set<Power>
	readonly named: Map<Power, Set<string>>
	writes: boolean
	/** The roles themselves, which whoever may rewrite them can fill. */
	readonly roles: Set<Role>
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
			const holding = holdingOf(holderOf(holders, subject), namespace)
			addProfile(holding, profile)
			holding.roles.add(role)
		}
	}
	addBindable(holders, access, profileOf)
	return holders
}

function holdingOf({ holdings }: Holder, namespace: string): Holding {
	let holding = holdings.get(namespace)
	if (holding === undefined) {
		holding = { powers: new Set(), named: new Map(), writes: false, roles: new Set() }
		holdings.set(namespace, holding)
	}
	return holding
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

function addProfile(holding: Holding, { powers, named, writes }: Profile): void {
	for (const power of powers) holding.powers.add(power)
	for (const [power, names] of named) holding.named.set(power, new Set([...(holding.named.get(power) ?? []), ...names]))
	holding.writes ||= writes
}

/** Holder and the groups that it is in. */
export function withGroups(holder: Holder, holders: ReadonlyMap<string, Holder>): readonly Holder[] {
	const also = alsoOf(holder).map(({ type, name }) => `${type === 'user' ? 'User' : 'Group'}:${name}`)
	return [holder, ...also.flatMap((key) => holders.get(key) ?? [])]
}

/** All that somebody has in a namespace, through groups and from the whole cluster too: one request may rest on several bindings. */
export function together(holders: readonly Holder[], namespace: string): Holding {
	const sum: Holding = { powers: new Set(), named: new Map(), writes: false, roles: new Set() }
	for (const { holdings } of holders)
		for (const each of new Set([namespace, ''])) {
			const part = holdings.get(each)
			if (part === undefined) continue
			addProfile(sum, part)
			for (const role of part.roles) sum.roles.add(role)
		}
	return sum
}

/** Whether a power is held over an object of a name. */
export function holdsOver({ powers, named }: Pick<Holding, 'powers' | 'named'>, power: Power, name: string): boolean {
	return powers.has(power) || named.get(power)?.has(name) === true
}

/** Whoever may bind a role, and may write a binding for it, has what the role gives; and may bind more by it. */
function addBindable(holders: ReadonlyMap<string, Holder>, access: Access, profileOf: (role: Role) => Profile): void {
	for (const holder of holders.values()) {
		const binds = ({ powers, named }: Holding): boolean =>
			!powers.has('everything') &&
			(['bindRoles', 'bindClusterRoles'] as const).some((power) => powers.has(power) || named.has(power))
		const all = withGroups(holder, holders)
		if (!all.some(({ holdings }) => [...holdings.values()].some(binds))) continue
		const taken = new Set<string>()
		for (let before = -1; before < taken.size; ) {
			before = taken.size
			for (const namespace of holder.holdings.keys())
				for (const { role, where } of bindable(together(all, namespace), namespace, access)) {
					const key = `${where}/${keyOf(role.ref)}`
					if (taken.has(key)) continue
					taken.add(key)
					addProfile(holdingOf(holder, where), profileOf(role))
				}
		}
	}
}

interface Bindable {
	readonly role: Role
	/** The namespace, or `''`. */
	readonly where: string
}

/** The roles that can be had by new bindings, and by those that are there. */
function bindable(holding: Holding, namespace: string, access: Access): readonly Bindable[] {
	const { powers } = holding
	const may = ({ ref }: Role): boolean =>
		holdsOver(holding, ref.kind === 'Role' ? 'bindRoles' : 'bindClusterRoles', ref.name)
	const made = [...access.roles.values()].flatMap((role): readonly Bindable[] => {
		if (!may(role)) return []
		const home = role.ref.namespace
		const isHere = home === undefined || namespace === '' || home === namespace
		const wide = namespace === '' && home === undefined && powers.has('makeClusterBindings')
		return [
			...(wide ? [{ role, where: '' }] : []),
			...(powers.has('makeBindings') && isHere
				? placesOf(home ?? namespace, access).map((where) => ({ role, where }))
				: []),
		]
	})
	const joined = access.bindings.flatMap(({ ref, role, namespace: home }): readonly Bindable[] => {
		if (role === undefined || !may(role)) return []
		const power = home === undefined ? 'joinClusterBindings' : 'joinBindings'
		const isHere = namespace === '' || home === namespace
		return isHere && holdsOver(holding, power, ref.name) ? [{ role, where: home ?? '' }] : []
	})
	return [...made, ...joined]
}

/** Bindings of namespaces hold in each, where they may be made in each. */
function placesOf(namespace: string, access: Access): readonly string[] {
	return namespace === '' ? [...access.accounts.keys()] : [namespace]
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
