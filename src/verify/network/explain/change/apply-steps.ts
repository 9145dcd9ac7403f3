/** Carries out the steps of a change on raw objects, as a person would in their manifests. */
import { grouped } from '../../../../model/collect.ts'
import { type KubeObject, keyOf, type ObjectRef, refOf } from '../../../../model/kube-object.ts'
import type { Step } from '../../../../model/network-explanation.ts'

type Value = unknown
type Path = readonly (string | number)[]

/**
 * Changed objects; those that no step is about are the same ones. Fields are places in the objects as they were before the first
 * step.
 */
export function applySteps(objects: readonly KubeObject[], steps: readonly Step[]): readonly KubeObject[] {
	const edits = grouped(steps.flatMap(editsOf), ([ref]) => keyOf(ref))
	const created = steps.flatMap((step) => (step.type === 'create' ? [step.value] : []))
	const changed = objects.map((object) => {
		// Later elements of a list first: the places of the earlier ones then stay what they were.
		const own = edits.get(keyOf(refOf(object)))?.toSorted(([, a], [, b]) => comparePaths(b.path, a.path)) ?? []
		return own.reduce<KubeObject>((value, [, { path, change }]) => at(value, path, change) as KubeObject, object)
	})
	return [...changed, ...created]
}

/** A change at a place: of a list for its elements, of a mapping for what is in it. */
interface Edit {
	readonly path: Path
	readonly change: (value: Value) => Value
}

function editsOf(step: Step): readonly (readonly [ObjectRef, Edit])[] {
	switch (step.type) {
		case 'remove': {
			const path = pathOf(step.field)
			const index = path.at(-1) as number
			return [[step.object, { path, change: (list) => listOf(list).toSpliced(index, 1) }]]
		}
		case 'add': {
			const { object, field, at: index = Number.POSITIVE_INFINITY, value } = step
			const change = (list: Value): Value => listOf(list).toSpliced(index, 0, value)
			return [[object, { path: [...pathOf(field), index], change }]]
		}
		case 'write':
			return [[step.object, { path: [...pathOf(step.field), 0], change: () => step.value }]]
		case 'label':
			return (step.pods.length === 0 ? [step.object] : step.pods).map((ref) => [
				ref,
				{
					path: [...labelPath(ref), step.key],
					change: (labels) => ({ ...mappingOf(labels), [step.key]: step.value }),
				},
			])
		case 'create':
			return []
	}
}

/** Where the labels of pods stand: in the pod itself, or in the template of the workload that makes it. */
export function labelPath({ group, kind }: ObjectRef): readonly string[] {
	if (group === '' && (kind === 'Pod' || kind === 'Namespace')) return ['metadata', 'labels']
	const template = ['template', 'metadata', 'labels']
	return kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', ...template] : ['spec', ...template]
}

/** `spec.ingress[0].from[1]` → `['spec', 'ingress', 0, 'from', 1]` */
export function pathOf(field: string): Path {
	return [...field.matchAll(/([^.[\]]+)/g)].map(([word]) => (/^\d+$/.test(word) ? Number(word) : word))
}

function comparePaths(a: Path, b: Path): number {
	for (const [index, key] of a.entries()) {
		const other = b[index]
		if (other === undefined) return 1
		if (key === other) continue
		return typeof key === 'number' && typeof other === 'number' ? key - other : String(key) < String(other) ? -1 : 1
	}
	return a.length - b.length
}

/** Changes what holds the last key of a path; what is missing on the way is made. */
function at(value: Value, [key, ...rest]: Path, change: Edit['change']): Value {
	if (key === undefined || rest.length === 0) return change(value)
	if (typeof key === 'number') return listOf(value).with(key, at(listOf(value)[key], rest, change))
	const mapping = mappingOf(value)
	return { ...mapping, [key]: at(mapping[key], rest, change) }
}

function listOf(value: Value): readonly Value[] {
	return Array.isArray(value) ? (value as readonly Value[]) : []
}

function mappingOf(value: Value): Readonly<Record<string, Value>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, Value>) : {}
}
