/** Requests to one API server: with credentials, patience and clear errors; answers as JSON. */
import { KnownError } from '../../model/errors.ts'
import { connectionError, isDropped } from './connection-errors.ts'
import type { Target } from './context.ts'
import type { Credentials } from './credentials.ts'
import { exchange, type RawAnswer } from './exchange.ts'
import { type Failure, failureOf, plainFailureOf } from './failure.ts'
import type { Headers } from './impersonation.ts'
import { notAnApiServer } from './not-an-api-server.ts'
import { type Patience, type Trouble, waitBeforeRetry } from './patience.ts'
import type { Dispatcher } from './undici.ts'

/** Where every API server tells its version, to everybody. */
export const versionPath = '/version'

/** A request to an API server. */
export interface Request {
	readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
	/** From the API server's root, with the query. */
	readonly path: string
	/** Default `application/json`. */
	readonly accept?: string
	readonly contentType?: string
	readonly body?: unknown
	/** The answer holds a secret: no message may quote it. */
	readonly isConfidential?: boolean
	readonly signal?: AbortSignal | undefined
}

/** An answer: what was asked for, or why not. */
export type Answer<Body> =
	| { readonly ok: true; readonly body: Body }
	| { readonly ok: false; readonly failure: Failure }

/** Sends requests to one API server. */
export interface Transport {
	/**
	 * Sends a request, again where that helps.
	 *
	 * @throws KnownError `cluster/unreachable`, `cluster/tls`, `cluster/timeout`, `cluster/unauthorized`,
	 *   `cluster/not-an-api-server`; the signal's reason once it is aborted
	 */
	send<Body>(request: Request): Promise<Answer<Body>>
	/** Closes all connections; what is still under way fails. */
	close(): Promise<void>
}

/** What a transport is made of. */
export interface TransportParts {
	readonly target: Target
	readonly proxy: URL | undefined
	readonly dispatcher: Dispatcher
	readonly credentials: Credentials
	/** Sent with each request: whom to act as. */
	readonly headers: Headers
	readonly timeoutSeconds: number
	readonly patience: Patience
}

/** Puts a transport together. */
export function createTransport(parts: TransportParts): Transport {
	return {
		send: async <Body>(request: Request) => read<Body>(await persist(request, parts), request, parts),
		close: () => parts.dispatcher.destroy(),
	}
}

/** Repeats a request until it is answered for good. */
async function persist(request: Request, parts: TransportParts): Promise<RawAnswer> {
	const { patience, credentials } = parts
	let renewed = false
	for (let tried = 1; ; tried++) {
		const authorization = await credentials.authorization()
		const result = await attempt(request, authorization, parts)
		if (result.answer?.status === 401 && !renewed) {
			renewed = true
			if (credentials.renew(authorization)) continue
		}
		const wait = result.trouble && waitBeforeRetry(tried, result.trouble, request.method, patience.random())
		if (wait !== undefined) await patience.sleep(wait, request.signal)
		else if (result.answer !== undefined) return result.answer
		else throw result.error
	}
}

/** One try: an answer or an error, and whether it may pass. */
async function attempt(
	request: Request,
	authorization: string | undefined,
	parts: TransportParts,
): Promise<{ readonly answer?: RawAnswer; readonly error?: unknown; readonly trouble?: Trouble }> {
	const { server } = parts.target
	const { method, signal, body } = request
	const path = `${server.pathname.replace(/\/$/, '')}${request.path}`
	const headers = {
		...parts.headers,
		accept: request.accept ?? 'application/json',
		'accept-encoding': 'gzip',
		'user-agent': 'stagewall',
		...(authorization !== undefined && { authorization }),
		...(body !== undefined && { 'content-type': request.contentType ?? 'application/json' }),
	}
	const raw = {
		origin: server.origin,
		method,
		path,
		headers,
		body: body === undefined ? undefined : JSON.stringify(body),
	}
	try {
		const answer = await exchange(parts.dispatcher, raw, signal)
		const retryAfter = answer.headers['retry-after']
		return answer.status < 400 ? { answer } : { answer, trouble: { type: 'status', status: answer.status, retryAfter } }
	} catch (error) {
		const { proxy, timeoutSeconds } = parts
		const told = connectionError(error, { server, proxy, method, path: request.path, timeoutSeconds })
		return isDropped(error) ? { error: told, trouble: { type: 'dropped' } } : { error: told }
	}
}

function read<Body>(answer: RawAnswer, request: Request, { target }: TransportParts): Answer<Body> {
	if (answer.status === 401) throw unauthorized(target)
	const body = parseObject(answer)
	if (body === undefined) {
		// A version is what every API server has: where there is none, there is no API server.
		const failure = request.path === versionPath ? undefined : plainFailureOf(answer)
		const quotable = request.isConfidential === true ? { ...answer, text: '(not shown)' } : answer
		if (failure === undefined) throw notAnApiServer(quotable, target.server, request.path)
		return { ok: false, failure }
	}
	if (answer.status >= 200 && answer.status < 300) return { ok: true, body: body as Body }
	return { ok: false, failure: failureOf(answer.status, body) }
}

/** Every JSON object of the API says its kind, but for the version. `undefined` for anything else, e.g. a gateway's error. */
function parseObject({ text }: RawAnswer): object | undefined {
	if (!text.startsWith('{')) return undefined
	try {
		const body = JSON.parse(text) as object
		return 'kind' in body || 'gitVersion' in body ? body : undefined
	} catch {
		return undefined
	}
}

function unauthorized({ name, server, user }: Target): KnownError {
	return new KnownError(
		'cluster/unauthorized',
		`the API server at ${server.origin} does not accept the credentials of user ${user.name} (context ${name})`,
		{
			exit: 'cluster',
			hint: 'They may have expired: log in again, or fetch a new kubeconfig. `kubectl auth whoami` asks the same.',
		},
	)
}
