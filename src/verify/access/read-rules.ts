/** The rules of roles as they are written. */
import { kinds } from '../../model/kinds.ts'
import { homeOf, type KubeObject, type ObjectRef } from '../../model/kube-object.ts'
import { describe, isMapping } from '../reading/notes.ts'
import type { AccessProblem } from './access.ts'
import type { Rule } from './rule.ts'
import { isSame } from './same.ts'

/** The API group of roles and bindings. */
export const rbac = kinds.Role.group

/** What a role says, as far as it can be read. */
interface ReadRules {
	readonly rules: readonly Rule[]
	readonly problems: readonly AccessProblem[]
}

/**
 * Reads the rules of Roles and ClusterRoles. A rule of which a list cannot be read is left out and is a problem: nobody knows
 * what it would give.
 *
 * Thousands of namespaces have the same few roles by the same names: what is written as in the last role of the name is not read
 * again, and its rules are one list, so that whoever asks what rules are good for asks once.
 */
export function rulesReader(): (role: KubeObject) => ReadRules {
	const lastOf = new Map<string, { readonly written: unknown; readonly read: ReadRules }>()
	return (role) => {
		const written = role['rules']
		const last = lastOf.get(role.metadata.name)
		if (last !== undefined && isSame(last.written, written)) return last.read
		const read = readRules(role)
		// Problems are of one object.
		if (read.problems.length === 0) lastOf.set(role.metadata.name, { written, read })
		return read
	}
}

function readRules(role: KubeObject): ReadRules {
	const written = role['rules']
	if (written === undefined || written === null) return { rules: [], problems: [] }
	const ref = rbacRefOf(role)
	if (!Array.isArray(written))
		return { rules: [], problems: [{ ref, field: 'rules', message: 'its rules are no list', matters: true }] }
	const problems: AccessProblem[] = []
	const rules = written.flatMap((each: unknown, index) => {
		const rule = readRule(each)
		if (typeof rule !== 'string') return [rule]
		problems.push({ ref, field: `rules[${index}]`, message: rule, matters: true })
		return []
	})
	return { rules, problems }
}

/**
 * The reference of a role or a binding, as the API has it: a Role that names no namespace is in the one called default, and a
 * ClusterRole is in none.
 */
export function rbacRefOf(object: KubeObject): ObjectRef {
	const { kind, metadata } = object
	const isNamespaced = kind === 'Role' || kind === 'RoleBinding'
	return isNamespaced
		? { group: rbac, kind, namespace: homeOf(object), name: metadata.name }
		: { group: rbac, kind, name: metadata.name }
}

/** A cluster has hundreds of thousands of rules: what they leave out is the same list, and each is looked at once. */
const none: readonly string[] = []

function readRule(value: unknown): Rule | string {
	if (!isMapping(value)) return `this rule is ${describe(value)} instead of a mapping`
	const rule = { verbs: none, apiGroups: none, resources: none, resourceNames: none, nonResourceURLs: none }
	for (const field in value) {
		if (!Object.hasOwn(rule, field)) return `a rule has no field ${describe(field)}`
		const list = value[field] ?? none
		if (!isTexts(list)) return `${field} is no list of texts`
		rule[field as keyof typeof rule] = list
	}
	return rule
}

function isTexts(value: unknown): value is readonly string[] {
	return Array.isArray(value) && value.every((each) => typeof each === 'string')
}
