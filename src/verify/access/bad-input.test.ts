/** Roles and bindings as nobody should write them: each slip is a problem with its place, and what else there is is read all the same. */
import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../model/kube-object.ts'
import { manifests, may } from './access.suite.ts'
import { readAccess } from './read-access.ts'

/** A problem in a line: whether rights may hang on it, the object, the field, what is said. */
function problemsOf(objects: readonly KubeObject[]): readonly string[] {
	return readAccess({ objects }).problems.map(
		({ ref, field, message, matters }) => `${matters ? '!' : '-'} ${ref.kind} ${ref.name} ${field}: ${message}`,
	)
}

const role = (rest: string) => `{kind: Role, metadata: {name: r, namespace: dev}, ${rest}}`
const clusterRole = (rest: string) => `{kind: ClusterRole, metadata: {name: r}, ${rest}}`
const roleBinding = (rest: string) => `{kind: RoleBinding, metadata: {name: b, namespace: dev}, ${rest}}`
const clusterRoleBinding = (rest: string) => `{kind: ClusterRoleBinding, metadata: {name: b}, ${rest}}`
const view = 'roleRef: {kind: ClusterRole, name: view}'
const pods = '{verbs: [get], apiGroups: [""], resources: [pods]}'

const slips: readonly [text: string, ...problems: readonly string[]][] = [
	// Rules
	[role('rules: []')],
	[role('rules: null')],
	[role('more: fields')],
	[role(`rules: [${pods}]`)],
	[role('rules: {}'), '! Role r rules: its rules are no list'],
	[role('rules: all'), '! Role r rules: its rules are no list'],
	[role('rules: [null]'), '! Role r rules[0]: this rule is null instead of a mapping'],
	[
		role(`rules: [${pods}, all, [], 7]`),
		'! Role r rules[1]: this rule is "all" instead of a mapping',
		'! Role r rules[2]: this rule is a list instead of a mapping',
		'! Role r rules[3]: this rule is 7 instead of a mapping',
	],
	[role('rules: [{}]')],
	[role('rules: [{verbs: null, apiGroups: null, resources: null, resourceNames: null, nonResourceURLs: null}]')],
	[role('rules: [{verb: [get]}]'), '! Role r rules[0]: a rule has no field "verb"'],
	[role('rules: [{verbs: [get], "\\u0000\\n😀": x}]'), '! Role r rules[0]: a rule has no field "\\u0000\\n😀"'],
	[role('rules: [{verbs: get}]'), '! Role r rules[0]: verbs is no list of texts'],
	[role('rules: [{verbs: [get, 7]}]'), '! Role r rules[0]: verbs is no list of texts'],
	[role('rules: [{apiGroups: [null]}]'), '! Role r rules[0]: apiGroups is no list of texts'],
	[role('rules: [{resources: {}}]'), '! Role r rules[0]: resources is no list of texts'],
	[role('rules: [{resourceNames: [[]]}]'), '! Role r rules[0]: resourceNames is no list of texts'],
	[role('rules: [{nonResourceURLs: /}]'), '! Role r rules[0]: nonResourceURLs is no list of texts'],
	[clusterRole('rules: 7'), '! ClusterRole r rules: its rules are no list'],

	// Roles made of others
	[clusterRole('aggregationRule: null')],
	[clusterRole('aggregationRule: {}')],
	[clusterRole('aggregationRule: {clusterRoleSelectors: null}')],
	[clusterRole('aggregationRule: all'), '! ClusterRole r aggregationRule: is "all" instead of a mapping'],
	[clusterRole('aggregationRule: []'), '! ClusterRole r aggregationRule: is a list instead of a mapping'],
	[
		clusterRole('aggregationRule: {clusterRoleSelector: [{}]}'),
		'! ClusterRole r aggregationRule.clusterRoleSelector: is a field that the API does not know: it may drop it or refuse the object',
	],
	[
		clusterRole('aggregationRule: {clusterRoleSelectors: {matchLabels: {}}}'),
		'! ClusterRole r aggregationRule.clusterRoleSelectors: is a mapping instead of a list',
	],
	[
		clusterRole('aggregationRule: {clusterRoleSelectors: [{}, all]}'),
		'! ClusterRole r aggregationRule.clusterRoleSelectors[1]: is "all" instead of a mapping',
	],
	[
		clusterRole('aggregationRule: {clusterRoleSelectors: [{matchLabels: {a: true}}]}'),
		'! ClusterRole r aggregationRule.clusterRoleSelectors[0].matchLabels.a: is true instead of a text',
	],
	// The API server has taken these, and filled the rules in.
	['{kind: ClusterRole, metadata: {name: r, uid: u-1}, aggregationRule: {clusterRoleSelector: []}}'],

	// Whose role
	[roleBinding(view)],
	[roleBinding('roleRef: {apiGroup: "", kind: ClusterRole, name: view}')],
	[roleBinding('roleRef: {apiGroup: null, kind: ClusterRole, name: view}')],
	[roleBinding('roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: not-there}')],
	[roleBinding('subjects: []'), '! RoleBinding b roleRef: it names no role'],
	[roleBinding('roleRef: null'), '! RoleBinding b roleRef: it names no role'],
	[roleBinding('roleRef: view'), '! RoleBinding b roleRef: it names no role'],
	[roleBinding('roleRef: {kind: ClusterRole}'), '! RoleBinding b roleRef: its role has no name'],
	[roleBinding('roleRef: {kind: ClusterRole, name: ""}'), '! RoleBinding b roleRef: its role has no name'],
	[roleBinding('roleRef: {kind: ClusterRole, name: 7}'), '! RoleBinding b roleRef: its role has no name'],
	[roleBinding('roleRef: {name: view}'), '! RoleBinding b roleRef: its role has no kind'],
	[
		roleBinding('roleRef: {kind: clusterrole, name: view}'),
		'! RoleBinding b roleRef: no role is of the kind "clusterrole"',
	],
	[roleBinding('roleRef: {kind: [], name: view}'), '! RoleBinding b roleRef: no role is of the kind a list'],
	[
		roleBinding('roleRef: {apiGroup: apps, kind: ClusterRole, name: view}'),
		'! RoleBinding b roleRef: no role is of the API group "apps"',
	],
	[
		roleBinding('roleRef: {apiGroup: rbac.authorization.k8s.io/v1, kind: ClusterRole, name: view}'),
		'! RoleBinding b roleRef: no role is of the API group "rbac.authorization.k8s.io/v1"',
	],
	[
		clusterRoleBinding('roleRef: {kind: Role, name: view}'),
		'! ClusterRoleBinding b roleRef: a ClusterRoleBinding takes ClusterRoles only',
	],

	// Who
	[roleBinding(`${view}, subjects: null`)],
	[roleBinding(`${view}, subjects: [{kind: ServiceAccount, name: ci}]`)],
	[roleBinding(`${view}, subjects: erin`), '! RoleBinding b subjects: its subjects are no list'],
	[roleBinding(`${view}, subjects: {kind: User, name: erin}`), '! RoleBinding b subjects: its subjects are no list'],
	[
		roleBinding(`${view}, subjects: [{kind: User, name: erin}, erin, null]`),
		'! RoleBinding b subjects[1]: this subject is "erin" instead of a mapping',
		'! RoleBinding b subjects[2]: this subject is null instead of a mapping',
	],
	[
		roleBinding(`${view}, subjects: [{kind: User, name: 1234}]`),
		'! RoleBinding b subjects[0]: the name of this subject is 1234 instead of a text',
	],
	[
		roleBinding(`${view}, subjects: [{kind: [User], name: erin}]`),
		'! RoleBinding b subjects[0]: the kind of this subject is a list instead of a text',
	],
	[
		roleBinding(`${view}, subjects: [{kind: ServiceAccount, namespace: 2024, name: ci}]`),
		'! RoleBinding b subjects[0]: the namespace of this subject is 2024 instead of a text',
	],
	[
		roleBinding(`${view}, subjects: [{kind: User}]`),
		'- RoleBinding b subjects[0]: this subject has no name; it matches nobody',
	],
	[
		roleBinding(`${view}, subjects: [{kind: User, name: ""}]`),
		'- RoleBinding b subjects[0]: this subject has no name; it matches nobody',
	],
	[
		roleBinding(`${view}, subjects: [{name: erin}]`),
		'- RoleBinding b subjects[0]: this subject has no kind; it matches nobody',
	],
	[
		roleBinding(`${view}, subjects: [{kind: Robot, name: erin}]`),
		'- RoleBinding b subjects[0]: there are no subjects of the kind "Robot"; it matches nobody',
	],
	[
		clusterRoleBinding(`${view}, subjects: [{kind: ServiceAccount, name: ci}]`),
		'- ClusterRoleBinding b subjects[0]: the service account "ci" has no namespace, which a ClusterRoleBinding has to name; it matches nobody',
	],
	[
		clusterRoleBinding(`${view}, subjects: [{kind: ServiceAccount, name: ci, namespace: null}]`),
		'- ClusterRoleBinding b subjects[0]: the service account "ci" has no namespace, which a ClusterRoleBinding has to name; it matches nobody',
	],
]

describe('a problem, or none', () => {
	test.each(slips.map(([text, ...problems]) => ({ text, problems })))('$text', ({ text, problems }) => {
		expect(problemsOf(manifests(text))).toEqual(problems)
	})
})

test.each(['more: fields', 'rules: null', 'rules: {}', 'rules: all', 'rules: [all, {verb: [get]}]'])(
	'a role with %s has no rule',
	(rest) => {
		const { roles } = readAccess({ objects: manifests(role(rest)) })
		expect(roles.get('rbac.authorization.k8s.io/Role/dev/r')?.rules).toEqual([])
	},
)

const bound = `{kind: ClusterRoleBinding, metadata: {name: bound}, roleRef: {kind: ClusterRole, name: r}, subjects: [7, {kind: User, name: erin}]}`

test('what stands beside a slip is read, and no more', () => {
	const text = `${clusterRole(`rules: [{verbs: ["*"], apiGroups: "*", resources: ["*"]}, ${pods}]`)}\n---\n${bound}`
	const access = readAccess({ objects: manifests(text) })
	expect(may(access, 'User erin', 'get pods')).toBe(true)
	expect(may(access, 'User erin', 'list pods')).toBe(false)
	expect(access.problems).toHaveLength(2)
})

test('a binding whose role cannot be read is none', () => {
	const { bindings } = readAccess({ objects: manifests(`${roleBinding('roleRef: {}')}\n---\n${bound}`) })
	expect(bindings.map(({ ref }) => ref.name)).toEqual(['bound'])
})

test.each(['', ', namespace: ""', ', namespace: default'])(
	'a RoleBinding and a Role that name no namespace (%s) are in the one called default',
	(namespace) => {
		const text = `
{kind: Role, metadata: {name: r${namespace}}, rules: [${pods}]}
---
{kind: RoleBinding, metadata: {name: b${namespace}}, roleRef: {kind: Role, name: r}, subjects: [{kind: ServiceAccount, name: ci}]}
`
		const access = readAccess({ objects: manifests(text) })
		expect(may(access, 'ServiceAccount default/ci', 'get pods in default')).toBe(true)
		expect(may(access, 'ServiceAccount default/ci', 'get pods in dev')).toBe(false)
		expect(access.bindings.map(({ ref, namespace: home }) => [ref.namespace, home])).toEqual([['default', 'default']])
	},
)

test('a ClusterRole and a ClusterRoleBinding are in no namespace, even if they name one', () => {
	const text = `
{kind: ClusterRole, metadata: {name: r, namespace: dev}, rules: [${pods}]}
---
{kind: ClusterRoleBinding, metadata: {name: b, namespace: dev}, roleRef: {kind: ClusterRole, name: r}, subjects: [{kind: User, name: erin}]}
`
	expect(may(readAccess({ objects: manifests(text) }), 'User erin', 'get pods in test')).toBe(true)
})

test('kinds of these names in other API groups are something else', () => {
	const text = `
{apiVersion: example.org/v1, kind: ClusterRole, metadata: {name: r}, rules: 7}
---
{apiVersion: v1, kind: ClusterRoleBinding, metadata: {name: b}}
---
{apiVersion: rbac.authorization.k8s.io/v1, kind: Rule, metadata: {name: x}, rules: 7}
`
	const { bindings, problems, roles } = readAccess({ objects: manifests(text) })
	expect([bindings, problems]).toEqual([[], []])
	expect([...roles.values()].every(({ assumed }) => assumed)).toBe(true)
})

test('of two roles of one name the last counts, in any version of the API', () => {
	const text = `
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: r}, rules: []}
---
{apiVersion: rbac.authorization.k8s.io/v1beta1, kind: ClusterRole, metadata: {name: r}, rules: [${pods}]}
---
${bound}
`
	expect(may(readAccess({ objects: manifests(text) }), 'User erin', 'get pods')).toBe(true)
})

test.each(['constructor', '__proto__', 'a:b', 'ä😀\n', 'system:serviceaccount::', ' ', '*'])(
	'the odd name %j',
	(name) => {
		const [r, b] = manifests(`${clusterRole(`rules: [${pods}]`)}\n---\n${bound}`)
		if (r === undefined || b === undefined) throw new Error('two objects')
		const objects = [
			{ ...r, metadata: { name } },
			{ ...b, roleRef: { kind: 'ClusterRole', name }, subjects: [{ kind: 'User', name }] },
		]
		const access = readAccess({ objects })
		const grants = access.grantsOf({ user: name, groups: [] })
		expect(grants.map(({ role: given }) => given.ref.name)).toEqual([name])
		expect(access.grantsOf({ user: `${name}x`, groups: [name] })).toEqual([])
	},
)

describe('service accounts', () => {
	const accountsOf = (text: string) =>
		[...readAccess({ objects: manifests(text) }).accounts].map(
			([namespace, names]) => `${namespace}: ${[...names].toSorted().join(' ')}`,
		)

	test.each([
		['one of each namespace', '{apiVersion: v1, kind: Namespace, metadata: {name: dev}}', 'dev: default'],
		[
			'those that are there',
			'{apiVersion: v1, kind: Namespace, metadata: {name: dev}}\n---\n{apiVersion: v1, kind: ServiceAccount, metadata: {name: ci, namespace: dev}}',
			'dev: ci default',
		],
		['one without a namespace', '{apiVersion: v1, kind: ServiceAccount, metadata: {name: ci}}', 'default: ci'],
		[
			'those of pods',
			'{apiVersion: v1, kind: Pod, metadata: {name: p, namespace: dev}, spec: {serviceAccountName: web, containers: []}}',
			'dev: web',
		],
		[
			'those of templates',
			'{apiVersion: apps/v1, kind: Deployment, metadata: {name: p, namespace: dev}, spec: {template: {spec: {containers: []}}}}',
			'dev: default',
		],
		['those of bindings', roleBinding(`${view}, subjects: [{kind: ServiceAccount, name: ci}]`), 'dev: ci'],
		[
			'those of bindings by their user names',
			roleBinding(`${view}, subjects: [{kind: User, name: "system:serviceaccount:a:b"}]`),
			'a: b',
		],
		['no users', roleBinding(`${view}, subjects: [{kind: User, name: erin}]`)],
		['none of other kinds', '{apiVersion: example.org/v1, kind: ServiceAccount, metadata: {name: ci}}'],
		[
			'nor of what only calls itself a namespace',
			'{apiVersion: example.org/v1, kind: Namespace, metadata: {name: dev}}',
		],
	])('%s', (_, text, ...accounts) => {
		expect(accountsOf(text)).toEqual(accounts)
	})
})

describe('much', () => {
	const object = (kind: string, name: string, more: object): KubeObject => ({
		apiVersion: 'rbac.authorization.k8s.io/v1',
		kind,
		metadata: { name },
		...more,
	})
	const given = object('ClusterRoleBinding', 'b', {
		roleRef: { kind: 'ClusterRole', name: 'r' },
		subjects: [{ kind: 'User', name: 'erin' }],
	})
	const read = (rules: readonly object[]) => readAccess({ objects: [object('ClusterRole', 'r', { rules }), given] })

	test('10,000 rules', () => {
		const many = Array.from({ length: 10_000 }, (_, index) => ({
			verbs: ['get'],
			apiGroups: [''],
			resources: [`kind-${index}`],
		}))
		const access = read(many)
		expect(may(access, 'User erin', 'get kind-9999')).toBe(true)
		expect(may(access, 'User erin', 'get kind-10000')).toBe(false)
	})

	test('a role of 3 MB: names in one rule, and letters in one name', () => {
		const names = Array.from({ length: 150_000 }, (_, index) => `name-of-a-thing-${index}`)
		expect(JSON.stringify(names).length).toBeGreaterThan(3_000_000)
		const access = read([
			{ verbs: ['get'], apiGroups: [''], resources: ['secrets'], resourceNames: names },
			{ verbs: ['get'], apiGroups: [''], resources: ['x'.repeat(3_000_000)] },
		])
		expect(may(access, 'User erin', 'get secrets name-of-a-thing-149999')).toBe(true)
		expect(may(access, 'User erin', 'get secrets name-of-a-thing-150000')).toBe(false)
	})

	test('a slip of 3 MB is told in a line', () => {
		const long = 'x'.repeat(3_000_000)
		const { problems } = readAccess({
			objects: [
				object('ClusterRole', 'r', { rules: [long, { [long]: [] }] }),
				object('ClusterRoleBinding', 'a', { roleRef: { kind: long, name: 'r' } }),
				object('ClusterRoleBinding', 'c', { roleRef: { kind: 'ClusterRole', name: 'r', apiGroup: long } }),
				object('ClusterRoleBinding', 'd', {
					roleRef: { kind: 'ClusterRole', name: 'r' },
					subjects: [long, { kind: long, name: 'x' }, { kind: 'ServiceAccount', name: long }],
				}),
			],
		})
		expect(problems).toHaveLength(7)
		for (const { message } of problems) expect(message.length).toBeLessThan(200)
	})

	test('10,000 bindings, and roles that are made of 2,000 others', () => {
		const label = { 'aggregate-to': 'r' }
		const parts = Array.from({ length: 2000 }, (_, index) => ({
			...object('ClusterRole', `part-${index}`, {
				rules: [{ verbs: ['get'], apiGroups: [''], resources: [`kind-${index}`] }],
			}),
			metadata: { name: `part-${index}`, labels: label },
		}))
		const aggregate = object('ClusterRole', 'r', {
			aggregationRule: { clusterRoleSelectors: [{ matchLabels: label }] },
		})
		const bindings = Array.from({ length: 10_000 }, (_, index) => ({ ...given, metadata: { name: `b-${index}` } }))
		const access = readAccess({ objects: [...parts, aggregate, ...bindings] })
		expect(access.grantsOf({ user: 'erin', groups: [] })).toHaveLength(10_000)
		expect(may(access, 'User erin', 'get kind-1999')).toBe(true)
	})
})
