/** Whether an API server is reached through a proxy, and which. */
import { BlockList, isIP } from 'node:net'
import { KnownError } from '../../model/errors.ts'
import type { Target } from './context.ts'
import type { Environment } from './environment.ts'

/**
 * The proxy on the way to a target: the kubeconfig's `proxy-url`, else `HTTPS_PROXY` or `HTTP_PROXY` unless `NO_PROXY`
 * excludes the server; the rules are those of Go's `net/http`, which kubectl follows.
 *
 * @throws KnownError `cluster/proxy-unsupported`
 */
export function proxyFor({ cluster, server }: Target, environment: Environment): URL | undefined {
	const address = cluster.proxyUrl ?? proxyOfEnvironment(server, environment)
	if (address === undefined) return undefined
	const withScheme = address.includes('://') ? address : `http://${address}`
	const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined
	if (url === undefined || !['http:', 'https:'].includes(url.protocol))
		throw new KnownError(
			'cluster/proxy-unsupported',
			`the proxy of cluster ${cluster.name} is no http(s) address: ${url?.protocol ?? address.split('@').pop()}`,
			{ exit: 'cluster', hint: 'SOCKS is not supported: use an HTTP proxy, or a tunnel (ssh -L) and tls-server-name.' },
		)
	return url
}

function proxyOfEnvironment(server: URL, environment: Environment): string | undefined {
	const get = (name: string): string => environment[name] || environment[name.toLowerCase()] || ''
	const address = get(server.protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY')
	return address === '' || isExcluded(server, get('NO_PROXY')) ? undefined : address
}

/** This machine itself is never asked for through a proxy. */
function isExcluded(server: URL, noProxy: string): boolean {
	const host = server.hostname.replace(/^\[|\]$/g, '')
	const port = server.port || (server.protocol === 'https:' ? '443' : '80')
	if (host === 'localhost' || host === '::1' || host.startsWith('127.')) return true
	return noProxy.split(',').some((entry) => matches(entry.trim().toLowerCase(), host, port))
}

/** `*`, an address, a range of addresses, a name (and what is below it), `.name` (only what is below it); each with a port or not. */
function matches(entry: string, host: string, port: string): boolean {
	if (entry === '') return false
	if (entry === '*') return true
	const [range, length] = entry.split('/')
	if (range !== undefined && length !== undefined) return isInRange(range, Number(length), host)
	if (isIP(entry) !== 0) return entry === host
	const [, name = '', entryPort] = /^\[?(.*?)\]?(?::(\d+))?$/.exec(entry.replace(/^\*\./, '.')) ?? []
	if (entryPort !== undefined && entryPort !== port) return false
	if (isIP(host) !== 0) return name === host
	return name.startsWith('.') ? host.endsWith(name) : host === name || host.endsWith(`.${name}`)
}

function isInRange(range: string, length: number, host: string): boolean {
	const family = isIP(host)
	if (family === 0 || isIP(range) !== family || !Number.isInteger(length) || length > (family === 4 ? 32 : 128))
		return false
	const list = new BlockList()
	list.addSubnet(range, length, family === 4 ? 'ipv4' : 'ipv6')
	return list.check(host, family === 4 ? 'ipv4' : 'ipv6')
}
