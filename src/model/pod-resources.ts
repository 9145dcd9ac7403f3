/**
 * What a pod asks for, and what a quota counts of it. The rules are those of component-helpers/resource (PodRequests and
 * PodLimits) and of the quota's pod evaluator (PodUsageFunc).
 */
import type { KubeObject } from './kube-object.ts'
import { secondsAt } from './moment.ts'
import { parseQuantity, type Quantity } from './quantity.ts'

/** Amounts by name: of a resource (`cpu`, `example.org/gpu`) or a ResourceQuota key (`requests.cpu`, `pods`). */
export type Amounts = ReadonlyMap<string, Quantity>

/** What a pod asks for, by resource name. */
export interface PodResources {
	/** What a node has to have free for it. */
	readonly requests: Amounts
	/** What it may use at most; a resource that is not named has no limit. */
	readonly limits: Amounts
}

/** The part of a pod that counts. */
interface Pod {
	readonly spec?: {
		readonly containers?: readonly Container[]
		readonly initContainers?: readonly Container[]
		/** Amounts for the pod as a whole (KEP-2837). */
		readonly resources?: Resources
		readonly overhead?: AmountTexts
	}
	readonly status?: {
		readonly phase?: string
		readonly containerStatuses?: readonly ContainerStatus[]
		readonly initContainerStatuses?: readonly ContainerStatus[]
		readonly conditions?: readonly { readonly type: string; readonly reason?: string }[]
	}
}

interface Container {
	readonly name: string
	readonly resources?: Resources
	/** `Always` makes an init container a sidecar, which runs as long as the pod (KEP-753). */
	readonly restartPolicy?: string
}

/** What a container has in truth, while it is resized in place (KEP-1287). */
interface ContainerStatus {
	readonly name: string
	readonly allocatedResources?: AmountTexts
	readonly resources?: Resources
}

interface Resources {
	readonly requests?: AmountTexts
	readonly limits?: AmountTexts
}

type AmountTexts = Readonly<Record<string, string | number>>

const one: Quantity = 1_000_000_000n

/**
 * The requests and limits of a pod: of its containers and sidecars together, or of an init container and the sidecars before
 * it where that is more; amounts of the pod as a whole in their place; overhead on top. While a pod is resized, the larger of
 * what it has and what it wants.
 *
 * A request that is not written is the limit, as the API server completes it. Defaults of a LimitRange are not added.
 *
 * @example podResources(pod).requests.get('cpu') // 1_500_000_000n, in billionths of a core
 */
export function podResources(pod: KubeObject): PodResources {
	const spec = (pod as Pod).spec ?? {}
	const wholeRequests = only(amountsOf(spec.resources?.requests), isForWholePods)
	const wholeLimits = only(amountsOf(spec.resources?.limits), isForWholePods)
	const ofContainers = requestsOfContainers(pod)
	// Of what cannot be shared out beyond what is there, a pod requests as much as it is limited to (DefaultPodLevelResources).
	const pages = only(wholeLimits, isHugePages)
	const requests: Amounts = new Map([...wholeLimits, ...ofContainers, ...pages, ...wholeRequests])
	const limits: Amounts = new Map([...limitsOfContainers(pod), ...wholeLimits])
	const overhead = amountsOf(spec.overhead)
	// Overhead does not bound what was unbounded.
	const bounded = only(overhead, (name) => (limits.get(name) ?? 0n) > 0n)
	return { requests: sumOfAmounts([requests, overhead]), limits: sumOfAmounts([limits, bounded]) }
}

/**
 * What a quota counts of a pod, by key in its long form (`requests.cpu`, not `cpu`). A pod that has ended, or is stuck in
 * deletion, counts as an object only.
 *
 * @param now - an ISO 8601 timestamp; without it a pod that is being deleted counts in full
 */
export function quotaUseOfPod(pod: KubeObject, now?: string): Amounts {
	const stored: readonly [string, Quantity] = ['count/pods', one]
	if (hasEnded(pod) || isStuck(pod, now)) return new Map([stored])
	const { requests, limits } = podResources(pod)
	return new Map([
		stored,
		['pods', one],
		...prefixed('requests.', only(requests, isRequestCounted)),
		...prefixed('limits.', only(limits, isBasic)),
	])
}

/** Whether a pod runs no more and will not again. */
export function hasEnded(pod: KubeObject): boolean {
	const phase = (pod as Pod).status?.phase
	return phase === 'Succeeded' || phase === 'Failed'
}

/** A pod that should be gone by now (QuotaV1Pod). The moment of its deletion holds its grace period once already. */
function isStuck({ metadata }: KubeObject, now: string | undefined): boolean {
	const { deletionTimestamp, deletionGracePeriodSeconds } = metadata
	if (now === undefined || deletionTimestamp === undefined || deletionGracePeriodSeconds === undefined) return false
	const [end, moment] = [secondsAt(deletionTimestamp), secondsAt(now)]
	return end !== undefined && moment !== undefined && moment > end + deletionGracePeriodSeconds
}

/** Amounts of the same name added up. */
export function sumOfAmounts(each: Iterable<Amounts>): Amounts {
	const total = new Map<string, Quantity>()
	for (const amounts of each) for (const [name, amount] of amounts) total.set(name, (total.get(name) ?? 0n) + amount)
	return total
}

/** The larger amount of each name. */
export function largestAmounts(each: readonly Amounts[]): Amounts {
	const most = new Map<string, Quantity>()
	for (const amounts of each)
		for (const [name, amount] of amounts) {
			const known = most.get(name)
			if (known === undefined || amount > known) most.set(name, amount)
		}
	return most
}

/** What a container counts with, given what its status says. */
type Reading = (container: Container, status: ContainerStatus | undefined) => Amounts

const writtenRequests: Reading = ({ resources }) => amountsOf({ ...resources?.limits, ...resources?.requests })
const writtenLimits: Reading = ({ resources }) => amountsOf(resources?.limits)
const nothing: Reading = () => new Map()

function requestsOfContainers(pod: KubeObject): Amounts {
	const wanted = isResizeImpossible(pod) ? nothing : writtenRequests
	const allocated: Reading = (container, status) =>
		status?.allocatedResources === undefined ? wanted(container, status) : amountsOf(status.allocatedResources)
	const actual: Reading = (container, status) =>
		status?.resources?.requests === undefined ? allocated(container, status) : amountsOf(status.resources.requests)
	return largestAmounts([wanted, allocated, actual].map((reading) => summedUp(pod, reading)))
}

function limitsOfContainers(pod: KubeObject): Amounts {
	const wanted = isResizeImpossible(pod) ? nothing : writtenLimits
	const actual: Reading = (container, status) =>
		status?.resources?.limits === undefined ? wanted(container, status) : amountsOf(status.resources.limits)
	return largestAmounts([wanted, actual].map((reading) => summedUp(pod, reading)))
}

/** Whether its node can never grant what the pod wants: then only what it has counts (IsPodResizeInfeasible). */
function isResizeImpossible(pod: KubeObject): boolean {
	const conditions = (pod as Pod).status?.conditions ?? []
	return conditions.find(({ type }) => type === 'PodResizePending')?.reason === 'Infeasible'
}

/** Init containers run one after the other, each beside the sidecars that were started before it. */
function summedUp(pod: KubeObject, reading: Reading): Amounts {
	const { spec, status } = pod as Pod
	const statuses = new Map(
		[...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])].map((each) => [each.name, each]),
	)
	const read = (container: Container): Amounts => reading(container, statuses.get(container.name))
	const sidecars: Amounts[] = []
	const phases: Amounts[] = []
	for (const container of spec?.initContainers ?? []) {
		phases.push(sumOfAmounts([...sidecars, read(container)]))
		if (container.restartPolicy === 'Always') sidecars.push(read(container))
	}
	return largestAmounts([...phases, sumOfAmounts([...sidecars, ...(spec?.containers ?? []).map(read)])])
}

/** Resources that a pod may have as a whole (IsSupportedPodLevelResource). */
export function isForWholePods(name: string): boolean {
	return name === 'cpu' || name === 'memory' || isHugePages(name)
}

/** Memory in large pages, each size a resource of its own. */
export function isHugePages(name: string): boolean {
	return name.startsWith('hugepages-')
}

function isBasic(name: string): boolean {
	return name === 'cpu' || name === 'memory' || name === 'ephemeral-storage'
}

function isRequestCounted(name: string): boolean {
	return isBasic(name) || isHugePages(name) || isExtended(name)
}

/** Devices and the like: names with a domain that is not Kubernetes' own, or a device class (IsDRAExtendedResourceName). */
function isExtended(name: string): boolean {
	const isForeign = name.includes('/') && !name.includes('kubernetes.io/') && !name.startsWith('requests.')
	return isForeign || name.startsWith('deviceclass.resource.kubernetes.io/')
}

function only(amounts: Amounts, test: (name: string) => boolean): Amounts {
	return new Map([...amounts].filter(([name]) => test(name)))
}

function prefixed(prefix: string, amounts: Amounts): Amounts {
	return new Map([...amounts].map(([name, amount]) => [`${prefix}${name}`, amount]))
}

/** Amounts as they are written; what is no quantity is left out. */
export function amountsOf(texts: AmountTexts | null | undefined): Amounts {
	return new Map(
		Object.entries(texts ?? {}).flatMap(([name, text]) => {
			const amount = parseQuantity(text)
			return amount === undefined ? [] : [[name, amount] as const]
		}),
	)
}
