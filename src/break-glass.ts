/** Break-glass access: given for some hours with a reason, and taken back. */
import { breakGlass } from './compile/index.ts'
import { type Subject, subjectKey } from './model/access.ts'
import { allLevels } from './model/access-levels.ts'
import {
	type BreakGlass,
	type BreakGlassGrant,
	breakGlassLabel,
	breakGlassOf,
	type Granted,
	type HumanSubject,
	isBreakGlass,
	isOver,
	longestBreakGlassSeconds,
	type Revoked,
} from './model/break-glass.ts'
import type { Blocked, Change, ClusterPlan } from './model/change.ts'
import { KnownError } from './model/errors.ts'
import { type Facts, isUnseen, type Want } from './model/facts.ts'
import { kinds } from './model/kinds.ts'
import { type KubeObject, keyOf, objectsByKey, refOf, showRef } from './model/kube-object.ts'
import type { AccessLevel, Stage, StageNamespace, Tenancy } from './model/tenancy.ts'
import { carryOut, planCluster } from './reconcile/index.ts'
import { concurrency, named, type Session, type Target, withStage } from './targets.ts'

/** Who gets what, where, for how long and why. */
export interface GrantRequest {
	readonly stage: string
	/** Only these apps; empty for all of the stage. */
	readonly apps: readonly string[]
	readonly subject: HumanSubject
	readonly level: string
	readonly seconds: number
	readonly reason: string
	/** RFC 3339. */
	readonly now: string
	/** Who asks, where no API server knows it. */
	readonly localUser: string
	/** Only try it on the server. */
	readonly dryRun: boolean
}

/**
 * Gives a person a level's rights in the namespaces of a stage, until a moment that the bindings say.
 *
 * Granted again for the same person and level, the new end and the new reason replace the old ones. Objects of these names that are
 * not marked as break-glass are never touched.
 *
 * @throws KnownError `usage/…` for what the plan does not have, `access/not-visible`, `access/no-namespace`, `access/not-ours`
 */
export function grant(session: Session, request: GrantRequest): Promise<Granted> {
	return withStage(session, request.stage, async (target, stage) => {
		const { tenancy, source, cluster } = target
		const namespaces = namespacesOf(tenancy, stage, request.apps)
		const level = levelOf(tenancy, request.level)
		const facts = await look(target, session, namespaces, { everywhere: false })
		assertThere(namespaces, facts)
		const by = (await cluster.server?.whoAmI(session.signal)) ?? request.localUser
		const granted: BreakGlassGrant = { ...request, ...timesOf(request), level, by }
		const wanted = breakGlass(tenancy, namespaces, granted)
		assertOurs(wanted, facts)
		const settings = { ...session, concurrency, force: true, dryRun: true, prune: false, namespaces: [] }
		const observed = { ...facts, cluster: source.name, objects: [...facts.objects, ...namespaces.map(bareNamespace)] }
		const planned = await planCluster(tenancy.name, wanted, cluster, observed, settings)
		const plan = { ...planned, stale: [], blocked: planned.blocked.filter((each) => !waitsForRole(each, planned)) }
		const stops = request.dryRun || plan.blocked.length > 0
		return { grant: granted, plan, result: stops ? undefined : await carryOut(plan, cluster, settings) }
	})
}

/** Whose rights are taken back. */
export interface RevokeRequest {
	readonly stage: string
	/** Only in namespaces of these apps; empty for the whole stage. */
	readonly apps: readonly string[]
	/** Only this person's. */
	readonly subject?: HumanSubject
	/** Only those whose time is over, or that do not say when it is. */
	readonly expired: boolean
	/** RFC 3339. */
	readonly now: string
	readonly dryRun: boolean
}

/**
 * Removes the break-glass bindings of a stage, and the Roles that no binding uses any more.
 *
 * @throws KnownError `usage/unknown-stage`, `access/not-visible`
 */
export function revoke(session: Session, request: RevokeRequest): Promise<Revoked> {
	return withStage(session, request.stage, async (target, stage) => {
		const { tenancy, source, cluster } = target
		const namespaces = namespacesOf(tenancy, stage, request.apps)
		const facts = await look(target, session, namespaces, { everywhere: request.apps.length === 0 })
		const { bindings, roles } = markedIn(facts, tenancy, stage, namespaces, request.apps.length === 0)
		const going = bindings.filter(({ said }) => isMeant(said, request))
		const gone = new Set(going.map(({ object }) => keyOf(refOf(object))))
		const { unused, kept } = withoutUse(roles, facts, gone)
		const changes = [...going.map(({ object }) => object), ...unused].map(
			(observed): Change => ({ action: 'delete', ref: refOf(observed), observed }),
		)
		const plan = { ...emptyPlan, cluster: source.name, changes }
		const settings = { ...session, concurrency, force: false }
		return {
			bindings: going.map(({ object, said }) => ({ ref: refOf(object), said })),
			kept,
			left: bindings.length - going.length,
			unseen: facts.unseen,
			result: request.dryRun ? undefined : await carryOut(plan, cluster, settings),
		}
	})
}

const emptyPlan = { unchanged: 0, stale: [], blocked: [], notices: [], hidden: [], unseen: [] } as const

function namespacesOf(tenancy: Tenancy, stage: Stage, apps: readonly string[]): readonly StageNamespace[] {
	const inStage = tenancy.namespaces.filter((namespace) => namespace.stage === stage.name)
	for (const app of apps) {
		named('app', app, tenancy.apps)
		if (!inStage.some((namespace) => namespace.app === app))
			throw new KnownError('usage/app-not-in-stage', `the app ${app} is not in the stage ${stage.name}`, {
				exit: 'usage',
				hint: `In ${stage.name} there are: ${[...new Set(inStage.map(({ app: name }) => name))].join(', ')}`,
			})
	}
	return apps.length === 0 ? inStage : inStage.filter(({ app }) => apps.includes(app))
}

function levelOf(tenancy: Tenancy, name: string): AccessLevel {
	const levels = allLevels(tenancy)
	const level = named('level', name, levels)
	if (level.rules.length > 0) return level
	const others = levels.filter(({ rules }) => rules.length > 0).map((each) => each.name)
	throw new KnownError('usage/no-rights', `the level ${name} gives no rights: there is nothing to grant`, {
		exit: 'usage',
		hint: `Levels with rights: ${others.join(', ')}`,
	})
}

function timesOf({ now, seconds }: GrantRequest): Pick<BreakGlassGrant, 'since' | 'until'> {
	if (!(seconds > 0 && seconds <= longestBreakGlassSeconds))
		throw new Error(`nobody gets rights for ${seconds} seconds`)
	const since = Date.parse(now)
	const rfc3339 = (moment: number): string => `${new Date(moment).toISOString().slice(0, 19)}Z`
	return { since: rfc3339(since), until: rfc3339(since + seconds * 1_000) }
}

/** What stands in the namespaces; `everywhere` also in those that left the plan. */
async function look(
	{ cluster }: Target,
	session: Session,
	namespaces: readonly StageNamespace[],
	{ everywhere }: { readonly everywhere: boolean },
): Promise<Facts> {
	const names = namespaces.map(({ name }) => name)
	const within = everywhere ? {} : { within: names }
	const wants: readonly Want[] = [
		{ kind: kinds.Namespace, detail: 'metadata', within: names },
		{ kind: kinds.Role, detail: 'whole', ...within },
		{ kind: kinds.RoleBinding, detail: 'whole', ...within },
	]
	const facts = await cluster.observe({ ...session, wants, namespaces: names })
	for (const { plural, ...kind } of [kinds.Role, kinds.RoleBinding])
		for (const namespace of names) {
			const hidden = { group: kind.group, kind: kind.kind, namespace, name: '' }
			if (!isUnseen(facts.unseen, hidden)) continue
			const why = facts.unseen.find((unseen) => isUnseen([unseen], hidden))
			throw new KnownError(
				'access/not-visible',
				`nothing was changed: ${plural} in ${namespace} could not be looked at: ${why?.message}`,
				{ exit: 'cluster', hint: 'Whoever grants and revokes needs "list" on roles and rolebindings there.' },
			)
		}
	return facts
}

function assertThere(namespaces: readonly StageNamespace[], facts: Facts): void {
	const objects = objectsByKey(facts.objects)
	const missing = namespaces
		.map(({ name }) => ({ group: '', kind: 'Namespace', name }))
		.filter((ref) => !objects.has(keyOf(ref)) && !isUnseen(facts.unseen, ref))
	if (missing.length === 0) return
	const names = missing.map(({ name }) => name).join(', ')
	throw new KnownError('access/no-namespace', `nothing was changed: the cluster has no namespace ${names}`, {
		exit: 'cluster',
		hint: 'stagewall apply makes what the plan wants; --app grants in some of the apps alone.',
	})
}

/** Where a namespace may not be looked at, the grant is tried in it all the same: the server knows whether it is there. */
function bareNamespace({ name }: StageNamespace): KubeObject {
	return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }
}

/** What bears our name must be marked as ours, and a binding must be the same person's. */
function assertOurs(wanted: readonly KubeObject[], facts: Facts): void {
	const observed = objectsByKey(facts.objects)
	for (const object of wanted) {
		const found = observed.get(keyOf(refOf(object)))
		if (found === undefined) continue
		const [before, after] = [breakGlassOf(found)?.subject, breakGlassOf(object)?.subject]
		const isOther = before !== undefined && after !== undefined && !sameSubject(before, after)
		if (isBreakGlass(found) && !isOther) continue
		throw new KnownError(
			'access/not-ours',
			`nothing was changed: ${showRef(refOf(object))} is there already and ${isOther ? "somebody else's" : 'not marked as break-glass'}`,
			{ exit: 'cluster', hint: 'Find out who made it and what for; rename or delete it.' },
		)
	}
}

/**
 * Who has no right to bind but all rights of the level may bind it once its Role is there, and in a dry run it never is
 * (pkg/registry/rbac/rolebinding/policybased).
 */
function waitsForRole({ change, outcome }: Blocked, { changes }: ClusterPlan): boolean {
	return (
		change.ref.kind === 'RoleBinding' &&
		outcome.type === 'refused' &&
		outcome.reason === 'missing' &&
		changes.some(
			({ action, ref }) => action === 'create' && ref.kind === 'Role' && ref.namespace === change.ref.namespace,
		)
	)
}

function sameSubject(a: Subject, b: Subject): boolean {
	return subjectKey(a) === subjectKey(b)
}

interface Marked {
	readonly bindings: readonly { readonly object: KubeObject; readonly said: BreakGlass }[]
	readonly roles: readonly KubeObject[]
}

/** What is marked as break-glass in the stage's namespaces, and in namespaces that left the plan and still bear its marks. */
function markedIn(
	{ objects }: Facts,
	tenancy: Tenancy,
	stage: Stage,
	namespaces: readonly StageNamespace[],
	isWholeStage: boolean,
): Marked {
	const homes = new Set(namespaces.map(({ name }) => name))
	const planned = new Set(tenancy.namespaces.filter(({ cluster }) => cluster === stage.cluster).map(({ name }) => name))
	const marked = objects.filter((object) => {
		const { namespace = '', labels } = object.metadata
		if (!isBreakGlass(object)) return false
		if (planned.has(namespace)) return homes.has(namespace)
		return isWholeStage && labels?.[breakGlassLabel] === tenancy.name && labels[tenancy.labels.stage] === stage.name
	})
	return {
		bindings: marked.flatMap((object) => {
			const said = breakGlassOf(object)
			return said === undefined ? [] : [{ object, said }]
		}),
		roles: marked.filter(({ kind }) => kind === 'Role'),
	}
}

function isMeant(said: BreakGlass, { subject, expired, now }: RevokeRequest): boolean {
	if (expired && !isOver(said, now)) return false
	return subject === undefined || (said.subject !== undefined && sameSubject(said.subject, subject))
}

/** Roles that no binding refers to once some are gone; those that only foreign bindings use stay, and are named. */
function withoutUse(
	roles: readonly KubeObject[],
	{ objects }: Facts,
	gone: ReadonlySet<string>,
): { readonly unused: readonly KubeObject[]; readonly kept: Revoked['kept'] } {
	const unused: KubeObject[] = []
	const kept: Revoked['kept'][number][] = []
	for (const role of roles) {
		const users = objects.filter((object) => refersTo(object, role) && !gone.has(keyOf(refOf(object))))
		const [foreign] = users.filter((object) => !isBreakGlass(object))
		if (users.length === 0) unused.push(role)
		else if (foreign !== undefined) kept.push({ role: refOf(role), usedBy: refOf(foreign) })
	}
	return { unused, kept }
}

function refersTo({ kind, metadata, roleRef }: KubeObject, role: KubeObject): boolean {
	const to = (roleRef ?? {}) as { readonly kind?: string; readonly name?: string }
	const isHere = kind === 'RoleBinding' && metadata.namespace === role.metadata.namespace
	return isHere && to.kind === 'Role' && to.name === role.metadata.name
}
