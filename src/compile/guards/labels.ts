/**
 * Guard `labels`: whatever lives in a namespace of a stage carries no label of another stage. Where the API server writes the label
 * itself, this is the net below it; where it does not, pods have to bring it. The path `status` of pods and others lets labels pass
 * as well.
 */
import type { Tenancy } from '../../model/tenancy.ts'
import { unlabelledKinds } from '../../model/unlabelled-kinds.ts'
import { text } from './cel.ts'
import type { GuardPolicy, RequestRule } from './policy.ts'

/** Requests that store nothing: labels of a question are nobody's. */
const questions: RequestRule = {
	groups: ['authorization.k8s.io'],
	operations: ['CREATE', 'UPDATE'],
	resources: ['localsubjectaccessreviews'],
}

/** What is left out when labels are written or checked. */
export const unlabelled: readonly RequestRule[] = [
	...unlabelledKinds.map(
		({ group, plural }): RequestRule => ({ groups: [group], operations: ['CREATE', 'UPDATE'], resources: [plural] }),
	),
	{ groups: [''], operations: ['CREATE', 'UPDATE'], resources: ['bindings'] },
	questions,
]

/** The guard. @param isWritten - whether the API server writes the label into what is created */
export function labels({ labels: { stage } }: Pick<Tenancy, 'labels'>, isWritten: boolean): readonly GuardPolicy[] {
	const key = text(stage)
	const labelOf = (object: string): string =>
		`${object} != null && has(${object}.metadata.labels) ? ${object}.metadata.labels[?${key}].orValue('') : ''`
	const mayLack = isWritten
		? 'false'
		: "request.operation == 'CREATE' && variables.label == '' && request.resource.resource != 'pods'"
	return [
		{
			guard: 'labels',
			rules: [
				{ groups: ['*'], operations: ['CREATE', 'UPDATE'], resources: ['*'], scope: 'Namespaced' },
				{ groups: ['*'], operations: ['UPDATE'], resources: ['*/status'], scope: 'Namespaced' },
			],
			except: unlabelled,
			where: 'members',
			variables: [
				{ name: 'label', expression: labelOf('object') },
				{ name: 'oldLabel', expression: labelOf('oldObject') },
			],
			...(isWritten ? { written: 'variables.label == variables.stage' } : {}),
			checks: [
				{
					holds: `variables.label == variables.stage || (request.operation == 'UPDATE' && variables.label == variables.oldLabel) || (${mayLack})`,
					message: `'in a namespace of the stage ' + variables.stage + ${text(` the label ${stage} has to be `)} + variables.stage + (variables.label == '' ? ', and it is missing' : ', not ' + variables.label)`,
				},
			],
		},
	]
}
