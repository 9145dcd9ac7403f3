/** Random ClusterNetworkPolicies, AdminNetworkPolicies and BaselineAdminNetworkPolicies. */
import fc from 'fast-check'
import type { KubeObject } from '../../model/kube-object.ts'
import {
	askedName,
	namespaceSelector,
	network,
	portNumber,
	portRange,
	protocol,
	selector,
} from './random-words.suite.ts'
import type {
	RawAdminPort,
	RawPodsPeer,
	RawTierPeer,
	RawTierPolicySpec,
	RawTierProtocol,
	RawTierRule,
} from './raw-objects.suite.ts'

const podsPeer: fc.Arbitrary<RawPodsPeer> = fc.oneof(
	fc.record({ namespaces: namespaceSelector }),
	fc.record({ pods: fc.record({ namespaceSelector, podSelector: selector }) }),
)

/** A peer of a version to come, as this one sees it. */
const unknownPeer = fc.constantFrom<object>({}, { services: { matchLabels: {} } })
const ingressPeer: fc.Arbitrary<RawTierPeer> = fc.oneof(
	{ arbitrary: podsPeer, weight: 12 },
	{ arbitrary: unknownPeer, weight: 1 },
)

/** Peers that are no pods, for which a rule may not name ports. */
const addressPeer: fc.Arbitrary<RawTierPeer> = fc.oneof(
	fc.record({ networks: fc.uniqueArray(network, { minLength: 1, maxLength: 3 }) }),
	fc.record({ nodes: fc.oneof(fc.constant({}), selector) }),
)
const domainPeer: fc.Arbitrary<RawTierPeer> = fc.constant({ domainNames: ['*.example.com'] })

const destination = fc.oneof(
	portNumber.map((number) => ({ destinationPort: { number } })),
	portRange.map(([start, end]) => ({ destinationPort: { range: { start, end } } })),
)
const numberedProtocol: fc.Arbitrary<RawTierProtocol> = fc.oneof(
	fc.record({ tcp: destination }),
	fc.record({ udp: destination }),
	fc.record({ sctp: destination }),
)
const namedProtocol: fc.Arbitrary<RawTierProtocol> = fc.record({ destinationNamedPort: askedName })

const numberedAdminPort: fc.Arbitrary<RawAdminPort> = fc.oneof(
	fc.record({ portNumber: fc.record({ protocol, port: portNumber }) }),
	fc.record({ portNumber: fc.record({ port: portNumber }) }),
	fc.tuple(protocol, portRange).map(([said, [start, end]]) => ({ portRange: { protocol: said, start, end } })),
	portRange.map(([start, end]) => ({ portRange: { start, end } })),
)
const namedAdminPort: fc.Arbitrary<RawAdminPort> = fc.record({ namedPort: askedName })

/** What differs between the kinds. */
interface Dialect {
	readonly accept: 'Accept' | 'Allow'
	readonly others: readonly RawTierRule['action'][]
	readonly ports: (withNames: boolean) => fc.Arbitrary<Pick<RawTierRule, 'ports' | 'protocols'>>
}

const cluster: Dialect = {
	accept: 'Accept',
	others: ['Deny', 'Pass'],
	ports: (withNames) =>
		fc.record({ protocols: someOrAll(withNames ? fc.oneof(numberedProtocol, namedProtocol) : numberedProtocol) }),
}
const admin: Dialect = {
	accept: 'Allow',
	others: ['Deny', 'Pass'],
	ports: (withNames) =>
		fc.record({ ports: someOrAll(withNames ? fc.oneof(numberedAdminPort, namedAdminPort) : numberedAdminPort) }),
}
const baselineAdmin: Dialect = { ...admin, others: ['Deny'] }

function someOrAll<Item>(item: fc.Arbitrary<Item>): fc.Arbitrary<readonly Item[] | undefined> {
	return fc.oneof(fc.constant(undefined), fc.array(item, { minLength: 1, maxLength: 2 }))
}

function rulesOf({ accept, others, ports }: Dialect, side: 'from' | 'to'): fc.Arbitrary<readonly RawTierRule[]> {
	const rule = (
		action: fc.Arbitrary<RawTierRule['action']>,
		peer: fc.Arbitrary<RawTierPeer>,
		withNames: boolean,
	): fc.Arbitrary<RawTierRule> =>
		fc.tuple(action, fc.array(peer, { minLength: 1, maxLength: 2 }), ports(withNames)).map(([said, peers, about]) => ({
			action: said,
			...(side === 'from' ? { from: peers } : { to: peers }),
			...about,
		}))
	const anyAction = fc.constantFrom(accept, ...others)
	const aboutPods = rule(anyAction, ingressPeer, true)
	const aboutAddresses = [
		rule(anyAction, fc.oneof(ingressPeer, addressPeer), false),
		rule(fc.constant(accept), fc.oneof(podsPeer, addressPeer, domainPeer), false),
	]
	return fc.array(fc.oneof(aboutPods, ...(side === 'to' ? aboutAddresses : [])), { maxLength: 3 })
}

function specOf(dialect: Dialect): fc.Arbitrary<RawTierPolicySpec> {
	return fc.record({ subject: podsPeer, ingress: rulesOf(dialect, 'from'), egress: rulesOf(dialect, 'to') })
}

const clusterSpec = specOf(cluster)
const adminSpec = specOf(admin)
/** Few, so that some are equal. */
const priority = fc.constantFrom(1, 1, 2, 1000)
const version = fc.constantFrom('v1alpha2', 'v1beta1')

const adminTier = fc.oneof(
	fc
		.tuple(clusterSpec, priority, version)
		.map(([spec, first, served]) => clusterPolicy({ ...spec, tier: 'Admin', priority: first }, served)),
	fc.tuple(adminSpec, priority).map(([spec, first]) => adminPolicy('AdminNetworkPolicy', { ...spec, priority: first })),
)
const baseline = fc
	.tuple(clusterSpec, priority, version)
	.map(([spec, first, served]) => clusterPolicy({ ...spec, tier: 'Baseline', priority: first }, served))
/** There is one at most; it has no priority that could be compared with those of others. */
const onlyBaseline = specOf(baselineAdmin).map((spec) => adminPolicy('BaselineAdminNetworkPolicy', spec))

type Nameless = (name: string) => KubeObject

function clusterPolicy(spec: RawTierPolicySpec, version: string): Nameless {
	return (name) => ({
		apiVersion: `policy.networking.k8s.io/${version}`,
		kind: 'ClusterNetworkPolicy',
		metadata: { name },
		spec,
	})
}

function adminPolicy(kind: string, spec: RawTierPolicySpec): Nameless {
	const apiVersion = 'policy.networking.k8s.io/v1alpha1'
	// The API takes no other name for the only one of its kind.
	const nameOf = (name: string): string => (kind === 'BaselineAdminNetworkPolicy' ? 'default' : name)
	return (name) => ({ apiVersion, kind, metadata: { name: nameOf(name) }, spec })
}

/** None at all, or up to three policies of the admin tier and two of the baseline. */
export const tierPolicies: fc.Arbitrary<readonly KubeObject[]> = fc
	.oneof(
		fc.constant([]),
		fc.tuple(
			fc.array(adminTier, { maxLength: 3 }),
			fc.oneof(
				fc.array(baseline, { maxLength: 2 }),
				onlyBaseline.map((policy) => [policy]),
			),
		),
	)
	.map((tiers) => tiers.flat().map((policy, index) => policy(`tier-${index}`)))
