/**
 * The capacity engine: from quotas and limit ranges to what a namespace uses, and whether the API server would take one object more.
 *
 * ```ts
 * const home = homesOf({ objects, unseen: [] })('shop-dev')
 * admit(pod, home) // accepted, with the quotas as they are then; or refused, by which quota or limit range, key and amounts
 * ```
 *
 * @packageDocumentation
 */

export { type Admission, admit, type Rules, without } from './admission/admit.ts'
export type { Classes } from './admission/complete.ts'
export type { LimitItem, LimitRange } from './admission/limit-range.ts'
export type { Quota, QuotaState } from './admission/quota.ts'
export type { Scope } from './admission/scopes.ts'
export { quotaUseOf } from './admission/use.ts'
export { explainQuota, type SeenCluster } from './explain.ts'
export { refusalsOfNext, refusalsOfRestart } from './fit.ts'
export { type Home, type HomeQuota, homesOf, type Seen } from './home.ts'
export { capacityRadius, namespacesTouched } from './radius.ts'
export { capacityWants, namespaceWants } from './wants.ts'
export { type Workload, workloadsIn } from './workloads.ts'
