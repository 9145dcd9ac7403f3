/**
 * The result of a proof.
 *
 * - **proof**: what was checked, how, under which assumptions, with what outcome.
 * - **finding**: one thing that is not as the plan wants it, or that could not be seen.
 * - **note**: a finding that is worth knowing and nothing wrong (`noted`).
 * - **witness**: the evidence of a finding: which object, which field, who wrote it.
 */
import type { ObjectRef } from './kube-object.ts'

/** From worst to least. */
export const severities = ['critical', 'high', 'medium', 'low', 'info'] as const

/** How bad a finding is. */
export type Severity = (typeof severities)[number]

/** Whether `severity` is at least as bad as `floor`. */
export function atLeast(severity: Severity, floor: Severity): boolean {
	return severities.indexOf(severity) <= severities.indexOf(floor)
}

/** One piece of evidence. */
export interface Evidence {
	readonly object?: ObjectRef
	/** The field that shows it, e.g. `spec.hard["requests.cpu"]`. */
	readonly field?: string
	readonly expected?: string
	readonly observed?: string
	/** Who wrote that field, where managedFields tells it. */
	readonly manager?: string
}

/** Something that is not as the plan wants it (`violated`), that could not be seen, that somebody answers for, or a note. */
export interface Finding {
	/** Stable and documented, e.g. `objects/drift`. */
	readonly code: string
	readonly result: 'violated' | 'not-visible' | 'accepted' | 'noted'
	readonly severity: Severity
	/** Name of the cluster in the plan. */
	readonly cluster: string
	readonly stage?: string
	readonly subject: ObjectRef | undefined
	/** One sentence that a person understands without the manual. */
	readonly message: string
	readonly witness: readonly Evidence[]
	readonly remedy?: string
	/** Identifiers of CIS, NSA/CISA, Kubescape controls. */
	readonly controls?: readonly string[]
	/** Why it is accepted, and until when; only with the result `accepted`. */
	readonly acceptance?: { readonly reason: string; readonly until?: string }
}

/** What a proof says. `proven` only where everything it needed was seen and nothing was found. */
export interface Proof {
	/** The room it comes from, e.g. `objects`. */
	readonly name: string
	readonly cluster: string
	/** What is claimed, as a sentence. */
	readonly claim: string
	/** How far the claim reaches, where there are several: of network/isolation `any-plugin`, `any-pod` or `now`. */
	readonly strength?: string
	readonly result: 'proven' | 'violated' | 'not-visible'
	/** How much was looked at, e.g. `{objects: 132, namespaces: 8}`. */
	readonly scope: Readonly<Record<string, number>>
	readonly method: string
	readonly assumptions: readonly string[]
	readonly findings: readonly Finding[]
}

/** The outcome that follows from findings: accepted ones and notes neither violate nor hide anything. */
export function resultOf(findings: readonly Finding[]): Proof['result'] {
	if (findings.some(({ result }) => result === 'violated')) return 'violated'
	return findings.some(({ result }) => result === 'not-visible') ? 'not-visible' : 'proven'
}
