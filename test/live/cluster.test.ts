/** The suite that every cluster passes, on a real API server; and the program as a kubectl plugin. */
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeCluster } from '../../src/cluster/cluster.suite.ts'
import { openCluster } from '../../src/cluster/open.ts'
import { kindOf } from '../../src/model/kinds.ts'
import { pathOf } from '../control-plane/api-client.ts'
import { describeLive, liveServer, programPath } from './support/suite.ts'

describeLive('live cluster', { controllers: true }, () => {
	describeCluster(
		'live',
		async (objects) => {
			const { api, kubeconfig } = liveServer()
			for (const object of objects) {
				const kind = kindOf(object)
				if (kind === undefined) throw new Error(`unknown kind ${object.kind}`)
				const { name, namespace } = object.metadata
				await api.apply(pathOf(kind, { name, ...(namespace === undefined ? {} : { namespace }) }), object, 'test')
			}
			const source = { name: 'live', source: { type: 'context', kubeconfig } } as const
			const cluster = await openCluster(source, { concurrency: 8, environment: {} })
			return { cluster, close: () => cluster.close() }
		},
		{ writable: true, validates: true },
	)

	test('kubectl stagewall', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'stagewall-plugin-'))
		try {
			await symlink(join(import.meta.dirname, '../../dist/bin/stagewall.js'), join(folder, 'kubectl-stagewall'))
			const env = { PATH: `${folder}:${process.env['PATH']}`, HOME: folder }
			const output = execFileSync(programPath('kubectl'), ['stagewall', '--help'], { env, encoding: 'utf8' })
			expect(output).toContain('stagewall verify')
		} finally {
			await rm(folder, { recursive: true })
		}
	})
})
