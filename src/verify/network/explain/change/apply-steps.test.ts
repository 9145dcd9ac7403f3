import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { valueAt } from '../../../../model/fields.ts'
import { refOf } from '../../../../model/kube-object.ts'
import type { Step } from '../../../../model/network-explanation.ts'
import { deployment, namespace, object, pod, policy } from '../../cases/cluster.suite.ts'
import { applySteps, labelPath, pathOf } from './apply-steps.ts'

const before = policy('x/p', '{ingress: [{from: [{a: 1}, {b: 2}, {c: 3}]}, {from: [{d: 4}]}, {ports: [{e: 5}]}]}')
const at = { object: refOf(before) }

/** The ingress rules that are left. */
function rulesAfter(...steps: readonly Step[]): unknown {
	const [after = before] = applySteps([before], steps)
	return valueAt(after, ['spec', 'ingress'])
}

const cases: readonly [what: string, steps: readonly Step[], rules: string][] = [
	[
		'a rule goes',
		[{ type: 'remove', what: 'rule', field: 'spec.ingress[1]', ...at }],
		'[{from: [{a: 1}, {b: 2}, {c: 3}]}, {ports: [{e: 5}]}]',
	],
	[
		'rules and peers go, all by their first places',
		[
			{ type: 'remove', what: 'peer', field: 'spec.ingress[0].from[0]', ...at },
			{ type: 'remove', what: 'peer', field: 'spec.ingress[0].from[1]', ...at },
			{ type: 'remove', what: 'rule', field: 'spec.ingress[1]', ...at },
			{ type: 'remove', what: 'rule', field: 'spec.ingress[2]', ...at },
		],
		'[{from: [{c: 3}]}]',
	],
	[
		'a rule comes to the end, and another before the one that was the second',
		[
			{ type: 'add', what: 'rule', field: 'spec.ingress', value: { last: true }, ...at },
			{ type: 'add', what: 'rule', field: 'spec.ingress', at: 1, value: { second: true }, ...at },
			{ type: 'remove', what: 'rule', field: 'spec.ingress[0]', ...at },
		],
		'[{second: true}, {from: [{d: 4}]}, {ports: [{e: 5}]}, {last: true}]',
	],
	[
		'a port comes to a list, and a list is made for another one',
		[
			{ type: 'add', what: 'port', field: 'spec.ingress[2].ports', value: { f: 6 }, ...at },
			{ type: 'add', what: 'port', field: 'spec.ingress[1].ports', value: { g: 7 }, ...at },
		],
		'[{from: [{a: 1}, {b: 2}, {c: 3}]}, {from: [{d: 4}], ports: [{g: 7}]}, {ports: [{e: 5}, {f: 6}]}]',
	],
]
test.each(cases)('%s', (_, steps, rules) => {
	expect(rulesAfter(...steps)).toEqual(parse(rules))
	expect(before['spec']).toEqual(
		parse('{ingress: [{from: [{a: 1}, {b: 2}, {c: 3}]}, {from: [{d: 4}]}, {ports: [{e: 5}]}]}'),
	)
})

test('a field is written that was not there', () => {
	const [after] = applySteps([before], [{ type: 'write', field: 'spec.policyTypes', value: ['Egress'], ...at }])
	expect(after?.['spec']).toMatchObject({ policyTypes: ['Egress'], ingress: expect.anything() as unknown })
})

test('a new object comes to the others', () => {
	const value = policy('x/q', '{}')
	expect(applySteps([before], [{ type: 'create', object: refOf(value), value }])).toEqual([before, value])
})

test('labels come to namespaces, pods, and templates wherever these stand', () => {
	const cronJob = object(
		'{apiVersion: batch/v1, kind: CronJob, metadata: {name: c, namespace: x}, spec: {jobTemplate: {spec: {template: {spec: {}}}}}}',
	)
	const objects = [namespace('x', 'a=1'), pod('x/p', 'a=1'), deployment('x/d', 'a=1'), cronJob, pod('x/other')]
	const label = { type: 'label', key: 'app.kubernetes.io/b', value: '2' } as const
	const [home, ...refs] = objects.map((each) => refOf(each))
	if (home === undefined) throw new Error('there is no object')
	const after = applySteps(objects, [
		{ ...label, object: home, pods: [] },
		{ ...label, object: home, pods: refs.slice(0, 3) },
	])
	const labels = after.map((each) => valueAt(each, labelPath(refOf(each))))
	const both = { a: '1', 'app.kubernetes.io/b': '2' }
	expect(labels).toEqual([both, both, both, { 'app.kubernetes.io/b': '2' }, {}])
	expect(after[4]).toBe(objects[4])
})

test('fields are paths', () => {
	expect(pathOf('spec.ingress[0].from[12]')).toEqual(['spec', 'ingress', 0, 'from', 12])
})
