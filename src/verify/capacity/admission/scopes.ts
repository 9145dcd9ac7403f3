/** Which objects a quota with scopes is about (podMatchesScopeFunc and pvcMatchesScopeFunc of pkg/quota/v1). */
import { kindOf, kinds } from '../../../model/kinds.ts'
import type { KubeObject } from '../../../model/kube-object.ts'
import { amountsOf, isForWholePods } from '../../../model/pod-resources.ts'
import { isMapping } from '../../reading/notes.ts'
import { at, elements, text, texts } from '../../reading/raw.ts'

/** One of the conditions that an object has to meet to be counted. */
export interface Scope {
	readonly name: string
	readonly operator: string
	readonly values: readonly string[]
}

/** The conditions of a ResourceQuota. A list of names says that each exists. */
export function readScopes({ spec }: KubeObject): readonly Scope[] {
	return [
		...texts(at(spec, 'scopes')).map((name) => ({ name, operator: 'Exists', values: [] })),
		...elements(at(spec, 'scopeSelector', 'matchExpressions'), '').map(({ value }) => ({
			name: text(value['scopeName']) ?? '',
			operator: text(value['operator']) ?? '',
			values: texts(value['values']),
		})),
	]
}

/** Whether an object meets all conditions. Only pods and claims can meet any. */
export function isInScope(object: KubeObject, scopes: readonly Scope[]): boolean {
	if (scopes.length === 0) return true
	const kind = kindOf(object)
	if (kind === kinds.Pod) return scopes.every((scope) => meetsAsPod(object, scope))
	return kind === kinds.PersistentVolumeClaim && scopes.every((scope) => meetsAsClaim(object, scope))
}

/** @example 'NotTerminating', 'PriorityClass In (high, low)' */
export function showScope({ name, operator, values }: Scope): string {
	if (operator === 'Exists') return name
	return `${name} ${operator}${values.length === 0 ? '' : ` (${values.join(', ')})`}`
}

function meetsAsPod(pod: KubeObject, scope: Scope): boolean {
	const { spec } = pod
	switch (scope.name) {
		case 'Terminating':
			return isTerminating(spec)
		case 'NotTerminating':
			return !isTerminating(spec)
		case 'BestEffort':
			return isBestEffort(pod)
		case 'NotBestEffort':
			return !isBestEffort(pod)
		case 'PriorityClass': {
			const name = text(at(spec, 'priorityClassName'))
			return selects(scope, name === undefined ? [] : [name])
		}
		case 'CrossNamespacePodAffinity':
			return looksElsewhere(spec)
		default:
			return false
	}
}

/** Not about deletion: a pod that ends by itself. */
function isTerminating(spec: unknown): boolean {
	const seconds = at(spec, 'activeDeadlineSeconds')
	return typeof seconds === 'number' && seconds >= 0
}

/** The class that the API server has written down goes before what the amounts say (GetPodQOS). */
export function isBestEffort({ spec, status }: KubeObject): boolean {
	const written = text(at(status, 'qosClass'))
	if (written !== undefined) return written === 'BestEffort'
	const whole = at(spec, 'resources')
	if (hasWholeAmounts(whole)) return hasNoAmounts(whole)
	return ['initContainers', 'containers'].every((list) =>
		elements(at(spec, list), '').every(({ value }) => hasNoAmounts(value['resources'])),
	)
}

/** Whether amounts of the pod as a whole are given (IsPodLevelResourcesSet). */
export function hasWholeAmounts(resources: unknown): boolean {
	return ['requests', 'limits'].some((field) => Object.keys(mappingAt(resources, field)).some(isForWholePods))
}

function hasNoAmounts(resources: unknown): boolean {
	return ['requests', 'limits'].every((field) => {
		const amounts = amountsOf(mappingAt(resources, field))
		return ['cpu', 'memory'].every((name) => (amounts.get(name) ?? 0n) === 0n)
	})
}

function mappingAt(value: unknown, field: string): Readonly<Record<string, string>> {
	const found = at(value, field)
	return isMapping(found) ? (found as Readonly<Record<string, string>>) : {}
}

/** Any term counts that names namespaces, were it only its own. */
function looksElsewhere(spec: unknown): boolean {
	return ['podAffinity', 'podAntiAffinity'].some((kind) => {
		const affinity = at(spec, 'affinity', kind)
		const required = elements(at(affinity, 'requiredDuringSchedulingIgnoredDuringExecution'), '')
		const preferred = elements(at(affinity, 'preferredDuringSchedulingIgnoredDuringExecution'), '')
		return [...required.map(({ value }) => value), ...preferred.map(({ value }) => value['podAffinityTerm'])].some(
			(term) => texts(at(term, 'namespaces')).length > 0 || isMapping(at(term, 'namespaceSelector')),
		)
	})
}

/** A claim may name several classes while it is changed from one to the next. */
function meetsAsClaim({ spec, status }: KubeObject, scope: Scope): boolean {
	if (scope.name !== 'VolumeAttributesClass') return false
	const names = [
		at(spec, 'volumeAttributesClassName'),
		at(status, 'currentVolumeAttributesClassName'),
		at(status, 'modifyVolumeStatus', 'targetVolumeAttributesClassName'),
	].flatMap((name) => text(name) ?? [])
	return selects(scope, names)
}

/** As a selector of labels does, of which any of the names may be the value. */
function selects({ operator, values }: Scope, names: readonly string[]): boolean {
	switch (operator) {
		case 'Exists':
			return names.length > 0
		case 'DoesNotExist':
			return names.length === 0
		case 'In':
			return names.some((name) => values.includes(name))
		case 'NotIn':
			return names.length === 0 || names.some((name) => !values.includes(name))
		default:
			return false
	}
}
