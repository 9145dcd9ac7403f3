/** Quotas that would be smaller than what a namespace uses already: they are allowed, evict nothing, and stop what comes next. */
import type { Change, Notice } from '../model/change.ts'
import type { Facts, Want } from '../model/facts.ts'
import { kindOf, kinds } from '../model/kinds.ts'
import type { KubeObject } from '../model/kube-object.ts'
import { type Amounts, quotaUseOfPod, sumOfAmounts } from '../model/pod-resources.ts'
import { formatQuantity, parseQuantity } from '../model/quantity.ts'

/**
 * Compares the quotas of a plan with what is used in the namespace: what the quota controller reports (`status.used` of any
 * quota there), or where no quota is, what its pods and other objects count for. What was not observed counts for nothing.
 *
 * @param pods - of the namespaces where no quota is, see {@link uncountedPods}
 */
export function quotasBelowUse(
	changes: readonly Change[],
	{ objects }: Facts,
	pods: readonly KubeObject[],
): readonly Notice[] {
	const homes = byNamespace([...objects, ...pods])
	return changes.flatMap((change) => {
		const { kind, namespace = '' } = change.ref
		if (kind !== 'ResourceQuota' || change.action === 'delete') return []
		const here = homes.get(namespace) ?? []
		const quotas = here.filter(isQuota)
		const used = quotas.length > 0 ? reportedIn(quotas) : sumOfAmounts(here.map(useOf))
		const short = Object.entries(mapAt(change.desired, 'spec', 'hard')).flatMap(([key, hard]) => {
			const limit = parseQuantity(hard)
			const use = used.get(key)
			return limit === undefined || use === undefined || use <= limit
				? []
				: [`${key} ${hard} (used: ${formatQuantity(use, hard.endsWith('i') ? 'binary' : 'decimal')})`]
		})
		return short.length === 0
			? []
			: [
					{
						code: 'plan/quota-below-use',
						ref: change.ref,
						message: `the quota of ${namespace} would be below what is used there now: ${short.join(', ')}`,
						hint: 'Nothing is evicted, but nothing new starts until the use is below the quota. Raise the budget or the share.',
					},
				]
	})
}

/**
 * The pods that have to be seen besides the facts of a plan: those of namespaces that exist, an adopted one for instance, and
 * that get a quota where none has counted so far.
 *
 * @returns nothing where there is no such namespace
 */
export function uncountedPods(changes: readonly Change[], { objects }: Facts): readonly Want[] {
	const existing = new Set(objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => metadata.name))
	const counted = new Set(objects.filter(isQuota).map(({ metadata }) => metadata.namespace))
	const within = changes.flatMap(({ action, ref: { kind, namespace = '' } }) =>
		action === 'create' && kind === 'ResourceQuota' && existing.has(namespace) && !counted.has(namespace)
			? [namespace]
			: [],
	)
	return within.length === 0 ? [] : [{ kind: kinds.Pod, detail: 'whole', within }]
}

function byNamespace(objects: readonly KubeObject[]): ReadonlyMap<string, readonly KubeObject[]> {
	const homes = new Map<string, KubeObject[]>()
	for (const object of objects) {
		const home = object.metadata.namespace ?? ''
		const known = homes.get(home)
		if (known === undefined) homes.set(home, [object])
		else known.push(object)
	}
	return homes
}

function isQuota({ kind }: KubeObject): boolean {
	return kind === 'ResourceQuota'
}

/** The largest use that any quota reports, by key. A scoped quota counts only some of the pods: at least that much is used. */
function reportedIn(quotas: readonly KubeObject[]): Amounts {
	const used = new Map<string, bigint>()
	for (const quota of quotas)
		for (const [name, text] of Object.entries(mapAt(quota, 'status', 'used'))) {
			const key = longNames[name] ?? name
			const amount = parseQuantity(text)
			if (amount !== undefined && amount > (used.get(key) ?? -1n)) used.set(key, amount)
		}
	return used
}

/** What a quota counts of an object, by key (evaluators in pkg/quota/v1 of Kubernetes). */
function useOf(object: KubeObject): Amounts {
	const kind = kindOf(object)
	if (kind === undefined) return new Map()
	if (kind === kinds.Pod) return quotaUseOfPod(object)
	// Some kinds of the core group are counted under their bare name too; a quota never names the others so.
	const keys = kind.group === '' ? [`count/${kind.plural}`, kind.plural] : [`count/${kind.plural}.${kind.group}`]
	const counts = keys.map((key) => [key, one] as const)
	return new Map(kind === kinds.Service ? [...counts, ...openingsOf(object)] : counts)
}

const one = 1_000_000_000n

/** Load balancers and node ports of a Service; every port of a load balancer gets one unless it says no. */
function openingsOf({ spec }: KubeObject): readonly (readonly [key: string, amount: bigint])[] {
	const { type, ports, allocateLoadBalancerNodePorts } = (spec ?? {}) as {
		readonly type?: string
		readonly ports?: readonly { readonly nodePort?: number }[]
		readonly allocateLoadBalancerNodePorts?: boolean
	}
	if (type !== 'LoadBalancer' && type !== 'NodePort') return []
	const isAllocated = type === 'NodePort' || allocateLoadBalancerNodePorts !== false
	const nodePorts = (ports ?? []).filter(({ nodePort = 0 }) => isAllocated || nodePort !== 0).length
	return [
		['services.loadbalancers', type === 'LoadBalancer' ? one : 0n],
		['services.nodeports', BigInt(nodePorts) * one],
	]
}

/** `cpu` is another name of `requests.cpu` (core/v1 ResourceName), and so on. */
const longNames: Readonly<Record<string, string>> = {
	cpu: 'requests.cpu',
	memory: 'requests.memory',
	'ephemeral-storage': 'requests.ephemeral-storage',
}

function mapAt(object: KubeObject, part: string, field: string): Readonly<Record<string, string>> {
	const holder = object[part] as Readonly<Record<string, Readonly<Record<string, string>> | undefined>> | undefined
	return holder?.[field] ?? {}
}
