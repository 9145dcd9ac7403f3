/**
 * The network engine: from namespaces, pods and policies to an answer for any two ends and every port, and to proofs for whatever
 * pods there may be.
 *
 * ```ts
 * const network = readNetwork({ objects })
 * const [web, db] = [network.endpointsIn('shop-dev')[0], network.endpointsIn('shop-prod')[0]]
 * showPorts(allowedPorts(network, web, db, { blocks: 'pods', bound: 'upper' })) // 'TCP 5432'
 * crossings(network, { zones, allowed: [] }) // every way between zones, with the two rules that open it
 * listConnections(network, { blocks: 'pods', each: 'workload' }).list() // who may connect to whom
 * explainIn([{ cluster, facts, network, tenancy }], 'shop-dev/web', 'dns', undefined, 5) // why, rule by rule
 * ```
 *
 * @packageDocumentation
 */
export type { Problem } from '../reading/notes.ts'
export { type Labels, matches, type Requirement, type Selector, showSelector } from '../reading/selector.ts'
export { networkRadius, outside, touchesNetwork } from './blast-radius.ts'
export type { KnownEnd } from './connections/classes.ts'
export { type ConnectionQuery, type Connections, listConnections } from './connections/list-connections.ts'
export type { Grain } from './connections/parties.ts'
export type { Allowance, AllowedEnd } from './crossing/allowances.ts'
export { type Cause, type Crossing, type CrossingQuestion, crossings, type Refutes } from './crossing/crossings.ts'
export type { OpenedBy, Opening } from './crossing/openings.ts'
export type { Witness } from './crossing/witness.ts'
export type { Zone } from './crossing/zones.ts'
export { type Ends, endForms, findEnds } from './ends.ts'
export { allowedPorts } from './evaluate.ts'
export { explainIn } from './explain/explain-in.ts'
export type { ExplainedCluster } from './explain/explain-network.ts'
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
export { networkWants } from './wants.ts'
