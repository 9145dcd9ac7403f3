/** Rules about addresses: those of the stages' NetworkPolicies, and of ordered policies that are about a stage. */
import type { Evidence } from '../../../model/finding.ts'
import { type ObjectRef, showRef } from '../../../model/kube-object.ts'
import { matches } from '../../reading/selector.ts'
import { type Block, type Direction, directions, type Rule, type TierPolicy, type TierRule } from '../network.ts'
import { evidence } from './evidence.ts'
import { type PolicyGroup, policyGroups } from './policy-groups.ts'
import type { Scene } from './scene.ts'

/** A rule with blocks, and whom it is about. */
export interface BlockRule {
	/** The policies, for a person. */
	readonly words: string
	/** Policies that say the same, the first of them first. */
	readonly policies: readonly [ObjectRef, ...ObjectRef[]]
	/** The stages that they are about, and the namespaces of these. */
	readonly stages: readonly string[]
	readonly namespaces: readonly string[]
	readonly direction: Direction
	readonly action: TierRule['action']
	readonly rule: Rule
	readonly blocks: readonly { readonly field: string; readonly block: Block }[]
}

/** All of them. */
export function blockRules(scene: Scene): readonly BlockRule[] {
	return [
		...policyGroups(scene).flatMap(ofGroup),
		...scene.network.tierPolicies.flatMap((policy) => ofTierPolicy(scene, policy)),
	]
}

function ofGroup({ stage, policies, first, words, namespaces }: PolicyGroup): readonly BlockRule[] {
	const refs = [first, ...policies.slice(1)].map(({ ref }) => ref)
	return directions.flatMap((direction) =>
		(first[direction] ?? []).flatMap((rule) =>
			withBlocks(rule, {
				words,
				policies: [first.ref, ...refs.slice(1)],
				stages: [stage],
				namespaces,
				direction,
				action: 'accept',
			}),
		),
	)
}

/** Only its rules for egress know addresses. */
function ofTierPolicy({ network, stageOf, stages }: Scene, policy: TierPolicy): readonly BlockRule[] {
	const namespaces = [...network.namespaces.values()]
		.filter(({ name, labels }) => stageOf(name) !== undefined && matches(policy.subject.namespaces, labels))
		.map(({ name }) => name)
	if (namespaces.length === 0) return []
	const about = new Set(namespaces.map(stageOf))
	return policy.egress.flatMap((rule) =>
		withBlocks(rule, {
			words: showRef(policy.ref),
			policies: [policy.ref],
			stages: stages.filter((stage) => about.has(stage)),
			namespaces,
			direction: 'egress',
			action: rule.action,
		}),
	)
}

function withBlocks(rule: Rule, more: Omit<BlockRule, 'rule' | 'blocks'>): readonly BlockRule[] {
	if (rule.peers === 'anyone' || rule.ports.length === 0) return []
	const blocks = rule.peers.flatMap((peer) =>
		peer.type === 'blocks' ? peer.blocks.map((block) => ({ field: peer.field, block })) : [],
	)
	return blocks.length === 0 ? [] : [{ ...more, rule, blocks }]
}

/** The stage of a finding about a rule, where the rule is about one stage only. */
export function stageOfRule({ stages }: BlockRule): { readonly stage?: string } {
	const [only] = stages
	return only === undefined || stages.length > 1 ? {} : { stage: only }
}

/** The same evidence in each of the policies that say the same. */
export function witnessesOf(
	scene: Scene,
	{ policies }: BlockRule,
	fields: readonly { readonly field: string; readonly observed: string }[],
): readonly Evidence[] {
	return policies.flatMap((ref) => {
		const object = scene.find(ref)
		return object === undefined ? [] : fields.map(({ field, observed }) => evidence(object, field, observed))
	})
}
