/** The Kubernetes objects in the data of a document: one, a List of them, or none. */
import { kindOf } from '../../model/kinds.ts'
import {
	groupOf,
	type Json,
	type JsonObject,
	type KubeObject,
	keyOf,
	type ObjectMeta,
	refOf,
} from '../../model/kube-object.ts'
import type { YamlPath } from './parse-yaml.ts'

/** An object, and the way to it inside the document. */
export interface Located {
	/** As the API would store it: with the namespace that it gets where it names none. */
	readonly object: KubeObject
	/** Its {@link keyOf}. */
	readonly key: string
	readonly path: YamlPath
}

/** What keeps a part of a document from being an object of the API. */
export interface Misfit {
	readonly message: string
	readonly path: YamlPath
}

/** What a document holds. */
export interface Contents {
	readonly objects: readonly Located[]
	readonly misfits: readonly Misfit[]
}

/** Groups whose kinds are files of tools, never objects in a cluster. */
const toolGroups = new Set(['kustomize.config.k8s.io', 'stagewall.dev'])

/**
 * Finds the objects. Data without `apiVersion` and `kind` (values of a chart, a patch) is no manifest and passed over.
 *
 * @param isItems - the data is a part of a List's items
 */
export function objectsIn(data: unknown, isItems: boolean): Contents {
	const contents: Collected = { objects: [], misfits: [] }
	if (!isItems) collect(data, [], undefined, contents)
	else if (Array.isArray(data)) collectItems(data, [], {}, contents)
	return contents
}

/** Nobody puts a List into a List more than once or twice. */
const deepest = 20

interface Collected {
	objects: Located[]
	misfits: Misfit[]
}

/** What an item of a typed list (`PodList`) need not say. */
interface ItemType {
	readonly apiVersion?: string
	readonly kind?: string
}

/** @param type - of the items of the list that the data is an item of; `undefined` for a document */
function collect(data: unknown, path: YamlPath, type: ItemType | undefined, into: Collected): void {
	const [apiVersion, kind] = isMap(data) ? [data['apiVersion'] ?? type?.apiVersion, data['kind'] ?? type?.kind] : []
	if (!isMap(data) || typeof apiVersion !== 'string' || typeof kind !== 'string') {
		if (type !== undefined) into.misfits.push({ path, message: 'an item of a List has no apiVersion and kind' })
	} else if (toolGroups.has(groupOf({ apiVersion }))) return
	else if (Array.isArray(data['items'])) collectItems(data['items'], [...path, 'items'], typeIn(apiVersion, kind), into)
	else collectObject(isTyped(data) ? data : { ...data, apiVersion, kind }, path, into)
}

function isTyped(data: JsonObject): data is JsonObject & { apiVersion: string; kind: string } {
	return typeof data['apiVersion'] === 'string' && typeof data['kind'] === 'string'
}

function collectItems(items: readonly unknown[], path: YamlPath, type: ItemType, into: Collected): void {
	if (path.length > deepest) into.misfits.push({ path, message: 'Lists inside of Lists without end' })
	else for (const [index, item] of items.entries()) collect(item, [...path, index], type, into)
}

/** Whatever has `items` is a list (apimachinery, UnstructuredList); a `List` holds anything, a `PodList` Pods. */
function typeIn(apiVersion: string, kind: string): ItemType {
	return kind === 'List' || !kind.endsWith('List') ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) }
}

function collectObject(data: JsonObject & { apiVersion: string; kind: string }, path: YamlPath, into: Collected): void {
	const meta = data['metadata']
	const metadata: JsonObject = isMap(meta) ? meta : {}
	if ((metadata['name'] ?? '') === '') {
		// A kubeconfig, an empty List: many files of tools have a kind, and none of them has a name.
		const known = kindOf(data)
		if (known !== undefined) into.misfits.push({ path, message: `a ${known.kind} has no metadata.name` })
		return
	}
	const wrong = notStrings(metadata)
	if (wrong !== undefined) {
		const field = wrong.map((key) => (/^\w+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`)).join('')
		const message = `metadata${field} of a ${data.kind} is no string, and the API server would refuse it`
		into.misfits.push({ path: [...path, 'metadata', ...wrong], message })
		return
	}
	const kept = stored(metadata, data)
	// Nearly all objects are written as they are stored: those are not copied.
	const object: KubeObject = (kept as unknown) === meta ? (data as unknown as KubeObject) : { ...data, metadata: kept }
	into.objects.push({ object, key: keyOf(refOf(object)), path })
}

/** The first field of the metadata that has to be a string, or a map of strings, and is none. */
function notStrings(metadata: JsonObject): readonly string[] | undefined {
	for (const field of ['name', 'namespace']) if (typeof (metadata[field] ?? '') !== 'string') return [field]
	for (const field of ['labels', 'annotations']) {
		const map = metadata[field] ?? {}
		if (!isMap(map)) return [field]
		const key = Object.keys(map).find((each) => typeof (map[each] ?? '') !== 'string')
		if (key !== undefined) return [field, key]
	}
	return undefined
}

/** Metadata as the API server stores it: `null` in a map of strings is the empty string, `null` elsewhere is nothing. */
function stored(metadata: JsonObject, { apiVersion, kind }: { apiVersion: string; kind: string }): ObjectMeta {
	const known = kindOf({ apiVersion, kind })
	const { namespace, labels, annotations } = metadata
	// A namespaced object that names no namespace goes to `default`; a namespace on any other is dropped.
	const home = known?.namespaced === false ? undefined : namespace || (known === undefined ? undefined : 'default')
	if (home === namespace && isStored(labels) && isStored(annotations)) return metadata as unknown as ObjectMeta
	const { namespace: _, labels: __, annotations: ___, ...rest } = metadata
	return {
		...(rest as unknown as ObjectMeta),
		...(home === undefined ? {} : { namespace: home as string }),
		...(isMap(labels) ? { labels: strings(labels) } : {}),
		...(isMap(annotations) ? { annotations: strings(annotations) } : {}),
	}
}

/** Absent, or a map without `null`. */
function isStored(map: Json | undefined): boolean {
	if (map === undefined) return true
	if (!isMap(map)) return false
	for (const key in map) if (map[key] === null || map[key] === undefined) return false
	return true
}

function strings(map: JsonObject): Readonly<Record<string, string>> {
	return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, (value ?? '') as string]))
}

function isMap(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
}
