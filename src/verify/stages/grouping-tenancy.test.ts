import { describe, expect, test } from 'vitest'
import { noGuards } from '../../model/guards.ts'
import type { Tenancy } from '../../model/tenancy.ts'
import { findStages } from './find-stages.ts'
import { groupingTenancy } from './grouping-tenancy.ts'
import { clusterOf } from './stages.suite.ts'

function tenancyOf(namespaces: string): Tenancy {
	return groupingTenancy(findStages(clusterOf(namespaces)), 'here')
}

const apps: readonly (readonly [what: string, namespaces: string, apps: readonly string[]])[] = [
	['ends of names', 'shop-prod, shop-dev, blog-dev', ['blog: dev blog-dev', 'shop: dev shop-dev, prod shop-prod']],
	['beginnings of names', 'dev-shop, prod-shop', ['shop: dev dev-shop, prod prod-shop']],
	['whole names', 'dev, prod', ['dev: dev dev', 'prod: prod prod']],
	['a label, names without stages', 'shop env=dev, blog env=prod', ['blog: prod blog', 'shop: dev shop']],
	['a label and names that agree', 'shop-dev env=dev, shop-prod env=prod', ['shop: dev shop-dev, prod shop-prod']],
	[
		'another spelling in the name',
		'shop-dev env=dev, shop-prd env=production',
		['shop: dev shop-dev, production shop-prd'],
	],
	[
		'a name that says something else than the label',
		'shop-test env=dev, shop-prod env=prod',
		['shop: prod shop-prod', 'shop-test: dev shop-test'],
	],
	[
		'an unknown stage in the name',
		'shop-zeta env=zeta, zeta-blog env=zeta, shop-prod env=prod, zeta env=zeta, x env=dev',
		['blog: zeta zeta-blog', 'shop: zeta shop-zeta, prod shop-prod', 'x: dev x', 'zeta: zeta zeta'],
	],
	[
		'an unknown stage within the name is none',
		'myzeta env=zeta, zetablog env=zeta, a env=prod, b env=dev',
		['a: prod a', 'b: dev b', 'myzeta: zeta myzeta', 'zetablog: zeta zetablog'],
	],
	[
		'several namespaces of an app in a stage',
		'shop-prod-eu, shop-prod-us, shop-dev',
		['shop: dev shop-dev, prod shop-prod-eu, prod shop-prod-us'],
	],
]

function appsOf({ apps: all, namespaces }: Tenancy): readonly string[] {
	return all.map(({ name }) => {
		const own = namespaces.filter(({ app }) => app === name)
		return `${name}: ${own.map(({ stage, name: namespace }) => `${stage} ${namespace}`).join(', ')}`
	})
}

describe('an app is called like its namespaces without the stage', () => {
	test.each(apps)('%s', (_, namespaces, expected) => {
		expect(appsOf(tenancyOf(namespaces))).toEqual(expected)
	})
	test('a label that was asked for', () => {
		const found = findStages(clusterOf('shop-prod-eu ring=prod-eu, shop-x ring=x'), { stageLabel: 'ring' })
		expect(appsOf(groupingTenancy(found, 'here'))).toEqual(['shop: x shop-x, prod-eu shop-prod-eu'])
	})
})

test('wishes for nothing but the grouping', () => {
	expect(tenancyOf('shop-prod env=prod, blog-dev env=dev, shop-dev env=dev, monitoring')).toEqual({
		name: '',
		labels: { stage: 'env', app: 'stagewall.dev/app' },
		clusters: [{ name: 'here', source: { type: 'context' } }],
		stages: ['dev', 'prod'].map((name) => ({
			name,
			cluster: 'here',
			budget: undefined,
			containers: { type: 'declared' },
			access: [],
			isolation: 'stage',
			podSecurity: { enforce: 'privileged', warn: 'privileged', version: 'latest' },
			nodes: { type: 'shared' },
			priority: undefined,
			performance: undefined,
		})),
		apps: [
			{ name: 'blog', share: 1, stages: ['dev'] },
			{ name: 'shop', share: 1, stages: ['dev', 'prod'] },
		],
		people: [],
		levels: [],
		namespaces: [
			{ name: 'blog-dev', app: 'blog', stage: 'dev', cluster: 'here', share: 1 },
			{ name: 'shop-dev', app: 'shop', stage: 'dev', cluster: 'here', share: 1 },
			{ name: 'shop-prod', app: 'shop', stage: 'prod', cluster: 'here', share: 1 },
		],
		network: { ingress: undefined, dns: 'auto', peers: 'labels', allow: [] },
		guards: noGuards,
		accept: [],
	})
})

test('namespaces stand in the order of stages, then apps', () => {
	const { namespaces } = tenancyOf('cart-prod env=prod, dev-auth env=dev, cart-dev env=dev')
	expect(namespaces.map(({ name }) => name)).toEqual(['dev-auth', 'cart-dev', 'cart-prod'])
})

test('where names tell the stages, the label has the usual key', () => {
	expect(tenancyOf('shop-dev, shop-prod').labels.stage).toBe('stage')
})

test('no stages, no namespaces', () => {
	expect(tenancyOf('a, b')).toMatchObject({ stages: [], apps: [], namespaces: [] })
})
