/** The policies of stages, those that say the same once: the same mistake in fifty namespaces is one finding. */
import { grouped } from '../../../model/collect.ts'
import { type ObjectRef, showRef } from '../../../model/kube-object.ts'
import { showSome } from '../../words.ts'
import { oneWay, portsOf } from '../evaluate.ts'
import type { Direction, End, NetworkPolicy, Rule } from '../network.ts'
import { intersect } from '../ports.ts'
import type { Scene } from './scene.ts'

/** Policies of one stage with the same spec. */
export interface PolicyGroup {
	readonly stage: string
	readonly policies: readonly NetworkPolicy[]
	/** One of them, which says what all of them say. */
	readonly first: NetworkPolicy
	/** Their names for a person. */
	readonly words: string
	/** Their namespaces. */
	readonly namespaces: readonly string[]
}

/** The groups of all stages. */
export function policyGroups({ network, stageOf }: Scene): readonly PolicyGroup[] {
	const inStages = network.policies.filter(({ namespace }) => stageOf(namespace) !== undefined)
	const groups = grouped(inStages, ({ namespace, shape }) => `${stageOf(namespace)}\n${shape}`)
	return [...groups.values()].flatMap((policies): readonly PolicyGroup[] => {
		const [first] = policies
		const stage = stageOf(first?.namespace)
		if (first === undefined || stage === undefined) return []
		const namespaces = [...new Set(policies.map(({ namespace }) => namespace))]
		return [{ stage, policies, first, words: namesOf(policies.map(({ ref }) => ref)), namespaces }]
	})
}

function namesOf(refs: readonly ObjectRef[]): string {
	return showSome(refs.map(showRef))
}

/**
 * Whether ordered policies leave open what a rule opens: they are asked before it, and may deny it.
 *
 * @param homes - the namespaces that the rule is about
 */
export function isLeftOpen(
	{ network }: Scene,
	homes: readonly string[],
	direction: Direction,
	rule: Rule,
	other: End,
): boolean {
	if (network.tierPolicies.length === 0) return true
	return homes.some((home) => {
		const self = { anyPodOf: home }
		const destination = direction === 'egress' ? other : self
		const world = { family: undefined, hostPods: 'pods', blocks: 'pods' } as const
		const open = oneWay(network, direction, self, other, destination, world, 'upper')
		return intersect(open, portsOf(rule, destination).possible).length > 0
	})
}
