import { type AddressInfo, createServer } from 'node:net'
import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { KnownError } from '../../model/errors.ts'
import { type FakeAnswer, impatience, startFakeApi, status, targetOf, tokens, transportTo } from './fake-api.suite.ts'
import type { Request, TransportParts } from './transport.ts'

const get: Request = { method: 'GET', path: '/api/v1/pods?limit=500' }
const patch: Request = { method: 'PATCH', path: '/api/v1/namespaces/a', body: { kind: 'Namespace' } }
const remove: Request = { method: 'DELETE', path: '/api/v1/namespaces/a', body: { kind: 'DeleteOptions' } }
const fine: FakeAnswer = { body: { kind: 'PodList' } }

/** A server that gives these answers in turn, the last one for ever. */
async function send(request: Request, answers: readonly FakeAnswer[], parts: Partial<TransportParts> = {}) {
	const { url, requests } = await startFakeApi((_, index) => answers[Math.min(index, answers.length - 1)] ?? 'drop')
	const patience = impatience()
	const transport = transportTo(url, { patience, ...parts })
	const result = await transport.send(request).catch((error: unknown) => error)
	return { result, requests, waits: patience.waits, url }
}

describe('a request', () => {
	test('goes out with its body, its headers and whom to act as', async () => {
		const headers = { 'impersonate-user': 'erin', 'impersonate-group': ['qa', 'ops'] }
		const { requests } = await send({ ...patch, contentType: 'application/apply-patch+yaml', accept: 'x/y' }, [fine], {
			headers,
		})
		expect(requests).toHaveLength(1)
		expect(requests[0]).toMatchObject({
			method: 'PATCH',
			url: '/api/v1/namespaces/a',
			body: { kind: 'Namespace' },
			headers: {
				authorization: 'Bearer secret',
				'content-type': 'application/apply-patch+yaml',
				accept: 'x/y',
				'impersonate-user': 'erin',
				'impersonate-group': 'qa, ops',
			},
		})
	})

	test('stands below the path of the server, as behind Rancher', async () => {
		const { url, requests } = await startFakeApi(() => fine)
		await transportTo(url, { target: targetOf(`${url}/k8s/clusters/c-1/`) }).send(get)
		expect(requests[0]?.url).toBe('/k8s/clusters/c-1/api/v1/pods?limit=500')
	})

	test('is answered with JSON, also when it is packed', async () => {
		const body = gzipSync(JSON.stringify({ kind: 'PodList', items: ['ü'] }))
		const { result } = await send(get, [{ body, headers: { 'content-encoding': 'gzip' } }])
		expect(result).toEqual({ ok: true, body: { kind: 'PodList', items: ['ü'] } })
	})

	test('shares connections with others, as many as are allowed', async () => {
		const { url, requests } = await startFakeApi(() => fine)
		const transport = transportTo(url, { pool: { connections: 3 } })
		await Promise.all(Array.from({ length: 30 }, () => transport.send(get)))
		expect(new Set(requests.map(({ socket }) => socket)).size).toBe(3)
	})
})

describe('a refusal is an answer', () => {
	test.each([
		['forbidden', status(403, 'Forbidden', 'no'), { status: 403, reason: 'Forbidden', message: 'no', causes: [] }],
		[
			'with causes',
			status(409, 'Conflict', 'no', { causes: [{ reason: 'FieldManagerConflict', message: 'm', field: '.f' }, {}] }),
			{
				status: 409,
				causes: [
					{ reason: 'FieldManagerConflict', message: 'm', field: '.f' },
					{ reason: '', message: '', field: '' },
				],
			},
		],
		[
			'without words',
			{ status: 404, body: { kind: 'Status' } },
			{ status: 404, reason: '', message: 'the server answered with HTTP 404' },
		],
		[
			'in plain text',
			{ status: 404, body: '404 page not found\n', headers: { 'content-type': 'text/plain; charset=utf-8' } },
			{ status: 404, reason: '', message: '404 page not found', causes: [] },
		],
	])('%s', async (_, answer, failure) => {
		const { result, waits } = await send(get, [answer])
		expect(result).toMatchObject({ ok: false, failure })
		expect(waits).toEqual([])
	})
})

describe('patience', () => {
	const busy: FakeAnswer = {
		status: 429,
		body: 'Too many requests',
		headers: { 'content-type': 'text/plain', 'retry-after': '1' },
	}
	const broken = status(500, 'InternalError', 'etcd is gone')

	test.each([
		['a busy server, waited for', patch, [busy, busy, fine], [1000, 1000]],
		['a server that starts, waited for', patch, [status(503, '', 'starting'), fine], [200]],
		['a read that fails, sent again', get, [broken, broken, fine], [200, 400]],
		['a dropped read, sent again', get, ['drop', fine], [200]],
		['a dropped apply, sent again', patch, ['drop', fine], [200]],
		['a dropped delete, sent again', remove, ['drop', 'drop', fine], [200, 400]],
	] satisfies [string, Request, FakeAnswer[], number[]][])('%s', async (_, request, answers, expected) => {
		const { result, requests, waits } = await send(request, answers)
		expect(result).toMatchObject({ ok: true })
		expect(requests).toHaveLength(answers.length)
		expect(waits).toEqual(expected)
	})

	test.each([
		['a server that stays busy', patch, busy, 5, { ok: false, failure: { status: 429, message: 'Too many requests' } }],
		['a read that keeps failing', get, broken, 3, { ok: false, failure: { status: 500, message: 'etcd is gone' } }],
		['a write that fails', patch, broken, 1, { ok: false, failure: { status: 500 } }],
		['a connection that is always dropped', patch, 'drop', 3, { code: 'cluster/unreachable' }],
	] satisfies [string, Request, FakeAnswer, number, object][])(
		'%s is given up',
		async (_, request, answer, times, expected) => {
			const { result, requests } = await send(request, [answer])
			expect(result).toMatchObject(expected)
			expect(requests).toHaveLength(times)
		},
	)
})

describe('credentials that are refused', () => {
	const unauthorized = status(401, 'Unauthorized', 'Unauthorized')

	test('are renewed once', async () => {
		const { result, requests } = await send(get, [unauthorized, fine], {
			credentials: tokens('Bearer old', 'Bearer new'),
		})
		expect(result).toMatchObject({ ok: true })
		expect(requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer old', 'Bearer new'])
	})

	test.each([
		['cannot be renewed', tokens('Bearer secret'), 1],
		['are refused again', tokens('Bearer secret', 'Bearer secret2', 'Bearer secret3'), 2],
	])('and %s', async (_, credentials, times) => {
		const { result, requests, url } = await send(get, [unauthorized], { credentials })
		expect(result).toBeInstanceOf(KnownError)
		expect(result).toMatchObject({
			code: 'cluster/unauthorized',
			exit: 'cluster',
			message: `the API server at ${url} does not accept the credentials of user erin (context test)`,
		})
		expect(requests).toHaveLength(times)
	})
})

describe('something that is no API server', () => {
	const page = `<html><head><title>Login</title><style>p {color: red}</style><script>var t = "secret"</script></head>
		<body><h1>Corp&nbsp;SSO</h1>\u001b[31m<p>Please log in</p></body></html>`

	test.each([
		['a login page', { body: page }, 'HTTP 200 and "Login Corp&nbsp;SSO [31m Please log in"'],
		['a proxy without permission', { status: 403, body: '<h1>Blocked</h1>' }, 'HTTP 403 and "Blocked"'],
		['a gateway', { status: 502, body: '<h1>Bad Gateway</h1>' }, 'HTTP 502 and "Bad Gateway"'],
		['another API', { body: { error: 'unknown route' } }, 'HTTP 200 and "{"error":"unknown route"}"'],
		['another API with a refusal', { status: 403, body: { error: 'no' } }, 'HTTP 403 and "{"error":"no"}"'],
		['half an answer', { body: '{"kind": "PodList", "items": [' }, 'HTTP 200 and "{"kind": "PodList", "items": ["'],
		['nothing', { body: '' }, 'HTTP 200 and nothing'],
		['markup without words', { body: '<br>' }, 'HTTP 200 and no words'],
		['many words', { body: 'word '.repeat(10_000) }, `HTTP 200 and "${'word '.repeat(24)}…"`],
		[
			'a redirect',
			{ status: 302, headers: { location: 'https://sso.corp/login?token=secret' } },
			'HTTP 302 and a redirect to https://sso.corp/login',
		],
		['a redirect to nowhere', { status: 302 }, 'HTTP 302 and a redirect to nowhere'],
	] satisfies [string, FakeAnswer, string][])('%s', async (_, answer, message) => {
		const { result, url } = await send(get, [answer])
		expect(result).toMatchObject({
			code: 'cluster/not-an-api-server',
			exit: 'cluster',
			message: `${url}/api/v1/pods answers with ${message}`,
		})
		expect(String(result)).not.toContain('secret')
	})

	test('a server without a version', async () => {
		const answer = { status: 404, body: '404 page not found', headers: { 'content-type': 'text/plain' } }
		const { result } = await send({ method: 'GET', path: '/version' }, [answer])
		expect(result).toMatchObject({ code: 'cluster/not-an-api-server' })
	})
})

describe('a server that cannot be reached', () => {
	test('because nobody listens', async () => {
		const sent = transportTo('http://127.0.0.1:1').send(get)
		await expect(sent).rejects.toMatchObject({
			code: 'cluster/unreachable',
			exit: 'cluster',
			message: 'the API server at http://127.0.0.1:1 refuses the connection',
		})
	})

	test('because its name does not exist', async () => {
		const sent = transportTo('http://api.invalid').send(get)
		await expect(sent).rejects.toMatchObject({
			code: 'cluster/unreachable',
			message: expect.stringContaining('cannot be found'),
		})
	})

	test('because it gives no answer in time', async () => {
		const { url } = await startFakeApi(() => 'silence')
		const sent = transportTo(url, { pool: { timeoutMilliseconds: 50 }, timeoutSeconds: 0.05 }).send(get)
		await expect(sent).rejects.toMatchObject({
			code: 'cluster/timeout',
			message: `the API server at ${url} gives no answer to GET /api/v1/pods within 0.05 s`,
		})
	})
})

describe('a signal', () => {
	test('stops what is under way and what waits for a connection', async () => {
		const controller = new AbortController()
		const { url, requests } = await startFakeApi((_, index) => {
			if (index === 0) setImmediate(() => controller.abort(new Error('interrupted')))
			return 'silence'
		})
		const transport = transportTo(url, { pool: { connections: 1 } })
		const sent = Array.from({ length: 20 }, () => transport.send({ ...get, signal: controller.signal }))
		for (const result of await Promise.allSettled(sent))
			expect(result).toEqual({ status: 'rejected', reason: new Error('interrupted') })
		expect(requests).toHaveLength(1)
	})

	test('stops a connection that is being made', async () => {
		const silent = createServer()
		await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
		onTestFinished(() => {
			silent.close()
		})
		const { port } = silent.address() as AddressInfo
		const controller = new AbortController()
		silent.on('connection', () => controller.abort(new Error('interrupted')))
		const sent = transportTo(`https://127.0.0.1:${port}`).send({ ...get, signal: controller.signal })
		await expect(sent).rejects.toThrow('interrupted')
	})

	test('that was given before stops all', async () => {
		const { result, requests } = await send({ ...get, signal: AbortSignal.abort(new Error('too late')) }, [fine])
		expect(result).toEqual(new Error('too late'))
		expect(requests).toEqual([])
	})
})
