import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../model/kube-object.ts'
import { caseOf, namespaces, object, shown } from '../verify.suite.ts'
import { quotas } from './index.ts'

const quota = (namespace: string, hard: object, name = 'stagewall', more: object = {}): KubeObject =>
	object('v1', 'ResourceQuota', name, namespace, {}, { spec: { hard, ...more } })

const test1 = quota('shop-test', { 'requests.cpu': '4', pods: '10' })
/** The budget of dev is 4 cpu and 10 pods. */
const cases: readonly [what: string, objects: readonly KubeObject[], found: readonly string[]][] = [
	[
		'exactly the budget',
		[
			quota('shop-dev', { 'requests.cpu': '3', pods: 5 }),
			quota('blog-dev', { 'requests.cpu': '1000m', pods: 5 }),
			test1,
		],
		[],
	],
	[
		'one core too many',
		[quota('shop-dev', { 'requests.cpu': '4', pods: 5 }), quota('blog-dev', { 'requests.cpu': '1', pods: 5 }), test1],
		['medium quotas/over-budget'],
	],
	[
		'cpu is another name of requests.cpu',
		[quota('shop-dev', { cpu: '4', pods: 5 }), quota('blog-dev', { cpu: '1', pods: 5 }), test1],
		['medium quotas/over-budget'],
	],
	[
		'a namespace without a quota',
		[quota('shop-dev', { 'requests.cpu': '3', pods: 5 }), test1],
		['high quotas/unlimited Namespace blog-dev', 'high quotas/unlimited Namespace blog-dev'],
	],
	[
		'a scoped quota limits only some pods',
		[
			quota('shop-dev', { 'requests.cpu': '3', pods: 5 }),
			quota('blog-dev', { 'requests.cpu': '1', pods: 5 }, 'stagewall', { scopes: ['NotTerminating'] }),
			test1,
		],
		['high quotas/unlimited Namespace blog-dev', 'high quotas/unlimited Namespace blog-dev'],
	],
	[
		'of two quotas the smaller counts',
		[
			quota('shop-dev', { 'requests.cpu': '4', pods: 5 }),
			quota('shop-dev', { 'requests.cpu': '3' }, 'tight'),
			quota('blog-dev', { 'requests.cpu': '1', pods: 5 }),
			test1,
		],
		[],
	],
]

describe('quotas', () => {
	test.each(cases)('%s', (_, observed, found) => {
		expect(shown(quotas.prove(caseOf([...namespaces, ...observed])).findings)).toEqual(found)
	})

	test('a namespace that does not exist yet uses nothing', () => {
		expect(quotas.prove(caseOf([])).result).toBe('proven')
	})

	test('the witness adds up', () => {
		const proof = quotas.prove(
			caseOf([
				...namespaces,
				quota('shop-dev', { 'requests.cpu': '4', pods: 5 }),
				quota('blog-dev', { 'requests.cpu': '500m', pods: 5 }),
				test1,
			]),
		)
		expect(proof.findings[0]?.message).toBe('the quotas of the stage dev add up to 4500m requests.cpu; its budget is 4')
		expect(proof.findings[0]?.witness.map(({ observed }) => observed)).toEqual(['4', '500m'])
	})
})
