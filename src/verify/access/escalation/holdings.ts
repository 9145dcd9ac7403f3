/** Who holds which powers where: bindings boiled down, one entry for each subject and namespace. */
import { accountUser, identityOf, plainSubject, type Subject } from '../../../model/access.ts'
import type { Access, Role } from '../access.ts'
import type { Power } from './powers.ts'
import { type Profile, Profiles } from './profiles.ts'

/** What a user or a group was given itself in one namespace, or in the whole cluster. */
export interface Holding {
	/** What its roles are good for, and roles that can be bound; each once. */
	readonly profiles: Profile[]
	/** The roles of its bindings, which whoever may rewrite them can fill. */
	readonly roles: Role[]
}

/** A user or a group, as requests name it. */
export interface Named {
	readonly type: 'user' | 'group'
	readonly name: string
}

/** A user or a group, as bindings know it. */
export interface Holder extends Named {
	readonly isAccount: boolean
	/** Who it is besides. */
	readonly also: readonly Named[]
	/** By namespace; `''` for the whole cluster. */
	readonly holdings: Map<string, Holding>
}

/** Several holdings as one. */
export interface Sum extends Profile {
	readonly holdings: readonly Holding[]
}

/** Everybody whom a binding names. */
export class Holders {
	/** In the order of the bindings. */
	readonly all: Holder[] = []
	readonly profiles = new Profiles()
	readonly #byName = { user: new Map<string, Holder>(), group: new Map<string, Holder>() }

	/** The holder that a subject is; a new one where it has none. */
	at(subject: Subject): Holder {
		const { type, name } = nameIn(subject)
		let holder = this.#byName[type].get(name)
		if (holder === undefined) {
			holder = { type, name, isAccount: subject.kind === 'ServiceAccount', also: alsoOf(subject), holdings: new Map() }
			this.#byName[type].set(name, holder)
			this.all.push(holder)
		}
		return holder
	}

	/** A holder, and who it is besides. */
	withGroups(holder: Holder): readonly Holder[] {
		const all = [holder]
		for (const { type, name } of holder.also) {
			const other = this.#byName[type].get(name)
			if (other !== undefined) all.push(other)
		}
		return all
	}

	/** All that somebody has in a namespace, through groups and from the whole cluster too: one request may rest on several bindings. */
	together(holders: readonly Holder[], namespace: string): Sum {
		const holdings: Holding[] = []
		const add = (holding: Holding | undefined): void => {
			if (holding !== undefined) holdings.push(holding)
		}
		for (const holder of holders) {
			add(holder.holdings.get(namespace))
			if (namespace !== '') add(holder.holdings.get(''))
		}
		const { powers, named, writes } = this.profiles.join(holdings.flatMap(({ profiles }) => profiles))
		return { powers, named, writes, holdings }
	}
}

/** Finds them, with what they were given. */
export function holdersOf({ bindings }: Access): Holders {
	const holders = new Holders()
	for (const { namespace = '', role, subjects } of bindings) {
		if (role === undefined) continue
		const profile = holders.profiles.of(role)
		for (const { subject } of subjects) {
			const holding = holdingOf(holders.at(subject), namespace)
			addProfile(holding, profile)
			holding.roles.push(role)
		}
	}
	return holders
}

/** Whether a power is held over an object of a name. */
export function holdsOver({ powers, named }: Profile, power: Power, name: string): boolean {
	return powers.has(power) || named.get(power)?.has(name) === true
}

/** What a holder has in a place; nothing yet where it has nothing. */
export function holdingOf({ holdings }: Holder, namespace: string): Holding {
	let holding = holdings.get(namespace)
	if (holding === undefined) {
		holding = { profiles: [], roles: [] }
		holdings.set(namespace, holding)
	}
	return holding
}

/** Adds what a role is good for. */
export function addProfile({ profiles }: Holding, profile: Profile): void {
	if (!profiles.includes(profile)) profiles.push(profile)
}

/** How requests name a subject. */
export function nameIn(subject: Subject): Named {
	const plain = plainSubject(subject)
	if (plain.kind === 'ServiceAccount') return { type: 'user', name: accountUser(plain.namespace, plain.name) }
	return { type: plain.kind === 'Group' ? 'group' : 'user', name: plain.name }
}

/** Who somebody is besides for sure: a member of the groups that the API server adds; and whoever is not known has one name. */
export function alsoOf(subject: Subject): readonly Named[] {
	const { user, groups } = identityOf(subject)
	const others = groups
		.filter((name) => subject.kind !== 'Group' || name !== subject.name)
		.map((name): Named => ({ type: 'group', name }))
	return subject.kind === 'Group' && user !== undefined ? [{ type: 'user', name: user }, ...others] : others
}
