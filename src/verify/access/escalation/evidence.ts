/** By which rights a subject has a place that its bindings give it: the request, the binding, the role and the rule. */
import { accountOf, identityOf, type ResourceRequest, type Subject } from '../../../model/access.ts'
import type { Access } from '../access.ts'
import type { Allowing } from '../authority.ts'
import type { Rule } from '../rule.ts'
import { type Place, placeKey } from './graph.ts'
import { alsoOf } from './holdings.ts'
import { allowsSome, isWriting, type Power, requestsOf, writing } from './powers.ts'

/** A right, with the request that it is good for here. */
export interface Right extends Allowing {
	readonly request: Pick<ResourceRequest, 'verb' | 'group' | 'resource'>
}

/** The rights together by which a subject has a place; empty where it has it in another way. */
export function rightsTo(access: Access, subject: Subject, place: Place): readonly Right[] {
	if (alsoOf(subject).some((each) => placeKey(each) === placeKey(place))) return []
	for (const home of homesOf(access, place)) {
		const write =
			place.type === 'write' || place.type === 'write-anywhere' ? firstWrite(access, subject, home) : undefined
		if (write !== undefined) return [write]
		for (const together of needsOf(place, home)) {
			const rights = together.map((power) => firstRight(access, subject, power, home, objectOf(place, power)))
			if (rights.every((right) => right !== undefined)) return rights
		}
	}
	return []
}

/** Where to look for rights, `undefined` for the whole cluster: a node is come by from any namespace. */
function homesOf({ accounts }: Access, place: Place): readonly (string | undefined)[] {
	if (place.type === 'node') return [undefined, ...accounts.keys()]
	if (place.type === 'user') return [accountOf(place.name)?.namespace]
	return ['namespace' in place ? place.namespace : undefined]
}

/** The name of the object over which a power has to be held for just this place; `undefined` where any is enough. */
function objectOf(place: Place, power: Power): string | undefined {
	switch (power) {
		case 'impersonateGroups':
			return place.type === 'group' ? place.name : undefined
		case 'impersonateUsers':
			return place.type === 'user' ? place.name : undefined
		case 'impersonate':
		case 'token':
			return place.type === 'user' ? accountOf(place.name)?.name : undefined
		case 'nodesProxy':
			return place.type === 'node' ? place.name : undefined
		default:
			return undefined
	}
}

/**
 * What makes a place, in alternatives of powers that one identity needs together (hold.ts, consequences.ts). Whoever may bind a role
 * has what it gives (holdings.ts), of which nodes and certificates are not asked: there two identities may have one half each.
 */
function needsOf(place: Place, home: string | undefined): readonly (readonly Power[])[] {
	switch (place.type) {
		case 'power':
			return [
				[place.power],
				...(place.power === 'token' ? ([['makeSecrets', 'readSecrets']] as const) : []),
				...byBinding(home),
			]
		case 'admin':
			return [
				['everything'],
				['writeRoles', 'escalateRoles'],
				['writeClusterRoles', 'escalateClusterRoles'],
				['makeClusterRoles', 'escalateClusterRoles'],
				...byBinding(home),
			]
		case 'everything':
			return [
				['everything'],
				['writeClusterRoles', 'escalateClusterRoles'],
				['mutateByWebhook'],
				['changeMutation'],
				['mutateByPolicy', 'bindMutation'],
				['makeClusterRoles', 'escalateClusterRoles'],
				['impersonateGroups', 'impersonateUsers'],
				['impersonateGroups', 'impersonate'],
				...byBinding(home),
			]
		case 'anyone':
			return [['impersonateUsers'], ...byBinding(home)]
		case 'certificate':
			return [['approveCertificates', 'approveClients', 'requestCertificates']]
		case 'secrets':
			return [['readSecrets'], ...byBinding(home)]
		case 'node':
			return [
				['nodesProxy'],
				['requestCertificates', 'joinNodes'],
				['impersonateUsers', 'impersonateGroups'],
				['approveCertificates', 'approveClients', 'requestCertificates'],
				['relabel', 'run'],
				['volumes', 'run'],
			]
		case 'group':
			return [['impersonateGroups'], ...byBinding(home)]
		case 'user':
			return [
				...(home === undefined ? (['impersonateUsers'] as const) : accountPowers).map((power) => [power]),
				...byBinding(home),
			]
		default:
			return byBinding(home)
	}
}

/** What makes somebody a single service account. */
const accountPowers: readonly Power[] = ['token', 'impersonate', 'readSecrets', 'inside', 'reshape']

/** Alternatives of rights to bind a role: in a namespace, or in the whole cluster. */
function byBinding(home: string | undefined): readonly (readonly Power[])[] {
	return home === undefined ? clusterBindings : [...bindings, ...clusterBindings]
}

const bindings: readonly (readonly Power[])[] = [
	['makeBindings', 'bindRoles'],
	['makeBindings', 'bindClusterRoles'],
	['joinBindings', 'bindRoles'],
	['joinBindings', 'bindClusterRoles'],
]
const clusterBindings: readonly (readonly Power[])[] = [
	['makeClusterBindings', 'bindClusterRoles'],
	['joinClusterBindings', 'bindClusterRoles'],
]

/** By the request that says most about a power: the first that anything allows. */
function firstRight(
	access: Access,
	subject: Subject,
	power: Power,
	namespace: string | undefined,
	name: string | undefined,
): Right | undefined {
	for (const request of requestsOf(power)) {
		const right = first(access, subject, namespace, (rule) =>
			allowsSome(rule, request) && isOver(rule, name) ? request : undefined,
		)
		if (right !== undefined) return right
	}
	return undefined
}

function isOver({ resourceNames }: Rule, name: string | undefined): boolean {
	return name === undefined || resourceNames.length === 0 || resourceNames.includes(name)
}

function firstWrite(access: Access, subject: Subject, namespace: string | undefined): Right | undefined {
	return first(access, subject, namespace, (rule) => {
		if (!isWriting(rule)) return undefined
		const verb = rule.verbs.find((each) => writing.has(each))
		const [group, resource] = [rule.apiGroups[0], rule.resources[0]]
		return verb === undefined || group === undefined || resource === undefined ? undefined : { verb, group, resource }
	})
}

function first(
	access: Access,
	subject: Subject,
	namespace: string | undefined,
	requestFor: (rule: Rule) => Right['request'] | undefined,
): Right | undefined {
	for (const grant of access.grantsOf(identityOf(subject), namespace))
		for (const [index, rule] of grant.role.rules.entries()) {
			const request = requestFor(rule)
			if (request !== undefined) return { grant, rule, field: `rules[${index}]`, request }
		}
	return undefined
}
