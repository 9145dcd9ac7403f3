import { describe, expect, it } from 'vitest'
import { parseQuantity, type Quantity } from '../model/quantity.ts'
import { limits } from './limits.ts'
import { sampleTenancy } from './sample.suite.ts'

const tenancy = sampleTenancy()
const [stage] = tenancy.stages
const [namespace] = tenancy.namespaces
if (stage === undefined || namespace === undefined) throw new Error('the sample has no stage')

describe('the limits of containers', () => {
	it('are one complete object', () => {
		expect(limits(tenancy, stage, namespace)).toEqual([
			{
				apiVersion: 'v1',
				kind: 'LimitRange',
				metadata: {
					name: 'stagewall',
					namespace: 'shop-dev',
					labels: { stage: 'dev', 'stagewall.dev/app': 'shop', 'stagewall.dev/plan': 'webshop' },
				},
				spec: {
					limits: [
						{
							type: 'Container',
							default: { cpu: '4', 'ephemeral-storage': '2Gi', memory: '256Mi' },
							defaultRequest: { cpu: '100m', 'ephemeral-storage': '2Gi', memory: '128Mi' },
							max: { cpu: '4', 'ephemeral-storage': '2Gi', memory: '8Gi' },
						},
					],
				},
			},
		])
	})

	it.each([
		// request            limit             max               default (limit)   defaultRequest
		[{ cpu: '100m' }, { cpu: '1' }, { cpu: '2' }, { cpu: '1' }, { cpu: '100m' }],
		[{ cpu: '100m' }, {}, { cpu: '2' }, { cpu: '2' }, { cpu: '100m' }],
		[{}, { cpu: '1' }, { cpu: '2' }, { cpu: '1' }, { cpu: '1' }],
		[{}, {}, { cpu: '2' }, { cpu: '2' }, { cpu: '2' }],
		[{}, { memory: '1024Mi' }, {}, { memory: '1Gi' }, { memory: '1Gi' }],
		[{ memory: '64Mi' }, {}, {}, undefined, { memory: '64Mi' }],
	] as const)(
		'complete request %j, limit %j, max %j as the API server does',
		(request, limit, max, defaults, requests) => {
			const containers = {
				type: 'defaults',
				request: amounts(request),
				limit: amounts(limit),
				max: amounts(max),
			} as const
			const [object] = limits(tenancy, { ...stage, containers }, namespace)
			expect(object?.spec).toEqual({
				limits: [
					{
						type: 'Container',
						...(defaults === undefined ? {} : { default: defaults }),
						defaultRequest: requests,
						...(Object.keys(max).length === 0 ? {} : { max }),
					},
				],
			})
		},
	)

	it('are absent where containers declare what they need', () => {
		expect(limits(tenancy, { ...stage, containers: { type: 'declared' } }, namespace)).toEqual([])
	})
})

function amounts(texts: Readonly<Record<string, string>>): Readonly<Record<string, Quantity>> {
	return Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, parseQuantity(text) ?? -1n]))
}
