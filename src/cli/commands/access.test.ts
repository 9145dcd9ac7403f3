import { expect, test } from 'vitest'
// What the command loads late is loaded before the time of a test runs.
import '../../pipeline.ts'
import { access } from './access.ts'
import { type Ended, runIn, twoStages } from './command.suite.ts'

const rights = `${twoStages}apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: devs, namespace: shop-dev}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: edit}
subjects: [{kind: Group, name: devs}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: {name: root}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin}
subjects: [{kind: User, name: alice}]
`

const show = (files: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ended> =>
	runIn(access, files, ...args)

const here = ['--directory', '.'] as const

test('the matrix of a directory, without any plan', async () => {
	const { code, out, err } = await show({ 'a.yaml': rights }, ...here)
	expect({ code, err }).toEqual({ code: 0, err: '' })
	expect(out.split('\n').slice(3)).toEqual([
		'              dev         prod        cluster',
		'  group:devs  k8s edit    -           -',
		'  user:alice  everything  everything  everything',
		'',
	])
})

test('--can', async () => {
	const { code, out } = await show({ 'a.yaml': rights }, ...here, '--can', 'create pods/exec', '-o', 'csv')
	expect(code).toBe(0)
	expect(out.split('\n').map((line) => line.replace(/^[^,]*,/, ''))).toEqual([
		'who,subjects,place,namespaces,rights',
		'group:devs,group:devs,dev,shop-dev,yes',
		'user:alice,user:alice,dev,shop-dev,yes',
		'user:alice,user:alice,prod,shop-prod,yes',
		'user:alice,user:alice,cluster,,yes',
		'',
	])
})

test('--as is about whom is asked: nobody is impersonated', async () => {
	const { code, out } = await show({ 'a.yaml': rights }, ...here, '--as', 'alice')
	expect(code).toBe(0)
	expect(out).toContain('    cluster: everything\n      everything  *.*, /*\n')
})

test('--as with --can, and as JSON', async () => {
	const { out } = await show({ 'a.yaml': rights }, ...here, '--as', 'group:devs', '--can', 'get nodes', '-o', 'json')
	expect(JSON.parse(out)).toMatchObject({
		kind: 'AccessReport',
		clusters: [{ can: 'get nodes', rows: [{ name: 'group:devs', cells: [{ column: 'cluster', rights: [] }] }] }],
	})
})

test.each<readonly [args: readonly string[], says: string]>([
	[['--as', 'alcie'], 'Did you mean user:alice?'],
	[['--can', 'pods'], '"pods" is no verb and resource\n  Write both in quotes: --can "create pods/exec".'],
	[['--can', 'create pods exec'], '"create pods exec" is no verb and resource'],
	[['--can', 'create pods/exce'], 'Did you mean pods/exec?'],
])('wrong usage ends with 2 and says what is right: %j', async (args, says) => {
	const { code, out, err } = await show({ 'a.yaml': rights }, ...here, ...args)
	expect(err).toContain(says)
	expect({ code, out }).toEqual({ code: 2, out: '' })
})

test('what could not be read or understood is said beside the matrix, and ends with 3', async () => {
	const odd = `apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: odd, namespace: shop-dev}
roleRef: {kind: Group, name: x}
`
	const { code, out, err } = await show(
		{ 'a.yaml': rights, 'b.yaml': odd, 'c.yaml': 'kind: Role\nmetadata: [' },
		...here,
	)
	expect(code).toBe(3)
	expect(out).toContain('group:devs')
	expect(err).toContain('not certain: RoleBinding shop-dev/odd roleRef no role is of the kind "Group"\n')
	expect(err).toMatch(/not visible: the file .*c\.yaml/)
})
