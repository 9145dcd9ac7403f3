/** ResourceQuotas: what they allow, of which objects, and how much of it is used. */
import { type KubeObject, type ObjectRef, refOf } from '../../../model/kube-object.ts'
import { type Amounts, amountsOf } from '../../../model/pod-resources.ts'
import type { Quantity } from '../../../model/quantity.ts'
import { isMapping } from '../../reading/notes.ts'
import { at } from '../../reading/raw.ts'
import { countedBy, longKey } from './keys.ts'
import { isInScope, readScopes, type Scope } from './scopes.ts'
import { quotaUseOf } from './use.ts'

/** A ResourceQuota as it is written. Keys are in their long form. */
export interface Quota {
	readonly ref: ObjectRef
	readonly hard: Amounts
	readonly scopes: readonly Scope[]
	/** What the quota controller says is used; `undefined` where it has not counted for the quota as it stands. */
	readonly reported: Amounts | undefined
}

/** A quota, and how much of it is used. */
export interface QuotaState extends Quota {
	/** A key that is not in it is not known. */
	readonly used: Amounts
}

/** Reads a ResourceQuota; amounts that are none are left out. */
export function readQuota(object: KubeObject): Quota {
	const hard = longAmounts(at(object, 'spec', 'hard'))
	const status = at(object, 'status')
	const isCurrent = sameAmounts(longAmounts(at(status, 'hard')), hard) && isMapping(at(status, 'used'))
	return {
		ref: refOf(object),
		hard,
		scopes: readScopes(object),
		reported: isCurrent ? longAmounts(at(status, 'used')) : undefined,
	}
}

function longAmounts(value: unknown): Amounts {
	const amounts = new Map<string, Quantity>()
	for (const [name, amount] of amountsOf(isMapping(value) ? (value as Readonly<Record<string, string>>) : {})) {
		const key = longKey(name)
		const known = amounts.get(key)
		// A quota may hold both names of one thing with different amounts: both have to be kept, so the smaller counts.
		amounts.set(key, known === undefined || amount < known ? amount : known)
	}
	return amounts
}

function sameAmounts(a: Amounts, b: Amounts): boolean {
	return a.size === b.size && [...a].every(([key, amount]) => b.get(key) === amount)
}

/**
 * What objects use of a quota.
 *
 * @param objects - of the quota's namespace
 * @param isKnown - whether all objects that a key counts are among them; a key of which that is not so is left out
 * @param now - an ISO 8601 timestamp, for pods that are stuck in deletion
 */
export function countedUse(
	{ hard, scopes }: Pick<Quota, 'hard' | 'scopes'>,
	objects: readonly KubeObject[],
	isKnown: (key: string) => boolean,
	now?: string,
): Amounts {
	const used = new Map([...hard.keys()].filter(isKnown).map((key) => [key, 0n]))
	for (const object of objects) {
		if (!isInScope(object, scopes)) continue
		for (const [key, amount] of quotaUseOf(object, now)) {
			const known = used.get(key)
			if (known !== undefined) used.set(key, known + amount)
		}
	}
	return used
}

/** The part of an object's use that a quota counts; nothing where the object is out of its scope. */
export function chargedBy({ hard, scopes }: Pick<Quota, 'hard' | 'scopes'>, object: KubeObject): Amounts {
	if (!isInScope(object, scopes)) return new Map()
	return new Map([...quotaUseOf(object)].filter(([key, amount]) => amount !== 0n && hard.has(key)))
}

/** Whether a quota says anything of pods, so that each of them has to satisfy it. */
export function isAboutPods({ hard }: Pick<Quota, 'hard'>): boolean {
	return [...hard.keys()].some((key) => countedBy(key) === 'Pod')
}
