/** Break-glass access, given and taken back, for a person. */

import { showSubject } from '../model/access.ts'
import {
	breakGlassAnnotations,
	breakGlassBindingName,
	breakGlassRoleName,
	type Granted,
	isOver,
	type Revoked,
	type RevokedBinding,
} from '../model/break-glass.ts'
import type { Applied, Change } from '../model/change.ts'
import { showSeconds } from '../model/duration.ts'
import { showRef } from '../model/kube-object.ts'
import { secondsAt } from '../model/moment.ts'
import { isComplete } from './apply-text.ts'
import type { Paint } from './paint.ts'
import { count } from './words.ts'

/**
 * What a grant did, or would do.
 *
 * @param revokeLine - the command that takes it back
 */
export function grantText({ grant, plan, result }: Granted, revokeLine: string, paint: Paint): string {
	const { subject, level, since, until, reason, by } = grant
	const isDone = result === undefined || isComplete(result)
	const mark = result === undefined ? paint.cyan('dry run:') : isDone ? paint.green('✓') : paint.red('✗')
	const verb = result === undefined ? 'would get' : isDone ? 'gets' : 'was to get'
	const time = showSeconds((secondsAt(until) ?? 0) - (secondsAt(since) ?? 0))
	const bindings = plan.changes.filter(({ ref }) => ref.kind === 'RoleBinding')
	const bound = result?.applied.flatMap(({ change, outcome }) => (outcome.type === 'applied' ? [change] : []))
	return lines([
		`${mark} ${showSubject(subject)} ${verb} the rights of ${paint.bold(level.name)} until ${paint.bold(until)} (${time})`,
		...bindings.map((change) => {
			const isBound = bound === undefined || bound.includes(change)
			return `    ${isBound ? 'in' : paint.red('not in')} ${change.ref.namespace}${isBound ? insteadOf(change) : ''}`
		}),
		`  by RoleBinding ${breakGlassBindingName(level.name, subject)} to Role ${breakGlassRoleName(level.name)}`,
		`  granted by ${by}: ${reason}`,
		...(result === undefined
			? []
			: [...complaints(result.applied, result.notBegun, paint), ...ending(revokeLine, paint)]),
	])
}

function insteadOf(change: Change): string {
	if (change.action !== 'update') return ''
	const before = change.observed.metadata.annotations?.[breakGlassAnnotations.until]
	return `, ${before === undefined ? 'where no end was said' : `in place of until ${before}`}`
}

function ending(revokeLine: string, paint: Paint): readonly string[] {
	return [
		paint.dim('  Kubernetes ends no binding by itself: the rights hold until they are taken back with'),
		`  ${revokeLine}`,
	]
}

/**
 * What was taken back, or would be.
 *
 * @param now - RFC 3339
 */
export function revokeText(revoked: Revoked, stage: string, now: string, paint: Paint): string {
	const { bindings, kept, left, result } = revoked
	const stays = left === 0 ? '' : `; ${count(left, 'other binding')} ${left === 1 ? 'stays' : 'stay'}`
	if (bindings.length === 0 && (result?.applied.length ?? 0) === 0)
		return lines([`Nothing to take back in ${stage}${stays}.`, ...kept.map((each) => keptLine(each, paint))])
	const isDone = result === undefined || isComplete(result)
	const roles = result?.applied.filter(
		({ change, outcome }) => change.ref.kind === 'Role' && outcome.type === 'deleted',
	)
	const mark = result === undefined ? paint.cyan('dry run:') : isDone ? paint.green('✓') : paint.red('✗')
	const verb = result === undefined ? 'would be removed' : 'removed'
	const removed =
		result?.applied.filter(({ change, outcome }) => change.ref.kind === 'RoleBinding' && outcome.type === 'deleted')
			.length ?? bindings.length
	const withRoles = roles === undefined || roles.length === 0 ? '' : ` and ${count(roles.length, 'unused Role')}`
	return lines([
		`${mark} ${stage}: ${count(removed, 'break-glass binding')}${withRoles} ${verb}${stays}`,
		...bindings.map((each) => bindingLine(each, now)),
		...kept.map((each) => keptLine(each, paint)),
		...(result === undefined ? [] : complaints(result.applied, result.notBegun, paint)),
	])
}

function bindingLine({ ref, said }: RevokedBinding, now: string): string {
	const who = said.subject === undefined ? 'unknown' : showSubject(said.subject)
	const level = said.level ?? 'unknown rights'
	const until = said.until === undefined ? '' : `, until ${said.until}${isOver(said, now) ? ' (over)' : ''}`
	const why = said.reason === undefined ? '' : `: ${said.reason}`
	const faults = said.faults.length === 0 ? '' : ` [${said.faults.join('; ')}]`
	return `    ${ref.namespace}: ${who}, ${level}${until}, granted by ${said.by ?? 'unknown'}${why}${faults}`
}

function keptLine({ role, usedBy }: Revoked['kept'][number], paint: Paint): string {
	return `  ${paint.yellow('kept')}: ${showRef(role)}, which ${showRef(usedBy)} uses, a binding that is not marked as break-glass`
}

function complaints(applied: readonly Applied[], notBegun: number, paint: Paint): readonly string[] {
	const refused = applied.flatMap(({ change, outcome }): readonly string[] => {
		const name = showRef(change.ref)
		if (outcome.type === 'refused') return [`  ${paint.red('refused')}: ${name}: ${outcome.message}`]
		if (outcome.type === 'conflict') return [`  ${paint.red('refused')}: ${name}: another manager owns it`]
		return outcome.type === 'skipped' ? [`  ${paint.yellow('skipped')}: ${name}`] : []
	})
	const hint = needsToBind(applied.map(({ outcome }) => outcome))
	return [
		...refused,
		...(notBegun === 0 ? [] : [`  ${paint.yellow('not begun')}: ${count(notBegun, 'change')}`]),
		...(hint === undefined ? [] : [paint.dim(`  ${hint}`)]),
	]
}

/** What whoever grants needs, where the server says that something is missing. */
export function needsToBind(outcomes: readonly Applied['outcome'][]): string | undefined {
	const isForbidden = outcomes.some((outcome) => outcome.type === 'refused' && outcome.reason === 'forbidden')
	return isForbidden
		? 'The API server lets nobody hand out what they do not have: it takes the right to write roles and rolebindings there, and either all rights of the level, with "use" of breakglass.stagewall.dev, or the verbs "escalate" on roles and "bind" on roles.'
		: undefined
}

function lines(all: readonly string[]): string {
	return `${all.join('\n')}\n`
}
