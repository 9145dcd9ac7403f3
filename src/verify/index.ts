/**
 * Intent + facts → proofs. Each proof lives in a folder of its own and says what it proved, what it found, and what it could
 * not see.
 *
 * @packageDocumentation
 */
import { type ClusterInfo, mergeWants, type Want } from '../model/facts.ts'
import type { Proof } from '../model/finding.ts'
import type { Tenancy } from '../model/tenancy.ts'
import { withAcceptances } from './accept.ts'
import { labels } from './labels/index.ts'
import { detours } from './network/detours/detours.ts'
import { isolation } from './network/isolation/isolation.ts'
import { promises } from './network/promises/promises.ts'
import { objects } from './objects/index.ts'
import type { Case, Prover } from './prover.ts'
import { quotas } from './quotas/index.ts'

export type { Case, Prover } from './prover.ts'

/** All proofs, in the order of the report. A new proof is a folder and a line here. */
export const provers: readonly Prover[] = [objects, labels, quotas, isolation, promises, detours]

/** The proofs that need no plan, only which namespace is of which stage. */
export const planlessProvers: readonly Prover[] = [isolation, detours]

/** Everything that the proofs need to see of a cluster, each kind once. */
export function wantsOf(tenancy: Tenancy, info: ClusterInfo): readonly Want[] {
	return wantsOfProvers(provers, tenancy, info)
}

/** What the proofs need to see where no plan is. */
export function wantsOfFound(info: ClusterInfo): readonly Want[] {
	return wantsOfProvers(planlessProvers, undefined, info)
}

function wantsOfProvers(each: readonly Prover[], tenancy: Tenancy | undefined, info: ClusterInfo): readonly Want[] {
	return mergeWants(each.flatMap((prover) => prover.wants(tenancy, info)))
}

/**
 * Runs all proofs on one cluster.
 *
 * @param today - `YYYY-MM-DD`, for acceptances that end
 */
export function verify(input: Case, today: string): readonly Proof[] {
	return provers.map((prover) => withAcceptances(prover.prove(input), input.tenancy.accept, today))
}

/**
 * Runs the proofs that need no plan.
 *
 * @param input - with the tenancy of found stages
 * @param today - `YYYY-MM-DD`
 */
export function verifyFound(input: Case, today: string): readonly Proof[] {
	return planlessProvers.map((prover) => withAcceptances(prover.prove(input), input.tenancy.accept, today))
}
