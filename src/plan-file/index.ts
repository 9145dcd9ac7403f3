/**
 * `stages.yaml` → {@link Tenancy}: schema, the place of every value, sense checks, JSON Schema.
 *
 * @packageDocumentation
 */
export { findPlan, loadPlan } from './load.ts'
export type { PlanText } from './places.ts'
export { type LoadedPlan, readPlan } from './read.ts'
export { planJsonSchema } from './schema.ts'
