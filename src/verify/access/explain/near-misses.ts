/** Rights that lack one thing to allow a request. */
import {
	type AccessRequest,
	type Identity,
	identityOf,
	type ResourceRequest,
	type Subject,
} from '../../../model/access.ts'
import type { NearMiss } from '../../../model/access-explanation.ts'
import { grouped } from '../../../model/collect.ts'
import { keyOf } from '../../../model/kube-object.ts'
import type { Access, Binding, Grant } from '../access.ts'
import { allowedOf, partsOf } from '../allowed.ts'
import { writeSubject } from '../asked/ask-subject.ts'
import { isAutomatic } from '../everybody.ts'
import { type Rule, ruleAllows } from '../rule.ts'

/** The nearest first; each lack of a role once. */
export function nearMisses(
	access: Access,
	subject: Subject,
	identity: Identity,
	at: (namespace: string | undefined) => AccessRequest,
	namespace: string | undefined,
): readonly NearMiss[] {
	const request = at(namespace)
	const grants = access.grantsOf(identity, namespace)
	const near = 'path' in request ? [] : grants.flatMap((grant) => lacking(grant, request))
	const misses = [
		...('path' in request || near.length > 0 ? near : grants.flatMap((grant) => related(grant, request))),
		...missingRoles(access, identity, namespace),
		...namesakes(access, subject, request, namespace),
		...elsewhere(access, identity, at, namespace),
	]
	const once = new Map(misses.map((miss) => [JSON.stringify([miss.type, miss.has, keyOf(miss.role)]), miss]))
	return [...once.values()].sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type))
}

const order: readonly NearMiss['type'][] = [
	'names',
	'wildcard',
	'subresource',
	'resource',
	'verb',
	'api-group',
	'related',
	'missing-role',
	'subject',
	'namespace',
]

/** What the rules of a role lack, one thing at a time. */
function lacking({ binding, role }: Grant, request: ResourceRequest): readonly NearMiss[] {
	return role.rules.flatMap((rule, index): readonly NearMiss[] => {
		const lack = lackOf(rule, request)
		return lack === undefined ? [] : [{ ...lack, binding: binding.ref, role: role.ref, field: `rules[${index}]` }]
	})
}

function lackOf(rule: Rule, request: ResourceRequest): Pick<NearMiss, 'type' | 'has'> | undefined {
	const allows = (other: Partial<Rule>): boolean => ruleAllows({ ...rule, ...other }, request)
	if (allows({ resourceNames: [] })) return { type: 'names', has: rule.resourceNames }
	if (allows({ verbs: ['*'] })) return rule.verbs.length === 0 ? undefined : { type: 'verb', has: rule.verbs }
	if (allows({ apiGroups: ['*'] })) return { type: 'api-group', has: rule.apiGroups }
	if (!allows({ resources: ['*'] })) return undefined
	const { resource, subresource } = request
	const wildcards = rule.resources.filter((each) => each === `${resource}/*`)
	if (wildcards.length > 0) return { type: 'wildcard', has: wildcards }
	if (subresource !== undefined)
		return rule.resources.includes(resource) ? { type: 'subresource', has: [resource] } : undefined
	const below = rule.resources.filter((each) => each.startsWith(`${resource}/`))
	return below.length === 0 ? undefined : { type: 'resource', has: below }
}

/** What a role allows on the resource and what is below it. */
function related({ binding, role }: Grant, { group, resource }: ResourceRequest): readonly NearMiss[] {
	const parts = partsOf(role.rules).filter(
		({ apiGroups: [own], resources: [written] }) => own === group && written?.split('/')[0] === resource,
	)
	const has = allowedOf(parts).map(({ verbs, resource: what }) => `${verbs.join(', ')} on ${what}`)
	return has.length === 0 ? [] : [{ type: 'related', binding: binding.ref, role: role.ref, has }]
}

/** Bindings that name the subject and a role that there is not; files seldom hold the roles of everybody. */
function missingRoles({ bindings }: Access, identity: Identity, namespace: string | undefined): readonly NearMiss[] {
	return bindings
		.filter((binding) => binding.role === undefined && holdsIn(binding, namespace))
		.filter(({ subjects }) => subjects.some(({ subject }) => isOf(identity, subject) && !isAutomatic(subject)))
		.map((binding) => ({ type: 'missing-role', binding: binding.ref, role: binding.roleRef, has: [] }))
}

/** Bindings that would allow it, to somebody who is called alike: a user for a group, a service account of another namespace. */
function namesakes(
	{ bindings }: Access,
	asked: Subject,
	request: AccessRequest,
	namespace: string | undefined,
): readonly NearMiss[] {
	return bindings
		.filter((binding) => holdsIn(binding, namespace))
		.flatMap((binding) =>
			binding.subjects
				.filter(({ subject }) => isNamesake(subject, asked))
				.flatMap(({ subject }) => missOf(binding, request, 'subject', [writeSubject(subject)])),
		)
}

/** The same right in other namespaces. */
function elsewhere(
	{ bindings }: Access,
	identity: Identity,
	at: (namespace: string | undefined) => AccessRequest,
	namespace: string | undefined,
): readonly NearMiss[] {
	const others = bindings
		.filter((binding) => binding.namespace !== undefined && binding.namespace !== namespace)
		.filter(({ subjects }) => subjects.some((each) => isOf(identity, each.subject)))
		.flatMap((binding) => missOf(binding, at(binding.namespace), 'namespace', [binding.namespace as string]))
	const alike = grouped(others, ({ binding, role }) => `${binding.name} ${role.kind} ${role.name}`)
	return [...alike.values()].map((own) => {
		const [first] = own as readonly [NearMiss]
		return { ...first, has: [...new Set(own.flatMap(({ has }) => has))].sort() }
	})
}

function missOf(
	{ role, ref }: Binding,
	request: AccessRequest,
	type: NearMiss['type'],
	has: readonly string[],
): readonly NearMiss[] {
	const index = role?.rules.findIndex((rule) => ruleAllows(rule, request)) ?? -1
	return role === undefined || index < 0 ? [] : [{ type, binding: ref, role: role.ref, field: `rules[${index}]`, has }]
}

function holdsIn({ namespace: home }: Binding, namespace: string | undefined): boolean {
	return home === undefined || home === namespace
}

/** Whether requests of the identity are the subject's. */
function isOf({ user, groups }: Identity, subject: Subject): boolean {
	return subject.kind === 'Group' ? groups.includes(subject.name) : user === identityOf(subject).user
}

function isNamesake(subject: Subject, asked: Subject): boolean {
	if (subject.name.toLowerCase() !== asked.name.toLowerCase()) return false
	return writeSubject(subject) !== writeSubject(asked)
}
