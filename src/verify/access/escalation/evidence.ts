/** By which rights a subject has a place that its bindings give it: the request, the binding, the role and the rule. */
import { identityOf, type ResourceRequest, type Subject } from '../../../model/access.ts'
import type { Access } from '../access.ts'
import type { Allowing } from '../authority.ts'
import type { Rule } from '../rule.ts'
import type { Place } from './graph.ts'
import { allowsSome, isWriting, type Power, requestsOf, writing } from './powers.ts'

/** A right, with the request that it is good for here. */
export interface Right extends Allowing {
	readonly request: Pick<ResourceRequest, 'verb' | 'group' | 'resource'>
}

/** The rights together by which a subject has a place; empty where it has it in another way. */
export function rightsTo(access: Access, subject: Subject, place: Place): readonly Right[] {
	const namespace = 'namespace' in place ? place.namespace : undefined
	if (place.type === 'write' || place.type === 'write-anywhere') return some(firstWrite(access, subject, namespace))
	for (const together of needsOf(place)) {
		const rights = together.map((power) => firstRight(access, subject, power, namespace))
		if (rights.length > 0 && rights.every((right) => right !== undefined)) return rights
	}
	return []
}

/** What makes a place, in alternatives of powers that one identity needs together (hold.ts). */
function needsOf(place: Place): readonly (readonly Power[])[] {
	switch (place.type) {
		case 'power':
			return [
				[place.power],
				...(place.power === 'token' ? ([['makeSecrets', 'readSecrets']] as const) : []),
				...byBinding(place.namespace === undefined ? clusterBindings : bindings),
			]
		case 'admin':
		case 'admin-anywhere':
			return [
				['everything'],
				['makeBindings', 'bindClusterRoles'],
				['joinBindings', 'bindClusterRoles'],
				['writeRoles', 'escalateRoles'],
			]
		case 'everything':
			return [
				['everything'],
				['makeClusterBindings', 'bindClusterRoles'],
				['joinClusterBindings', 'bindClusterRoles'],
				['writeClusterRoles', 'escalateClusterRoles'],
				['mutateByWebhook'],
				['changeMutation'],
				['mutateByPolicy', 'bindMutation'],
				['makeClusterRoles', 'escalateClusterRoles'],
				['impersonateGroups', 'impersonateUsers'],
				['impersonateGroups', 'impersonate'],
			]
		case 'anyone':
			return [['impersonateUsers']]
		case 'sign-clients':
		case 'sign-kubelets':
			return [['approveCertificates', 'approveClients']]
		case 'secrets':
			return [['readSecrets'], ['dropSecrets']]
		case 'node':
			return [
				['nodesProxy'],
				['requestCertificates', 'joinNodes'],
				['impersonateUsers', 'impersonateGroups'],
				['inside'],
				['reshape'],
			]
		case 'group':
			return [['impersonateGroups']]
		case 'user':
			return [['impersonateUsers'], ['token'], ['impersonate'], ['readSecrets'], ['inside'], ['reshape']]
		default:
			return []
	}
}

/** Whoever may bind a role has what it gives (holdings.ts). */
function byBinding(writes: readonly Power[]): readonly (readonly Power[])[] {
	return writes.flatMap((write) => [
		[write, 'bindRoles' as const],
		[write, 'bindClusterRoles' as const],
	])
}

const bindings: readonly Power[] = ['makeBindings', 'joinBindings']
const clusterBindings: readonly Power[] = ['makeClusterBindings', 'joinClusterBindings']

function some<Value>(value: Value | undefined): readonly Value[] {
	return value === undefined ? [] : [value]
}

/** By the request that says most about a power: the first that anything allows. */
function firstRight(access: Access, subject: Subject, power: Power, namespace: string | undefined): Right | undefined {
	for (const request of requestsOf(power)) {
		const right = first(access, subject, namespace, (rule) => (allowsSome(rule, request) ? request : undefined))
		if (right !== undefined) return right
	}
	return undefined
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
