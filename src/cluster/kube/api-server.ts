/** What only an API server can do: it knows who asks, hands out tokens, and decides what anybody may do. */
import { kinds } from '../../model/kinds.ts'
import type { ApiServer, Endpoint } from '../cluster.ts'
import { refusal } from './apply.ts'
import type { Target } from './context.ts'
import { collectionPath, objectPath } from './paths.ts'
import { readAuthority } from './tls.ts'
import type { Transport } from './transport.ts'

const group = 'authentication.k8s.io/v1'
const authorization = 'authorization.k8s.io/v1'

/** The server behind a transport. */
export function apiServer(target: Target, transport: Transport): ApiServer {
	return {
		endpoint: () => endpointOf(target),
		async whoAmI(signal) {
			const answer = await transport.send<{ readonly status?: { readonly userInfo?: { readonly username?: string } } }>(
				{
					method: 'POST',
					path: `/apis/${group}/selfsubjectreviews`,
					body: { apiVersion: group, kind: 'SelfSubjectReview' },
					signal,
				},
			)
			return answer.ok ? answer.body.status?.userInfo?.username : undefined
		},
		async requestToken({ namespace, name }, seconds, signal) {
			const answer = await transport.send<{
				readonly status: { readonly token: string; readonly expirationTimestamp: string }
			}>({
				method: 'POST',
				path: `${objectPath(kinds.ServiceAccount, namespace, name)}/token`,
				body: { apiVersion: group, kind: 'TokenRequest', spec: { expirationSeconds: seconds } },
				isConfidential: true,
				signal,
			})
			if (!answer.ok) return refusal(answer.failure)
			const { token, expirationTimestamp } = answer.body.status
			return { type: 'issued', token, expires: expirationTimestamp }
		},
		async review({ user, groups }, request, signal) {
			const answer = await transport.send<{ readonly status: { readonly allowed: boolean; readonly reason?: string } }>(
				{
					method: 'POST',
					path: `/apis/${authorization}/subjectaccessreviews`,
					body: {
						apiVersion: authorization,
						kind: 'SubjectAccessReview',
						spec: { ...(user === undefined ? {} : { user }), groups, resourceAttributes: request },
					},
					signal,
				},
			)
			if (!answer.ok) return refusal(answer.failure)
			const { allowed, reason = '' } = answer.body.status
			return { type: 'reviewed', allowed, reason }
		},
		async probe({ kind, namespace, name, subresource, object }, signal) {
			const path =
				subresource === undefined
					? collectionPath(kind, namespace)
					: `${objectPath(kind, namespace, name)}/${subresource}`
			const answer = await transport.send({
				method: 'POST',
				// Streams know no dry runs.
				path: `${path}?${subresource === 'exec' ? 'command=true&stdout=true' : 'dryRun=All'}`,
				body: object,
				signal,
			})
			return answer.ok ? undefined : refusal(answer.failure)
		},
	}
}

async function endpointOf({ cluster, server }: Target): Promise<Endpoint> {
	const authority = await readAuthority(cluster)
	const { tlsServerName, proxyUrl } = cluster
	const mayTellProxy = proxyUrl !== undefined && URL.canParse(proxyUrl) && new URL(proxyUrl).password === ''
	return {
		server: cluster.server ?? server.href,
		...(authority === undefined ? {} : { authority }),
		insecure: cluster.insecure,
		...(tlsServerName === undefined ? {} : { tlsServerName }),
		...(mayTellProxy ? { proxyUrl } : {}),
	}
}
