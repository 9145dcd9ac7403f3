/**
 * Where facts come from and changes go to. Three implementations (live, directory, snapshot) behind one interface; one
 * shared suite (cluster.suite.ts) runs against all of them.
 */
import type { Identity, ResourceRequest } from '../model/access.ts'
import type { Outcome } from '../model/change.ts'
import type { ClusterInfo, Facts, Review, Want } from '../model/facts.ts'
import type { Kind } from '../model/kinds.ts'
import type { KubeObject } from '../model/kube-object.ts'

/** How far a long observation or apply has come; `total` grows while it is not yet known. */
export type Progress = (done: number, total: number, label: string) => void

/** What to look at. */
export interface Observation {
	readonly wants: readonly Want[]
	/**
	 * Namespaces of interest. Kinds are listed in the whole cluster in one go; where that is forbidden, these namespaces
	 * are listed one by one instead, and the rest of the cluster is reported as unseen.
	 */
	readonly namespaces: readonly string[]
	readonly progress?: Progress
	readonly signal?: AbortSignal
}

/** How an object is written. */
export interface ApplyOptions {
	/** Nothing is stored; the answer is what would be. */
	readonly dryRun: boolean
	/** Take fields from other managers. */
	readonly force: boolean
	readonly signal?: AbortSignal
}

/** A cluster, whatever stands behind it. Anything but a refusal (see {@link Outcome}) is thrown as a KnownError. */
export interface Cluster {
	/** Who it is and what it serves. Cached after the first call. */
	describe(): Promise<ClusterInfo>
	/** Reads; never throws for a kind that cannot be read, but lists it as unseen. */
	observe(observation: Observation): Promise<Facts>
	/**
	 * Makes the fields of `desired` so, and drops the fields that Stagewall owned before and that `desired` no longer has
	 * (server-side apply). The object comes back as it then is.
	 */
	apply(desired: KubeObject, options: ApplyOptions): Promise<Outcome>
	/** Deletes one object, provided that it is still the observed one (uid). Gone already counts as deleted. */
	remove(observed: KubeObject, options: Omit<ApplyOptions, 'force'>): Promise<Outcome>
	/** What only an API server can do; absent for files. */
	readonly server?: ApiServer
	/** Closes connections. */
	close(): Promise<void>
}

/** An API server knows who asks, hands out tokens, and decides what anybody may do. */
export interface ApiServer {
	/** The user name by which it knows us, impersonation included; `undefined` where it does not say. */
	whoAmI(signal?: AbortSignal): Promise<string | undefined>
	/** How its clients reach it and know it for what it is. */
	endpoint(): Promise<Endpoint>
	/**
	 * A new token of a service account (TokenRequest).
	 *
	 * @param seconds - for how long it is asked for; the server decides
	 */
	requestToken(
		account: { readonly namespace: string; readonly name: string },
		seconds: number,
		signal?: AbortSignal,
	): Promise<IssuedToken | Extract<Outcome, { readonly type: 'refused' }>>
	/** What all of its authorizers together say to somebody's request (SubjectAccessReview). Nothing is stored by it. */
	review(
		identity: Identity,
		request: ResourceRequest,
		signal?: AbortSignal,
	): Promise<Verdict | Extract<Outcome, { readonly type: 'refused' }>>
	/**
	 * Sends a request that admission is to refuse, as a dry run (commands in pods know none: theirs is about a pod that is not there).
	 *
	 * @returns the refusal; `undefined` where it was not refused
	 */
	probe(
		request: ProbeRequest,
		signal?: AbortSignal,
	): Promise<Extract<Outcome, { readonly type: 'refused' }> | undefined>
}

/** A request that a guard is to refuse. */
export interface ProbeRequest {
	readonly kind: Kind
	readonly namespace?: string
	readonly name: string
	/** A subresource that is posted to, in place of creating the object. */
	readonly subresource?: string
	readonly object: KubeObject
}

/** What an API server decides. */
export interface Verdict extends Pick<Review, 'allowed' | 'reason'> {
	readonly type: 'reviewed'
}

/** An API server's address and what a client checks it by. */
export interface Endpoint {
	/** As the kubeconfig has it. */
	readonly server: string
	/** PEM; absent where the system's own authorities are trusted. */
	readonly authority?: string
	readonly insecure: boolean
	readonly tlsServerName?: string
	/** Absent also for a proxy whose address holds a password. */
	readonly proxyUrl?: string
}

/** A token, never to be shown but to whom it was asked for. */
export interface IssuedToken {
	readonly type: 'issued'
	readonly token: string
	/** RFC 3339: what the server says, whatever was asked for. */
	readonly expires: string
}
