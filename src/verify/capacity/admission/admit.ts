/** Whether an API server would take a new object, as far as amounts decide: limit ranges, then quotas (CheckRequest). */
import { type QuotaExceeded, type Refusal, showAmount, type Undeclared } from '../../../model/capacity.ts'
import { addTo } from '../../../model/collect.ts'
import { kindOf, kinds } from '../../../model/kinds.ts'
import type { KubeObject } from '../../../model/kube-object.ts'
import { at, elements, text } from '../../reading/raw.ts'
import { type Classes, completeClaim, completePod } from './complete.ts'
import { contradictionsIn } from './contradictions.ts'
import { declaredKeys } from './keys.ts'
import { claimRefusals, declaredIn, type LimitRange, podRefusals } from './limit-range.ts'
import { chargedBy, isAboutPods, type QuotaState } from './quota.ts'
import { hasWholeAmounts, isInScope } from './scopes.ts'

/** All that decides about new objects of a namespace. */
export interface Rules {
	readonly quotas: readonly QuotaState[]
	/** In the order in which they apply; of several, Kubernetes leaves it open. */
	readonly limitRanges: readonly LimitRange[]
	readonly classes: Classes
}

/** What becomes of a new object. */
export type Admission =
	| {
			readonly type: 'accepted'
			/** As it would be stored. */
			readonly object: KubeObject
			/** With the object counted. */
			readonly rules: Rules
	  }
	| { readonly type: 'refused'; readonly refusals: readonly Refusal[] }

/**
 * Judges a new object. Keys of quotas of which nobody knows how much is used refuse nothing.
 *
 * @param wanted - as somebody would create it, without the defaults of the API server
 */
export function admit(wanted: KubeObject, rules: Rules): Admission {
	const { object, refusals } = judged(wanted, rules)
	const all = [...refusals, ...rules.quotas.flatMap((quota) => quotaRefusals(object, quota))]
	if (all.length > 0) return { type: 'refused', refusals: all }
	return {
		type: 'accepted',
		object,
		rules: { ...rules, quotas: rules.quotas.map((quota) => charged(quota, object, 1n)) },
	}
}

/** The rules once an object is gone. */
export function without(object: KubeObject, rules: Rules): Rules {
	return { ...rules, quotas: rules.quotas.map((quota) => charged(quota, object, -1n)) }
}

function judged(
	wanted: KubeObject,
	{ limitRanges, classes }: Rules,
): { readonly object: KubeObject; readonly refusals: readonly Refusal[] } {
	const kind = kindOf(wanted)
	if (kind === kinds.Pod) {
		const completed = completePod(wanted, limitRanges, classes)
		const { pod } = completed
		return {
			object: pod,
			refusals: [...contradictionsIn(completed), ...limitRanges.flatMap((range) => podRefusals(range, pod))],
		}
	}
	if (kind !== kinds.PersistentVolumeClaim) return { object: wanted, refusals: [] }
	const claim = completeClaim(wanted, classes)
	return { object: claim, refusals: limitRanges.flatMap((range) => claimRefusals(range, claim)) }
}

function quotaRefusals(object: KubeObject, quota: QuotaState): readonly Refusal[] {
	const exceeded = [...chargedBy(quota, object)].flatMap(([key, asked]): readonly QuotaExceeded[] => {
		const [hard = 0n, used] = [quota.hard.get(key), quota.used.get(key)]
		if (used === undefined || used + asked <= hard) return []
		const [shownHard, shownUsed, shownAsked] = [hard, used, asked].map((amount) => showAmount(key, amount))
		return [
			{
				type: 'exceeds',
				object: quota.ref,
				key,
				hard: shownHard ?? '',
				used: shownUsed ?? '',
				asked: shownAsked ?? '',
			},
		]
	})
	return [...undeclared(object, quota), ...exceeded]
}

/** Amounts of the pod as a whole spare its containers from declaring any (Constraints of the pod evaluator). */
function undeclared(object: KubeObject, quota: QuotaState): readonly Undeclared[] {
	const spec = at(object, 'spec')
	if (kindOf(object) !== kinds.Pod || !isAboutPods(quota) || !isInScope(object, quota.scopes)) return []
	if (hasWholeAmounts(at(spec, 'resources'))) return []
	const missing = new Map<string, string[]>()
	for (const { value } of ['containers', 'initContainers'].flatMap((list) => elements(at(spec, list), ''))) {
		const declared = declaredIn(value)
		for (const key of quota.hard.keys()) {
			if (!declaredKeys.has(key)) continue
			const [field = '', name = ''] = key.split('.')
			if (!(field === 'requests' ? declared.requests : declared.limits).has(name))
				addTo(missing, key, text(value['name']) ?? '')
		}
	}
	return [...missing].map(([key, containers]) => ({ type: 'undeclared', object: quota.ref, key, containers }))
}

function charged(quota: QuotaState, object: KubeObject, times: bigint): QuotaState {
	const charge = chargedBy(quota, object)
	if (charge.size === 0) return quota
	const used = new Map(quota.used)
	for (const [key, amount] of charge) {
		const known = used.get(key)
		if (known !== undefined) used.set(key, known + amount * times)
	}
	return { ...quota, used }
}
