import { createServer, type Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { makeCertificates } from './certificates.suite.ts'
import { startFakeApi, targetOf, transportTo } from './fake-api.suite.ts'
import { readTls } from './tls.ts'

const { ca, server } = makeCertificates()

/** A proxy that opens tunnels, if it is told the password. */
async function startProxy(): Promise<{ readonly url: URL; readonly tunnels: readonly string[] }> {
	const tunnels: string[] = []
	const proxy: Server = createServer()
	proxy.on('connect', (request, socket) => {
		const isAllowed =
			request.headers['proxy-authorization'] === `Basic ${Buffer.from('erin:secret').toString('base64')}`
		if (!isAllowed) return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
		tunnels.push(request.url ?? '')
		const [host, port] = (request.url ?? '').split(':')
		const onward = connect(Number(port), host, () => {
			socket.write('HTTP/1.1 200 OK\r\n\r\n')
			onward.pipe(socket).pipe(onward)
		})
		onward.on('error', () => socket.destroy())
		socket.on('error', () => onward.destroy())
		onTestFinished(() => {
			onward.destroy()
		})
		return undefined
	})
	await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
	onTestFinished(() => {
		proxy.closeAllConnections()
		proxy.close()
	})
	return { url: new URL(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`), tunnels }
}

const request = { method: 'GET', path: '/api' } as const

test('through a proxy, with TLS end to end', async () => {
	const { url, requests } = await startFakeApi(() => ({ body: { kind: 'APIVersions' } }), server)
	const proxy = await startProxy()
	const withPassword = new URL(proxy.url.href.replace('//', '//erin:secret@'))
	const tls = await readTls(targetOf(url, { caData: ca, tlsServerName: 'api.test' }), undefined, new Date())
	const answer = await transportTo(url, { pool: { tls, proxy: withPassword } }).send(request)
	expect(answer).toEqual({ ok: true, body: { kind: 'APIVersions' } })
	expect(proxy.tunnels).toEqual([new URL(url).host])
	expect(requests).toHaveLength(1)
	expect(requests[0]?.headers).not.toHaveProperty('proxy-authorization')
})

test('a proxy that does not let through is named, without its password', async () => {
	const { url } = await startFakeApi(() => ({}), server)
	const proxy = await startProxy()
	const wrong = new URL(proxy.url.href.replace('//', '//erin:wrong@'))
	const tls = await readTls(targetOf(url, { caData: ca }), undefined, new Date())
	const error = await transportTo(url, { pool: { tls, proxy: wrong } })
		.send(request)
		.catch((reason: unknown) => reason)
	expect(error).toMatchObject({ code: 'cluster/unreachable', exit: 'cluster' })
	expect(String(error)).toContain(
		`(through the proxy ${proxy.url.host}) is not let through by the proxy: Proxy response (407)`,
	)
	expect(String(error)).not.toContain('wrong')
})
