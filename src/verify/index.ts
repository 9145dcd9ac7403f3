/**
 * Intent + facts → proofs. Each proof lives in a folder of its own and says what it proved, what it found, and what it could
 * not see.
 *
 * @packageDocumentation
 */
import type { ClusterInfo, Want } from '../model/facts.ts'
import type { Proof } from '../model/finding.ts'
import { kindKey } from '../model/kinds.ts'
import type { Tenancy } from '../model/tenancy.ts'
import { withAcceptances } from './accept.ts'
import { labels } from './labels/index.ts'
import { objects } from './objects/index.ts'
import type { Case, Prover } from './prover.ts'
import { quotas } from './quotas/index.ts'

export type { Case, Prover } from './prover.ts'

/** All proofs, in the order of the report. A new proof is a folder and a line here. */
export const provers: readonly Prover[] = [objects, labels, quotas]

/** Everything that the proofs need to see of a cluster, each kind once. */
export function wantsOf(tenancy: Tenancy, info: ClusterInfo): readonly Want[] {
	const wants = new Map<string, Want>()
	for (const want of provers.flatMap((prover) => prover.wants(tenancy, info))) {
		const key = kindKey(want.kind)
		if (wants.get(key)?.detail !== 'whole') wants.set(key, want)
	}
	return [...wants.values()]
}

/**
 * Runs all proofs on one cluster.
 *
 * @param today - `YYYY-MM-DD`, for acceptances that end
 */
export function verify(input: Case, today: string): readonly Proof[] {
	return provers.map((prover) => withAcceptances(prover.prove(input), input.tenancy.accept, today))
}
