import { describe, expect, test } from 'vitest'
import { kinds } from '../../../model/kinds.ts'
import type { KubeObject } from '../../../model/kube-object.ts'
import type { NodeRule, Performance, Stage, Tenancy } from '../../../model/tenancy.ts'
import { caseOf, shown, tenancy } from '../../verify.suite.ts'
import { nodeObject, podObject, workloadObject } from '../placement.suite.ts'
import { placement } from './placement.ts'

const label = { key: 'node-restriction.kubernetes.io/stage', value: 'test' }
const taint = { key: 'stage', value: 'test' }
const own = (
	type: 'labelled' | 'tainted' | 'dedicated',
	more: Partial<Exclude<NodeRule, { type: 'shared' }>> = {},
): NodeRule => ({
	type,
	label,
	taint,
	select: { labels: {}, names: [] },
	...more,
})

/** The stages dev, on shared nodes, and test with nodes of its own. */
function tenancyWith(nodes: NodeRule, more: Partial<Stage> = {}): Tenancy {
	return {
		...tenancy,
		stages: tenancy.stages.map((stage) => (stage.name === 'test' ? { ...stage, nodes, ...more } : stage)),
	}
}

const marked = 'node-restriction.kubernetes.io/stage=test'
const both = ['stage=test:NoSchedule', 'stage=test:NoExecute']
const nodes = [nodeObject('n1'), nodeObject('n2'), nodeObject('t1', marked, both)]
const drawn = 'nodeSelector: {node-restriction.kubernetes.io/stage: test}'
const let1n = 'tolerations: [{key: stage, value: test}]'
const good = workloadObject('Deployment', 'shop-test/web', `{${drawn}, ${let1n}}`)
const plain = workloadObject('Deployment', 'shop-dev/web')
const dedicated = own('dedicated')
const everything = 'tolerations: [{operator: Exists}]'
const policy: KubeObject = {
	apiVersion: 'admissionregistration.k8s.io/v1',
	kind: 'MutatingAdmissionPolicy',
	metadata: { name: 'stagewall-webshop-placement' },
}

function found(rule: NodeRule, objects: readonly KubeObject[], more: Partial<Stage> = {}): readonly string[] {
	const proof = placement.prove({ ...caseOf(objects), tenancy: tenancyWith(rule, more) })
	return proof.findings.map((finding) => {
		const [line = ''] = shown([finding])
		return finding.result === 'violated' ? line : `${finding.result} ${line}`
	})
}

const cases: readonly (readonly [
	what: string,
	rule: NodeRule,
	objects: readonly KubeObject[],
	found: readonly string[],
])[] = [
	['nodes as they should be', dedicated, [...nodes, good, plain], []],
	['shared nodes, and pods of one stage', { type: 'shared' }, [nodeObject('n1'), plain], []],
	['no objects at all, and shared nodes', { type: 'shared' }, [], []],
	// Nodes
	['no node of its own', dedicated, [nodeObject('n1'), good], ['high placement/no-nodes']],
	['none among the files', dedicated, [good], ['not-visible medium placement/not-visible']],
	['no label', dedicated, [...nodes, nodeObject('t2', '', both), good], ['medium placement/unlabelled-node Node t2']],
	[
		'no label on a tainted node that is only labelled',
		own('labelled'),
		[nodeObject('t2', '', both)],
		['high placement/no-nodes'],
	],
	['no taint', dedicated, [...nodes, nodeObject('t2', marked), good, plain], ['high placement/untainted-node Node t2']],
	[
		'no taint, and a pod of others there already: the node is what is wrong',
		dedicated,
		[...nodes, nodeObject('t2', marked), good, plain, podObject('shop-dev/web-1', 'nodeName: t2', 'Deployment/web')],
		['high placement/untainted-node Node t2'],
	],
	[
		'no NoExecute',
		dedicated,
		[...nodes, nodeObject('t2', marked, both.slice(0, 1)), good],
		['medium placement/untainted-node Node t2'],
	],
	[
		'no NoSchedule',
		dedicated,
		[...nodes, nodeObject('t2', marked, both.slice(1)), good],
		['low placement/untainted-node Node t2'],
	],
	['labelled nodes need no taint', own('labelled'), [nodeObject('n1'), nodeObject('t1', marked), good], []],
	['tainted nodes need no label', own('tainted'), [nodeObject('n1'), nodeObject('t1', '', both), plain], []],
	[
		'nodes that the plan names lack both',
		own('dedicated', { select: { labels: {}, names: ['n1'] } }),
		[...nodes, good],
		['medium placement/unlabelled-node Node n1', 'high placement/untainted-node Node n1'],
	],
	[
		'nodes that the plan selects lack both',
		own('dedicated', { select: { labels: { pool: 'x', size: 'l' }, names: [] } }),
		[...nodes, nodeObject('p1', 'pool=x size=l'), nodeObject('p2', 'pool=x'), good],
		['medium placement/unlabelled-node Node p1', 'high placement/untainted-node Node p1'],
	],
	[
		'a label that kubelets may set',
		own('labelled', { label: { key: 'stage', value: 'test' } }),
		[nodeObject('t1', 'stage=test')],
		['medium placement/self-labelled'],
	],
	['a label that is not used', own('tainted', { label: { key: 'stage', value: 'test' } }), nodes, []],
	// Leaks out
	[
		'a template without a selector',
		dedicated,
		[...nodes, workloadObject('Deployment', 'shop-test/web', let1n)],
		['high placement/leak-out Deployment shop-test/web'],
	],
	[
		'the same on labelled nodes',
		own('labelled'),
		[...nodes, workloadObject('CronJob', 'shop-test/load', let1n)],
		['medium placement/leak-out CronJob shop-test/load'],
	],
	[
		'on tainted nodes it is free to',
		own('tainted'),
		[...nodes, workloadObject('Deployment', 'shop-test/web', let1n)],
		[],
	],
	['a template as after admission', dedicated, [...nodes, policy, workloadObject('Deployment', 'shop-test/web')], []],
	[
		'a pod that runs is as it is',
		dedicated,
		[...nodes, policy, podObject('shop-test/shell', 'nodeName: n1')],
		['high placement/leak-out Pod shop-test/shell'],
	],
	[
		'a pod that waits is as it is',
		dedicated,
		[...nodes, policy, podObject('shop-test/shell')],
		['high placement/leak-out Pod shop-test/shell'],
	],
	[
		'a pod elsewhere belongs to its workload',
		dedicated,
		[...nodes, good, podObject('shop-test/web-1', 'nodeName: n1', 'Deployment/web')],
		['high placement/leak-out Deployment shop-test/web'],
	],
	[
		'the template of a pod was not seen: it comes again',
		dedicated,
		[...nodes, podObject('shop-test/db-0', `{nodeName: t1, ${let1n}}`, 'Cluster/db')],
		['high placement/leak-out Cluster shop-test/db'],
	],
	// Leaks in
	[
		'a toleration of the taint',
		dedicated,
		[...nodes, workloadObject('Deployment', 'shop-dev/web', let1n)],
		['high placement/leak-in Deployment shop-dev/web'],
	],
	[
		'a toleration of everything is told once',
		dedicated,
		[...nodes, workloadObject('Deployment', 'shop-dev/web', everything)],
		['high placement/leak-in Deployment shop-dev/web'],
	],
	[
		'a toleration of one effect does not do',
		dedicated,
		[
			...nodes,
			workloadObject('Deployment', 'shop-dev/web', 'tolerations: [{key: stage, operator: Exists, effect: NoSchedule}]'),
		],
		[],
	],
	[
		'labelled nodes keep nobody off',
		own('labelled'),
		[...nodes, workloadObject('Deployment', 'shop-dev/web', let1n)],
		[],
	],
	[
		'naming the node does not help against NoExecute',
		dedicated,
		[...nodes, workloadObject('Deployment', 'shop-dev/web', 'nodeName: t1')],
		['medium placement/stranded Deployment shop-dev/web', 'high placement/pinned Deployment shop-dev/web'],
	],
	[
		'naming the node, and tolerating NoExecute',
		dedicated,
		[
			...nodes,
			workloadObject(
				'Deployment',
				'shop-dev/web',
				'{nodeName: t1, tolerations: [{key: stage, operator: Exists, effect: NoExecute}]}',
			),
		],
		['high placement/leak-in Deployment shop-dev/web', 'high placement/pinned Deployment shop-dev/web'],
	],
	[
		'a pod that is there',
		dedicated,
		[...nodes, plain, podObject('shop-dev/web-1', 'nodeName: t1', 'Deployment/web')],
		['high placement/leak-in Deployment shop-dev/web'],
	],
	[
		'beside pods of the stage',
		dedicated,
		[
			...nodes,
			good,
			podObject('shop-test/web-1', 'nodeName: t1', 'Deployment/web'),
			podObject('shop-dev/web-1', 'nodeName: t1'),
		],
		['high placement/leak-in Pod shop-dev/web-1', 'high placement/co-tenancy Node t1'],
	],
	[
		'both stages on shared nodes',
		{ type: 'shared' },
		[
			nodeObject('n1'),
			nodeObject('n2'),
			...['n1', 'n2'].flatMap((node) => [
				podObject(`shop-dev/a-${node}`, `nodeName: ${node}`),
				podObject(`shop-test/b-${node}`, `nodeName: ${node}`),
			]),
		],
		['noted info placement/co-tenancy Node n1'],
	],
	[
		'both on labelled nodes',
		own('labelled'),
		[
			nodeObject('t1', marked),
			good,
			podObject('shop-test/b', `{nodeName: t1, ${drawn}}`),
			podObject('shop-dev/a', 'nodeName: t1'),
		],
		['noted info placement/co-tenancy Node t1'],
	],
	// Pods
	[
		'a selector that no node has',
		dedicated,
		[...nodes, workloadObject('StatefulSet', 'shop-dev/db', 'nodeSelector: {disk: fast}')],
		['medium placement/stranded StatefulSet shop-dev/db'],
	],
	[
		'of which none is wanted',
		dedicated,
		[...nodes, workloadObject('StatefulSet', 'shop-dev/db', 'nodeSelector: {disk: fast}', { replicas: 0 })],
		[],
	],
	[
		'a DaemonSet for nodes that may come',
		dedicated,
		[...nodes, workloadObject('DaemonSet', 'shop-dev/gpu', 'nodeSelector: {gpu: "1"}')],
		[],
	],
	[
		'gates that are not lifted',
		dedicated,
		[...nodes, podObject('shop-dev/a', '{schedulingGates: [{name: x}], nodeSelector: {disk: fast}}')],
		[],
	],
	[
		'nodes that are not ready will be',
		dedicated,
		[nodeObject('n1', '', ['node.kubernetes.io/not-ready:NoSchedule']), nodeObject('t1', marked, both), plain],
		[],
	],
	['cordoned nodes will not stay so', dedicated, [...nodes.slice(2), cordoned(nodeObject('n1')), plain], []],
	[
		'PreferNoSchedule tolerated',
		dedicated,
		[
			...nodes,
			workloadObject('Deployment', 'shop-dev/web', 'tolerations: [{operator: Exists, effect: PreferNoSchedule}]'),
		],
		[],
	],
	[
		'another scheduler',
		dedicated,
		[...nodes, workloadObject('Deployment', 'shop-dev/web', 'schedulerName: mine')],
		['medium placement/foreign-scheduler Deployment shop-dev/web'],
	],
	[
		'everything tolerated in the stage that has nodes',
		dedicated,
		[...nodes, workloadObject('Deployment', 'shop-test/web', `{${drawn}, ${everything}}`)],
		['low placement/tolerates-everything Deployment shop-test/web'],
	],
	[
		'everything tolerated, and kept away by a selector',
		dedicated,
		[
			...nodes,
			nodeObject('n3', 'pool=dev'),
			workloadObject('Deployment', 'shop-dev/web', `{nodeSelector: {pool: dev}, ${everything}}`),
		],
		['high placement/tolerates-everything Deployment shop-dev/web'],
	],
	[
		'a static pod',
		dedicated,
		[...nodes, mirror(podObject('shop-dev/static-n1', 'nodeName: n1', 'Node/n1'))],
		['high placement/static-pod Pod shop-dev/static-n1'],
	],
	[
		'a RuntimeClass that is not there',
		dedicated,
		[...nodes, workloadObject('Deployment', 'shop-dev/web', 'runtimeClassName: kata')],
		['not-visible medium placement/not-visible Deployment shop-dev/web'],
	],
	[
		'pods of no stage',
		dedicated,
		[...nodes, podObject('kube-system/proxy-1', 'nodeName: t1', 'DaemonSet/proxy')],
		['noted info placement/platform-pods Node t1'],
	],
]

function mirror(pod: KubeObject): KubeObject {
	return { ...pod, metadata: { ...pod.metadata, annotations: { 'kubernetes.io/config.mirror': 'x' } } }
}

function cordoned(node: KubeObject): KubeObject {
	return { ...node, spec: { unschedulable: true } }
}

test.each(cases)('%s', (_, rule, objects, lines) => {
	expect(found(rule, objects)).toEqual(lines)
})

describe('two stages want a node', () => {
	test('it is contested', () => {
		const plan = tenancyWith(dedicated)
		const dev = own('labelled', { label: { key: 'k8s.io/pool', value: 'dev' } })
		const stages = plan.stages.map((stage) => (stage.name === 'dev' ? { ...stage, nodes: dev } : stage))
		const input = caseOf([...nodes, nodeObject('x', `${marked} k8s.io/pool=dev`, both)])
		const { findings } = placement.prove({ ...input, tenancy: { ...plan, stages } })
		expect(shown(findings)).toEqual(['high placement/contested-node Node x'])
		expect(findings[0]?.message).toBe('the node x belongs to dev and test')
	})
})

describe('a stage for measurements', () => {
	const performance: Performance = {
		daemonSets: [
			{ namespace: 'kube-system', name: '*' },
			{ namespace: 'logs', name: 'agent' },
		],
	}
	const amounts = 'resources: {limits: {cpu: 1, memory: 1Gi}}'
	const measured = workloadObject('Deployment', 'shop-test/web', `{${drawn}, ${let1n}, containers: [{${amounts}}]}`)
	const on = (objects: readonly KubeObject[]): readonly string[] =>
		found(dedicated, [...nodes, measured, ...objects], { performance })

	test('with nothing but its own pods and the DaemonSets that it names', () => {
		const own1 = podObject(
			'shop-test/web-1',
			`{nodeName: t1, ${drawn}, ${let1n}, containers: [{${amounts}}]}`,
			'Deployment/web',
		)
		const system = workloadObject('DaemonSet', 'kube-system/proxy', everything)
		const agent = workloadObject('DaemonSet', 'logs/agent', everything)
		expect(on([own1, system, agent])).toEqual([])
	})

	test('with a DaemonSet that it does not name, and a Deployment of no stage', () => {
		expect(
			on([
				workloadObject('DaemonSet', 'logs/other', everything),
				workloadObject('Deployment', 'kube-system/dns', everything),
				podObject('traefik/x', 'nodeName: t1'),
				workloadObject('DaemonSet', 'logs/harmless'),
			]),
		).toEqual([
			'medium placement/performance-shared DaemonSet logs/other',
			'medium placement/performance-shared Deployment kube-system/dns',
			'medium placement/performance-shared Pod traefik/x',
		])
	})

	test('whose pods are not Guaranteed', () => {
		const less = workloadObject(
			'CronJob',
			'shop-test/load',
			`{${drawn}, ${let1n}, containers: [{resources: {requests: {cpu: 1}}}]}`,
		)
		const bare = podObject('shop-test/shell', `{nodeName: t1, ${drawn}, ${let1n}}`)
		expect(on([less, bare])).toEqual([
			'medium placement/not-guaranteed CronJob shop-test/load',
			'medium placement/not-guaranteed Pod shop-test/shell',
		])
	})
})

describe('what is said', () => {
	const prove = (objects: readonly KubeObject[], rule = dedicated) =>
		placement.prove({ ...caseOf(objects), tenancy: tenancyWith(rule) }).findings

	test('the commands for what nodes lack', () => {
		const fresh = [...nodes, nodeObject('t2', `${marked} eks.amazonaws.com/nodegroup=perf`), nodeObject('t3', marked)]
		expect(prove(fresh).map(({ message, remedy }) => [message, remedy])).toEqual([
			[
				'2 nodes (t2, t3) of the stage test lack the taints stage=test:NoSchedule and stage=test:NoExecute, so any pod may land there',
				'kubectl taint node t2 t3 stage=test:NoSchedule stage=test:NoExecute. Set it in the template of the EKS node group perf (labels, taints) too: new nodes come from there.',
			],
		])
		expect(prove([nodeObject('n1')])[0]?.remedy).toBe(
			'Name its nodes in stages.yaml (nodes.select), or mark them: kubectl label node NODE node-restriction.kubernetes.io/stage=test && kubectl taint node NODE stage=test:NoSchedule stage=test:NoExecute',
		)
	})

	test('of a leak, the way by the scheduler and by the kubelet', () => {
		const [leak] = prove([
			...nodes,
			workloadObject('Deployment', 'shop-dev/web', everything),
			podObject('shop-dev/web-1', `{nodeName: t1, ${everything}}`, 'Deployment/web'),
		])
		expect(leak?.message).toBe(
			'Deployment shop-dev/web may land on the node t1 of the stage test, and is of dev; 1 pod runs there now',
		)
		expect(leak?.witness.map(({ field, observed }) => `${field}: ${observed}`)).toEqual([
			'spec.template.spec.tolerations[0]: tolerates every taint, and so stage=test:NoSchedule',
			'scheduler: takes it',
			'kubelet: takes it',
			'spec.nodeName: t1',
		])
	})

	test('of a pod on a node that the scheduler would not have chosen', () => {
		const [leak] = prove([...nodes, podObject('shop-dev/web-1', 'nodeName: t1')])
		expect(leak?.message).toBe('Pod shop-dev/web-1 runs on the node t1 of the stage test, and is of dev')
		expect(leak?.witness.at(-1)?.observed).toBe(
			't1, where the scheduler would not put it: the taint stage=test:NoSchedule is not tolerated; the taint stage=test:NoExecute is not tolerated',
		)
	})

	test('of a template that leaves its nodes', () => {
		const [leak] = prove([...nodes, workloadObject('Deployment', 'shop-test/web', let1n)])
		expect(leak?.message).toBe('Deployment shop-test/web may land on 2 nodes (n1, n2) that are not of the stage test')
		expect(
			leak?.witness.map(({ field, observed, expected }) => `${field}: ${observed} ${expected ?? ''}`.trim()),
		).toEqual([
			'spec.template.spec.nodeSelector["node-restriction.kubernetes.io/stage"]: (not set) test',
			'scheduler: takes it (and 1 node like it)',
			'kubelet: takes it (and 1 node like it)',
		])
	})

	test('of tolerations by number, that nobody knows whether they hold', () => {
		const fast = nodeObject('n9', 'speed=9', ['speed=9:NoSchedule'])
		const [leak] = prove([
			...nodes,
			fast,
			workloadObject(
				'Deployment',
				'shop-dev/web',
				'{nodeSelector: {speed: "9"}, tolerations: [{key: speed, operator: Gt, value: "5"}]}',
			),
		])
		expect(leak?.message).toBe(
			'no node takes the pods of Deployment shop-dev/web, unless the API server compares tolerations by number (TaintTolerationComparisonOperators)',
		)
	})
})

describe('what was not seen', () => {
	const forbidden = [{ kind: kinds.Node, reason: 'forbidden', message: 'no' }] as const
	test('nodes: nothing is said of what no node takes', () => {
		const input = caseOf([workloadObject('Deployment', 'shop-dev/web', 'nodeSelector: {a: b}')], { unseen: forbidden })
		const proof = placement.prove({ ...input, tenancy: tenancyWith({ type: 'shared' }) })
		expect(proof.result).toBe('not-visible')
		expect(shown(proof.findings)).toEqual(['medium placement/not-visible'])
	})

	test('the plan’s admission policy is asked for where a stage has nodes of its own', () => {
		const info = { name: 'x', type: 'live', serverVersion: undefined, kinds: [] } as const
		const asks = (rule: NodeRule): boolean =>
			placement.wants(tenancyWith(rule), info).some(({ kind }) => kind.kind === 'MutatingAdmissionPolicy')
		expect(asks({ type: 'shared' })).toBe(false)
		expect(asks(dedicated)).toBe(true)
	})
})
