/** Roles that somebody may bind: whoever may write a binding for one as well has what it gives. */
import { keyOf } from '../../../model/kube-object.ts'
import type { Access, Role } from '../access.ts'
import { addProfile, type Holder, type Holders, holdingOf, holdsOver, type Sum } from './holdings.ts'

/** Adds to everybody what the roles give that they may bind; and what more they may bind by it. */
export function addBindable(holders: Holders, access: Access): void {
	const binders = new Set(holders.all.filter((holder) => isBinder(holder, holders)))
	for (const holder of holders.all) {
		const everybody = holders.withGroups(holder)
		if (!everybody.some((each) => binders.has(each))) continue
		bindAll(holder, everybody, holders, access)
		// What others have by this one as their group is looked at as it is by now.
		if (isBinder(holder, holders)) binders.add(holder)
		else binders.delete(holder)
	}
}

/** Whether there is a role that somebody may bind and does not have all of anyway. */
function isBinder({ holdings }: Holder, { profiles }: Holders): boolean {
	for (const holding of holdings.values()) {
		const { powers, named } = profiles.join(holding.profiles)
		if (!powers.has('everything') && bindPowers.some((power) => powers.has(power) || named.has(power))) return true
	}
	return false
}

const bindPowers = ['bindRoles', 'bindClusterRoles'] as const

/** To a fixpoint: a role may give a right to bind others. */
function bindAll(holder: Holder, everybody: readonly Holder[], holders: Holders, access: Access): void {
	const taken = new Set<string>()
	for (let before = -1; before < taken.size; ) {
		before = taken.size
		for (const namespace of holder.holdings.keys())
			for (const { role, where } of bindable(holders.together(everybody, namespace), namespace, access)) {
				const key = `${where}/${keyOf(role.ref)}`
				if (taken.has(key)) continue
				taken.add(key)
				addProfile(holdingOf(holder, where), holders.profiles.of(role))
			}
	}
}

interface Bindable {
	readonly role: Role
	/** The namespace, or `''`. */
	readonly where: string
}

/** The roles that can be had by new bindings, and by those that are there. */
function bindable(sum: Sum, namespace: string, access: Access): readonly Bindable[] {
	const { powers } = sum
	const may = ({ ref }: Role): boolean =>
		holdsOver(sum, ref.kind === 'Role' ? 'bindRoles' : 'bindClusterRoles', ref.name)
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
		return isHere && holdsOver(sum, power, ref.name) ? [{ role, where: home ?? '' }] : []
	})
	return [...made, ...joined]
}

/** Bindings of namespaces hold in each, where they may be made in each. */
function placesOf(namespace: string, access: Access): readonly string[] {
	return namespace === '' ? [...access.accounts.keys()] : [namespace]
}
