import { describe, expect, test } from 'vitest'
import { discover } from './discovery.ts'
import { type FakeAnswer, startFakeApi, status, transportTo } from './fake-api.suite.ts'

/** A server that answers by path; what is not listed is not served. */
async function discoverFrom(answers: Readonly<Record<string, FakeAnswer>>) {
	const { url, requests } = await startFakeApi(
		({ url: path }) => answers[path] ?? status(404, 'NotFound', 'not served'),
	)
	const discovery = await discover(transportTo(url)).catch((error: unknown) => error)
	return { discovery, urls: requests.map((request) => request.url).toSorted(), requests }
}

const version = { body: { gitVersion: 'v1.37.2' } }
const pod = { group: '', version: 'v1', kind: 'Pod', plural: 'pods', namespaced: true }
const node = { group: '', version: 'v1', kind: 'Node', plural: 'nodes', namespaced: false }
const deployment = { group: 'apps', version: 'v1', kind: 'Deployment', plural: 'deployments', namespaced: true }
const old = { group: 'apps', version: 'v1beta1', kind: 'Old', plural: 'olds', namespaced: true }

describe('in one answer', () => {
	const resource = (plural: string, kind: string, scope = 'Namespaced', verbs = ['get', 'list']) => ({
		resource: plural,
		responseKind: { group: '', version: '', kind },
		scope,
		verbs,
	})
	const groups = (...items: object[]): FakeAnswer => ({ body: { kind: 'APIGroupDiscoveryList', items } })
	const core = groups({
		metadata: { name: '' },
		versions: [
			{
				version: 'v1',
				freshness: 'Current',
				resources: [
					resource('pods', 'Pod'),
					resource('nodes', 'Node', 'Cluster'),
					resource('bindings', 'Binding', 'Namespaced', ['create']),
				],
			},
		],
	})

	test('what can be listed, each kind in its preferred version', async () => {
		const { discovery, urls, requests } = await discoverFrom({
			'/version': version,
			'/api': core,
			'/apis': groups({
				metadata: { name: 'apps' },
				versions: [
					{ version: 'v1', resources: [resource('deployments', 'Deployment')] },
					{ version: 'v1beta1', resources: [resource('deployments', 'Deployment'), resource('olds', 'Old')] },
				],
			}),
		})
		expect(discovery).toEqual({ serverVersion: 'v1.37.2', kinds: [pod, node, deployment, old], unserved: [] })
		expect(urls).toEqual(['/api', '/apis', '/version'])
		expect(requests.find(({ url }) => url === '/apis')?.headers.accept).toBe(
			'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,' +
				'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json',
		)
	})

	test('a group whose server is down is reported', async () => {
		const { discovery } = await discoverFrom({
			'/version': version,
			'/api': core,
			'/apis': groups({ metadata: { name: 'metrics.k8s.io' }, versions: [{ version: 'v1beta1', freshness: 'Stale' }] }),
		})
		expect(discovery).toEqual({ serverVersion: 'v1.37.2', kinds: [pod, node], unserved: ['metrics.k8s.io/v1beta1'] })
	})

	test('an empty server, and a version that may not be read', async () => {
		const { discovery } = await discoverFrom({
			'/version': status(403, 'Forbidden', 'no'),
			'/api': { body: { kind: 'APIGroupDiscoveryList' } },
			'/apis': groups({ metadata: { name: 'apps' } }),
		})
		expect(discovery).toEqual({ serverVersion: undefined, kinds: [], unserved: [] })
	})
})

describe('group by group, on an old server', () => {
	const resource = (name: string, kind: string, namespaced = true, verbs = ['list']) => ({
		name,
		kind,
		namespaced,
		verbs,
	})
	const resources = (...all: object[]): FakeAnswer => ({ body: { kind: 'APIResourceList', resources: all } })
	const roots = {
		'/version': version,
		'/api': { body: { kind: 'APIVersions', versions: ['v1'] } },
		'/apis': {
			body: {
				kind: 'APIGroupList',
				groups: [
					{
						name: 'apps',
						versions: [{ groupVersion: 'apps/v1beta1' }, { groupVersion: 'apps/v1' }],
						preferredVersion: { groupVersion: 'apps/v1' },
					},
					{ name: 'metrics.k8s.io', versions: [{ groupVersion: 'metrics.k8s.io/v1beta1' }] },
				],
			},
		},
		'/api/v1': resources(
			resource('pods', 'Pod'),
			resource('pods/status', 'Pod'),
			resource('nodes', 'Node', false),
			resource('bindings', 'Binding', true, ['create']),
		),
		'/apis/apps/v1': resources(resource('deployments', 'Deployment')),
		'/apis/apps/v1beta1': resources(resource('deployments', 'Deployment'), resource('olds', 'Old')),
	}

	test.each([
		['is down', { status: 503, body: 'service unavailable', headers: { 'content-type': 'text/plain' } }],
		['is something else', { body: '<html>Login</html>' }],
	])('the same as in one answer; a group whose server %s is reported', async (_, broken) => {
		const { discovery } = await discoverFrom({ ...roots, '/apis/metrics.k8s.io/v1beta1': broken })
		expect(discovery).toEqual({
			serverVersion: 'v1.37.2',
			kinds: [pod, node, deployment, old],
			unserved: ['metrics.k8s.io/v1beta1'],
		})
	})
})

test('who may not discover is told so', async () => {
	const forbidden = status(403, 'Forbidden', 'erin cannot get path "/api"')
	const { discovery } = await discoverFrom({ '/version': version, '/api': forbidden, '/apis': forbidden })
	expect(discovery).toMatchObject({
		code: 'cluster/discovery',
		exit: 'cluster',
		message: 'the API server does not tell what it serves: erin cannot get path "/api"',
		hint: expect.stringContaining('system:discovery'),
	})
})
