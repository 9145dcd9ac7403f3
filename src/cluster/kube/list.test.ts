import { describe, expect, test } from 'vitest'
import { kinds } from '../../model/kinds.ts'
import { type FakeAnswer, type FakeRequest, list, startFakeApi, status, transportTo } from './fake-api.suite.ts'
import { getOne, type ListOptions, listKind } from './list.ts'

const whole = { kind: kinds.Role, detail: 'whole' } as const
const metadataOf = (name: string): object => ({ metadata: { name, namespace: 'a' } })

async function listFrom(
	answer: (request: FakeRequest, index: number) => FakeAnswer,
	want = whole,
	options?: ListOptions,
) {
	const { url, requests } = await startFakeApi(answer)
	const listing = await listKind(transportTo(url), want, options)
	return { listing, urls: requests.map((request) => request.url), requests }
}

const path = '/apis/rbac.authorization.k8s.io/v1/roles'

describe('pages', () => {
	test('are read one after the other, and counted', async () => {
		const left: number[] = []
		const { listing, urls } = await listFrom(
			(_, index) =>
				[
					list([metadataOf('r1'), metadataOf('r2')], { continue: 'a/b=', remainingItemCount: 1200 }),
					list([metadataOf('r3')], { continue: 'second' }),
					list([metadataOf('r4')]),
				][index] ?? 'drop',
			whole,
			{ onPage: (pages) => left.push(pages) },
		)
		expect(listing).toMatchObject({
			ok: true,
			objects: ['r1', 'r2', 'r3', 'r4'].map((name) => ({ metadata: { name } })),
		})
		expect(urls).toEqual([
			`${path}?limit=500`,
			`${path}?limit=500&continue=a%2Fb%3D`,
			`${path}?limit=500&continue=second`,
		])
		// Where the server does not count what is left, there is at least one page.
		expect(left).toEqual([3, 1, 0])
	})

	test('are all read anew, in one piece, where one was asked for too late', async () => {
		const { listing, urls } = await listFrom((_, index) =>
			index === 0
				? list([metadataOf('r1')], { continue: 'old' })
				: index === 1
					? status(410, 'Expired', 'The provided continue parameter is too old', {})
					: list([metadataOf('r1'), metadataOf('r2')]),
		)
		expect(listing).toMatchObject({ ok: true, objects: [{ metadata: { name: 'r1' } }, { metadata: { name: 'r2' } }] })
		expect(urls).toEqual([`${path}?limit=500`, `${path}?limit=500&continue=old`, path])
	})

	test('that always come too late are given up', async () => {
		const { listing, urls } = await listFrom(() => status(410, 'Expired', 'too old'))
		expect(listing).toMatchObject({ ok: false, failure: { status: 410 } })
		expect(urls).toHaveLength(2)
	})

	test('before a failure are nothing', async () => {
		const { listing } = await listFrom((_, index) =>
			index === 0 ? list([metadataOf('r1')], { continue: 'next' }) : status(403, 'Forbidden', 'no'),
		)
		expect(listing).toMatchObject({ ok: false, failure: { status: 403, message: 'no' } })
	})

	test('of nothing, as Go writes it', async () => {
		const { listing } = await listFrom(() => ({ body: { kind: 'RoleList', items: null } }))
		expect(listing).toEqual({ ok: true, objects: [] })
	})
})

test('objects say their kind, and the rest is as the server sent it', async () => {
	const item = {
		metadata: { name: 'r', namespace: 'a', managedFields: [{ manager: 'm' }] },
		rules: [{ verbs: ['get'] }],
	}
	const { listing } = await listFrom(() => list([item]))
	expect(listing).toEqual({
		ok: true,
		objects: [{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', ...item }],
	})
})

test('one namespace', async () => {
	const { urls } = await listFrom(() => list([]), whole, { namespace: 'shop-dev' })
	expect(urls).toEqual(['/apis/rbac.authorization.k8s.io/v1/namespaces/shop-dev/roles?limit=500'])
})

describe('metadata alone', () => {
	const metadata = { kind: kinds.Role, detail: 'metadata' } as const
	const item = { metadata: { name: 'r', namespace: 'a' }, rules: [] }

	test.each([
		[
			'from a server that can',
			{ ...item, rules: undefined, kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1' },
		],
		['from a server that sends the whole', item],
	])('%s', async (_, sent) => {
		const { url, requests } = await startFakeApi(() => list([sent]))
		expect(await listKind(transportTo(url), metadata)).toEqual({
			ok: true,
			objects: [{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: item.metadata }],
		})
		expect(requests[0]?.headers.accept).toBe(
			'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json',
		)
	})
})

describe('Secrets', () => {
	const annotations = {
		'kubectl.kubernetes.io/last-applied-configuration': '{"data":{"password":"aHVzaA=="}}',
		'kapp.k14s.io/original': '{"data":{"password":"aHVzaA=="}}',
		'argocd.argoproj.io/tracking-id': 'shop:/Secret:a/s',
		'meta.helm.sh/release-name': 'shop',
		'kubernetes.io/service-account.name': 'deployers',
	}
	const secret = {
		metadata: { name: 's', namespace: 'a', labels: { stage: 'dev' }, annotations },
		data: { password: 'aHVzaA==' },
	}

	test.each(['whole', 'metadata'] as const)(
		'are never read beyond their metadata, though %s was asked for',
		async (detail) => {
			const { url, requests } = await startFakeApi(() => list([secret]))
			const listing = await listKind(transportTo(url), { kind: kinds.Secret, detail })
			expect(requests[0]?.headers.accept).toContain('as=PartialObjectMetadataList')
			expect(JSON.stringify(listing)).not.toContain('aHVzaA==')
			expect(listing).toEqual({
				ok: true,
				objects: [
					{
						apiVersion: 'v1',
						kind: 'Secret',
						metadata: {
							...secret.metadata,
							annotations: {
								'argocd.argoproj.io/tracking-id': 'shop:/Secret:a/s',
								'meta.helm.sh/release-name': 'shop',
								'kubernetes.io/service-account.name': 'deployers',
							},
						},
					},
				],
			})
		},
	)
})

describe('one object', () => {
	const want = { kind: kinds.Namespace, detail: 'whole' } as const
	const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop-dev' } }

	test.each([
		['that exists', { body: namespace }, { ok: true, objects: [namespace] }],
		['that does not exist', status(404, 'NotFound', 'no'), { ok: true, objects: [] }],
		[
			'that may not be read',
			status(403, 'Forbidden', 'no'),
			{ ok: false, failure: { status: 403, reason: 'Forbidden', message: 'no', causes: [] } },
		],
	])('%s', async (_, answer, expected) => {
		const { url, requests } = await startFakeApi(() => answer)
		expect(await getOne(transportTo(url), want, 'shop-dev', undefined)).toEqual(expected)
		expect(requests[0]?.url).toBe('/api/v1/namespaces/shop-dev')
	})
})
