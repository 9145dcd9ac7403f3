/** Where pods of a cluster have names resolved: what the plan says, else what the cluster shows. */
import { readCidr } from '../../../model/cidr.ts'
import { isDnsCache, isDnsService } from '../../../model/cluster-dns.ts'
import { kinds } from '../../../model/kinds.ts'
import { homeOf, type KubeObject, refOf, showRef } from '../../../model/kube-object.ts'
import { dnsPresets } from '../../../model/presets.ts'
import type { OutsidePeer } from '../../../model/tenancy.ts'
import { at, elements, labelsAt, text } from '../../reading/raw.ts'
import { matches } from '../../reading/selector.ts'
import { selectorOf } from '../isolation/zones-of-plan.ts'
import { namespaceLabels } from '../match.ts'
import type { End, Endpoint, Network } from '../network.ts'
import { clusterAddresses } from './address-book.ts'
import type { Scene } from './scene.ts'

/** A cluster's DNS. */
export interface DnsServers {
	/** For a person, e.g. `Service kube-system/kube-dns`. */
	readonly words: string
	/** Where it answers, and on which ports; which of them a pod asks is not known. */
	readonly targets: readonly DnsTarget[]
}

/** Pods or addresses that answer questions. */
export interface DnsTarget {
	readonly end: End
	readonly ports: readonly number[]
}

/** The cluster's DNS; `undefined` where it cannot be found. */
export function dnsServers(scene: Scene): DnsServers | undefined {
	const { dns } = scene.input.tenancy.network
	if (dns === 'auto') return seen(scene)
	const targets = dns.peers.flatMap((peer) => targetsOf(scene.network, peer, dns.ports))
	return targets.length === 0 ? undefined : { words: `DNS (${dns.name})`, targets }
}

function seen(scene: Scene): DnsServers | undefined {
	const services = scene.ofKind(kinds.Service).filter(answersQuestions)
	const [first] = services
	if (first === undefined) return undefined
	const hasCache = scene.ofKind(kinds.DaemonSet).some(isDnsCache)
	const cache = hasCache ? (dnsPresets['nodelocal']?.peers ?? []).filter(({ type }) => type === 'cidr') : []
	return {
		words: showRef(refOf(first)),
		targets: [
			...services.flatMap((service) => behind(scene.network, service)),
			...cache.flatMap((peer) => targetsOf(scene.network, peer, [53])),
		],
	}
}

/** OpenShift runs its own, elsewhere. */
function answersQuestions(service: KubeObject): boolean {
	const { name, namespace } = service.metadata
	const isOpenShifts = namespace === 'openshift-dns' && name === 'dns-default'
	const hasPods = Object.keys(labelsAt(at(service, 'spec', 'selector'))).length > 0
	return (isDnsService(service) || isOpenShifts) && hasPods && doors(service).length > 0
}

/** Port 53 of a Service, with where it leads to. */
function doors(service: KubeObject): readonly unknown[] {
	return elements(at(service, 'spec', 'ports'), 'spec.ports').flatMap(({ value }) =>
		value['port'] === 53 ? [value['targetPort']] : [],
	)
}

/** Pods behind a Service, and its own address: some plugins look before it is translated. */
function behind(network: Network, service: KubeObject): readonly DnsTarget[] {
	const labels = labelsAt(at(service, 'spec', 'selector'))
	const pods = podsOf(network, homeOf(service), labels)
	return [
		...pods.map((end) => ({ end, ports: [...new Set(doors(service).flatMap((door) => portsBehind(door, end)))] })),
		...clusterAddresses(service).map((outside) => ({ end: { outside }, ports: [53] })),
	]
}

/** Absent is the same port; a name is looked up in the pod, and a pod that does not say it listens where DNS does. */
function portsBehind(target: unknown, { ports }: Endpoint): readonly number[] {
	if (typeof target === 'number' && target > 0) return [target]
	const name = text(target)
	const named = ports.filter((port) => name !== undefined && port.name === name).map(({ port }) => port)
	return named.length === 0 ? [53] : named
}

function targetsOf(network: Network, peer: OutsidePeer, ports: readonly number[]): readonly DnsTarget[] {
	if (peer.type === 'cidr') {
		const outside = readCidr(peer.cidr)
		return 'mistake' in outside ? [] : [{ end: { outside }, ports }]
	}
	const { namespace } = peer
	const homes =
		typeof namespace === 'string'
			? [namespace]
			: [...network.namespaces.keys()].filter((name) => matches(selectorOf(namespace), namespaceLabels(network, name)))
	return homes.flatMap((home) => podsOf(network, home, peer.pods).map((end) => ({ end, ports })))
}

/** Pods with these labels; where none is seen, one as the labels say. */
function podsOf(network: Network, namespace: string, labels: Readonly<Record<string, string>>): readonly Endpoint[] {
	const found = network.endpointsIn(namespace).filter((pod) => matches(selectorOf(labels), pod.labels))
	if (found.length > 0) return found
	const ref = { group: '', kind: 'Pod', namespace, name: 'dns' }
	const unknown = { ports: [], addresses: undefined, node: undefined, hostNetwork: false }
	return [{ ref, owner: ref, namespace, labels, ...unknown }]
}
