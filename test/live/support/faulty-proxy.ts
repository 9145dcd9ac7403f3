/**
 * A server in front of the API server that is far away, overloaded or broken, as a test scripts it. It answers with the
 * API server's own certificate, so that clients (kubectl too, which sends no token without TLS) trust it as they trust that.
 */
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Agent, createServer, request } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { kubeconfigText } from '../../control-plane/kubeconfig.ts'
import type { ServerFiles } from './suite.ts'

/** What becomes of a request. */
export type Fault =
	/** Nothing; to let some requests through before the next fault. */
	| { readonly type: 'pass' }
	/** Answered by the proxy; the API server never sees it. */
	| {
			readonly type: 'answer'
			readonly status: number
			readonly headers?: Readonly<Record<string, string>>
			readonly body: string
	  }
	/** The connection is reset; `after` the API server has done what was asked. */
	| { readonly type: 'drop'; readonly when: 'before' | 'after' }
	/** Half of the API server's answer, then the connection is reset. */
	| { readonly type: 'cut' }
	/** No answer, ever. */
	| { readonly type: 'hang' }

/** The usual faults by name. */
export const faults = {
	pass: { type: 'pass' },
	dropped: { type: 'drop', when: 'before' },
	answerLost: { type: 'drop', when: 'after' },
	cut: { type: 'cut' },
	hang: { type: 'hang' },
	serverError: statusAnswer(500, 'InternalError', 'etcdserver: request timed out'),
	html: {
		type: 'answer',
		status: 502,
		headers: { 'Content-Type': 'text/html' },
		body: '<html><head><title>502 Bad Gateway</title></head><body><h1>Bad Gateway</h1></body></html>',
	},
	/** @param seconds - what Retry-After says */
	tooManyRequests: (seconds: number) =>
		statusAnswer(429, 'TooManyRequests', 'too many requests, please try again later', {
			'Retry-After': String(seconds),
		}),
} as const satisfies Record<string, Fault | ((seconds: number) => Fault)>

/** The answer of an API server that says no, a `Status` object. */
export function statusAnswer(
	code: number,
	reason: string,
	message: string,
	headers: Readonly<Record<string, string>> = {},
): Fault {
	const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code }
	return {
		type: 'answer',
		status: code,
		headers: { 'Content-Type': 'application/json', ...headers },
		body: JSON.stringify(status),
	}
}

/** A request that came through. */
export interface SeenRequest {
	readonly method: string
	/** With the query. */
	readonly path: string
}

/** The proxy. */
export interface FaultyProxy {
	readonly url: string
	/** Path of the administrator's kubeconfig for the proxy. */
	readonly kubeconfig: string
	/** Milliseconds before each request is handed on. */
	latency: number
	/** All requests so far, in the order of their arrival. */
	readonly requests: readonly SeenRequest[]
	/** How many scripted faults have not happened yet. */
	readonly outstanding: number
	/**
	 * The next requests get a fault: `count` of those that match, all if none is given. Scripts add up, the earlier first:
	 * `next(2, faults.pass); next(1, faults.dropped)` drops the third. `Infinity` is for good.
	 */
	next(count: number, fault: Fault, match?: (request: SeenRequest) => boolean): void
	/** As new: no scripts, no latency, no requests. */
	reset(): void
	close(): Promise<void>
}

interface Script {
	left: number
	readonly fault: Fault
	readonly match: (request: SeenRequest) => boolean
}

/** Starts a proxy in front of a server. */
export async function faultyProxy(upstream: ServerFiles): Promise<FaultyProxy> {
	const agent = new Agent({ keepAlive: true, ca: upstream.authority })
	const requests: SeenRequest[] = []
	let scripts: Script[] = []

	function faultFor(seen: SeenRequest): Fault {
		const script = scripts.find(({ left, match }) => left > 0 && match(seen))
		if (script === undefined) return faults.pass
		script.left -= 1
		return script.fault
	}

	function handle(incoming: IncomingMessage, outgoing: ServerResponse): void {
		const seen = { method: incoming.method ?? 'GET', path: incoming.url ?? '/' }
		requests.push(seen)
		const fault = faultFor(seen)
		const act = () => {
			if (fault.type === 'answer') outgoing.writeHead(fault.status, fault.headers).end(fault.body)
			else if (fault.type === 'drop' && fault.when === 'before') incoming.socket.destroy()
			else if (fault.type !== 'hang') forward(incoming, outgoing, fault, upstream.url, agent)
		}
		if (proxy.latency > 0) {
			const timer = setTimeout(act, proxy.latency)
			outgoing.on('close', () => clearTimeout(timer))
		} else act()
	}

	const [cert, key] = await Promise.all([readFile(upstream.certificate), readFile(upstream.key)])
	const server = createServer({ cert, key }, handle)
	server.listen(0, '127.0.0.1')
	await once(server, 'listening')
	const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
	const folder = await mkdtemp(join(tmpdir(), 'stagewall-proxy-'))
	const kubeconfig = join(folder, 'kubeconfig')
	await writeFile(kubeconfig, kubeconfigText(url, upstream.certificate, upstream.token), { mode: 0o600 })

	const proxy: FaultyProxy = {
		url,
		kubeconfig,
		latency: 0,
		requests,
		get outstanding() {
			return scripts.reduce((sum, { left }) => sum + left, 0)
		},
		next(count, fault, match = () => true) {
			scripts.push({ left: count, fault, match })
		},
		reset() {
			scripts = []
			proxy.latency = 0
			requests.length = 0
		},
		async close() {
			server.close()
			server.closeAllConnections()
			agent.destroy()
			await rm(folder, { recursive: true })
		},
	}
	return proxy
}

function forward(
	incoming: IncomingMessage,
	outgoing: ServerResponse,
	fault: Fault,
	upstream: string,
	agent: Agent,
): void {
	const onward = request(new URL(incoming.url ?? '/', upstream), {
		method: incoming.method,
		headers: incoming.headers,
		agent,
	})
	onward.on('error', () => outgoing.destroy())
	onward.on('response', (answer) => {
		if (fault.type === 'pass') {
			outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
			answer.on('error', () => outgoing.destroy())
			answer.pipe(outgoing)
			return
		}
		const chunks: Buffer[] = []
		answer.on('data', (chunk: Buffer) => chunks.push(chunk))
		answer.on('end', () => {
			if (fault.type !== 'cut') {
				outgoing.destroy()
				return
			}
			const body = Buffer.concat(chunks)
			// The whole length is announced, so that the client can know that something is missing.
			const headers = { ...answer.headers, 'content-length': body.length }
			Reflect.deleteProperty(headers, 'transfer-encoding')
			outgoing.writeHead(answer.statusCode ?? 502, headers)
			outgoing.write(body.subarray(0, body.length / 2), () => outgoing.destroy())
		})
	})
	outgoing.on('close', () => onward.destroy())
	incoming.pipe(onward)
}
