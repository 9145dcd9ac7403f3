/**
 * Results → text and JSON. Reads result types only.
 *
 * @packageDocumentation
 */
export { applyText, isComplete } from './apply-text.ts'
export { applyJson, planJson, verifyJson } from './json.ts'
export { type Paint, paintFor } from './paint.ts'
export { type PlanTextOptions, planText } from './plan-text.ts'
export { showKnownError, showProblem } from './problems.ts'
export { type ProvenCluster, verifyText } from './verify-text.ts'
