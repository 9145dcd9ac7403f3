import { expect, test } from 'vitest'
import type { PlacementExplanation } from '../model/placement-explanation.ts'
import { explainPlacementText } from './explain-placement-text.ts'
import { paintFor } from './paint.ts'

const takes = { nodes: ['n1'], stages: [], whose: 'own', scheduler: [], kubelet: [], depends: false } as const
const turnsAway = {
	...takes,
	nodes: ['n2'],
	stages: ['prod'],
	whose: 'others',
	scheduler: [{ type: 'taint', taint: 'stage=prod:NoSchedule' }],
} as const
const base: PlacementExplanation = {
	cluster: 'one',
	object: { group: '', kind: 'Pod', namespace: 'shop-dev', name: 'web-1' },
	path: 'spec',
	stage: 'dev',
	added: [],
	verdict: 'somewhere',
	doubts: [],
	groups: [takes, turnsAway],
	changes: [],
}

const firsts: readonly (readonly [what: string, more: Partial<PlacementExplanation>, line: string])[] = [
	['somewhere', {}, 'may run on 1 of 2 nodes: n1'],
	['nowhere', { verdict: 'nowhere', groups: [turnsAway] }, 'no node takes it'],
	['held', { verdict: 'held' }, 'held by its scheduling gates; without them may run on 1 of 2 nodes: n1'],
	[
		'held, and then nowhere',
		{ verdict: 'held', groups: [turnsAway] },
		'held by its scheduling gates; without them no node takes it',
	],
	['pinned', { verdict: 'pinned', groups: [turnsAway] }, 'names its node, whose kubelet takes it: n2'],
	[
		'pinned in vain',
		{ verdict: 'pinned', groups: [{ ...takes, kubelet: [{ type: 'unschedulable' }] }] },
		'names its node, which turns it away or is not there',
	],
	['runs', { runsOn: 'n1' }, 'may run on 1 of 2 nodes: n1; it runs on n1'],
	[
		'runs elsewhere',
		{ runsOn: 'n2' },
		'may run on 1 of 2 nodes: n1; it runs on n2, where the scheduler would not put it now',
	],
	['not admitted', { unadmitted: 'RuntimeClass x wants y' }, 'no pod of it is admitted: RuntimeClass x wants y'],
]

test.each(firsts)('%s', (_, more, line) => {
	const text = explainPlacementText({ ...base, ...more }, paintFor(false))
	expect(text.split('\n')[0]).toBe(`Pod shop-dev/web-1 (stage dev): ${line}`)
})

test('the template is what can be changed of a pod that runs', () => {
	const text = explainPlacementText(
		{
			...base,
			runsOn: 'n1',
			owner: { group: 'apps', kind: 'Deployment', namespace: 'shop-dev', name: 'web' },
			groups: [
				{
					...takes,
					depends: true,
					stages: ['a', 'b'],
					whose: 'others',
					scheduler: [{ type: 'affinity', field: 'x', terms: [] }],
				},
			],
			changes: [
				{
					goal: 'own-nodes',
					steps: [
						{ action: 'set', field: 'a', value: 'b' },
						{ action: 'add', field: 'c', value: 'd' },
						{ action: 'remove', field: 'e', value: 'f' },
					],
				},
			],
		},
		paintFor(false),
	)
	expect(text.split('\n\n').slice(1).join('\n\n')).toBe(`✗ n1  nodes of the stages a and b
    scheduler: the required node affinity has no terms, which matches no node
    kubelet: takes a pod that names the node
    unless the API server compares tolerations by number (TaintTolerationComparisonOperators)

To let it run on the nodes of its stage, in the template of Deployment shop-dev/web:
  → set a to b
  → add d to c
  → remove e (f)

Whether there is room (resources, ports, volumes, other pods) was not asked.
`)
})
