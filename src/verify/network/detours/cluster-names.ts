/** Names that the cluster's own DNS answers for. */
import type { Network } from '../network.ts'

/**
 * The namespace that a name leads into; `undefined` for names of the world outside.
 *
 * @example namespaceInName(network, 'api.shop-prod.svc.cluster.local') // 'shop-prod'
 * @example namespaceInName(network, '10-244-1-7.shop-prod.pod') // 'shop-prod'
 */
export function namespaceInName(network: Network, name: string): string | undefined {
	const parts = name.toLowerCase().replace(/\.$/, '').split('.')
	const kind = parts.findIndex((part, index) => index >= 2 && (part === 'svc' || part === 'pod'))
	const namespace = parts[kind - 1]
	if (kind < 0 || namespace === undefined) return undefined
	const domain = parts.slice(kind + 1).join('.')
	// A cluster may have a domain of its own, and somebody outside a host called svc.
	return domain === '' || domain === 'cluster.local' || network.namespaces.has(namespace) ? namespace : undefined
}
