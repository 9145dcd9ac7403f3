/** The evidence of findings, in the form that all checks of this folder share. */
import { type FieldPath, showPath } from '../../../model/fields.ts'
import type { Evidence } from '../../../model/finding.ts'
import { type KubeObject, refOf } from '../../../model/kube-object.ts'
import { writerAt } from '../../words.ts'
import type { Scene } from './scene.ts'

/**
 * A field that shows something, with who wrote it.
 *
 * @param field - a path, or one as it is shown: the writer is looked up for the part before the first list
 */
export function evidence(object: KubeObject, field: FieldPath | string, observed: string): Evidence {
	const path = typeof field === 'string' ? (field.split('[')[0] ?? '').split('.') : field
	const manager = writerAt(object, path)
	return {
		object: refOf(object),
		field: typeof field === 'string' ? field : showPath(field),
		observed,
		...(manager === undefined ? {} : { manager }),
	}
}

/** Stages as a person names them: `prod`, `test and prod`. */
export function inOrder({ stages }: Scene, some: Iterable<string>): readonly string[] {
	const wanted = new Set(some)
	return stages.filter((stage) => wanted.has(stage))
}
