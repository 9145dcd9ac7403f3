import { describe, expect, test } from 'vitest'
import type { Change } from '../../model/change.ts'
import type { Unseen } from '../../model/facts.ts'
import { kinds } from '../../model/kinds.ts'
import { type KubeObject, refOf } from '../../model/kube-object.ts'
import { paintFor } from '../../report/paint.ts'
import { quotasText } from '../../report/quota-changes.ts'
import { object } from '../verify.suite.ts'
import { amounts, limitRange, pod, podOf, quota, service, workload } from './lines.suite.ts'
import { capacityRadius, namespacesTouched } from './radius.ts'

const namespace = object('v1', 'Namespace', 'shop-dev')
const creation = (desired: KubeObject): Change => ({ action: 'create', ref: refOf(desired), desired })
const removal = (observed: KubeObject): Change => ({ action: 'delete', ref: refOf(observed), observed })
const raise = (observed: KubeObject, key: string, after: string | undefined): Change => ({
	action: 'update',
	ref: refOf(observed),
	desired: observed,
	observed,
	fields: [{ path: ['spec', 'hard', key], before: undefined, after }],
	adopts: false,
})

/** The lines of the plan, without their heading and hint. */
function lines(
	there: readonly KubeObject[],
	changes: readonly Change[],
	unseen: readonly Unseen[] = [],
): readonly string[] {
	const objects = [namespace, ...there]
	const touched = namespacesTouched(changes, objects)
	const text = quotasText({ ...capacityRadius(objects, changes, touched, unseen), unseen: [] }, paintFor(false))
	return text.slice(1, -1).map((line) => line.trim())
}

const tight = 'tight: the quota of shop-dev would be below what is used there now:'

/** What is there, what the new quota of the plan allows, and what is said to be too little. */
const short: readonly [what: string, hard: string, there: readonly KubeObject[], said: string | undefined][] = [
	['nothing is there', 'pods 1', [], undefined],
	['as much as the quota allows', 'pods 2, requests.cpu 2', [pod('a cpu 1'), pod('a cpu 1', {}, 'q')], undefined],
	[
		'more pods than it allows',
		'pods 1, requests.cpu 1500m, limits.cpu 1',
		[pod('a cpu 1'), pod('a cpu 1', {}, 'q')],
		'pods 1 (used: 2), requests.cpu 1500m (used: 2)',
	],
	[
		'pods that have ended',
		'pods 0, count/pods 0',
		[pod('a', {}, 'p', { phase: 'Succeeded' })],
		'count/pods 0 (used: 1)',
	],
	[
		'objects by their kind and group',
		'count/deployments.apps 0',
		[workload('Deployment', 'x', 'a', { replicas: 0 })],
		'count/deployments.apps 0 (used: 1)',
	],
	[
		'ways in from outside',
		'services.nodeports 1, services 2',
		[service('NodePort', 2)],
		'services.nodeports 1 (used: 2)',
	],
	[
		'kinds that nobody knows',
		'count/widgets.example.org 0',
		[object('example.org/v1', 'Widget', 'w', 'shop-dev')],
		undefined,
	],
	[
		'another quota’s word, where nothing was counted',
		'count/widgets.example.org 1',
		[quota('count/widgets.example.org 9', 'count/widgets.example.org 2')],
		'count/widgets.example.org 1 (used: 2)',
	],
	[
		'… and not where something was',
		'requests.cpu 1',
		[quota('requests.cpu 9', 'requests.cpu 2'), pod('a cpu 1')],
		undefined,
	],
]

describe('quotas below what is used', () => {
	test.each(short)('%s', (_, hard, there, said) => {
		const found = lines(there, [creation(quota(hard, undefined, {}, 'stagewall'))]).filter((line) =>
			line.startsWith('tight'),
		)
		expect(found).toEqual(said === undefined ? [] : [`${tight} ${said}`])
	})

	test('a quota that changes: what others wrote into it stays', () => {
		const there = quota('requests.cpu 4, pods 1', 'requests.cpu 2, pods 2')
		const pods = [pod('a cpu 1'), pod('a cpu 1', {}, 'q')]
		expect(lines([there, ...pods], [raise(there, 'requests.cpu', '1')])).toEqual([
			`${tight} pods 1 (used: 2), requests.cpu 1 (used: 2)`,
		])
		expect(lines([there, ...pods], [raise(there, 'pods', undefined)])).toEqual([])
	})

	test('a quota that stays as it is, however full, is not told of', () => {
		const other = quota('pods 0', 'pods 1', {}, 'other')
		expect(lines([other, pod('a')], [creation(quota('pods 5', undefined, {}, 'stagewall'))])).toEqual([])
	})

	test('where pods were not seen, what quotas report stands for them', () => {
		const unseen: Unseen = { kind: kinds.Pod, namespace: 'shop-dev', reason: 'forbidden', message: 'no' }
		const theirs = quota('pods 9', 'pods 3', { scopes: ['NotTerminating'] }, 'theirs')
		expect(
			lines(
				[theirs, workload('Deployment', 'web', 'a')],
				[creation(quota('pods 2', undefined, {}, 'stagewall'))],
				[unseen],
			),
		).toEqual([`${tight} pods 2 (used: 3)`])
	})
})

const web = workload('Deployment', 'web', 'a cpu 1/1', { replicas: 2 })
const pods = [podOf('Deployment', 'web', 'a cpu 1/1', 0), podOf('Deployment', 'web', 'a cpu 1/1', 1)]
const stops: readonly [
	what: string,
	there: readonly KubeObject[],
	changes: readonly Change[],
	said: readonly string[],
][] = [
	['a pod that starts anew fits into what it leaves', [web, ...pods], [creation(quota('requests.cpu 2'))], []],
	[
		'one pod more is used than will be allowed',
		[web, ...pods],
		[creation(quota('requests.cpu 1'))],
		[
			`${tight} requests.cpu 1 (used: 2)`,
			'stops: Deployment shop-dev/web: its 2 pods could not start anew: ResourceQuota shop-dev/q allows 1 requests.cpu, 1 is used, and 1 is asked for',
		],
	],
	[
		'pods that are still missing will stay so',
		[web, pods[0] as KubeObject],
		[creation(quota('requests.cpu 1500m'))],
		[
			'stops: Deployment shop-dev/web: its 1 pod could not start anew: ResourceQuota shop-dev/q allows 1500m requests.cpu, 1 is used, and 1 is asked for',
		],
	],
	[
		'a template that declares nothing, once it has to',
		[workload('CronJob', 'nightly', 'a')],
		[creation(quota('requests.cpu 4, limits.cpu 4'))],
		[
			'stops: CronJob shop-dev/nightly: no pod of it could start: ResourceQuota shop-dev/q counts requests.cpu, which container a does not declare (and 1 more)',
		],
	],
	[
		'… unless a limit range comes along',
		[workload('CronJob', 'nightly', 'a')],
		[creation(quota('requests.cpu 4')), creation(limitRange([{ type: 'Container', default: { cpu: '1' } }]))],
		[],
	],
	[
		'a limit range that allows less',
		[web, ...pods],
		[creation(limitRange([{ type: 'Container', max: { cpu: '500m' } }]))],
		[
			'stops: Deployment shop-dev/web: its 2 pods could not start anew: LimitRange shop-dev/l wants at most 500m of cpu for a Container, and container a has a limit of 1',
		],
	],
	[
		'a limit range that goes',
		[
			limitRange([{ type: 'Container', default: { cpu: '1' } }]),
			quota('limits.cpu 4'),
			workload('StatefulSet', 'db', 'a'),
		],
		[removal(limitRange([]))],
		[
			'stops: StatefulSet shop-dev/db: no pod of it could start: ResourceQuota shop-dev/q counts limits.cpu, which container a does not declare',
		],
	],
	[
		'what could not start before is no news',
		[quota('pods 0'), web],
		[creation(quota('requests.cpu 0', undefined, {}, 'new'))],
		[],
	],
	['what nobody wants', [workload('Deployment', 'off', 'a', { replicas: 0 })], [creation(quota('requests.cpu 4'))], []],
	['a quota that goes', [quota('pods 0'), web], [removal(quota('pods 0'))], []],
]

describe('what could start no more', () => {
	test.each(stops)('%s', (_, there, changes, said) => {
		expect(lines(there, changes)).toEqual(said)
	})
})

describe('only namespaces are looked at that exist and whose rules change', () => {
	const rows: readonly [what: string, change: Change, touched: boolean][] = [
		['a new quota', creation(quota('pods 1')), true],
		['a new limit range', creation(limitRange([])), true],
		['a quota that goes', removal(quota('pods 1')), true],
		['an amount', raise(quota('pods 1'), 'pods', '2'), true],
		[
			'a label',
			{
				...raise(quota('pods 1'), 'pods', '2'),
				fields: [{ path: ['metadata', 'labels', 'a'], before: undefined, after: 'b' }],
			} as Change,
			false,
		],
		['a new quota elsewhere', creation(quota('pods 1', undefined, {}, 'q', 'shop-test')), false],
		['something else', creation(object('v1', 'ServiceAccount', 'ci', 'shop-dev')), false],
	]
	test.each(rows)('%s', (_, change, touched) => {
		expect(namespacesTouched([change], [namespace])).toEqual(touched ? ['shop-dev'] : [])
	})
})

test('many are counted, and what was not seen is named once', () => {
	const many = Array.from({ length: 14 }, (_, index) => workload('Deployment', `web-${index}`, 'a', { replicas: 1 }))
	const objects = [namespace, ...many]
	const changes = [creation({ ...quota('requests.cpu 1'), spec: { hard: amounts('requests.cpu 1') } })]
	const unseen: readonly Unseen[] = ['a', 'b'].map((home) => ({
		kind: kinds.Service,
		namespace: home,
		reason: 'forbidden',
		message: 'no',
	}))
	const text = quotasText({ ...capacityRadius(objects, changes, ['shop-dev'], unseen), unseen }, paintFor(false))
	expect([text[0], ...text.slice(-3)]).toEqual([
		'  quotas',
		'    and 2 more',
		'    What runs goes on; what could not start is only seen at the next start. Raise the budget or the share.',
		'    not visible: services',
	])
	expect(quotasText({ below: [], stops: [], unseen: [] }, paintFor(false))).toEqual([])
})
