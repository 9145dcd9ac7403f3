/** Errors of connections, as undici, Node and OpenSSL name them, in words that a person can act on. */
import { KnownError } from '../../model/errors.ts'

/** What was tried. */
export interface Attempt {
	/** The API server's address. */
	readonly server: URL
	readonly proxy: URL | undefined
	readonly method: string
	readonly path: string
	readonly timeoutSeconds: number
}

/** Whether a connection broke after it had been made: the request may be sent again. */
export function isDropped(error: unknown): boolean {
	return ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(codeOf(error))
}

/** The error as a KnownError; anything that is no connection's error is a bug and comes back as it is. */
export function connectionError(error: unknown, attempt: Attempt): unknown {
	const code = codeOf(error)
	const message = error instanceof Error ? error.message : String(error)
	if (isTls(code)) return tlsError(code, message, attempt, error)
	if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT')
		return known(
			'cluster/timeout',
			`gives no answer to ${attempt.method} ${attempt.path.split('?')[0]} within ${attempt.timeoutSeconds} s`,
			{
				attempt,
				hint: 'Is the API server overloaded? A longer limit can be set with --timeout.',
				error,
			},
		)
	if (message.startsWith('Proxy response'))
		return known('cluster/unreachable', `is not let through by the proxy: ${message.replace(/ when .*/, '')}`, {
			attempt,
			hint: 'Look at proxy-url in the kubeconfig, and at HTTPS_PROXY and NO_PROXY.',
			error,
		})
	if (code.startsWith('HPE_'))
		return known('cluster/not-an-api-server', 'answers something that is no HTTP', {
			attempt,
			hint: 'Look at the port and at http or https in the kubeconfig.',
			error,
		})
	const reason = unreachable[code]
	return reason === undefined ? error : known('cluster/unreachable', reason.what, { attempt, hint: reason.hint, error })
}

const vpn = 'Is the VPN up, and does the cluster run? `kubectl get --raw /version` asks the same server.'

const unreachable: Readonly<Record<string, { readonly what: string; readonly hint: string }>> = {
	UND_ERR_CONNECT_TIMEOUT: { what: 'does not answer: no connection in time', hint: vpn },
	ETIMEDOUT: { what: 'does not answer: no connection in time', hint: vpn },
	ECONNREFUSED: { what: 'refuses the connection', hint: vpn },
	EHOSTUNREACH: { what: 'cannot be reached: no way to its host', hint: vpn },
	ENETUNREACH: { what: 'cannot be reached: no way to its network', hint: vpn },
	ENOTFOUND: { what: 'cannot be found: its name does not resolve', hint: vpn },
	EAI_AGAIN: { what: 'cannot be found: the name server does not answer', hint: vpn },
	ECONNRESET: { what: 'drops the connection', hint: vpn },
	EPIPE: { what: 'drops the connection', hint: vpn },
	UND_ERR_SOCKET: { what: 'drops the connection', hint: vpn },
}

function isTls(code: string): boolean {
	return (
		code === 'EPROTO' || /^(ERR_TLS_|ERR_SSL_|ERR_OSSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_)/.test(code)
	)
}

function tlsError(code: string, message: string, attempt: Attempt, error: unknown): KnownError {
	const { what, hint } = tlsReason(code, message)
	return known('cluster/tls', `cannot be trusted: ${what}`, { attempt, hint, error })
}

function tlsReason(code: string, message: string): { readonly what: string; readonly hint: string } {
	if (code === 'CERT_HAS_EXPIRED')
		return {
			what: 'its certificate has expired',
			hint: 'It must be renewed on the server. Is the clock of this machine right?',
		}
	if (code === 'CERT_NOT_YET_VALID')
		return { what: 'its certificate is not yet valid', hint: 'Is the clock of this machine right?' }
	if (code === 'ERR_TLS_CERT_ALTNAME_INVALID')
		return {
			what: message.replace(
				/^Hostname\/IP does not match certificate's altnames: /,
				'its certificate is for another name: ',
			),
			hint: 'Use the address that the certificate names, or set tls-server-name in the kubeconfig.',
		}
	if (/^(UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_)/.test(code))
		return {
			what: 'its certificate is not signed by an authority that is known here',
			hint: 'Set certificate-authority(-data) in the kubeconfig; an authority of the company goes into NODE_EXTRA_CA_CERTS.',
		}
	return {
		what: `no TLS with it (${code}: ${message.split('\n')[0]?.slice(0, 200)})`,
		hint: 'Look at the port and at http or https in the kubeconfig; does a proxy stand in between?',
	}
}

function known(
	code: string,
	what: string,
	{ attempt, hint, error }: { attempt: Attempt; hint: string; error: unknown },
): KnownError {
	const via = attempt.proxy === undefined ? '' : ` (through the proxy ${attempt.proxy.host})`
	return new KnownError(code, `the API server at ${attempt.server.origin}${via} ${what}`, {
		exit: 'cluster',
		hint,
		cause: error,
	})
}

/** An AggregateError (all addresses of a name failed) carries the code of the first. */
function codeOf(error: unknown): string {
	const code = (error as { code?: unknown } | undefined)?.code
	return typeof code === 'string' ? code : ''
}
