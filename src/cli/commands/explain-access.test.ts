import { expect, test } from 'vitest'
// What the command loads late is loaded before the time of a test runs.
import '../../pipeline.ts'
import { type Ended, runIn, twoStages } from './command.suite.ts'
import { explainAccess } from './explain-access.ts'

const rights = `${twoStages}apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: look, namespace: shop-dev}
rules: [{apiGroups: [""], resources: [pods], verbs: [get, list]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: devs, namespace: shop-dev}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: look}
subjects: [{kind: Group, name: devs}]
`

const explain = (files: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ended> =>
	runIn(explainAccess, files, ...args, '--directory', '.')

test('allowed ends with 0', async () => {
	const args = ['user:bob', 'get', 'pods', '-n', 'shop-dev', '--group', 'devs', '--group', 'others']
	expect(await explain({ 'a.yaml': rights }, ...args)).toEqual({
		code: 0,
		err: '',
		out: `user:bob, get pods, in shop-dev (stage dev): allowed by RBAC
  ✓ RoleBinding shop-dev/devs subjects[0] names group:devs
    → Role shop-dev/look
    → rules[0]: get, list on pods

This is what RBAC says; another authorizer of the API server may allow more.
With the groups devs, others.
`,
	})
})

test('denied too', async () => {
	expect(await explain({ 'a.yaml': rights }, 'group:devs', 'get', 'pods/log', '--stage', 'dev')).toEqual({
		code: 0,
		err: '',
		out: `group:devs, get pods/log, in shop-dev (stage dev): denied by RBAC
  What comes closest:
  · RoleBinding shop-dev/devs → Role shop-dev/look rules[0] is about pods, which does not cover pods/log
  Access levels that allow it are view, operate, deploy, near-admin.

This is what RBAC says; another authorizer of the API server may allow more.
Groups that a login adds are not known here: --group GROUP.
`,
	})
})

test('as JSON', async () => {
	const { code, out } = await explain({ 'a.yaml': rights }, 'group:devs', 'get', 'pods', 'web-1', '-o', 'json')
	expect(code).toBe(0)
	expect(JSON.parse(out)).toMatchObject({
		kind: 'AccessExplanation',
		request: 'get pods web-1',
		answers: [
			{ namespaces: ['shop-dev'], verdict: 'allowed' },
			{ namespaces: ['shop-prod'], verdict: 'denied' },
		],
	})
})

test('nothing that was seen allows it, and not everything was seen: 3, and not denied', async () => {
	const files = { 'a.yaml': rights, 'b.yaml': 'kind: RoleBinding\nmetadata: [' }
	const { code, out } = await explain(files, 'group:devs', 'delete', 'pods', '-n', 'shop-dev')
	expect(code).toBe(3)
	expect(out).toMatch(/^Not certain, because\n {2}the file .*b\.yaml could not be read/)
	expect(out).toContain('not known: nothing that could be read allows it')
	expect(out).not.toContain('denied')
})

test('what is allowed stays allowed, whatever was not seen', async () => {
	const files = { 'a.yaml': rights, 'b.yaml': 'kind: RoleBinding\nmetadata: [' }
	const { code, out } = await explain(files, 'group:devs', 'get', 'pods', '-n', 'shop-dev')
	expect(code).toBe(0)
	expect(out).toMatch(/^There may be more ways to the same right, because\n/)
})

test.each<readonly [args: readonly string[], says: string]>([
	[['dvs', 'get', 'pods'], 'Did you mean group:devs?'],
	[['group:devs', 'exec', 'pods'], 'Did you mean "create pods/exec"?'],
	[['group:devs', 'get', 'podz'], 'Did you mean pod'],
	[['group:devs', 'get', 'pods', '-n', 'shop-dve'], 'Did you mean shop-dev?'],
	[['group:devs', 'get', 'pods', '--stage', 'prd'], 'Did you mean prod?'],
])('wrong usage ends with 2 and says what is right: %j', async (args, says) => {
	const { code, out, err } = await explain({ 'a.yaml': rights }, ...args)
	expect(err).toContain(says)
	expect({ code, out }).toEqual({ code: 2, out: '' })
})
