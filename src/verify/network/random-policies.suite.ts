/** Random NetworkPolicies. */
import fc from 'fast-check'
import type { KubeObject } from '../../model/kube-object.ts'
import {
	askedName,
	block,
	listOrNone,
	namespaceNames,
	namespaceSelector,
	portNumber,
	portRange,
	protocol,
	selector,
} from './random-words.suite.ts'
import type {
	RawNetworkPolicyPeer,
	RawNetworkPolicyPort,
	RawNetworkPolicyRule,
	RawNetworkPolicySpec,
} from './raw-objects.suite.ts'

const peer: fc.Arbitrary<RawNetworkPolicyPeer> = fc.oneof(
	{ arbitrary: fc.record({ podSelector: selector }), weight: 2 },
	{ arbitrary: fc.record({ namespaceSelector: fc.constant(null), podSelector: selector }), weight: 1 },
	{ arbitrary: fc.record({ namespaceSelector }), weight: 2 },
	{ arbitrary: fc.record({ namespaceSelector, podSelector: selector }), weight: 2 },
	{ arbitrary: fc.record({ namespaceSelector, podSelector: fc.constant(null) }), weight: 1 },
	{ arbitrary: fc.record({ ipBlock: block }), weight: 5 },
)

const port: fc.Arbitrary<RawNetworkPolicyPort> = fc.oneof(
	fc.record({ port: portNumber }),
	fc.record({ port: askedName }),
	fc.record({ protocol, port: fc.oneof(portNumber, askedName) }),
	fc.record({ protocol }),
	portRange.map(([first, endPort]) => ({ port: first, endPort })),
	fc.tuple(protocol, portRange).map(([said, [first, endPort]]) => ({ protocol: said, port: first, endPort })),
	fc.constantFrom({}, { protocol: null, port: null }),
)

function rule(side: 'from' | 'to'): fc.Arbitrary<RawNetworkPolicyRule> {
	// Often all ports: one that somebody asks about is seldom among few.
	const ports = fc.oneof(fc.constant(undefined), listOrNone(port, 3))
	return fc
		.tuple(listOrNone(peer, 3), ports)
		.map(([peers, about]) => (side === 'from' ? { from: peers, ports: about } : { to: peers, ports: about }))
}

/** What a policy says of both directions. */
export const policyRules: fc.Arbitrary<Pick<RawNetworkPolicySpec, 'ingress' | 'egress'>> = fc.record({
	ingress: listOrNone(rule('from'), 2),
	egress: listOrNone(rule('to'), 2),
})

const policyTypes = fc.constantFrom<RawNetworkPolicySpec['policyTypes']>(
	undefined,
	null,
	[],
	['Ingress'],
	['Egress'],
	['Ingress', 'Egress'],
	['Egress', 'Ingress'],
)
/** Mostly all pods of the namespace, so that there are others to be let in. */
const subject = fc.oneof(fc.constantFrom(undefined, null, {}), selector)
const policySpec: fc.Arbitrary<RawNetworkPolicySpec> = fc
	.tuple(fc.record({ podSelector: subject, policyTypes }), policyRules)
	.map(([first, second]) => ({ ...first, ...second }))

/** Up to six NetworkPolicies. */
export const policies: fc.Arbitrary<readonly KubeObject[]> = fc
	.array(fc.tuple(fc.constantFrom(...namespaceNames), policySpec), { minLength: 1, maxLength: 6, size: 'max' })
	.map((all) => all.map(([namespace, spec], index) => policyObject(`policy-${index}`, namespace, spec)))

/** A NetworkPolicy. */
export function policyObject(name: string, namespace: string, spec: RawNetworkPolicySpec): KubeObject {
	return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace }, spec }
}
