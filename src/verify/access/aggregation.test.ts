/** ClusterRoles that are made of others: in files as the controller of the control plane would fill them in. */
import { describe, expect, test } from 'vitest'
import { manifests } from './access.suite.ts'
import { readAccess } from './read-access.ts'

/** The verbs of a ClusterRole's rules, which are the names of the roles that they come from here. */
function partsOf(text: string, name: string): readonly string[] {
	const access = readAccess({ objects: manifests(text) })
	return (access.roles.get(`rbac.authorization.k8s.io/ClusterRole//${name}`)?.rules ?? []).flatMap(({ verbs }) => verbs)
}

const rule = (verb: string) => `[{verbs: [${verb}], apiGroups: [""], resources: [pods]}]`
const plain = (name: string, labels: string) =>
	`---\n{kind: ClusterRole, metadata: {name: ${name}, labels: {${labels}}}, rules: ${rule(name)}}\n`
const made = (name: string, selectors: string, more = '') =>
	`---\n{kind: ClusterRole, metadata: {name: ${name}${more}}, aggregationRule: {clusterRoleSelectors: [${selectors}]}, rules: ${rule(`own-of-${name}`)}}\n`
const stored = (text: string) => text.replace('metadata: {', 'metadata: {uid: u-1, ')

const cases: readonly [what: string, text: string, parts: readonly string[]][] = [
	['by a label', `${made('all', '{matchLabels: {to: all}}')}${plain('a', 'to: all')}${plain('b', 'to: none')}`, ['a']],
	[
		'by two labels',
		`${made('all', '{matchLabels: {x: y, v: w}}')}${plain('a', 'x: y')}${plain('b', 'x: y, v: w')}`,
		['b'],
	],
	[
		'by one of several selectors',
		`${made('all', '{matchLabels: {x: y}}, {matchLabels: {v: w}}')}${plain('a', 'x: y')}${plain('b', 'v: w')}`,
		['a', 'b'],
	],
	[
		'once where both select it',
		`${made('all', '{matchLabels: {x: y}}, {matchLabels: {x: y}}')}${plain('a', 'x: y')}`,
		['a'],
	],
	[
		'In',
		`${made('all', '{matchExpressions: [{key: x, operator: In, values: [y, z]}]}')}${plain('a', 'x: z')}${plain('b', 'x: w')}`,
		['a'],
	],
	[
		'Exists',
		`${made('all', '{matchExpressions: [{key: x, operator: Exists}]}')}${plain('a', 'x: ""')}${plain('b', '')}`,
		['a'],
	],
	[
		'DoesNotExist and a label',
		`${made('all', '{matchLabels: {x: y}, matchExpressions: [{key: v, operator: DoesNotExist}]}')}${plain('a', 'x: y')}${plain('b', 'x: y, v: w')}`,
		['a'],
	],
	['by nothing', `${made('all', '{matchLabels: {to: all}}')}${plain('a', 'to: none')}`, ['own-of-all']],
	['without selectors', `${made('all', '')}${plain('a', '')}`, ['own-of-all']],
	[
		'Roles are no parts',
		`${made('all', '{matchLabels: {x: y}}')}---\n{kind: Role, metadata: {name: r, namespace: dev, labels: {x: y}}, rules: ${rule('r')}}\n`,
		['own-of-all'],
	],
	['nor is a role of itself', made('all', '{matchLabels: {x: y}}', ', labels: {x: y}'), ['own-of-all']],
	[
		'through another, of which the own rules are written over too',
		`${made('all', '{matchLabels: {to: all}}')}${made('some', '{matchLabels: {to: some}}', ', labels: {to: all}')}${plain('a', 'to: some')}${plain('b', 'to: all')}`,
		['a', 'b'],
	],
	[
		'through another that selects nothing, and keeps its own',
		`${made('all', '{matchLabels: {to: all}}')}${made('some', '{matchLabels: {to: some}}', ', labels: {to: all}')}`,
		['own-of-some'],
	],
	[
		'through two others',
		`${made('one', '{matchLabels: {to: one}}')}${made('two', '{matchLabels: {to: two}}', ', labels: {to: one}')}${made('three', '{matchLabels: {to: three}}', ', labels: {to: two}')}${plain('a', 'to: three')}`,
		['a'],
	],
	[
		'in a circle, where own rules may go round for ever',
		`${made('all', '{matchLabels: {to: all}}', ', labels: {to: some}')}${made('some', '{matchLabels: {to: some}}', ', labels: {to: all}')}${plain('a', 'to: some')}`,
		['own-of-some', 'own-of-all', 'a'],
	],
	[
		'of a circle, from outside of it',
		`${made('all', '{matchLabels: {to: all}}')}${made('one', '{matchLabels: {to: one}}', ', labels: {to: all, two: one}')}${made('two', '{matchLabels: {two: one}}', ', labels: {to: one}')}`,
		['own-of-two', 'own-of-one'],
	],
	[
		'of a circle that may have seen the own rules of one beside it',
		`${made('all', '{matchLabels: {to: all}}', ', labels: {to: some}')}${made('some', '{matchLabels: {to: some}}', ', labels: {to: all}')}${made('aside', '{matchLabels: {to: aside}}', ', labels: {to: all}')}`,
		['own-of-some', 'own-of-aside', 'own-of-all'],
	],
	[
		'a stored role has its rules already',
		`${stored(made('all', '{matchLabels: {x: y}}'))}${plain('a', 'x: y')}`,
		['own-of-all'],
	],
	[
		'a role of a file takes those of a stored one as they are',
		`${made('all', '{matchLabels: {x: y}}')}${stored(made('b', '{matchLabels: {v: w}}', ', labels: {x: y}'))}${plain('a', 'v: w')}`,
		['own-of-b'],
	],
]

describe('an aggregated ClusterRole is made of others', () => {
	test.each(cases)('%s', (_, text, parts) => {
		// One that is stored says that these are no files, to which Kubernetes' own roles belong.
		const [some] = [stored(plain('zzz', ''))]
		expect(partsOf(`${text.replace(/^---\n/, '')}${some}`, text.includes('name: all') ? 'all' : 'one')).toEqual(parts)
	})

	test('an empty selector takes all there are, but itself', () => {
		const text = `${made('all', '{}').slice(4)}${plain('a', '')}${plain('b', 'x: y')}${stored(plain('c', ''))}`
		expect(partsOf(text, 'all')).toEqual(['a', 'b', 'c'])
	})

	test('a Role with an aggregationRule is a Role', () => {
		const [role] = manifests(
			`{kind: Role, metadata: {name: r, namespace: dev}, aggregationRule: {clusterRoleSelectors: [{}]}, rules: ${rule('r')}}`,
		)
		const read = readAccess({ objects: role === undefined ? [] : [role] })
		const found = read.roles.get('rbac.authorization.k8s.io/Role/dev/r')
		expect(found).toMatchObject({ aggregates: false, rules: [{ verbs: ['r'] }] })
	})

	test('says so', () => {
		const { roles } = readAccess({ objects: manifests(`${made('all', '{}').slice(4)}${plain('a', '')}`) })
		const names = [...roles.values()].filter(({ aggregates }) => aggregates).map(({ ref }) => ref.name)
		expect(names.toSorted()).toEqual(['admin', 'all', 'edit', 'view'])
	})
})

describe('roles that Kubernetes brings', () => {
	const bound = (name: string) =>
		`---\n{kind: RoleBinding, metadata: {name: b, namespace: dev}, roleRef: {kind: ClusterRole, name: ${name}}, subjects: [{kind: User, name: erin}]}\n`
	const given = (text: string, name: string) => {
		const { bindings } = readAccess({ objects: manifests(text) })
		return bindings.find(({ roleRef }) => roleRef.name === name)?.role
	}

	test.each(['cluster-admin', 'admin', 'edit', 'view'])('%s is there where files leave it out', (name) => {
		expect(given(bound(name).slice(4), name)).toMatchObject({ assumed: true, ref: { name } })
		expect(given(bound(name).slice(4), name)?.rules.length).toBeGreaterThan(1)
	})

	test('edit has what is in view, and admin what is in edit', () => {
		const text = ['view', 'edit', 'admin'].map(bound).join('').slice(4)
		const secrets = (name: string) =>
			given(text, name)?.rules.some(({ resources, verbs }) => resources.includes('secrets') && verbs.includes('get'))
		const nodes = (name: string) => given(text, name)?.rules.some(({ resources }) => resources.includes('configmaps'))
		const roles = (name: string) => given(text, name)?.rules.some(({ resources }) => resources.includes('roles'))
		expect(['view', 'edit', 'admin'].map(nodes)).toEqual([true, true, true])
		expect(['view', 'edit', 'admin'].map(secrets)).toEqual([false, true, true])
		expect(['view', 'edit', 'admin'].map(roles)).toEqual([false, false, true])
	})

	test('what a file says of one counts, and only that', () => {
		const text = `${plain('view', '').slice(4)}${bound('view')}`
		expect(given(text, 'view')).toMatchObject({ assumed: false, rules: [{ verbs: ['view'] }] })
	})

	test('a role of a file is merged into them by its label', () => {
		const label = '"rbac.authorization.k8s.io/aggregate-to-view": "true"'
		const text = `${plain('mine', label).slice(4)}${bound('view')}${bound('edit')}${bound('admin')}${bound('cluster-admin')}`
		const has = (name: string) => given(text, name)?.rules.some(({ verbs }) => verbs.includes('mine'))
		expect(['view', 'edit', 'admin', 'cluster-admin'].map(has)).toEqual([true, true, true, false])
	})

	test('beside what a server has stored they are not: it would have listed them', () => {
		expect(given(`${stored(plain('a', '')).slice(4)}${bound('view')}`, 'view')).toBeUndefined()
	})
})
