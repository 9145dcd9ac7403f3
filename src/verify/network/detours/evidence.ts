/** Findings and their evidence, in the form that all checks of this folder share. */
import { type FieldPath, otherManagersOf, showPath } from '../../../model/fields.ts'
import type { Evidence, Finding } from '../../../model/finding.ts'
import { type KubeObject, refOf } from '../../../model/kube-object.ts'
import { fieldManager, ownerOf, planOf } from '../../../model/ownership.ts'
import type { Scene } from './scene.ts'

/** What a check has to say; the rest follows from where it looked. */
export type Said = Omit<Finding, 'cluster' | 'result'> & Partial<Pick<Finding, 'result'>>

/** A finding of the scene's cluster. */
export function finding({ input }: Scene, said: Said): Finding {
	return { result: 'violated', cluster: input.facts.cluster, ...said }
}

/**
 * A field that shows something, with who wrote it.
 *
 * @param field - a path, or one as it is shown: the writer is looked up for the part before the first list
 */
export function evidence(object: KubeObject, field: FieldPath | string, observed: string): Evidence {
	const path = typeof field === 'string' ? (field.split('[')[0] ?? '').split('.') : field
	const manager = writerOf(object, path)
	return {
		object: refOf(object),
		field: typeof field === 'string' ? field : showPath(field),
		observed,
		...(manager === undefined ? {} : { manager }),
	}
}

/** A GitOps tool by its marks, else the field's managers, else the plan. */
function writerOf(object: KubeObject, path: FieldPath): string | undefined {
	const owner = ownerOf(object)
	if (owner !== undefined) return `${owner.tool} (${owner.name})`
	const managers = otherManagersOf(object, path)
	if (managers.length > 0) return managers.join(', ')
	return planOf(object) === undefined ? undefined : fieldManager
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
	return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

/** Stages as a person names them: `prod`, `test and prod`. */
export function inOrder({ stages }: Scene, some: Iterable<string>): readonly string[] {
	const wanted = new Set(some)
	return stages.filter((stage) => wanted.has(stage))
}
