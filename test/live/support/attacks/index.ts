/** All attacks. */
import type { Attack } from './attack.ts'
import { bindingAttacks } from './bindings.ts'
import { clusterAttacks } from './cluster.ts'
import { identityAttacks } from './identities.ts'
import { objectAttacks } from './objects.ts'
import { podAttacks } from './pods.ts'

/** What is tried, in the order in which it is told. */
export const attacks: readonly Attack[] = [
	...podAttacks,
	...identityAttacks,
	...bindingAttacks,
	...objectAttacks,
	...clusterAttacks,
]
