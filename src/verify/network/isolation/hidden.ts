/** Policies and namespaces that could not be read. */
import type { Finding } from '../../../model/finding.ts'
import { type Kind, kindKey, kinds } from '../../../model/kinds.ts'
import { type Case, hiddenFrom } from '../../prover.ts'
import type { Zone } from '../crossing/zones.ts'
import { isForeignPolicy } from '../read/foreign-policies.ts'
import { tierGroup } from '../wants.ts'

/** Policies of other namespaces select no pod of a stage, and their labels open nothing. */
export function hiddenPolicies(input: Case, zones: ReadonlyMap<string, Zone>): readonly Finding[] {
	const unseen = input.facts.unseen.filter(
		({ kind, group, except }) =>
			(kind === undefined ? group === undefined || hasForeignPolicies(group) : isPolicyKind(kind)) &&
			(except === undefined || ![...zones.keys()].every((name) => except.includes(name))),
	)
	return hiddenFrom('network', { ...input, facts: { ...input.facts, unseen } }, 'all')
}

/** e.g. `projectcalico.org/v3`, which Calico's own server answers for. */
function hasForeignPolicies(groupVersion: string): boolean {
	return isForeignPolicy(groupVersion.split('/')[0] ?? '', 'NetworkPolicy')
}

function isPolicyKind(kind: Kind): boolean {
	const { group } = kind
	const isCore = [kinds.Namespace, kinds.NetworkPolicy].some((each) => kindKey(each) === kindKey(kind))
	return isCore || group === tierGroup || isForeignPolicy(group, kind.kind)
}
