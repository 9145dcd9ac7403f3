/** What one rule allows, case by case (Kubernetes, pkg/apis/rbac/v1/evaluation_helpers.go). */
import { describe, expect, test } from 'vitest'
import { showRequest } from '../../model/access.ts'
import { asked, rules } from './access.suite.ts'
import { ruleAllows } from './rule.ts'

type Case = readonly [rule: string, allows: readonly string[], not: readonly string[]]

const verbs: readonly Case[] = [
	[
		'{verbs: [get, list], apiGroups: [""], resources: [pods]}',
		['get pods', 'list pods'],
		['watch pods', 'delete pods'],
	],
	['{verbs: ["*"], apiGroups: [""], resources: [pods]}', ['get pods', 'escalate pods', 'anything pods'], ['get nodes']],
	['{verbs: [Get], apiGroups: [""], resources: [pods]}', ['Get pods'], ['get pods']],
	['{verbs: ["get*"], apiGroups: [""], resources: [pods]}', [], ['get pods']],
	['{verbs: [], apiGroups: [""], resources: [pods]}', [], ['get pods']],
	['{verbs: [delete], apiGroups: [""], resources: [pods]}', ['delete pods web'], ['deletecollection pods']],
	['{verbs: [update], apiGroups: [""], resources: [pods]}', ['update pods web'], ['patch pods web']],
]

const groups: readonly Case[] = [
	['{verbs: [get], apiGroups: [""], resources: [events]}', ['get events'], ['get events.events.k8s.io']],
	['{verbs: [get], apiGroups: [apps], resources: [deployments]}', ['get deployments.apps'], ['get deployments']],
	['{verbs: [get], apiGroups: [apps], resources: [deployments]}', [], ['get deployments.extensions']],
	['{verbs: [get], apiGroups: ["*"], resources: [events]}', ['get events', 'get events.events.k8s.io'], ['get pods']],
	['{verbs: [get], apiGroups: ["", apps], resources: [pods, deployments]}', ['get pods', 'get deployments.apps'], []],
	// A rule is a product: every resource in every group.
	['{verbs: [get], apiGroups: ["", apps], resources: [pods, deployments]}', ['get pods.apps', 'get deployments'], []],
	['{verbs: [get], apiGroups: ["*.k8s.io"], resources: [events]}', [], ['get events.events.k8s.io']],
	['{verbs: [get], apiGroups: [], resources: [pods]}', [], ['get pods']],
	['{verbs: [get], apiGroups: [v1], resources: [pods]}', [], ['get pods']],
	['{verbs: [get], apiGroups: [apps/v1], resources: [deployments]}', [], ['get deployments.apps']],
]

const resources: readonly Case[] = [
	['{verbs: [get], apiGroups: [""], resources: [pods]}', ['get pods'], ['get pods/log', 'get pods/exec', 'get pod']],
	['{verbs: [get], apiGroups: [""], resources: [pods/log]}', ['get pods/log'], ['get pods', 'get pods/exec']],
	// In resources only `*` as a whole and `*/name` are wildcards.
	['{verbs: [get], apiGroups: [""], resources: [pods/*]}', [], ['get pods', 'get pods/log', 'get pods/exec']],
	['{verbs: [get], apiGroups: [""], resources: ["*"]}', ['get pods', 'get pods/log', 'get nodes/proxy'], []],
	[
		'{verbs: [get], apiGroups: ["*"], resources: ["*/scale"]}',
		['get deployments.apps/scale'],
		['get deployments.apps'],
	],
	['{verbs: [get], apiGroups: [""], resources: ["*/scale"]}', [], ['get deployments.apps/scale', 'get pods/rescale']],
	['{verbs: [get], apiGroups: [""], resources: ["*/log"]}', ['get pods/log'], ['get log', 'get pods/logs']],
	['{verbs: [get], apiGroups: [""], resources: ["*/*"]}', [], ['get pods', 'get pods/log']],
	['{verbs: [get], apiGroups: [""], resources: ["pod*"]}', [], ['get pods']],
	['{verbs: [get], apiGroups: [""], resources: ["*/"]}', [], ['get pods', 'get pods/log']],
	['{verbs: [get], apiGroups: [""], resources: [Pods]}', [], ['get pods']],
	['{verbs: [get], apiGroups: [""], resources: []}', [], ['get pods']],
	['{verbs: [create], apiGroups: [""], resources: [pods/exec]}', ['create pods/exec web'], ['get pods/exec web']],
	['{verbs: [create], apiGroups: [""], resources: [services/proxy/more]}', ['create services/proxy/more'], []],
]

/** The name of a request is in its path: create of an object and what is done to many of them has none. */
const names: readonly Case[] = [
	['{verbs: ["*"], apiGroups: [""], resources: [secrets], resourceNames: []}', ['get secrets tls', 'list secrets'], []],
	[
		'{verbs: ["*"], apiGroups: [""], resources: [secrets], resourceNames: [tls]}',
		['get secrets tls'],
		['get secrets db'],
	],
	['{verbs: ["*"], apiGroups: [""], resources: [secrets], resourceNames: [tls, db]}', ['delete secrets db'], []],
	[
		'{verbs: ["*"], apiGroups: [""], resources: [secrets], resourceNames: [tls]}',
		[],
		['list secrets', 'watch secrets'],
	],
	['{verbs: ["*"], apiGroups: [""], resources: [secrets], resourceNames: [tls]}', [], ['deletecollection secrets']],
	['{verbs: ["*"], apiGroups: [""], resources: [secrets], resourceNames: [tls]}', [], ['create secrets']],
	// With the field selector metadata.name=tls the request is about that name.
	['{verbs: [list, watch], apiGroups: [""], resources: [secrets], resourceNames: [tls]}', ['list secrets tls'], []],
	['{verbs: [list, watch], apiGroups: [""], resources: [secrets], resourceNames: [tls]}', ['watch secrets tls'], []],
	// Server-side apply creates what is not there, by its name.
	['{verbs: [create], apiGroups: [""], resources: [secrets], resourceNames: [tls]}', ['create secrets tls'], []],
	['{verbs: [create], apiGroups: [""], resources: [pods/exec], resourceNames: [web]}', ['create pods/exec web'], []],
	[
		'{verbs: [get], apiGroups: [""], resources: [secrets], resourceNames: ["*"]}',
		[],
		['get secrets tls', 'list secrets'],
	],
	['{verbs: [get], apiGroups: [""], resources: [secrets], resourceNames: ["tls*"]}', [], ['get secrets tls-1']],
	['{verbs: [get], apiGroups: [""], resources: [secrets], resourceNames: [TLS]}', [], ['get secrets tls']],
	// The API server takes an empty name in a rule, and an absent one in a request is the same to it.
	[
		'{verbs: [list], apiGroups: [""], resources: [secrets], resourceNames: [""]}',
		['list secrets'],
		['list secrets tls'],
	],
]

const paths: readonly Case[] = [
	[
		'{verbs: [get], nonResourceURLs: [/metrics]}',
		['get /metrics'],
		['get /metrics/', 'get /metrics/a', 'post /metrics'],
	],
	['{verbs: [get], nonResourceURLs: [/healthz/*]}', ['get /healthz/', 'get /healthz/etcd/a'], ['get /healthz']],
	['{verbs: [get], nonResourceURLs: [/health*]}', ['get /health', 'get /healthz', 'get /healthz/etcd'], ['get /heal']],
	['{verbs: [get], nonResourceURLs: ["*"]}', ['get /', 'get /metrics'], ['get pods', 'post /metrics']],
	['{verbs: ["*"], nonResourceURLs: ["*"]}', ['post /anything'], ['get pods']],
	['{verbs: [get], nonResourceURLs: [/a/**]}', ['get /a/', 'get /a/b'], ['get /a']],
	['{verbs: [get], nonResourceURLs: [/*/b]}', ['get /*/b'], ['get /a/b']],
	['{verbs: [get], nonResourceURLs: [/a]}', ['get /a'], ['get /A', 'get /a?b']],
	['{verbs: [get], nonResourceURLs: []}', [], ['get /metrics']],
	['{verbs: ["*"], apiGroups: ["*"], resources: ["*"]}', ['get pods'], ['get /metrics', 'get /']],
]

describe('a rule allows', () => {
	const table = Object.entries({ verbs, groups, resources, names, paths }).flatMap(([about, cases]) =>
		cases.flatMap(([rule, allows, not]) => [
			...allows.map((request) => ({ about, rule, request, answer: true })),
			...not.map((request) => ({ about, rule, request, answer: false })),
		]),
	)
	test.each(table)('$about: $rule, $request: $answer', ({ rule, request, answer }) => {
		const [read] = rules(`[${rule}]`)
		expect(read && ruleAllows(read, asked(request))).toBe(answer)
	})

	test('a request without a subresource, and with an empty one', () => {
		const [pods] = rules('[{verbs: [get], apiGroups: [""], resources: [pods, pods/]}]')
		const request = { verb: 'get', group: '', resource: 'pods', subresource: '' }
		expect(pods && ruleAllows(pods, request)).toBe(true)
		const [slash] = rules('[{verbs: [get], apiGroups: [""], resources: [pods/, "*/"]}]')
		expect(slash && ruleAllows(slash, request)).toBe(false)
	})

	test('a path of stars is looked at in no time', () => {
		const [stars] = rules('[{verbs: [get]}]')
		const url = `${'*'.repeat(100_000)}a*`
		expect(stars && ruleAllows({ ...stars, nonResourceURLs: [url] }, asked('get /metrics'))).toBe(false)
	})
})

test('requests are written in the tests as they are shown to people', () => {
	const texts = [
		'create pods/exec in shop-dev',
		'patch deployments.apps/scale web in shop-dev',
		'list pods in the whole cluster',
		'get /metrics',
	]
	expect(texts.map((text) => showRequest(asked(text)))).toEqual(texts)
})
