/** Credential plugins and built-in providers, by the official client's `KubeConfig`. Nothing else of that client is used. */
import type { KubeConfig } from '@kubernetes/client-node'
import { KnownError } from '../../model/errors.ts'
import type { Target } from './context.ts'
import { type Credentials, freshMilliseconds } from './credentials.ts'
import type { KubeUser } from './kubeconfig-file.ts'
import type { Mapping } from './mapping-reader.ts'
import type { Patience } from './patience.ts'
import type { ClientCertificate } from './tls.ts'

interface Answer {
	readonly authorization: string | undefined
	readonly certificate?: ClientCertificate
}

/**
 * Asks the plugin or provider of a user.
 *
 * @throws KnownError `cluster/credentials-plugin` where it fails, `cluster/credentials-unsupported` where it could never do
 */
export async function officialCredentials(target: Target, clock: Pick<Patience, 'now'>): Promise<Credentials> {
	refuseUnsupported(target)
	const official = await import('@kubernetes/client-node')
	const newClient = (): KubeConfig => clientOf(target, new official.KubeConfig())
	let client = newClient()
	let latest: { readonly askedAt: number; readonly answer: Promise<Answer> } | undefined
	let authorization: string | undefined
	const ask = async (): Promise<Answer> => {
		const answer = await answerOf(client, target)
		authorization = answer.authorization
		return answer
	}
	// The client keeps an answer that says when it expires, but asks anew each time where it does not say so.
	const current = (): Promise<Answer> => {
		if (latest === undefined || clock.now() - latest.askedAt >= freshMilliseconds)
			latest = { askedAt: clock.now(), answer: ask() }
		return latest.answer
	}
	const { certificate } = await current()
	return {
		authorization: async () => (await current()).authorization,
		renew(refused) {
			if (refused === authorization && latest !== undefined) {
				client = newClient()
				latest = undefined
			}
			return true
		},
		...(certificate === undefined ? {} : { certificate }),
	}
}

function refuseUnsupported({ user }: Target): void {
	const unsupported = (message: string, hint: string): KnownError =>
		new KnownError('cluster/credentials-unsupported', message, { exit: 'cluster', hint })
	if (user.exec?.['interactiveMode'] === 'Always')
		throw unsupported(
			`the credential plugin of user ${user.name} wants a terminal, which it is not given here`,
			'Use a plugin mode that keeps its login, or a service account for this.',
		)
	const provider = providerOf(user)
	if (provider !== undefined && !['oidc', 'azure', 'gcp'].includes(provider))
		throw unsupported(
			`the auth-provider ${provider} of user ${user.name} is not known`,
			'Replace it with a credential plugin (exec), as Kubernetes itself did.',
		)
}

/** The client is told of the user alone: it shall find credentials, not read certificates nor open connections. */
function clientOf(target: Target, client: KubeConfig): KubeConfig {
	const { user } = target
	client.loadFromString(
		JSON.stringify({
			'current-context': 'one',
			contexts: [{ name: 'one', context: { cluster: 'one', user: user.name } }],
			clusters: [{ name: 'one', cluster: { server: 'https://localhost' } }],
			users: [{ name: user.name, user: { exec: execOf(target), 'auth-provider': user.authProvider } }],
		}),
	)
	return client
}

/** Adds what the plugin is to be told of the cluster (`KUBERNETES_EXEC_INFO`), which the client leaves out. */
function execOf({ user, cluster }: Target): Mapping | undefined {
	if (user.exec === undefined) return undefined
	const env = Array.isArray(user.exec['env']) ? user.exec['env'] : []
	const info = {
		kind: 'ExecCredential',
		apiVersion: user.exec['apiVersion'],
		spec: {
			interactive: false,
			...(user.exec['provideClusterInfo'] === true && {
				cluster: {
					server: cluster.server,
					'tls-server-name': cluster.tlsServerName,
					'insecure-skip-tls-verify': cluster.insecure,
					'certificate-authority-data':
						cluster.caData === undefined ? undefined : Buffer.from(cluster.caData).toString('base64'),
					'proxy-url': cluster.proxyUrl,
				},
			}),
		},
	}
	return { ...user.exec, env: [...env, { name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(info) }] }
}

async function answerOf(client: KubeConfig, target: Target): Promise<Answer> {
	const options: Parameters<KubeConfig['applyToHTTPSOptions']>[0] = { headers: {} }
	try {
		await client.applyToHTTPSOptions(options)
	} catch (error) {
		throw failed(target, error as NodeJS.ErrnoException)
	}
	const { Authorization: authorization } = options.headers as Record<string, string | undefined>
	const { cert, key } = options
	return {
		authorization,
		...(cert === undefined || key === undefined ? {} : { certificate: { cert: String(cert), key: String(key) } }),
	}
}

/** The arguments stay untold: some plugins take a client secret there. */
function failed({ user }: Target, error: NodeJS.ErrnoException): KnownError {
	const name = user.exec === undefined ? `provider ${providerOf(user)}` : `plugin ${textOf(user.exec['command'])}`
	const installHint = textOf(user.exec?.['installHint'])
	return new KnownError(
		'cluster/credentials-plugin',
		`the credential ${name} of user ${user.name} ${reasonOf(error)}`,
		{
			exit: 'cluster',
			hint:
				typeof installHint === 'string' && installHint !== ''
					? installHint.trim()
					: 'Log in again with the tool that wrote the kubeconfig.',
			cause: error,
		},
	)
}

function providerOf({ authProvider }: KubeUser): string | undefined {
	return authProvider === undefined ? undefined : textOf(authProvider['name'])
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value.trim() : ''
}

function reasonOf(error: NodeJS.ErrnoException): string {
	if (error.code === 'ENOENT') return 'is not installed'
	if (error.code === 'EACCES') return 'may not be run (EACCES)'
	if (error instanceof SyntaxError || error instanceof TypeError) return 'answered something that is no ExecCredential'
	const words = error.message.trim()
	return words === '' ? 'failed without a word' : `failed: ${words.split('\n').slice(-5).join('\n').slice(-500)}`
}
