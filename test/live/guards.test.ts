/** Guards on a real API server: apply ends once they are in force, they refuse whoever asks, and pods go to the nodes of their stage. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Kind, kinds } from '../../src/model/kinds.ts'
import type { KubeObject } from '../../src/model/kube-object.ts'
import { pathOf } from '../control-plane/api-client.ts'
import { eventually } from '../control-plane/eventually.ts'
import { type CliResult, runCli } from './support/cli.ts'
import { unprovenIn } from './support/plans.ts'
import { describeLive, ownServer } from './support/suite.ts'

const plan = `apiVersion: stagewall.dev/v1alpha1
kind: StagePlan
metadata: {name: web}
spec:
  stages:
    dev:
      budget: {cpu: 2, memory: 4Gi, pods: 20}
      access: {developers: near-admin}
    perf:
      nodes: {dedicated: true, select: {names: [perf-1]}}
      performance: true
      budget: {cpu: 2, memory: 4Gi, pods: 20}
      access: {developers: view}
  apps: {shop: {stages: "*"}}
  people: {developers: {groups: [devs]}}
  network: {ingress: traefik, dns: kube-dns}
  accept: [{finding: control-plane/shared, reason: one server for all tests}]
`
const namespace = 'shop-perf'
const even = { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '10m', memory: '16Mi' } }
const containers = [{ name: 'a', image: 'registry.example/a', resources: even }]
const eve = 'eve'

describeLive('guards', { scheduler: true, nodes: [{ name: 'any' }] }, () => {
	const gpu = { key: 'gpu', value: 'yes', effect: 'PreferNoSchedule' } as const
	const server = ownServer({ scheduler: true, nodes: [{ name: 'any' }, { name: 'perf-1', taints: [gpu] }] })
	let folder = ''
	let applied: CliResult
	const run = (...args: readonly string[]): Promise<CliResult> =>
		runCli(args, { cwd: folder, env: { KUBECONFIG: server().kubeconfig } })

	beforeAll(async () => {
		folder = await mkdtemp(join(tmpdir(), 'stagewall-guards-'))
		await writeFile(join(folder, 'stages.yaml'), plan)
		applied = await run('apply', '--yes', '--nodes')
		const { api } = server()
		const rbac = 'rbac.authorization.k8s.io'
		const rules = [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }]
		await api.post(pathOf(kinds.Role, { namespace }), { metadata: { name: 'all' }, rules })
		await api.post(pathOf(kinds.RoleBinding, { namespace }), {
			metadata: { name: 'all' },
			roleRef: { apiGroup: rbac, kind: 'Role', name: 'all' },
			subjects: [{ apiGroup: rbac, kind: 'User', name: eve }],
		})
	})
	afterAll(() => rm(folder, { recursive: true }))

	/** What the server answers to a user who may do everything in the namespace. */
	async function asEve(method: 'POST' | 'PATCH' | 'DELETE', path: string, body: object = {}): Promise<string> {
		const client = server().api.as(eve, ['system:authenticated'])
		const answer = await eventually(
			() => client.request(method, path, { body, ...(method === 'PATCH' && { type: 'application/merge-patch+json' }) }),
			// Her binding takes a moment to be seen.
			({ text }) => !text.includes('cannot '),
			{ what: "eve's rights" },
		)
		return answer.status < 300 ? 'done' : (/denied request: ([^"]*)/.exec(answer.text)?.[1] ?? answer.text)
	}

	test('apply ends once each of them has refused a dry run', async () => {
		expect(applied.stderr).toBe('')
		expect(applied.code).toBe(0)
		expect(applied.stdout).toMatch(/in force: 22 policies of guards, each has refused a dry run/)
		expect((await run('plan', '--nodes')).stdout).toContain('Nothing to change')
		expect(unprovenIn((await run('verify')).stdout)).not.toContain('guards')
	})

	test('the nodes of a stage have its label and taints, and keep what they had', async () => {
		const node = await server().api.get<KubeObject>(pathOf(kinds.Node, { name: 'perf-1' }))
		expect(node.metadata.labels).toMatchObject({ 'node-restriction.kubernetes.io/stage': 'perf' })
		expect((node['spec'] as { readonly taints: readonly object[] }).taints).toEqual([
			gpu,
			{ key: 'stage', value: 'perf', effect: 'NoSchedule' },
			{ key: 'stage', value: 'perf', effect: 'NoExecute' },
		])
	})

	test('the pods of a plain Deployment go there, labelled, without anybody thinking of it', async () => {
		const { api } = server()
		const selector = { matchLabels: { app: 'web' } }
		const template = { metadata: { labels: { app: 'web' } }, spec: { containers } }
		await api.post(pathOf(kinds.Deployment, { namespace }), { metadata: { name: 'web' }, spec: { selector, template } })
		const { items } = await eventually(
			() =>
				api.get<{ readonly items: readonly KubeObject[] }>(
					`${pathOf(kinds.Pod, { namespace })}?labelSelector=app%3Dweb`,
				),
			(list) => list.items.some(({ spec }) => (spec as { nodeName?: string }).nodeName !== undefined),
			{ what: 'a pod on a node' },
		)
		expect(
			items.map(({ metadata, spec }) => [metadata.labels?.['stage'], (spec as { nodeName?: string }).nodeName]),
		).toEqual([['perf', 'perf-1']])
	})

	const pod = (more: object): object => ({ metadata: { name: 'p' }, spec: { containers, ...more } })
	const cases: readonly [
		what: string,
		method: 'POST' | 'PATCH' | 'DELETE',
		kind: Kind,
		name: string,
		body: object,
		answer: RegExp,
	][] = [
		['names its node', 'POST', kinds.Pod, '', pod({ nodeName: 'any' }), /may not name its node/],
		['tolerates everything', 'POST', kinds.Pod, '', pod({ tolerations: [{ operator: 'Exists' }] }), /may not tolerate/],
		['is of another scheduler', 'POST', kinds.Pod, '', pod({ schedulerName: 'mine' }), /the scheduler mine is not one/],
		[
			'asks for less than it may use',
			'POST',
			kinds.Pod,
			'',
			pod({ containers: [{ ...containers[0], resources: { ...even, limits: { cpu: '1', memory: '16Mi' } } }] }),
			/measurements have to repeat/,
		],
		[
			'opens the stage',
			'POST',
			kinds.NetworkPolicy,
			'',
			{ metadata: { name: 'n' }, spec: { podSelector: {}, ingress: [{}] } },
			/ingress rules of n name peers/,
		],
		[
			'raises a quota',
			'PATCH',
			kinds.ResourceQuota,
			'stagewall',
			{ spec: { hard: { pods: '900' } } },
			/is a wall of the plan web/,
		],
		[
			'relabels the namespace',
			'PATCH',
			kinds.Namespace,
			namespace,
			{ metadata: { labels: { stage: 'dev' } } },
			/only the platform may set stage/,
		],
		['writes what is its own', 'POST', kinds.ConfigMap, '', { metadata: { name: 'c' } }, /^done$/],
		[
			'annotates the namespace',
			'PATCH',
			kinds.Namespace,
			namespace,
			{ metadata: { annotations: { note: 'x' } } },
			/^done$/,
		],
	]
	test.each(cases)(
		'whoever may do everything in the namespace: %s',
		async (_what, method, kind, name, body, answer) => {
			const home = kind.namespaced ? { namespace } : {}
			expect(await asEve(method, pathOf(kind, { ...home, ...(name === '' ? {} : { name }) }), body)).toMatch(answer)
		},
	)

	test('a policy that fails open is found, and mended', async () => {
		const { api } = server()
		const path = pathOf(kinds.ValidatingAdmissionPolicy, { name: 'stagewall-web-exec' })
		await api.patch(path, { spec: { failurePolicy: 'Ignore' } })
		expect((await run('verify')).stdout).toContain('critical guards/failing-open')
		expect((await run('apply', '--yes', '--force-conflicts')).code).toBe(0)
		expect((await run('verify')).stdout).not.toContain('guards/failing-open')
	})

	test('a namespace that the platform deletes is emptied', async () => {
		await server().api.delete(pathOf(kinds.Namespace, { name: 'shop-dev' }))
		await eventually(
			() => server().api.request('GET', pathOf(kinds.Namespace, { name: 'shop-dev' })),
			({ status }) => status === 404,
			{ what: 'the end of the namespace' },
		)
	})
})
