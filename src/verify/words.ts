/** What findings and explanations of several engines say in the same words. */
import { showUnseen, type Unseen } from '../model/facts.ts'
import { type FieldPath, otherManagersOf } from '../model/fields.ts'
import type { KubeObject } from '../model/kube-object.ts'
import type { Doubt } from '../model/network-explanation.ts'
import { fieldManager, ownerOf, planOf } from '../model/ownership.ts'

/**
 * Who wrote what an object demands: a GitOps tool by its marks, else the managers of what counts in it.
 *
 * @param fields - what counts: the `spec`, or what the kind has in its place
 */
export function writerOf(object: KubeObject | undefined, fields: readonly string[] = ['spec']): string | undefined {
	if (object === undefined) return undefined
	const owner = ownerOf(object)
	if (owner !== undefined) return `${owner.tool} (${owner.name})`
	const managers = (object.metadata.managedFields ?? []).flatMap(({ manager, fieldsV1, subresource = '' }) =>
		manager !== undefined && subresource === '' && fields.some((field) => fieldsV1?.[`f:${field}`] !== undefined)
			? [manager]
			: [],
	)
	if (managers.length > 0) return [...new Set(managers)].join(', ')
	return planOf(object) === undefined ? undefined : fieldManager
}

/** Who wrote one field: a GitOps tool by its marks, else the field's other managers, else the plan. */
export function writerAt(object: KubeObject, path: FieldPath): string | undefined {
	const owner = ownerOf(object)
	if (owner !== undefined) return `${owner.tool} (${owner.name})`
	const managers = otherManagersOf(object, path)
	if (managers.length > 0) return managers.join(', ')
	return planOf(object) === undefined ? undefined : fieldManager
}

/** Some names, and how many more. */
export function showSome(names: readonly string[], most = 3): string {
	const rest = names.length - most
	return rest > 1 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ')
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
	return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

/** What could not be read, and what to do about it. */
export function unread(unseen: Unseen): Doubt {
	const { kind, namespace, message } = unseen
	const where = namespace === undefined ? '' : ` in the namespace ${namespace}`
	const group = kind === undefined || kind.group === '' ? '' : `.${kind.group}`
	return {
		type: 'unread',
		message: `${showUnseen(unseen)} could not be read${where}: ${message}`,
		...(unseen.reason === 'forbidden' && kind !== undefined
			? { remedy: `Grant "list" on ${kind.plural}${group} to whoever runs Stagewall.` }
			: {}),
	}
}
