/** Whether an identity may do something, and by which right: as the API server's RBAC authorizer decides it. */
import { type AccessRequest, type Identity, masters } from '../../model/access.ts'
import type { Access, Grant } from './access.ts'
import { type Rule, ruleAllows } from './rule.ts'

/** A right that allows a request, with the rule of the role that does. */
export interface Allowing {
	readonly grant: Grant
	readonly rule: Rule
	/** e.g. `rules[2]` */
	readonly field: string
}

/** What a request meets. */
export type Decision =
	| { readonly allowed: true; readonly by: Allowing }
	/** Members of `system:masters` are let through before any rule is asked. */
	| { readonly allowed: true; readonly by: 'masters' }
	| { readonly allowed: false }

/**
 * Decides a request by RBAC alone.
 *
 * @example decide(access, identityOf({kind: 'User', name: 'erin'}), {verb: 'get', group: '', resource: 'pods', namespace: 'shop-dev'})
 */
export function decide(access: Access, identity: Identity, request: AccessRequest): Decision {
	if (identity.groups.includes(masters)) return { allowed: true, by: 'masters' }
	const [by] = allowing(access, identity, request)
	return by === undefined ? { allowed: false } : { allowed: true, by }
}

/** Every rule that allows a request, in the order of the bindings; those of the whole cluster first. */
export function* allowing(access: Access, identity: Identity, request: AccessRequest): Generator<Allowing> {
	const namespace = 'path' in request || request.namespace === '' ? undefined : request.namespace
	for (const grant of access.grantsOf(identity, namespace))
		for (const [index, rule] of grant.role.rules.entries())
			if (ruleAllows(rule, request)) yield { grant, rule, field: `rules[${index}]` }
}

/** All rules that hold for an identity in a namespace, or in the whole cluster where none is named. */
export function rulesOf(access: Access, identity: Identity, namespace?: string): readonly Rule[] {
	return access.grantsOf(identity, namespace).flatMap(({ role }) => role.rules)
}
