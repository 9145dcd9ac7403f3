/** What a quota counts of an object, as the evaluators of the API server do (pkg/quota/v1 of Kubernetes). */
import { kindOf, kinds } from '../../../model/kinds.ts'
import type { KubeObject } from '../../../model/kube-object.ts'
import { type Amounts, quotaUseOfPod } from '../../../model/pod-resources.ts'
import { parseQuantity, type Quantity } from '../../../model/quantity.ts'
import { at, text } from '../../reading/raw.ts'

/** One piece, in billionths. */
export const one: Quantity = 1_000_000_000n

/**
 * By key in its long form. Kinds that are not known by name count nothing: nobody knows their resource's name.
 *
 * @param now - an ISO 8601 timestamp, for pods that are stuck in deletion
 */
export function quotaUseOf(object: KubeObject, now?: string): Amounts {
	const kind = kindOf(object)
	if (kind === undefined) return new Map()
	if (kind === kinds.Pod) return quotaUseOfPod(object, now)
	// Some kinds of the core group are counted under their bare name too; a quota never names the others so.
	const keys = kind.group === '' ? [`count/${kind.plural}`, kind.plural] : [`count/${kind.plural}.${kind.group}`]
	const counts = keys.map((key) => [key, one] as const)
	if (kind === kinds.Service) return new Map([...counts, ...openingsOf(object)])
	return new Map(kind === kinds.PersistentVolumeClaim ? [...counts, ...storageOf(object)] : counts)
}

/** Load balancers and node ports of a Service; every port of a load balancer gets one unless it says no. */
function openingsOf({ spec }: KubeObject): readonly (readonly [key: string, amount: Quantity])[] {
	const { type, ports, allocateLoadBalancerNodePorts } = (spec ?? {}) as {
		readonly type?: string
		readonly ports?: readonly { readonly nodePort?: number }[] | null
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

/** Storage that a claim asks for, or was given more of while it grows; in whole bytes, and also under the name of its class. */
function storageOf(claim: KubeObject): readonly (readonly [key: string, amount: Quantity])[] {
	const asked = storageAt(claim, 'spec', 'resources', 'requests')
	const given = storageAt(claim, 'status', 'allocatedResources')
	const storage = asked !== undefined && given !== undefined && given > asked ? given : asked
	const amounts: readonly (readonly [string, Quantity])[] = [
		['persistentvolumeclaims', one],
		...(storage === undefined ? [] : [['requests.storage', ((storage + one - 1n) / one) * one] as const]),
	]
	const storageClass = classOfClaim(claim)
	const ofClass = amounts.map(
		([key, amount]) => [`${storageClass}.storageclass.storage.k8s.io/${key}`, amount] as const,
	)
	return storageClass === undefined ? amounts : [...amounts, ...ofClass]
}

function storageAt(claim: KubeObject, ...path: readonly string[]): Quantity | undefined {
	const value = at(claim, ...path, 'storage')
	return typeof value === 'string' || typeof value === 'number' ? parseQuantity(value) : undefined
}

/** The name of a claim's StorageClass; an annotation of old goes before the field (GetPersistentVolumeClaimClass). */
export function classOfClaim({ metadata, spec }: KubeObject): string | undefined {
	const annotated = metadata.annotations?.['volume.beta.kubernetes.io/storage-class']
	return text(annotated ?? at(spec, 'storageClassName'))
}
