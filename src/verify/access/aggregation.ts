/** Aggregated ClusterRoles: what the controller of the control plane would fill in, for objects that it has not seen. */
import { type KubeObject, keyOf } from '../../model/kube-object.ts'
import { isMapping, notesFor } from '../network/read/notes.ts'
import { readSelector } from '../network/read/read-selector.ts'
import { matches, type Selector } from '../network/selector.ts'
import type { AccessProblem, Role } from './access.ts'
import { rbacRefOf } from './read-rules.ts'
import type { Rule } from './rule.ts'
import { isStored } from './stored.ts'

/**
 * The aggregated roles with the rules of all that they select, directly and through one another (to a fixpoint, as the controller
 * does it one step a time). Roles that an API server has stored have them already.
 */
export function aggregated(
	clusterRoles: readonly KubeObject[],
	own: ReadonlyMap<string, Role>,
	problems: AccessProblem[],
): ReadonlyMap<string, Role> {
	const written = clusterRoles.filter((role) => isMapping(role['aggregationRule']) && !isStored(role))
	const members = new Map(
		written.map((role) => {
			const selectors = selectorsOf(role, problems)
			const selected = clusterRoles.filter(
				(other) => other !== role && selectors.some((selector) => matches(selector, other.metadata.labels ?? {})),
			)
			return [keyOf(rbacRefOf(role)), selected.map((other) => keyOf(rbacRefOf(other)))] as const
		}),
	)
	return new Map(
		[...members.keys()].map((key) => {
			const role = own.get(key) as Role
			const rules = [...reachable(key, members)].flatMap((member) =>
				member === key ? [] : (own.get(member)?.rules ?? []),
			)
			return [key, { ...role, rules: distinct(rules) }]
		}),
	)
}

/** The roles that a role is made of, those of others among them included; circles end where they began. */
function reachable(start: string, members: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
	const seen = new Set([start])
	for (const key of seen) for (const member of members.get(key) ?? []) seen.add(member)
	return seen
}

function selectorsOf(role: KubeObject, problems: AccessProblem[]): readonly Selector[] {
	const rule = role['aggregationRule']
	const list = isMapping(rule) ? rule['clusterRoleSelectors'] : undefined
	if (!Array.isArray(list)) return []
	const notes = notesFor(role, 'everybody')
	const selectors = list.map((each, index) =>
		readSelector(notes, each, `aggregationRule.clusterRoleSelectors[${index}]`),
	)
	for (const { field, message } of notes.problems)
		problems.push({ ref: rbacRefOf(role), ...(field === undefined ? {} : { field }), message, matters: true })
	return selectors
}

function distinct(rules: readonly Rule[]): readonly Rule[] {
	return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()]
}
