import { expect, it } from 'vitest'
import { nodePool } from './node-pools.ts'
import { sampleTenancy } from './sample.suite.ts'

const [stage] = sampleTenancy().stages
if (stage === undefined) throw new Error('the sample has no stage')

const label = { key: 'node-restriction.kubernetes.io/stage', value: 'dev' }
const taint = { key: 'stagewall.dev/stage', value: 'dev' }
const select = { labels: { pool: 'dev' }, names: ['dev-1'] }
const taints = [
	{ ...taint, effect: 'NoSchedule' },
	{ ...taint, effect: 'NoExecute' },
]

it.each([
	['labelled', { stage: 'dev', label, taints: [] }],
	['tainted', { stage: 'dev', taints }],
	['dedicated', { stage: 'dev', label, taints }],
] as const)('%s nodes look like this', (type, pool) => {
	const rule = { type, label, taint, select }
	expect(nodePool({ ...stage, nodes: rule })).toEqual([{ ...pool, rule }])
})

it('shared nodes are nobody’s', () => {
	expect(nodePool({ ...stage, nodes: { type: 'shared' } })).toEqual([])
})
