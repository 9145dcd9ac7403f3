/** The rules of roles as they are written. */
import { groupOf, homeOf, type KubeObject, type ObjectRef, refOf } from '../../model/kube-object.ts'
import { describe, isMapping, type Mapping } from '../network/read/notes.ts'
import type { AccessProblem } from './access.ts'
import type { Rule } from './rule.ts'

/**
 * Reads the rules of a Role or ClusterRole. A rule of which a list cannot be read is left out and is a problem: nobody knows
 * what it would give.
 */
export function readRules(role: KubeObject): {
	readonly rules: readonly Rule[]
	readonly problems: readonly AccessProblem[]
} {
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

/** As the API has it: a Role that names no namespace is in the one called default, and a ClusterRole is in none. */
export function rbacRefOf(object: KubeObject): ObjectRef {
	const { name } = refOf(object)
	const isNamespaced = object.kind === 'Role' || object.kind === 'RoleBinding'
	return { group: groupOf(object), kind: object.kind, ...(isNamespaced ? { namespace: homeOf(object) } : {}), name }
}

const fields = ['verbs', 'apiGroups', 'resources', 'resourceNames', 'nonResourceURLs'] as const

function readRule(value: unknown): Rule | string {
	if (!isMapping(value)) return `this rule is ${describe(value)} instead of a mapping`
	const unknown = Object.keys(value).find((key) => !(fields as readonly string[]).includes(key))
	if (unknown !== undefined) return `a rule has no field ${describe(unknown)}`
	const broken = fields.find((field) => !isTexts(value[field]))
	if (broken !== undefined) return `${broken} is no list of texts`
	return {
		verbs: textsIn(value, 'verbs'),
		apiGroups: textsIn(value, 'apiGroups'),
		resources: textsIn(value, 'resources'),
		resourceNames: textsIn(value, 'resourceNames'),
		nonResourceURLs: textsIn(value, 'nonResourceURLs'),
	}
}

function isTexts(value: unknown): boolean {
	return (
		value === undefined || value === null || (Array.isArray(value) && value.every((each) => typeof each === 'string'))
	)
}

function textsIn(rule: Mapping, field: (typeof fields)[number]): readonly string[] {
	return (rule[field] ?? []) as readonly string[]
}
