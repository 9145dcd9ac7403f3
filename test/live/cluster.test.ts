/** The suite that every cluster passes, on a real API server; the program as a kubectl plugin; API groups that are down. */
import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeCluster } from '../../src/cluster/cluster.suite.ts'
import { openCluster } from '../../src/cluster/open.ts'
import { kindOf } from '../../src/model/kinds.ts'
import { pathOf } from '../control-plane/api-client.ts'
import { eventually } from '../control-plane/eventually.ts'
import { type Workplace, workplace } from './support/plans.ts'
import { describeLive, liveServer, ownServer, programPath, uniqueName } from './support/suite.ts'

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

describeLive('an API group whose own server is down', {}, () => {
	const server = ownServer()

	test('hides what it serves from the proof that reads everything, and from no other', async () => {
		const { api, kubeconfig } = server()
		const place = await workplace(kubeconfig, { name: uniqueName('gap') })
		expect((await place.run('apply', '--yes')).code).toBe(0)
		expect(await provenIn(place)).toEqual({ code: 0, labels: 'proven', others: ['proven'], hidden: [] })

		await api.post('/apis/apiregistration.k8s.io/v1/apiservices', {
			metadata: { name: 'v1alpha1.widgets.example.org' },
			spec: {
				group: 'widgets.example.org',
				version: 'v1alpha1',
				service: { namespace: 'default', name: 'nobody' },
				insecureSkipTLSVerify: true,
				groupPriorityMinimum: 100,
				versionPriority: 100,
			},
		})
		const Accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList'
		await eventually(
			() => api.request('GET', '/apis', { headers: { Accept } }),
			({ text }) => text.includes('widgets.example.org'),
			{ what: 'the group is known' },
		)
		const hidden = {
			code: 3,
			labels: 'not-visible',
			others: ['proven'],
			hidden: [
				'the API group widgets.example.org/v1alpha1 could not be read: its own server does not answer, so what it serves is not known',
			],
		}
		expect(await provenIn(place)).toEqual(hidden)
		expect((await place.run('plan')).stdout).toContain('Nothing to change')

		expect((await place.run('snapshot', '-o', 'cluster.json')).code).toBe(0)
		expect(await provenIn(place, '--snapshot', 'cluster.json')).toEqual(hidden)
	})
})

/** How `verify` ends, what becomes of the proof `labels` and of all others, and what could not be seen. */
async function provenIn(place: Workplace, ...flags: readonly string[]): Promise<object> {
	const { code, stdout } = await place.run('verify', '-o', 'json', ...flags)
	const proofs = (JSON.parse(stdout) as VerifyReport).clusters.flatMap((cluster) => cluster.proofs)
	return {
		code,
		labels: proofs.find(({ name }) => name === 'labels')?.result,
		others: [...new Set(proofs.filter(({ name }) => name !== 'labels').map(({ result }) => result))],
		hidden: proofs.flatMap(({ findings }) =>
			findings.filter(({ result }) => result === 'not-visible').map(({ message }) => message),
		),
	}
}

interface VerifyReport {
	readonly clusters: readonly {
		readonly proofs: readonly {
			readonly name: string
			readonly result: string
			readonly findings: readonly { readonly message: string; readonly result: string }[]
		}[]
	}[]
}
