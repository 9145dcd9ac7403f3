/** Objects as they come in a list, made whole; and what of them is never kept. */
import type { Want } from '../../model/facts.ts'
import { apiVersionOf, type Kind, kindKey, kinds } from '../../model/kinds.ts'
import type { KubeObject, ObjectMeta } from '../../model/kube-object.ts'

/** An item of a list: lists leave out its kind. */
export type Item = { readonly metadata: ObjectMeta } & Readonly<Record<string, unknown>>

/** How much of a kind is kept: of Secrets never more than metadata, whatever was asked for. */
export function detailOf({ kind, detail }: Want): Want['detail'] {
	return isSecret(kind) ? 'metadata' : detail
}

/**
 * The object of an item, with its kind; the item itself becomes the object. Where only metadata is wanted the rest is dropped, also when the server sent it all
 * the same.
 */
export function objectOf(item: Item, want: Want): KubeObject {
	const { kind } = want
	const identity = { apiVersion: apiVersionOf(kind), kind: kind.kind }
	if (detailOf(want) === 'whole') return isNamed(item, identity) ? (item as KubeObject) : Object.assign(item, identity)
	return { ...identity, metadata: isSecret(kind) ? withoutCopies(item.metadata) : item.metadata }
}

/** Whether an item says its kind, as files do. */
function isNamed(item: Item, { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string }): boolean {
	return item['apiVersion'] === apiVersion && item['kind'] === kind
}

function isSecret(kind: Kind): boolean {
	return kindKey(kind) === kindKey(kinds.Secret)
}

/** Annotations by which a Secret's writer or use is known. */
const keptAnnotations = /^(argocd\.argoproj\.io|meta\.helm\.sh|stagewall\.dev)\/|^kubernetes\.io\/service-account\./

/**
 * `kubectl apply` and other tools keep a copy of the whole object, data and all, in an annotation. Which tools do so cannot be
 * known, so of a Secret's annotations only harmless ones are kept.
 */
function withoutCopies(metadata: ObjectMeta): ObjectMeta {
	if (metadata.annotations === undefined) return metadata
	const annotations = Object.entries(metadata.annotations).filter(([key]) => keptAnnotations.test(key))
	return { ...metadata, annotations: Object.fromEntries(annotations) }
}
