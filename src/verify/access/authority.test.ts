/** Whom bindings give what, and where (Kubernetes, pkg/registry/rbac/validation/rule.go). */
import { describe, expect, test } from 'vitest'
import { type Identity, identityOf } from '../../model/access.ts'
import { asked, manifests, may, subject } from './access.suite.ts'
import { allowing, decide, rulesOf } from './authority.ts'
import { readAccess } from './read-access.ts'

const roles = `
kind: ClusterRole
metadata: {name: reader}
rules:
- {verbs: [get, list], apiGroups: [""], resources: [pods, namespaces]}
- {verbs: [get], nonResourceURLs: [/metrics]}
---
kind: Role
metadata: {name: writer, namespace: dev}
rules: [{verbs: [create], apiGroups: [""], resources: [pods]}]
---
kind: ClusterRole
metadata: {name: writer}
rules: [{verbs: [delete], apiGroups: [""], resources: [pods]}]
`

const roleBinding = (subjects: string, roleRef = '{kind: ClusterRole, name: reader}') =>
	`{kind: RoleBinding, metadata: {name: b, namespace: dev}, roleRef: ${roleRef}, subjects: [${subjects}]}`
const clusterRoleBinding = (subjects: string, name = 'reader') =>
	`{kind: ClusterRoleBinding, metadata: {name: b}, roleRef: {kind: ClusterRole, name: ${name}}, subjects: [${subjects}]}`
const erin = '{kind: User, name: erin}'
const group = (name: string) => `{kind: Group, name: "${name}"}`

type Case = readonly [what: string, binding: string, who: string, may: readonly string[], not: readonly string[]]

const places: readonly Case[] = [
	[
		'a RoleBinding holds in its namespace only, which the Namespace itself is in',
		roleBinding(erin),
		'User erin',
		['get pods in dev', 'get namespaces dev in dev'],
		['get pods in test', 'get pods', 'get namespaces test in test', 'list namespaces', 'delete pods in dev'],
	],
	['a RoleBinding gives no paths', roleBinding(erin), 'User erin', [], ['get /metrics']],
	[
		'a ClusterRoleBinding holds everywhere',
		clusterRoleBinding(erin),
		'User erin',
		['get pods in dev', 'get pods in a-namespace-that-nobody-knows', 'list pods', 'list namespaces', 'get /metrics'],
		['delete pods in dev', 'get /metrics/a'],
	],
	[
		'a RoleBinding takes the Role beside it, not the ClusterRole of that name',
		roleBinding(erin, '{kind: Role, name: writer}'),
		'User erin',
		['create pods in dev'],
		['delete pods in dev'],
	],
	[
		'a RoleBinding takes the ClusterRole, not the Role of that name beside it',
		roleBinding(erin, '{kind: ClusterRole, name: writer}'),
		'User erin',
		['delete pods in dev'],
		['create pods in dev'],
	],
	[
		'a role that is not there gives nothing',
		roleBinding(erin, '{kind: Role, name: reader}'),
		'User erin',
		[],
		['get pods in dev'],
	],
	['nor does a ClusterRole', clusterRoleBinding(erin, 'nothing'), 'User erin', [], ['get pods in dev', 'get pods']],
	[
		'a Role of another namespace is not there',
		'{kind: RoleBinding, metadata: {name: b, namespace: test}, roleRef: {kind: Role, name: writer}, subjects: [{kind: User, name: erin}]}',
		'User erin',
		[],
		['create pods in test', 'create pods in dev'],
	],
	['nobody is bound', clusterRoleBinding(''), 'User erin', [], ['get pods in dev']],
]

const account = (name: string, namespace?: string) =>
	`{kind: ServiceAccount, name: ${name}${namespace === undefined ? '' : `, namespace: "${namespace}"`}}`

const pods = ['get pods in dev']
const subjects: readonly Case[] = [
	['users by their names, letter by letter', clusterRoleBinding(erin), 'User Erin', [], pods],
	['a user is no group of that name', clusterRoleBinding(group('erin')), 'User erin', [], pods],
	['a group is no user of that name', clusterRoleBinding(erin), 'Group erin', [], pods],
	[
		'a member of a group has no name, not even that of a user called undefined',
		clusterRoleBinding('{kind: User, name: undefined}'),
		'Group devs',
		[],
		pods,
	],
	['members of a group', clusterRoleBinding(group('devs')), 'Group devs', pods, []],
	['a service account', clusterRoleBinding(account('ci', 'ci')), 'ServiceAccount ci/ci', pods, []],
	['not one of another namespace', clusterRoleBinding(account('ci', 'ci')), 'ServiceAccount dev/ci', [], pods],
	['an account of the namespace of the binding', roleBinding(account('ci')), 'ServiceAccount dev/ci', pods, []],
	['an empty namespace is the same', roleBinding(account('ci', '')), 'ServiceAccount dev/ci', pods, []],
	['and no account elsewhere', roleBinding(account('ci')), 'ServiceAccount test/ci', [], pods],
	['an account of another namespace', roleBinding(account('ci', 'test')), 'ServiceAccount test/ci', pods, []],
	['not the one beside the binding then', roleBinding(account('ci', 'test')), 'ServiceAccount dev/ci', [], pods],
	['without a namespace, nobody', clusterRoleBinding(account('ci')), 'ServiceAccount default/ci', [], pods],
	['nor in an empty one', clusterRoleBinding(account('ci', '')), 'ServiceAccount default/ci', [], pods],
	['a user is not the account of that name', clusterRoleBinding(account('erin', 'dev')), 'User erin', [], pods],
	[
		'an account by its user name',
		clusterRoleBinding('{kind: User, name: "system:serviceaccount:ci:ci"}'),
		'ServiceAccount ci/ci',
		pods,
		[],
	],
	[
		'by the user name of another',
		clusterRoleBinding('{kind: User, name: "system:serviceaccount:ci:cd"}'),
		'ServiceAccount ci/ci',
		[],
		pods,
	],
	[
		'a user who is called like an account',
		clusterRoleBinding(account('ci', 'ci')),
		'User system:serviceaccount:ci:ci',
		pods,
		[],
	],
	['all accounts', clusterRoleBinding(group('system:serviceaccounts')), 'ServiceAccount ci/ci', pods, []],
	['all accounts, and no user', clusterRoleBinding(group('system:serviceaccounts')), 'User erin', [], pods],
	[
		'the accounts of a namespace',
		clusterRoleBinding(group('system:serviceaccounts:ci')),
		'ServiceAccount ci/ci',
		pods,
		[],
	],
	['and none of another', clusterRoleBinding(group('system:serviceaccounts:ci')), 'ServiceAccount dev/ci', [], pods],
	[
		'the group of an account is no prefix',
		clusterRoleBinding(group('system:serviceaccounts:c')),
		'ServiceAccount ci/ci',
		[],
		pods,
	],
	['everybody known: users', clusterRoleBinding(group('system:authenticated')), 'User erin', pods, []],
	['everybody known: accounts', clusterRoleBinding(group('system:authenticated')), 'ServiceAccount a/b', pods, []],
	['everybody known: members of groups', clusterRoleBinding(group('system:authenticated')), 'Group devs', pods, []],
	['not who is unknown', clusterRoleBinding(group('system:authenticated')), 'User system:anonymous', [], pods],
	['everybody unknown', clusterRoleBinding(group('system:unauthenticated')), 'User system:anonymous', pods, []],
	['everybody unknown, no user', clusterRoleBinding(group('system:unauthenticated')), 'User erin', [], pods],
	[
		'everybody unknown has a name',
		clusterRoleBinding('{kind: User, name: "system:anonymous"}'),
		'Group system:unauthenticated',
		pods,
		[],
	],
	['a kind that there is not', clusterRoleBinding('{kind: Robot, name: erin}'), 'User erin', [], pods],
	['kinds have capitals', clusterRoleBinding('{kind: user, name: erin}'), 'User erin', [], pods],
	[
		'one subject of several',
		clusterRoleBinding(`${group('devs')}, {kind: Robot, name: x}, ${erin}`),
		'User erin',
		pods,
		[],
	],
	['no star in names', clusterRoleBinding('{kind: User, name: "*"}'), 'User erin', [], pods],
	['masters may do anything', clusterRoleBinding(''), 'Group system:masters', ['escalate x.y in z', 'get /a'], []],
]

describe('rights', () => {
	const table = [...places, ...subjects].flatMap(([what, binding, who, allowed, not]) => [
		...allowed.map((request) => ({ what, binding, who, request, answer: true })),
		...not.map((request) => ({ what, binding, who, request, answer: false })),
	])
	test.each(table)('$what: $who, $request: $answer', ({ binding, who, request, answer }) => {
		const access = readAccess({ objects: manifests(`${roles}---\n${binding}`) })
		expect(may(access, who, request)).toBe(answer)
	})
})

describe('several bindings', () => {
	const access = readAccess({
		objects: manifests(`${roles}
---
{kind: RoleBinding, metadata: {name: inside, namespace: dev}, roleRef: {kind: Role, name: writer}, subjects: [{kind: Group, name: devs}]}
---
{kind: RoleBinding, metadata: {name: lost, namespace: dev}, roleRef: {kind: Role, name: gone}, subjects: [{kind: User, name: erin}]}
---
{kind: ClusterRoleBinding, metadata: {name: all}, roleRef: {kind: ClusterRole, name: reader}, subjects: [{kind: User, name: tim}, {kind: User, name: erin}]}
---
{kind: RoleBinding, metadata: {name: elsewhere, namespace: test}, roleRef: {kind: ClusterRole, name: writer}, subjects: [{kind: User, name: erin}]}
---
{kind: RoleBinding, metadata: {name: again, namespace: dev}, roleRef: {kind: ClusterRole, name: reader}, subjects: [{kind: User, name: erin}]}
`),
	})
	const erin: Identity = { user: 'erin', groups: ['devs', 'system:authenticated'] }

	test('add up, and the first that allows is named, with its rule and subject', () => {
		const decision = decide(access, erin, asked('list pods in dev'))
		expect(decision.allowed && decision.by !== 'masters' && decision.by).toMatchObject({
			field: 'rules[0]',
			rule: { verbs: ['get', 'list'] },
			grant: {
				binding: { ref: { kind: 'ClusterRoleBinding', name: 'all' }, namespace: undefined },
				role: { ref: { kind: 'ClusterRole', name: 'reader' } },
				bound: { field: 'subjects[1]', subject: { kind: 'User', name: 'erin' } },
			},
		})
		const path = decide(access, erin, asked('get /metrics'))
		expect(path.allowed && path.by !== 'masters' && path.by.field).toBe('rules[1]')
	})

	test('each that allows is found, those of the whole cluster first', () => {
		const namesOf = (request: string) =>
			[...allowing(access, erin, asked(request))].map(({ grant }) => grant.binding.ref.name)
		expect(namesOf('list pods in dev')).toEqual(['all', 'again'])
		expect(namesOf('list pods')).toEqual(['all'])
		expect(namesOf('create pods in dev')).toEqual(['inside'])
		expect(namesOf('delete pods in dev')).toEqual([])
		expect(namesOf('delete pods in test')).toEqual(['elsewhere'])
	})

	test('an empty namespace in a request is the whole cluster', () => {
		const request = { verb: 'create', group: '', resource: 'pods', namespace: '' }
		expect(decide(access, erin, request)).toEqual({ allowed: false })
	})

	test('the rules that hold in a place are those of the whole cluster and its own', () => {
		const verbsIn = (namespace?: string) => rulesOf(access, erin, namespace).map(({ verbs }) => verbs.join())
		expect(verbsIn()).toEqual(['get,list', 'get'])
		expect(verbsIn('test')).toEqual(['get,list', 'get', 'delete'])
		expect(verbsIn('dev')).toEqual(['get,list', 'get', 'get,list', 'get', 'create'])
	})

	test('a group that somebody has twice counts once', () => {
		const twice = { groups: ['devs', 'devs'] }
		expect(access.grantsOf(twice, 'dev')).toHaveLength(1)
	})

	test('members of system:masters are asked for no rule', () => {
		expect(decide(access, identityOf(subject('Group system:masters')), asked('get pods'))).toEqual({
			allowed: true,
			by: 'masters',
		})
		expect(decide(access, { user: 'system:masters', groups: [] }, asked('get pods'))).toEqual({ allowed: false })
	})
})
