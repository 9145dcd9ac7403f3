/**
 * The one part of undici that is usually needed, by its deep path: the package's entry also loads fetch, WebSocket, caches
 * and mocks, which takes 0.15 s of each start in place of 0.04 s. The version is pinned, and the unit tests would see the path
 * go. Nothing else may import undici.
 */
import { createRequire } from 'node:module'
import type * as undici from 'undici'
import type { TlsSettings } from './tls.ts'

const require = createRequire(import.meta.url)

/** How connections are made. */
export interface PoolSettings {
	/** How many connections at most; each carries one request at a time. */
	readonly connections: number
	readonly timeoutMilliseconds: number
	/** Absent for `http:`. */
	readonly tls: TlsSettings | undefined
	readonly proxy: URL | undefined
}

/** What answers requests: a pool of keep-alive connections, straight or through a proxy. */
export type Dispatcher = undici.Dispatcher

/** A pool of connections to one API server. Nothing is connected before the first request. */
export function createPool(server: URL, settings: PoolSettings): Dispatcher {
	const connect = {
		...settings.tls,
		timeout: Math.min(settings.timeoutMilliseconds, 10_000),
		// Node gives each address of a name 250 ms before it tries the next, and fails where a far one takes longer.
		autoSelectFamilyAttemptTimeout: 2_000,
	}
	const options = {
		connections: settings.connections,
		pipelining: 1,
		headersTimeout: settings.timeoutMilliseconds,
		bodyTimeout: settings.timeoutMilliseconds,
	}
	if (settings.proxy === undefined) {
		const Pool = require('undici/lib/dispatcher/pool.js') as typeof undici.Pool
		return new Pool(server.origin, { ...options, connect })
	}
	// Tunnels need `Dispatcher.connect()`, which only the entry adds to the pool's prototype.
	const { ProxyAgent } = require('undici') as typeof undici
	return new ProxyAgent({
		...options,
		uri: settings.proxy.href,
		requestTls: connect,
		proxyTls: { timeout: connect.timeout },
	})
}
