import { describe, expect, test } from 'vitest'
import { showRefusals } from '../../model/placement-explanation.ts'
import { kubeletRefusals, schedulerRefusals } from './accepts.ts'
import { placed, plainNode } from './placement.suite.ts'

const required = (terms: string): string =>
	`affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: ${terms}}}}`
const expression = (inner: string): string => required(`[{matchExpressions: [${inner}]}]`)
const field = (inner: string): string => required(`[{matchFields: [${inner}]}]`)

/** On a node called node-1. */
const selectors: readonly (readonly [spec: string, labels: string, takes: boolean])[] = [
	['', '', true],
	['nodeSelector: {a: b}', 'a=b c=d', true],
	['nodeSelector: {a: b}', 'a=c', false],
	['nodeSelector: {a: b}', '', false],
	['nodeSelector: {a: b, c: d}', 'a=b', false],
	['nodeSelector: {a: ""}', '', false],
	['nodeSelector: {a: ""}', 'a=', true],
	['nodeSelector: {a: true}', 'a=true', true],
	[expression('{key: a, operator: In, values: [b, c]}'), 'a=c', true],
	[expression('{key: a, operator: In, values: [b, c]}'), 'a=d', false],
	[expression('{key: a, operator: In, values: [b]}'), '', false],
	[expression('{key: a, operator: In, values: []}'), 'a=b', false],
	[expression('{key: a, operator: In, values: [""]}'), 'a=', true],
	[expression('{key: a, operator: In, values: ["not a value"]}'), 'a=b', false],
	[expression('{key: a, operator: NotIn, values: [b]}'), 'a=c', true],
	[expression('{key: a, operator: NotIn, values: [b]}'), 'a=b', false],
	[expression('{key: a, operator: NotIn, values: [b]}'), '', true],
	[expression('{key: a, operator: NotIn, values: []}'), '', false],
	[expression('{key: a, operator: Exists}'), 'a=', true],
	[expression('{key: a, operator: Exists}'), '', false],
	[expression('{key: a, operator: Exists, values: [b]}'), 'a=b', false],
	[expression('{key: a, operator: DoesNotExist}'), '', true],
	[expression('{key: a, operator: DoesNotExist}'), 'a=b', false],
	[expression('{key: a, operator: DoesNotExist, values: [b]}'), '', false],
	[expression('{key: a, operator: Gt, values: ["5"]}'), 'a=6', true],
	[expression('{key: a, operator: Gt, values: ["5"]}'), 'a=5', false],
	[expression('{key: a, operator: Gt, values: ["5"]}'), 'a=10', true],
	[expression('{key: a, operator: Gt, values: ["05"]}'), 'a=06', true],
	[expression('{key: a, operator: Gt, values: ["5"]}'), 'a=six', false],
	[expression('{key: a, operator: Gt, values: ["5"]}'), '', false],
	[expression('{key: a, operator: Gt, values: ["5", "6"]}'), 'a=7', false],
	[expression('{key: a, operator: Gt, values: ["five"]}'), 'a=7', false],
	[expression('{key: a, operator: Gt, values: []}'), 'a=7', false],
	[expression('{key: a, operator: Lt, values: ["5"]}'), 'a=4', true],
	[expression('{key: a, operator: Lt, values: ["5"]}'), 'a=5', false],
	[expression('{key: a, operator: Lt, values: ["99999999999999999999"]}'), 'a=4', false],
	[expression('{key: a, operator: Lt, values: ["5"]}'), 'a=-99999999999999999999', false],
	[expression('{key: a, operator: Equals, values: [b]}'), 'a=b', false],
	[expression('{key: a, operator: Exists}, {key: b, operator: Exists}'), 'a=1', false],
	[expression('{key: a, operator: Exists}, {key: b, operator: Exists}'), 'a=1 b=1', true],
	[field('{key: metadata.name, operator: In, values: [node-1]}'), '', true],
	[field('{key: metadata.name, operator: In, values: [node-2]}'), '', false],
	[field('{key: metadata.name, operator: NotIn, values: [node-1]}'), '', false],
	[field('{key: metadata.name, operator: NotIn, values: [node-2]}'), '', true],
	[field('{key: metadata.name, operator: In, values: [node-1, node-2]}'), '', false],
	[field('{key: metadata.name, operator: Exists}'), '', false],
	[field('{key: metadata.namespace, operator: In, values: [node-1]}'), '', false],
	[required('[]'), '', false],
	[required('[{}]'), '', false],
	[required('[{matchExpressions: []}, {matchFields: []}]'), '', false],
	[required('[{}, {matchExpressions: [{key: a, operator: Exists}]}]'), 'a=b', true],
	[
		required('[{matchExpressions: [{key: a, operator: Exists}]}, {matchExpressions: [{key: b, operator: Exists}]}]'),
		'b=1',
		true,
	],
	[
		required('[{matchExpressions: [{key: a, operator: In}]}, {matchExpressions: [{key: b, operator: Exists}]}]'),
		'b=1',
		true,
	],
	[
		required(
			'[{matchExpressions: [{key: a, operator: Exists}], matchFields: [{key: metadata.name, operator: In, values: [node-2]}]}]',
		),
		'a=b',
		false,
	],
	[`nodeSelector: {a: b}\n${expression('{key: c, operator: Exists}')}`, 'a=b', false],
	[`nodeSelector: {a: b}\n${expression('{key: c, operator: Exists}')}`, 'c=d', false],
	[`nodeSelector: {a: b}\n${expression('{key: c, operator: Exists}')}`, 'a=b c=d', true],
	[
		'affinity: {nodeAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, preference: {}}]}}',
		'',
		true,
	],
	['nodeName: node-1', '', true],
	['nodeName: node-2', '', false],
	['nodeName: ""', '', true],
]

test.each(selectors)('%s on a node with %j: %s', (spec, labels, takes) => {
	const node = plainNode(labels)
	expect(schedulerRefusals(placed(spec), node, 'lower').length === 0).toBe(takes)
	expect(kubeletRefusals(placed(spec), node, 'lower').length === 0).toBe(takes)
})

const cordoned = { unschedulable: true }
const taints: readonly (readonly [
	what: string,
	spec: string,
	taints: readonly string[],
	more: object,
	scheduler: boolean,
	kubelet: boolean,
])[] = [
	['NoSchedule is the scheduler’s alone', '', ['a=b:NoSchedule'], {}, false, true],
	['NoExecute is asked about by both', '', ['a=b:NoExecute'], {}, false, false],
	['PreferNoSchedule keeps nobody off', '', ['a=b:PreferNoSchedule'], {}, true, true],
	['one of two', 'tolerations: [{key: a, value: b}]', ['a=b:NoSchedule', 'c=d:NoSchedule'], {}, false, true],
	['both effects', 'tolerations: [{key: a, value: b}]', ['a=b:NoSchedule', 'a=b:NoExecute'], {}, true, true],
	[
		'one of the effects',
		'tolerations: [{key: a, value: b, effect: NoSchedule}]',
		['a=b:NoSchedule', 'a=b:NoExecute'],
		{},
		false,
		false,
	],
	['cordoned', '', [], cordoned, false, true],
	['cordoned, and everything tolerated', 'tolerations: [{operator: Exists}]', [], cordoned, true, true],
	[
		'cordoned, and that tolerated',
		'tolerations: [{key: node.kubernetes.io/unschedulable, operator: Exists, effect: NoSchedule}]',
		[],
		cordoned,
		true,
		true,
	],
	[
		'cordoned, and its NoExecute tolerated',
		'tolerations: [{key: node.kubernetes.io/unschedulable, operator: Exists, effect: NoExecute}]',
		[],
		cordoned,
		false,
		true,
	],
	['gates', 'schedulingGates: [{name: quota}]', [], {}, false, true],
]

test.each(taints)('%s', (_, spec, on, more, scheduler, kubelet) => {
	const node = plainNode('', on, more)
	expect(schedulerRefusals(placed(spec), node, 'lower').length === 0).toBe(scheduler)
	expect(kubeletRefusals(placed(spec), node, 'lower').length === 0).toBe(kubelet)
})

test('of static pods the kubelet asks about no taint, and still about labels', () => {
	const pod = { ...placed('nodeSelector: {a: b}'), isStatic: true }
	expect(kubeletRefusals(pod, plainNode('a=b', ['c=d:NoExecute']), 'lower')).toEqual([])
	expect(kubeletRefusals(pod, plainNode('', ['c=d:NoExecute']), 'lower')).toHaveLength(1)
})

describe('reasons', () => {
	const node = plainNode('a=c', ['stage=perf:NoSchedule', 'stage=perf:NoExecute'])
	test('every one of them, in words', () => {
		const pod = placed(`
nodeName: node-2
schedulingGates: [{name: quota}]
nodeSelector: {a: b, d: e}
${required('[{matchExpressions: [{key: a, operator: In, values: [x, y]}]}, {}, {matchExpressions: [{key: a, operator: In}]}, {matchFields: [{key: metadata.name, operator: In, values: [node-7]}]}, {matchExpressions: [{key: z, operator: Gt, values: ["3"]}]}]')}
`)
		const scheduler = schedulerRefusals(pod, { ...node, unschedulable: true }, 'lower')
		expect(showRefusals(scheduler).split('; ')).toEqual([
			'its scheduling gates are not lifted: quota',
			'it names the node node-2',
			'the nodeSelector wants a=b, and it is c',
			'the nodeSelector wants d=e, and it is not set',
			'the required node affinity wants a In [x, y] (it is c), or what an empty term matches: nothing, or what an invalid term matches: nothing, or metadata.name In [node-7] (it is node-1), or z > 3 (it is not set)',
			'the node is cordoned',
			'the taint stage=perf:NoSchedule is not tolerated',
			'the taint stage=perf:NoExecute is not tolerated',
		])
		const kubelet = kubeletRefusals(pod, node, 'lower')
		expect(kubelet.map(({ type }) => type)).toEqual(['node-name', 'selector', 'selector', 'affinity', 'taint'])
		expect(showRefusals(kubeletRefusals(placed(required('[]')), node, 'lower').slice(0, 1))).toBe(
			'the required node affinity has no terms, which matches no node',
		)
	})

	test('a label that every object has is not one of the node', () => {
		expect(schedulerRefusals(placed('nodeSelector: {constructor: x}'), plainNode(), 'lower')).toEqual([
			{ type: 'selector', field: 'nodeSelector["constructor"]', key: 'constructor', wanted: 'x' },
		])
		expect(
			schedulerRefusals(placed(expression('{key: toString, operator: Exists}')), plainNode(), 'lower'),
		).toHaveLength(1)
	})
})
