/** Kinds that carry no stage label and need none: bookkeeping that controllers keep in every namespace, read by nobody's selector. */
import type { Kind } from './kinds.ts'

/** These kinds, with what a policy needs to leave them out. */
export const unlabelledKinds: readonly Pick<Kind, 'group' | 'kind' | 'plural'>[] = [
	{ group: '', kind: 'Event', plural: 'events' },
	{ group: 'events.k8s.io', kind: 'Event', plural: 'events' },
	{ group: '', kind: 'Endpoints', plural: 'endpoints' },
	{ group: 'discovery.k8s.io', kind: 'EndpointSlice', plural: 'endpointslices' },
	{ group: 'coordination.k8s.io', kind: 'Lease', plural: 'leases' },
	{ group: 'apps', kind: 'ControllerRevision', plural: 'controllerrevisions' },
	{ group: 'metrics.k8s.io', kind: 'PodMetrics', plural: 'pods' },
]
