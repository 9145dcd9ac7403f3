/** Quotas that would be smaller than what a namespace uses already: they are allowed, evict nothing, and stop what comes next. */
import type { Change, Notice } from '../model/change.ts'
import type { Facts } from '../model/facts.ts'
import type { KubeObject } from '../model/kube-object.ts'
import { formatQuantity, parseQuantity } from '../model/quantity.ts'

/**
 * Compares the quotas of a plan with the use that the quota controller reports in the namespace (`status.used` of any quota
 * there). Where no quota has counted yet there is nothing to compare with, and nothing is said.
 */
export function quotasBelowUse(changes: readonly Change[], facts: Facts): readonly Notice[] {
	const quotas = facts.objects.filter(({ kind }) => kind === 'ResourceQuota')
	return changes.flatMap((change) => {
		if (change.ref.kind !== 'ResourceQuota' || change.action === 'delete') return []
		const used = useIn(quotas.filter(({ metadata }) => metadata.namespace === change.ref.namespace))
		const short = Object.entries(mapAt(change.desired, 'spec', 'hard')).flatMap(([key, hard]) => {
			const limit = parseQuantity(hard)
			const use = used.get(key)
			return limit === undefined || use === undefined || use <= limit
				? []
				: [`${key} ${hard} (used: ${formatQuantity(use, hard.endsWith('i') ? 'binary' : 'decimal')})`]
		})
		return short.length === 0
			? []
			: [
					{
						code: 'plan/quota-below-use',
						ref: change.ref,
						message: `the quota of ${change.ref.namespace} would be below what is used there now: ${short.join(', ')}`,
						hint: 'Nothing is evicted, but nothing new starts until the use is below the quota. Raise the budget or the share.',
					},
				]
	})
}

/** The largest use that any quota reports, by key. A scoped quota counts only some of the pods: at least that much is used. */
function useIn(quotas: readonly KubeObject[]): ReadonlyMap<string, bigint> {
	const used = new Map<string, bigint>()
	for (const quota of quotas)
		for (const [name, text] of Object.entries(mapAt(quota, 'status', 'used'))) {
			const key = longNames[name] ?? name
			const amount = parseQuantity(text)
			if (amount !== undefined && amount > (used.get(key) ?? -1n)) used.set(key, amount)
		}
	return used
}

/** `cpu` is another name of `requests.cpu` (core/v1 ResourceName), and so on. */
const longNames: Readonly<Record<string, string>> = {
	cpu: 'requests.cpu',
	memory: 'requests.memory',
	'ephemeral-storage': 'requests.ephemeral-storage',
}

function mapAt(object: KubeObject, part: string, field: string): Readonly<Record<string, string>> {
	const holder = object[part] as Readonly<Record<string, Readonly<Record<string, string>> | undefined>> | undefined
	return holder?.[field] ?? {}
}
