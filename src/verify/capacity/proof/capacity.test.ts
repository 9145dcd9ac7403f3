import { describe, expect, test } from 'vitest'
import type { Unseen } from '../../../model/facts.ts'
import { kinds } from '../../../model/kinds.ts'
import type { KubeObject } from '../../../model/kube-object.ts'
import { parseQuantity } from '../../../model/quantity.ts'
import type { NodeRule, Stage, Tenancy } from '../../../model/tenancy.ts'
import { caseOf, namespaces, object, tenancy } from '../../verify.suite.ts'
import { amounts, claim, limitRange, pod, podOf, quota, service, workload } from '../lines.suite.ts'
import { capacity } from './capacity.ts'

function node(
	name: string,
	allocatable: string,
	labels: Readonly<Record<string, string>> = {},
	taints: readonly object[] = [],
): KubeObject {
	return object('v1', 'Node', name, undefined, labels, {
		spec: { taints },
		status: { allocatable: amounts(allocatable) },
	})
}
const roomy = node('roomy', 'cpu 100, memory 100Gi, pods 1000')

/** The two stages, of 4 cpu and 10 pods each, otherwise. */
function stagesWith(changes: Readonly<Record<string, Partial<Stage>>>): Tenancy {
	return { ...tenancy, stages: tenancy.stages.map((stage) => ({ ...stage, ...changes[stage.name] })) }
}
const budget = (text: string): Stage['budget'] =>
	Object.fromEntries(Object.entries(amounts(text)).map(([key, amount]) => [key, parseQuantity(amount) ?? 0n]))

/** `result severity code: message` of each finding. */
function found(
	objects: readonly KubeObject[],
	of: Tenancy = tenancy,
	unseen: readonly Unseen[] = [],
): readonly string[] {
	const proof = capacity.prove({ ...caseOf([...namespaces, ...objects], { unseen }), tenancy: of })
	return proof.findings.map(({ result, severity, code, message }) => {
		const word = result === 'violated' ? '' : `${result} `
		return `${word}${severity} ${code}: ${message}`
	})
}

type Row = readonly [what: string, objects: readonly KubeObject[], found: readonly string[], of?: Tenancy]

const dedicated = (type: 'labelled' | 'tainted' | 'dedicated'): NodeRule => ({
	type,
	label: { key: 'pool', value: 'test' },
	taint: { key: 'stage', value: 'test' },
	select: { labels: {}, names: [] },
})
const taint = { key: 'stage', value: 'test', effect: 'NoExecute' }
const over = 'medium capacity/over-committed: the'
const pools: readonly Row[] = [
	['exactly what is there', [node('a', 'cpu 5, pods 20'), node('b', 'cpu 3, pods 20')], []],
	[
		'a core too many for two stages that share',
		[node('a', 'cpu 7, pods 20')],
		[`${over} budgets of dev, test promise more than their node has: requests.cpu 8 of 7 (1.15 times)`],
	],
	[
		'limits may be promised several times',
		[node('a', 'cpu 8, memory 2Gi, pods 20')],
		[
			'noted info capacity/over-committed: the budgets of dev, test promise more than their node has: limits.memory 3Gi of 2Gi (1.50 times)',
		],
		stagesWith({ dev: { budget: budget('requests.cpu 4, limits.memory 3Gi') } }),
	],
	[
		'nodes of its own are not for others',
		[node('a', 'cpu 4, pods 20'), node('b', 'cpu 3, pods 20', { pool: 'test' }, [taint])],
		[`${over} budget of test promises more than its node has: requests.cpu 4 of 3 (1.34 times)`],
		stagesWith({ test: { nodes: dedicated('dedicated') } }),
	],
	[
		'… and others are not for it',
		[node('a', 'cpu 3, pods 20'), node('b', 'cpu 9, pods 20', { pool: 'test' }, [taint])],
		[`${over} budget of dev promises more than its node has: requests.cpu 4 of 3 (1.34 times)`],
		stagesWith({ test: { nodes: dedicated('dedicated') } }),
	],
	[
		'nodes that are only labelled are for others too',
		[node('a', 'cpu 3, pods 20'), node('b', 'cpu 5, pods 20', { pool: 'test' })],
		[],
		stagesWith({ test: { nodes: dedicated('labelled') } }),
	],
	[
		'… but the stage has no others',
		[node('a', 'cpu 5, pods 20'), node('b', 'cpu 3, pods 20', { pool: 'test' })],
		[`${over} budget of test promises more than its node has: requests.cpu 4 of 3 (1.34 times)`],
		stagesWith({ test: { nodes: dedicated('labelled') } }),
	],
	[
		'nodes that are only tainted leave it the others',
		[node('a', 'cpu 5, pods 20'), node('b', 'cpu 2, pods 20', {}, [taint])],
		[`${over} budgets of dev, test promise more than their 2 nodes have: requests.cpu 8 of 7 (1.15 times)`],
		stagesWith({ test: { nodes: dedicated('tainted') } }),
	],
	[
		'no node for it',
		[node('a', 'cpu 4, pods 20')],
		[`${over} budget of test promises what no node is there for: requests.cpu 4 of 0, pods 10 of 0`],
		stagesWith({ test: { nodes: dedicated('dedicated') } }),
	],
	[
		'nodes that the plan names',
		[node('a', 'cpu 4, pods 20'), node('b', 'cpu 4, pods 20')],
		[],
		stagesWith({ test: { nodes: { ...dedicated('dedicated'), select: { labels: {}, names: ['b'] } } as NodeRule } }),
	],
	[
		'nodes that somebody else keeps for himself are for no stage',
		[
			node('a', 'cpu 7, pods 20'),
			node('b', 'cpu 9, pods 9', {}, [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }]),
		],
		[`${over} budgets of dev, test promise more than their node has: requests.cpu 8 of 7 (1.15 times)`],
	],
	[
		'a node under maintenance comes back',
		[
			node('a', 'cpu 8, pods 20', {}, [
				{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' },
				{ key: 'x', effect: 'PreferNoSchedule' },
			]),
		],
		[],
	],
	[
		'a device that no node has',
		[roomy],
		[`${over} budgets of dev, test promise more than their node has: requests.example.org/gpu 2 of 0`],
		stagesWith({ dev: { budget: budget('requests.example.org/gpu 2') } }),
	],
	[
		'disk of which no node says anything, and storage that is on none',
		[roomy],
		[],
		stagesWith({ dev: { budget: budget('requests.ephemeral-storage 2Gi, requests.storage 9Ti, count/jobs.batch 9') } }),
	],
	[
		'without budgets nodes are no matter',
		[],
		[],
		stagesWith({ dev: { budget: undefined }, test: { budget: undefined } }),
	],
	[
		'no nodes at all',
		[],
		[
			'not-visible low capacity/not-visible: no nodes were seen, so the budgets could not be compared with what there is',
		],
	],
	[
		'a node that does not say',
		[node('a', 'cpu 1, pods 20'), node('b', '')],
		['not-visible low capacity/not-visible: nodes of dev, test do not say what they have (status.allocatable): Node b'],
	],
]

const uses: readonly Row[] = [
	['plenty left', [roomy, quota('pods 10', 'pods 8')], []],
	[
		'nine tenths',
		[roomy, quota('pods 10, requests.cpu 4', 'pods 9, requests.cpu 3')],
		[
			'noted low capacity/full: shop-dev has used nine tenths of its quota or more (ResourceQuota shop-dev/q): pods 9 of 10',
		],
	],
	[
		'all of it',
		[roomy, quota('pods 10', 'pods 10')],
		['medium capacity/full: shop-dev has used its quota up (ResourceQuota shop-dev/q): pods 10 of 10'],
	],
	[
		'more than it',
		[roomy, quota('pods 10, requests.memory 1Gi', 'pods 11, requests.memory 2Gi')],
		[
			'medium capacity/over-quota: shop-dev uses more than its quota allows, so nothing new starts (ResourceQuota shop-dev/q): pods 11 of 10, requests.memory 2Gi of 1Gi',
		],
	],
	['nothing of what is forbidden', [roomy, quota('services.nodeports 0', 'services.nodeports 0')], []],
	[
		'something of it',
		[roomy, quota('services.nodeports 0'), service('NodePort', 2)],
		[
			'medium capacity/over-quota: shop-dev uses more than its quota allows, so nothing new starts (ResourceQuota shop-dev/q): services.nodeports 2 of 0',
		],
	],
	[
		'counted, where no controller has',
		[roomy, quota('requests.cpu 2'), pod('a cpu 1/1, memory 1Gi', {}, 'one'), pod('a cpu 1/1', {}, 'two')],
		[
			'medium capacity/full: shop-dev has used its quota up (ResourceQuota shop-dev/q): requests.cpu 2 of 2',
			'medium capacity/not-counted: dev uses 1Gi requests.memory that nothing bounds: no quota counts it there (shop-dev)',
		],
	],
	[
		'a pod that is stuck in deletion holds nothing',
		[
			roomy,
			quota('requests.cpu 1'),
			{
				...pod('a cpu 1'),
				metadata: {
					name: 'p',
					namespace: 'shop-dev',
					deletionTimestamp: '2025-12-31T00:00:00Z',
					deletionGracePeriodSeconds: 30,
				},
			},
		],
		[],
	],
	['other namespaces are none of ours', [roomy, quota('pods 1', 'pods 1', {}, 'q', 'elsewhere')], []],
	[
		'devices and disk that no quota has',
		[roomy, quota('pods 10'), pod('a cpu 1, example.org/gpu 2/2, ephemeral-storage 1Gi')],
		[
			'medium capacity/not-counted: dev uses 2 requests.example.org/gpu that nothing bounds: no quota counts it there (shop-dev)',
			'low capacity/not-counted: dev uses 1Gi requests.ephemeral-storage that nothing bounds: no quota counts it there (shop-dev)',
		],
	],
	[
		'doors and storage that no quota has',
		[roomy, quota('pods 10'), service('LoadBalancer', 1), claim('1Gi'), claim('2Gi', {}, 'other')],
		[
			'low capacity/not-counted: dev uses 1 services.loadbalancers that nothing bounds: no quota counts it there (shop-dev)',
			'low capacity/not-counted: dev uses 1 services.nodeports that nothing bounds: no quota counts it there (shop-dev)',
			'low capacity/not-counted: dev uses 3Gi requests.storage that nothing bounds: no quota counts it there (shop-dev)',
		],
	],
	[
		'pods that the scopes of a quota leave out',
		[
			quota('pods 10, requests.cpu 4', undefined, { scopes: ['NotTerminating'] }),
			pod('a cpu 1', { activeDeadlineSeconds: 9 }),
			pod('a cpu 1', {}, 'q'),
		],
		[
			'medium capacity/not-counted: dev uses 1 pods that nothing bounds: the scopes of its quotas leave them out (shop-dev)',
			'medium capacity/not-counted: dev uses 1 requests.cpu that nothing bounds: the scopes of its quotas leave them out (shop-dev)',
		],
		stagesWith({ dev: { budget: undefined }, test: { budget: undefined } }),
	],
	[
		'a key of the budget is for the proof quotas to miss',
		[roomy, quota('pods 10', undefined, { scopes: ['NotTerminating'] }), pod('a cpu 1', { activeDeadlineSeconds: 9 })],
		[],
	],
	['a namespace without any quota is so by choice', [roomy, pod('a cpu 1, example.org/gpu 2/2')], []],
]

const refused: readonly Row[] = [
	[
		'all is well',
		[
			roomy,
			quota('pods 3, requests.cpu 2'),
			workload('Deployment', 'web', 'a cpu 1', { replicas: 1 }),
			podOf('Deployment', 'web', 'a cpu 1'),
		],
		[],
	],
	[
		'pods are missing, and the quota lets no more in',
		[
			roomy,
			quota('pods 9, requests.cpu 1500m'),
			workload('Deployment', 'web', 'a cpu 1', { replicas: 3 }),
			podOf('Deployment', 'web', 'a cpu 1'),
		],
		[
			'medium capacity/would-be-refused: Deployment shop-dev/web has 1 of 3 pods, and the next would be refused: ResourceQuota shop-dev/q allows 1500m requests.cpu, 1 is used, and 1 is asked for',
		],
	],
	[
		'all run, and what they have is free once one is gone',
		[
			roomy,
			quota('pods 9, requests.cpu 1100m'),
			workload('Deployment', 'web', 'a cpu 1', { replicas: 1 }),
			podOf('Deployment', 'web', 'a cpu 1'),
		],
		[
			'noted low capacity/full: shop-dev has used nine tenths of its quota or more (ResourceQuota shop-dev/q): requests.cpu 1 of 1100m',
		],
	],
	[
		'all run, and would not start anew',
		[
			roomy,
			limitRange([{ type: 'Container', max: { cpu: '500m' } }]),
			workload('StatefulSet', 'db', 'a cpu 1/1'),
			podOf('StatefulSet', 'db', 'a cpu 1/1'),
		],
		[
			'low capacity/would-be-refused: StatefulSet shop-dev/db runs, and its pods could not start anew: LimitRange shop-dev/l wants at most 500m of cpu for a Container, and container a has a limit of 1',
		],
	],
	[
		'what declares nothing where it has to',
		[roomy, quota('requests.cpu 4, limits.cpu 4'), workload('CronJob', 'nightly', 'a')],
		[
			'medium capacity/would-be-refused: CronJob shop-dev/nightly could start no pod: ResourceQuota shop-dev/q counts requests.cpu, which container a does not declare (and 1 more)',
		],
	],
	[
		'nothing that nobody wants',
		[
			roomy,
			quota('requests.cpu 4'),
			workload('Deployment', 'off', 'a', { replicas: 0 }),
			workload('Job', 'held', 'a', { suspend: true }),
		],
		[],
	],
	[
		'a job that has done its work',
		[
			roomy,
			quota('requests.cpu 4'),
			workload('Job', 'done', 'a', { completions: 2, parallelism: 2 }, { succeeded: 2 }),
		],
		[],
	],
	[
		'a DaemonSet lacks pods on some nodes',
		[roomy, quota('pods 0'), workload('DaemonSet', 'agent', 'a cpu 1', {}, { desiredNumberScheduled: 2 })],
		[
			'medium capacity/would-be-refused: DaemonSet shop-dev/agent has 0 of 2 pods, and the next would be refused: ResourceQuota shop-dev/q allows 0 pods, 0 is used, and 1 is asked for',
		],
	],
	[
		'what a Deployment has made is the Deployment’s',
		[
			roomy,
			quota('requests.cpu 4'),
			workload('Deployment', 'web', 'a', { replicas: 1 }),
			{
				...workload('ReplicaSet', 'web-abc', 'a', { replicas: 1 }),
				metadata: {
					name: 'web-abc',
					namespace: 'shop-dev',
					ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', controller: true }],
				},
			},
		],
		[
			'medium capacity/would-be-refused: Deployment shop-dev/web has 0 of 1 pods, and the next would be refused: ResourceQuota shop-dev/q counts requests.cpu, which container a does not declare',
		],
	],
	[
		'nothing declared, and nothing filled in',
		[
			roomy,
			workload('Deployment', 'web', 'a', { replicas: 1 }),
			pod('a cpu 0', {}, 'bare'),
			workload('Job', 'j', 'a cpu 1'),
		],
		[
			'low capacity/best-effort: pods in shop-dev declare no cpu and memory, and no limit range fills them in: Deployment web, Pod bare',
		],
	],
	[
		'… but where a limit range does',
		[
			roomy,
			limitRange([{ type: 'Container', defaultRequest: { cpu: '1' } }]),
			workload('Deployment', 'web', 'a', { replicas: 1 }),
		],
		[],
	],
	[
		'limit ranges that are in each other’s way',
		[
			roomy,
			limitRange([{ type: 'Container', default: { cpu: '1' } }], 'a'),
			limitRange([{ type: 'Container', defaultRequest: { cpu: '2' } }], 'b'),
		],
		[
			'medium capacity/several-limit-ranges: shop-dev has several limit ranges (a, b), and which of their defaults a container gets is left open: defaultRequest cpu',
		],
	],
	[
		'… and that are not',
		[
			roomy,
			limitRange([{ type: 'Container', default: { cpu: '1' } }], 'a'),
			limitRange([{ type: 'Pod', max: { cpu: '2' } }], 'b'),
		],
		[
			'noted info capacity/several-limit-ranges: shop-dev has several limit ranges (a, b); none of their defaults is in another’s way',
		],
	],
]

const filled = ([what, objects, expected, of = tenancy]: Row) => [what, objects, expected, of] as const

describe('capacity', () => {
	test.each(pools.map(filled))('budgets and nodes: %s', (_, objects, expected, of) => {
		expect(found(objects, of)).toEqual(expected)
	})
	test.each(uses.map(filled))('use: %s', (_, objects, expected, of) => {
		expect(found(objects, of)).toEqual(expected)
	})
	test.each(refused.map(filled))('workloads: %s', (_, objects, expected, of) => {
		expect(found(objects, of)).toEqual(expected)
	})

	const forbidden = (kind: Unseen['kind'], namespace?: string): Unseen => ({
		kind,
		reason: 'forbidden',
		message: 'no',
		...(namespace === undefined ? {} : { namespace }),
	})

	test.each([kinds.Node, kinds.Pod, kinds.ResourceQuota, kinds.LimitRange, kinds.Deployment])(
		'without $plural nothing is proven',
		(kind) => {
			const proof = capacity.prove(caseOf([...namespaces, roomy], { unseen: [forbidden(kind)] }))
			expect(proof.result).toBe('not-visible')
		},
	)

	test('without classes it is', () => {
		expect(capacity.prove(caseOf([...namespaces, roomy], { unseen: [forbidden(kinds.RuntimeClass)] })).result).toBe(
			'proven',
		)
	})

	test('nodes that may not be seen are not called missing', () => {
		expect(found([], tenancy, [forbidden(kinds.Node)])).toEqual([
			'not-visible medium capacity/not-visible: nodes could not be read: no',
		])
	})

	test('what was not seen in a namespace is not counted as nothing', () => {
		const objects = [roomy, quota('pods 1, requests.cpu 4'), workload('Deployment', 'web', 'a', { replicas: 1 })]
		expect(found(objects, tenancy, [forbidden(kinds.Pod, 'shop-dev')])).toEqual([
			'not-visible medium capacity/not-visible: pods could not be read in the namespace shop-dev: no',
		])
	})

	test('what pods of no stage request on the nodes stands beside what there is', () => {
		const agent = { ...pod('a cpu 2', { nodeName: 'a' }), metadata: { name: 'agent', namespace: 'kube-system' } }
		const { findings } = capacity.prove(caseOf([...namespaces, node('a', 'cpu 7, pods 20'), agent]))
		expect(findings[0]?.witness).toEqual([
			{ field: 'requests.cpu', expected: 'at most 7, of which pods of no stage request 2', observed: '8' },
		])
	})
})
