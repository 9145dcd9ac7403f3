import { describe, expect, it } from 'vitest'
import { grainOf, parseQuantity } from '../model/quantity.ts'
import type { Stage, Tenancy } from '../model/tenancy.ts'
import { quotas } from './quotas.ts'
import { sampleTenancy } from './sample.suite.ts'

const sample = sampleTenancy()
const [dev] = sample.stages
if (dev === undefined) throw new Error('the sample has no stage')

describe('the quotas of a stage', () => {
	it('are complete objects', () => {
		const [shop] = sample.namespaces
		if (shop === undefined) throw new Error('the sample has no namespace')
		expect(quotas(sample, dev)(shop)).toEqual([
			{
				apiVersion: 'v1',
				kind: 'ResourceQuota',
				metadata: {
					name: 'stagewall',
					namespace: 'shop-dev',
					labels: { stage: 'dev', 'stagewall.dev/app': 'shop', 'stagewall.dev/plan': 'webshop' },
				},
				spec: {
					hard: {
						'count/jobs.batch': '25',
						'limits.cpu': '16',
						'limits.memory': '32Gi',
						pods: '61',
						'requests.cpu': '8',
						'requests.memory': '16Gi',
						'services.loadbalancers': '0',
					},
					scopes: null,
					scopeSelector: null,
				},
			},
		])
	})

	it.each([
		// budget             shares     parts, in the order of the namespaces
		['pods', '10', [1, 1, 1], ['4', '3', '3']],
		['pods', '120', [3, 1], ['90', '30']],
		['pods', '1000', [1], ['1k']],
		['pods', '2', [1, 1, 1], ['1', '1', '0']],
		['services.nodeports', '0', [3, 1], ['0', '0']],
		['count/widgets.example.org', '5', [2, 2], ['3', '2']],
		['requests.nvidia.com/gpu', '4', [3, 1], ['3', '1']],
		['requests.cpu', '1', [1, 1, 1], ['334m', '333m', '333m']],
		['limits.cpu', '1500m', [2, 1], ['1', '500m']],
		['requests.memory', '1Gi', [1, 1, 1], ['342Mi', '341Mi', '341Mi']],
		['requests.memory', '1025', [1, 1], ['513', '512']],
		['requests.storage', '1Ti', [3, 1], ['768Gi', '256Gi']],
		['gold.storageclass.storage.k8s.io/requests.storage', '3Gi', [1, 1], ['1536Mi', '1536Mi']],
		['gold.storageclass.storage.k8s.io/persistentvolumeclaims', '3', [1, 1], ['2', '1']],
	] as const)('divide %s %s by %j into %j', (key, amount, shares, parts) => {
		expect(hardOf(key, amount, shares)).toEqual(parts)
	})

	it('leave a stage without a budget alone', () => {
		expect(sample.namespaces.flatMap(quotas(sample, { ...dev, budget: undefined }))).toEqual([])
	})

	it('refuse to divide half a pod', () => {
		expect(() => hardOf('pods', '500m', [1, 1])).toThrow('the budget of dev cannot be divided: pods')
	})
})

it.each([
	['cpu', 'millis'],
	['requests.cpu', 'millis'],
	['limits.cpu', 'millis'],
	['memory', 'bytes'],
	['limits.memory', 'bytes'],
	['requests.ephemeral-storage', 'bytes'],
	['hugepages-2Mi', 'bytes'],
	['requests.hugepages-1Gi', 'bytes'],
	['requests.storage', 'bytes'],
	['gold.storageclass.storage.k8s.io/requests.storage', 'bytes'],
	['gold.storageclass.storage.k8s.io/persistentvolumeclaims', 'pieces'],
	['pods', 'pieces'],
	['services.nodeports', 'pieces'],
	['count/deployments.apps', 'pieces'],
	['requests.nvidia.com/gpu', 'pieces'],
	['requests.example.org/memory', 'pieces'],
	['count/cpu', 'pieces'],
] as const)('%s is counted in %s', (key, grain) => {
	expect(grainOf(key)).toBe(grain)
})

/** The amounts of one quota key in namespaces with these shares. */
function hardOf(key: string, amount: string, shares: readonly number[]): readonly unknown[] {
	const stage: Stage = { ...(dev as Stage), budget: { [key]: parseQuantity(amount) ?? -1n } }
	const tenancy: Tenancy = {
		...sample,
		namespaces: shares.map((share, index) => ({
			name: `n${index}`,
			app: `a${index}`,
			stage: 'dev',
			cluster: 'shared',
			share,
		})),
	}
	return tenancy.namespaces
		.flatMap(quotas(tenancy, stage))
		.map(({ spec }) => (spec as { hard: Readonly<Record<string, string>> }).hard[key])
}
