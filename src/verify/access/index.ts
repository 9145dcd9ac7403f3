/**
 * The access engine: from roles, bindings and service accounts to what anybody may do, exactly as the API server's RBAC decides it.
 *
 * ```ts
 * const access = readAccess({ objects })
 * const ci = identityOf({ kind: 'ServiceAccount', namespace: 'shop-dev', name: 'ci' })
 * decide(access, ci, { verb: 'create', group: '', resource: 'pods', namespace: 'shop-dev' }) // allowed, by which binding and rule
 * uncovered(rulesOf(access, ci, 'shop-dev'), wanted) // what of `wanted` it may not do, and so may not hand on either
 * ```
 *
 * @packageDocumentation
 */

export type { Access, AccessProblem, Binding, BoundSubject, Grant, Role } from './access.ts'
export { accessRadius, touchesAccess } from './access-radius.ts'
export { type AskedRequest, askRequest } from './asked/ask-request.ts'
export { type AskedSubject, askSubject, subjectForms } from './asked/ask-subject.ts'
export { type Vocabulary, vocabularyOf } from './asked/known-resources.ts'
export { type Allowing, allowing, type Decision, decide, rulesOf } from './authority.ts'
export { type Deed, type Escalation, escalationIn, type Target, type Way } from './escalation/escalation.ts'
export { type AccessQuestion, explainAccess } from './explain/explain-access.ts'
export type { ExplainedCase } from './explain/explained-case.ts'
export { type AccessCase, accessMatrix, type MatrixQuestion, ofCluster } from './matrix/access-matrix.ts'
export { accessOf, readAccess } from './read-access.ts'
export { differs } from './reviews/differs.ts'
export { reviewSamples } from './reviews/samples.ts'
export { type Rule, ruleAllows, uncovered } from './rule.ts'
export { accessWants, becomingWants } from './wants.ts'
