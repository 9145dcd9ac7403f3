/**
 * The vocabulary: intent (Tenancy), objects, facts, changes, findings.
 *
 * @packageDocumentation
 */
export * from './access.ts'
export * from './access-explanation.ts'
export * from './access-levels.ts'
export * from './access-report.ts'
export * from './break-glass.ts'
export * from './change.ts'
export * from './cidr.ts'
export * from './duration.ts'
export * from './errors.ts'
export * from './facts.ts'
export * from './fields.ts'
export * from './finding.ts'
export * from './kinds.ts'
export * from './kube-object.ts'
export * from './moment.ts'
export * from './nearest.ts'
export * from './ownership.ts'
export * from './placement-explanation.ts'
export * from './pod-resources.ts'
export * from './presets.ts'
export * from './quantity.ts'
export * from './tenancy.ts'
export * from './written-kinds.ts'
