/** Namespaces of a stage in which pods are not isolated at all: their walls are missing or do not select every pod. */
import type { Finding } from '../../../model/finding.ts'
import type { Case } from '../../prover.ts'
import { matches } from '../../reading/selector.ts'
import { showSome } from '../../words.ts'
import type { Zone } from '../crossing/zones.ts'
import { type Direction, directions, type Network } from '../network.ts'
import { satisfiable } from '../satisfy.ts'
import { namespaceRef } from '../words.ts'

/** One finding a stage and a set of directions. */
export function openNamespaces(
	{ facts }: Case,
	network: Network,
	zones: ReadonlyMap<string, Zone>,
): readonly Finding[] {
	const groups = new Map<string, { stage: string; open: readonly Direction[]; namespaces: string[] }>()
	for (const [namespace, { stage }] of zones) {
		const open = directions.filter((direction) => isOpen(network, namespace, direction))
		if (open.length === 0 || stage === undefined) continue
		const key = `${stage} ${open.join()}`
		const group = groups.get(key) ?? { stage, open, namespaces: [] }
		groups.set(key, group)
		group.namespaces.push(namespace)
	}
	return [...groups.values()].map(({ stage, open, namespaces }): Finding => {
		const types = open.map((direction) => (direction === 'egress' ? 'Egress' : 'Ingress'))
		return {
			code: 'network/not-isolated',
			result: 'violated',
			severity: 'high',
			cluster: facts.cluster,
			stage,
			subject: namespaceRef(namespaces[0] ?? ''),
			message: `pods of ${stage} are not isolated for ${open.join(' and ')}, or not all of them: ${showSome(namespaces)}`,
			witness: namespaces.flatMap((namespace) =>
				open.map((direction) => ({
					object: namespaceRef(namespace),
					field: direction,
					expected: 'a policy that selects every pod',
					observed: describePolicies(network, namespace, direction),
				})),
			),
			remedy: `A NetworkPolicy with an empty podSelector and policyTypes [${types.join(', ')}] isolates every pod; stagewall apply writes it.`,
			controls: ['CIS-5.3.2', 'C-0260'],
		}
	})
}

/** Where an ordered policy is about the namespace, isolation is that one's business and shows in what can connect. */
function isOpen({ namespaces, tierPolicies, ...network }: Network, namespace: string, direction: Direction): boolean {
	const selectors = network
		.policiesIn(namespace)
		.flatMap((policy) => (policy[direction] === undefined ? [] : [policy.pods]))
	if (!satisfiable([], selectors)) return false
	const labels = namespaces.get(namespace)?.labels ?? {}
	return !tierPolicies.some(
		({ subject, [direction]: rules }) => rules.length > 0 && matches(subject.namespaces, labels),
	)
}

function describePolicies(network: Network, namespace: string, direction: Direction): string {
	const count = network.policiesIn(namespace).filter((policy) => policy[direction] !== undefined).length
	if (count === 0) return 'none'
	return `${count} ${count === 1 ? 'policy that selects' : 'policies that select'} only some pods`
}
