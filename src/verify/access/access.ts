/** A cluster's rights, read: roles, bindings, service accounts. */
import type { Identity, Subject } from '../../model/access.ts'
import type { KubeObject, ObjectRef } from '../../model/kube-object.ts'
import type { Rule } from './rule.ts'

/** A Role or ClusterRole. */
export interface Role {
	readonly ref: ObjectRef
	readonly rules: readonly Rule[]
	/** Whether other ClusterRoles are merged into it. */
	readonly aggregates: boolean
	/** The one of Kubernetes itself, which the objects do not hold: files seldom do. */
	readonly assumed: boolean
	readonly object: KubeObject
}

/** A RoleBinding or ClusterRoleBinding. */
export interface Binding {
	readonly ref: ObjectRef
	/** Where it holds; absent for the whole cluster. */
	readonly namespace: string | undefined
	readonly subjects: readonly BoundSubject[]
	/** `undefined` where there is no such role: the binding gives nothing, until somebody creates it. */
	readonly role: Role | undefined
	readonly roleRef: ObjectRef
	readonly object: KubeObject
}

/** A subject and where it stands in its binding. */
export interface BoundSubject {
	readonly subject: Subject
	/** e.g. `subjects[0]` */
	readonly field: string
}

/** A right that somebody has: by this binding, of this role. */
export interface Grant {
	readonly binding: Binding
	readonly role: Role
	readonly bound: BoundSubject
}

/** Something of the input that could not be understood; what it gives is not known. */
export interface AccessProblem {
	readonly ref: ObjectRef
	readonly field?: string
	readonly message: string
	/** Whether rights may hang on it, so that what is computed without it is not certain. */
	readonly matters: boolean
}

/** All rights of a cluster that RBAC gives. */
export interface Access {
	readonly bindings: readonly Binding[]
	readonly roles: ReadonlyMap<string, Role>
	/** Service accounts that exist, or that a pod runs as or a binding names, by namespace. */
	readonly accounts: ReadonlyMap<string, ReadonlySet<string>>
	/**
	 * What an identity was given: in the whole cluster, and in a namespace where one is asked about.
	 *
	 * @param namespace - absent for the bindings of the whole cluster alone
	 */
	readonly grantsOf: (identity: Identity, namespace?: string) => readonly Grant[]
	readonly problems: readonly AccessProblem[]
}
