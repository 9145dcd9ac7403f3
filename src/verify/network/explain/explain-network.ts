/** Why one end can reach another, or why it cannot. */
import { KnownError } from '../../../model/errors.ts'
import type { Facts } from '../../../model/facts.ts'
import { keyOf, type ObjectRef } from '../../../model/kube-object.ts'
import type { ExplainedGroup, NetworkExplanation, Party } from '../../../model/network-explanation.ts'
import type { Tenancy } from '../../../model/tenancy.ts'
import type { KnownEnd } from '../connections/classes.ts'
import { type Ends, endForms } from '../ends.ts'
import { isOutside, type Network } from '../network.ts'
import { type Asked, noSuchPort } from './asked.ts'
import { doubtsAbout } from './doubts.ts'
import { explainPair, sceneOf } from './explain-pair.ts'
import { showAddress } from './mismatch.ts'
import { groupsOf, type PairGroup } from './pairs.ts'
import { endOf } from './show-trace.ts'
import { stagesOf } from './stage-relation.ts'

/** A cluster about which somebody asks. */
export interface ExplainedCluster {
	/** Its name in the plan. */
	readonly cluster: string
	readonly facts: Facts
	readonly network: Network
	readonly tenancy: Tenancy
}

/**
 * Explains the connections from some ends to others.
 *
 * @param most - so many groups of pairs are explained; the rest is counted
 * @returns an error with a hint where there is nobody to explain it for: no pods, no port of the asked name, or too many pairs
 */
export function explainNetwork(
	{ cluster, facts, network, tenancy }: ExplainedCluster,
	from: Ends,
	to: Ends,
	asked: Asked,
	most: number,
): NetworkExplanation | KnownError {
	const empty = [from, to].find(({ ends }) => ends.length === 0)
	if (empty !== undefined) return nobody(empty.words)
	const sources = from.ends
	const destinations = to.ends.filter((end) => asked.at(end).length > 0)
	if (destinations.length === 0) return noSuchPort(asked, to.ends)
	const stages = stagesOf(tenancy, cluster, network, facts.objects)
	const groups = groupsOf(network, stages, sources, destinations, asked)
	if (groups === undefined) return tooMany(from, to)
	const scene = sceneOf(facts.objects, tenancy)
	const explained = groups.slice(0, most).map((group): ExplainedGroup => {
		const { question, answer } = group
		return {
			from: partyOf(network, group.from, question.from),
			to: partyOf(network, group.to, question.to),
			pairs: group.pairs,
			...explainPair(scene, question, answer, group.stages),
		}
	})
	return {
		cluster,
		from: from.words,
		to: to.words,
		asked: asked.words,
		doubts: doubtsAbout(facts, network, [...sources, ...destinations]),
		groups: explained,
		more: countOf(groups.slice(most)),
		withoutPort: ownersOf(to.ends.filter((end) => !destinations.includes(end))),
	}
}

function nobody(words: string): KnownError {
	return new KnownError('usage/no-pods', `there is nothing to explain: the ${words} has no pods`, {
		exit: 'usage',
		hint: `Name an end that is there: ${endForms}.`,
	})
}

function tooMany(from: Ends, to: Ends): KnownError {
	const message = `there are too many different connections from ${from.words} to ${to.words} to explain them one by one`
	return new KnownError('usage/too-many', message, {
		exit: 'usage',
		hint: 'Name a namespace or a workload at one side; stagewall connections lists them all.',
	})
}

function countOf(groups: readonly PairGroup[]): NetworkExplanation['more'] {
	return { groups: groups.length, pairs: groups.reduce((sum, { pairs }) => sum + pairs, 0) }
}

function partyOf(network: Network, ends: readonly KnownEnd[], example: KnownEnd): Party {
	return {
		workloads: ownersOf(ends),
		addresses: ends.flatMap((end) => (isOutside(end) ? [showAddress(end.outside)] : [])),
		pods: ends.filter((end) => !isOutside(end)).length,
		example: endOf(network, example),
	}
}

function ownersOf(ends: readonly KnownEnd[]): readonly ObjectRef[] {
	const owners = ends.flatMap((end) => (isOutside(end) ? [] : [end.owner]))
	const byKey = new Map(owners.map((owner) => [keyOf(owner), owner]))
	return [...byKey].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, owner]) => owner)
}
