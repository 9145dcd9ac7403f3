/** How the server is recognised, and the certificate by which we are. */
import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createSecureContext, type SecureContext } from 'node:tls'
import { KnownError } from '../../model/errors.ts'
import type { Target } from './context.ts'

/** A certificate and its private key, both PEM. */
export interface ClientCertificate {
	readonly cert: string
	readonly key: string
}

/** What each TLS connection of a target needs. */
export interface TlsSettings {
	/** Read once for all connections: parsing the certificates costs about a millisecond each time. */
	readonly secureContext: SecureContext
	readonly rejectUnauthorized: boolean
	/** The name that the server's certificate must have; absent for that of the address. */
	readonly servername?: string
}

/**
 * Reads and checks the certificates of a target.
 *
 * @param plugin - the certificate that a credential plugin gave, for a user who has none in the kubeconfig
 * @param now - by which a client certificate may have expired
 * @throws KnownError `cluster/certificate-unreadable`, `cluster/certificate-invalid`, `cluster/certificate-expired`
 */
export async function readTls(target: Target, plugin: ClientCertificate | undefined, now: Date): Promise<TlsSettings> {
	const { cluster, user } = target
	const ofUser = `the client certificate of user ${user.name}`
	const ca = await readAuthority(cluster)
	const cert = user.certData ?? (await read(user.certFile, ofUser)) ?? plugin?.cert
	const key = user.keyData ?? (await read(user.keyFile, `the client key of user ${user.name}`)) ?? plugin?.key
	if (cert !== undefined) refuseExpired(parse(cert, ofUser), ofUser, now)
	return {
		secureContext: contextOf({ ca, cert, key }, ofUser),
		rejectUnauthorized: !cluster.insecure,
		...(cluster.tlsServerName === undefined ? {} : { servername: cluster.tlsServerName }),
	}
}

/**
 * The certificates by which a server is recognised, PEM; `undefined` for those that the system trusts.
 *
 * @throws KnownError `cluster/certificate-unreadable`, `cluster/certificate-invalid`
 */
export async function readAuthority({ name, caData, caFile }: Target['cluster']): Promise<string | undefined> {
	const what = `the certificate authority of cluster ${name}`
	const authority = caData ?? (await read(caFile, what))
	if (authority !== undefined) parse(authority, what)
	return authority
}

async function read(file: string | undefined, what: string): Promise<string | undefined> {
	if (file === undefined) return undefined
	try {
		return await readFile(file, 'utf8')
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException
		throw new KnownError('cluster/certificate-unreadable', `${what} cannot be read: ${file} (${code})`, {
			exit: 'cluster',
			hint: 'The kubeconfig names this file: is it still there, and may you read it?',
			cause: error,
		})
	}
}

function parse(pem: string, what: string): X509Certificate {
	try {
		return new X509Certificate(pem)
	} catch (error) {
		throw invalid(`${what} is no PEM certificate`, error)
	}
}

function refuseExpired(certificate: X509Certificate, what: string, now: Date): void {
	const end = new Date(certificate.validTo)
	if (end > now) return
	const days = Math.floor((now.getTime() - end.getTime()) / 86_400_000)
	const ago = days === 0 ? 'today' : days === 1 ? '1 day ago' : `${days} days ago`
	throw new KnownError('cluster/certificate-expired', `${what} expired on ${end.toISOString().slice(0, 10)} (${ago})`, {
		exit: 'cluster',
		hint: 'Fetch a new kubeconfig, or renew the certificate where the cluster was set up.',
	})
}

function contextOf(
	pems: { ca: string | undefined; cert: string | undefined; key: string | undefined },
	what: string,
): SecureContext {
	if ((pems.cert === undefined) !== (pems.key === undefined))
		throw invalid(`${what} needs both a certificate and a key, and the kubeconfig has only one of them`)
	try {
		return createSecureContext(pems)
	} catch (error) {
		const { message } = error as Error
		throw invalid(`${what} and its key cannot be used together: ${message}`, error)
	}
}

function invalid(message: string, cause?: unknown): KnownError {
	return new KnownError('cluster/certificate-invalid', message, {
		exit: 'cluster',
		hint: 'Fetch the kubeconfig anew. A key must not be protected by a passphrase.',
		cause,
	})
}
