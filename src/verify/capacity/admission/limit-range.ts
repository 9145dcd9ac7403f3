/** LimitRanges, as the admission plugin LimitRanger applies them. */
import type { LimitBroken } from '../../../model/capacity.ts'
import { showAmount } from '../../../model/capacity.ts'
import { type KubeObject, type ObjectRef, refOf } from '../../../model/kube-object.ts'
import { type Amounts, amountsOf, podResources } from '../../../model/pod-resources.ts'
import { formatQuantity, type Quantity } from '../../../model/quantity.ts'
import { isMapping, type Mapping } from '../../reading/notes.ts'
import { at, elements, text } from '../../reading/raw.ts'

/** One entry of a LimitRange. */
export interface LimitItem {
	readonly type: string
	readonly min: Amounts
	readonly max: Amounts
	readonly ratio: Amounts
	/** What a container gets as limit that has none. */
	readonly limit: Amounts
	/** What a container gets as request that has none. */
	readonly request: Amounts
}

/** A LimitRange. */
export interface LimitRange {
	readonly ref: ObjectRef
	readonly items: readonly LimitItem[]
}

/** Reads a LimitRange, completed as the API server would (SetDefaults_LimitRangeItem). */
export function readLimitRange(object: KubeObject): LimitRange {
	return {
		ref: refOf(object),
		items: elements(at(object, 'spec', 'limits'), 'spec.limits').map(({ value }) => readItem(value)),
	}
}

function readItem(item: Mapping): LimitItem {
	const amounts = (field: string): Amounts => amountsAt(item, field)
	const [min, max, ratio] = [amounts('min'), amounts('max'), amounts('maxLimitRequestRatio')]
	const type = text(item['type']) ?? ''
	if (type !== 'Container') return { type, min, max, ratio, limit: new Map(), request: new Map() }
	const limit = new Map([...max, ...amounts('default')])
	return { type, min, max, ratio, limit, request: new Map([...min, ...limit, ...amounts('defaultRequest')]) }
}

/** The requests and the limits that something has. */
interface Declared {
	readonly requests: Amounts
	readonly limits: Amounts
}

/** What a limit range has against a pod that has got all its defaults. */
export function podRefusals({ ref, items }: LimitRange, pod: KubeObject): readonly LimitBroken[] {
	const containers = ['containers', 'initContainers'].flatMap((list) => elements(at(pod, 'spec', list), ''))
	return items.flatMap((item): readonly LimitBroken[] => {
		if (item.type === 'Pod') return broken(ref, item, { of: 'Pod' }, wholeOf(pod))
		if (item.type !== 'Container') return []
		return containers.flatMap(({ value }) =>
			broken(ref, item, { of: 'Container', container: text(value['name']) ?? '' }, declaredIn(value)),
		)
	})
}

/** What a limit range has against a claim: it looks at requests alone. */
export function claimRefusals({ ref, items }: LimitRange, claim: KubeObject): readonly LimitBroken[] {
	const { requests } = declaredIn(at(claim, 'spec'))
	const what = { of: 'PersistentVolumeClaim' } as const
	return items.flatMap((item) => {
		if (item.type !== 'PersistentVolumeClaim') return []
		// A claim has no limits that anybody would look at.
		const found = broken(ref, { ...item, ratio: new Map() }, what, { requests, limits: requests })
		return found.map((each): LimitBroken => ({ ...each, field: 'request' }))
	})
}

/** Overhead is none of its business, nor what the pod has at the moment; of the pod as a whole it knows cpu and memory alone. */
function wholeOf(pod: KubeObject): Declared {
	const { overhead: _, resources, ...spec } = at(pod, 'spec') as Mapping
	const whole = Object.fromEntries(
		(['requests', 'limits'] as const).map((field) => [
			field,
			Object.fromEntries(
				Object.entries(mappingAt(resources, field)).filter(([name]) => name === 'cpu' || name === 'memory'),
			),
		]),
	)
	return podResources({ ...pod, spec: { ...spec, resources: whole }, status: undefined })
}

type Where = Pick<LimitBroken, 'of' | 'container'>

function broken(ref: ObjectRef, item: LimitItem, where: Where, { requests, limits }: Declared): readonly LimitBroken[] {
	const refuse = (
		rule: LimitBroken['rule'],
		resource: string,
		bound: Quantity,
		field: LimitBroken['field'],
		found: string | undefined,
	): LimitBroken => ({
		type: 'limit',
		object: ref,
		rule,
		...where,
		resource,
		field,
		bound: rule === 'ratio' ? formatQuantity(bound, 'decimal') : showAmount(resource, bound),
		...(found === undefined ? {} : { found }),
	})
	const shown = (resource: string, amount: Quantity | undefined): string | undefined =>
		amount === undefined ? undefined : showAmount(resource, amount)
	return [
		...[...item.min].flatMap(([name, bound]) => {
			const [request, limit] = [requests.get(name), limits.get(name)]
			if (request === undefined || request < bound) return [refuse('min', name, bound, 'request', shown(name, request))]
			return limit !== undefined && limit < bound ? [refuse('min', name, bound, 'limit', shown(name, limit))] : []
		}),
		...[...item.max].flatMap(([name, bound]) => {
			const [request, limit] = [requests.get(name), limits.get(name)]
			if (limit === undefined || limit > bound) return [refuse('max', name, bound, 'limit', shown(name, limit))]
			return request !== undefined && request > bound
				? [refuse('max', name, bound, 'request', shown(name, request))]
				: []
		}),
		...[...item.ratio].flatMap(([name, bound]) => {
			const [request = 0n, limit = 0n] = [requests.get(name), limits.get(name)]
			if (request === 0n) return [refuse('ratio', name, bound, 'request', undefined)]
			if (limit === 0n) return [refuse('ratio', name, bound, 'limit', undefined)]
			return isAbove(request, limit, bound)
				? [refuse('ratio', name, bound, 'limit', `${showAmount(name, limit)} for ${showAmount(name, request)}`)]
				: []
		}),
	]
}

const thousandth: Quantity = 1_000_000n

/** In floating numbers and thousandths, as the API server does it: where it rounds, so do we (limitRequestRatioConstraint). */
function isAbove(request: Quantity, limit: Quantity, bound: Quantity): boolean {
	const thousandths = (amount: Quantity): number => Number((amount + thousandth - 1n) / thousandth)
	return (thousandths(limit) / thousandths(request)) * 1000 > thousandths(bound)
}

/** The amounts that a container, a claim or a pod declares as its `resources`. */
export function declaredIn(value: unknown): Declared {
	const resources = at(value, 'resources')
	return { requests: amountsAt(resources, 'requests'), limits: amountsAt(resources, 'limits') }
}

function amountsAt(value: unknown, field: string): Amounts {
	return amountsOf(mappingAt(value, field))
}

function mappingAt(value: unknown, field: string): Readonly<Record<string, string>> {
	const found = at(value, field)
	return isMapping(found) ? (found as Readonly<Record<string, string>>) : {}
}
