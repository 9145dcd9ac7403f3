import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../model/kube-object.ts'
import { found, made, messages, scene } from './detours.suite.ts'
import { ingressAnnotations } from './ingress-annotations.ts'
import { sharedHosts } from './shared-hosts.ts'

const ingress = (name: string, spec: string): KubeObject =>
	made('networking.k8s.io/v1', 'Ingress', name, `spec: ${spec}`)
const wants = (name: string, host: string, paths = '/', ingressClass = 'web'): KubeObject =>
	ingress(
		name,
		`{ingressClassName: ${ingressClass}, rules: [{host: ${host}, http: {paths: [${paths
			.split(' ')
			.map((path) => `{path: ${path}}`)
			.join()}]}}]}`,
	)
const route = (name: string, spec: string, kind = 'HTTPRoute'): KubeObject =>
	made('gateway.networking.k8s.io/v1', kind, name, `spec: ${spec}`)
const edge = (listeners: string): KubeObject =>
	made('gateway.networking.k8s.io/v1', 'Gateway', 'infra/edge', `spec: {listeners: ${listeners}}`)
const atEdge = 'parentRefs: [{name: edge, namespace: infra}]'
const atListener = (name: string): string => `parentRefs: [{name: edge, namespace: infra, sectionName: ${name}}]`

describe('hosts of two stages', () => {
	const is = (severity: string): readonly string[] => [`${severity} network/shared-host @test`]
	const cases: readonly [what: string, objects: readonly KubeObject[], found: readonly string[]][] = [
		['hosts of their own', [wants('shop-dev/a', 'dev.example.org'), wants('shop-test/a', 'test.example.org')], []],
		['the same host and path', [wants('shop-dev/a', 'example.org'), wants('shop-test/a', 'example.org')], is('high')],
		['in other letters', [wants('shop-dev/a', 'Example.org'), wants('shop-test/a', 'example.ORG')], is('high')],
		['the same host in one stage', [wants('shop-dev/a', 'example.org'), wants('blog-dev/a', 'example.org')], []],
		['outside of the stages', [wants('shop-dev/a', 'example.org'), wants('infra/a', 'example.org')], []],
		['another path', [wants('shop-dev/a', 'example.org', '/dev'), wants('shop-test/a', 'example.org')], is('medium')],
		[
			'one of several paths',
			[wants('shop-dev/a', 'example.org', '/a /b'), wants('shop-test/a', 'example.org', '/b /c')],
			is('high'),
		],
		[
			'a path with a slash behind',
			[wants('shop-dev/a', 'example.org', '/a/'), wants('shop-test/a', 'example.org', '/a')],
			is('high'),
		],
		[
			'another ingress class',
			[wants('shop-dev/a', 'example.org', '/', 'inner'), wants('shop-test/a', 'example.org')],
			is('low'),
		],
		[
			'no host',
			[
				ingress('shop-dev/a', '{rules: [{http: {paths: [{path: /}]}}]}'),
				ingress('shop-test/a', '{defaultBackend: {}}'),
			],
			is('high'),
		],
		[
			'no host, in other classes',
			[ingress('shop-dev/a', '{ingressClassName: inner, rules: [{}]}'), ingress('shop-test/a', '{rules: [{}]}')],
			[],
		],
		[
			'the ingress class by annotation',
			[
				made(
					'networking.k8s.io/v1',
					'Ingress',
					'shop-dev/a',
					'{annotations: {kubernetes.io/ingress.class: web}, spec: {rules: [{host: example.org}]}}',
				),
				wants('shop-test/a', 'example.org'),
			],
			is('high'),
		],
		[
			'routes of one Gateway',
			[
				route('shop-dev/r', `{${atEdge}, hostnames: [example.org]}`),
				route('shop-test/r', `{${atEdge}, hostnames: [a.org, example.org]}`),
			],
			is('high'),
		],
		[
			'routes of one Gateway with paths of their own',
			[
				route('shop-dev/r', `{${atEdge}, hostnames: [example.org], rules: [{matches: [{path: {value: /dev}}]}]}`),
				route('shop-test/r', `{${atEdge}, hostnames: [example.org], rules: [{matches: [{path: {value: /test}}]}]}`),
			],
			is('medium'),
		],
		[
			'methods of gRPC',
			[
				route(
					'shop-dev/r',
					`{${atEdge}, hostnames: [example.org], rules: [{matches: [{method: {service: shop.Cart}}]}]}`,
					'GRPCRoute',
				),
				route(
					'shop-test/r',
					`{${atEdge}, hostnames: [example.org], rules: [{matches: [{method: {service: shop.Cart}}]}]}`,
					'GRPCRoute',
				),
			],
			is('high'),
		],
		[
			'a route and an Ingress',
			[route('shop-dev/r', `{${atEdge}, hostnames: [example.org]}`), wants('shop-test/a', 'example.org')],
			is('low'),
		],
		[
			'routes without hosts at one Gateway',
			[route('shop-dev/r', `{${atEdge}}`), route('shop-test/r', `{${atEdge}}`)],
			is('high'),
		],
		[
			'routes without hosts at two Gateways',
			[route('shop-dev/r', `{${atEdge}}`), route('shop-test/r', '{parentRefs: [{name: edge}]}')],
			[],
		],
		[
			'routes that are attached nowhere',
			[route('shop-dev/r', '{hostnames: [example.org]}'), route('shop-test/r', '{hostnames: [example.org]}')],
			[],
		],
		[
			'routes that have the host of one listener',
			[
				edge('[{name: a, hostname: example.org}]'),
				route('shop-dev/r', `{${atListener('a')}}`),
				route('shop-test/r', `{${atEdge}, hostnames: [example.org]}`),
			],
			is('high'),
		],
		[
			'routes that have the hosts of two listeners',
			[
				edge('[{name: a, hostname: a.org}, {name: b, hostname: b.org}]'),
				route('shop-dev/r', `{${atListener('a')}}`),
				route('shop-test/r', `{${atListener('b')}}`),
			],
			[],
		],
		[
			'routes at two listeners without hosts',
			[
				edge('[{name: a}, {name: b}]'),
				route('shop-dev/r', `{${atListener('a')}}`, 'TCPRoute'),
				route('shop-test/r', `{${atListener('b')}}`, 'TCPRoute'),
			],
			[],
		],
		[
			'a route at every listener beside one at a single listener',
			[
				edge('[{name: a}, {name: b}]'),
				route('shop-dev/r', `{${atListener('a')}}`),
				route('shop-test/r', `{${atEdge}}`),
			],
			is('high'),
		],
	]
	test.each(cases)('%s', (_, objects, expected) => {
		expect(found(sharedHosts, objects)).toEqual(expected)
	})

	test('says where, and shows both', () => {
		const objects = [wants('shop-dev/a', 'example.org', '/x /y'), wants('shop-test/a', 'example.org', '/y')]
		expect(messages(sharedHosts, objects)).toEqual([
			'dev and test want the host example.org, with the same path, at the ingress class web',
		])
		expect(
			sharedHosts(scene(objects))[0]?.witness.map(
				({ object, field, observed }) => `${object?.namespace} ${field}: ${observed}`,
			),
		).toEqual([
			'shop-dev spec.rules[0].http.paths[1]: example.org/y',
			'shop-test spec.rules[0].http.paths[0]: example.org/y',
		])
	})
})

describe('annotations of Ingresses', () => {
	const nginx = 'nginx.ingress.kubernetes.io'
	const cases: readonly [annotation: string, value: string, found: boolean][] = [
		[`${nginx}/auth-url`, 'http://auth.shop-test.svc.cluster.local/check', true],
		[`${nginx}/auth-url`, 'http://auth.shop-test.svc:8080/check', true],
		[`${nginx}/auth-url`, 'http://auth.shop-dev.svc.cluster.local/check', false],
		[`${nginx}/auth-url`, 'https://auth.example.org', false],
		[`${nginx}/auth-tls-secret`, 'shop-test/ca', true],
		[`${nginx}/auth-tls-secret`, 'shop-dev/ca', false],
		[`${nginx}/auth-tls-secret`, 'ca', false],
		['example.org/whatever', 'shop-test/ca', false],
		['example.org/upstream', 'db.shop-test.svc', true],
		['kubectl.kubernetes.io/last-applied-configuration', '{"x": "db.shop-test.svc"}', false],
	]
	test.each(cases)('%s: %s', (annotation, value, isFound) => {
		const objects = [
			made('networking.k8s.io/v1', 'Ingress', 'shop-dev/a', `{annotations: {'${annotation}': '${value}'}}`),
		]
		expect(found(ingressAnnotations, objects)).toEqual(
			isFound ? ['high network/ingress-annotation Ingress shop-dev/a @dev'] : [],
		)
	})

	test('shows the annotation', () => {
		const objects = [
			made(
				'networking.k8s.io/v1',
				'Ingress',
				'shop-dev/a',
				`{annotations: {${nginx}/auth-url: 'http://x.shop-test.svc'}}`,
			),
		]
		expect(ingressAnnotations(scene(objects))[0]?.witness[0]).toMatchObject({
			field: `metadata.annotations["${nginx}/auth-url"]`,
			observed: 'http://x.shop-test.svc',
		})
	})
})
