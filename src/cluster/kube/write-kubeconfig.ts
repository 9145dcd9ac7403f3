/** Kubeconfigs that Stagewall hands out: one cluster, one service account with a token that ends, one namespace. */
import { open } from 'node:fs/promises'
import { KnownError } from '../../model/errors.ts'
import type { Endpoint } from '../cluster.ts'
import { isMissing, messageOf } from '../directory/file-errors.ts'
import { replaceFile } from '../directory/replace-file.ts'
import { printYaml } from '../directory/to-yaml.ts'

/** What a kubeconfig says. */
export interface KubeconfigParts {
	/** Name of the one context, the current one. */
	readonly context: string
	/** Name of the cluster. */
	readonly cluster: string
	readonly endpoint: Endpoint
	/** Name of the user. */
	readonly user: string
	readonly token: string
	readonly namespace: string
	/** RFC 3339: when the token ends. */
	readonly expires: string
}

/** The first line: by it a file is known to be one of these, and may be replaced. */
const mark = '# Written by stagewall kubeconfig'

/** A kubeconfig as text. It holds a token: whoever has it has the rights. */
export function kubeconfigText({
	context,
	cluster,
	endpoint,
	user,
	token,
	namespace,
	expires,
}: KubeconfigParts): string {
	const { server, authority, insecure, tlsServerName, proxyUrl } = endpoint
	const config = {
		apiVersion: 'v1',
		kind: 'Config',
		'current-context': context,
		clusters: [
			{
				name: cluster,
				cluster: {
					server,
					...(authority === undefined
						? {}
						: { 'certificate-authority-data': Buffer.from(authority, 'utf8').toString('base64') }),
					...(insecure ? { 'insecure-skip-tls-verify': true } : {}),
					...(tlsServerName === undefined ? {} : { 'tls-server-name': tlsServerName }),
					...(proxyUrl === undefined ? {} : { 'proxy-url': proxyUrl }),
				},
			},
		],
		users: [{ name: user, user: { token } }],
		contexts: [{ name: context, context: { cluster, user, namespace } }],
	}
	return `${mark}; it holds a secret until ${expires}.\n${printYaml(config)}`
}

/**
 * Whether a file may be written: it is not there, or it is an earlier one of these. Somebody's own kubeconfig is never lost.
 *
 * @throws KnownError `kubeconfig/not-ours`, `kubeconfig/not-written`
 */
export async function assertReplaceable(file: string): Promise<void> {
	const start = await beginningOf(file).catch((error: unknown) => {
		if (isMissing(error)) return undefined
		throw notWritten(file, error)
	})
	if (start === undefined || start === '' || start === mark) return
	throw new KnownError('kubeconfig/not-ours', `${file} is there already, and Stagewall did not write it`, {
		exit: 'usage',
		hint: 'Give another file, or delete this one first.',
	})
}

async function beginningOf(file: string): Promise<string> {
	const handle = await open(file)
	try {
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(mark.length), 0, mark.length, 0)
		return buffer.toString('utf8', 0, bytesRead)
	} finally {
		await handle.close()
	}
}

/**
 * Writes a kubeconfig that nobody but its owner may read, in one step.
 *
 * @throws KnownError `kubeconfig/not-written`
 */
export async function writeKubeconfig(file: string, text: string): Promise<void> {
	await replaceFile(file, text, 0o600).catch((error: unknown) => {
		throw notWritten(file, error)
	})
}

function notWritten(file: string, error: unknown): KnownError {
	return new KnownError('kubeconfig/not-written', `${file} could not be written: ${messageOf(error)}`, {
		exit: 'cluster',
		hint: 'Check the rights and the free space there.',
		cause: error,
	})
}
