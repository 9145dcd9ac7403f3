import { describe, expect, it } from 'vitest'
import type { AccessLevel, Grant, Person, Stage, Tenancy } from '../model/tenancy.ts'
import { access, rightsIn } from './access.ts'
import { sampleTenancy } from './sample.suite.ts'
import { serviceAccounts } from './service-accounts.ts'

const sample = sampleTenancy()
const [dev] = sample.stages
const [namespace] = sample.namespaces
if (dev === undefined || namespace === undefined) throw new Error('the sample has no stage')

const labels = { stage: 'dev', 'stagewall.dev/app': 'shop', 'stagewall.dev/plan': 'webshop' }
const rbac = 'rbac.authorization.k8s.io'

describe('the access to a namespace', () => {
	it('is a Role for each level and a RoleBinding for each person, complete', () => {
		const { tenancy, stage } = granting({
			people: [{ name: 'ops', users: ['erin@example.org'], groups: ['ldap:operations'], serviceAccounts: true }],
			levels: [
				{
					name: 'peek',
					description: '',
					rules: [
						{ apiGroups: [''], resources: ['pods'], verbs: ['get'] },
						{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['public'], verbs: ['get'] },
					],
				},
			],
			access: [{ person: 'ops', level: 'peek' }],
		})
		expect(access(tenancy, rightsIn(tenancy, stage), namespace)).toEqual([
			{
				apiVersion: `${rbac}/v1`,
				kind: 'Role',
				metadata: { name: 'stagewall-peek', namespace: 'shop-dev', labels },
				rules: [
					{ apiGroups: [''], resources: ['pods'], verbs: ['get'] },
					{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['public'], verbs: ['get'] },
				],
			},
			{
				apiVersion: `${rbac}/v1`,
				kind: 'RoleBinding',
				metadata: { name: 'stagewall-ops', namespace: 'shop-dev', labels },
				roleRef: { apiGroup: rbac, kind: 'Role', name: 'stagewall-peek' },
				subjects: [
					{ apiGroup: rbac, kind: 'User', name: 'erin@example.org' },
					{ apiGroup: rbac, kind: 'Group', name: 'ldap:operations' },
					{ kind: 'ServiceAccount', name: 'ops', namespace: 'shop-dev' },
				],
			},
		])
	})

	it.each([
		[
			'two people, one level',
			['a view', 'b view'],
			['Role stagewall-view', 'RoleBinding stagewall-a', 'RoleBinding stagewall-b'],
		],
		[
			'two people, two levels',
			['a view', 'b deploy'],
			['Role stagewall-view', 'Role stagewall-deploy', 'RoleBinding stagewall-a', 'RoleBinding stagewall-b'],
		],
		['a person with the level none', ['a none', 'b view'], ['Role stagewall-view', 'RoleBinding stagewall-b']],
		['a person without any subject', ['nobody view'], []],
		['nobody', [], []],
	])('of %s', (_case, grants, objects) => {
		const { tenancy, stage } = granting({
			people: [group('a'), group('b'), { name: 'nobody', users: [], groups: [], serviceAccounts: false }],
			levels: [],
			access: grants.map(grantOf),
		})
		expect(
			access(tenancy, rightsIn(tenancy, stage), namespace).map(({ kind, metadata }) => `${kind} ${metadata.name}`),
		).toEqual(objects)
	})

	it.each(['nobody-known view', 'a unheard-of'])('is refused for %s', (grant) => {
		const { tenancy, stage } = granting({ people: [group('a')], levels: [], access: [grantOf(grant)] })
		expect(() => rightsIn(tenancy, stage)).toThrow('one of them is unknown')
	})
})

describe('the ServiceAccounts of a namespace', () => {
	it.each([
		['people alone', ['a view'], ['default']],
		['a machine', ['robot deploy'], ['default', 'robot']],
		['a machine without rights', ['robot none'], ['default']],
	])('with %s, none of them handed to pods unasked', (_case, grants, names) => {
		const { tenancy, stage } = granting({
			people: [group('a'), { name: 'robot', users: [], groups: [], serviceAccounts: true }],
			levels: [],
			access: grants.map(grantOf),
		})
		expect(serviceAccounts(tenancy, rightsIn(tenancy, stage), namespace)).toEqual(
			names.map((name) => ({
				apiVersion: 'v1',
				kind: 'ServiceAccount',
				metadata: { name, namespace: 'shop-dev', labels },
				automountServiceAccountToken: false,
			})),
		)
	})
})

function granting(parts: { people: readonly Person[]; levels: readonly AccessLevel[]; access: readonly Grant[] }): {
	tenancy: Tenancy
	stage: Stage
} {
	return {
		tenancy: { ...sample, people: parts.people, levels: parts.levels },
		stage: { ...(dev as Stage), access: parts.access },
	}
}

function group(name: string): Person {
	return { name, users: [], groups: [`ldap:${name}`], serviceAccounts: false }
}

function grantOf(text: string): Grant {
	const [person = '', level = ''] = text.split(' ')
	return { person, level }
}
