import { describe, expect, test } from 'vitest'
import type { Facts, Review } from '../../../model/facts.ts'
import type { Proof } from '../../../model/finding.ts'
import { kinds } from '../../../model/kinds.ts'
import type { Tenancy } from '../../../model/tenancy.ts'
import { asked, subject } from '../access.suite.ts'
import { objectsOf, person, stages } from '../lines.suite.ts'
import { isolation } from './isolation.ts'
import { levels } from './levels.ts'
import { walls } from './walls.ts'

const planned: Tenancy = {
	...stages,
	people: [person('devs', { groups: ['devs'] })],
	stages: stages.stages.map((stage) => ({
		...stage,
		access: stage.name === 'dev' ? [{ person: 'devs', level: 'view' }] : [],
	})),
}

const objects = objectsOf(`
	namespace shop-dev
	namespace blog-dev
	namespace shop-prod
	namespace blog-prod
	role shop-dev/look: get pods
	bind shop-dev/look Role/look to group:devs`)

/** `WHO: yes|no REQUEST`, and after ` because ` the reason of the server. */
function answers(lines: readonly string[]): readonly Review[] {
	return lines.map((line) => {
		const [, who = '', yes, request = '', reason = ''] = /^(.*): (yes|no) (.*?)(?: because (.*))?$/.exec(line) ?? []
		return { subject: subject(who), request: asked(request) as Review['request'], allowed: yes === 'yes', reason }
	})
}

function proofs(reviews: Facts['reviews'], tenancy = planned, unseen: Facts['unseen'] = []): readonly Proof[] {
	const facts = { cluster: 'one', objects, unseen, absent: [], ...(reviews === undefined ? {} : { reviews }) }
	const input = { tenancy, desired: [], facts, now: '2026-06-01T12:00:00Z' }
	return [isolation, levels, walls].map((prover) => prover.prove(input))
}

function said(found: readonly Proof[]): readonly string[] {
	return found.flatMap(({ name, findings }) =>
		findings
			.filter(({ code }) => code === 'access/other-authorizer' || code === 'access/refused-by-other')
			.map(({ result, severity, stage, message }) => `${name} ${result} ${severity} ${stage ?? '-'}: ${message}`),
	)
}

const agreeing = ['Group devs: yes get pods in shop-dev', 'Group devs: no get pods in shop-prod']
const start = 'RBAC is asked, and nobody besides it: other authorizers (webhooks, Node, ABAC) leave no trace in objects'

const cases: readonly [what: string, answers: readonly string[], found: readonly string[], assumption: string][] = [
	['server and objects agree', agreeing, [], 'confirmed by 2 SubjectAccessReviews'],
	['one answer', agreeing.slice(0, 1), [], 'confirmed by 1 SubjectAccessReview'],
	[
		'somebody of dev is let into prod',
		[...agreeing, 'Group devs: yes create pods in shop-prod', 'Group devs: yes get secrets in blog-prod'],
		[
			'access/isolation violated high prod: the API server lets Group devs create pods in shop-prod, get secrets in blog-prod, and no role or binding gives it: so another authorizer besides RBAC does',
		],
		'2 of 4 SubjectAccessReviews say otherwise',
	],
	[
		'a finding for each stage, and one for the whole cluster and what is in no stage',
		[
			'ServiceAccount shop-dev/ci: yes get pods in shop-prod',
			'ServiceAccount shop-prod/ci: yes get pods in shop-dev',
			'Group devs: yes get nodes/proxy',
			'Group devs: yes create pods in kube-system',
		],
		[
			'access/isolation violated high prod: the API server lets ServiceAccount shop-dev/ci get pods in shop-prod, and no role or binding gives it: so another authorizer besides RBAC does',
			'access/isolation violated high dev: the API server lets ServiceAccount shop-prod/ci get pods in shop-dev, and no role or binding gives it: so another authorizer besides RBAC does',
			'access/isolation violated high -: the API server lets Group devs get nodes/proxy in the whole cluster, create pods in kube-system, and no role or binding gives it: so another authorizer besides RBAC does',
		],
		'4 of 4 SubjectAccessReviews say otherwise',
	],
	[
		'more at home than the level gives, and a wall',
		['Group devs: yes create pods in shop-dev', 'Group devs: yes update resourcequotas in shop-dev'],
		[
			'access/levels violated high dev: the API server lets Group devs create pods in shop-dev, and no role or binding gives it: so another authorizer besides RBAC does',
			'access/walls violated high dev: the API server lets Group devs update resourcequotas in shop-dev, and no role or binding gives it: so another authorizer besides RBAC does',
		],
		'2 of 2 SubjectAccessReviews say otherwise',
	],
	[
		'the server refuses what RBAC allows',
		['Group devs: no get pods in shop-dev because not on Sundays'],
		[
			'access/isolation noted info -: the API server refuses what RBAC allows, so another authorizer is asked first: Group devs get pods in shop-dev',
		],
		'1 of 1 SubjectAccessReviews say otherwise',
	],
	[
		'RBAC itself, by objects that were not listed',
		['Group devs: yes get pods in shop-prod because RBAC: allowed by ClusterRoleBinding "x"'],
		[
			'access/isolation violated high prod: the API server lets Group devs get pods in shop-prod, and no role or binding gives it: by rights that are not among the objects',
		],
		'1 of 1 SubjectAccessReviews say otherwise',
	],
]

describe('other authorizers', () => {
	test.each(cases)('%s', (_, lines, found, assumption) => {
		const results = proofs({ answers: answers(lines) })
		expect(said(results)).toEqual(found)
		for (const { assumptions } of results) expect(assumptions[0]).toBe(`${start}; ${assumption}.`)
	})

	test.each<[string, Facts['reviews'], string]>([
		['nobody was asked', undefined, ''],
		[
			'who runs it may not ask',
			{ answers: [], missing: { reason: 'forbidden', message: 'no' } },
			'; not confirmed: may not create subjectaccessreviews',
		],
		[
			'the server went away',
			{ answers: answers(agreeing), missing: { reason: 'failed', message: 'the connection was lost.' } },
			'; confirmed by 2 SubjectAccessReviews; not confirmed: the connection was lost',
		],
	])('%s: said in the assumption, and no finding', (_, reviews, words) => {
		for (const { assumptions, result } of proofs(reviews)) {
			expect(assumptions[0]).toBe(`${start}${words}.`)
			expect(result).toBe('proven')
		}
	})

	test('what RBAC allows by roles that could not be listed is not visible, and no sign of another authorizer', () => {
		const unseen = [{ kind: kinds.ClusterRole, reason: 'forbidden', message: 'no' }] as const
		const byRbac = answers(['Group devs: yes get pods in shop-prod because RBAC: allowed by RoleBinding "x"'])
		expect(said(proofs({ answers: byRbac }, planned, unseen))).toEqual([])
		const byOther = answers(['Group devs: yes get pods in shop-prod'])
		expect(said(proofs({ answers: byOther }, planned, unseen))).toHaveLength(1)
	})

	test('what could not be looked at once more is not visible where it matters, and told as nobody else', () => {
		const unsettled = {
			answers: answers([
				'Group devs: yes get pods in shop-prod because RBAC: allowed by RoleBinding "x"',
				'Group devs: yes update resourcequotas in shop-dev',
			]),
			why: 'rolebindings went away',
		}
		const results = proofs({ answers: answers(agreeing), unsettled })
		expect(said(results)).toEqual([])
		expect(results.map(({ name, result }) => `${name} ${result}`)).toEqual([
			'access/isolation not-visible',
			'access/levels proven',
			'access/walls not-visible',
		])
		expect(results.flatMap(({ findings }) => findings.map(({ message }) => message))).toEqual([
			'by whom the API server allows it is not known, RBAC or another authorizer: Group devs get pods in shop-prod; rolebindings went away',
			'by whom the API server allows it is not known, RBAC or another authorizer: Group devs update resourcequotas in shop-dev; rolebindings went away',
		])
	})

	test('without a plan, what somebody may do at home by others is told with the rest', () => {
		const planless: Tenancy = { ...stages, name: '' }
		const [found] = proofs({ answers: answers(['Group devs: yes create pods in shop-dev']) }, planless)
		expect(said([found as Proof])).toHaveLength(1)
	})

	test('the witness says who, what, and why the server says so', () => {
		const lines = [
			'Group devs: yes get pods in shop-prod because by webhook',
			'Group devs: yes get secrets in shop-prod',
		]
		const [{ findings }] = proofs({ answers: answers(lines) }) as [Proof]
		expect(findings[0]?.witness).toEqual([
			{
				field: 'Group devs, get pods in shop-prod',
				observed: 'allowed (by webhook)',
				expected: 'denied, by RBAC',
			},
			{
				field: 'Group devs, get secrets in shop-prod',
				observed: 'allowed, without a reason',
				expected: 'denied, by RBAC',
			},
		])
	})
})
