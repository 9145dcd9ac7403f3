/** Profiles: what roles are good for, one for all roles whose rules are the same. */
import type { Role } from '../access.ts'
import type { Rule } from '../rule.ts'
import { allPowers, isWriting, namesOf, type Power } from './powers.ts'
import { Sequence } from './sequence.ts'

/** What the rules of a role are good for. */
export interface Profile {
	/** Held over every object. */
	readonly powers: ReadonlySet<Power>
	/** Held over objects of these names only. */
	readonly named: ReadonlyMap<Power, ReadonlySet<string>>
	/** Whether it changes anything that is in a namespace. */
	readonly writes: boolean
}

/** The profiles of a cluster. It has few, however many have them: each is worked out once, and so is what several make together. */
export class Profiles {
	readonly #byRules = new Map<readonly Rule[], Profile>()
	readonly #byKey = new Map<string, Profile>()
	readonly #joined = new Sequence<Profile, Profile>()

	/** What a role is good for. */
	of({ rules }: Role): Profile {
		let profile = this.#byRules.get(rules)
		if (profile === undefined) {
			const key = rules.map(ruleKey).join('\n')
			profile = this.#byKey.get(key) ?? profileOf(rules)
			this.#byKey.set(key, profile)
			this.#byRules.set(rules, profile)
		}
		return profile
	}

	/** What several are good for together. */
	join(parts: readonly Profile[]): Profile {
		const [first] = parts
		if (first !== undefined && parts.length === 1) return first
		let joined = this.#joined
		for (const part of new Set(parts)) joined = joined.after(part)
		joined.value ??= unionOf(parts)
		return joined.value
	}
}

/** Quicker than JSON, for thousands of roles; none of these signs is in a name of the API. */
function ruleKey({ verbs, apiGroups, resources, resourceNames }: Rule): string {
	return [verbs, apiGroups, resources, resourceNames].map((list) => list.join(',')).join(';')
}

function profileOf(rules: readonly Rule[]): Profile {
	const powers = new Set<Power>()
	const named = new Map<Power, Set<string>>()
	for (const rule of rules)
		for (const power of allPowers) {
			if (powers.has(power)) continue
			const names = namesOf(rule, power, rules)
			if (names === undefined) continue
			if (names.length === 0 || nameless.has(power)) powers.add(power)
			else addNames(named, power, names)
		}
	return { powers, named, writes: rules.some(isWriting) }
}

function unionOf(parts: readonly Profile[]): Profile {
	const powers = new Set<Power>()
	const named = new Map<Power, Set<string>>()
	for (const part of parts) {
		for (const power of part.powers) powers.add(power)
		for (const [power, names] of part.named) addNames(named, power, names)
	}
	return { powers, named, writes: parts.some(({ writes }) => writes) }
}

function addNames(named: Map<Power, Set<string>>, power: Power, names: Iterable<string>): void {
	const known = named.get(power) ?? new Set()
	named.set(power, known)
	for (const name of names) known.add(name)
}

/** For these powers a name is no limit: they make or change one object, and that is enough. */
const nameless = new Set<Power>([
	'run',
	'writeBindings',
	'makeBindings',
	'makeClusterBindings',
	'requestCertificates',
	'approveCertificates',
	'mutateByWebhook',
	'mutateByPolicy',
	'changeMutation',
	'bindMutation',
	'volumes',
	'policies',
	'budgets',
	'steer',
	'guards',
	'nodes',
	'tiers',
])
