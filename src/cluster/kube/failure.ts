/** What the API server says when it does not do what it was asked for. */
import type { RawAnswer } from './exchange.ts'

/** A `Status` of the API, or the plain text that the server answers with in a few places. */
export interface Failure {
	/** The HTTP status. */
	readonly status: number
	/** The API's word for it, e.g. `Forbidden`, `AlreadyExists`; empty for a plain text. */
	readonly reason: string
	/** The server's own words. */
	readonly message: string
	readonly causes: readonly FailureCause[]
}

/** One of several causes, e.g. one conflicting field. */
export interface FailureCause {
	readonly reason: string
	readonly field: string
	readonly message: string
}

/** Reads a `Status` object; whatever is missing is empty. */
export function failureOf(status: number, body: unknown): Failure {
	const { reason, message, details } = body as {
		reason?: string
		message?: string
		details?: { causes?: readonly Partial<FailureCause>[] }
	}
	return {
		status,
		reason: reason ?? '',
		message: message ?? `the server answered with HTTP ${status}`,
		causes: (details?.causes ?? []).map((cause) => ({ reason: '', field: '', message: '', ...cause })),
	}
}

/**
 * Where the API server itself answers with plain text: a path that it does not serve (404), too many requests in flight
 * (429), a panic or an aggregated API that is down (5xx).
 */
export function plainFailureOf({ status, headers, text }: RawAnswer): Failure | undefined {
	const isPlain = headers['content-type']?.startsWith('text/plain') ?? false
	if (!isPlain || !(status === 404 || status === 429 || status >= 500)) return undefined
	return { status, reason: '', message: text.trim().slice(0, 500), causes: [] }
}
