/** What becomes of an object in a file when Stagewall applies to it. */
import type { KubeObject, ObjectMeta } from '../../model/kube-object.ts'

/** Keys of labels and annotations that only Stagewall sets: they go when the plan no longer wants them. */
const ourKeys = /^(?:stagewall\.dev|pod-security\.kubernetes\.io)\//

/**
 * The object as it is after an apply: labels and annotations of others stay, every other field that the plan names is the
 * plan's, and fields that it does not name stay (the `secrets` of a ServiceAccount).
 */
export function merge(existing: KubeObject, desired: KubeObject): KubeObject {
	// A file has no field managers; an entry that a dump brought along would be wrong from now on.
	const { labels, annotations, managedFields: _, ...metadata } = existing.metadata
	const { name: __, namespace: ___, ...wanted } = desired.metadata
	return {
		...existing,
		...desired,
		metadata: {
			...metadata,
			...wanted,
			...mapIn('labels', labels, wanted.labels),
			...mapIn('annotations', annotations, wanted.annotations),
		},
	}
}

type Field = 'labels' | 'annotations'

function mapIn(field: Field, theirs: ObjectMeta[Field] | null, ours: ObjectMeta[Field]): Pick<ObjectMeta, Field> {
	const kept = Object.entries(theirs ?? {}).filter(([key]) => !ourKeys.test(key))
	const merged = Object.fromEntries([...kept, ...Object.entries(ours ?? {})])
	return Object.keys(merged).length > 0 || theirs != null ? { [field]: merged } : {}
}
