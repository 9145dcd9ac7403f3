/** Kubernetes objects as plain data. No generated models: an object is sent and compared exactly as it was written. */

/** Any JSON value. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json | undefined }

/** A JSON object. */
export type JsonObject = { readonly [key: string]: Json | undefined }

/** One entry of `metadata.managedFields`: which manager owns which fields. */
export interface ManagedFieldsEntry {
	readonly manager?: string
	readonly operation?: 'Apply' | 'Update'
	readonly subresource?: string
	readonly apiVersion?: string
	readonly fieldsV1?: JsonObject
}

/** The part of `metadata` that Stagewall reads. */
export interface ObjectMeta {
	readonly name: string
	readonly namespace?: string
	readonly labels?: Readonly<Record<string, string>>
	readonly annotations?: Readonly<Record<string, string>>
	readonly uid?: string
	readonly resourceVersion?: string
	readonly deletionTimestamp?: string
	readonly deletionGracePeriodSeconds?: number
	readonly ownerReferences?: readonly {
		readonly apiVersion: string
		readonly kind: string
		readonly name: string
		readonly controller?: boolean
	}[]
	readonly managedFields?: readonly ManagedFieldsEntry[]
}

/** A Kubernetes object of any kind. */
export interface KubeObject {
	readonly apiVersion: string
	readonly kind: string
	readonly metadata: ObjectMeta
	readonly [field: string]: unknown
}

/** Which object: enough to find it again. `group` is empty for the core group; `namespace` is absent where it has none. */
export interface ObjectRef {
	readonly group: string
	readonly kind: string
	readonly namespace?: string
	readonly name: string
}

/** The API group of an object or an `apiVersion`; empty for the core group. */
export function groupOf(object: { readonly apiVersion: string }): string {
	const slash = object.apiVersion.indexOf('/')
	return slash < 0 ? '' : object.apiVersion.slice(0, slash)
}

/** The reference of an object. */
export function refOf(object: KubeObject): ObjectRef {
	const { name, namespace } = object.metadata
	return {
		group: groupOf(object),
		kind: object.kind,
		...(namespace === undefined || namespace === '' ? {} : { namespace }),
		name,
	}
}

/** The namespace of a namespaced object: one that names none goes to the one called default. */
export function homeOf({ metadata }: KubeObject): string {
	return metadata.namespace || 'default'
}

const indexes = new WeakMap<readonly KubeObject[], ReadonlyMap<string, KubeObject>>()

/** Objects by their key, the last of equals; built once for a list, however many ask. */
export function objectsByKey(objects: readonly KubeObject[]): ReadonlyMap<string, KubeObject> {
	let index = indexes.get(objects)
	if (index === undefined) {
		index = new Map(objects.map((object) => [keyOf(refOf(object)), object]))
		indexes.set(objects, index)
	}
	return index
}

/** One string per object, for maps and sets. Versions of a group are the same object. */
export function keyOf(ref: ObjectRef): string {
	return `${ref.group}/${ref.kind}/${ref.namespace ?? ''}/${ref.name}`
}

/**
 * How an object is named to a person.
 *
 * @example showRef({group: 'apps', kind: 'Deployment', namespace: 'shop-dev', name: 'web'}) // 'Deployment shop-dev/web'
 */
export function showRef(ref: ObjectRef): string {
	return `${ref.kind} ${ref.namespace === undefined ? '' : `${ref.namespace}/`}${ref.name}`
}
