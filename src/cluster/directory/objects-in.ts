/** The Kubernetes objects in the data of a document: one, a List of them, or none. */
import { type Kind, kindOf } from '../../model/kinds.ts'
import { groupOf, type Json, type JsonObject, type KubeObject, type ObjectMeta } from '../../model/kube-object.ts'
import type { YamlPath } from './parse-yaml.ts'

/** An object, and the way to it inside the document. */
export interface Located {
	/** As the API would store it: with the namespace that it gets where it names none. */
	readonly object: KubeObject
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
	// Exactly as long as it is: what is spread into an array gets room for 16 more, in each of a hundred thousand.
	else for (const [index, item] of items.entries()) collect(item, path.concat(index), type, into)
}

/** Whatever has `items` is a list (apimachinery, UnstructuredList); a `List` holds anything, a `PodList` Pods. */
function typeIn(apiVersion: string, kind: string): ItemType {
	return kind === 'List' || !kind.endsWith('List') ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) }
}

function collectObject(data: JsonObject & { apiVersion: string; kind: string }, path: YamlPath, into: Collected): void {
	const meta = data['metadata']
	const metadata: JsonObject = isMap(meta) ? meta : {}
	const known = kindOf(data)
	if ((metadata['name'] ?? '') === '') {
		// A kubeconfig, an empty List: many files of tools have a kind, and none of them has a name.
		if (known !== undefined) into.misfits.push({ path, message: `a ${known.kind} has no metadata.name` })
		return
	}
	if (isStored(metadata, known)) {
		into.objects.push({ object: data as unknown as KubeObject, path })
		return
	}
	const wrong = notStrings(metadata)
	if (wrong !== undefined) {
		const field = wrong.map((key) => (/^\w+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`)).join('')
		const message = `metadata${field} of a ${data.kind} is no string, and the API server would refuse it`
		into.misfits.push({ path: [...path, 'metadata', ...wrong], message })
	} else into.objects.push({ object: { ...data, metadata: stored(metadata, known) }, path })
}

/** Whether metadata is written as the API server stores it. Nearly all is: those objects are looked at once and not copied. */
function isStored(metadata: JsonObject, known: Kind | undefined): boolean {
	const { name, namespace, labels, annotations } = metadata
	return (
		typeof name === 'string' &&
		(namespace === undefined || typeof namespace === 'string') &&
		homeIn(metadata, known) === namespace &&
		areStrings(labels) &&
		areStrings(annotations)
	)
}

/** Absent, or a map of strings. */
function areStrings(map: Json | undefined): boolean {
	if (map === undefined) return true
	if (!isMap(map)) return false
	for (const key in map) if (typeof map[key] !== 'string') return false
	return true
}

/** The first field of the metadata that has to be a string, or a map of strings, and is none. */
function notStrings(metadata: JsonObject): readonly string[] | undefined {
	for (const field of ['name', 'namespace']) if (typeof (metadata[field] ?? '') !== 'string') return [field]
	for (const field of ['labels', 'annotations']) {
		const map = metadata[field] ?? {}
		if (!isMap(map)) return [field]
		for (const key in map) if (typeof (map[key] ?? '') !== 'string') return [field, key]
	}
	return undefined
}

/** Metadata as the API server stores it: `null` in a map of strings is the empty string, `null` elsewhere is nothing. */
function stored(metadata: JsonObject, known: Kind | undefined): ObjectMeta {
	const { namespace: _, labels, annotations, ...rest } = metadata
	const home = homeIn(metadata, known)
	return {
		...(rest as unknown as ObjectMeta),
		...(home === undefined ? {} : { namespace: home as string }),
		...(isMap(labels) ? { labels: strings(labels) } : {}),
		...(isMap(annotations) ? { annotations: strings(annotations) } : {}),
	}
}

/** A namespaced object that names no namespace goes to `default`; a namespace on any other is dropped. */
function homeIn({ namespace }: JsonObject, known: Kind | undefined): Json | undefined {
	if (known?.namespaced === false) return undefined
	return namespace || (known === undefined ? undefined : 'default')
}

function strings(map: JsonObject): Readonly<Record<string, string>> {
	return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, (value ?? '') as string]))
}

function isMap(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
}
