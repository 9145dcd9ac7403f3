/** The keys of a ResourceQuota: their other names, and which objects they count. */

/** What a key counts; `other` for objects of any kind, by their number. */
export type Counted = 'Pod' | 'Service' | 'PersistentVolumeClaim' | 'other'

/** Keys that are other names of requests (core/v1 ResourceName). */
const short = new Set(['cpu', 'memory', 'ephemeral-storage'])

/**
 * The one name under which amounts are kept.
 *
 * @example longKey('cpu') // 'requests.cpu'
 * @example longKey('hugepages-2Mi') // 'requests.hugepages-2Mi'
 */
export function longKey(key: string): string {
	return short.has(key) || key.startsWith('hugepages-') ? `requests.${key}` : key
}

const ofPods = /^(count\/)?pods$|^(requests|limits)\.(cpu|memory|ephemeral-storage)$|^requests\.hugepages-/
const ofServices = /^(count\/)?services$|^services\.(nodeports|loadbalancers)$/
const ofClaims =
	/^(count\/persistentvolumeclaims|(.+\.storageclass\.storage\.k8s\.io\/)?(persistentvolumeclaims|requests\.storage))$/

/**
 * Which objects a key counts (MatchingResources of the evaluators in pkg/quota/v1).
 *
 * @param key - in its long form
 */
export function countedBy(key: string): Counted {
	if (ofPods.test(key)) return 'Pod'
	if (ofServices.test(key)) return 'Service'
	if (ofClaims.test(key)) return 'PersistentVolumeClaim'
	return key.startsWith('requests.') && key.includes('/') ? 'Pod' : 'other'
}

/** Keys that every container has to declare once a quota has them (validationSet of the pod evaluator). */
export const declaredKeys: ReadonlySet<string> = new Set([
	'requests.cpu',
	'requests.memory',
	'limits.cpu',
	'limits.memory',
])
