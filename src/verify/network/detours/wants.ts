/** What has to be seen of a cluster to know the ways that no policy of pods decides. */
import type { ClusterInfo, Want } from '../../../model/facts.ts'
import { type Kind, kindKey, kinds } from '../../../model/kinds.ts'
import { networkKinds, networkWants, tierGroup } from '../wants.ts'

/** Kinds that are read here alone. */
export const extraKinds = {
	Endpoints: { group: '', version: 'v1', kind: 'Endpoints', plural: 'endpoints', namespaced: true },
	EndpointSlice: {
		group: 'discovery.k8s.io',
		version: 'v1',
		kind: 'EndpointSlice',
		plural: 'endpointslices',
		namespaced: true,
	},
	ServiceCIDR: {
		group: 'networking.k8s.io',
		version: 'v1',
		kind: 'ServiceCIDR',
		plural: 'servicecidrs',
		namespaced: false,
	},
} as const satisfies Record<string, Kind>

/** The group of the Gateway API. */
export const gatewayGroup = 'gateway.networking.k8s.io'

/** Kinds of the Gateway API that attach to a Gateway, by name. */
export const routeKinds = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'] as const

const gatewayKinds = new Set<string>([...routeKinds, 'Gateway', 'ReferenceGrant'])

const servedEverywhere: readonly Kind[] = [kinds.Service, kinds.Ingress, extraKinds.Endpoints, extraKinds.EndpointSlice]

/** A kind of the Gateway API, in whichever version. */
export function gatewayKind(kind: string): Pick<Kind, 'group' | 'kind'> {
	return { group: gatewayGroup, kind }
}

/** Policies and pods, and everything that leads to pods by another name. Never Secrets. */
export function detourWants(info: ClusterInfo): readonly Want[] {
	const served = info.kinds.filter((kind) => isOptional(kind))
	return [...networkWants(info), ...[...servedEverywhere, ...served].map((kind): Want => ({ kind, detail: 'whole' }))]
}

/** ServiceCIDR came with Kubernetes 1.33; the Gateway API is installed or not. */
function isOptional(kind: Kind): boolean {
	return kindKey(kind) === kindKey(extraKinds.ServiceCIDR) || isGatewayKind(kind)
}

function isGatewayKind({ group, kind }: Kind): boolean {
	return group === gatewayGroup && gatewayKinds.has(kind)
}

const needed = new Set([...networkKinds, ...servedEverywhere, extraKinds.ServiceCIDR].map(kindKey))

/** Whether something could be overlooked where objects of a kind cannot be read. */
export function isNeeded(kind: Kind): boolean {
	return needed.has(kindKey(kind)) || kind.group === tierGroup || isGatewayKind(kind)
}
