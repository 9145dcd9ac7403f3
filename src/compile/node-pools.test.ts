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
	['labelled', { stage: 'dev', label, taints: [], select }],
	['tainted', { stage: 'dev', taints, select }],
	['dedicated', { stage: 'dev', label, taints, select }],
] as const)('%s nodes look like this', (type, pool) => {
	expect(nodePool({ ...stage, nodes: { type, label, taint, select } })).toEqual([pool])
})

it('shared nodes are nobody’s', () => {
	expect(nodePool({ ...stage, nodes: { type: 'shared' } })).toEqual([])
})
