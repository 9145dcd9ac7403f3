/**
 * Guard `namespaces`: what makes a namespace part of a stage. It has no selector: selectors are matched against the labels that a
 * namespace would have, so taking the label away would take the policy away with it. The paths `status` and `finalize` let
 * labels pass as well.
 */
import { planLabel } from '../../model/ownership.ts'
import type { Stage, Tenancy } from '../../model/tenancy.ts'
import { text, texts } from './cel.ts'
import { type GuardPolicy, requestName } from './policy.ts'

/** Labels of Pod Security admission that decide what may run; `warn` and `audit` refuse nothing. */
const podSecurity = ['pod-security.kubernetes.io/enforce', 'pod-security.kubernetes.io/enforce-version']

/** Annotations that put nodes and tolerations into all pods of a namespace (PodNodeSelector, PodTolerationRestriction, OpenShift). */
const steering = [
	'scheduler.alpha.kubernetes.io/node-selector',
	'scheduler.alpha.kubernetes.io/defaultTolerations',
	'scheduler.alpha.kubernetes.io/tolerationsWhitelist',
	'openshift.io/node-selector',
]

/** The guard, for the stages of a cluster. */
export function namespaces(tenancy: Tenancy, stages: readonly Stage[]): readonly GuardPolicy[] {
	const { stage, app } = tenancy.labels
	const isOurs = (labels: string): string =>
		`(${labels}[?${text(planLabel)}].orValue('') == ${text(tenancy.name)} || ${labels}[?${text(stage)}].orValue('') in ${texts(
			stages.map(({ name }) => name),
		)})`
	const changed = (keys: readonly string[], after: string, before: string): string =>
		`${texts(keys)}.filter(k, (k in ${after}) != (k in ${before}) || ${after}[?k].orValue('') != ${before}[?k].orValue(''))`
	return [
		{
			guard: 'namespaces',
			rules: [
				{
					groups: [''],
					operations: ['CREATE', 'UPDATE', 'DELETE'],
					resources: ['namespaces', 'namespaces/status', 'namespaces/finalize'],
				},
			],
			where: 'everywhere',
			variables: [
				{ name: 'labels', expression: labelsOf('object', 'labels') },
				{ name: 'oldLabels', expression: labelsOf('oldObject', 'labels') },
				{ name: 'annotations', expression: labelsOf('object', 'annotations') },
				{ name: 'oldAnnotations', expression: labelsOf('oldObject', 'annotations') },
				{ name: 'ours', expression: `${isOurs('variables.labels')} || ${isOurs('variables.oldLabels')}` },
				{
					name: 'changed',
					expression: `${changed([stage, app, planLabel, ...podSecurity], 'variables.labels', 'variables.oldLabels')} + ${changed(
						steering,
						'variables.annotations',
						'variables.oldAnnotations',
					)}`,
				},
			],
			checks: [
				{
					holds: "request.operation == 'DELETE' || !variables.ours || variables.changed.size() == 0",
					message: `'only the platform may set ' + variables.changed.join(', ') + ' of the namespace ' + ${requestName} + ${text(
						`: this decides which stage of the plan ${tenancy.name} it belongs to`,
					)}`,
				},
				{
					holds: "request.operation != 'DELETE' || !variables.ours",
					message: `'the namespace ' + ${requestName} + ${text(
						` belongs to the plan ${tenancy.name}: it is deleted by the platform (stagewall apply --delete-namespace)`,
					)}`,
				},
			],
		},
	]
}

/** Labels or annotations; none of what is not there. */
function labelsOf(object: string, field: 'labels' | 'annotations'): string {
	return `${object} != null && has(${object}.metadata.${field}) ? ${object}.metadata.${field} : {}`
}
