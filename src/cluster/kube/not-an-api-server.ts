/** Something else answers where an API server should: a login page, a proxy's error page, a web server. */
import { KnownError } from '../../model/errors.ts'
import type { RawAnswer } from './exchange.ts'

/** The error for an answer that no API server gives. It quotes the first words; never headers, which may hold secrets. */
export function notAnApiServer({ status, headers, text }: RawAnswer, server: URL, path: string): KnownError {
	const address = `${server.origin}${server.pathname.replace(/\/$/, '')}${path.split('?')[0]}`
	const words = status >= 300 && status < 400 ? `a redirect to ${destinationOf(headers.location, server)}` : quote(text)
	return new KnownError('cluster/not-an-api-server', `${address} answers with HTTP ${status} and ${words}`, {
		exit: 'cluster',
		hint: 'Is this the address of a Kubernetes API server? A proxy or a login page may stand in between.',
	})
}

/** Without the query, in which login pages put tokens. */
function destinationOf(location: string | undefined, server: URL): string {
	if (location === undefined || !URL.canParse(location, server.href)) return 'nowhere'
	const { origin, pathname } = new URL(location, server)
	return `${origin}${pathname}`
}

/** The first words that a person would see, without markup. */
function quote(text: string): string {
	const words = text
		.slice(0, 20_000)
		.replace(/<(script|style)\b.*?(<\/\1>|$)/gis, ' ')
		.replace(/<[^>]*>/g, ' ')
		.replace(/[\s\p{Cc}]+/gu, ' ')
		.trim()
	if (words === '') return text === '' ? 'nothing' : 'no words'
	return `"${words.length > 120 ? `${words.slice(0, 120)}…` : words}"`
}
