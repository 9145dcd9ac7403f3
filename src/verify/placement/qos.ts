/** The QoS class of a pod (pkg/apis/core/v1/helper/qos, ComputePodQOS). */
import { parseQuantity, type Quantity } from '../../model/quantity.ts'
import type { ContainerRule } from '../../model/tenancy.ts'
import { isMapping, type Mapping } from '../reading/notes.ts'
import { at, elements } from '../reading/raw.ts'

/** What a pod is, and by which field it is no more. */
export interface Qos {
	readonly class: 'Guaranteed' | 'Burstable' | 'BestEffort'
	/** What keeps it from being Guaranteed; empty where it is. */
	readonly lacks: readonly { readonly field: string; readonly observed: string; readonly expected: string }[]
}

const resources = ['cpu', 'memory'] as const

/**
 * The class of a pod with this spec: Guaranteed where each container, init containers too, has limits for cpu and memory and requests
 * equal to them. Amounts for the pod as a whole count in their place.
 *
 * @param rule - what containers get that declare nothing
 * @param path - where the spec stands
 */
export function qosOf(spec: Mapping, rule: ContainerRule, path: string): Qos {
	const holders = isMapping(spec['resources'])
		? [{ field: `${path}.resources`, amounts: amountsOf(spec['resources'], { type: 'declared' }) }]
		: ['containers', 'initContainers'].flatMap((list) =>
				elements(spec[list], `${path}.${list}`).map(({ field, value }) => ({
					field: `${field}.resources`,
					amounts: amountsOf(value['resources'], rule),
				})),
			)
	const lacks = holders.flatMap(({ field, amounts }) =>
		resources.flatMap((resource) => lackOf(field, resource, amounts)),
	)
	const isNothing = holders.every(({ amounts }) =>
		resources.every((resource) => isNone(amounts.requests[resource]) && isNone(amounts.limits[resource])),
	)
	return { class: isNothing ? 'BestEffort' : lacks.length === 0 ? 'Guaranteed' : 'Burstable', lacks }
}

interface Amounts {
	readonly requests: Readonly<Record<string, Quantity | undefined>>
	readonly limits: Readonly<Record<string, Quantity | undefined>>
}

function lackOf(field: string, resource: string, { requests, limits }: Amounts): Qos['lacks'] {
	const [request, limit] = [requests[resource], limits[resource]]
	if (isNone(limit)) return [{ field: `${field}.limits.${resource}`, observed: '(not set)', expected: 'the request' }]
	if (request === limit) return []
	const observed = isNone(request) ? '(not set)' : 'another amount'
	return [{ field: `${field}.requests.${resource}`, observed, expected: 'the limit' }]
}

/** Nothing and zero are the same. */
function isNone(amount: Quantity | undefined): amount is undefined {
	return amount === undefined || amount === 0n
}

/** A request that is not written is the limit (API defaulting); then a LimitRange fills in what is still missing. */
function amountsOf(written: unknown, rule: ContainerRule): Amounts {
	const [requests, limits] = [quantitiesOf(at(written, 'requests')), quantitiesOf(at(written, 'limits'))]
	const own = { requests: { ...limits, ...requests }, limits }
	if (rule.type === 'declared') return own
	return { requests: { ...rule.request, ...own.requests }, limits: { ...rule.limit, ...own.limits } }
}

function quantitiesOf(texts: unknown): Readonly<Record<string, Quantity>> {
	if (!isMapping(texts)) return {}
	return Object.fromEntries(
		Object.entries(texts).flatMap(([name, text]) => {
			const amount = typeof text === 'string' || typeof text === 'number' ? parseQuantity(text) : undefined
			return amount === undefined ? [] : [[name, amount] as const]
		}),
	)
}
