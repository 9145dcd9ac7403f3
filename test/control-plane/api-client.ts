/**
 * A bare client of the API server, for tests to arrange things with and to look things up by. It is written on
 * `node:https`, not on the client that it judges.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { Agent, request } from 'node:https'
import { apiVersionOf, type Kind } from '../../src/model/kinds.ts'
import type { KubeObject } from '../../src/model/kube-object.ts'

/** Where an API server is and who asks. */
export interface Connection {
	readonly url: string
	readonly token: string
	/** PEM text of the authority that signed the server's certificate. */
	readonly authority: string
}

/** What the server answered, whatever it was. */
export interface Answer {
	readonly status: number
	readonly headers: IncomingHttpHeaders
	readonly text: string
}

/** What a request may carry. */
export interface RequestOptions {
	readonly body?: unknown
	/** Default `application/json`. */
	readonly type?: string
	readonly headers?: Readonly<Record<string, string>>
}

/** An answer that was no success. */
export class ApiFailure extends Error {
	readonly status: number
	readonly text: string

	constructor(what: string, { status, text }: Answer) {
		super(`${what}: ${status} ${text}`)
		this.name = 'ApiFailure'
		this.status = status
		this.text = text
	}
}

/** The client. All but `request` throw an {@link ApiFailure} where the server does not answer with a success. */
export interface ApiClient {
	request(method: string, path: string, options?: RequestOptions): Promise<Answer>
	get<T = KubeObject>(path: string): Promise<T>
	/** Creates; `path` is that of the collection. */
	post<T = KubeObject>(path: string, body: unknown): Promise<T>
	put<T = KubeObject>(path: string, body: unknown): Promise<T>
	/** A merge patch. */
	patch<T = KubeObject>(path: string, body: unknown): Promise<T>
	/** Server-side apply with force, as the given field manager. */
	apply<T = KubeObject>(path: string, body: unknown, manager: string): Promise<T>
	delete<T = KubeObject>(path: string): Promise<T>
	/** The same server as somebody else sees it (impersonation). */
	as(user: string, groups?: readonly string[]): ApiClient
	/** The same server as whoever has this token sees it. */
	bearing(token: string): ApiClient
}

/**
 * The path of an object, or of a collection where no name is given.
 *
 * @example pathOf(kinds.ConfigMap, { namespace: 'shop-dev', name: 'colours' })
 */
export function pathOf(kind: Kind, at: { readonly namespace?: string; readonly name?: string } = {}): string {
	const root = `/${kind.group === '' ? 'api' : 'apis'}/${apiVersionOf(kind)}`
	const namespace = at.namespace === undefined ? '' : `/namespaces/${at.namespace}`
	return `${root}${namespace}/${kind.plural}${at.name === undefined ? '' : `/${at.name}`}`
}

/** A client with the connection's own rights. */
export function apiClient(connection: Connection): ApiClient {
	const agent = new Agent({ keepAlive: true, ca: connection.authority })
	return clientAs(connection, agent, {})
}

function clientAs(
	connection: Connection,
	agent: Agent,
	identity: Readonly<Record<string, string | string[]>>,
): ApiClient {
	const ask = (method: string, path: string, { body, type = 'application/json', headers }: RequestOptions = {}) =>
		new Promise<Answer>((resolve, reject) => {
			const outgoing = request(new URL(path, connection.url), {
				method,
				agent,
				headers: {
					Authorization: `Bearer ${connection.token}`,
					Accept: 'application/json',
					...(body === undefined ? {} : { 'Content-Type': type }),
					...identity,
					...headers,
				},
			})
			outgoing.on('error', reject)
			outgoing.on('response', (incoming) => {
				let text = ''
				incoming.setEncoding('utf8')
				incoming.on('data', (chunk: string) => (text += chunk))
				incoming.on('error', reject)
				incoming.on('end', () => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text }))
			})
			outgoing.end(body === undefined ? undefined : JSON.stringify(body))
		})

	async function succeed<T>(method: string, path: string, options?: RequestOptions): Promise<T> {
		const answer = await ask(method, path, options)
		if (answer.status < 200 || answer.status > 299) throw new ApiFailure(`${method} ${path}`, answer)
		return JSON.parse(answer.text) as T
	}

	return {
		request: ask,
		get: (path) => succeed('GET', path),
		post: (path, body) => succeed('POST', path, { body }),
		put: (path, body) => succeed('PUT', path, { body }),
		patch: (path, body) => succeed('PATCH', path, { body, type: 'application/merge-patch+json' }),
		apply: (path, body, manager) =>
			// JSON is YAML, which is what the server takes for this type of patch.
			succeed('PATCH', `${path}?fieldManager=${encodeURIComponent(manager)}&force=true`, {
				body,
				type: 'application/apply-patch+yaml',
			}),
		delete: (path) => succeed('DELETE', path),
		as: (user, groups = []) =>
			clientAs(connection, agent, {
				'Impersonate-User': user,
				...(groups.length === 0 ? {} : { 'Impersonate-Group': [...groups] }),
			}),
		bearing: (token) => clientAs({ ...connection, token }, agent, {}),
	}
}
