import { describe, expect, test } from 'vitest'
import { showRequest, showSubject } from '../../../model/access.ts'
import type { ReviewQuestion } from '../../../model/facts.ts'
import type { Tenancy } from '../../../model/tenancy.ts'
import { objectsOf, person, stages } from '../lines.suite.ts'
import { isAboutWalls, mostQuestions, reviewSamples } from './samples.ts'

const tenancy: Tenancy = {
	...stages,
	people: [person('devs', { groups: ['ldap:devs'] }), person('ops', { users: ['erin'] })],
	stages: stages.stages.map((stage) => ({
		...stage,
		access: stage.name === 'dev' ? [{ person: 'devs', level: 'deploy' }] : [{ person: 'ops', level: 'operate' }],
	})),
}

const cluster = `
	namespace shop-dev
	namespace blog-dev
	namespace shop-prod
	namespace blog-prod
	account shop-dev/ci
	account kube-system/cloud`

function sample(lines: string, of: Tenancy = tenancy): readonly ReviewQuestion[] {
	return reviewSamples({
		tenancy: of,
		facts: { cluster: 'one', objects: objectsOf(lines), unseen: [], absent: [] },
	})
}

function questionsOf(who: string, lines = cluster): readonly string[] {
	return sample(lines)
		.filter(({ subject }) => showSubject(subject) === who)
		.map(({ request }) => showRequest(request))
}

describe('what the API server is asked', () => {
	test('everybody, people of the plan, then service accounts by stages, named ones first', () => {
		expect([...new Set(sample(cluster).map(({ subject }) => showSubject(subject)))]).toEqual([
			'Group system:authenticated',
			'Group system:unauthenticated',
			'Group system:serviceaccounts',
			'Group ldap:devs',
			'User erin',
			'ServiceAccount shop-dev/ci',
			'ServiceAccount blog-prod/default',
			'ServiceAccount blog-dev/default',
			'ServiceAccount shop-prod/default',
			'ServiceAccount shop-dev/default',
		])
	})

	test('of somebody: elsewhere, at home, and in the whole cluster, in turn', () => {
		expect(questionsOf('Group ldap:devs').slice(0, 8)).toEqual([
			'create deployments.apps in shop-prod',
			'create deployments.apps in shop-dev',
			'create deployments.apps in kube-system',
			'get nodes/proxy in the whole cluster',
			'update pods in shop-prod',
			'update pods in shop-dev',
			'update pods in kube-system',
			'create certificatesigningrequests.certificates.k8s.io in the whole cluster',
		])
	})

	test('others begin with other questions, and take other namespaces', () => {
		expect(questionsOf('User erin').slice(0, 3)).toEqual([
			'update pods in blog-dev',
			'update pods in blog-prod',
			'update pods in kube-system',
		])
	})

	test('each question once, the same each time, whatever the order of objects', () => {
		const asked = sample(cluster).map((each) => JSON.stringify(each))
		expect(asked).toHaveLength(mostQuestions)
		expect(new Set(asked).size).toBe(asked.length)
		const reversed = cluster.split('\n').toReversed().join('\n')
		expect(sample(reversed).map((each) => JSON.stringify(each))).toEqual(asked)
	})

	test.each([
		['thousands of accounts leave room for all people', 5, 2000],
		['thousands of people leave room for accounts', 2000, 50],
		['many of both', 2000, 2000],
	])('%s', (_, people, accounts) => {
		const bound = Array.from({ length: people }, (__, index) => `user:u${index}`).join(' ')
		const lines = [
			cluster,
			`bind shop-dev/all ClusterRole/view to ${bound}`,
			...Array.from({ length: accounts }, (__, index) => `account shop-prod/a${index}`),
		].join('\n')
		const subjects = new Map(sample(lines).map(({ subject }) => [showSubject(subject), subject.kind]))
		const count = (kind: string): number => [...subjects.values()].filter((each) => each === kind).length
		expect(sample(lines)).toHaveLength(mostQuestions)
		expect(count('User')).toBe(Math.min(people + 1, 17))
		expect(count('ServiceAccount')).toBeGreaterThanOrEqual(18)
		expect(sample(lines).filter(({ subject }) => subject.name === 'erin')).toHaveLength(5)
	})

	test('nothing where there are no stages', () => {
		expect(sample(cluster, { ...tenancy, stages: [] })).toEqual([])
	})
})

test.each([
	['create networkpolicies', { verb: 'create', group: 'networking.k8s.io', resource: 'networkpolicies' }, true],
	['get networkpolicies', { verb: 'get', group: 'networking.k8s.io', resource: 'networkpolicies' }, false],
	['patch services/status', { verb: 'patch', group: '', resource: 'services', subresource: 'status' }, true],
	['patch services', { verb: 'patch', group: '', resource: 'services' }, false],
])('%s and walls', (_, request, expected) => {
	expect(isAboutWalls(request)).toBe(expected)
})
