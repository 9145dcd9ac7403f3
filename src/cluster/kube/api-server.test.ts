import { describe, expect, test } from 'vitest'
import type { ApiServer, Endpoint } from '../cluster.ts'
import { apiServer } from './api-server.ts'
import { makeCertificates } from './certificates.suite.ts'
import { type FakeAnswer, startFakeApi, status, targetOf, transportTo } from './fake-api.suite.ts'

async function serverThat(answer: FakeAnswer) {
	const { url, requests } = await startFakeApi(() => answer)
	return { server: apiServer(targetOf(url), transportTo(url)), requests }
}

describe('who we are', () => {
	test('is what the server says', async () => {
		const body = { kind: 'SelfSubjectReview', status: { userInfo: { username: 'erin', groups: [] } } }
		const { server, requests } = await serverThat({ status: 201, body })
		expect(await server.whoAmI()).toBe('erin')
		expect(requests).toMatchObject([
			{
				method: 'POST',
				url: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
				body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
			},
		])
	})

	test.each([
		['refuses to say', status(403, 'Forbidden', 'no')],
		['does not know the question', status(404, 'NotFound', 'the server could not find the requested resource')],
		['says nothing', { body: { kind: 'SelfSubjectReview' } }],
	] as const)('is unknown where it %s', async (_, answer) => {
		expect(await (await serverThat(answer)).server.whoAmI()).toBeUndefined()
	})
})

describe('a token', () => {
	const account = { namespace: 'shop-dev', name: 'ci' }
	const ask = async (answer: FakeAnswer) => {
		const { server, requests } = await serverThat(answer)
		return { answer: await server.requestToken(account, 900), requests }
	}

	test('is asked for by account and time, and holds as long as the server says', async () => {
		const body = { kind: 'TokenRequest', status: { token: 'ey.x', expirationTimestamp: '2026-11-24T15:00:00Z' } }
		const { answer, requests } = await ask({ status: 201, body })
		expect(answer).toEqual({ type: 'issued', token: 'ey.x', expires: '2026-11-24T15:00:00Z' })
		expect(requests).toMatchObject([
			{
				method: 'POST',
				url: '/api/v1/namespaces/shop-dev/serviceaccounts/ci/token',
				body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 900 } },
			},
		])
	})

	test.each([
		[403, 'Forbidden', 'forbidden'],
		[404, 'NotFound', 'missing'],
		[422, 'Invalid', 'invalid'],
	])('that is refused with %d says why', async (code, word, reason) => {
		const { answer } = await ask(status(code, word, 'not for you'))
		expect(answer).toEqual({ type: 'refused', reason, message: 'not for you' })
	})

	test('is in no message, however odd the answer', async () => {
		const odd = ask({ body: '{"status": {"token": "ey.secret"}, ' })
		await expect(odd).rejects.toMatchObject({
			code: 'cluster/not-an-api-server',
			message: expect.not.stringContaining('ey.secret'),
		})
	})
})

describe('a right', () => {
	const ci = { user: 'system:serviceaccount:shop-dev:ci', groups: ['system:authenticated'] }
	const exec = { verb: 'create', group: '', resource: 'pods', subresource: 'exec', namespace: 'shop-prod' }
	const ask = async (answer: FakeAnswer, identity: Parameters<ApiServer['review']>[0] = ci) => {
		const { server, requests } = await serverThat(answer)
		return { answer: await server.review(identity, exec), requests }
	}
	const said = (status: object): FakeAnswer => ({ status: 201, body: { kind: 'SubjectAccessReview', status } })

	test('is asked about by name and groups', async () => {
		const { answer, requests } = await ask(said({ allowed: true, reason: 'because' }))
		expect(answer).toEqual({ type: 'reviewed', allowed: true, reason: 'because' })
		expect(requests).toMatchObject([
			{
				method: 'POST',
				url: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
				body: {
					apiVersion: 'authorization.k8s.io/v1',
					kind: 'SubjectAccessReview',
					spec: { ...ci, resourceAttributes: exec },
				},
			},
		])
	})

	test('of a member of a group has no name', async () => {
		const { requests } = await ask(said({ allowed: false }), { groups: ['qa'] })
		expect(requests.map(({ body }) => (body as { spec: object }).spec)).toEqual([
			{ groups: ['qa'], resourceAttributes: exec },
		])
	})

	test.each([
		['without a reason', said({ allowed: false }), { type: 'reviewed', allowed: false, reason: '' }],
		[
			'that may not be asked about',
			status(403, 'Forbidden', 'no'),
			{ type: 'refused', reason: 'forbidden', message: 'no' },
		],
	] as const)('%s', async (_, given, expected) => {
		expect((await ask(given)).answer).toEqual(expected)
	})
})

describe('how clients reach it', () => {
	const { ca, folder } = makeCertificates()
	const server = 'https://api.test:6443/k8s'
	const plain: Endpoint = { server, insecure: false }
	const cases: readonly [what: string, cluster: Parameters<typeof targetOf>[1], endpoint: Endpoint][] = [
		['nothing but an address', {}, plain],
		['an authority as data', { caData: ca }, { ...plain, authority: ca }],
		['an authority in a file, which is not elsewhere', { caFile: `${folder}/ca.crt` }, { ...plain, authority: ca }],
		['another name', { tlsServerName: 'k8s' }, { ...plain, tlsServerName: 'k8s' }],
		['no check at all', { insecure: true }, { ...plain, insecure: true }],
		['a proxy', { proxyUrl: 'socks5://bastion:1080' }, { ...plain, proxyUrl: 'socks5://bastion:1080' }],
		['a proxy with a password, which is told to nobody', { proxyUrl: 'http://me:secret@proxy:3128' }, plain],
	]
	test.each(cases)('%s', async (_, cluster, endpoint) => {
		const { url } = await startFakeApi(() => 'drop')
		expect(await apiServer(targetOf(server, cluster), transportTo(url)).endpoint()).toEqual(endpoint)
	})

	test('an authority that is not there is said', async () => {
		const { url } = await startFakeApi(() => 'drop')
		const lost = apiServer(targetOf(server, { caFile: `${folder}/none.crt` }), transportTo(url))
		await expect(lost.endpoint()).rejects.toMatchObject({ code: 'cluster/certificate-unreadable' })
	})
})
