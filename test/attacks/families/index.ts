/** All attacks, by the guard that refuses them. */
import type { GuardName } from '../../../src/model/guards.ts'
import type { Attack } from '../attack.ts'
import { exec, nodes, roleBindings } from './access.ts'
import { endpoints, networkPolicies, services } from './network.ts'
import { placement } from './placement.ts'
import { labels, resources, scheduling } from './pods.ts'
import { namespaces, walls } from './walls.ts'

/** Each guard has attacks; a new guard without any does not compile. */
export const families: Readonly<Record<GuardName, readonly Attack[]>> = {
	namespaces,
	walls,
	labels,
	placement,
	scheduling,
	resources,
	networkPolicies,
	roleBindings,
	services,
	endpoints,
	exec,
	nodes,
}
