import { expect, test } from 'vitest'
import { parseQuantity } from '../../model/quantity.ts'
import type { ContainerRule } from '../../model/tenancy.ts'
import { yaml } from './placement.suite.ts'
import { qosOf } from './qos.ts'

const both = 'limits: {cpu: 1, memory: 1Gi}'
const cases: readonly (readonly [what: string, spec: string, as: string, lacks: readonly string[]])[] = [
	['limits alone: requests are set to them', `containers: [{resources: {${both}}}]`, 'Guaranteed', []],
	['equal', `containers: [{resources: {requests: {cpu: 1000m, memory: 1024Mi}, ${both}}}]`, 'Guaranteed', []],
	[
		'a request below the limit',
		`containers: [{resources: {requests: {cpu: 500m}, ${both}}}]`,
		'Burstable',
		['spec.containers[0].resources.requests.cpu'],
	],
	[
		'requests alone',
		'containers: [{resources: {requests: {cpu: 1, memory: 1Gi}}}]',
		'Burstable',
		['spec.containers[0].resources.limits.cpu', 'spec.containers[0].resources.limits.memory'],
	],
	[
		'no memory',
		'containers: [{resources: {limits: {cpu: 1}}}]',
		'Burstable',
		['spec.containers[0].resources.limits.memory'],
	],
	[
		'nothing',
		'containers: [{}]',
		'BestEffort',
		['spec.containers[0].resources.limits.cpu', 'spec.containers[0].resources.limits.memory'],
	],
	[
		'zero is nothing',
		'containers: [{resources: {limits: {cpu: 0, memory: 1Gi}}}]',
		'Burstable',
		['spec.containers[0].resources.limits.cpu'],
	],
	[
		'one of two containers',
		`containers: [{resources: {${both}}}, {resources: {limits: {cpu: 1}}}]`,
		'Burstable',
		['spec.containers[1].resources.limits.memory'],
	],
	[
		'an init container',
		`containers: [{resources: {${both}}}]\ninitContainers: [{}]`,
		'Burstable',
		['spec.initContainers[0].resources.limits.cpu', 'spec.initContainers[0].resources.limits.memory'],
	],
	[
		'ephemeral containers have none',
		`containers: [{resources: {${both}}}]\nephemeralContainers: [{}]`,
		'Guaranteed',
		[],
	],
	[
		'other resources do not count',
		`containers: [{resources: {requests: {ephemeral-storage: 1Gi}, ${both}}}]`,
		'Guaranteed',
		[],
	],
	['for the pod as a whole', `containers: [{}]\nresources: {${both}}`, 'Guaranteed', []],
	[
		'for the pod as a whole, less',
		`containers: [{resources: {${both}}}]\nresources: {requests: {cpu: 1}, limits: {cpu: 2, memory: 1Gi}}`,
		'Burstable',
		['spec.resources.requests.cpu'],
	],
]

test.each(cases)('%s', (_, spec, as, lacks) => {
	const qos = qosOf(yaml(spec), { type: 'declared' }, 'spec')
	expect(qos.class).toBe(as)
	expect(qos.lacks.map(({ field }) => field)).toEqual(lacks)
})

test('a LimitRange fills in what containers leave out', () => {
	const amounts = (cpu: string, memory: string): Record<string, bigint> => ({
		cpu: parseQuantity(cpu) ?? 0n,
		memory: parseQuantity(memory) ?? 0n,
	})
	const rule = (request: string): ContainerRule => ({
		type: 'defaults',
		request: amounts(request, '1Gi'),
		limit: amounts('1', '1Gi'),
		max: {},
	})
	const classOf = (spec: string, own: ContainerRule): string => qosOf(yaml(spec), own, 'spec').class
	expect(classOf('containers: [{}]', rule('1'))).toBe('Guaranteed')
	expect(classOf('containers: [{}]', rule('500m'))).toBe('Burstable')
	expect(classOf('containers: [{resources: {limits: {cpu: 2}}}]', rule('500m'))).toBe('Guaranteed')
	expect(classOf('containers: [{resources: {requests: {cpu: 100m}}}]', rule('1'))).toBe('Burstable')
})
