/** From a kubeconfig context to a transport. */
import { selectContext, type Target } from './context.ts'
import type { Environment } from './environment.ts'
import { chooseImpersonation, impersonationHeaders } from './impersonation.ts'
import { loadKubeconfig } from './kubeconfig.ts'
import { patience } from './patience.ts'
import { proxyFor } from './proxy.ts'
import { readTls } from './tls.ts'
import { createTransport, type Transport } from './transport.ts'
import { createPool } from './undici.ts'
import { credentialsOf } from './user-credentials.ts'

/** How to connect. */
export interface ConnectOptions {
	readonly asUser?: string
	readonly asGroups?: readonly string[]
	readonly environment: Environment
	/** Default 30. */
	readonly timeoutSeconds?: number
	/** Default 32. */
	readonly concurrency?: number
}

/**
 * Reads all that a connection needs. Nothing is sent to the API server yet.
 *
 * @returns the transport, and the context that it leads to
 * @throws KnownError where kubeconfig, certificates or credentials cannot be read
 */
export async function connect(
	source: { readonly context?: string; readonly kubeconfig?: string },
	{ environment, timeoutSeconds = 30, concurrency = 32, ...commandLine }: ConnectOptions,
): Promise<{ readonly target: Target; readonly transport: Transport }> {
	const target = selectContext(await loadKubeconfig(source.kubeconfig, environment), source.context)
	const headers = impersonationHeaders(chooseImpersonation(commandLine, target.user.impersonation))
	const proxy = proxyFor(target, environment)
	const credentials = await credentialsOf(target, patience)
	const isTls = target.server.protocol === 'https:'
	const tls = isTls ? await readTls(target, credentials.certificate, new Date()) : undefined
	const timeoutMilliseconds = timeoutSeconds * 1_000
	const dispatcher = createPool(target.server, { connections: concurrency, timeoutMilliseconds, tls, proxy })
	const transport = createTransport({ target, proxy, dispatcher, credentials, headers, timeoutSeconds, patience })
	return { target, transport }
}
