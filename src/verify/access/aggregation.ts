/** Aggregated ClusterRoles: what the controller of the control plane would fill in, for objects that it has not seen. */
import { type KubeObject, keyOf } from '../../model/kube-object.ts'
import { notesFor } from '../reading/notes.ts'
import { readSelector } from '../reading/read-selector.ts'
import { matches, type Selector } from '../reading/selector.ts'
import type { AccessProblem, Role } from './access.ts'
import { rbacRefOf } from './read-rules.ts'
import type { Rule } from './rule.ts'
import { isStored } from './stored.ts'

/**
 * The aggregated roles with the rules of all that they select, directly and through one another (to a fixpoint, as the controller
 * does it one step a time). Roles that an API server has stored have them already.
 *
 * The controller writes over what an aggregated role says itself, once it finds anything to write (it applies no empty list). But
 * what roles say that select each other in a circle may have gone round before, and goes round for ever: there it counts, for
 * somebody may have that right.
 */
export function aggregated(
	clusterRoles: readonly KubeObject[],
	own: ReadonlyMap<string, Role>,
	problems: AccessProblem[],
): ReadonlyMap<string, Role> {
	const written = clusterRoles.filter((role) => isAggregated(role) && !isStored(role))
	const members = new Map(
		written.map((role) => {
			const selectors = selectorsOf(role, problems)
			const selected = clusterRoles.filter(
				({ metadata }) =>
					metadata.name !== role.metadata.name &&
					selectors.some((selector) => matches(selector, metadata.labels ?? {})),
			)
			return [keyOf(rbacRefOf(role)), selected.map((other) => keyOf(rbacRefOf(other)))] as const
		}),
	)
	const ownRules = (key: string) => own.get(key)?.rules ?? []
	const known = new Map<string, readonly Rule[]>()
	const rulesOf = (key: string): readonly Rule[] => {
		const parts = members.get(key)
		if (parts === undefined) return ownRules(key)
		let rules = known.get(key)
		if (rules === undefined) {
			const all = reachable(key, members)
			const found = distinct(all.has(key) ? [...all].flatMap(ownRules) : parts.flatMap(rulesOf))
			rules = found.length > 0 ? found : ownRules(key)
			known.set(key, rules)
		}
		return rules
	}
	return new Map([...members.keys()].map((key) => [key, { ...(own.get(key) as Role), rules: rulesOf(key) }]))
}

/** Whether the controller fills a ClusterRole's rules in. */
export function isAggregated(role: KubeObject): boolean {
	return role.kind === 'ClusterRole' && (role['aggregationRule'] ?? null) !== null
}

/** The roles that a role is made of, those of others among them included; itself too, where it is a part of one of its parts. */
function reachable(start: string, members: ReadonlyMap<string, readonly string[]>): ReadonlySet<string> {
	const seen = new Set(members.get(start))
	for (const key of seen) for (const member of members.get(key) ?? []) seen.add(member)
	return seen
}

function selectorsOf(role: KubeObject, problems: AccessProblem[]): readonly Selector[] {
	const notes = notesFor(role, 'everybody')
	const rule = notes.mapping(role['aggregationRule'], 'aggregationRule', ['clusterRoleSelectors'])
	const field = 'aggregationRule.clusterRoleSelectors'
	const selectors = notes
		.list(rule?.['clusterRoleSelectors'], field)
		.map((each, index) => readSelector(notes, each, `${field}[${index}]`))
	for (const { field: at, message } of notes.problems)
		problems.push({ ref: rbacRefOf(role), ...(at === undefined ? {} : { field: at }), message, matters: true })
	return selectors
}

function distinct(rules: readonly Rule[]): readonly Rule[] {
	return [...new Map(rules.map((rule) => [JSON.stringify(rule), rule])).values()]
}
