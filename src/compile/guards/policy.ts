/**
 * Guards as objects: a ValidatingAdmissionPolicy and its binding. Written with every default of the API server, and with
 * `null` where somebody else could weaken a policy by filling in what it leaves out.
 */
import { fingerprint } from '../../model/fingerprint.ts'
import { exemptionGroup, type GuardMode, type GuardName } from '../../model/guards.ts'
import { kinds } from '../../model/kinds.ts'
import type { JsonObject, KubeObject } from '../../model/kube-object.ts'
import { planLabel } from '../../model/ownership.ts'
import type { Tenancy } from '../../model/tenancy.ts'
import { nameOf, objectOf } from '../meta.ts'
import { type Cel, entryOr, text } from './cel.ts'

/** Requests that a policy sees. */
export interface RequestRule {
	readonly groups: readonly string[]
	readonly operations: readonly ('CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT')[]
	readonly resources: readonly string[]
	/** Default: whether in a namespace or not. */
	readonly scope?: 'Namespaced' | '*'
}

/** Something worked out once for a request, and only where it is needed. */
export interface Variable {
	readonly name: string
	readonly expression: Cel
}

/** What has to hold for a request. */
export interface Check {
	readonly holds: Cel
	/** What whoever asks is told, in CEL: what is wrong, and what to do. */
	readonly message: Cel
}

/** A guard, or a part of it that watches over kinds of another shape. */
export interface GuardPolicy {
	readonly guard: GuardName
	/** Absent where the guard is one policy. */
	readonly part?: string
	readonly rules: readonly RequestRule[]
	/** Requests that are left out of the rules. */
	readonly except?: readonly RequestRule[]
	/** `members`: namespaces of the plan; `everywhere`: also outside of namespaces. */
	readonly where: 'members' | 'everywhere'
	readonly variables: readonly Variable[]
	readonly checks: readonly Check[]
	/** Whether what the API server writes into new objects has been written, where the policy looks for it. */
	readonly written?: Cel
}

/** The name of what a request is about. There is none where it is generated later, or where all objects are deleted at once. */
export const requestName: Cel = "(has(request.name) ? request.name : '(no name yet)')"

/** Whether whoever asks has a right in the whole cluster, as controllers do. @param resource - perhaps with its subresource */
export function may(group: string, resource: string, verb: string): Cel {
	const [plural = '', subresource] = resource.split('/')
	const path = `resource(${text(plural)})${subresource === undefined ? '' : `.subresource(${text(subresource)})`}`
	return `authorizer.group(${text(group)}).${path}.check(${text(verb)}).allowed()`
}

/** The name of a guard's policy and binding. */
export function policyName(
	{ name }: Pick<Tenancy, 'name'>,
	{ guard, part }: Pick<GuardPolicy, 'guard' | 'part'>,
): string {
	const words = guard.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
	return nameOf(name, words, ...(part === undefined ? [] : [part]))
}

/** Under which name of `walls.stagewall.dev` somebody is exempt from a guard. */
export function exemptionName({ name }: Pick<Tenancy, 'name'>, guard: GuardName): string {
	return `${name}.${guard.toLowerCase()}`
}

/** The policy and its binding. */
export function policyObjects(tenancy: Tenancy, policy: GuardPolicy, mode: GuardMode): readonly KubeObject[] {
	const name = policyName(tenancy, policy)
	const metadata = { name, labels: { [planLabel]: tenancy.name } }
	return [
		objectOf(kinds.ValidatingAdmissionPolicy, metadata, { spec: policySpec(tenancy, policy) }),
		objectOf(kinds.ValidatingAdmissionPolicyBinding, metadata, {
			spec: {
				policyName: name,
				validationActions: mode === 'enforce' ? ['Deny'] : ['Warn', 'Audit'],
				matchResources: null,
				paramRef: null,
			},
		}),
	]
}

/**
 * A policy refuses whatever is called so, whoever asks: in a dry run that shows that it is in force. Each has a name of its own, as
 * only the first refusal is told.
 */
export function probeName(tenancy: Pick<Tenancy, 'name'>, policy: GuardPolicy): string {
	return `stagewall-probe-${fingerprint(policyName(tenancy, policy)).slice(0, 8)}`
}

/** What a guard in force answers to a probe; the fingerprint tells it from an earlier version of itself. */
export function probeAnswer(tenancy: Pick<Tenancy, 'name'>, policy: GuardPolicy): string {
	return `${policyName(tenancy, policy)} is in force (${fingerprint(JSON.stringify(policy))})`
}

/** What is added to the answer where the policy has seen what the API server writes into new objects. */
export const writtenAnswer = ', label and placement are written'

function policySpec(tenancy: Tenancy, policy: GuardPolicy): JsonObject {
	const { checks } = policy
	return {
		failurePolicy: 'Fail',
		paramKind: null,
		matchConditions: null,
		auditAnnotations: null,
		matchConstraints: matchConstraints(tenancy, policy),
		variables: [...variablesOf(tenancy, policy)].map(({ name, expression }) => ({ name, expression })),
		validations: [
			{
				expression: `!has(request.name) || request.name != ${text(probeName(tenancy, policy))}`,
				message: probeAnswer(tenancy, policy),
				...(policy.written === undefined
					? {}
					: {
							messageExpression: `${text(probeAnswer(tenancy, policy))} + (${policy.written} ? ${text(writtenAnswer)} : '')`,
						}),
				reason: 'Forbidden',
			},
			...checks.map(({ holds, message }) => ({
				// Whether somebody is exempt is asked last: it is the authorizer's work, and most requests are innocent.
				expression: `${holds} || variables.exempt`,
				messageExpression: message,
				message: `${policyName(tenancy, policy)} refuses this`,
				reason: 'Forbidden',
			})),
		],
	}
}

function variablesOf(tenancy: Tenancy, { guard, where, variables }: GuardPolicy): readonly Variable[] {
	const exempt = {
		name: 'exempt',
		expression: `authorizer.group(${text(exemptionGroup)}).resource('walls').name(${text(
			exemptionName(tenancy, guard),
		)}).check(request.operation.lowerAscii()).allowed()`,
	}
	return [...(where === 'members' ? [stageVariable(tenancy)] : []), ...variables, exempt]
}

/** The stage of the namespace that a request is about. */
export function stageVariable({ labels }: Pick<Tenancy, 'labels'>): Variable {
	return { name: 'stage', expression: entryOr('namespaceObject.metadata.labels', text(labels.stage)) }
}

/** Which requests a policy sees, written out with the defaults of the API server. */
export function matchConstraints(
	{ name }: Pick<Tenancy, 'name'>,
	{ where, rules, except = [] }: Pick<GuardPolicy, 'where' | 'rules' | 'except'>,
): JsonObject {
	return {
		matchPolicy: 'Equivalent',
		namespaceSelector: where === 'members' ? { matchLabels: { [planLabel]: name } } : {},
		objectSelector: {},
		resourceRules: rules.map(requestRule),
		...(except.length === 0 ? {} : { excludeResourceRules: except.map(requestRule) }),
	}
}

/**
 * A rule with its defaults. What is in no namespace passes every namespace selector, addresses of services and the like among them, so
 * a policy for namespaces says that it is for what is in them. A Namespace itself does not count as that.
 */
function requestRule({ groups, operations, resources, scope = '*' }: RequestRule): JsonObject {
	return { apiGroups: groups, apiVersions: ['*'], operations, resources, scope }
}
