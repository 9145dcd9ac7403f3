/**
 * Intent + facts → proofs. Each proof lives in a folder of its own and says what it proved, what it found, and what it could
 * not see.
 *
 * @packageDocumentation
 */
import { type ClusterInfo, mergeWants, type Want } from '../model/facts.ts'
import type { Proof } from '../model/finding.ts'
import { isPlanned, type Tenancy } from '../model/tenancy.ts'
import { withAcceptances } from './accept.ts'
import { isolation as accessIsolation } from './access/proofs/isolation.ts'
import { levels } from './access/proofs/levels.ts'
import { walls } from './access/proofs/walls.ts'
import { capacity } from './capacity/proof/capacity.ts'
import { controlPlane } from './control-plane/index.ts'
import { guards } from './guards/index.ts'
import { labels } from './labels/index.ts'
import { detours } from './network/detours/detours.ts'
import { isolation } from './network/isolation/isolation.ts'
import { promises } from './network/promises/promises.ts'
import { objects } from './objects/index.ts'
import { placement } from './placement/proof/placement.ts'
import type { Case, Prover } from './prover.ts'
import { quotas } from './quotas/index.ts'
import { type ClusterVersions, proveVersions } from './versions/index.ts'

export type { Case, Prover } from './prover.ts'
export { type ClusterVersions, versionsOf } from './versions/index.ts'

/** All proofs, in the order of the report. A new proof is a folder and a line here. */
const provers: readonly Prover[] = [
	objects,
	labels,
	quotas,
	guards,
	capacity,
	isolation,
	promises,
	detours,
	accessIsolation,
	levels,
	walls,
	placement,
	controlPlane,
]

/** Those that need no plan, only which namespace is of which stage. */
const planlessProvers: readonly Prover[] = [isolation, detours, accessIsolation, walls]

/**
 * Everything that the proofs need to see of a cluster, each kind once.
 *
 * @param tenancy - `undefined` where no plan is and the stages have yet to be found
 */
export function wantsOf(tenancy: Tenancy | undefined, info: ClusterInfo): readonly Want[] {
	const asked = tenancy === undefined ? planlessProvers : provers
	return mergeWants(asked.flatMap((prover) => prover.wants(tenancy, info)))
}

/**
 * Runs on one cluster all proofs that its tenancy allows: without a plan those that need none.
 *
 * @param today - `YYYY-MM-DD`, for acceptances that end
 */
export function verify(input: Case, today: string): readonly Proof[] {
	const { tenancy } = input
	const asked = isPlanned(tenancy) ? provers : planlessProvers
	return asked.map((prover) => withAcceptances(prover.prove(input), tenancy.accept, today))
}

/** The proof about versions of one cluster, which takes all clusters that were looked at; `undefined` for files. */
export function verifyVersions(
	tenancy: Tenancy,
	fleet: readonly ClusterVersions[],
	cluster: string,
	today: string,
): Proof | undefined {
	const proof = proveVersions(tenancy, fleet, cluster)
	return proof === undefined ? undefined : withAcceptances(proof, tenancy.accept, today)
}
