/** People of two stages, impersonated on a real API server: they can do what their level says, in their namespaces, and nothing else. */
import { beforeAll, expect, test } from 'vitest'
import { type Kind, kinds } from '../../src/model/kinds.ts'
import { type ApiClient, pathOf } from '../control-plane/api-client.ts'
import { runCli } from './support/cli.ts'
import { planText, workplace } from './support/plans.ts'
import { describeLive, liveServer, uniqueName } from './support/suite.ts'

const name = uniqueName('users')
const dev = `${name}-dev`
const testing = `${name}-test`

describeLive('users of two stages', { controllers: true }, () => {
	beforeAll(async () => {
		const { mkdtemp, rm, writeFile } = await import('node:fs/promises')
		const { tmpdir } = await import('node:os')
		const folder = await mkdtemp(`${tmpdir()}/stagewall-users-`)
		await writeFile(`${folder}/stages.yaml`, planText({ name }))
		const result = await runCli(['apply', '--yes'], { cwd: folder, env: { KUBECONFIG: liveServer().kubeconfig } })
		await rm(folder, { recursive: true })
		expect(result.code, result.stderr).toBe(0)
	})

	const developer = (): ApiClient => liveServer().api.as('dora', [`${name}-developers`, 'system:authenticated'])
	const tester = (): ApiClient => liveServer().api.as('tim', [`${name}-testers`, 'system:authenticated'])
	const deployer = (namespace: string): ApiClient =>
		liveServer().api.as(`system:serviceaccount:${namespace}:deployers`, [
			'system:serviceaccounts',
			`system:serviceaccounts:${namespace}`,
			'system:authenticated',
		])

	/** Asks the API server's own authorizer. */
	async function may(client: ApiClient, verb: string, resource: string, namespace: string): Promise<boolean> {
		const [path = '', subresource] = resource.split('/')
		const [plural = '', ...group] = path.split('.')
		const review = await client.post<{ status: { allowed: boolean } }>(
			'/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
			{
				spec: {
					resourceAttributes: {
						namespace,
						verb,
						group: group.join('.'),
						resource: plural,
						...(subresource === undefined ? {} : { subresource }),
					},
				},
			},
		)
		return review.status.allowed
	}

	const rights: readonly [
		who: string,
		client: () => ApiClient,
		verb: string,
		resource: string,
		where: string,
		allowed: boolean,
	][] = [
		['a developer on dev', developer, 'create', 'deployments.apps', dev, true],
		['a developer on dev', developer, 'delete', 'secrets', dev, true],
		['a developer on dev', developer, 'create', 'pods/exec', dev, true],
		['a developer on dev', developer, 'create', 'ingresses.networking.k8s.io', dev, true],
		['a developer on dev', developer, 'create', 'networkpolicies.networking.k8s.io', dev, false],
		['a developer on dev', developer, 'delete', 'networkpolicies.networking.k8s.io', dev, false],
		['a developer on dev', developer, 'patch', 'resourcequotas', dev, false],
		['a developer on dev', developer, 'patch', 'limitranges', dev, false],
		['a developer on dev', developer, 'patch', 'namespaces', dev, false],
		['a developer on dev', developer, 'create', 'serviceaccounts/token', dev, false],
		['a developer on dev', developer, 'impersonate', 'serviceaccounts', dev, false],
		['a developer on dev', developer, 'create', 'endpointslices.discovery.k8s.io', dev, false],
		['a developer on dev', developer, 'create', 'pods/binding', dev, false],
		['a developer on test', developer, 'get', 'pods', testing, true],
		['a developer on test', developer, 'get', 'pods/log', testing, true],
		['a developer on test', developer, 'create', 'deployments.apps', testing, false],
		['a developer on test', developer, 'get', 'secrets', testing, false],
		['a developer on test', developer, 'create', 'pods/exec', testing, false],
		['a tester on test', tester, 'patch', 'deployments.apps/scale', testing, true],
		['a tester on test', tester, 'delete', 'pods', testing, true],
		['a tester on test', tester, 'create', 'deployments.apps', testing, false],
		['a tester on test', tester, 'get', 'secrets', testing, false],
		['a tester on dev', tester, 'get', 'pods', dev, false],
		['CI of test in test', () => deployer(testing), 'create', 'deployments.apps', testing, true],
		['CI of test in test', () => deployer(testing), 'create', 'rolebindings.rbac.authorization.k8s.io', testing, false],
		['CI of test in test', () => deployer(testing), 'create', 'pods/exec', testing, false],
		['CI of test in dev', () => deployer(testing), 'get', 'pods', dev, false],
		['CI of dev in test', () => deployer(dev), 'get', 'pods', testing, false],
	]
	test.each(rights)('%s: %s %s', async (...row) => {
		const [, client, verb, resource, where, allowed] = row
		expect(await may(client(), verb, resource, where)).toBe(allowed)
	})

	test('a developer works on dev, really', async () => {
		const client = developer()
		const configMap = { metadata: { name: 'colours' }, data: { sky: 'blue' } }
		await client.post(pathOf(kinds.ConfigMap, { namespace: dev }), configMap)
		await client.patch(pathOf(kinds.ConfigMap, { namespace: dev, name: 'colours' }), { data: { sky: 'grey' } })
		await client.delete(pathOf(kinds.ConfigMap, { namespace: dev, name: 'colours' }))
	})

	const attempts: readonly [what: string, method: string, kind: Kind, object: string, body: object][] = [
		['opens the stage', 'PATCH', kinds.NetworkPolicy, 'stagewall-default-deny', { spec: { ingress: [{}] } }],
		['raises the quota', 'PATCH', kinds.ResourceQuota, 'stagewall', { spec: { hard: { pods: '1000' } } }],
		['relabels the namespace', 'PATCH', kinds.Namespace, dev, { metadata: { labels: { stage: 'prod' } } }],
		[
			'gives all rights to herself',
			'PATCH',
			kinds.Role,
			'stagewall-near-admin',
			{ rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }] },
		],
	]
	test.each(attempts)('a developer on dev never %s', async (_, method, kind, object, body) => {
		const path = pathOf(kind, kind.namespaced ? { namespace: dev, name: object } : { name: object })
		const answer = await developer().request(method, path, { body, type: 'application/merge-patch+json' })
		expect(answer.status, answer.text).toBe(403)
	})

	test('who may see nothing gets "not visible", and nothing is applied', async () => {
		const { kubeconfig } = liveServer()
		const place = await workplace(kubeconfig, { name })
		const verified = await place.run('verify', '--as', 'nobody')
		expect(verified.code).toBe(3)
		expect(verified.stdout).toContain('? not visible objects')
		// What the plan alone tells.
		expect(verified.stdout.match(/✓ proven +\S+/g)).toEqual(['✓ proven      control-plane:'])
		expect(verified.stdout).toContain('networkpolicies could not be read')
		expect(verified.stdout).toContain('Grant "list" on networkpolicies.networking.k8s.io')

		const applied = await place.run('apply', '--yes', '--as', 'nobody')
		expect(applied.code).toBe(3)
		expect(applied.stderr).toMatch(/nothing was changed: .*NetworkPolicies.* could not be looked at/)
		expect(applied.stdout).not.toContain('to create')
	})

	test('who may read but not write is told before the first change', async () => {
		const { api, kubeconfig } = liveServer()
		const reader = uniqueName('reader')
		await api.post(pathOf(kinds.ClusterRoleBinding), {
			metadata: { name: reader },
			roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: reader },
			subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: reader }],
		})
		await api.post(pathOf(kinds.ClusterRole), {
			metadata: { name: reader },
			rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['get', 'list'] }],
		})
		const place = await workplace(kubeconfig, { name: uniqueName('ro') })
		const result = await place.run('apply', '--yes', '--as', reader)
		expect(result.code).toBe(3)
		expect(result.stdout).toMatch(/refused: Namespace \S+: .*forbidden/)
		expect(result.stderr).toContain('nothing was changed')
	})

	test('who may only see the namespaces of the plan sees those', async () => {
		const { kubeconfig } = liveServer()
		const place = await workplace(kubeconfig, { name })
		// A developer is near-admin in dev and a viewer in test: roles and bindings of test are out of sight.
		const result = await place.run('verify', '-o', 'json', '--as', 'dora', '--as-group', `${name}-developers`)
		const report = JSON.parse(result.stdout) as {
			readonly clusters: readonly {
				readonly proofs: readonly {
					readonly result: string
					readonly findings: readonly { readonly code: string; readonly result: string }[]
				}[]
			}[]
		}
		const findings = (report.clusters[0]?.proofs ?? []).flatMap((proof) => proof.findings)
		expect(findings.length).toBeGreaterThan(0)
		expect([...new Set(findings.map(({ result }) => result))].toSorted()).toEqual(['accepted', 'not-visible', 'noted'])
	})
})
