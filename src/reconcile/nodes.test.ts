/** Which labels and taints nodes get, and how a person is told to set them. */
import { describe, expect, it } from 'vitest'
import type { KubeObject } from '../model/kube-object.ts'
import { asChanges, contested, nodeChanges, nodeNotices, type Pool } from './nodes.ts'

const label = { key: 'node-restriction.kubernetes.io/stage', value: 'perf' }
const taints = ['NoSchedule', 'NoExecute'].map((effect) => ({ key: 'stage', value: 'perf', effect }))
const byLabel = { labels: { pool: 'fast' }, names: [] }
const rule: Pool['rule'] = { type: 'dedicated', label, taint: { key: 'stage', value: 'perf' }, select: byLabel }
const perf: Pool = { stage: 'perf', label, taints, rule }
/** Chosen otherwise. */
const chosen = (select: Pool['rule']['select']): Pool => ({ ...perf, rule: { ...rule, select } })

function node(labels: Readonly<Record<string, string>>, own: readonly string[] = [], name = 'n1'): KubeObject {
	const spec = own.map((text) => {
		const [, key = '', value = '', effect = ''] = /^(.*)=(.*):(.*)$/.exec(text) ?? []
		return { key, value, effect }
	})
	return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels, resourceVersion: '7' }, spec: { taints: spec } }
}

const done = { pool: 'fast', [label.key]: 'perf' }
const both = ['stage=perf:NoSchedule', 'stage=perf:NoExecute']

describe('what a node lacks', () => {
	it.each<readonly [string, Pool, KubeObject, string | undefined]>([
		['a node of another pool', perf, node({ pool: 'slow' }), undefined],
		['a node that is as it should be', perf, node(done, both), undefined],
		[
			'a new node',
			perf,
			node({ pool: 'fast' }),
			'kubectl label node n1 node-restriction.kubernetes.io/stage=perf --overwrite && kubectl taint node n1 stage=perf:NoSchedule stage=perf:NoExecute',
		],
		['one effect is missing', perf, node(done, both.slice(0, 1)), 'kubectl taint node n1 stage=perf:NoExecute'],
		[
			'the taint of another stage',
			perf,
			node(done, [...both, 'stage=dev:NoSchedule']),
			'kubectl taint node n1 stage=dev:NoSchedule-',
		],
		[
			'the label of another stage',
			perf,
			node({ ...done, [label.key]: 'dev' }, both),
			'kubectl label node n1 node-restriction.kubernetes.io/stage=perf --overwrite',
		],
		[
			'by name',
			{ ...chosen({ labels: {}, names: ['n1'] }), taints: [] },
			node({}),
			'kubectl label node n1 node-restriction.kubernetes.io/stage=perf --overwrite',
		],
		['by name, another node', chosen({ labels: {}, names: ['n2'] }), node({}), undefined],
		[
			'nothing selects: a node that has the label belongs to the stage',
			chosen({ labels: {}, names: [] }),
			node(done),
			'kubectl taint node n1 stage=perf:NoSchedule stage=perf:NoExecute',
		],
		['nothing selects, and the node has nothing', chosen({ labels: {}, names: [] }), node({}), undefined],
	])('%s', (_case, pool, observed, commands) => {
		const [notice] = nodeNotices(nodeChanges([pool], [observed]))
		if (commands === undefined) expect(notice).toBeUndefined()
		else expect(notice?.hint).toContain(`or: ${commands}. `)
	})
})

it('every other taint and label stays, and nobody else has changed the node since', () => {
	const [change] = asChanges(
		nodeChanges([perf], [node({ pool: 'fast' }, ['gpu=yes:NoSchedule', 'stage=dev:NoExecute'])]),
	)
	expect(change).toMatchObject({
		action: 'update',
		desired: {
			metadata: { name: 'n1', resourceVersion: '7', labels: { [label.key]: 'perf' } },
			spec: { taints: [{ key: 'gpu', value: 'yes', effect: 'NoSchedule' }, ...taints] },
		},
	})
})

it.each([
	['lacks only its label', node({ pool: 'fast' }, both)],
	['lacks only a taint', node(done, both.slice(0, 1))],
])(
	'a node that %s is applied with both: what we applied before and no longer name, the server would drop',
	(_case, observed) => {
		const [change] = asChanges(nodeChanges([perf], [observed]))
		expect(change).toMatchObject({ desired: { metadata: { labels: { [label.key]: 'perf' } }, spec: { taints } } })
	},
)

it('a node that two stages claim is changed for neither', () => {
	const other: Pool = { ...perf, stage: 'prod' }
	const nodes = [node({ pool: 'fast' })]
	expect(nodeChanges([perf, other], nodes)).toEqual([])
	expect(contested([perf, other], nodes)[0]?.message).toBe('the node n1 is claimed by perf and prod')
})
