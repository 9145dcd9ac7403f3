import { describe, expect, test } from 'vitest'
import { showRequest } from '../../../model/access.ts'
import { KnownError } from '../../../model/errors.ts'
import { clusterOf, person } from '../lines.suite.ts'
import { askRequest } from './ask-request.ts'
import { askSubject, writeSubject } from './ask-subject.ts'
import { vocabularyOf } from './known-resources.ts'

const people = [
	person('devs', { users: ['erin'], groups: ['ldap:devs'] }),
	person('ci', { serviceAccounts: true }),
	person('qa', { groups: ['ldap:qa'] }),
]
const { access, tenancy } = clusterOf(
	`
	namespace shop-dev
	account shop-dev/runner
	bind shop-dev/a ClusterRole/view to user:bob group:support sa:shop-dev/builder user:system:serviceaccount:shop-dev:robot
	role shop-dev/odd: frobnicate widgets.example.org; get /metrics
	role shop-dev/gadgets: get gadgets.example.org
	`,
	{ people },
)

function said(error: KnownError): string {
	return `${error.message} → ${error.hint}`
}

/** What is written, and whom it means; or the message and the hint. */
const subjects: readonly (readonly [text: string, means: string])[] = [
	['devs', 'devs: group:ldap:devs user:erin'],
	['ci', 'ci: sa:blog-dev/ci sa:shop-dev/ci sa:blog-prod/ci sa:shop-prod/ci'],
	['erin', 'user:erin'],
	['bob', 'user:bob'],
	['user:nobody-yet', 'user:nobody-yet'],
	['group:nobody-yet', 'group:nobody-yet'],
	['group:ldap:x', 'group:ldap:x'],
	['sa:shop-dev/runner', 'sa:shop-dev/runner'],
	['sa:shop-dev/default', 'sa:shop-dev/default'],
	['system:serviceaccount:shop-dev:runner', 'sa:shop-dev/runner'],
	['user:system:serviceaccount:shop-dev:runner', 'sa:shop-dev/runner'],
	[
		'dev',
		'nobody is called "dev" in the plan or in a binding → Did you mean devs? For a user whom no binding names, write user:dev.',
	],
	[
		'bbo',
		'nobody is called "bbo" in the plan or in a binding → Did you mean user:bob? For a user whom no binding names, write user:bbo.',
	],
	[
		'support',
		'nobody is called "support" in the plan or in a binding → Did you mean group:support? For a user whom no binding names, write user:support.',
	],
	[
		'ldap:qa',
		'nobody is called "ldap:qa" in the plan or in a binding → Did you mean group:ldap:qa? For a user whom no binding names, write user:ldap:qa.',
	],
	[
		'runner',
		'nobody is called "runner" in the plan or in a binding → Did you mean sa:shop-dev/runner? For a user whom no binding names, write user:runner.',
	],
	['zoe', 'nobody is called "zoe" in the plan or in a binding → For a user whom no binding names, write user:zoe.'],
	['sa:shop-dev/runer', 'there is no service account "runer" in shop-dev → Did you mean sa:shop-dev/runner?'],
	['sa:shop-dve/runner', 'there is no namespace "shop-dve" with service accounts → Did you mean sa:shop-dev/runner?'],
	['sa:shop-dev/zoe', 'there is no service account "zoe" in shop-dev → There are: builder, default, robot, runner.'],
	['sa:runner', '"sa:runner" names no service account → Write sa:NAMESPACE/NAME.'],
	[
		'user:',
		'"user:" names nobody → Write a person of the plan, user:NAME, group:NAME, sa:NAMESPACE/NAME, or a plain name for a user.',
	],
]
test.each(subjects)('subject %s', (text, means) => {
	const asked = askSubject(access, tenancy, text)
	if (asked instanceof KnownError) {
		expect(said(asked)).toBe(means)
		expect(asked.exit).toBe('usage')
	} else {
		const names = asked.subjects.map(writeSubject).join(' ')
		expect(asked.person === undefined ? names : `${asked.person}: ${names}`).toBe(means)
	}
})

const served = [{ group: 'argoproj.io', version: 'v1', kind: 'Rollout', plural: 'rollouts', namespaced: true }]
const vocabulary = vocabularyOf(served, access)

/** What is asked, and what it means in shop-dev (or in the whole cluster, where that alone is meant). */
const requests: readonly (readonly [verb: string, resource: string, means: string])[] = [
	['get', 'pods', 'get pods in shop-dev'],
	['get', 'pod', 'get pods in shop-dev'],
	['get', 'Pods', 'get pods in shop-dev'],
	['get', 'po', 'get pods in shop-dev'],
	['create', 'pods/exec', 'create pods/exec in shop-dev'],
	['patch', 'deployments', 'patch deployments.apps in shop-dev'],
	['patch', 'deploy', 'patch deployments.apps in shop-dev'],
	['patch', 'deployments.apps/scale', 'patch deployments.apps/scale in shop-dev'],
	['list', 'netpol', 'list networkpolicies.networking.k8s.io in shop-dev'],
	['get', 'pods.metrics.k8s.io', 'get pods.metrics.k8s.io in shop-dev'],
	['get', 'rollouts', 'get rollouts.argoproj.io in shop-dev'],
	['get', 'gadgets', 'get gadgets.example.org in shop-dev'],
	['get', 'things.example.org/status', 'get things.example.org/status in shop-dev'],
	['frobnicate', 'widgets.example.org', 'frobnicate widgets.example.org in shop-dev'],
	['get', 'nodes', 'get nodes in the whole cluster'],
	['impersonate', 'users', 'impersonate users in the whole cluster'],
	['escalate', 'clusterroles', 'escalate clusterroles.rbac.authorization.k8s.io in the whole cluster'],
	['create', 'namespaces', 'create namespaces in the whole cluster'],
	['patch', 'namespaces', 'patch namespaces shop-dev in shop-dev'],
	['get', '/metrics', 'get /metrics'],
	['exec', 'pods', '"exec" is no verb of the API → Did you mean "create pods/exec"?'],
	['gte', 'pods', '"gte" is no verb of the API → Did you mean get?'],
	[
		'*',
		'pods',
		'"*" is no verb of the API → Verbs are: get, list, watch, create, update, patch, delete, deletecollection, impersonate, bind, escalate, use, approve, sign, attest.',
	],
	['get', 'pdos', 'there is no resource "pdos" → Did you mean pods?'],
	[
		'get',
		'zzzzzz',
		'there is no resource "zzzzzz" → Write the plural, with its group where it is not of Kubernetes: zzzzzz.example.org.',
	],
	['get', 'deployments.app', 'there is no resource "deployments.app" → Did you mean deployments.apps?'],
	['create', 'pods/exce', '"pods/exce" is no resource → Did you mean pods/exec?'],
	['create', 'pods/', '"pods/" is no resource → Write it as kubectl does: pods/exec, deployments.apps/scale.'],
	['create', 'a/b/c', '"a/b/c" is no resource → Write it as kubectl does: pods/exec, deployments.apps/scale.'],
]
test.each(requests)('request %s %s', (verb, resource, means) => {
	const asked = askRequest(vocabulary, verb, resource)
	expect(
		asked instanceof KnownError ? said(asked) : showRequest(asked.at(asked.clusterScoped ? undefined : 'shop-dev')),
	).toBe(means)
})

describe('a request of a name', () => {
	test('is in the words', () => {
		expect(askRequest(vocabulary, 'get', 'cm', 'settings')).toMatchObject({ words: 'get configmaps settings' })
	})
	test('a Namespace of a name is in itself, wherever it is asked about', () => {
		const asked = askRequest(vocabulary, 'patch', 'ns', 'shop-prod')
		if (asked instanceof KnownError) throw asked
		expect(asked.clusterScoped).toBe(true)
		expect(asked.at(undefined)).toEqual({
			verb: 'patch',
			group: '',
			resource: 'namespaces',
			name: 'shop-prod',
			namespace: 'shop-prod',
		})
	})
})
