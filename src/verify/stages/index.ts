/**
 * The stages of a cluster without a plan: found by the labels and names of its namespaces, and made a tenancy that proofs can
 * run on.
 */
export { findStages } from './find-stages.ts'
export type { FoundStage, FoundStages, LeftOut, StageMark } from './found.ts'
export { groupingTenancy } from './grouping-tenancy.ts'
