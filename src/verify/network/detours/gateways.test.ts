import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../model/kube-object.ts'
import { crossStageRoutes } from './cross-stage-routes.ts'
import { found, made, messages, scene } from './detours.suite.ts'
import { openGateways } from './open-gateways.ts'
import { referenceGrants } from './reference-grants.ts'

const group = 'gateway.networking.k8s.io'
const route = (spec: string, kind = 'HTTPRoute'): KubeObject => made(`${group}/v1`, kind, 'shop-dev/r', `spec: ${spec}`)
const gateway = (name: string, spec: string): KubeObject => made(`${group}/v1`, 'Gateway', name, `spec: ${spec}`)
const grant = (name: string, spec: string): KubeObject =>
	made(`${group}/v1beta1`, 'ReferenceGrant', name, `spec: ${spec}`)
const routes = `{group: ${group}, kind: HTTPRoute, namespace: shop-dev}`

describe('routes into another stage', () => {
	const toTest = route('{rules: [{backendRefs: [{name: web, namespace: shop-test, port: 80}]}]}')
	const attached = route('{parentRefs: [{name: edge, namespace: shop-test, sectionName: web}]}')
	const high = ['high network/cross-stage-route HTTPRoute shop-dev/r @dev']
	const low = ['low network/cross-stage-route HTTPRoute shop-dev/r @dev']
	const cases: readonly [what: string, objects: readonly KubeObject[], found: readonly string[]][] = [
		['to its own namespace', [route('{rules: [{backendRefs: [{name: web}]}]}')], []],
		['to its own stage', [route('{rules: [{backendRefs: [{name: web, namespace: blog-dev}]}]}')], []],
		['to a namespace of no stage', [route('{rules: [{backendRefs: [{name: web, namespace: monitoring}]}]}')], []],
		['to another stage', [toTest], low],
		[
			'to another stage, which grants it',
			[toTest, grant('shop-test/g', `{from: [${routes}], to: [{group: '', kind: Service}]}`)],
			high,
		],
		[
			'which grants it by name',
			[toTest, grant('shop-test/g', `{from: [${routes}], to: [{group: '', kind: Service, name: web}]}`)],
			high,
		],
		[
			'which grants another name',
			[toTest, grant('shop-test/g', `{from: [${routes}], to: [{group: '', kind: Service, name: db}]}`)],
			low,
		],
		[
			'which grants another kind',
			[toTest, grant('shop-test/g', `{from: [${routes}], to: [{group: '', kind: Secret}]}`)],
			low,
		],
		[
			'which grants it to another kind of route',
			[
				toTest,
				grant(
					'shop-test/g',
					`{from: [{group: ${group}, kind: TLSRoute, namespace: shop-dev}], to: [{group: '', kind: Service}]}`,
				),
			],
			low,
		],
		[
			'which grants it to another namespace',
			[
				toTest,
				grant(
					'shop-test/g',
					`{from: [{group: ${group}, kind: HTTPRoute, namespace: blog-dev}], to: [{group: '', kind: Service}]}`,
				),
			],
			low,
		],
		[
			'granted by a third namespace',
			[toTest, grant('blog-dev/g', `{from: [${routes}], to: [{group: '', kind: Service}]}`)],
			low,
		],
		[
			'copies of requests',
			[
				route(
					'{rules: [{filters: [{type: RequestMirror, requestMirror: {backendRef: {name: web, namespace: shop-test}}}]}]}',
				),
			],
			low,
		],
		[
			'copies of requests of one backend',
			[
				route(
					'{rules: [{backendRefs: [{name: web, filters: [{requestMirror: {backendRef: {name: web, namespace: shop-test}}}]}]}]}',
				),
			],
			low,
		],
		[
			'of another kind',
			[route('{rules: [{backendRefs: [{name: web, namespace: shop-test}]}]}', 'TCPRoute')],
			['low network/cross-stage-route TCPRoute shop-dev/r @dev'],
		],
		['at a Gateway of no stage', [route('{parentRefs: [{name: edge, namespace: infra}]}')], []],
		['at a Gateway of another stage that was not seen', [attached], high],
		[
			'at a Gateway of another stage that keeps to itself',
			[attached, gateway('shop-test/edge', '{listeners: [{name: web}]}')],
			low,
		],
		[
			'at a Gateway of another stage that takes all',
			[attached, gateway('shop-test/edge', '{listeners: [{name: web, allowedRoutes: {namespaces: {from: All}}}]}')],
			high,
		],
		[
			'at a listener that keeps to itself beside one that takes all',
			[
				attached,
				gateway('shop-test/edge', '{listeners: [{name: web}, {name: x, allowedRoutes: {namespaces: {from: All}}}]}'),
			],
			low,
		],
	]
	test.each(cases)('%s', (_, objects, expected) => {
		expect(found(crossStageRoutes, objects)).toEqual(expected)
	})

	test('shows every reference', () => {
		const objects = [
			route(
				'{parentRefs: [{name: edge, namespace: shop-test}], rules: [{}, {backendRefs: [{name: web, namespace: shop-test}]}]}',
			),
		]
		expect(messages(crossStageRoutes, objects)).toEqual(['HTTPRoute shop-dev/r leads into test'])
		expect(crossStageRoutes(scene(objects))[0]?.witness.map(({ field, observed }) => `${field}: ${observed}`)).toEqual([
			'spec.parentRefs[0]: Gateway shop-test/edge',
			'spec.rules[1].backendRefs[0]: Service shop-test/web',
		])
	})
})

describe('grants to another stage', () => {
	const cases: readonly [what: string, objects: readonly KubeObject[], found: readonly string[]][] = [
		[
			'to another stage',
			[grant('shop-test/g', `{from: [${routes}], to: [{group: '', kind: Service}]}`)],
			['high network/cross-stage-grant ReferenceGrant shop-test/g @test'],
		],
		['to its own stage', [grant('blog-dev/g', `{from: [${routes}], to: [{group: '', kind: Service}]}`)], []],
		[
			'to a namespace of no stage',
			[
				grant(
					'shop-test/g',
					`{from: [{group: ${group}, kind: Gateway, namespace: infra}], to: [{group: '', kind: Secret}]}`,
				),
			],
			[],
		],
		['in a namespace of no stage', [grant('infra/g', `{from: [${routes}], to: [{group: '', kind: Service}]}`)], []],
	]
	test.each(cases)('%s', (_, objects, expected) => {
		expect(found(referenceGrants, objects)).toEqual(expected)
	})

	test('says who may refer to what', () => {
		const objects = [
			grant(
				'shop-test/g',
				`{from: [${routes}], to: [{group: '', kind: Service}, {group: '', kind: Secret, name: tls}]}`,
			),
		]
		expect(messages(referenceGrants, objects)).toEqual([
			'ReferenceGrant shop-test/g lets dev refer to objects of test: Service, Secret tls',
		])
	})
})

describe('Gateways that others may attach to', () => {
	const open = (from: string): KubeObject =>
		gateway('shop-dev/edge', `{listeners: [{name: web, allowedRoutes: {namespaces: ${from}}}]}`)
	const high = ['high network/open-gateway Gateway shop-dev/edge @dev']
	const cases: readonly [what: string, objects: readonly KubeObject[], found: readonly string[]][] = [
		['nothing said', [gateway('shop-dev/edge', '{listeners: [{name: web}]}')], []],
		['its own namespace', [open('{from: Same}')], []],
		['all namespaces', [open('{from: All}')], high],
		['namespaces of another stage', [open('{from: Selector, selector: {matchLabels: {stage: test}}}')], high],
		['namespaces of its stage', [open('{from: Selector, selector: {matchLabels: {stage: dev}}}')], []],
		[
			'namespaces that nobody labelled',
			[open('{from: Selector, selector: {matchExpressions: [{key: stage, operator: NotIn, values: [test]}]}}')],
			high,
		],
		[
			'another listener',
			[gateway('shop-dev/edge', '{listeners: [{name: a}, {name: b, allowedRoutes: {namespaces: {from: All}}}]}')],
			high,
		],
		[
			'listeners of others',
			[gateway('shop-dev/edge', '{listeners: [{name: a}], allowedListeners: {namespaces: {from: All}}}')],
			high,
		],
		[
			'in a namespace of no stage',
			[gateway('infra/edge', '{listeners: [{name: a, allowedRoutes: {namespaces: {from: All}}}]}')],
			[],
		],
	]
	test.each(cases)('%s', (_, objects, expected) => {
		expect(found(openGateways, objects)).toEqual(expected)
	})

	test('says whom it admits', () => {
		expect(messages(openGateways, [open('{from: All}')])).toEqual([
			'Gateway shop-dev/edge takes routes from test and namespaces that nobody has labelled',
		])
		expect(messages(openGateways, [open('{from: Selector, selector: {matchLabels: {stage: test}}}')])).toEqual([
			'Gateway shop-dev/edge takes routes from test',
		])
	})
})
