/** API servers that ask somebody besides RBAC: `verify` finds it by asking them, and says what it rests on where it may not ask. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Proof } from '../../src/model/finding.ts'
import { kinds } from '../../src/model/kinds.ts'
import { pathOf } from '../control-plane/api-client.ts'
import { eventually } from '../control-plane/eventually.ts'
import type { CliResult } from './support/cli.ts'
import { type Workplace, workplace } from './support/plans.ts'
import { review } from './support/rights.ts'
import { describeLive, liveServer, ownServer, uniqueName } from './support/suite.ts'

/** Developers in dev alone, testers in test alone. */
const access = { dev: '{developers: near-admin}', test: '{testers: operate}' }

async function applied(kubeconfig: string, name: string): Promise<Workplace> {
	const place = await workplace(kubeconfig, { name, access })
	const { code, stderr } = await place.run('apply', '--yes')
	expect(code, stderr).toBe(0)
	return place
}

/** The proofs about rights. */
function rightsOf({ stdout }: CliResult): readonly Proof[] {
	const report = JSON.parse(stdout) as { readonly clusters: readonly { readonly proofs: readonly Proof[] }[] }
	return report.clusters.flatMap(({ proofs }) => proofs).filter(({ name }) => name.startsWith('access/'))
}

const mode = /^RBAC is asked, and nobody besides it: .* leave no trace in objects/

describeLive('a server that asks RBAC alone', { controllers: true }, () => {
	test('confirms what the objects say', async () => {
		const place = await applied(liveServer().kubeconfig, uniqueName('authorizers'))
		const result = await place.run('verify', '-o', 'json')
		expect(result.code, result.stderr).toBe(0)
		const proofs = rightsOf(result)
		expect(proofs.map(({ name, result: outcome }) => `${name} ${outcome}`)).toEqual([
			'access/isolation proven',
			'access/levels proven',
			'access/walls proven',
		])
		for (const { assumptions } of proofs) {
			expect(assumptions[0]).toMatch(mode)
			expect(assumptions[0]).toMatch(/; confirmed by 200 SubjectAccessReviews\.$/)
		}
	})

	test('says so where whoever runs it may not ask', async () => {
		const { api, kubeconfig } = liveServer()
		const reader = uniqueName('reader')
		const rules = [{ verbs: ['get', 'list'], apiGroups: ['*'], resources: ['*'] }]
		await api.post(pathOf(kinds.ClusterRole), { metadata: { name: reader }, rules })
		const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: reader }
		const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: reader }]
		await api.post(pathOf(kinds.ClusterRoleBinding), { metadata: { name: reader }, roleRef, subjects })
		onTestFinished(async () => {
			await api.delete(pathOf(kinds.ClusterRoleBinding, { name: reader }))
			await api.delete(pathOf(kinds.ClusterRole, { name: reader }))
		})
		await eventually(
			() => review(api, { user: reader, groups: [] }, { verb: 'list', group: '', resource: 'pods' }),
			(allowed) => allowed,
			{ what: 'a reader who may read' },
		)
		const place = await applied(kubeconfig, uniqueName('authorizers'))
		const result = await place.run('verify', '-o', 'json', '--as', reader)
		expect(result.code, result.stderr).toBe(0)
		for (const { assumptions, result: outcome } of rightsOf(result)) {
			expect(outcome).toBe('proven')
			expect(assumptions[0]).toMatch(/; not confirmed: may not create subjectaccessreviews\.$/)
		}
	})
})

const name = uniqueName('abac')

describeLive('a server that asks ABAC besides', { controllers: true }, () => {
	const server = ownServer({
		controllers: true,
		// Everything in one namespace of test, for people of dev.
		abac: [{ group: `${name}-developers`, namespace: `${name}-test`, resource: '*', apiGroup: '*' }],
	})

	test('is found out, live, without a plan and from a snapshot', async () => {
		const place = await applied(server().kubeconfig, name)
		const result = await place.run('verify', '-o', 'json')
		expect(result.code, result.stderr).toBe(1)
		const proofs = rightsOf(result)
		expect(proofs.map((proof) => `${proof.name} ${proof.result}`)).toEqual([
			'access/isolation violated',
			'access/levels proven',
			'access/walls proven',
		])
		const findings = proofs.flatMap((proof) => proof.findings).filter(({ result: each }) => each === 'violated')
		expect(findings).toMatchObject([
			{
				code: 'access/other-authorizer',
				severity: 'high',
				stage: 'test',
				message: expect.stringMatching(
					new RegExp(
						`^the API server lets Group ${name}-developers .* in ${name}-test.* and no role or binding gives it: so another authorizer besides RBAC does$`,
					),
				) as unknown,
			},
		])
		expect(findings[0]?.witness[0]).toMatchObject({
			field: expect.stringMatching(new RegExp(`^Group ${name}-developers, .* in ${name}-test$`)) as unknown,
			observed: 'allowed, without a reason',
			expected: 'denied, by RBAC',
		})
		for (const { assumptions } of proofs)
			expect(assumptions[0]).toMatch(/; \d+ of 200 SubjectAccessReviews say otherwise\.$/)

		const folder = await mkdtemp(join(tmpdir(), 'stagewall-abac-'))
		onTestFinished(() => rm(folder, { recursive: true }))
		const file = join(folder, 'snapshot.json.gz')
		expect((await place.run('snapshot', '-o', file)).code).toBe(0)
		const later = await place.run('verify', '-o', 'json', '--snapshot', file)
		expect(rightsOf(later)).toEqual(proofs)

		const planless = await workplace(server().kubeconfig, { name })
		await rm(planless.file)
		const found = await planless.run('verify', '--context', 'stagewall-test', '--stage-label', `stage-of-${name}`)
		expect(found.stdout).toMatch(new RegExp(`access/other-authorizer the API server lets Group ${name}-developers`))
	})
})
