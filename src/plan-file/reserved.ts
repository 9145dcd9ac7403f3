/** Namespaces that belong to somebody else: no app may live there. */
import type { AllowPeer, Network, OutsidePeer } from '../model/tenancy.ts'
import type { Spot } from './places.ts'
import { quote, type Report } from './report.ts'

/** Reports namespaces of the plan that are the cluster's, or that the plan itself names as somebody else's. */
export function checkReserved(
	namespaces: readonly { readonly name: string; readonly spot: Spot | undefined }[],
	network: Network,
	report: Report,
): void {
	const foreign = foreignNamespaces(network)
	for (const { name, spot } of namespaces) {
		const owner = clustersOwn(name) ?? foreign.get(name)
		if (owner === undefined) continue
		report.error(
			'plan/reserved-namespace',
			spot,
			`the namespace ${quote(name)} is ${owner}`,
			'Walls around it would cut off what all stages need: choose another name.',
		)
	}
}

/** Namespaces that come with Kubernetes or OpenShift. */
function clustersOwn(name: string): string | undefined {
	if (name === 'default') return 'the one that everybody gets who names none'
	if (name.startsWith('kube-')) return 'reserved for Kubernetes'
	return name === 'openshift' || name.startsWith('openshift-') ? 'reserved for OpenShift' : undefined
}

/** Namespaces of whoever is let in or out, by name. */
function foreignNamespaces({ ingress, dns, allow }: Network): ReadonlyMap<string, string> {
	const ends = allow.flatMap(({ name, from, to }) => [
		...named([from], `an end of the allow ${quote(name)}, which is to be no stage`),
		...named([to], `an end of the allow ${quote(name)}, which is to be no stage`),
	])
	return new Map([
		...ends,
		...named(dns === 'auto' ? [] : dns.peers, 'where names are resolved'),
		...named(ingress?.peers ?? [], 'the one of the ingress controller'),
	])
}

function named(peers: readonly (OutsidePeer | AllowPeer)[], owner: string): readonly (readonly [string, string])[] {
	return peers.flatMap((peer) =>
		peer.type === 'pods' && typeof peer.namespace === 'string' ? [[peer.namespace, owner] as const] : [],
	)
}
