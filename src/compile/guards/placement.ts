/**
 * Guard `placement`: where pods may land. The scheduler honours selectors and taints, but a pod that names its node, or is bound to
 * it, passes by the scheduler; and tolerations can be added to running pods.
 */
import type { Stage } from '../../model/tenancy.ts'
import { mapOf, text, texts } from './cel.ts'
import { type Check, type GuardPolicy, may, type RequestRule, type Variable } from './policy.ts'
import { labelKeys, type PodPlacement, placements, taintKeys } from './pools.ts'

/** Where a pod's spec is in what is created. */
interface Template {
	readonly part: string
	readonly rules: readonly RequestRule[]
	/** From the object to the pod's spec. */
	readonly path: string
	/** Whether the API server writes the placement in before this is looked at; `false` where it does so later, for the pods. */
	readonly isInjected: boolean
}

const both = ['CREATE', 'UPDATE'] as const

const pods: Template = {
	part: 'pods',
	rules: [{ groups: [''], operations: both, resources: ['pods'] }],
	path: 'spec',
	isInjected: true,
}

/** The controller of DaemonSets chooses nodes by the template, so that has to be right, not only its pods. */
const daemons: Template = {
	part: 'daemons',
	rules: [{ groups: ['apps'], operations: both, resources: ['daemonsets'] }],
	path: 'spec.template.spec',
	isInjected: true,
}

/** What makes pods later: refused at once, so that nobody has to look for the reason in events. */
const templates: Template = {
	part: 'templates',
	rules: [
		{ groups: ['apps'], operations: both, resources: ['deployments', 'statefulsets', 'replicasets'] },
		{ groups: ['batch'], operations: both, resources: ['jobs'] },
	],
	path: 'spec.template.spec',
	isInjected: false,
}

const cronJobs: Template = {
	part: 'cronjobs',
	rules: [{ groups: ['batch'], operations: both, resources: ['cronjobs'] }],
	path: 'spec.jobTemplate.spec.template.spec',
	isInjected: false,
}

/** The guard. @param isWritten - whether the API server writes selectors and tolerations into what is created */
export function placement(stages: readonly Stage[], isWritten: boolean): readonly GuardPolicy[] {
	const all = placements(stages)
	return [...[pods, daemons, templates, cronJobs].map((each) => templatePolicy(each, all, isWritten)), bindings]
}

function templatePolicy(template: Template, all: readonly PodPlacement[], isWritten: boolean): GuardPolicy {
	const { part, rules, path } = template
	const spec = `object.${path}`
	const old = `oldObject.${path}`
	const isAsked = !isWritten || template.isInjected
	return {
		guard: 'placement',
		part,
		rules,
		where: 'members',
		variables: variablesFor(all, spec, old),
		...(isWritten && template.isInjected && all.length > 0
			? { written: 'variables.ownLabel.all(k, k in variables.nodeSelector) && variables.tolerated' }
			: {}),
		checks: [
			nodeName(template, spec, old),
			...(all.some(({ label }) => label !== undefined) ? [selectors(isAsked, old)] : []),
			...(all.some(({ taint }) => taint !== undefined) && isAsked ? [ownToleration(template)] : []),
			foreignTolerations,
		],
	}
}

function variablesFor(all: readonly PodPlacement[], spec: string, old: string): readonly Variable[] {
	const labels = all.flatMap(({ stage, label }) =>
		label === undefined ? [] : [[stage, mapOf([[label.key, text(label.value)]])] as const],
	)
	const taints = all.flatMap(({ stage, taint }) =>
		taint === undefined ? [] : [[stage, mapOf([[taint.key, text(taint.value)]])] as const],
	)
	const isOwn =
		"variables.ownTaint[?t.key].orValue('') == (has(t.value) ? t.value : '') && (!has(t.operator) || t.operator in ['', 'Equal'])"
	return [
		{ name: 'ownLabel', expression: ownOf(labels) },
		{ name: 'ownTaint', expression: ownOf(taints) },
		{ name: 'nodeSelector', expression: `has(${spec}.nodeSelector) ? ${spec}.nodeSelector : {}` },
		{ name: 'tolerations', expression: `has(${spec}.tolerations) ? ${spec}.tolerations : []` },
		{
			name: 'foreign',
			// PreferNoSchedule keeps nobody off, so tolerating it opens nothing.
			expression: `variables.tolerations.filter(t, (!has(t.effect) || t.effect != 'PreferNoSchedule') && (!has(t.key) || t.key == '' || (t.key in ${texts(
				taintKeys(all),
			)} && !(t.key in variables.ownTaint && ${isOwn}))))`,
		},
		{
			name: 'oldTolerations',
			expression: `oldObject != null && has(${old}.tolerations) ? ${old}.tolerations : []`,
		},
		{
			name: 'tolerated',
			expression: `variables.ownTaint.all(k, variables.tolerations.exists(t, has(t.key) && t.key == k && (has(t.value) ? t.value : '') == variables.ownTaint[k] && (!has(t.effect) || t.effect == '')) || ['NoSchedule', 'NoExecute'].all(e, variables.tolerations.exists(t, has(t.key) && t.key == k && (has(t.value) ? t.value : '') == variables.ownTaint[k] && has(t.effect) && t.effect == e)))`,
		},
		{
			name: 'strayed',
			expression: `variables.nodeSelector.filter(k, k in ${texts(labelKeys(all))} && variables.ownLabel[?k].orValue('') != variables.nodeSelector[k])`,
		},
		{ name: 'terms', expression: termsOf(spec) },
		{ name: 'oldTerms', expression: `oldObject == null ? [] : ${termsOf(old)}` },
		{
			name: 'strayedTerms',
			expression: `variables.ownLabel.size() > 0 ? [] : variables.terms.filter(t, has(t.matchExpressions) && t.matchExpressions.exists(e, e.key in ${texts(
				labelKeys(all),
			)} && !(e.operator in ['NotIn', 'DoesNotExist'])))`,
		},
	]
}

/** The terms of the node affinity that a pod requires. */
function termsOf(spec: string): string {
	const affinity = `${spec}.affinity.nodeAffinity`
	const required = `${affinity}.requiredDuringSchedulingIgnoredDuringExecution`
	return `has(${spec}.affinity) && has(${affinity}) && has(${required}) ? ${required}.nodeSelectorTerms : []`
}

/** What a stage has; nothing for a stage that has none. */
function ownOf(entries: readonly (readonly [string, string])[]): string {
	return entries.length === 0 ? '{}' : `${mapOf(entries)}[?variables.stage].orValue({})`
}

function nodeName({ part }: Template, spec: string, old: string): Check {
	const unnamed = `!has(${spec}.nodeName) || ${spec}.nodeName == ''`
	return {
		// The scheduler sets the name by binding, which is no update of the pod.
		holds:
			part === 'pods'
				? `request.operation != 'CREATE' || ${unnamed}`
				: `${unnamed} || (oldObject != null && has(${old}.nodeName) && ${old}.nodeName == ${spec}.nodeName)`,
		message: `'a pod of the stage ' + variables.stage + ' may not name its node (nodeName): that passes by the scheduler, and with it the taints that keep stages apart'`,
	}
}

function selectors(isAsked: boolean, old: string): Check {
	const own = isAsked ? 'variables.ownLabel.all(k, k in variables.nodeSelector) && ' : ''
	return {
		// What was so before this guard stays as it is; a pod's selector cannot be changed but for one that waits at a gate.
		holds: `((${own}variables.strayed.size() == 0) || (oldObject != null && (has(${old}.nodeSelector) ? ${old}.nodeSelector : {}) == variables.nodeSelector)) && variables.strayedTerms.all(t, t in variables.oldTerms)`,
		message: `'a pod of the stage ' + variables.stage + (variables.ownLabel.size() > 0 ? ' needs the nodeSelector {' + variables.ownLabel.map(k, k + ': ' + variables.ownLabel[k]).join(', ') + '}' : ' may not select nodes of another stage') + (variables.strayed.size() > 0 ? ', not {' + variables.strayed.map(k, k + ': ' + variables.nodeSelector[k]).join(', ') + '}' : '')`,
	}
}

function ownToleration({ part }: Template): Check {
	return {
		holds: `variables.tolerated || request.operation == 'UPDATE'`,
		message: `'a ${part === 'pods' ? 'pod' : 'template'} of the stage ' + variables.stage + ' needs the toleration ' + variables.ownTaint.map(k, '{key: ' + k + ', operator: Equal, value: ' + variables.ownTaint[k] + '}').join(', ')`,
	}
}

const foreignTolerations: Check = {
	holds: 'variables.foreign.all(t, t in variables.oldTolerations)',
	message: `'a pod of the stage ' + variables.stage + ' may not tolerate the taints of other stages: {' + variables.foreign.map(t, (has(t.key) && t.key != '' ? 'key: ' + t.key : 'no key, which is every taint') + (has(t.value) ? ', value: ' + t.value : '')).join('}, {') + '}'`,
}

/** Binding a pod to a node is the scheduler's: whoever may bind the pods of the whole cluster. */
const bindings: GuardPolicy = {
	guard: 'placement',
	part: 'bindings',
	rules: [{ groups: [''], operations: ['CREATE'], resources: ['pods/binding', 'bindings'] }],
	where: 'members',
	variables: [
		{
			name: 'isScheduler',
			expression: may('', 'pods/binding', 'create'),
		},
	],
	checks: [
		{
			holds: 'variables.isScheduler',
			message: `'only the scheduler binds pods of the stage ' + variables.stage + ' to nodes'`,
		},
	],
}
