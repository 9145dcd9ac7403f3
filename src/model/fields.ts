/**
 * Objects field by field, as server-side apply sees them: which fields a desired object names, where an observed object
 * differs, and who owns a field. With that, "unchanged" is known from a list, without a request per object.
 *
 * The rules of merging come from the API's OpenAPI markers (`x-kubernetes-list-type`, `x-kubernetes-map-type`). For the
 * kinds that Stagewall writes they are few: every list is atomic or compared as a whole, and maps are granular but for the ones
 * named below.
 */
import type { FieldChange } from './change.ts'
import type { Json, KubeObject } from './kube-object.ts'
import { fieldManager } from './ownership.ts'
import { sameQuantity } from './quantity.ts'

/** A field's way from the object's root, e.g. `['spec', 'hard', 'requests.cpu']`. */
export type FieldPath = readonly string[]

/** A field that is set or compared as one. */
export interface Leaf {
	readonly path: FieldPath
	readonly value: Json | undefined
}

/** Maps that the API sets as a whole: a label selector of a NetworkPolicy, the role that a binding refers to. */
const atomicMaps: Readonly<Record<string, readonly string[]>> = {
	NetworkPolicy: ['spec.podSelector'],
	RoleBinding: ['roleRef'],
	ClusterRoleBinding: ['roleRef'],
	ResourceQuota: ['spec.scopeSelector'],
	ValidatingAdmissionPolicy: ['spec.matchConstraints'],
	MutatingAdmissionPolicy: ['spec.matchConstraints'],
}

/** Kinds whose `spec` holds quantities, which the API server writes in its own form (`1000m` becomes `1`). */
const kindsWithQuantities = new Set(['ResourceQuota', 'LimitRange'])

/** What identifies an object is no field of it, and the server's bookkeeping is nobody's wish. */
const notFields = new Set(['apiVersion', 'kind', 'status'])
const notMetadataFields = new Set([
	'name',
	'namespace',
	'uid',
	'resourceVersion',
	'generation',
	'creationTimestamp',
	'deletionTimestamp',
	'deletionGracePeriodSeconds',
	'managedFields',
	'selfLink',
])

/**
 * The fields that an object names. `null` counts: it says "this field shall be empty", and server-side apply then owns the
 * empty field, so that nobody else fills it unnoticed.
 */
export function leavesOf(object: KubeObject): readonly Leaf[] {
	const leaves: Leaf[] = []
	for (const [key, value] of Object.entries(object)) {
		if (notFields.has(key)) continue
		if (key === 'metadata') {
			for (const [field, content] of Object.entries(object.metadata))
				if (!notMetadataFields.has(field)) collect(object.kind, [key, field], content as Json, leaves)
		} else collect(object.kind, [key], value as Json, leaves)
	}
	return leaves
}

function collect(kind: string, path: FieldPath, value: Json | undefined, into: Leaf[]): void {
	if (value === undefined) return
	const entries = isMap(value) && !(atomicMaps[kind] ?? []).includes(path.join('.')) ? Object.entries(value) : []
	if (entries.length === 0) into.push({ path, value })
	for (const [key, content] of entries) collect(kind, [...path, key], content, into)
}

/**
 * Where an observed object differs from what is desired. Fields that only the observed object has are no differences:
 * they belong to others (see {@link extrasOf}).
 */
export function differencesOf(desired: KubeObject, observed: KubeObject): readonly FieldChange[] {
	return leavesOf(desired).flatMap(({ path, value }) => {
		const before = valueAt(observed, path)
		return same(value, before, kindsWithQuantities.has(desired.kind) && path[0] === 'spec')
			? []
			: [{ path, before, after: value }]
	})
}

/**
 * Fields that somebody added inside a part of the object that Stagewall writes (`spec`, `rules` …), and that the plan does
 * not name. Metadata is everybody's, so additions there do not count.
 */
export function extrasOf(desired: KubeObject, observed: KubeObject): readonly Leaf[] {
	const wanted = leavesOf(desired)
	const ours = new Set(wanted.map(({ path }) => path[0]).filter((root) => root !== 'metadata'))
	const named = new Set(wanted.map(({ path }) => path.join('\0')))
	return leavesOf(observed).filter(
		({ path, value }) => ours.has(path[0]) && !isEmpty(value) && !named.has(path.join('\0')),
	)
}

/** Whether a server-side apply of `desired` would change nothing at all, neither values nor who owns them. */
export function isSettled(desired: KubeObject, observed: KubeObject): boolean {
	return differencesOf(desired, observed).length === 0 && ownsExactly(desired, observed)
}

/** Whether our entry in `managedFields` names exactly the fields that `desired` names. */
function ownsExactly(desired: KubeObject, observed: KubeObject): boolean {
	const owned = fieldsOwnedBy(observed, fieldManager)
	const wanted = leavesOf(desired)
	return owned.size === wanted.length && wanted.every(({ path }) => owned.has(path.join('\0')))
}

/** The fields that a manager applied, as paths joined by NUL. Empty where it applied none. */
function fieldsOwnedBy(observed: KubeObject, manager: string): ReadonlySet<string> {
	const owned = new Set<string>()
	for (const entry of observed.metadata.managedFields ?? [])
		if (entry.manager === manager && entry.operation === 'Apply' && (entry.subresource ?? '') === '')
			collectOwned(entry.fieldsV1 ?? {}, [], owned)
	return owned
}

/** The managers that own a field or a part of it, other than Stagewall. */
export function otherManagersOf(observed: KubeObject, path: FieldPath): readonly string[] {
	const wanted = path.join('\0')
	const managers = (observed.metadata.managedFields ?? []).flatMap((entry) => {
		if (entry.manager === undefined || entry.manager === fieldManager || (entry.subresource ?? '') !== '') return []
		const owned = new Set<string>()
		collectOwned(entry.fieldsV1 ?? {}, [], owned)
		const touches = [...owned].some(
			(field) => field === wanted || field.startsWith(`${wanted}\0`) || wanted.startsWith(`${field}\0`),
		)
		return touches ? [entry.manager] : []
	})
	return [...new Set(managers)]
}

/** `{"f:spec": {"f:hard": {"f:cpu": {}}}}` → `spec NUL hard NUL cpu`; the format of managedFields' FieldsV1. */
function collectOwned(fields: Json | undefined, path: FieldPath, into: Set<string>): void {
	const children = isMap(fields) ? Object.entries(fields).filter(([key]) => key.startsWith('f:')) : []
	if (children.length === 0 && path.length > 0) into.add(path.join('\0'))
	for (const [key, content] of children) collectOwned(content, [...path, key.slice(2)], into)
}

/**
 * How a field is named to a person.
 *
 * @example showPath(['metadata', 'labels', 'stagewall.dev/plan']) // 'metadata.labels["stagewall.dev/plan"]'
 */
export function showPath(path: FieldPath): string {
	return path
		.map((key, index) =>
			/^[A-Za-z_][\w-]*$/.test(key) ? `${index === 0 ? '' : '.'}${key}` : `[${JSON.stringify(key)}]`,
		)
		.join('')
}

/** The value at a path; `undefined` where there is none. */
export function valueAt(object: KubeObject, path: FieldPath): Json | undefined {
	let value: unknown = object
	for (const key of path) {
		if (!isMap(value as Json)) return undefined
		value = (value as Record<string, unknown>)[key]
	}
	return value as Json | undefined
}

/** Equal for the API server: an empty list, an empty map, `null` and a missing field are all stored as "not there". */
function same(a: Json | undefined, b: Json | undefined, quantities: boolean): boolean {
	if (isEmpty(a) && isEmpty(b)) return true
	if (Array.isArray(a) && Array.isArray(b))
		return a.length === b.length && a.every((each, index) => same(each, b[index], quantities))
	if (isMap(a) && isMap(b)) {
		const keys = new Set([...Object.keys(a), ...Object.keys(b)])
		return [...keys].every((key) => key in a === key in b && same(a[key], b[key], quantities))
	}
	if (quantities && isScalar(a) && isScalar(b)) return sameQuantity(a, b)
	return a === b
}

function isMap(value: Json | undefined): value is { readonly [key: string]: Json | undefined } {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isScalar(value: Json | undefined): value is string | number {
	return typeof value === 'string' || typeof value === 'number'
}

function isEmpty(value: Json | undefined): boolean {
	if (value === undefined || value === null) return true
	return typeof value === 'object' && Object.keys(value).length === 0
}
