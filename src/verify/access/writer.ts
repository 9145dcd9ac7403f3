/** Who wrote a binding or a role. */
import { otherManagersOf } from '../../model/fields.ts'
import type { KubeObject } from '../../model/kube-object.ts'
import { fieldManager, ownerOf, planOf } from '../../model/ownership.ts'

/** A GitOps tool by its marks, else the managers of its subjects or rules, else the plan; `undefined` where nobody can tell. */
export function writerOf(object: KubeObject): string | undefined {
	const owner = ownerOf(object)
	if (owner !== undefined) return `${owner.tool} (${owner.name})`
	const managers = otherManagersOf(object, ['subjects' in object ? 'subjects' : 'rules'])
	if (managers.length > 0) return managers.join(', ')
	return planOf(object) === undefined ? undefined : fieldManager
}
