/**
 * Desired × observed → changes, and carrying them out.
 *
 * @packageDocumentation
 */
export { type CarryOutOptions, carryOut } from './apply.ts'
export { type Difference, difference, type Removals } from './diff.ts'
export { nodeChanges } from './nodes.ts'
export { inWaves } from './order.ts'
export { type PlanOptions, planCluster } from './plan.ts'
