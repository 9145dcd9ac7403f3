/** Whether an API server and its RBAC objects say the same. */
import { identityOf } from '../../../model/access.ts'
import type { Review } from '../../../model/facts.ts'
import type { Access } from '../access.ts'
import { decide } from '../authority.ts'

/** Whether RBAC alone would have answered otherwise. */
export function differs(access: Access, { subject, request, allowed }: Review): boolean {
	return decide(access, identityOf(subject), request).allowed !== allowed
}

/** Whether RBAC itself let a request pass: it always says by which binding, and other authorizers say so of nothing. */
export function isByRbac({ allowed, reason }: Pick<Review, 'allowed' | 'reason'>): boolean {
	return allowed && reason.startsWith('RBAC: ')
}
