import { describe, expect, test } from 'vitest'
import { KnownError } from '../../../model/errors.ts'
import { kinds } from '../../../model/kinds.ts'
import type { KubeObject } from '../../../model/kube-object.ts'
import type { PlacementChange, PlacementExplanation } from '../../../model/placement-explanation.ts'
import type { NodeRule, Tenancy } from '../../../model/tenancy.ts'
import { caseOf, tenancy } from '../../verify.suite.ts'
import { nodeObject, podObject, workloadObject } from '../placement.suite.ts'
import { explainPlacement } from './explain-placement.ts'

const nodes: NodeRule = {
	type: 'dedicated',
	label: { key: 'node-restriction.kubernetes.io/stage', value: 'test' },
	taint: { key: 'stage', value: 'test' },
	select: { labels: {}, names: [] },
}
const plan: Tenancy = {
	...tenancy,
	stages: tenancy.stages.map((stage) => (stage.name === 'test' ? { ...stage, nodes } : stage)),
}
const both = ['stage=test:NoSchedule', 'stage=test:NoExecute']
const cluster = [
	nodeObject('n1', 'disk=fast'),
	nodeObject('n2', 'disk=slow'),
	nodeObject('t1', 'node-restriction.kubernetes.io/stage=test', both),
	nodeObject('t2', 'node-restriction.kubernetes.io/stage=test', [...both, 'node.kubernetes.io/not-ready:NoSchedule']),
]
const let1n = '{key: stage, value: test}'

function explain(
	text: string,
	objects: readonly KubeObject[],
	all: readonly KubeObject[] = cluster,
): PlacementExplanation {
	return explainPlacement([{ cluster: 'shared', tenancy: plan, facts: caseOf([...all, ...objects]).facts }], text)
}

function failure(work: () => unknown): KnownError {
	try {
		work()
	} catch (error) {
		if (error instanceof KnownError) return error
	}
	throw new Error('nothing went wrong')
}

/** Groups as `nodes whose: what the scheduler refuses / what the kubelet refuses`. */
function groupLines({ groups }: PlacementExplanation): readonly string[] {
	return groups.map(({ nodes: names, whose, scheduler, kubelet }) => {
		const types = (refusals: readonly { readonly type: string }[]): string => refusals.map(({ type }) => type).join(' ')
		return `${names.join(' ')} ${whose}: ${types(scheduler)} / ${types(kubelet)}`
	})
}

const plain = workloadObject('Deployment', 'shop-dev/web')
const verdicts: readonly (readonly [what: string, spec: string, verdict: string, groups: readonly string[]])[] = [
	[
		'nothing asked: nobody’s nodes, which are those of a stage that has none',
		'',
		'somewhere',
		['n1 n2 own:  / ', 't2 others: taint taint taint / taint', 't1 others: taint taint / taint'],
	],
	[
		'a selector',
		'nodeSelector: {disk: fast}',
		'somewhere',
		[
			'n1 own:  / ',
			'n2 own: selector / selector',
			't2 others: selector taint taint taint / selector taint',
			't1 others: selector taint taint / selector taint',
		],
	],
	[
		'nowhere',
		'nodeSelector: {disk: none}',
		'nowhere',
		[
			'n1 own: selector / selector',
			'n2 own: selector / selector',
			't2 others: selector taint taint taint / selector taint',
			't1 others: selector taint taint / selector taint',
		],
	],
	[
		'held',
		'schedulingGates: [{name: x}]',
		'held',
		['n1 n2 own:  / ', 't2 others: taint taint taint / taint', 't1 others: taint taint / taint'],
	],
	[
		'pinned',
		'nodeName: n1',
		'pinned',
		[
			'n1 own:  / ',
			'n2 own: node-name / node-name',
			't2 others: node-name taint taint taint / node-name taint',
			't1 others: node-name taint taint / node-name taint',
		],
	],
]

test.each(verdicts)('%s', (_, spec, verdict, groups) => {
	const explanation = explain('shop-dev/web', [workloadObject('Deployment', 'shop-dev/web', spec)])
	expect(explanation.verdict).toBe(verdict)
	expect(groupLines(explanation).toSorted()).toEqual(groups.toSorted())
	expect(groupLines(explanation)[0]).toBe(groups[0])
})

function stepLines(changes: readonly PlacementChange[]): readonly string[] {
	return changes.map(({ goal, steps }) =>
		[
			`${goal}:`,
			...steps.map(({ action, field, value }) => `${action} ${field.replace('spec.template.spec.', '')} ${value}`),
		].join(' | '),
	)
}

const selector = 'nodeSelector["node-restriction.kubernetes.io/stage"]'
const changes: readonly (readonly [what: string, where: string, spec: string, steps: readonly string[]])[] = [
	['a pod where it should be', 'shop-dev', '', []],
	[
		'a toleration that leads to others',
		'shop-dev',
		`tolerations: [{key: a, value: b}, ${let1n}]`,
		['no-others: | remove tolerations[1] stage=test'],
	],
	[
		'a toleration of everything',
		'shop-dev',
		'tolerations: [{operator: Exists}]',
		['no-others: | remove tolerations[0] every taint'],
	],
	[
		'naming a node of others',
		'shop-dev',
		'{nodeName: t1, tolerations: [{key: stage, operator: Exists}]}',
		[
			'own-nodes: | remove nodeName t1',
			'no-others: | remove nodeName t1 | remove tolerations[0] stage, whatever its value',
		],
	],
	[
		'a stage with nodes of its own, and neither selector nor toleration',
		'shop-test',
		'',
		['own-nodes: | add tolerations {key: stage, operator: Equal, value: "test"}', `no-others: | set ${selector} test`],
	],
	['without the selector', 'shop-test', `tolerations: [${let1n}]`, [`no-others: | set ${selector} test`]],
	[
		'without the toleration',
		'shop-test',
		'nodeSelector: {node-restriction.kubernetes.io/stage: test}',
		['own-nodes: | add tolerations {key: stage, operator: Equal, value: "test"}'],
	],
	[
		'with the selector of another',
		'shop-test',
		`{nodeSelector: {node-restriction.kubernetes.io/stage: prod}, tolerations: [${let1n}]}`,
		[`own-nodes: | set ${selector} test`],
	],
	[
		'with affinity to what there is not',
		'shop-test',
		`{tolerations: [${let1n}], nodeSelector: {disk: fast}, affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{}]}}}}`,
		[
			`own-nodes: | remove nodeSelector["disk"] fast | remove affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution 1 term | set ${selector} test`,
		],
	],
]

test.each(changes)('%s: what would change it', (_, where, spec, steps) => {
	const { changes: found } = explain(`${where}/web`, [workloadObject('Deployment', `${where}/web`, spec)])
	expect(stepLines(found)).toEqual(steps)
})

test('nobody is drawn to the control plane, nor to tolerate what will pass', () => {
	const control = nodeObject('c1', '', ['node-role.kubernetes.io/control-plane:NoSchedule'])
	const late = nodeObject('n1', '', ['node.kubernetes.io/not-ready:NoSchedule'])
	const only = (all: readonly KubeObject[]): readonly string[] =>
		stepLines(explain('shop-dev/web', [plain], all).changes)
	expect(only([control])).toEqual([])
	expect(only([late])).toEqual([])
	expect(only([nodeObject('g1', '', ['gpu=yes:NoSchedule'])])).toEqual([
		'own-nodes: | add tolerations {key: gpu, operator: Equal, value: "yes"}',
	])
})

test('a node of others without its taint lets everybody in, whatever the pod says', () => {
	const open = nodeObject('t3', 'node-restriction.kubernetes.io/stage=test')
	const tolerant = workloadObject('Deployment', 'shop-dev/web', `tolerations: [${let1n}]`)
	expect(stepLines(explain('shop-dev/web', [tolerant], [...cluster, open]).changes)).toEqual([
		'no-others: | remove tolerations[0] stage=test',
	])
	expect(stepLines(explain('shop-dev/web', [plain], [...cluster, open]).changes)).toEqual([])
})

describe('what is asked about', () => {
	const objects = [
		plain,
		workloadObject('StatefulSet', 'shop-dev/web'),
		workloadObject('StatefulSet', 'shop-dev/db'),
		podObject('shop-dev/db-0', 'nodeName: n2', 'StatefulSet/db'),
		podObject('shop-dev/waits'),
	]

	test('a pod that runs is one that could run elsewhere', () => {
		const found = explain('shop-dev/db-0', objects)
		expect(found).toMatchObject({
			object: { kind: 'Pod', name: 'db-0' },
			owner: { kind: 'StatefulSet', name: 'db' },
			path: 'spec',
			stage: 'dev',
			runsOn: 'n2',
			verdict: 'somewhere',
		})
		expect(groupLines(found)[0]).toBe('n1 n2 own:  / ')
	})

	test('a pod that waits, a workload by its name or with its kind', () => {
		expect(explain('shop-dev/waits', objects)).toMatchObject({ object: { kind: 'Pod' }, verdict: 'somewhere' })
		expect(explain('shop-dev/db', objects)).toMatchObject({
			object: { kind: 'StatefulSet' },
			path: 'spec.template.spec',
		})
		expect(explain('shop-dev/deployment/web', objects)).toMatchObject({ object: { kind: 'Deployment' } })
	})

	test('a pod is meant before a workload of the same name', () => {
		expect(explain('shop-dev/web', [plain, podObject('shop-dev/web', 'nodeName: n1')]).object.kind).toBe('Pod')
	})

	const mistakes: readonly (readonly [text: string, message: string, hint: string])[] = [
		['web', '"web" names no pod', 'Write NAMESPACE/POD or NAMESPACE/KIND/NAME.'],
		['a/b/c/d', '"a/b/c/d" names no pod', 'Write NAMESPACE/POD or NAMESPACE/KIND/NAME.'],
		[
			'shop-dev/web',
			'shop-dev/web may be 2 workloads',
			'Say which one: shop-dev/Deployment/web, shop-dev/StatefulSet/web.',
		],
		['shop-dev/dc', 'there is no pod or workload "dc" in the namespace shop-dev', 'Did you mean shop-dev/db?'],
		[
			'shop-dev/Job/nightly',
			'there is no job "nightly" in the namespace shop-dev',
			'There are: Deployment shop-dev/web, StatefulSet shop-dev/web, StatefulSet shop-dev/db, Pod shop-dev/db-0, Pod shop-dev/waits.',
		],
		['shop-de/web', 'there is no pod and no workload in the namespace shop-de', 'Did you mean shop-dev/web?'],
	]
	test.each(mistakes)('%s', (text, message, hint) => {
		expect(failure(() => explain(text, objects))).toMatchObject({ message, hint, exit: 'usage' })
	})

	test('in several clusters', () => {
		const one = { cluster: 'shared', tenancy: plan, facts: caseOf([...cluster, plain]).facts }
		const two = { ...one, cluster: 'other', facts: { ...one.facts, cluster: 'other' } }
		expect(failure(() => explainPlacement([one, two], 'shop-dev/web')).hint).toBe(
			'Say which one: --cluster shared | other',
		)
		expect(explainPlacement([{ ...two, facts: { ...two.facts, objects: [] } }, one], 'shop-dev/web').cluster).toBe(
			'shared',
		)
	})
})

describe('what was not seen', () => {
	const unseen = [{ kind: kinds.Node, reason: 'forbidden', message: 'no list of nodes' }] as const
	test('nodes are a doubt', () => {
		const facts = caseOf([plain], { unseen }).facts
		const { doubts } = explainPlacement([{ cluster: 'shared', tenancy: plan, facts }], 'shop-dev/web')
		expect(doubts.map(({ message }) => message)).toEqual([
			'nodes could not be read: no list of nodes',
			'there is no node to look at',
		])
	})

	test('pods may be the one that was asked about', () => {
		const facts = caseOf(cluster, { unseen: [{ kind: kinds.Pod, reason: 'forbidden', message: 'no' }] }).facts
		const error = failure(() => explainPlacement([{ cluster: 'shared', tenancy: plan, facts }], 'shop-dev/web'))
		expect(error).toMatchObject({ code: 'explain/not-visible', exit: 'cluster' })
		expect(failure(() => explainPlacement([{ cluster: 'shared', tenancy: plan, facts }], 'web')).exit).toBe('usage')
	})

	test('a RuntimeClass that is not there', () => {
		const kata = workloadObject('Deployment', 'shop-dev/web', 'runtimeClassName: kata')
		expect(explain('shop-dev/web', [kata]).doubts).toMatchObject([
			{ field: 'spec.template.spec.runtimeClassName', message: 'names RuntimeClass kata, which is not there' },
		])
	})
})

test('what admission adds is named with who adds it', () => {
	const { added } = explain('shop-dev/web', [plain])
	expect(added).toEqual(
		['not-ready', 'unreachable'].map((trouble) => ({
			by: 'the API server',
			field: 'spec.template.spec.tolerations',
			value: `node.kubernetes.io/${trouble}, whatever its value, NoExecute`,
		})),
	)
})

test('a toleration by number may do', () => {
	const fast = nodeObject('n9', '', ['speed=9:NoExecute'])
	const pod = workloadObject('Deployment', 'shop-dev/web', 'tolerations: [{key: speed, operator: Gt, value: "5"}]')
	const { groups } = explain('shop-dev/web', [fast, pod])
	expect(groups.map(({ nodes: names, depends }) => [names.join(), depends])).toEqual([
		['n1,n2', false],
		['n9', true],
		['t1', false],
		['t2', false],
	])
})
