/** What changes of quotas and limit ranges mean to what is in a namespace already: before and after, by the engine. */
import { showAmount } from '../../model/capacity.ts'
import type { CapacityRadius, Change, FieldChange, QuotaBelowUse, StoppedWorkload } from '../../model/change.ts'
import { isUnseen, type Unseen } from '../../model/facts.ts'
import { kinds } from '../../model/kinds.ts'
import { homeOf, type KubeObject, keyOf, refOf } from '../../model/kube-object.ts'
import type { Amounts } from '../../model/pod-resources.ts'
import type { Quantity } from '../../model/quantity.ts'
import { isMapping, type Mapping } from '../reading/notes.ts'
import type { Rules } from './admission/admit.ts'
import { readQuota } from './admission/quota.ts'
import { refusalsOfRestart } from './fit.ts'
import { type Home, homesOf, type Seen } from './home.ts'
import { kindsOfNamespace } from './wants.ts'

/**
 * The namespaces that exist and whose quotas or limit ranges become others.
 *
 * @param objects - those that the plan was made of
 */
export function namespacesTouched(changes: readonly Change[], objects: readonly KubeObject[]): readonly string[] {
	const existing = new Set(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name))
	const touched = changes.filter(touchesCapacity).flatMap(({ ref: { namespace } }) => namespace ?? [])
	return [...new Set(touched)].filter((namespace) => existing.has(namespace)).toSorted((a, b) => (a < b ? -1 : 1))
}

/** Labels of a quota bound nobody. */
function touchesCapacity(change: Change): boolean {
	const { group, kind } = change.ref
	if (group !== '' || (kind !== kinds.ResourceQuota.kind && kind !== kinds.LimitRange.kind)) return false
	return change.action !== 'update' || change.fields.some(({ path }) => path[0] === 'spec')
}

/**
 * Which quotas would be below what is used, and which workloads could start no more.
 *
 * @param objects - the cluster as it is
 * @param namespaces - see {@link namespacesTouched}
 * @param unseen - where pods were not seen, what the quota controller reports stands for them, and no workload is judged
 */
export function capacityRadius(
	objects: readonly KubeObject[],
	changes: readonly Change[],
	namespaces: readonly string[],
	unseen: readonly Unseen[],
): Omit<CapacityRadius, 'unseen'> {
	const seen: Omit<Seen, 'objects'> = { unseen, trustsStatus: false, kinds: kindsOfNamespace }
	const before = homesOf({ ...seen, objects })
	const after = homesOf({ ...seen, objects: foreseen(objects, changes) })
	const changed = new Set(changes.filter(touchesCapacity).map(({ ref }) => keyOf(ref)))
	const pairs = namespaces.map((namespace) => {
		const reported = mostReported(objects, namespace)
		return { before: withReported(before(namespace), reported), after: withReported(after(namespace), reported) }
	})
	return {
		below: pairs.flatMap((pair) => belowUse(pair.after, changed)),
		stops: pairs.flatMap((pair) => stopped(pair.before, pair.after, unseen)),
	}
}

/** The objects as they will be, as far as it matters to amounts. */
function foreseen(objects: readonly KubeObject[], changes: readonly Change[]): readonly KubeObject[] {
	const becoming = new Map(
		changes.filter(touchesCapacity).map((change) => [keyOf(change.ref), becomingOf(change)] as const),
	)
	return [
		...objects.filter((object) => !becoming.has(keyOf(refOf(object)))),
		...[...becoming.values()].flatMap((object) => object ?? []),
	]
}

function becomingOf(change: Change): KubeObject | undefined {
	if (change.action === 'delete') return undefined
	return change.action === 'update' ? withFields(change.observed, change.fields) : change.desired
}

/** What others wrote into an object stays. */
function withFields(observed: KubeObject, fields: readonly FieldChange[]): KubeObject {
	return fields.reduce((object, { path, after }) => withField(object, path, after) as KubeObject, observed)
}

function withField(value: unknown, path: readonly string[], after: unknown): unknown {
	const [key, ...rest] = path
	if (key === undefined) return after
	const mapping: Mapping = isMapping(value) ? value : {}
	const { [key]: inner, ...others } = mapping
	const set = withField(inner, rest, after)
	return set === undefined ? others : { ...others, [key]: set }
}

/** The most that any quota of a namespace reports of a key: one with scopes counts a part, so at least that much is used. */
function mostReported(objects: readonly KubeObject[], namespace: string): Amounts {
	const most = new Map<string, Quantity>()
	for (const object of objects) {
		if (object.kind !== 'ResourceQuota' || homeOf(object) !== namespace) continue
		for (const [key, amount] of readQuota(object).reported ?? [])
			if (amount > (most.get(key) ?? -1n)) most.set(key, amount)
	}
	return most
}

/** Our own count holds for the quotas to come; where it is not known, what quotas report now is better than nothing. */
function withReported(home: Home, reported: Amounts): Home {
	return {
		...home,
		quotas: home.quotas.map((quota) => ({
			...quota,
			used: new Map([...[...reported].filter(([key]) => quota.hard.has(key)), ...quota.counted]),
		})),
	}
}

function belowUse({ quotas }: Home, changed: ReadonlySet<string>): readonly QuotaBelowUse[] {
	return quotas.flatMap(({ ref, hard, used }) => {
		if (!changed.has(keyOf(ref))) return []
		const keys = [...hard]
			.toSorted(([a], [b]) => (a < b ? -1 : 1))
			.flatMap(([key, most]) => {
				const use = used.get(key)
				if (use === undefined || use <= most) return []
				return [{ key, hard: showAmount(key, most), used: showAmount(key, use) }]
			})
		return keys.length === 0 ? [] : [{ quota: ref, keys }]
	})
}

function stopped(before: Home, after: Home, unseen: readonly Unseen[]): readonly StoppedWorkload[] {
	const { group, kind } = kinds.Pod
	if (isUnseen(unseen, { group, kind, namespace: after.name, name: '' })) return []
	return after.workloads.flatMap(({ ref, next, pods, wanted }): readonly StoppedWorkload[] => {
		if (next === undefined || wanted === 0) return []
		const isMissing = wanted !== undefined && pods.length < wanted
		const refusals = (rules: Rules) => refusalsOfRestart({ next, pods: isMissing ? [] : pods }, rules)
		const found = refusals(after)
		return found.length === 0 || refusals(before).length > 0
			? []
			: [{ workload: ref, pods: pods.length, refusals: found }]
	})
}
