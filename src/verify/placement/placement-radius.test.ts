import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../model/kube-object.ts'
import { showRef } from '../../model/kube-object.ts'
import { caseOf, tenancy } from '../verify.suite.ts'
import { nodeObject, podObject, taint, workloadObject } from './placement.suite.ts'
import { type NodeChange, placementRadius } from './placement-radius.ts'

const change = (node: string, labels: Readonly<Record<string, string>>, ...taints: readonly string[]): NodeChange => ({
	node,
	labels,
	taints: taints.map(taint),
})
const evict = change('n1', {}, 'stage=test:NoSchedule', 'stage=test:NoExecute')

/** What is foretold, as lines. */
function foretold(objects: readonly KubeObject[], changes: readonly NodeChange[] = [evict]): readonly string[] {
	const { nodes, missing, evicts, strands } = placementRadius({ tenancy, facts: caseOf(objects).facts }, changes)
	return [
		...nodes.map(({ node, labels, taints }) => `${node} + ${[JSON.stringify(labels), ...taints].join(' ')}`),
		...missing.map((node) => `missing ${node}`),
		...evicts.map(
			({ object, stage = 'none', pods, nodes: from, taints, afterSeconds = 'now' }) =>
				`evicts ${showRef(object)} of ${stage}: ${pods} from ${from.join(' ')} for ${taints.join(' ')} ${afterSeconds}`,
		),
		...strands.map(({ object, stage = 'none', before }) => `strands ${showRef(object)} of ${stage}: ${before}`),
	]
}

const two = [nodeObject('n1'), nodeObject('n2')]
const marks = 'n1 + {} stage=test:NoSchedule stage=test:NoExecute'
const tolerant = 'tolerations: [{key: stage, operator: Exists}]'
const cases: readonly (readonly [what: string, objects: readonly KubeObject[], lines: readonly string[]])[] = [
	['no pods', two, [marks]],
	[
		'a pod of a workload, and one beside',
		[
			...two,
			workloadObject('Deployment', 'shop-dev/web'),
			podObject('shop-dev/web-1', 'nodeName: n1', 'Deployment/web'),
			podObject('shop-dev/web-2', 'nodeName: n1', 'Deployment/web'),
			podObject('shop-dev/web-3', 'nodeName: n2', 'Deployment/web'),
		],
		[marks, 'evicts Deployment shop-dev/web of dev: 2 from n1 for stage=test:NoExecute now'],
	],
	[
		'a pod of no stage',
		[...two, podObject('logs/x', 'nodeName: n1')],
		[marks, 'evicts Pod logs/x of none: 1 from n1 for stage=test:NoExecute now'],
	],
	['a pod that tolerates it', [...two, podObject('shop-dev/x', `{nodeName: n1, ${tolerant}}`)], [marks]],
	[
		'a pod that tolerates the other effect',
		[
			...two,
			podObject('shop-dev/x', '{nodeName: n1, tolerations: [{key: stage, operator: Exists, effect: NoSchedule}]}'),
		],
		[marks, 'evicts Pod shop-dev/x of dev: 1 from n1 for stage=test:NoExecute now'],
	],
	[
		'a pod that tolerates it for a while',
		[
			...two,
			podObject(
				'shop-dev/x',
				'{nodeName: n1, tolerations: [{key: stage, operator: Exists, effect: NoExecute, tolerationSeconds: 60}]}',
			),
		],
		[marks, 'evicts Pod shop-dev/x of dev: 1 from n1 for stage=test:NoExecute 60'],
	],
	[
		'for no time at all',
		[
			...two,
			podObject(
				'shop-dev/x',
				'{nodeName: n1, tolerations: [{key: stage, operator: Exists, effect: NoExecute, tolerationSeconds: 0}]}',
			),
		],
		[marks, 'evicts Pod shop-dev/x of dev: 1 from n1 for stage=test:NoExecute now'],
	],
	[
		'the first toleration counts',
		[
			...two,
			podObject(
				'shop-dev/x',
				'{nodeName: n1, tolerations: [{key: stage, operator: Exists}, {key: stage, operator: Exists, effect: NoExecute, tolerationSeconds: 5}]}',
			),
		],
		[marks],
	],
	['a static pod', [...two, mirror(podObject('kube-system/x', 'nodeName: n1'))], [marks]],
	[
		'a taint that is there already evicts nobody anew',
		[nodeObject('n1', '', ['stage=test:NoExecute']), podObject('shop-dev/x', 'nodeName: n1')],
		['n1 + {} stage=test:NoSchedule'],
	],
	[
		'the last node of a selector',
		[
			nodeObject('n1', 'disk=fast'),
			nodeObject('n2'),
			workloadObject('StatefulSet', 'shop-dev/db', 'nodeSelector: {disk: fast}'),
		],
		[marks, 'strands StatefulSet shop-dev/db of dev: 1'],
	],
	['a pod that waits for it', [nodeObject('n1'), podObject('shop-dev/x')], [marks, 'strands Pod shop-dev/x of dev: 1']],
	[
		'whoever had none before',
		[...two, workloadObject('StatefulSet', 'shop-dev/db', 'nodeSelector: {disk: fast}')],
		[marks],
	],
	['nothing new', [nodeObject('n1', '', ['stage=test:NoSchedule', 'stage=test:NoExecute'])], []],
]

function mirror(pod: KubeObject): KubeObject {
	return { ...pod, metadata: { ...pod.metadata, annotations: { 'kubernetes.io/config.mirror': 'x' } } }
}

test.each(cases)('%s', (_, objects, lines) => {
	expect(foretold(objects)).toEqual(lines)
})

describe('changes', () => {
	test('a label in place of another strands who selects the old one', () => {
		const db = workloadObject('StatefulSet', 'shop-dev/db', 'nodeSelector: {pool: dev}')
		const lines = foretold([nodeObject('n1', 'pool=dev zone=a'), db], [change('n1', { pool: 'test', zone: 'a' })])
		expect(lines).toEqual(['n1 + {"pool":"test"}', 'strands StatefulSet shop-dev/db of dev: 1'])
	})

	test('a taint of the same key and effect changes its value', () => {
		const shell = podObject('shop-dev/x', '{nodeName: n1, tolerations: [{key: stage, value: dev}]}')
		const node = nodeObject('n1', '', ['stage=dev:NoExecute', 'gpu:NoSchedule'])
		expect(foretold([node, shell], [change('n1', {}, 'stage=test:NoExecute')])).toEqual([
			'n1 + {} stage=test:NoExecute',
			'evicts Pod shop-dev/x of dev: 1 from n1 for stage=test:NoExecute now',
		])
	})

	test('a node that is not there', () => {
		expect(foretold(two, [change('n9', {}, 'stage=test:NoExecute')])).toEqual(['missing n9'])
		expect(foretold([], [change('n9', {}, 'stage=test:NoExecute')])).toEqual([])
	})

	test('two for one node', () => {
		const lines = foretold(
			[...two, podObject('shop-dev/x', `{nodeName: n1, ${tolerant}}`)],
			[change('n1', { a: 'b' }), change('n1', {}, 'gpu:NoExecute')],
		)
		expect(lines).toEqual([
			'n1 + {"a":"b"}',
			'n1 + {} gpu:NoExecute',
			'evicts Pod shop-dev/x of dev: 1 from n1 for gpu:NoExecute now',
		])
	})
})
