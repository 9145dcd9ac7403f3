/** What an answer depends on where nobody can say. */
import type { Dependence, Mismatch } from '../../../model/network-explanation.ts'
import { intersect, type Ports, samePorts } from '../ports.ts'
import { type Answer, nodeRelation } from './answer.ts'
import { mismatches } from './mismatch.ts'
import type { PolicyTrace, Question, SideTrace, Trace } from './trace.ts'

/** Everything that the unsure ports of an answer hang on; empty where there are none. */
export function dependencesOf(
	question: Question,
	{ bounds, unsure }: Answer,
	traces: readonly Trace[],
): readonly Dependence[] {
	if (unsure.length === 0) return []
	const { pods, outside } = bounds
	const found = new Set<Dependence>()
	if (!samePorts(pods.upper, outside.upper) || !samePorts(pods.lower, outside.lower)) found.add('blocks')
	if (nodeRelation(question.from, question.to) === 'maybe') found.add('node')
	if (differsByHostPods(traces)) found.add('host-network')
	for (const trace of traces)
		for (const side of [trace.egress, trace.ingress]) {
			for (const dependence of openMatches(question, trace, side, unsure)) found.add(dependence)
			if (side.tiers.some(({ policies }) => areTiedApart(policies, unsure))) found.add('equal-priority')
		}
	return order.filter((dependence) => found.has(dependence))
}

const order: readonly Dependence[] = [
	'blocks',
	'addresses',
	'range',
	'domains',
	'equal-priority',
	'host-network',
	'node',
]

function differsByHostPods(traces: readonly Trace[]): boolean {
	const [asNodes, asPods] = (['nodes', 'pods'] as const).map((view) =>
		traces.filter(({ world }) => world.hostPods === view).map(openIn),
	)
	return asNodes !== undefined && asNodes.length > 0 && String(asNodes) !== String(asPods)
}

function openIn({ egress, ingress }: Trace): string {
	return intersect(egress.open.upper, ingress.open.upper).join('-')
}

/** Rules that may be about the other end, and would decide something. */
function openMatches(
	{ network }: Question,
	{ world }: Trace,
	{ other, tiers }: SideTrace,
	unsure: Ports,
): readonly Dependence[] {
	return tiers
		.flatMap(({ policies }) => policies)
		.flatMap(({ policy, rules }) =>
			rules
				.filter(({ match, decides }) => match === 'maybe' && intersect(decides, unsure).length > 0)
				.flatMap(({ peers }) => peers.filter(({ match }) => match === 'maybe'))
				.flatMap(({ peer }) =>
					mismatches(network, peer, other, 'tier' in policy ? undefined : policy.namespace, world),
				),
		)
		.flatMap(({ type }) => causes[type] ?? [])
}

const causes: Readonly<Partial<Record<Mismatch['type'], Dependence>>> = {
	'address-unknown': 'addresses',
	range: 'range',
	'domain-unknown': 'domains',
	'node-unknown': 'node',
	// A node that is named by a label: some of the addresses that are asked about may be its own.
	outside: 'range',
}

/** Whether policies of one priority say different things about a port that nobody can be sure of. */
function areTiedApart(policies: readonly PolicyTrace[], unsure: Ports): boolean {
	const tied = policies.filter(({ tied: isTied }) => isTied)
	return tied.some(({ policy, rules }) =>
		rules.some(({ action, decides }) =>
			tied.some(
				(other) =>
					other.policy !== policy &&
					'priority' in policy &&
					'priority' in other.policy &&
					policy.priority === other.policy.priority &&
					other.rules.some(
						(rule) => rule.action !== action && intersect(intersect(rule.decides, decides), unsure).length > 0,
					),
			),
		),
	)
}
