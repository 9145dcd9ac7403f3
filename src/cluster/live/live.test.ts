import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { kinds } from '../../model/kinds.ts'
import { type FakeAnswer, type FakeRequest, list, startFakeApi, status } from '../kube/fake-api.suite.ts'
import { openLive } from './index.ts'

/** Opens the current context of a kubeconfig that leads to a server in this process. */
async function open(answer: (request: FakeRequest, index: number) => FakeAnswer, options: object = {}) {
	const { url, requests } = await startFakeApi(answer)
	const folder = await mkdtemp(join(tmpdir(), 'stagewall-live-'))
	onTestFinished(() => rm(folder, { recursive: true }))
	const kubeconfig = join(folder, 'config')
	const config = {
		'current-context': 'nonprod-eu',
		contexts: [{ name: 'nonprod-eu', context: { cluster: 'c', user: 'u' } }],
		clusters: [{ name: 'c', cluster: { server: url } }],
		users: [{ name: 'u', user: { token: 'abc', as: 'somebody' } }],
	}
	await writeFile(kubeconfig, JSON.stringify(config))
	const cluster = await openLive({}, { environment: { KUBECONFIG: kubeconfig }, ...options })
	onTestFinished(() => cluster.close())
	return { cluster, requests }
}

/** A server of one custom kind. */
const things = { resource: 'things', responseKind: { kind: 'Thing' }, scope: 'Namespaced', verbs: ['list'] }
function serve({ url, method }: FakeRequest): FakeAnswer {
	if (url === '/version') return { body: { gitVersion: 'v1.37.2' } }
	if (url === '/api') return { body: { kind: 'APIGroupDiscoveryList' } }
	const items = [{ metadata: { name: 'x.io' }, versions: [{ version: 'v2', resources: [things] }] }]
	if (url === '/apis') return { body: { kind: 'APIGroupDiscoveryList', items } }
	return method === 'PATCH' ? { body: { kind: 'Thing' } } : status(404, 'NotFound', 'gone')
}

const thing = { apiVersion: 'x.io/v2', kind: 'Thing', metadata: { name: 't', namespace: 'a', uid: 'u-1' } }
const options = { dryRun: false, force: false }

test('nothing is sent before it is needed', async () => {
	const { requests } = await open(serve)
	expect(requests).toEqual([])
})

test('is described once, by its context', async () => {
	const { cluster, requests } = await open(serve)
	const kind = { group: 'x.io', version: 'v2', kind: 'Thing', plural: 'things', namespaced: true }
	const expected = { name: 'nonprod-eu', type: 'live', serverVersion: 'v1.37.2', kinds: [kind] }
	expect(await Promise.all([cluster.describe(), cluster.describe()])).toEqual([expected, expected])
	expect(requests).toHaveLength(3)
})

test('is asked again for its description after a failure', async () => {
	const { cluster } = await open((request, index) => (index < 3 ? status(403, 'Forbidden', 'no') : serve(request)))
	await expect(cluster.describe()).rejects.toMatchObject({ code: 'cluster/discovery' })
	expect(await cluster.describe()).toMatchObject({ serverVersion: 'v1.37.2' })
})

test('once it was asked what it serves, a group whose own server is down is unseen', async () => {
	const stale = { metadata: { name: 'metrics.k8s.io' }, versions: [{ version: 'v1beta1', freshness: 'Stale' }] }
	const { cluster, requests } = await open(({ url }) => {
		if (url === '/version') return { body: { gitVersion: 'v1.37.2' } }
		if (url.startsWith('/api/v1/pods')) return list([])
		return { body: { kind: 'APIGroupDiscoveryList', items: url === '/apis' ? [stale] : [] } }
	})
	const observe = () => cluster.observe({ wants: [{ kind: kinds.Pod, detail: 'whole' }], namespaces: [] })
	expect((await observe()).unseen).toEqual([])
	expect(requests).toHaveLength(1)
	expect(await cluster.describe()).not.toHaveProperty('unserved')
	expect((await observe()).unseen).toEqual([
		{
			kind: undefined,
			group: 'metrics.k8s.io/v1beta1',
			reason: 'failed',
			message: 'its own server does not answer, so what it serves is not known',
		},
	])
})

test('known kinds are written without asking what is served; others are looked up once', async () => {
	const { cluster, requests } = await open(serve)
	const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a', uid: 'u-2' } }
	await cluster.apply(namespace, options)
	await cluster.remove(namespace, options)
	expect(requests.map(({ method, url }) => `${method} ${url.split('?')[0]}`)).toEqual([
		'PATCH /api/v1/namespaces/a',
		'DELETE /api/v1/namespaces/a',
	])
	await cluster.apply(thing, options)
	await cluster.remove(thing, options)
	expect(requests).toHaveLength(7)
	expect(requests.at(-1)).toMatchObject({ method: 'DELETE', url: '/apis/x.io/v2/namespaces/a/things/t' })
})

test('a kind that is not served cannot be written', async () => {
	const { cluster } = await open(serve)
	await expect(cluster.apply({ ...thing, kind: 'Thong' }, options)).rejects.toMatchObject({
		code: 'cluster/unknown-kind',
		message: 'the cluster does not serve Thong (x.io/v2)',
	})
})

test('whom to act as goes along with each request', async () => {
	const { cluster, requests } = await open(() => list([]), { asUser: 'erin', asGroups: ['qa', 'ops'] })
	const facts = await cluster.observe({ wants: [{ kind: kinds.Pod, detail: 'whole' }], namespaces: [] })
	expect(facts).toEqual({ cluster: 'nonprod-eu', objects: [], unseen: [], absent: [] })
	expect(requests[0]?.headers).toMatchObject({
		authorization: 'Bearer abc',
		'impersonate-user': 'erin',
		'impersonate-group': 'qa, ops',
	})
})
