/**
 * Why an API server would not take an object: words for what quotas and limit ranges refuse. Amounts are written as Kubernetes writes
 * them.
 */
import { type ObjectRef, showRef } from './kube-object.ts'
import { formatOfGrain, formatQuantity, grainOf, type Quantity } from './quantity.ts'

/** One reason; an object is taken only where there is none. */
export type Refusal = QuotaExceeded | Undeclared | LimitBroken | Contradiction

/** A quota has less left than the object asks for. */
export interface QuotaExceeded {
	readonly type: 'exceeds'
	/** The ResourceQuota. */
	readonly object: ObjectRef
	/** In its long form, e.g. `requests.cpu` where the quota says `cpu`. */
	readonly key: string
	readonly hard: string
	readonly used: string
	readonly asked: string
}

/** A quota counts cpu or memory, so that every container has to say how much it wants. */
export interface Undeclared {
	readonly type: 'undeclared'
	/** The ResourceQuota. */
	readonly object: ObjectRef
	readonly key: string
	readonly containers: readonly string[]
}

/** An amount is outside of what a limit range allows. */
export interface LimitBroken {
	readonly type: 'limit'
	/** The LimitRange. */
	readonly object: ObjectRef
	/** `ratio`: its limit is too many times its request. */
	readonly rule: 'min' | 'max' | 'ratio'
	readonly of: 'Container' | 'Pod' | 'PersistentVolumeClaim'
	/** Only of a container. */
	readonly container?: string
	readonly resource: string
	/** Which of the two is outside. */
	readonly field: 'request' | 'limit'
	readonly bound: string
	/** Absent where it is not written, and has to be. */
	readonly found?: string
}

/** Amounts of one pod do not go together, once defaults are filled in. */
export interface Contradiction {
	readonly type: 'contradiction'
	/**
	 * - `above-limit`: a request is more than its limit
	 * - `not-limit`: a request is another than its limit, of what cannot be shared out beyond what is there
	 * - `above-pod`: containers ask for more than the pod as a whole
	 */
	readonly rule: 'above-limit' | 'not-limit' | 'above-pod'
	/** Absent where it is of the pod as a whole. */
	readonly container?: string
	readonly resource: string
	readonly found: string
	/** Absent where there is no limit. */
	readonly bound?: string
	/** The LimitRange that filled one of them in. */
	readonly object?: ObjectRef
}

/**
 * An amount of a resource or of a quota key, as the API server writes it.
 *
 * @example showAmount('requests.memory', 2_147_483_648_000_000_000n) // '2Gi'
 */
export function showAmount(key: string, amount: Quantity): string {
	return formatQuantity(amount, formatOfGrain[grainOf(key)])
}

/**
 * A refusal as a sentence without its end.
 *
 * @example 'ResourceQuota shop-dev/stagewall allows 4 requests.cpu, 3500m is used, and 1 is asked for'
 */
export function showRefusal(refusal: Refusal): string {
	switch (refusal.type) {
		case 'exceeds': {
			const { object, key, hard, used, asked } = refusal
			return `${showRef(object)} allows ${hard} ${key}, ${used} is used, and ${asked} is asked for`
		}
		case 'undeclared':
			return `${showRef(refusal.object)} counts ${refusal.key}, which ${containerWords(refusal.containers)} not declare`
		case 'limit':
			return limitWords(refusal)
		case 'contradiction':
			return contradictionWords(refusal)
	}
}

function containerWords(names: readonly string[]): string {
	return names.length === 1 ? `container ${names[0]} does` : `containers ${names.join(', ')} do`
}

function limitWords({ object, rule, of, container, resource, field, bound, found }: LimitBroken): string {
	const where = { Container: `container ${container}`, Pod: 'the pod', PersistentVolumeClaim: 'the claim' }[of]
	const words = { min: `at least ${bound}`, max: `at most ${bound}`, ratio: `a limit of at most ${bound} requests` }
	const has = found === undefined ? `has no ${field}` : rule === 'ratio' ? `has ${found}` : `has a ${field} of ${found}`
	return `${showRef(object)} wants ${words[rule]} of ${resource} for a ${of}, and ${where} ${has}`
}

function contradictionWords({ rule, container, resource, found, bound, object }: Contradiction): string {
	const whose = container === undefined ? 'the pod' : `container ${container}`
	const by = object === undefined ? '' : ` with the defaults of ${showRef(object)}`
	switch (rule) {
		case 'above-limit':
			return `${whose} requests ${found} ${resource}, more than its limit of ${bound}${by}`
		case 'not-limit':
			return `${whose} requests ${found} ${resource}, which has to be its limit, ${bound ?? 'and has none'}${by}`
		case 'above-pod':
			return `${container === undefined ? 'the containers want' : `${whose} wants`} ${found} ${resource}, more than the ${bound} of the pod as a whole${by}`
	}
}
