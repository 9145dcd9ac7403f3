/** What was seen in a cluster, and what could not be seen. */
import { type Kind, kindKey } from './kinds.ts'
import type { KubeObject, ObjectRef } from './kube-object.ts'

/** What a proof wants to see of a kind: whole objects, or their metadata alone (always so for Secrets). */
export interface Want {
	readonly kind: Kind
	readonly detail: 'whole' | 'metadata'
}

/** A kind that could not be read, wholly or in one namespace. Never to be taken for "there is none". */
export interface Unseen {
	readonly kind: Kind | undefined
	/** Where only this namespace could not be read; absent where the whole cluster could not. */
	readonly namespace?: string
	/** Namespaces that were read all the same, where the cluster as a whole could not be. */
	readonly except?: readonly string[]
	/** The file, where a file could not be read. */
	readonly file?: string
	readonly reason: 'forbidden' | 'failed' | 'unreadable' | 'not-recorded'
	/** The server's or the parser's own words. */
	readonly message: string
}

/** Everything that was observed of one cluster. */
export interface Facts {
	/** Name of the cluster in the plan. */
	readonly cluster: string
	readonly objects: readonly KubeObject[]
	readonly unseen: readonly Unseen[]
	/** Kinds that were asked for and that this cluster does not serve: there are none of them. */
	readonly absent: readonly Kind[]
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
	/** API groups whose own server does not answer now, e.g. `metrics.k8s.io/v1beta1`: `kinds` may lack theirs. */
	readonly unserved?: readonly string[]
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
