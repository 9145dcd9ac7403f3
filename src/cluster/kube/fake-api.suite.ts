/** A small HTTP(S) server in this process that answers as a test wants, and a transport to it that waits for nothing. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Target } from './context.ts'
import type { Credentials } from './credentials.ts'
import type { Patience } from './patience.ts'
import { createTransport, type Transport, type TransportParts } from './transport.ts'
import { createPool, type PoolSettings } from './undici.ts'

/** A request as the server got it. */
export interface FakeRequest {
	readonly method: string
	/** Path and query. */
	readonly url: string
	readonly headers: IncomingHttpHeaders
	readonly body: unknown
	readonly socket: Socket
}

/** An answer: an object as JSON, a text as it is; or none at all, with the connection cut or kept. */
export type FakeAnswer =
	| {
			readonly status?: number
			readonly body?: object | string | Buffer
			readonly headers?: Readonly<Record<string, string>>
	  }
	| 'drop'
	| 'silence'

/** The running server. */
export interface FakeApi {
	readonly url: string
	/** Everything that it was asked, in order. */
	readonly requests: readonly FakeRequest[]
}

/** Starts a server for the length of a test. */
export async function startFakeApi(
	answer: (request: FakeRequest, index: number) => FakeAnswer,
	tls?: ServerOptions,
): Promise<FakeApi> {
	const requests: FakeRequest[] = []
	const listener = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
		const request = await receive(incoming)
		requests.push(request)
		respond(response, answer(request, requests.length - 1))
	}
	const server = tls === undefined ? createServer(listener) : createTlsServer(tls, listener)
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
	onTestFinished(() => {
		server.closeAllConnections()
		return new Promise((resolve) => server.close(() => resolve()))
	})
	const { port } = server.address() as AddressInfo
	return { url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`, requests }
}

async function receive(incoming: IncomingMessage): Promise<FakeRequest> {
	const chunks: Buffer[] = []
	for await (const chunk of incoming) chunks.push(chunk as Buffer)
	const text = Buffer.concat(chunks).toString()
	const { method = '', url = '', headers, socket } = incoming
	return { method, url, headers, socket, body: text === '' ? undefined : JSON.parse(text) }
}

function respond(response: ServerResponse, answer: FakeAnswer): void {
	if (answer === 'silence') return
	if (answer === 'drop') {
		response.socket?.destroy()
		return
	}
	const { status = 200, body = {}, headers } = answer
	const isText = typeof body === 'string' || Buffer.isBuffer(body)
	response.writeHead(status, { 'content-type': isText ? 'text/html' : 'application/json', ...headers })
	response.end(isText ? body : JSON.stringify(body))
}

/** A `Status` of the API. */
export function status(code: number, reason: string, message: string, details: object = {}): FakeAnswer {
	const body = { kind: 'Status', apiVersion: 'v1', status: 'Failure', code, reason, message, details }
	return { status: code, body }
}

/** A list of the API. */
export function list(items: readonly object[], metadata: object = {}): FakeAnswer {
	return { body: { kind: 'List', apiVersion: 'v1', metadata, items } }
}

/** What stands in a kubeconfig about a server. */
export function targetOf(
	url: string,
	cluster: Partial<Target['cluster']> = {},
	user: Partial<Target['user']> = {},
): Target {
	return {
		name: 'test',
		server: new URL(url),
		cluster: { name: 'test', file: '/kubeconfig', server: url, insecure: false, ...cluster },
		user: { name: 'erin', file: '/kubeconfig', impersonation: { groups: [], extra: {} }, ...user },
	}
}

/** Time that passes as soon as somebody waits for it, and what was waited for. */
export function impatience(): Patience & { readonly waits: readonly number[] } {
	const waits: number[] = []
	return {
		waits,
		async sleep(milliseconds) {
			waits.push(milliseconds)
		},
		random: () => 0.5,
		now: () => waits.reduce((sum, wait) => sum + wait, 0),
	}
}

/** A transport for the length of a test. */
export function transportTo(
	url: string,
	parts: Partial<TransportParts> & { readonly pool?: Partial<PoolSettings> } = {},
): Transport {
	const { pool, ...rest } = parts
	const target = targetOf(url)
	const settings: PoolSettings = {
		connections: 2,
		timeoutMilliseconds: 10_000,
		tls: undefined,
		proxy: undefined,
		...pool,
	}
	const transport = createTransport({
		target,
		proxy: settings.proxy,
		dispatcher: createPool(target.server, settings),
		credentials: tokens('Bearer secret'),
		headers: {},
		timeoutSeconds: 10,
		patience: impatience(),
		...rest,
	})
	onTestFinished(() => transport.close())
	return transport
}

/** Credentials that are renewed to the next of these values each time they are refused. */
export function tokens(...values: readonly string[]): Credentials {
	let current = 0
	return {
		authorization: async () => values[current],
		renew: () => ++current < values.length,
	}
}
