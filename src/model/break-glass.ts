/**
 * Break-glass: rights that a person gets in a stage for some hours, with a reason, besides what the plan gives.
 *
 * Such a binding is marked by a label and says in annotations until when it is meant to hold, why, who made it and when. It does not
 * carry the plan's own label, so that `apply --prune` leaves it alone. Kubernetes ends no binding by itself: until somebody removes it
 * the rights hold, whatever the annotations say.
 */
import { plainSubject, type Subject } from './access.ts'
import type { ClusterPlan, ClusterResult } from './change.ts'
import type { Unseen } from './facts.ts'
import { fingerprint } from './fingerprint.ts'
import { exemptionGroup } from './guards.ts'
import type { KubeObject, ObjectRef } from './kube-object.ts'
import { secondsAt } from './moment.ts'
import { reasonAnnotation } from './ownership.ts'
import type { AccessLevel, PolicyRule } from './tenancy.ts'

/** The label on everything that break-glass access is made of; its value is the plan's name. Nothing without it is ever removed. */
export const breakGlassLabel = 'stagewall.dev/break-glass'

/** When the rights are meant to end and when they were given, as RFC 3339; and by whom. The reason is in {@link reasonAnnotation}. */
export const breakGlassAnnotations = {
	until: 'stagewall.dev/until',
	since: 'stagewall.dev/granted-at',
	by: 'stagewall.dev/granted-by',
	reason: reasonAnnotation,
} as const

/** Whoever needs rights for longer belongs into the plan. */
export const longestBreakGlassSeconds = 24 * 3_600

/**
 * What break-glass access may be used for, beyond the rights of its level: ways into running pods that the guard `exec` keeps closed.
 * A resource of the group `stagewall.dev` that no kind has; only roles name it, and only admission asks for it.
 */
export const breakGlassResource = 'breakglass'

/** The rule of every break-glass Role that gives it. */
export const breakGlassUse: PolicyRule = {
	apiGroups: [exemptionGroup],
	resources: [breakGlassResource],
	verbs: ['use'],
}

const prefix = 'stagewall-break-glass.'

/**
 * The name of the Role with a level's rights. No name that a plan gives has a dot in it, so none of them is ever met.
 *
 * @example breakGlassRoleName('operate') // 'stagewall-break-glass.operate'
 */
export function breakGlassRoleName(level: string): string {
	return `${prefix}${level}`
}

/**
 * The name of a subject's binding to a level: the same each time, so that granting again replaces what was there. Who grants compares
 * subjects as well: equal fingerprints of two people are noticed.
 */
export function breakGlassBindingName(level: string, { kind, name }: HumanSubject): string {
	return `${breakGlassRoleName(level)}.${fingerprint(`${kind}:${name}`)}`
}

/** Somebody who can stand before a screen: a user or a group of them. */
export type HumanSubject = Extract<Subject, { readonly kind: 'User' | 'Group' }>

/**
 * A subject as it is written on a command line: `user:NAME`, `group:NAME`, or the plain name of a user. The text says what is wrong
 * with one that is nobody's: service accounts, and the names that Kubernetes keeps for itself (`system:`), some of which are
 * everybody's.
 *
 * @example personOf('group:ldap:operations') // { kind: 'Group', name: 'ldap:operations' }
 */
export function personOf(text: string): HumanSubject | string {
	const [, word, rest] = /^(user|group|sa|serviceaccount):(.*)$/is.exec(text) ?? []
	if (word?.toLowerCase().startsWith('s') === true) return 'a service account is no person'
	const kind = word?.toLowerCase() === 'group' ? 'Group' : 'User'
	const name = rest ?? text
	if (name.trim() === '') return 'a name is missing'
	if (/^system:serviceaccounts?(:|$)/.test(name)) return 'a service account is no person'
	return name.startsWith('system:') ? 'names that begin with "system:" are kept by Kubernetes' : { kind, name }
}

/** How a person is written on a command line; {@link personOf} reads it. */
export function writePerson({ kind, name }: HumanSubject): string {
	return `${kind === 'Group' ? 'group' : 'user'}:${name}`
}

/** What a break-glass binding says of itself. */
export interface BreakGlass {
	/** `undefined` where it binds nobody or several. */
	readonly subject: Subject | undefined
	/** `undefined` where it gives the rights of no level. */
	readonly level: string | undefined
	/** RFC 3339. `undefined` where that is not said so that it can be relied upon: the binding then counts as over, never as endless. */
	readonly until: string | undefined
	readonly since: string | undefined
	readonly reason: string | undefined
	/** Who granted it. */
	readonly by: string | undefined
	/** What is wrong with it, as sentences without a full stop; empty for one that `stagewall access grant` made and nobody touched. */
	readonly faults: readonly string[]
}

/** What is granted. Moments are RFC 3339. */
export interface BreakGlassGrant {
	readonly subject: HumanSubject
	readonly level: AccessLevel
	readonly since: string
	readonly until: string
	readonly reason: string
	/** Who grants it. */
	readonly by: string
}

/** What was granted, or would be. */
export interface Granted {
	readonly grant: BreakGlassGrant
	readonly plan: ClusterPlan
	/** `undefined` for a dry run, and where the server would refuse something: nothing was changed then. */
	readonly result: ClusterResult | undefined
}

/** A binding that was taken back, or would be. */
export interface RevokedBinding {
	readonly ref: ObjectRef
	readonly said: BreakGlass
}

/** What was taken back. */
export interface Revoked {
	readonly bindings: readonly RevokedBinding[]
	/** Roles that stay, as a binding that is not marked as break-glass uses them. */
	readonly kept: readonly { readonly role: ObjectRef; readonly usedBy: ObjectRef }[]
	/** How many bindings of the stage stay: of others, or whose time is not over. */
	readonly left: number
	/** What could not be looked at besides: other namespaces, files. */
	readonly unseen: readonly Unseen[]
	/** `undefined` for a dry run. */
	readonly result: ClusterResult | undefined
}

/** Reads a RoleBinding or ClusterRoleBinding that is marked as break-glass; `undefined` for every other object. */
export function breakGlassOf(object: KubeObject): BreakGlass | undefined {
	const isBinding = object.kind === 'RoleBinding' || object.kind === 'ClusterRoleBinding'
	if (!isBinding || !isBreakGlass(object)) return undefined
	const annotations = object.metadata.annotations ?? {}
	const text = (key: keyof typeof breakGlassAnnotations): string | undefined => {
		const value = annotations[breakGlassAnnotations[key]]?.trim()
		return value === '' ? undefined : value
	}
	const subjects = subjectsOf(object)
	const level = levelOf(object)
	const { until, faults } = endOf(text('until'), text('since'))
	return {
		subject: subjects.length === 1 ? subjects[0] : undefined,
		level,
		until,
		since: text('since'),
		reason: text('reason'),
		by: text('by'),
		faults: [
			...faults,
			...(subjects.length === 1
				? []
				: [`it binds ${subjects.length === 0 ? 'nobody' : `${subjects.length} subjects`}`]),
			...(level === undefined ? ['it gives the rights of no level'] : []),
			...(text('reason') === undefined ? ['it gives no reason'] : []),
			...(text('by') === undefined ? ['it does not say who granted it'] : []),
		],
	}
}

/** Whether an object is marked as break-glass. */
export function isBreakGlass({ metadata }: KubeObject): boolean {
	return metadata.labels?.[breakGlassLabel] !== undefined
}

/**
 * Whether the time of a binding is over. One that does not say when is over.
 *
 * @param now - RFC 3339
 */
export function isOver({ until }: Pick<BreakGlass, 'until'>, now: string): boolean {
	const [end, present] = [secondsAt(until ?? ''), secondsAt(now)]
	return end === undefined || present === undefined || end <= present
}

/** A binding without a beginning, or with more time than anybody is given, was not made by `stagewall access grant`. */
function endOf(until: string | undefined, since: string | undefined): Pick<BreakGlass, 'until' | 'faults'> {
	const wrong = (fault: string): Pick<BreakGlass, 'until' | 'faults'> => ({ until: undefined, faults: [fault] })
	if (until === undefined) return wrong('it does not say until when it holds')
	const end = secondsAt(until)
	if (end === undefined) return wrong(`"${until}" is no moment until which it could hold`)
	if (since === undefined) return wrong('it does not say since when it holds')
	const beginning = secondsAt(since)
	if (beginning === undefined) return wrong(`"${since}" is no moment since which it could hold`)
	return end - beginning > longestBreakGlassSeconds
		? wrong(`it is meant to hold for more than ${longestBreakGlassSeconds / 3_600} hours`)
		: { until, faults: [] }
}

function levelOf({ roleRef }: KubeObject): string | undefined {
	const { kind, name } = (roleRef ?? {}) as { readonly kind?: unknown; readonly name?: unknown }
	if (kind !== 'Role' || typeof name !== 'string' || !name.startsWith(prefix)) return undefined
	return name.slice(prefix.length)
}

function subjectsOf({ subjects, metadata }: KubeObject): readonly Subject[] {
	if (!Array.isArray(subjects)) return []
	return (subjects as readonly (Partial<Record<'kind' | 'name' | 'namespace', unknown>> | null)[]).flatMap(
		(subject): readonly Subject[] => {
			const { kind, name, namespace = metadata.namespace ?? '' } = subject ?? {}
			if (typeof name !== 'string' || typeof namespace !== 'string') return []
			if (kind === 'ServiceAccount') return [{ kind, namespace, name }]
			return kind === 'User' || kind === 'Group' ? [plainSubject({ kind, name })] : []
		},
	)
}
