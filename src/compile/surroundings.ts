/** What a plan may leave to be found out from a cluster: where names are resolved. */
import { isDnsCache, isDnsService } from '../model/cluster-dns.ts'
import type { ClusterInfo, Facts, Want } from '../model/facts.ts'
import type { MutationVersion } from '../model/guards.ts'
import { type Kind, kindKey, kinds } from '../model/kinds.ts'
import type { KubeObject } from '../model/kube-object.ts'
import { dnsPresets } from '../model/presets.ts'
import type { Dns, OutsidePeer, Tenancy } from '../model/tenancy.ts'

/** The parts of a cluster that walls depend on and that no plan creates. */
export interface Surroundings {
	readonly dns: Dns
	readonly admission: Admission
	/** The PriorityClass of pods that name none, where the cluster has one. */
	readonly defaultPriorityClass: string | undefined
}

/** What the API server can do at admission, by policies alone. */
export interface Admission {
	/** ValidatingAdmissionPolicy, from 1.30 on. */
	readonly validation: boolean
	/** MutatingAdmissionPolicy, and of which version; `undefined` where it has none or the plan wants none. */
	readonly mutation: MutationVersion | undefined
}

/** Where the surroundings come from: written in the plan, seen in the cluster, or taken for granted. */
export type Detected = 'plan' | 'cluster' | 'assumed'

/** What has to be observed to find out the surroundings. */
export const surroundingsWants: readonly Want[] = [
	{ kind: kinds.Service, detail: 'whole' },
	{ kind: kinds.Namespace, detail: 'metadata' },
	{ kind: kinds.DaemonSet, detail: 'metadata' },
]

/**
 * The surroundings of a plan's walls. What the plan says goes; else what the cluster shows; else kube-dns, and an API server that can
 * do what that of Kubernetes 1.36 can.
 *
 * @param facts - the cluster as observed; `undefined` where none is looked at
 * @param info - what the cluster serves; absent where none is looked at
 */
export function surroundingsOf(
	tenancy: Tenancy,
	facts: Facts | undefined,
	info?: ClusterInfo,
): Surroundings & { readonly detected: Detected } {
	const { dns } = tenancy.network
	const rest = { admission: admissionOf(tenancy, info), defaultPriorityClass: defaultClass(facts) }
	if (dns !== 'auto') return { dns, detected: 'plan', ...rest }
	const seen = facts === undefined ? undefined : detectedDns(facts.objects)
	return seen === undefined
		? { dns: kubeDns, detected: 'assumed', ...rest }
		: { dns: seen, detected: 'cluster', ...rest }
}

/** Only a server says what it serves; files are for one of today. */
function admissionOf({ guards: { mutation } }: Tenancy, info: ClusterInfo | undefined): Admission {
	const isAsked = info !== undefined && info.type !== 'directory'
	const served = (kind: Kind): Kind | undefined => info?.kinds.find((each) => kindKey(each) === kindKey(kind))
	const version = isAsked ? served(kinds.MutatingAdmissionPolicy)?.version : 'v1'
	return {
		validation: !isAsked || served(kinds.ValidatingAdmissionPolicy) !== undefined,
		mutation:
			mutation === 'off'
				? undefined
				: mutation !== 'auto'
					? mutation
					: version === 'v1' || version === 'v1beta1'
						? version
						: undefined,
	}
}

function defaultClass(facts: Facts | undefined): string | undefined {
	return facts?.objects.find(({ kind, globalDefault }) => kind === 'PriorityClass' && globalDefault === true)?.metadata
		.name
}

const kubeDns = preset('kube-dns')

function preset(name: string): Dns {
	const dns = dnsPresets[name]
	if (dns === undefined) throw new Error(`there is no DNS preset ${name}`)
	return dns
}

function detectedDns(objects: readonly KubeObject[]): Dns | undefined {
	if (objects.some(({ kind, metadata }) => kind === 'Namespace' && metadata.name === 'openshift-dns'))
		return preset('openshift')
	const service = dnsService(objects)
	if (objects.some(isDnsCache)) return cached(service)
	return service === undefined ? undefined : { name: 'kube-dns', peers: podsBehind(service), ports: podPorts(service) }
}

/** The cache takes over the Service's own address as well, so requests to it reach no pod that a selector could name. */
function cached(service: DnsService | undefined): Dns {
	const cache = preset('nodelocal')
	if (service === undefined) return cache
	const links = cache.peers.filter(({ type }) => type === 'cidr')
	return {
		name: cache.name,
		peers: [...podsBehind(service), ...links, ...addressesOf(service)],
		ports: [...new Set([...cache.ports, ...podPorts(service)])],
	}
}

/** The part of a Service that matters here. */
interface DnsService {
	readonly selector: Readonly<Record<string, string>>
	readonly ports: readonly { readonly port: number; readonly targetPort?: number | string }[]
	readonly clusterIP?: string
	readonly clusterIPs?: readonly string[]
}

/** The Service that pods ask; of several the one with the plainest name. */
function dnsService(objects: readonly KubeObject[]): DnsService | undefined {
	const services = objects.filter((object) => isDnsService(object) && specOf(object) !== undefined)
	const found =
		services.find(({ metadata }) => metadata.name === 'kube-dns') ??
		services.find(({ metadata }) => metadata.name === 'coredns') ??
		services[0]
	return found === undefined ? undefined : specOf(found)
}

/** The spec of a Service that has pods behind it and answers on the port of DNS. */
function specOf({ spec }: KubeObject): DnsService | undefined {
	const { selector, ports } = (spec ?? {}) as Partial<DnsService>
	const isDns = Object.keys(selector ?? {}).length > 0 && (ports ?? []).some(({ port }) => port === 53)
	return isDns ? (spec as DnsService) : undefined
}

function podsBehind({ selector }: DnsService): readonly OutsidePeer[] {
	return [{ type: 'pods', namespace: 'kube-system', pods: selector }]
}

/**
 * The pods' ports behind port 53: policies act behind the Service. An absent target is the same port; a named one cannot be
 * looked up without the pods, and the pods of DNS listen on 53 where nothing else is said. Metrics are not for everybody.
 */
function podPorts({ ports }: DnsService): readonly number[] {
	const targets = ports.filter(({ port }) => port === 53).map(({ targetPort }) => targetPort)
	return [...new Set(targets.map((target) => (typeof target === 'number' && target > 0 ? target : 53)))]
}

function addressesOf({ clusterIP, clusterIPs = [] }: DnsService): readonly OutsidePeer[] {
	const addresses = clusterIPs.length > 0 ? clusterIPs : [clusterIP ?? '']
	return addresses
		.filter((address) => address !== '' && address !== 'None')
		.map((address) => ({ type: 'cidr', cidr: `${address}/${address.includes(':') ? 128 : 32}`, except: [] }))
}
