/** What of the input may hold a right and could not be read or understood. */
import type { Unseen } from '../../../model/facts.ts'
import { kindKey, kinds } from '../../../model/kinds.ts'
import type { Doubt } from '../../../model/network-explanation.ts'
import { unread } from '../../words.ts'
import type { Access, AccessProblem } from '../access.ts'

/**
 * The doubts about rights in a namespace, or in the whole cluster where none is named: what is in other namespaces gives nothing
 * there. A file may hold anything.
 */
export function doubtsIn(
	unseen: readonly Unseen[],
	{ problems }: Pick<Access, 'problems'>,
	namespace: string | undefined,
): readonly Doubt[] {
	return [
		...unseen.filter((each) => mayDecide(each, namespace)).map(unread),
		...problems.filter((problem) => problem.matters && isAbout(problem, namespace)).map(unclear),
	]
}

const everywhere = new Set([kinds.ClusterRole, kinds.ClusterRoleBinding].map(kindKey))
const within = new Set([kinds.Role, kinds.RoleBinding].map(kindKey))

function mayDecide({ kind, namespace: unread, except = [], file }: Unseen, namespace: string | undefined): boolean {
	if (kind === undefined) return file !== undefined
	if (everywhere.has(kindKey(kind))) return true
	if (!within.has(kindKey(kind)) || namespace === undefined) return false
	return unread === undefined ? !except.includes(namespace) : unread === namespace
}

function isAbout({ ref }: AccessProblem, namespace: string | undefined): boolean {
	return ref.namespace === undefined || ref.namespace === namespace
}

function unclear({ ref, field, message }: AccessProblem): Doubt {
	return { type: 'unclear', object: ref, ...(field === undefined ? {} : { field }), message }
}
