/**
 * The network engine: from namespaces, pods and policies to an answer for any two ends and every port, and to proofs for whatever
 * pods there may be.
 *
 * ```ts
 * const network = readNetwork({ objects })
 * const [web, db] = [network.endpointsIn('shop-dev')[0], network.endpointsIn('shop-prod')[0]]
 * showPorts(allowedPorts(network, web, db, { blocks: 'pods', bound: 'upper' })) // 'TCP 5432'
 * crossings(network, { zones, allowed: [] }) // every way between zones, with the two rules that open it
 * ```
 *
 * @packageDocumentation
 */
export { networkRadius, outside, touchesNetwork } from './blast-radius.ts'
export type { Allowance, AllowedEnd } from './crossing/allowances.ts'
export { type Cause, type Crossing, type CrossingQuestion, crossings, type Refutes } from './crossing/crossings.ts'
export type { OpenedBy, Opening } from './crossing/openings.ts'
export type { Witness } from './crossing/witness.ts'
export type { Zone } from './crossing/zones.ts'
export { allowedPorts } from './evaluate.ts'
export * from './network.ts'
export {
	allPorts,
	everyPort,
	hasPort,
	intersect,
	intervalsOf,
	noPorts,
	onePort,
	type PortInterval,
	type Ports,
	type Protocol,
	portRange,
	protocols,
	samePorts,
	showPorts,
	subtract,
	unite,
} from './ports.ts'
export { networkOf, readNetwork } from './read-network.ts'
export { satisfiable } from './satisfy.ts'
export { type Labels, matches, type Requirement, type Selector, showSelector } from './selector.ts'
export { networkWants } from './wants.ts'
