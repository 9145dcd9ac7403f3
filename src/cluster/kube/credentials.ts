/** By what the API server recognises who asks, beyond a client certificate. */
import type { ClientCertificate } from './tls.ts'

/** What a request says to be let in. */
export interface Credentials {
	/** The `authorization` header; `undefined` where there is none to send. */
	authorization(): Promise<string | undefined>
	/**
	 * After the API server refused an authorization (401): forgets it, unless another request did so before.
	 *
	 * @returns `false` where there is no other to be had
	 */
	renew(refused: string | undefined): boolean
	/** A client certificate, where a credential plugin gave one. */
	readonly certificate?: ClientCertificate
}

/** For how long a token from a file or a plugin is used before it is asked for again, as client-go does it. */
export const freshMilliseconds = 60_000
