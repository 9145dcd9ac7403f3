import { TLSSocket } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { KnownError } from '../../model/errors.ts'
import { makeCertificates } from './certificates.suite.ts'
import { type FakeRequest, startFakeApi, targetOf, transportTo } from './fake-api.suite.ts'
import { readTls } from './tls.ts'

const certificates = makeCertificates()
const { ca, server, client, folder } = certificates
const now = new Date()
const daysLater = (days: number): Date => new Date(now.getTime() + days * 86_400_000)

type Parts = Parameters<typeof targetOf>

async function ask(url: string, cluster: Parts[1], user?: Parts[2]): Promise<unknown> {
	const tls = await readTls(targetOf(url, cluster, user), undefined, now)
	return transportTo(url, { pool: { tls } }).send({ method: 'GET', path: '/api' })
}

const version = { body: { kind: 'APIVersions' } }
const serve = () => startFakeApi(() => version, { ...server, ca, requestCert: true, rejectUnauthorized: false })

/** What the client's certificate says of him. */
const clientOf = (request: FakeRequest | undefined): object | undefined =>
	request?.socket instanceof TLSSocket ? request.socket.getPeerCertificate().subject : undefined

describe('how a server is recognised', () => {
	test.each([
		['by the authority as data', { caData: ca }],
		['by the authority in a file', { caFile: `${folder}/ca.crt` }],
		['by data before a file', { caData: ca, caFile: '/nowhere' }],
		['by another name', { caData: ca, tlsServerName: 'api.test' }],
		['not at all', { insecure: true }],
	])('%s', async (_, cluster) => {
		const { url } = await serve()
		expect(await ask(url, cluster)).toEqual({ ok: true, body: { kind: 'APIVersions' } })
	})

	test.each([
		['signed by nobody that is known', {}, 'not signed by an authority that is known here', 'certificate-authority'],
		['for another name', { caData: ca, tlsServerName: 'other.test' }, 'other.test', 'tls-server-name'],
	])('a certificate %s is refused', async (_, cluster, message, hint) => {
		const { url, requests } = await serve()
		const error = await ask(url, cluster).catch((reason: unknown) => reason)
		expect(error).toMatchObject({ code: 'cluster/tls', exit: 'cluster', hint: expect.stringContaining(hint) })
		expect(String(error)).toContain(message)
		expect(requests).toEqual([])
	})

	test('https where http is spoken', async () => {
		const { url } = await startFakeApi(() => version)
		await expect(ask(url.replace('http', 'https'), { caData: ca })).rejects.toMatchObject({ code: 'cluster/tls' })
	})

	test('http where https is spoken', async () => {
		const { url } = await serve()
		const sent = transportTo(url.replace('https', 'http')).send({ method: 'GET', path: '/api' })
		await expect(sent).rejects.toBeInstanceOf(KnownError)
	})
})

describe('the certificate by which we are recognised', () => {
	const pems = { certData: client.cert, keyData: client.key }

	test.each([
		['as data', pems],
		['in files', { certFile: `${folder}/client.crt`, keyFile: `${folder}/client.key` }],
	])('%s', async (_, user) => {
		const { url, requests } = await serve()
		await ask(url, { caData: ca }, user)
		expect(clientOf(requests[0])).toMatchObject({ CN: 'erin', O: 'qa' })
	})

	test('that of a plugin, where the kubeconfig has none', async () => {
		const { url, requests } = await serve()
		const tls = await readTls(targetOf(url, { caData: ca }), client, now)
		await transportTo(url, { pool: { tls } }).send({ method: 'GET', path: '/api' })
		expect(clientOf(requests[0])).toMatchObject({ CN: 'erin' })
	})

	test.each([
		['ten days and a bit after its end', daysLater(20.5), '(10 days ago)'],
		['a day after its end', daysLater(11.5), '(1 day ago)'],
		['on the day of its end', daysLater(10.2), '(today)'],
	])('%s it has expired', async (_, date, ago) => {
		const error = await readTls(targetOf('https://c', {}, pems), undefined, date).catch((reason: unknown) => reason)
		expect(error).toMatchObject({ code: 'cluster/certificate-expired', exit: 'cluster' })
		expect(String(error)).toContain(
			`the client certificate of user erin expired on ${daysLater(10).toISOString().slice(0, 10)} ${ago}`,
		)
	})

	test('shortly before its end it has not', async () => {
		await expect(readTls(targetOf('https://c', {}, pems), undefined, daysLater(9.9))).resolves.toBeDefined()
	})

	test.each([
		['an authority that is not there', { caFile: '/nowhere/ca.crt' }, {}, 'unreadable', '/nowhere/ca.crt (ENOENT)'],
		['a certificate that is not there', {}, { certFile: '/nowhere/c.crt' }, 'unreadable', '/nowhere/c.crt (ENOENT)'],
		[
			'a key that is not there',
			{},
			{ ...pems, keyData: undefined, keyFile: '/nowhere/c.key' },
			'unreadable',
			'client key of user erin',
		],
		[
			'an authority that is none',
			{ caData: 'hello' },
			{},
			'invalid',
			'authority of cluster test is no PEM certificate',
		],
		[
			'a certificate that is none',
			{},
			{ ...pems, certData: 'hello' },
			'invalid',
			'certificate of user erin is no PEM certificate',
		],
		['a certificate without its key', {}, { certData: client.cert }, 'invalid', 'only one of them'],
		['a key without its certificate', {}, { keyData: client.key }, 'invalid', 'only one of them'],
		['a key of another', {}, { ...pems, keyData: server.key }, 'invalid', 'cannot be used together'],
	])('%s', async (_, cluster, user, code, message) => {
		const error = await readTls(targetOf('https://c', cluster, user), undefined, now).catch((reason: unknown) => reason)
		expect(error).toMatchObject({ code: `cluster/certificate-${code}`, exit: 'cluster' })
		expect(String(error)).toContain(message)
	})
})
