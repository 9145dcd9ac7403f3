/** The example platform on a real API server: its manifests are valid, and its plan applies beside them. */
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDirectory } from '../../src/cluster/directory/index.ts'
import { kindOf } from '../../src/model/kinds.ts'
import { refOf, showRef } from '../../src/model/kube-object.ts'
import { pathOf } from '../control-plane/api-client.ts'
import { runCli } from './support/cli.ts'
import { describeLive, ownServer } from './support/suite.ts'

const example = join(import.meta.dirname, '../../examples/webshop')

describeLive('the example', { controllers: false }, () => {
	const server = ownServer()

	test.each(['nonprod', 'prod'])('every manifest of %s is valid, and the plan applies beside them', async (name) => {
		const { api, kubeconfig } = server()
		const directory = await openDirectory(join(example, 'clusters', name))
		const { kinds } = await directory.describe()
		const { objects, unseen } = await directory.observe({
			wants: kinds.map((kind) => ({ kind, detail: 'whole' as const })),
			namespaces: [],
		})
		expect(unseen).toEqual([])
		const first = objects.filter(({ kind }) => kind === 'Namespace')
		const rest = objects.filter(({ kind }) => kind !== 'Namespace')
		for (const object of [...first, ...rest]) {
			const kind = kindOf(object) ?? kinds.find((each) => each.kind === object.kind)
			if (kind === undefined) throw new Error(`unknown kind ${object.kind}`)
			// Pods need the account that the controller manager would make.
			if (object.kind === 'Pod')
				await api.apply(
					`/api/v1/namespaces/${object.metadata.namespace}/serviceaccounts/default`,
					{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } },
					'test',
				)
			const { name: objectName, namespace } = object.metadata
			const path = pathOf(kind, { name: objectName, ...(namespace === undefined ? {} : { namespace }) })
			const answer = await api.request('PATCH', `${path}?fieldManager=team&force=true&fieldValidation=Strict`, {
				body: object,
				type: 'application/apply-patch+yaml',
			})
			expect(answer.status, `${showRef(refOf(object))}: ${answer.text}`).toBeLessThan(300)
		}

		const folder = await mkdtemp(join(tmpdir(), 'stagewall-example-'))
		try {
			await cp(example, folder, { recursive: true })
			const run = (...args: readonly string[]) =>
				runCli([...args, '--cluster', name, '--kubeconfig', kubeconfig], { cwd: folder })
			const applied = await run('apply', '--yes')
			expect(applied.stderr).toBe('')
			expect(applied.code).toBe(0)
			expect((await run('plan', '--exit-code')).code).toBe(0)
		} finally {
			await rm(folder, { recursive: true })
		}
	})
})
