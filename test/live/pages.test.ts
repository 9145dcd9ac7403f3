/** A cluster with more namespaces than fit on a page. */
import { expect, test } from 'vitest'
import { openCluster } from '../../src/cluster/open.ts'
import { kinds } from '../../src/model/kinds.ts'
import { inParallel } from '../../src/model/parallel.ts'
import { pathOf } from '../control-plane/api-client.ts'
import { faultyProxy } from './support/faulty-proxy.ts'
import { describeLive, ownServer } from './support/suite.ts'

describeLive('pages', {}, () => {
	const server = ownServer()

	test('1,000 namespaces come in pages, each once', async () => {
		const names = Array.from({ length: 1000 }, (_, index) => `many-${index}`)
		await inParallel(names, 16, (name) => server().api.post(pathOf(kinds.Namespace), { metadata: { name } }))
		const proxy = await faultyProxy(server())
		const source = { name: 'many', source: { type: 'context', kubeconfig: proxy.kubeconfig } } as const
		const cluster = await openCluster(source, { concurrency: 16, environment: {} })
		try {
			const facts = await cluster.observe({ wants: [{ kind: kinds.Namespace, detail: 'whole' }], namespaces: [] })
			const seen = facts.objects.map(({ metadata }) => metadata.name).filter((name) => name.startsWith('many-'))
			expect(seen.toSorted()).toEqual(names.toSorted())
			expect(facts.unseen).toEqual([])
			const pages = proxy.requests.filter(({ path }) => path.includes('/namespaces?'))
			expect(pages.length).toBeGreaterThanOrEqual(3)
			expect(pages.every(({ path }) => path.includes('limit=500'))).toBe(true)
		} finally {
			await cluster.close()
			await proxy.close()
		}
	})
})
