/**
 * What guards are: rules of the API server's own admission (ValidatingAdmissionPolicy) that refuse what would open a wall, whoever asks.
 *
 * - **guard**: one such rule, named by what it watches over.
 * - **mutation**: what the API server itself writes into new objects (MutatingAdmissionPolicy), so that nobody has to think of it.
 */

/** The guards, in the order of the report. */
export const guardNames = [
	'namespaces',
	'walls',
	'labels',
	'placement',
	'scheduling',
	'resources',
	'networkPolicies',
	'roleBindings',
	'services',
	'endpoints',
	'exec',
	'nodes',
] as const

/** What a guard watches over. */
export type GuardName = (typeof guardNames)[number]

/** What each guard refuses, as a sentence's end. */
export const guardPurposes: Readonly<Record<GuardName, string>> = {
	namespaces: 'changes to the labels that make a namespace part of a stage, and to annotations that steer its pods',
	walls: 'changes to the objects of the plan, and their deletion',
	labels: 'stage labels that are not those of the namespace',
	placement: "pods on other stages' nodes: node names, selectors, tolerations, bindings",
	scheduling: 'foreign schedulers, and priority classes that the stage was not given',
	resources: 'containers that do not declare their resources',
	networkPolicies: 'policies that let in or out more than the plan does',
	roleBindings: 'bindings of subjects that the plan gives no access to the stage',
	services: 'services that lead in from outside, or to another stage',
	endpoints: 'endpoints that are written by hand',
	exec: 'commands in running pods where no access level allows them, without break-glass access',
	nodes: 'changes to the labels and taints by which nodes belong to a stage',
}

/** `enforce` refuses, `warn` tells whoever asks, `off` does nothing. */
export type GuardMode = 'enforce' | 'warn' | 'off'

/** The version of MutatingAdmissionPolicy that is written. */
export type MutationVersion = 'v1' | 'v1beta1'

/** What a plan says about guards. */
export interface Guards {
	readonly modes: Readonly<Record<GuardName, GuardMode>>
	/** Names of people who may do what guards refuse, besides those who may do everything. */
	readonly exempt: readonly string[]
	/** Whether labels and placement are written into new objects; `auto`: where the cluster can. */
	readonly mutation: MutationVersion | 'auto' | 'off'
	/** Schedulers that pods may name, besides the default one. */
	readonly schedulers: readonly string[]
	/** Priority classes that pods may name, besides their stage's own. */
	readonly priorityClasses: readonly string[]
}

/**
 * The API group of rights that only admission asks about: who is exempt from guards, who has break-glass access. No kind is of this
 * group; roles alone name it.
 */
export const exemptionGroup = 'stagewall.dev'

/** The name of the policy by which the API server itself writes placement into new pods. */
export function placementPolicyName(plan: string): string {
	return `stagewall-${plan}-placement`
}

/** All guards in one mode. */
export function allGuards(mode: GuardMode): Guards['modes'] {
	return Object.fromEntries(guardNames.map((name) => [name, mode])) as Record<GuardName, GuardMode>
}

/** Whether a plan wants any guard at all. */
export function hasGuards({ modes }: Guards): boolean {
	return guardNames.some((name) => modes[name] !== 'off')
}

/** Where no plan is, there are no guards. */
export const noGuards: Guards = {
	modes: allGuards('off'),
	exempt: [],
	mutation: 'off',
	schedulers: [],
	priorityClasses: [],
}
