/** One request and its answer over a dispatcher, as bytes. */
import { setMaxListeners } from 'node:events'
import type { IncomingHttpHeaders } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Headers } from './impersonation.ts'
import type { Dispatcher } from './undici.ts'

/** What is sent. */
export interface RawRequest {
	readonly origin: string
	readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
	readonly path: string
	readonly headers: Headers
	readonly body?: string | undefined
}

/** What comes back, whatever its status. */
export interface RawAnswer {
	readonly status: number
	readonly headers: IncomingHttpHeaders
	readonly text: string
}

/**
 * Sends a request and reads its whole answer.
 *
 * undici's own handler interface is used in place of its `request()`, which makes a stream of each answer: that costs a tenth
 * more for the small answers that an apply is made of.
 *
 * @throws the signal's reason once it is aborted; else undici's or Node's own errors
 */
export async function exchange(
	dispatcher: Dispatcher,
	request: RawRequest,
	signal: AbortSignal | undefined,
): Promise<RawAnswer> {
	const { status, headers, chunks } = await receive(dispatcher, request, signal)
	const bytes = Buffer.concat(chunks)
	const plain = headers['content-encoding'] === 'gzip' ? await unzip(bytes) : bytes
	return { status, headers, text: plain.toString('utf8') }
}

const unzip = promisify<Buffer, Buffer>(gunzip)

interface Received {
	status: number
	headers: IncomingHttpHeaders
	chunks: Buffer[]
}

function receive(dispatcher: Dispatcher, request: RawRequest, signal: AbortSignal | undefined): Promise<Received> {
	return new Promise((resolve, reject) => {
		signal?.throwIfAborted()
		const received: Received = { status: 0, headers: {}, chunks: [] }
		let stopSending: ((reason: Error) => void) | undefined
		// Also ends the wait of a request that still stands in the pool's queue.
		const abort = (): void => {
			reject(signal?.reason)
			stopSending?.(signal?.reason)
		}
		const settle = (end: () => void): void => {
			signal?.removeEventListener('abort', abort)
			end()
		}
		if (signal !== undefined) {
			// One signal stops all requests of a run; Node would take that many listeners for a leak.
			setMaxListeners(0, signal)
			signal.addEventListener('abort', abort, { once: true })
		}
		dispatcher.dispatch(
			{ ...request, headers: request.headers as Record<string, string | string[]>, body: request.body ?? null },
			{
				onRequestStart(controller) {
					stopSending = (reason) => controller.abort(reason)
					if (signal?.aborted) controller.abort(signal.reason)
				},
				onResponseStart(_, status, headers) {
					Object.assign(received, { status, headers })
				},
				onResponseData(_, chunk) {
					received.chunks.push(chunk)
				},
				onResponseEnd: () => settle(() => resolve(received)),
				onResponseError: (_, error) => settle(() => reject(error)),
			},
		)
	})
}
