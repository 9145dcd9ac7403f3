/** Desired × observed → changes. Pure: what a server would add or refuse is asked for in plan.ts. */
import type { Change, Stale } from '../model/change.ts'
import { type Facts, isUnseen } from '../model/facts.ts'
import { differencesOf, isSettled } from '../model/fields.ts'
import { type KubeObject, keyOf, type ObjectRef, objectsByKey, refOf } from '../model/kube-object.ts'
import { ownerOf, planLabel, planOf } from '../model/ownership.ts'

/** What is to be removed besides what is to be made. */
export interface Removals {
	/** Remove objects that carry our label and that the plan no longer wants. */
	readonly prune: boolean
	/** Namespaces to delete, each by its name. */
	readonly namespaces: readonly string[]
}

/** What differs, what does not, and what is left alone. */
export interface Difference {
	readonly changes: readonly Change[]
	readonly unchanged: number
	readonly stale: readonly Stale[]
	/** Desired objects that could not be looked at. */
	readonly hidden: readonly ObjectRef[]
}

/** Kinds that keep a namespace closed; without them, what runs in it is open. */
const walls = new Set(['NetworkPolicy', 'ResourceQuota', 'LimitRange'])

/** Fields that the API does not let change once they are set (validation of rbac and scheduling), by kind. */
const immutable: Readonly<Record<string, readonly string[]>> = {
	RoleBinding: ['roleRef'],
	PriorityClass: ['value', 'preemptionPolicy'],
}

/**
 * Compares what a plan wants with what a cluster has. Objects of kinds that could not be seen are in no list.
 *
 * @param plan - the plan's name, the value of the ownership label
 */
export function difference(plan: string, desired: readonly KubeObject[], facts: Facts, removals: Removals): Difference {
	const observed = objectsByKey(facts.objects)
	const isVisible = (object: KubeObject): boolean => !isUnseen(facts.unseen, refOf(object))
	const visible = desired.filter(isVisible)
	const changes = visible.flatMap((object) => changeOf(object, observed.get(keyOf(refOf(object)))) ?? [])
	const { deletions, stale } = leftovers(plan, desired, facts, removals)
	const hidden = desired.filter((object) => !isVisible(object)).map(refOf)
	return { changes: [...changes, ...deletions], unchanged: visible.length - changes.length, stale, hidden }
}

function changeOf(desired: KubeObject, observed: KubeObject | undefined): Change | undefined {
	const ref = refOf(desired)
	if (observed === undefined) return { action: 'create', ref, desired }
	const settled =
		observed.metadata.managedFields === undefined
			? differencesOf(desired, observed).length === 0 && planOf(observed) === planOf(desired)
			: isSettled(desired, observed)
	if (settled) return undefined
	const fields = differencesOf(desired, observed)
	const fixed = immutable[desired.kind] ?? []
	const owner = ownerOf(observed)
	return {
		action: fields.some(({ path }) => fixed.includes(path[0] ?? '')) ? 'replace' : 'update',
		ref,
		desired,
		observed,
		fields,
		adopts: planOf(observed) === undefined,
		...(owner === undefined ? {} : { owner }),
	}
}

function leftovers(
	plan: string,
	desired: readonly KubeObject[],
	facts: Facts,
	removals: Removals,
): { deletions: readonly Change[]; stale: readonly Stale[] } {
	const wanted = new Set(desired.map((object) => keyOf(refOf(object))))
	const wantedNamespaces = new Set(
		desired.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name),
	)
	const deletions: Change[] = []
	const stale: Stale[] = []
	for (const object of facts.objects) {
		const ref = refOf(object)
		if (object.metadata.labels?.[planLabel] !== plan || wanted.has(keyOf(ref))) continue
		if (object.kind === 'Namespace') {
			if (removals.namespaces.includes(ref.name)) deletions.push({ action: 'delete', ref, observed: object })
			else stale.push({ ref, why: 'namespace' })
		} else if (ref.namespace !== undefined && removals.namespaces.includes(ref.namespace)) {
			// Goes with its namespace.
		} else if (ref.namespace !== undefined && !wantedNamespaces.has(ref.namespace) && isWall(object)) {
			stale.push({ ref, why: 'wall' })
		} else if (removals.prune) deletions.push({ action: 'delete', ref, observed: object })
		else stale.push({ ref, why: 'not-asked' })
	}
	return { deletions, stale }
}

/** The `default` ServiceAccount counts: without our field its pods get a token again. */
function isWall({ kind, metadata }: KubeObject): boolean {
	return walls.has(kind) || (kind === 'ServiceAccount' && metadata.name === 'default')
}
