/** `capacity/over-committed`: budgets that promise more than the nodes have. */
import { showAmount } from '../../../model/capacity.ts'
import type { Finding } from '../../../model/finding.ts'
import { showRef } from '../../../model/kube-object.ts'
import type { Quantity } from '../../../model/quantity.ts'
import { stagesIn } from '../../prover.ts'
import { type Pool, poolsOf, type Supply } from '../supply.ts'
import type { Scene } from './scene.ts'

/** A finding for each set of nodes; limits are meant to be promised several times over, so they are a note. */
export function overCommitted({ input }: Scene): readonly Finding[] {
	const { facts, tenancy } = input
	const stages = stagesIn(input)
	const pools = poolsOf({ ...tenancy, stages }, facts.objects)
	if (pools.length === 0) return []
	if (!facts.objects.some(({ kind }) => kind === 'Node')) return [withoutNodes(input.facts.cluster)]
	return pools.flatMap((pool) => {
		const short = pool.supply.filter((each) => each.promised > each.allocatable && isKnown(each, pool))
		const limits = short.filter(({ key }) => key.startsWith('limits.'))
		const requests = short.filter(({ key }) => !key.startsWith('limits.'))
		return [
			...(requests.length === 0 ? [] : [finding(pool, requests, facts.cluster, 'violated')]),
			...(limits.length === 0 ? [] : [finding(pool, limits, facts.cluster, 'noted')]),
			...(pool.silent.length === 0 ? [] : [silent(pool, facts.cluster)]),
		]
	})
}

/** Nodes in files often say only a part of what they have; a device that none of them has is not there. */
function isKnown({ key, allocatable }: Supply, { nodes, silent: mute }: Pool): boolean {
	if (mute.length > 0) return false
	return allocatable > 0n || nodes.length === 0 || key.includes('/') || key.includes('hugepages-')
}

function finding(
	{ stages, nodes }: Pool,
	short: readonly Supply[],
	cluster: string,
	result: 'violated' | 'noted',
): Finding {
	const [first] = stages
	const who = stages.length === 1 ? `the budget of ${first} promises` : `the budgets of ${stages.join(', ')} promise`
	const what = nodes.length === 0 ? 'what no node is there for' : `more than ${nodeWords(nodes.length, stages.length)}`
	return {
		code: 'capacity/over-committed',
		result,
		severity: result === 'violated' ? 'medium' : 'info',
		cluster,
		...(stages.length === 1 && first !== undefined ? { stage: first } : {}),
		subject: undefined,
		message: `${who} ${what}: ${short.map(shortWords).join(', ')}`,
		witness: short.map(({ key, promised, allocatable, others }) => ({
			field: key,
			expected: `at most ${showAmount(key, allocatable)}${others === 0n ? '' : `, of which pods of no stage request ${showAmount(key, others)}`}`,
			observed: showAmount(key, promised),
		})),
		...(result === 'noted'
			? {}
			: { remedy: 'Lower a budget, or add nodes: what is promised twice fails for whoever comes second.' }),
	}
}

function nodeWords(nodes: number, stages: number): string {
	return `${stages === 1 ? 'its' : 'their'} ${nodes === 1 ? 'node has' : `${nodes} nodes have`}`
}

function shortWords({ key, promised, allocatable }: Supply): string {
	const times = allocatable === 0n ? '' : ` (${timesOf(promised, allocatable)} times)`
	return `${key} ${showAmount(key, promised)} of ${showAmount(key, allocatable)}${times}`
}

/** With two digits, rounded up: what is too much is never shown as even. */
function timesOf(promised: Quantity, allocatable: Quantity): string {
	const hundredths = (promised * 100n + allocatable - 1n) / allocatable
	return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`
}

function silent({ stages, silent: nodes }: Pool, cluster: string): Finding {
	return {
		...hidden(cluster),
		...(stages.length === 1 && stages[0] !== undefined ? { stage: stages[0] } : {}),
		message: `nodes of ${stages.join(', ')} do not say what they have (status.allocatable): ${nodes.map(showRef).join(', ')}`,
		witness: nodes.map((object) => ({ object, field: 'status.allocatable', observed: '(not set)' })),
	}
}

function withoutNodes(cluster: string): Finding {
	return {
		...hidden(cluster),
		message: 'no nodes were seen, so the budgets could not be compared with what there is',
		remedy: 'Look at the cluster itself (--context), or put its nodes into the folder: kubectl get nodes -o yaml',
	}
}

function hidden(cluster: string): Omit<Finding, 'message'> {
	return {
		code: 'capacity/not-visible',
		result: 'not-visible',
		// Manifests seldom hold nodes, and nobody is to be stopped by that.
		severity: 'low',
		cluster,
		subject: undefined,
		witness: [],
	}
}
