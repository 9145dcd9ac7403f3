/** What of the input touches the ends of a connection and could not be read or understood: the answer is not certain then. */
import type { Facts, Unseen } from '../../../model/facts.ts'
import { type Kind, kindKey, kinds } from '../../../model/kinds.ts'
import type { Doubt } from '../../../model/network-explanation.ts'
import { unread } from '../../words.ts'
import type { KnownEnd } from '../connections/classes.ts'
import { isOutside, type Network } from '../network.ts'
import { isForeignPolicy } from '../read/foreign-policies.ts'
import { tierGroup } from '../wants.ts'

/** The doubts about connections of some ends. */
export function doubtsAbout(
	{ unseen }: Pick<Facts, 'unseen'>,
	network: Network,
	ends: readonly KnownEnd[],
): readonly Doubt[] {
	const namespaces = new Set(ends.flatMap((end) => (isOutside(end) ? [] : [end.namespace])))
	const hasHosts = ends.some((end) => !isOutside(end) && end.hostNetwork)
	return [
		...unseen.filter((each) => isNeeded(each, namespaces, hasHosts)).map(unread),
		...network.problems
			.filter(({ affects }) => affects === 'everybody' || (affects !== 'nobody' && namespaces.has(affects.namespace)))
			.map(
				({ ref, field, message, remedy }): Doubt => ({
					type: 'unclear',
					...(ref === undefined ? {} : { object: ref }),
					...(field === undefined ? {} : { field }),
					message,
					...(remedy === undefined ? {} : { remedy }),
				}),
			),
	]
}

/** A file may hold a policy; an API group that does not answer holds none, as those are asked for by name. */
function isNeeded(
	{ kind, namespace, except, file }: Unseen,
	namespaces: ReadonlySet<string>,
	hasHosts: boolean,
): boolean {
	if (kind === undefined) return file !== undefined
	if (!decides(kind) && !(hasHosts && isSame(kind, kinds.Node))) return false
	if (namespace !== undefined) return namespaces.has(namespace)
	return except === undefined || [...namespaces].some((name) => !except.includes(name))
}

function decides(kind: Kind): boolean {
	const isCore = isSame(kind, kinds.Namespace) || isSame(kind, kinds.NetworkPolicy)
	return isCore || kind.group === tierGroup || isForeignPolicy(kind.group, kind.kind)
}

function isSame(a: Kind, b: Kind): boolean {
	return kindKey(a) === kindKey(b)
}
