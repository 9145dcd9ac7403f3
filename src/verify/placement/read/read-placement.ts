/** The fields of a pod's spec, or of a template's, that say where it may run. */
import { isMapping, type Mapping } from '../../reading/notes.ts'
import { at, elements, text, texts } from '../../reading/raw.ts'
import {
	type AffinityTerm,
	defaultScheduler,
	type NodeRequirement,
	type PodPlacement,
	type Toleration,
} from '../placement.ts'

/**
 * Reads a pod's spec. What is not as the API has it counts as not there; such a pod is refused anyway.
 *
 * @param annotations - of the pod: a mirror of a static pod has one that says so
 */
export function readPlacement(spec: Mapping, annotations: Readonly<Record<string, string>> = {}): PodPlacement {
	const required = at(spec, 'affinity', 'nodeAffinity', 'requiredDuringSchedulingIgnoredDuringExecution')
	return {
		nodeName: text(spec['nodeName']),
		gates: elements(spec['schedulingGates'], '').flatMap(({ value }) => text(value['name']) ?? []),
		nodeSelector: selectorOf(spec['nodeSelector']),
		affinity: isMapping(required)
			? elements(required['nodeSelectorTerms'], '').map(({ value }) => termOf(value))
			: undefined,
		tolerations: readTolerations(spec['tolerations']),
		scheduler: text(spec['schedulerName']) ?? defaultScheduler,
		isStatic: annotations['kubernetes.io/config.mirror'] !== undefined,
	}
}

/** A nodeSelector; YAML reads `true` and `1` as no texts, and whoever wrote them meant some. */
export function selectorOf(value: unknown): PodPlacement['nodeSelector'] {
	if (!isMapping(value)) return []
	return Object.entries(value).map(([key, each]) => ({ key, value: typeof each === 'string' ? each : String(each) }))
}

/** A list of tolerations. */
export function readTolerations(list: unknown): readonly Toleration[] {
	return elements(list, '').map(({ value }) => ({
		key: text(value['key']) ?? '',
		operator: text(value['operator']) ?? '',
		value: text(value['value']) ?? '',
		effect: text(value['effect']) ?? '',
		seconds: typeof value['tolerationSeconds'] === 'number' ? value['tolerationSeconds'] : undefined,
	}))
}

function termOf(term: Mapping): AffinityTerm {
	return { expressions: requirementsOf(term['matchExpressions']), fields: requirementsOf(term['matchFields']) }
}

function requirementsOf(list: unknown): readonly NodeRequirement[] {
	return elements(list, '').map(({ value }) => ({
		key: text(value['key']) ?? '',
		operator: text(value['operator']) ?? '',
		values: valuesOf(value['values']),
	}))
}

/** An empty text is a value that a label may have. */
function valuesOf(list: unknown): readonly string[] {
	if (!Array.isArray(list)) return texts(list)
	return list.map((each) => (typeof each === 'string' ? each : String(each)))
}
