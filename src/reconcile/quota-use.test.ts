import { describe, expect, test } from 'vitest'
import type { Cluster, Observation } from '../cluster/cluster.ts'
import type { Change } from '../model/change.ts'
import type { Facts, Unseen } from '../model/facts.ts'
import { kinds } from '../model/kinds.ts'
import { type KubeObject, refOf } from '../model/kube-object.ts'
import { planCluster } from './plan.ts'
import { quotasBelowUse, uncountedPods } from './quota-use.ts'

function object(apiVersion: string, kind: string, name: string, namespace?: string, more: object = {}): KubeObject {
	return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) }, ...more }
}
const namespace = object('v1', 'Namespace', 'a')
const quota = (name: string, hard: object, used?: object): KubeObject =>
	object('v1', 'ResourceQuota', name, 'a', { spec: { hard }, ...(used && { status: { used } }) })
const pod = (name: string, cpu: string, status: object = {}, home = 'a'): KubeObject =>
	object('v1', 'Pod', name, home, { spec: { containers: [{ name: 'c', resources: { requests: { cpu } } }] }, status })
const service = (name: string, spec: object): KubeObject => object('v1', 'Service', name, 'a', { spec })
const deployment = (name: string): KubeObject => object('apps/v1', 'Deployment', name, 'a')

const creation = (desired: KubeObject): Change => ({ action: 'create', ref: refOf(desired), desired })
const facts = (objects: readonly KubeObject[], unseen: readonly Unseen[] = []): Facts => ({
	cluster: 'c',
	objects,
	unseen,
	absent: [],
})

/** What the plan's quota allows, what is there, the pods that were counted, and what is said to be too little. */
const cases: readonly [
	what: string,
	hard: Readonly<Record<string, string>>,
	there: readonly KubeObject[],
	pods: readonly KubeObject[],
	short: string | undefined,
][] = [
	['nothing is there', { pods: '1' }, [namespace], [], undefined],
	['as much as the quota allows', { pods: '2', 'requests.cpu': '2' }, [], [pod('p', '1'), pod('q', '1')], undefined],
	[
		'more pods than it allows',
		{ pods: '1', 'requests.cpu': '1500m', 'limits.cpu': '1' },
		[],
		[pod('p', '1'), pod('q', '1')],
		'pods 1 (used: 2), requests.cpu 1500m (used: 2)',
	],
	['pods that have ended', { pods: '0' }, [], [pod('p', '1', { phase: 'Succeeded' })], undefined],
	['pods of other namespaces', { pods: '0' }, [], [pod('p', '1', {}, 'b')], undefined],
	[
		'objects that were observed, by their kind and group',
		{ 'count/deployments.apps': '1', 'count/jobs.batch': '0', 'count/pods': '0' },
		[deployment('x'), deployment('y')],
		[pod('p', '1', { phase: 'Failed' })],
		'count/deployments.apps 1 (used: 2), count/pods 0 (used: 1)',
	],
	[
		'kinds of the core group under both of their names',
		{ services: '0', 'count/services': '0' },
		[service('s', {})],
		[],
		'services 0 (used: 1), count/services 0 (used: 1)',
	],
	[
		'ways in from outside',
		{ services: '4', 'services.loadbalancers': '1', 'services.nodeports': '0' },
		[
			service('balanced', { type: 'LoadBalancer', ports: [{ port: 80 }, { port: 443 }] }),
			service('direct', {
				type: 'LoadBalancer',
				allocateLoadBalancerNodePorts: false,
				ports: [{ port: 80 }, { port: 443, nodePort: 30443 }],
			}),
			service('open', { type: 'NodePort', ports: [{ port: 80 }] }),
			service('closed', { type: 'ClusterIP', ports: [{ port: 80 }] }),
		],
		[],
		'services.loadbalancers 1 (used: 2), services.nodeports 0 (used: 4)',
	],
	[
		'kinds that nobody knows',
		{ 'count/widgets.example.org': '0' },
		[object('example.org/v1', 'Widget', 'w', 'a')],
		[],
		undefined,
	],
	[
		'where a quota has counted, its word goes',
		{ pods: '1', 'requests.cpu': '1' },
		[quota('theirs', {}, { cpu: '3', pods: '0' }), deployment('x')],
		[pod('p', '9'), pod('q', '9')],
		'requests.cpu 1 (used: 3)',
	],
	[
		'of several quotas the one that has counted the most',
		{ pods: '1' },
		[quota('scoped', {}, { pods: '2' }), quota('all', {}, { pods: '3' })],
		[],
		'pods 1 (used: 3)',
	],
	[
		'a quota that has not counted yet says nothing',
		{ pods: '1' },
		[quota('theirs', {})],
		[pod('p', '1'), pod('q', '1')],
		undefined,
	],
]

describe('quotas below what is used', () => {
	test.each(cases)('%s', (_, hard, there, pods, short) => {
		const notices = quotasBelowUse([creation(quota('stagewall', hard))], facts(there), pods)
		expect(notices.map(({ code, message }) => `${code}: ${message}`)).toEqual(
			short === undefined
				? []
				: [`plan/quota-below-use: the quota of a would be below what is used there now: ${short}`],
		)
	})

	test('a quota that goes and other kinds are not compared', () => {
		const removal: Change = { action: 'delete', ref: refOf(quota('old', { pods: '0' })), observed: quota('old', {}) }
		expect(quotasBelowUse([removal, creation(deployment('x'))], facts([]), [pod('p', '1')])).toEqual([])
	})
})

const wanted = quota('stagewall', { pods: '1' })

/** What is there, and whether pods have to be looked at. */
const looks: readonly [what: string, change: Change, there: readonly KubeObject[], looks: boolean][] = [
	['a namespace that exists and has no quota', creation(wanted), [namespace], true],
	['a namespace that is made now', creation(wanted), [], false],
	['a namespace where a quota has counted', creation(wanted), [namespace, quota('theirs', {})], false],
	[
		'a quota that is there already',
		{ action: 'update', ref: refOf(wanted), desired: wanted, observed: wanted, fields: [], adopts: false },
		[namespace, wanted],
		false,
	],
	['a namespace that gets something else', creation(object('v1', 'LimitRange', 'l', 'a')), [namespace], false],
]

describe('pods are looked at only where nothing else tells what is used', () => {
	test.each(looks)('%s', (_, change, there, expected) => {
		expect(uncountedPods([change], facts(there))).toEqual(
			expected ? [{ kind: kinds.Pod, detail: 'whole', within: ['a'] }] : [],
		)
	})

	/** A cluster that shows these facts when it is asked again, and writes down what it is asked. */
	function showing(more: Facts): Cluster & { readonly asked: readonly Observation[] } {
		const asked: Observation[] = []
		const refuse = () => Promise.reject(new Error('not asked for'))
		const observe = async (observation: Observation): Promise<Facts> => {
			asked.push(observation)
			return more
		}
		return { asked, observe, describe: refuse, apply: refuse, remove: refuse, close: async () => {} }
	}
	const options = { dryRun: false, force: false, concurrency: 1, prune: true, namespaces: [] }

	test('a plan that needs none asks for none', async () => {
		const cluster = showing(facts([]))
		await planCluster('p', [namespace, wanted], cluster, facts([]), options)
		expect(cluster.asked).toEqual([])
	})

	test('the pods are counted, and are nothing that the plan could remove', async () => {
		const labelled = pod('p', '1')
		const ours = { ...labelled, metadata: { ...labelled.metadata, labels: { 'stagewall.dev/plan': 'p' } } }
		const cluster = showing(facts([ours, pod('q', '1')]))
		const plan = await planCluster('p', [namespace, wanted], cluster, facts([namespace]), options)
		expect(cluster.asked).toEqual([{ wants: uncountedPods([creation(wanted)], facts([namespace])), namespaces: [] }])
		expect(plan.notices.map(({ code }) => code)).toEqual(['plan/quota-below-use'])
		expect(plan.changes.map(({ action, ref }) => `${action} ${ref.kind}`)).toEqual(['create ResourceQuota'])
	})

	test('pods that may not be seen are said so; what was known before is not said again', async () => {
		const file: Unseen = { kind: undefined, file: 'x.yaml', reason: 'unreadable', message: 'tabs' }
		const pods: Unseen = { kind: kinds.Pod, namespace: 'a', reason: 'forbidden', message: 'no' }
		const cluster = showing(facts([], [file, pods]))
		const plan = await planCluster('p', [namespace, wanted], cluster, facts([namespace], [file]), options)
		expect(plan.unseen).toEqual([file, pods])
		expect(plan.notices).toEqual([])
	})
})
