/** What was seen in a cluster, and what could not be seen. */
import type { ResourceRequest, Subject } from './access.ts'
import { type Kind, kindKey } from './kinds.ts'
import type { KubeObject, ObjectRef } from './kube-object.ts'

/** What a proof wants to see of a kind: whole objects, or their metadata alone (always so for Secrets). */
export interface Want {
	readonly kind: Kind
	readonly detail: 'whole' | 'metadata'
	/**
	 * For a kind that lives in namespaces: only these matter, and a live cluster is asked for no others. Clusters that are files
	 * may show more.
	 */
	readonly within?: readonly string[]
}

/**
 * Each kind once, in the order in which they are first wanted: whole where anybody wants it whole, and in the whole cluster
 * where anybody wants that.
 */
export function mergeWants(wants: readonly Want[]): readonly Want[] {
	const byKind = new Map<string, Want>()
	for (const want of wants) {
		const key = kindKey(want.kind)
		const known = byKind.get(key)
		byKind.set(key, known === undefined ? want : mergedWant(known, want))
	}
	return [...byKind.values()]
}

function mergedWant(a: Want, b: Want): Want {
	const { kind, detail } = a.detail === 'whole' ? a : b
	const isBounded = a.within !== undefined && b.within !== undefined
	return { kind, detail, ...(isBounded && { within: [...new Set([...a.within, ...b.within])] }) }
}

/** Something that could not be read: a kind, wholly or in one namespace, a file, or an API group. Never "there is none". */
export interface Unseen {
	/** Absent for a file or an API group: nobody knows which kinds it holds. */
	readonly kind: Kind | undefined
	/** Where only this namespace could not be read; absent where the whole cluster could not. */
	readonly namespace?: string
	/** Namespaces that were read all the same, where the cluster as a whole could not be. */
	readonly except?: readonly string[]
	/** The file, where a file could not be read. */
	readonly file?: string
	/**
	 * An API group and version whose own server does not answer, e.g. `metrics.k8s.io/v1beta1`. The kinds of Kubernetes itself
	 * are in no such group, so it matters only to those who want every kind that is served.
	 */
	readonly group?: string
	readonly reason: 'forbidden' | 'failed' | 'unreadable' | 'not-recorded'
	/** The server's or the parser's own words. */
	readonly message: string
}

/** How what could not be read is named to a person, e.g. `networkpolicies` or `the file a.yaml`. */
export function showUnseen({ kind, file, group }: Unseen): string {
	if (kind !== undefined) return kind.plural
	return group === undefined ? `the file ${file}` : `the API group ${group}`
}

/** What of a kind could not be read now, and could be before: what is missing since then need not have gone. */
export function newlyUnseen(before: readonly Unseen[], now: readonly Unseen[]): readonly Unseen[] {
	return now.filter((each) => each.kind !== undefined && !before.some((known) => covers(known, each)))
}

function covers(known: Unseen, { kind, namespace, except = [] }: Unseen): boolean {
	if (known.kind === undefined || kind === undefined || kindKey(known.kind) !== kindKey(kind)) return false
	if (known.namespace !== undefined) return known.namespace === namespace
	const read = known.except ?? []
	return namespace === undefined ? read.every((each) => except.includes(each)) : !read.includes(namespace)
}

/** Everything that was observed of one cluster. */
export interface Facts {
	/** Name of the cluster in the plan. */
	readonly cluster: string
	readonly objects: readonly KubeObject[]
	readonly unseen: readonly Unseen[]
	/** Kinds that were asked for and that this cluster does not serve: there are none of them. */
	readonly absent: readonly Kind[]
	/** What the API server itself says about some rights; absent where it was not asked, as for files. */
	readonly reviews?: Reviews
}

/** What an API server, with all of its authorizers, answered to a sample of questions. */
export interface Reviews {
	readonly answers: readonly Review[]
	/** Why there are not more of them: whoever asks may not, or it failed. */
	readonly missing?: { readonly reason: 'forbidden' | 'failed'; readonly message: string }
	/**
	 * What the server allowed and the objects did not, where neither could be looked at once more: the right may have been given
	 * between listing and asking. These are not among the answers.
	 */
	readonly unsettled?: { readonly answers: readonly Review[]; readonly why: string }
}

/** The answer to one SubjectAccessReview. */
export interface Review extends ReviewQuestion {
	readonly allowed: boolean
	/** The server's own words; many authorizers give none. */
	readonly reason: string
}

/** Whether somebody, with the groups that the server itself adds, may do something. */
export interface ReviewQuestion {
	readonly subject: Subject
	readonly request: ResourceRequest
}

/** Who a cluster is. */
export interface ClusterInfo {
	/** How it is shown to a person: the context's name, the directory, the snapshot's file. */
	readonly name: string
	readonly type: 'live' | 'directory' | 'snapshot'
	/** e.g. `v1.37.2`; `undefined` for a directory. */
	readonly serverVersion: string | undefined
	/** Every resource that can be listed; for a directory, the kinds that its files hold. */
	readonly kinds: readonly Kind[]
}

/** Whether an object of this kind and place would have been overlooked: "not there" is then no answer. */
export function isUnseen(unseen: readonly Unseen[], ref: ObjectRef): boolean {
	// A Namespace is in itself, as the API server's authorizers see it.
	const home = ref.kind === 'Namespace' && ref.group === '' ? ref.name : ref.namespace
	return unseen.some(
		({ kind, namespace, except }) =>
			kind !== undefined &&
			kindKey(kind) === kindKey(ref) &&
			(namespace === undefined ? home === undefined || !(except ?? []).includes(home) : namespace === home),
	)
}
