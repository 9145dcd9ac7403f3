/** All objects of a kind, page by page. */
import type { Want } from '../../model/facts.ts'
import type { KubeObject } from '../../model/kube-object.ts'
import type { Failure } from './failure.ts'
import { collectionPath, objectPath } from './paths.ts'
import { detailOf, type Item, objectOf } from './received.ts'
import type { Transport } from './transport.ts'

/** How many objects a page has, as kubectl asks for them. */
export const pageSize = 500

/** How much is listed, and who is told. */
export interface ListOptions {
	/** Only this namespace. */
	readonly namespace?: string
	/** Told of each page: how many more pages there will be, where the server knows it. */
	readonly onPage?: (pagesLeft: number) => void
	readonly signal?: AbortSignal | undefined
}

/** The objects, or why there are none to show. */
export type Listing =
	| { readonly ok: true; readonly objects: readonly KubeObject[] }
	| { readonly ok: false; readonly failure: Failure }

/** A `…List` of the API. */
interface Page {
	readonly metadata?: { readonly continue?: string; readonly remainingItemCount?: number }
	/** Go writes an empty list as `null`. */
	readonly items?: readonly Item[] | null
}

/**
 * Lists a kind. Objects change while pages are read; what stood still is in the answer exactly once.
 *
 * @throws KnownError as {@link Transport.send} does
 */
export async function listKind(transport: Transport, want: Want, options: ListOptions = {}): Promise<Listing> {
	const objects: KubeObject[] = []
	let query = `limit=${pageSize}`
	for (;;) {
		const answer = await transport.send<Page>({
			method: 'GET',
			path: `${collectionPath(want.kind, options.namespace)}${query === '' ? '' : `?${query}`}`,
			accept: acceptOf(want),
			signal: options.signal,
		})
		if (!answer.ok) {
			if (answer.failure.status !== 410 || query === '') return answer
			// The next page was asked for too late (etcd keeps old states for some minutes). Then, as client-go does, all of
			// it is read anew in one piece, which cannot expire.
			objects.length = 0
			query = ''
			continue
		}
		const { items, metadata } = answer.body
		for (const item of items ?? []) objects.push(objectOf(item, want))
		const token = metadata?.continue ?? ''
		options.onPage?.(token === '' ? 0 : Math.max(1, Math.ceil((metadata?.remainingItemCount ?? 0) / pageSize)))
		if (token === '') return { ok: true, objects }
		query = `limit=${pageSize}&continue=${encodeURIComponent(token)}`
	}
}

/**
 * One object as a list of one, or of none where it does not exist: who may not list a kind may still be allowed to read single
 * objects, e.g. their own Namespace.
 */
export async function getOne(
	transport: Transport,
	want: Want,
	name: string,
	signal: AbortSignal | undefined,
): Promise<Listing> {
	const path = objectPath(want.kind, undefined, name)
	const answer = await transport.send<Item>({
		method: 'GET',
		path,
		accept: acceptOf(want, 'PartialObjectMetadata'),
		signal,
	})
	if (answer.ok) return { ok: true, objects: [objectOf(answer.body, want)] }
	return answer.failure.status === 404 ? { ok: true, objects: [] } : answer
}

/** Servers that cannot reduce to metadata send the whole, which `objectOf` then reduces. */
function acceptOf(want: Want, reduced = 'PartialObjectMetadataList'): string {
	const whole = 'application/json'
	return detailOf(want) === 'whole' ? whole : `${whole};as=${reduced};g=meta.k8s.io;v=v1,${whole}`
}
