import { describe, expect, test } from 'vitest'
import type { Want } from '../../model/facts.ts'
import { type Kind, kinds } from '../../model/kinds.ts'
import type { Observation } from '../cluster.ts'
import { type FakeAnswer, list, startFakeApi, status, transportTo } from '../kube/fake-api.suite.ts'
import { observe } from './observe.ts'

const wants = (...all: readonly Kind[]): readonly Want[] => all.map((kind) => ({ kind, detail: 'whole' }))
const item = (name: string, namespace?: string): object => ({ metadata: { name, ...(namespace && { namespace }) } })
const forbidden = status(403, 'Forbidden', 'erin cannot list')
const plain = (code: number, body: string): FakeAnswer => ({
	status: code,
	body,
	headers: { 'content-type': 'text/plain' },
})

/** A server that answers by path (without the query) and serves nothing else. */
async function observeFrom(
	answers: Readonly<Record<string, FakeAnswer>>,
	observation: Partial<Observation> & Pick<Observation, 'wants'>,
) {
	const { url, requests } = await startFakeApi(
		({ url: path }) => answers[path.split('?')[0] ?? ''] ?? plain(404, '404 page not found'),
	)
	const facts = await observe(transportTo(url), 'nonprod', { namespaces: [], ...observation })
	const names = facts.objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`)
	return { ...facts, names, urls: requests.map((request) => request.url) }
}

const rbac = '/apis/rbac.authorization.k8s.io/v1'

test('everything in the order of the wants, then of the server', async () => {
	const { cluster, names, unseen, absent } = await observeFrom(
		{ '/api/v1/namespaces': list([item('b'), item('a')]), [`${rbac}/roles`]: list([item('r', 'a')]) },
		{ wants: wants(kinds.Role, kinds.Namespace), namespaces: ['a'] },
	)
	expect(cluster).toBe('nonprod')
	expect(names).toEqual(['Role a/r', 'Namespace /b', 'Namespace /a'])
	expect({ unseen, absent }).toEqual({ unseen: [], absent: [] })
})

test('nothing is asked where nothing is wanted', async () => {
	expect(await observeFrom({}, { wants: [] })).toMatchObject({ objects: [], unseen: [], absent: [], urls: [] })
})

test('a kind that is wanted twice is read once, whole', async () => {
	const { objects, urls } = await observeFrom(
		{ [`${rbac}/roles`]: list([{ ...item('r', 'a'), rules: [] }]) },
		{
			wants: [{ kind: kinds.Role, detail: 'metadata' }, ...wants(kinds.Role), { kind: kinds.Role, detail: 'metadata' }],
		},
	)
	expect(objects).toMatchObject([{ rules: [] }])
	expect(urls).toHaveLength(1)
})

describe('a kind that the cluster does not serve', () => {
	const unknown = { group: 'x.io', version: 'v1', kind: 'Thing', plural: 'things', namespaced: true }

	test.each([
		['in words', plain(404, '404 page not found')],
		['as a Status', status(404, 'NotFound', 'the server could not find the requested resource')],
	])('is absent, said %s', async (_, answer) => {
		const { absent, unseen } = await observeFrom(
			{ '/api/v1/namespaces': list([]), '/apis/x.io/v1/things': answer },
			{ wants: wants(kinds.Namespace, unknown) },
		)
		expect(absent).toEqual([unknown])
		expect(unseen).toEqual([])
	})

	test('of the core is a kind that could not be read', async () => {
		const { absent, unseen } = await observeFrom(
			{ '/api/v1/pods': list([]) },
			{ wants: wants(kinds.Pod, kinds.Namespace) },
		)
		expect(absent).toEqual([])
		expect(unseen).toEqual([{ kind: kinds.Namespace, reason: 'failed', message: '404 page not found' }])
	})
})

describe('who may not list a kind in the whole cluster', () => {
	const roleIn = (namespace: string): string => `${rbac}/namespaces/${namespace}/roles`

	test('sees it in the namespaces of interest, and the rest is unseen', async () => {
		const { names, unseen } = await observeFrom(
			{ [`${rbac}/roles`]: forbidden, [roleIn('a')]: list([item('r', 'a')]), [roleIn('b')]: list([]) },
			{ wants: wants(kinds.Role), namespaces: ['a', 'b', 'not-there'] },
		)
		expect(names).toEqual(['Role a/r'])
		expect(unseen).toEqual([
			{ kind: kinds.Role, except: ['a', 'b', 'not-there'], reason: 'forbidden', message: 'erin cannot list' },
		])
	})

	test('is told of each namespace where he may not either, or where it failed', async () => {
		const { names, unseen } = await observeFrom(
			{
				[`${rbac}/roles`]: forbidden,
				[roleIn('a')]: list([item('r', 'a')]),
				[roleIn('b')]: status(403, 'Forbidden', 'not in b'),
				[roleIn('c')]: status(500, 'InternalError', 'etcd is gone'),
			},
			{ wants: wants(kinds.Role), namespaces: ['a', 'b', 'c'] },
		)
		expect(names).toEqual(['Role a/r'])
		expect(unseen).toEqual([
			{ kind: kinds.Role, except: ['a'], reason: 'forbidden', message: 'erin cannot list' },
			{ kind: kinds.Role, namespace: 'b', reason: 'forbidden', message: 'not in b' },
			{ kind: kinds.Role, namespace: 'c', reason: 'failed', message: 'etcd is gone' },
		])
	})

	test('is told once where he may nowhere', async () => {
		const { unseen } = await observeFrom(
			{ [`${rbac}/roles`]: forbidden, [roleIn('a')]: forbidden, [roleIn('b')]: forbidden },
			{ wants: wants(kinds.Role), namespaces: ['a', 'b'] },
		)
		expect(unseen).toEqual([{ kind: kinds.Role, reason: 'forbidden', message: 'erin cannot list' }])
	})

	test('sees the Namespaces that he may read one by one', async () => {
		const { names, unseen } = await observeFrom(
			{
				'/api/v1/namespaces': forbidden,
				'/api/v1/namespaces/a': { body: { apiVersion: 'v1', kind: 'Namespace', ...item('a') } },
				'/api/v1/namespaces/b': forbidden,
			},
			{ wants: wants(kinds.Namespace), namespaces: ['a', 'b'] },
		)
		expect(names).toEqual(['Namespace /a'])
		expect(unseen).toMatchObject([{ except: ['a'] }, { namespace: 'b' }])
	})

	test('sees nothing of other kinds without a namespace', async () => {
		const { unseen, urls } = await observeFrom(
			{ '/api/v1/nodes': forbidden },
			{ wants: wants(kinds.Node), namespaces: ['a', 'b'] },
		)
		expect(unseen).toEqual([{ kind: kinds.Node, reason: 'forbidden', message: 'erin cannot list' }])
		expect(urls).toEqual(['/api/v1/nodes?limit=500'])
	})
})

describe('a kind that is wanted in some namespaces only', () => {
	const podsIn = (namespace: string): string => `/api/v1/namespaces/${namespace}/pods`
	const within = ['a', 'b']

	test('is asked for there and nowhere else', async () => {
		const { names, unseen, absent, urls } = await observeFrom(
			{ [podsIn('a')]: list([item('p', 'a')]), [podsIn('b')]: list([item('q', 'b')]) },
			{ wants: [{ kind: kinds.Pod, detail: 'whole', within }], namespaces: ['c'] },
		)
		expect(names).toEqual(['Pod a/p', 'Pod b/q'])
		expect({ unseen, absent }).toEqual({ unseen: [], absent: [] })
		expect(urls.toSorted()).toEqual([`${podsIn('a')}?limit=500`, `${podsIn('b')}?limit=500`])
	})

	test.each([
		['forbidden', forbidden, 'forbidden', 'erin cannot list'],
		['broken', status(500, 'InternalError', 'etcd is gone'), 'failed', 'etcd is gone'],
		['no API server', plain(404, '404 page not found'), 'failed', '404 page not found'],
	])('is unseen where it is %s', async (_, answer, reason, message) => {
		const { names, unseen, absent } = await observeFrom(
			{ [podsIn('a')]: list([item('p', 'a')]), [podsIn('b')]: answer },
			{ wants: [{ kind: kinds.Pod, detail: 'whole', within }] },
		)
		expect(names).toEqual(['Pod a/p'])
		expect({ unseen, absent }).toEqual({
			unseen: [{ kind: kinds.Pod, namespace: 'b', reason, message }],
			absent: [],
		})
	})

	test('is absent where the cluster does not serve it', async () => {
		const { unseen, absent } = await observeFrom(
			{ '/version': { body: { gitVersion: 'v1.37.2' } } },
			{ wants: [{ kind: kinds.Role, detail: 'whole', within }] },
		)
		expect({ unseen, absent }).toEqual({ unseen: [], absent: [kinds.Role] })
	})
})

describe('a kind that fails', () => {
	test.each([
		['on the server', status(500, 'InternalError', 'etcd is gone'), 'etcd is gone'],
		['because its own server is down', plain(503, 'service unavailable'), 'service unavailable'],
		['with a dropped connection', 'drop', 'drops the connection'],
		['behind a login page', { body: '<html>Login</html>' }, 'answers with HTTP 200 and "Login"'],
		['for its own server does not know us', status(401, 'Unauthorized', 'no'), 'does not accept the credentials'],
	] satisfies [string, FakeAnswer, string][])('%s is unseen; the others are seen', async (_, answer, message) => {
		const { names, unseen } = await observeFrom(
			{ '/api/v1/namespaces': list([item('a')]), [`${rbac}/roles`]: answer },
			{ wants: wants(kinds.Namespace, kinds.Role), namespaces: ['a'] },
		)
		expect(names).toEqual(['Namespace /a'])
		expect(unseen).toEqual([{ kind: kinds.Role, reason: 'failed', message: expect.stringContaining(message) }])
	})
})

describe('nothing at all that answers as an API server is an error, not an empty cluster', () => {
	test.each([
		['dropped connections', 'drop', 'cluster/unreachable'],
		['a login page', { body: '<html>Login</html>' }, 'cluster/not-an-api-server'],
		['credentials that are refused', status(401, 'Unauthorized', 'no'), 'cluster/unauthorized'],
		['a web server that knows no page', plain(404, 'not found'), 'cluster/not-an-api-server'],
	] satisfies [string, FakeAnswer, string][])('%s', async (_, answer, code) => {
		const paths = ['/version', `${rbac}/roles`, `${rbac}/rolebindings`]
		const answers = Object.fromEntries(paths.map((path) => [path, answer]))
		await expect(observeFrom(answers, { wants: wants(kinds.Role, kinds.RoleBinding) })).rejects.toMatchObject({ code })
	})

	test('even where a version is told', async () => {
		const answers = { '/version': { body: { gitVersion: 'v1.37.2' } }, [`${rbac}/roles`]: 'drop' } as const
		await expect(observeFrom(answers, { wants: wants(kinds.Role) })).rejects.toMatchObject({
			code: 'cluster/unreachable',
		})
	})

	test('but an API server may well serve none of them', async () => {
		const { absent } = await observeFrom(
			{ '/version': { body: { gitVersion: 'v1.37.2' } } },
			{ wants: wants(kinds.Role, kinds.RoleBinding) },
		)
		expect(absent).toEqual([kinds.Role, kinds.RoleBinding])
	})
})

test('progress counts pages, and ends where all are read', async () => {
	const seen: string[] = []
	const progress = (done: number, total: number): unknown => seen.push(`${done}/${total}`)
	await observeFrom(
		{ '/api/v1/pods': forbidden, '/api/v1/namespaces/a/pods': list([]), '/api/v1/namespaces/b/pods': list([]) },
		{ wants: wants(kinds.Pod), namespaces: ['a', 'b'], progress },
	)
	expect(seen).toEqual(['1/1', '2/3', '3/3'])
})

test('a signal ends it for its reason', async () => {
	const signal = AbortSignal.abort(new Error('interrupted'))
	await expect(observeFrom({}, { wants: wants(kinds.Pod), signal })).rejects.toThrow('interrupted')
})
