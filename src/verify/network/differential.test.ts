/** The engine against the second evaluator, on random clusters. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { patience, seed, times } from '../repeatable.suite.ts'
import { allowedPorts } from './evaluate.ts'
import { naiveDecision } from './naive.suite.ts'
import { naiveEnds } from './naive-ends.suite.ts'
import type { Reading } from './network.ts'
import { hasPort, noPorts } from './ports.ts'
import {
	type AskedPort,
	endOf,
	nameOf,
	nameOfRef,
	type Pair,
	pairsOf,
	portsOf,
	readings,
} from './random-cluster.suite.ts'
import { checkClusters, type Draw } from './random-runs.suite.ts'
import { readNetwork } from './read-network.ts'

const clusters = 1000
const pairsOfACluster = 14
const portsOfAPair = 4
const leastDecisions = 200_000 * times

/** An answer in each reading, `+` for open. */
function answers(isOpen: (reading: Reading, index: number) => boolean): string {
	return readings.map((reading, index) => (isOpen(reading, index) ? '+' : '-')).join('')
}

function disagreement(pair: Pair, { protocol, port }: AskedPort, engine: string, naive: string): string {
	const lines = readings.map(
		({ blocks, bound }, index) =>
			`  blocks: ${blocks}, bound: ${bound}  engine ${engine[index]}  naive ${naive[index]}`,
	)
	return [`${pair.map(nameOf).join(' → ')} ${protocol} ${port}`, ...lines].join('\n')
}

test(`the engine knows the same ends as the second evaluator (seed ${seed})`, patience, () => {
	checkClusters(clusters, fc.constant(undefined), ({ objects }) => {
		const [engine, naive] = [
			readNetwork({ objects })
				.endpoints()
				.map(({ ref }) => nameOfRef(ref)),
			naiveEnds(objects).map(nameOf),
		].map((names) => names.toSorted().join(' '))
		return engine === naive ? [] : [`engine ${engine}\nnaive  ${naive}`]
	})
})

test(`the engine decides like the second evaluator (seed ${seed})`, patience, () => {
	const tally = new Map<string, number>()
	function* violations({ objects, start }: Draw<unknown>): Generator<string> {
		const network = readNetwork({ objects })
		for (const [index, pair] of pairsOf(objects, start, pairsOfACluster).entries()) {
			const [from, to] = [endOf(network, pair[0]), endOf(network, pair[1])]
			const allowed = readings.map((reading) => allowedPorts(network, from, to, reading))
			for (const asked of portsOf(objects, pair, start + index, portsOfAPair)) {
				const { protocol, port } = asked
				const engine = answers((_, number) => hasPort(allowed[number] ?? noPorts, protocol, port))
				const naive = answers((reading) => naiveDecision(objects, ...pair, protocol, port, reading))
				if (engine !== naive) yield disagreement(pair, asked, engine, naive)
				tally.set(naive, (tally.get(naive) ?? 0) + 1)
			}
		}
	}
	checkClusters(clusters, fc.constant(undefined), violations)
	const questions = [...tally.values()].reduce((sum, count) => sum + count, 0)
	expect(questions * readings.length).toBeGreaterThanOrEqual(leastDecisions)
	// Open and closed for sure, depending on what is not known, on how blocks are read, and on both. Few clusters need not hold all.
	if (times < 1) return
	for (const kind of ['++++', '----', '+-+-', '++--', '+---'])
		expect(tally.get(kind), `decisions with the answers ${kind}`).toBeGreaterThan(questions / 1000)
})
