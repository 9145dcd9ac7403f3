/**
 * Why somebody may do something, or may not, as data: every rule that allows it, or what comes closest to allowing it. Sentences are
 * made of it elsewhere. It is what RBAC says: other authorizers of an API server may allow more, and can take nothing away.
 */
import type { Subject } from './access.ts'
import type { Evidence } from './finding.ts'
import type { ObjectRef } from './kube-object.ts'
import type { Doubt } from './network-explanation.ts'

/** The answer to "may SUBJECT do VERB on RESOURCE, and why?". */
export interface AccessExplanation {
	/** Who was asked about, as it was asked, e.g. `developers` or `group:ldap:qa`. */
	readonly subject: string
	/** What was asked, e.g. `create pods/exec`. */
	readonly request: string
	/** Groups that were taken for given besides those that the API server knows. */
	readonly groups: readonly string[]
	/** What could not be read or understood, and may hold a right. */
	readonly doubts: readonly Doubt[]
	/** By cluster and stage; namespaces and subjects with the same answer are one. */
	readonly answers: readonly ExplainedAccess[]
}

/** `unknown`: nothing that was seen allows it, and not everything was seen. */
export type AccessVerdict = 'allowed' | 'denied' | 'unknown'

/** One answer. */
export interface ExplainedAccess {
	readonly cluster: string
	/** Several where a person of the plan has some, and the answer is the same. */
	readonly subjects: readonly Subject[]
	readonly stage?: string
	/** Where it holds; empty for the whole cluster. */
	readonly namespaces: readonly string[]
	readonly verdict: AccessVerdict
	/** Whether it is a member of `system:masters`, who are let through before any rule is asked. */
	readonly master: boolean
	/** Every rule that allows it. Of several namespaces those of the first; those of the others are alike. */
	readonly ways: readonly AccessWay[]
	/** What comes closest, where nothing allows it; the nearest first. */
	readonly near: readonly NearMiss[]
	/** Access levels that would allow it, the least first; empty where it is allowed, and for the whole cluster. */
	readonly levels: readonly string[]
	/** How it can all the same, by becoming somebody who may: the shortest way; absent where nobody was found, or it is allowed. */
	readonly becoming?: readonly BecomingStep[]
	/** What the plan gives the subject in the stage. */
	readonly planned?: PlannedLevel
}

/** One step on the way to becoming somebody else. */
export interface BecomingStep {
	/** What somebody has after it, e.g. `create pods in shop-dev`, `ServiceAccount shop-dev/ci`. */
	readonly what: string
	/** Bindings, roles and rules, where it is by them. */
	readonly evidence: readonly Evidence[]
}

/** A person's level in a stage. */
export interface PlannedLevel {
	readonly person: string
	readonly level: string
	/** Whether it holds the right that was asked about. */
	readonly allows: boolean
}

/** From a binding over its role to a rule that allows. */
export interface AccessWay {
	/** Whom the binding names: the subject itself, or a group that it is in. */
	readonly through: Subject
	readonly binding: WrittenObject
	/** e.g. `subjects[0]` */
	readonly subjectField: string
	readonly role: WrittenObject
	/** The ClusterRole that Kubernetes makes itself, which these files do not hold. */
	readonly assumed: boolean
	/** e.g. `rules[2]` */
	readonly ruleField: string
	readonly rule: WrittenRule
}

/** An object, and who wrote what counts in it, where managedFields or the marks of tools tell. */
export interface WrittenObject {
	readonly object: ObjectRef
	readonly manager?: string
}

/** A rule as its role has it. */
export interface WrittenRule {
	readonly verbs: readonly string[]
	readonly apiGroups: readonly string[]
	readonly resources: readonly string[]
	readonly resourceNames: readonly string[]
	readonly nonResourceURLs: readonly string[]
}

/**
 * A right that lacks one thing, or what there is about the resource at all.
 *
 * - `names`: it is about objects of other names only, or about names at all, where none was asked about
 * - `subresource`: it is about the resource, and the subresource was asked about
 * - `resource`: it is about subresources, and the resource was asked about
 * - `wildcard`: `pods/*` is no wildcard, and matches nothing
 * - `verb`: it has other verbs
 * - `api-group`: it is about a resource of that name in another API group
 * - `related`: more than one thing is missing; `has` are verbs on the resource and on what is below it
 * - `missing-role`: the binding names a role that there is not
 * - `subject`: the binding names somebody else who is called like that
 * - `namespace`: it holds in other namespaces
 */
export interface NearMiss {
	readonly type:
		| 'names'
		| 'subresource'
		| 'resource'
		| 'wildcard'
		| 'verb'
		| 'api-group'
		| 'related'
		| 'missing-role'
		| 'subject'
		| 'namespace'
	readonly binding: ObjectRef
	readonly role: ObjectRef
	/** The rule, e.g. `rules[2]`; absent where it is no single one. */
	readonly field?: string
	/** What is there in place of what was asked: names, resources, verbs, API groups, a subject, or namespaces. */
	readonly has: readonly string[]
}
