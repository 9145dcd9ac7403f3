/** Rights by the access level that they are, or that they contain. */
import { curatedLevels } from '../../model/access-levels.ts'
import type { Rights } from '../../model/access-report.ts'
import { keyOf } from '../../model/kube-object.ts'
import type { PolicyRule, Tenancy } from '../../model/tenancy.ts'
import type { Access } from './access.ts'
import { allowedOf } from './allowed.ts'
import { type Rule, uncovered } from './rule.ts'

/** A named set of rights to compare with. */
export interface KnownLevel {
	readonly name: string
	readonly origin: 'plan' | 'curated' | 'kubernetes'
	readonly rules: readonly Rule[]
}

/** The levels of a plan, the curated ones, and the ClusterRoles for people that Kubernetes brings; the first of equals counts. */
export function knownLevels(
	{ levels }: Pick<Tenancy, 'levels'>,
	{ roles }: Pick<Access, 'roles'>,
): readonly KnownLevel[] {
	const theirs = ['admin', 'edit', 'view'].flatMap((name): readonly KnownLevel[] => {
		const role = roles.get(keyOf({ group: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name }))
		return role === undefined ? [] : [{ name, origin: 'kubernetes', rules: role.rules }]
	})
	return [
		...levels.map((level) => ({ name: level.name, origin: 'plan' as const, rules: level.rules.map(ruleOf) })),
		...curatedLevels.map((level) => ({ name: level.name, origin: 'curated' as const, rules: level.rules.map(ruleOf) })),
		...theirs,
	].filter(({ rules }) => rules.length > 0)
}

/** A level's rule as a rule of a role. */
export function ruleOf({ verbs, apiGroups, resources, resourceNames = [] }: PolicyRule): Rule {
	return { verbs, apiGroups, resources, resourceNames, nonResourceURLs: [] }
}

const everything: Rule = { verbs: ['*'], apiGroups: ['*'], resources: ['*'], resourceNames: [], nonResourceURLs: [] }

/**
 * Says which level some rights are: all of it and nothing else, or else the one that they contain and add least to.
 *
 * @param parts - of rules, each one verb on one resource; at least one
 */
export function rightsAs(levels: readonly KnownLevel[], parts: readonly Rule[]): Rights {
	if (uncovered(parts, [everything]).length === 0) return { type: 'everything' }
	const contained = levels
		.filter(({ rules }) => uncovered(parts, rules).length === 0)
		.map(({ name, origin, rules }) => ({ name, origin, beyond: uncovered(rules, parts) }))
		.sort((a, b) => a.beyond.length - b.beyond.length)
	const [nearest] = contained
	if (nearest === undefined) return custom(parts)
	return { type: 'level', level: nearest.name, origin: nearest.origin, extras: allowedOf(nearest.beyond) }
}

function custom(parts: readonly Rule[]): Rights {
	const allows = allowedOf(parts)
	const verbs = new Set(allows.flatMap((each) => each.verbs)).size
	return { type: 'custom', verbs, resources: new Set(allows.map(({ resource }) => resource)).size, allows }
}
