import { describe, expect, test } from 'vitest'
import { KnownError } from '../../model/errors.ts'
import type { Unseen } from '../../model/facts.ts'
import { kinds } from '../../model/kinds.ts'
import type { KubeObject } from '../../model/kube-object.ts'
import type { QuotaExplanation } from '../../model/quota-explanation.ts'
import { namespaces, tenancy } from '../verify.suite.ts'
import { explainQuota } from './explain.ts'
import { claim, limitRange, pod, podOf, quota, workload } from './lines.suite.ts'

function explained(
	objects: readonly KubeObject[],
	unseen: readonly Unseen[] = [],
	namespace = 'shop-dev',
): QuotaExplanation {
	const facts = { cluster: 'shared', objects: [...namespaces, ...objects], unseen, absent: [] }
	return explainQuota([{ cluster: 'shared', facts, tenancy }], namespace, '2026-01-01T00:00:00Z')
}

/** `key hard used/free percent reported|counted share; who`, as it matters to a row. */
function keysOf({ quotas }: QuotaExplanation): readonly string[] {
	return quotas.flatMap(({ keys }) =>
		keys.map(({ key, hard, used, free, percent, reported, counted, budget, most }) => {
			const share = budget === undefined ? '' : ` ${budget.percent} % of ${budget.whole}`
			const who = most.map(({ object, amount }) => `${object.kind} ${object.name} ${amount}`).join(', ')
			return `${key} ${hard}: ${used} used, ${free} free, ${percent} %, ${reported} or ${counted}${share}; ${who}`
		}),
	)
}

const web = workload('Deployment', 'web', 'a cpu 500m', { replicas: 2 })
const pods = [podOf('Deployment', 'web', 'a cpu 500m', 0), podOf('Deployment', 'web', 'a cpu 500m', 1)]

describe('what is used of a quota', () => {
	const rows: readonly [what: string, objects: readonly KubeObject[], keys: readonly string[]][] = [
		[
			'both sources, who uses it, and the part of the budget',
			[quota('cpu 3', 'cpu 1500m'), web, ...pods, pod('a cpu 500m', {}, 'bare')],
			['requests.cpu 3: 1500m used, 1500m free, 50 %, 1500m or 1500m 75 % of 4; Deployment web 1, Pod bare 500m'],
		],
		[
			'the word of the controller goes before ours',
			[quota('pods 2', 'pods 3'), pod('a')],
			['pods 2: 3 used, -1 free, 150 %, 3 or 1 20 % of 10; Pod p 1'],
		],
		[
			'nothing is allowed',
			[quota('services.nodeports 0')],
			['services.nodeports 0: 0 used, 0 free, undefined %, undefined or 0; '],
		],
		[
			'what nobody counted',
			[quota('count/widgets.example.org 2')],
			['count/widgets.example.org 2: undefined used, undefined free, undefined %, undefined or undefined; '],
		],
		[
			'only what its scopes let in',
			[quota('pods 2', undefined, { scopes: ['NotTerminating'] }), pod('a', { activeDeadlineSeconds: 9 })],
			['pods 2: 0 used, 2 free, 0 %, undefined or 0 20 % of 10; '],
		],
		[
			'three at most are named',
			[quota('pods 9'), ...['d', 'c', 'b', 'a'].map((name) => pod('a', {}, name))],
			['pods 9: 4 used, 5 free, 44 %, undefined or 4 90 % of 10; Pod d 1, Pod c 1, Pod b 1'],
		],
	]
	test.each(rows)('%s', (_, objects, keys) => {
		expect(keysOf(explained(objects))).toEqual(keys)
	})
})

test('workloads, those that use the most first, and whether one more fits', () => {
	const database = workload('StatefulSet', 'db', 'a cpu 1', {
		volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: claim('2Gi')['spec'] }],
	})
	const objects = [
		quota('cpu 4, requests.storage 3Gi'),
		claim('2Gi', {}, 'data-db-0'),
		web,
		...pods,
		database,
		podOf('StatefulSet', 'db', 'a cpu 1'),
		workload('CronJob', 'nightly', 'a'),
		pod('a cpu 100m', {}, 'bare'),
		limitRange([{ type: 'Container', max: { memory: '1Gi' } }]),
	]
	const { workloads, limitRanges, stage } = explained(objects)
	expect(stage).toBe('dev')
	expect(limitRanges.map(({ name }) => name)).toEqual(['l'])
	expect(
		workloads.map(({ object, pods: number, wanted, uses, next, refusals }) =>
			[object.name, number, wanted, JSON.stringify(uses), next, ...refusals.map(({ type }) => type)].join(' '),
		),
	).toEqual([
		'web 2 2 {"requests.cpu":"1"} fits',
		'db 1 1 {"requests.cpu":"1"} refused exceeds',
		'bare 1  {"requests.cpu":"100m"} none',
		'nightly 0  {} refused undeclared',
	])
})

describe('what was not seen', () => {
	const unread = (kind: Unseen['kind'], more: Partial<Unseen> = {}): Unseen => ({
		kind,
		reason: 'forbidden',
		message: 'no',
		...more,
	})
	test.each<[what: string, unseen: Unseen, doubts: readonly string[]]>([
		['pods here', unread(kinds.Pod, { namespace: 'shop-dev' }), ['pods could not be read: no']],
		['pods elsewhere', unread(kinds.Pod, { namespace: 'shop-test' }), []],
		['roles', unread(kinds.Role), []],
		['a file', unread(undefined, { file: 'a.yaml' }), ['the file a.yaml could not be read: no']],
		['an API group', unread(undefined, { group: 'metrics.k8s.io/v1' }), []],
	])('%s', (_, unseen, doubts) => {
		expect(explained([], [unseen]).doubts.map(({ message }) => message)).toEqual(doubts)
	})

	test('what was not seen is not counted', () => {
		expect(keysOf(explained([quota('pods 2'), pod('a')], [unread(kinds.Pod)]))).toEqual([
			'pods 2: undefined used, undefined free, undefined %, undefined or undefined 20 % of 10; Pod p 1',
		])
	})
})

test('a namespace that there is not', () => {
	expect(() => explained([], [], 'shop-dve')).toThrow(KnownError)
	expect(() => explained([], [], 'shop-dve')).toThrow('there is no namespace "shop-dve"')
})
