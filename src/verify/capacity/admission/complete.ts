/**
 * What an API server makes of an object before it looks at quotas: amounts and classes that nobody wrote are filled in. The order is
 * that of Kubernetes 1.37: the API's own defaults, LimitRanger, overhead, priority, storage class, amounts of the pod as a whole.
 */
import type { KubeObject, ObjectRef } from '../../../model/kube-object.ts'
import {
	type Amounts,
	amountsOf,
	isForWholePods,
	isHugePages,
	largestAmounts,
	podResources,
} from '../../../model/pod-resources.ts'
import { formatQuantity } from '../../../model/quantity.ts'
import { isMapping, type Mapping } from '../../reading/notes.ts'
import { at, text } from '../../reading/raw.ts'
import { declaredIn, type LimitRange } from './limit-range.ts'
import { hasWholeAmounts } from './scopes.ts'
import { classOfClaim } from './use.ts'

/** What else of a cluster decides what an object becomes. */
export interface Classes {
	/** `overhead.podFixed` of each RuntimeClass that has any. */
	readonly overheads: ReadonlyMap<string, Mapping>
	/** Of pods that name none. */
	readonly priorityClass: string | undefined
	/** Of claims that name none. */
	readonly storageClass: string | undefined
}

/** Where nothing is known of them: no overhead, no defaults. */
export const noClasses: Classes = { overheads: new Map(), priorityClass: undefined, storageClass: undefined }

/** The classes among the objects of a cluster. Of several defaults the one that is taken is not known; the first by name stands for it. */
export function readClasses(objects: readonly KubeObject[]): Classes {
	const named = (kind: string): readonly KubeObject[] =>
		objects.filter((object) => object.kind === kind).toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
	const isDefault = ({ metadata }: KubeObject): boolean =>
		['storageclass.kubernetes.io/is-default-class', 'storageclass.beta.kubernetes.io/is-default-class'].some(
			(key) => metadata.annotations?.[key] === 'true',
		)
	return {
		overheads: new Map(
			named('RuntimeClass').flatMap((object): readonly [string, Mapping][] => {
				const overhead = at(object, 'overhead', 'podFixed')
				return isMapping(overhead) ? [[object.metadata.name, overhead]] : []
			}),
		),
		priorityClass: named('PriorityClass').find((object) => object['globalDefault'] === true)?.metadata.name,
		storageClass: named('StorageClass').find(isDefault)?.metadata.name,
	}
}

/** A claim with its class. An empty name is a name: that of no class. */
export function completeClaim(claim: KubeObject, { storageClass }: Classes): KubeObject {
	const isNamed = classOfClaim(claim) !== undefined || at(claim, 'spec', 'storageClassName') === ''
	if (isNamed || storageClass === undefined) return claim
	return { ...claim, spec: { ...(at(claim, 'spec') as Mapping | undefined), storageClassName: storageClass } }
}

/** A pod as it would be stored, and which limit range filled something in. */
export interface CompletedPod {
	readonly pod: KubeObject
	/** By container and field, e.g. `web limits cpu`. */
	readonly filledIn: ReadonlyMap<string, ObjectRef>
}

/** A new pod: what a status says of an old one is forgotten. */
export function completePod(pod: KubeObject, limitRanges: readonly LimitRange[], classes: Classes): CompletedPod {
	const { status: _, ...rest } = pod
	const spec = (at(pod, 'spec') ?? {}) as Mapping
	const filledIn = new Map<string, ObjectRef>()
	const containers = Object.fromEntries(
		['containers', 'initContainers'].flatMap((list) => {
			const found = spec[list]
			if (!Array.isArray(found)) return []
			return [[list, found.map((each) => (isMapping(each) ? completeContainer(each, limitRanges, filledIn) : each))]]
		}),
	)
	const runtime = text(spec['runtimeClassName'])
	const overhead = spec['overhead'] ?? (runtime === undefined ? undefined : classes.overheads.get(runtime))
	const priorityClass = text(spec['priorityClassName']) ?? classes.priorityClass
	const completed: KubeObject = {
		...rest,
		spec: {
			...spec,
			...containers,
			...(overhead === undefined ? {} : { overhead }),
			...(priorityClass === undefined ? {} : { priorityClassName: priorityClass }),
		},
	} as KubeObject
	return { pod: withWholeAmounts(completed), filledIn }
}

function completeContainer(
	container: Mapping,
	limitRanges: readonly LimitRange[],
	filledIn: Map<string, ObjectRef>,
): Mapping {
	const declared = declaredIn(container)
	const limits = new Map(declared.limits)
	const requests = new Map([...declared.limits, ...declared.requests])
	const fill = (field: string, amounts: Map<string, bigint>, defaults: Amounts, ref: ObjectRef): void => {
		for (const [name, amount] of defaults) {
			if (amounts.has(name)) continue
			amounts.set(name, amount)
			filledIn.set(`${text(container['name']) ?? ''} ${field} ${name}`, ref)
		}
	}
	for (const { ref, items } of limitRanges)
		for (const { limit, request } of items) {
			fill('limits', limits, limit, ref)
			fill('requests', requests, request, ref)
		}
	const resources = container['resources']
	return {
		...container,
		resources: {
			...(isMapping(resources) ? resources : {}),
			limits: written(limits),
			requests: written(requests),
		},
	}
}

/** Amounts smaller than a thousandth are rounded up to it (SetDefaults_ResourceList). */
function written(amounts: Amounts): Readonly<Record<string, string>> {
	const thousandth = 1_000_000n
	return Object.fromEntries(
		[...amounts].map(([name, amount]) => [
			name,
			formatQuantity(((amount + thousandth - 1n) / thousandth) * thousandth, 'decimal'),
		]),
	)
}

/** Where a pod has amounts as a whole, those that are missing follow from its containers (DefaultPodLevelResources). */
function withWholeAmounts(pod: KubeObject): KubeObject {
	const spec = at(pod, 'spec') as Mapping
	if (!hasWholeAmounts(spec['resources'])) return pod
	const ofContainers = podResources({ ...pod, spec: { ...spec, resources: undefined, overhead: undefined } })
	const whole = declaredIn(spec)
	const limits = new Map([
		...only(ofContainers.limits, (name) => isHugePages(name) && !whole.requests.has(name)),
		...whole.limits,
	])
	const requests = new Map([
		...only(limits, isForWholePods),
		...only(ofContainers.requests, (name) => isForWholePods(name) && !isHugePages(name)),
		...whole.requests,
	])
	for (const [name, amount] of largestAmounts([requests, ofContainers.limits])) {
		const isShared = requests.has(name) && ofContainers.limits.has(name) && isForWholePods(name)
		if (isShared && !limits.has(name) && everyContainerLimits(spec, name)) limits.set(name, amount)
	}
	return { ...pod, spec: { ...spec, resources: { requests: written(requests), limits: written(limits) } } }
}

function everyContainerLimits(spec: Mapping, name: string): boolean {
	return ['containers', 'initContainers'].every((list) => {
		const found = spec[list]
		return (
			!Array.isArray(found) ||
			found.every((container) =>
				amountsOf(at(container, 'resources', 'limits') as Readonly<Record<string, string>>).has(name),
			)
		)
	})
}

function only(amounts: Amounts, test: (name: string) => boolean): Amounts {
	return new Map([...amounts].filter(([name]) => test(name)))
}
