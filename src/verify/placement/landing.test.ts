import fc from 'fast-check'
import { expect, test } from 'vitest'
import { schedulerRefusals } from './accepts.ts'
import { landingsOn } from './landing.ts'
import { nodeGrouping } from './node-groups.ts'
import { placed, plainNode } from './placement.suite.ts'
import type { PlacementNode } from './placement.ts'
import { nodeNames, randomNode, randomSpec } from './random-placement.suite.ts'
import { readPlacement } from './read/read-placement.ts'

const owned = (node: PlacementNode, ...stages: string[]): { node: PlacementNode; stages: string[] } => ({
	node,
	stages,
})
const named = (name: string, labels = '', taints: readonly string[] = []): PlacementNode =>
	plainNode(labels, taints, { name })

const four = [
	owned(named('a1', 'pool=a disk=fast')),
	owned(named('a2', 'pool=a disk=slow')),
	owned(named('b1', 'pool=b disk=slow')),
	owned(named('b2', 'pool=b disk=slow', ['stage=b:NoSchedule']), 'b'),
]
const groups: readonly (readonly [spec: string, groups: string])[] = [
	['', 'a1 a2 b1 | b2'],
	['nodeSelector: {pool: a}', 'a1 a2 | b1 | b2'],
	['nodeSelector: {pool: a, disk: fast}', 'a1 | a2 | b1 | b2'],
	['nodeSelector: {other: x}', 'a1 a2 b1 | b2'],
	['nodeName: a1', 'a1 | a2 | b1 | b2'],
]

test.each(groups)('%s tells apart %s', (spec, text) => {
	const found = nodeGrouping(four)(placed(spec))
	expect(found.map(({ nodes }) => nodes.map(({ name }) => name).join(' ')).join(' | ')).toBe(text)
})

test('whose nodes are keeps them apart', () => {
	const found = nodeGrouping([owned(named('x')), owned(named('y'), 'dev'), owned(named('z'), 'dev')])(placed(''))
	expect(found.map(({ stages, nodes }) => [stages.join(), nodes.length])).toEqual([
		['', 1],
		['dev', 2],
	])
})

const paths: readonly (readonly [spec: string, path: string, names: string])[] = [
	['', 'scheduler', 'a1 a2 b1'],
	['tolerations: [{operator: Exists}]', 'scheduler', 'a1 a2 b1 b2'],
	['nodeName: b2', 'kubelet', 'b2'],
	['nodeName: gone', 'kubelet', ''],
	['schedulingGates: [{name: later}]', 'scheduler', 'a1 a2 b1'],
]

test.each(paths)('%s lands by the %s on "%s"', (spec, path, names) => {
	const landing = landingsOn(four)(placed(spec), 'lower')
	expect(landing.path).toBe(path)
	expect(landing.groups.flatMap(({ nodes }) => nodes.map(({ name }) => name)).join(' ')).toBe(names)
})

test('a toleration by number is one in the upper bound alone', () => {
	const land = landingsOn([owned(named('n', '', ['speed=5:NoSchedule']))])
	const pod = placed('tolerations: [{key: speed, operator: Gt, value: "3"}]')
	expect(land(pod, 'upper').groups).toHaveLength(1)
	expect(land(pod, 'lower').groups).toHaveLength(0)
})

test('groups answer as each node does', () => {
	const cluster = fc.array(randomNode, { minLength: nodeNames.length, maxLength: nodeNames.length })
	fc.assert(
		fc.property(cluster, randomSpec, (random, spec) => {
			const nodes = random.map((each, index): PlacementNode => ({ ...each, name: nodeNames[index] ?? '' }))
			const pod = readPlacement(spec)
			const landed = landingsOn(nodes.map((node) => owned(node)))(pod, 'lower').groups.flatMap((group) => group.nodes)
			const one = nodes.filter((node) => schedulerRefusals(pod, node, 'lower').length === 0)
			expect(new Set(landed)).toEqual(new Set(one))
		}),
	)
})

test('whoever tolerates more lands on no fewer nodes, and whoever selects more on no more', () => {
	const cluster = fc.array(randomNode, { minLength: 1, maxLength: 6 })
	fc.assert(
		fc.property(cluster, randomSpec, (random, spec) => {
			const land = landingsOn(random.map((each, index) => owned({ ...each, name: `node-${index}` })))
			const pod = readPlacement(spec)
			const count = (more: Partial<typeof pod>): number =>
				land({ ...pod, ...more }, 'lower').groups.reduce((sum, { nodes }) => sum + nodes.length, 0)
			const all = readPlacement({ tolerations: [{ operator: 'Exists' }] }).tolerations
			expect(count({ tolerations: [...pod.tolerations, ...all] })).toBeGreaterThanOrEqual(count({}))
			expect(count({ nodeSelector: [...pod.nodeSelector, { key: 'pool', value: 'a' }] })).toBeLessThanOrEqual(count({}))
		}),
	)
})
