import { expect, it } from 'vitest'
import { priorityClass } from './priority.ts'
import { sampleTenancy } from './sample.suite.ts'

const tenancy = sampleTenancy()
const [stage] = tenancy.stages
if (stage === undefined) throw new Error('the sample has no stage')

it.each([
	[true, 'PreemptLowerPriority'],
	[false, 'Never'],
])('a stage whose pods may push out others (%s) has preemptionPolicy %s', (preempts, preemptionPolicy) => {
	expect(priorityClass(tenancy, { ...stage, priority: { value: 1000, preempts } })).toEqual([
		{
			apiVersion: 'scheduling.k8s.io/v1',
			kind: 'PriorityClass',
			metadata: { name: 'webshop-dev', labels: { stage: 'dev', 'stagewall.dev/plan': 'webshop' } },
			value: 1000,
			globalDefault: null,
			preemptionPolicy,
			description: 'For pods of the stage dev of the plan webshop',
		},
	])
})

it('a stage without a priority has no PriorityClass', () => {
	expect(priorityClass(tenancy, { ...stage, priority: undefined })).toEqual([])
})
