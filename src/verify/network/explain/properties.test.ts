/** What holds for explanations in every cluster: they say what the evaluator says, and what they suggest works. */
import fc from 'fast-check'
import { describe, test } from 'vitest'
import type { KubeObject } from '../../../model/kube-object.ts'
import type { ExplainedGroup, FlippingChange, Step } from '../../../model/network-explanation.ts'
import { patience, seed } from '../../repeatable.suite.ts'
import { tenancy } from '../../verify.suite.ts'
import type { KnownEnd } from '../connections/classes.ts'
import { allowedPorts } from '../evaluate.ts'
import { naiveDecision } from '../naive.suite.ts'
import type { End, Network } from '../network.ts'
import { intersect, noPorts, onePort, type Ports, showPorts, unite } from '../ports.ts'
import { type AskedPort, endOf, nameOf, type Pair, pairsOf, portsOf, readings } from '../random-cluster.suite.ts'
import { checkClusters } from '../random-runs.suite.ts'
import { readNetwork } from '../read-network.ts'
import { answerTo } from './answer.ts'
import { type Asked, everything } from './asked.ts'
import { applySteps } from './change/apply-steps.ts'
import { explainNetwork } from './explain-network.ts'
import { type SideTrace, type TierTrace, traceIn, worldsOf } from './trace.ts'

const pairsOfACluster = 6
/** Every port, or one that somebody may have an opinion about. */
function askedIn(objects: readonly KubeObject[], pair: Pair, choice: number): AskedPort | undefined {
	return choice % 3 === 0 ? undefined : portsOf(objects, pair, choice, 2)[choice % 2]
}

function endsOf(network: Network, pair: Pair): readonly [KnownEnd, KnownEnd] {
	return pair.map((end) => endOf(network, end)) as readonly End[] as readonly [KnownEnd, KnownEnd]
}

function asPorts(asked: AskedPort | undefined): Asked {
	if (asked === undefined) return everything
	const ports = onePort(asked.protocol, asked.port)
	return { words: showPorts(ports), at: () => ports }
}

function explain(objects: readonly KubeObject[], network: Network, pair: Pair, asked: Asked): ExplainedGroup {
	const [from, to] = endsOf(network, pair).map((end, index) => ({ ends: [end], words: nameOf(pair[index] as Pair[0]) }))
	if (from === undefined || to === undefined) throw new Error('a pair has two ends')
	const facts = { cluster: 'shared', objects, unseen: [], absent: [] }
	const explanation = explainNetwork({ cluster: 'shared', facts, network, tenancy }, from, to, asked, 5)
	if (explanation instanceof Error) throw explanation
	const [group, more] = explanation.groups
	if (group === undefined || more !== undefined) throw new Error(`${explanation.groups.length} groups for one pair`)
	return group
}

describe(`explanations (seed ${seed})`, () => {
	test('say what the evaluator says', patience, () => {
		checkClusters(200, fc.nat(), function* ({ objects, start, extra }) {
			const network = readNetwork({ objects })
			for (const pair of pairsOf(objects, start, pairsOfACluster)) {
				const asked = asPorts(askedIn(objects, pair, extra))
				const { ports } = explain(objects, network, pair, asked)
				const [from, to] = endsOf(network, pair)
				for (const reading of readings) {
					const expected = showPorts(intersect(asked.at(to), allowedPorts(network, from, to, reading)))
					const found = ports[reading.blocks][reading.bound === 'upper' ? 'atMost' : 'atLeast']
					if (found !== expected)
						yield `${pair.map(nameOf).join(' → ')} ${JSON.stringify(reading)}: ${found} instead of ${expected}`
				}
			}
		})
	})

	test('what the rules decide adds up to what is open', patience, () => {
		checkClusters(200, fc.nat(), function* ({ objects, start, extra }) {
			const network = readNetwork({ objects })
			for (const pair of pairsOf(objects, start, pairsOfACluster)) {
				const asked = asPorts(askedIn(objects, pair, extra))
				const [from, to] = endsOf(network, pair)
				const question = { network, from, to, asked: asked.at(to) }
				for (const world of worldsOf(question)) {
					const { egress, ingress } = traceIn(question, world)
					for (const side of [egress, ingress]) {
						const opened = openedIn(side, question.asked)
						if (opened === undefined) continue
						const [expected, found] = [showPorts(side.open.upper), showPorts(opened)]
						if (expected !== found)
							yield `${pair.map(nameOf).join(' → ')} ${side.direction}: ${found} instead of ${expected}`
					}
				}
			}
		})
	})

	test('every change turns the answer, and no step of it can be left out', patience, () => {
		checkClusters(120, fc.nat(), function* ({ objects, start, extra }) {
			const network = readNetwork({ objects })
			for (const pair of pairsOf(objects, start, pairsOfACluster)) {
				const port = askedIn(objects, pair, extra)
				const { changes } = explain(objects, network, pair, asPorts(port))
				for (const change of changes) {
					const says = `${pair.map(nameOf).join(' → ')} ${JSON.stringify(change)}`
					if (!isReached(change, objects, pair, port)) yield `does not help: ${says}`
					for (const step of needless(change, objects, pair, asPorts(port)))
						yield `needs no ${JSON.stringify(step)}: ${says}`
				}
			}
		})
	})
})

/** What the rules of one end open, as they stand in its trace; what the last tier leaves open stands in none of them. */
function openedIn({ unasked, tiers }: SideTrace, asked: Ports): Ports | undefined {
	if (unasked !== undefined) return asked
	const [admin, policies, baseline] = tiers
	if (baseline === undefined || baseline.policies.length > 0) return undefined
	const isIsolated = policies !== undefined && policies.policies.length > 0
	return unite(decidedIn(admin, 'accept'), isIsolated ? decidedIn(policies, 'allow') : baseline.reached)
}

function decidedIn(tier: TierTrace | undefined, action: string): Ports {
	return (tier?.policies ?? [])
		.flatMap(({ rules }) => rules)
		.filter((rule) => rule.action === action)
		.map(({ decides }) => decides)
		.reduce(unite, noPorts)
}

/** By the second evaluator, which shares no code with the one that tried the change out. */
function isReached(
	{ goal, steps }: FlippingChange,
	objects: readonly KubeObject[],
	[from, to]: Pair,
	asked: AskedPort | undefined,
): boolean {
	const after = applySteps(objects, steps)
	const ports = asked === undefined ? portsOf(after, [from, to], 1, 12) : [asked]
	return ports.every(({ protocol, port }) =>
		(['pods', 'outside'] as const).every((blocks) =>
			goal === 'open'
				? naiveDecision(after, from, to, protocol, port, { blocks, bound: 'lower' })
				: !naiveDecision(after, from, to, protocol, port, { blocks, bound: 'upper' }),
		),
	)
}

/** Each step is needed: without it the answer is not turned. */
function* needless(
	{ goal, steps }: FlippingChange,
	objects: readonly KubeObject[],
	pair: Pair,
	asked: Asked,
): Generator<Step> {
	for (const step of steps) {
		const rest = steps.filter((each) => each !== step)
		const network = readNetwork({ objects: applySteps(objects, rest) })
		const [from, to] = endsOf(network, pair)
		const { open, unsure } = answerTo({ network, from, to, asked: asked.at(to) })
		if (goal === 'open' ? showPorts(open) === showPorts(asked.at(to)) : open.length + unsure.length === 0) yield step
	}
}
