import type { Facts } from '../../../model/facts.ts'
import type { AccessCase } from '../matrix/access-matrix.ts'

/** One cluster's rights and stages, and what could not be seen of them. */
export interface ExplainedCase extends AccessCase {
	readonly facts: Pick<Facts, 'objects' | 'unseen'>
}
