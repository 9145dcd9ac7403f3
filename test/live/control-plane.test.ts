/** The test bed itself: what it promises to the other files of the suite. */
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest'
import { kinds } from '../../src/model/kinds.ts'
import { type ApiClient, type ApiFailure, apiClient, pathOf } from '../control-plane/api-client.ts'
import { eventually } from '../control-plane/eventually.ts'
import { kubernetesVersion } from '../control-plane/programs.ts'
import { type FaultyProxy, faults, faultyProxy } from './support/faulty-proxy.ts'
import { describeLive, liveServer, ownServer, uniqueName } from './support/suite.ts'

interface Pod {
	readonly spec: { readonly nodeName?: string }
	readonly status: { readonly phase: string; readonly podIP?: string }
}

async function newNamespace(api: ApiClient): Promise<string> {
	const name = uniqueName('test-bed')
	await api.post(pathOf(kinds.Namespace), { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
	return name
}

function configMap(namespace: string, name: string, data?: Record<string, string>) {
	return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace, name }, data }
}

describeLive('the shared server', { controllers: true }, () => {
	const others = inject('live')?.folder === process.env['KUBEBUILDER_ASSETS']
	test.skipIf(others)('is of the version that is built here', async () => {
		expect(await liveServer().api.get('/version')).toMatchObject({ gitVersion: `v${kubernetesVersion}` })
	})

	test('applies on the server, with an owner for each field', async () => {
		const { api } = liveServer()
		const namespace = await newNamespace(api)
		const path = pathOf(kinds.ConfigMap, { namespace, name: 'colours' })
		await api.apply(path, configMap(namespace, 'colours', { sky: 'blue' }), 'painter')
		await api.apply(path, configMap(namespace, 'colours', { grass: 'green' }), 'gardener')
		await api.apply(path, configMap(namespace, 'colours'), 'painter')
		const { data, metadata } = await api.get(path)
		expect(data).toEqual({ grass: 'green' })
		expect(metadata.managedFields?.map(({ manager }) => manager)).toEqual(['gardener'])
	})

	test('lets the administrator be anybody', async () => {
		const { api } = liveServer()
		const namespace = await newNamespace(api)
		const path = pathOf(kinds.ConfigMap, { namespace })
		const erin = api.as('erin', ['readers'])
		await expect(erin.get(path)).rejects.toMatchObject({ status: 403 } satisfies Partial<ApiFailure>)
		await api.post(pathOf(kinds.RoleBinding, { namespace }), {
			apiVersion: 'rbac.authorization.k8s.io/v1',
			kind: 'RoleBinding',
			metadata: { name: 'readers' },
			roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
			subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'readers' }],
		})
		// The authorizer learns of the binding through a watch.
		await eventually(
			() => erin.request('GET', path),
			({ status }) => status === 200,
		)
		await expect(erin.post(path, configMap(namespace, 'colours'))).rejects.toMatchObject({ status: 403 })
	})

	test('has controllers: a deleted namespace goes', async () => {
		const { api } = liveServer()
		const path = pathOf(kinds.Namespace, { name: await newNamespace(api) })
		await api.delete(path)
		await eventually(
			() => api.request('GET', path),
			({ status }) => status === 404,
		)
	})
})

const own = {
	scheduler: true,
	nodes: [{ name: 'node-1' }, { name: 'node-2', labels: { pool: 'fast' }, allocatable: { cpu: '2' } }],
	users: { erin: ['readers', 'writers'] },
}

describeLive('a server of its own', own, () => {
	const server = ownServer(own)

	test('has its nodes, ready', async () => {
		const { items } = await server().api.get<{ items: { metadata: { name: string }; status: object }[] }>(
			'/api/v1/nodes',
		)
		expect(items.map(({ metadata }) => metadata.name)).toEqual(['node-1', 'node-2'])
		expect(items[1]?.status).toMatchObject({ allocatable: { cpu: '2', memory: '32Gi' } })
	})

	test('runs pods on them', async () => {
		const { api } = server()
		await api.post(pathOf(kinds.Pod, { namespace: 'default' }), {
			apiVersion: 'v1',
			kind: 'Pod',
			metadata: { name: 'web' },
			spec: {
				nodeSelector: { pool: 'fast' },
				initContainers: [{ name: 'prepare', image: 'prepare:1' }],
				containers: [{ name: 'web', image: 'web:1' }],
			},
		})
		const path = pathOf(kinds.Pod, { namespace: 'default', name: 'web' })
		const pod = await eventually(
			() => api.get<Pod>(path),
			({ status }) => status.phase === 'Running',
		)
		expect(pod.spec.nodeName).toBe('node-2')
		expect(pod.status.podIP).toMatch(/^10\.240\./)
		await api.delete(path)
		await eventually(
			() => api.request('GET', path),
			({ status }) => status === 404,
		)
	})

	test('runs Jobs to their end', async () => {
		const { api } = server()
		await api.post(pathOf(kinds.Job, { namespace: 'default' }), {
			apiVersion: 'batch/v1',
			kind: 'Job',
			metadata: { name: 'migrate' },
			spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'migrate', image: 'migrate:1' }] } } },
		})
		await eventually(
			() => api.get<{ status: { succeeded?: number } }>(pathOf(kinds.Job, { namespace: 'default', name: 'migrate' })),
			({ status }) => status.succeeded === 1,
		)
	})

	test('knows its users by their tokens', async () => {
		const { users, ...connection } = server()
		const erin = apiClient({ ...connection, token: users['erin'] ?? '' })
		const review = await erin.post<{ status: { userInfo: { username: string; groups: string[] } } }>(
			'/apis/authentication.k8s.io/v1/selfsubjectreviews',
			{ apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
		)
		expect(review.status.userInfo).toMatchObject({
			username: 'erin',
			groups: ['readers', 'writers', 'system:authenticated'],
		})
	})
})

describeLive('the faulty proxy', {}, () => {
	let proxy: FaultyProxy
	let api: ApiClient
	const version = () => api.request('GET', '/version')

	beforeAll(async () => {
		const server = liveServer()
		proxy = await faultyProxy(server)
		api = apiClient({ ...server, url: proxy.url })
	})
	beforeEach(() => proxy.reset())
	afterAll(() => proxy?.close())

	test('hands requests on, and remembers them', async () => {
		expect(JSON.parse((await version()).text)).toEqual(await liveServer().api.get('/version'))
		await expect(api.as('erin').get('/api/v1/nodes?limit=1')).rejects.toMatchObject({ status: 403 })
		expect(proxy.requests).toEqual([
			{ method: 'GET', path: '/version' },
			{ method: 'GET', path: '/api/v1/nodes?limit=1' },
		])
	})

	test('answers in place of the server: 429, 500, HTML', async () => {
		proxy.next(1, faults.tooManyRequests(7))
		proxy.next(1, faults.serverError)
		proxy.next(1, faults.html)
		const busy = await version()
		expect([busy.status, busy.headers['retry-after']]).toEqual([429, '7'])
		expect((await version()).status).toBe(500)
		expect((await version()).text).toMatch(/^<html>/)
		expect((await version()).status).toBe(200)
		expect(proxy.outstanding).toBe(0)
	})

	test('drops the third request', async () => {
		proxy.next(2, faults.pass)
		proxy.next(1, faults.dropped)
		expect([(await version()).status, (await version()).status]).toEqual([200, 200])
		await expect(version()).rejects.toMatchObject({ code: 'ECONNRESET' })
		expect((await version()).status).toBe(200)
	})

	test('hits only what matches', async () => {
		proxy.next(Number.POSITIVE_INFINITY, faults.serverError, ({ method }) => method === 'POST')
		expect((await version()).status).toBe(200)
		expect((await api.request('POST', '/version')).status).toBe(500)
		expect((await api.request('POST', '/version')).status).toBe(500)
	})

	test('loses the answer to what the server has done', async () => {
		const namespace = uniqueName('test-bed')
		proxy.next(1, faults.answerLost)
		const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }
		await expect(api.post(pathOf(kinds.Namespace), body)).rejects.toMatchObject({ code: 'ECONNRESET' })
		expect((await liveServer().api.get(pathOf(kinds.Namespace, { name: namespace }))).metadata.name).toBe(namespace)
	})

	test('keeps a request waiting, without an answer or far away', async () => {
		const far = await faultyProxy(liveServer())
		const asked = apiClient({ ...liveServer(), url: far.url })
		far.next(1, faults.hang)
		const hanging = asked.get('/version').catch((error: unknown) => error)
		await eventually(
			async () => far.outstanding,
			(count) => count === 0,
		)
		far.latency = 3_600_000
		const waiting = asked.get('/version').catch((error: unknown) => error)
		await eventually(
			async () => far.requests.length,
			(count) => count === 2,
		)
		far.latency = 1
		await asked.get('/version')
		await far.close()
		expect([await hanging, await waiting]).toMatchObject([{ code: 'ECONNRESET' }, { code: 'ECONNRESET' }])
	})

	test('cuts an answer in the middle', async () => {
		proxy.next(1, faults.cut)
		await expect(version()).rejects.toThrow('aborted')
	})
})
