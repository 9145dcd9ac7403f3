/**
 * ClusterNetworkPolicy, AdminNetworkPolicy and BaselineAdminNetworkPolicy by the line. All of them mean the same and spell it
 * differently, so that one table of cases serves each.
 */
import type { KubeObject } from '../../../model/kube-object.ts'

/** How a kind spells what it has in common with the others. */
export interface Dialect {
	readonly apiVersion: string
	readonly kind: string
	/** `spec.tier`, where the kind does not say it. */
	readonly tier?: 'Admin' | 'Baseline'
	readonly accept: 'Accept' | 'Allow'
	readonly hasPriority: boolean
	readonly hasPass: boolean
	readonly ports: 'protocols' | 'ports'
}

const cluster = { kind: 'ClusterNetworkPolicy', accept: 'Accept', hasPriority: true, hasPass: true } as const

/** The spellings of the tier before NetworkPolicy. */
export const adminDialects: readonly Dialect[] = [
	{ ...cluster, apiVersion: 'policy.networking.k8s.io/v1alpha2', tier: 'Admin', ports: 'protocols' },
	{ ...cluster, apiVersion: 'policy.networking.k8s.io/v1beta1', tier: 'Admin', ports: 'protocols' },
	{
		apiVersion: 'policy.networking.k8s.io/v1alpha1',
		kind: 'AdminNetworkPolicy',
		accept: 'Allow',
		hasPriority: true,
		hasPass: true,
		ports: 'ports',
	},
]

/** The spellings of the tier behind NetworkPolicy. */
export const baselineDialects: readonly Dialect[] = [
	{ ...cluster, apiVersion: 'policy.networking.k8s.io/v1alpha2', tier: 'Baseline', ports: 'protocols' },
	{ ...cluster, apiVersion: 'policy.networking.k8s.io/v1beta1', tier: 'Baseline', ports: 'protocols' },
	{
		apiVersion: 'policy.networking.k8s.io/v1alpha1',
		kind: 'BaselineAdminNetworkPolicy',
		accept: 'Allow',
		hasPriority: false,
		hasPass: false,
		ports: 'ports',
	},
]

/** A dialect for the title of a test. */
export function showDialect({ apiVersion, kind, tier }: Dialect): string {
	return `${kind} ${apiVersion.split('/')[1]}${tier === undefined ? '' : ` in the ${tier} tier`}`
}

/** Who a policy is about, or a peer: namespaces by the label `tree`, or anything as the API has it. */
export type Who = string | Readonly<Record<string, unknown>>

/** A rule: `[deny, elm]`, `[deny, elm, 'TCP 80, UDP 53-60, web']`; a port without a protocol is a name. */
export type RuleLine = readonly [action: 'accept' | 'deny' | 'pass', peer: Who | readonly Who[], ports?: string]

/** An ordered policy, whichever kind it will be. */
export interface Ordered {
	readonly name?: string
	readonly priority?: number
	readonly subject: Who
	readonly ingress?: readonly RuleLine[]
	readonly egress?: readonly RuleLine[]
}

/** Writes a policy in a dialect; one that knows no pass leaves rules that pass away. */
export function ordered(dialect: Dialect, { name = 'default', priority = 10, ...rest }: Ordered): KubeObject {
	const { subject, ingress, egress } = rest
	return {
		apiVersion: dialect.apiVersion,
		kind: dialect.kind,
		metadata: { name },
		spec: {
			...(dialect.tier === undefined ? {} : { tier: dialect.tier }),
			...(dialect.hasPriority ? { priority } : {}),
			subject: whoIs(subject),
			...(ingress === undefined ? {} : { ingress: rulesOf(dialect, ingress, 'from') }),
			...(egress === undefined ? {} : { egress: rulesOf(dialect, egress, 'to') }),
		},
	}
}

function whoIs(who: Who): unknown {
	return typeof who === 'string' ? { namespaces: { matchLabels: { tree: who } } } : who
}

function rulesOf(dialect: Dialect, lines: readonly RuleLine[], ends: 'from' | 'to'): readonly unknown[] {
	return lines
		.filter(([action]) => dialect.hasPass || action !== 'pass')
		.map(([action, peers, ports]) => ({
			name: `${action} ${ports ?? 'everything'}`,
			action: { accept: dialect.accept, deny: 'Deny', pass: 'Pass' }[action],
			[ends]: (Array.isArray(peers) ? peers : [peers]).map((peer: Who) => whoIs(peer)),
			...(ports === undefined
				? {}
				: { [dialect.ports]: ports.split(', ').map(dialect.ports === 'ports' ? adminPort : protocolMatch) }),
		}))
}

function adminPort(text: string): unknown {
	const [, protocol, start, end] = /^(\w+) (\d+)(?:-(\d+))?$/.exec(text) ?? []
	if (start === undefined) return { namedPort: text }
	if (end === undefined) return { portNumber: { protocol, port: Number(start) } }
	return { portRange: { protocol, start: Number(start), end: Number(end) } }
}

function protocolMatch(text: string): unknown {
	const [, protocol = '', start, end] = /^(\w+) (\d+)(?:-(\d+))?$/.exec(text) ?? []
	if (start === undefined) return { destinationNamedPort: text }
	const destinationPort =
		end === undefined ? { number: Number(start) } : { range: { start: Number(start), end: Number(end) } }
	return { [protocol.toLowerCase()]: { destinationPort } }
}
