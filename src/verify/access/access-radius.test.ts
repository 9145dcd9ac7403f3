import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
	type AccessRequest,
	identityOf,
	type Subject,
	showRequest,
	showSubject,
	subjectKey,
} from '../../model/access.ts'
import type { Allowed } from '../../model/access-report.ts'
import type { Change, RightsChange } from '../../model/change.ts'
import { type KubeObject, keyOf, refOf } from '../../model/kube-object.ts'
import type { Tenancy } from '../../model/tenancy.ts'
import { paintFor } from '../../report/paint.ts'
import { rightsText } from '../../report/rights-changes.ts'
import { seed, times } from '../repeatable.suite.ts'
import { accessRadius, touchesAccess } from './access-radius.ts'
import { isClusterScoped } from './asked/known-resources.ts'
import { decide } from './authority.ts'
import { rightsOfEverybody } from './everybody.ts'
import { objectsOf, person, stages } from './lines.suite.ts'
import { questions, randomAccess, randomNamespaces } from './random-access.suite.ts'
import { readAccess } from './read-access.ts'
import { type Rule, ruleAllows, uncovered } from './rule.ts'

const tenancy: Tenancy = {
	...stages,
	people: [person('devs', { groups: ['ldap:devs'], users: ['erin'] }), person('ci', { serviceAccounts: true })],
}

/** The changes that lead from some objects to others. */
function changesBetween(before: readonly KubeObject[], after: readonly KubeObject[]): readonly Change[] {
	const old = new Map(before.map((object) => [keyOf(refOf(object)), object]))
	const young = new Map(after.map((object) => [keyOf(refOf(object)), object]))
	return [
		...[...young].flatMap(([key, desired]): readonly Change[] => {
			const observed = old.get(key)
			const ref = refOf(desired)
			if (observed === undefined) return [{ action: 'create', ref, desired }]
			if (JSON.stringify(observed) === JSON.stringify(desired)) return []
			// Made anew, so that nothing of what was there is left.
			return [{ action: 'replace', ref, desired, observed, fields: [], adopts: false }]
		}),
		...[...old].flatMap(([key, observed]): readonly Change[] =>
			young.has(key) ? [] : [{ action: 'delete', ref: refOf(observed), observed }],
		),
	]
}

const four = 'namespace shop-dev\nnamespace blog-dev\nnamespace shop-prod\nnamespace blog-prod'

const cases: readonly [what: string, before: string, after: string, lines: readonly string[]][] = [
	['nothing', 'bind shop-dev/a ClusterRole/view to user:bob', 'bind shop-dev/a ClusterRole/view to user:bob', []],
	[
		'a level in all namespaces of a stage',
		'',
		'bind shop-dev/a ClusterRole/view to user:bob\nbind blog-dev/a ClusterRole/view to user:bob',
		['User bob  gains k8s view in dev (2 namespaces)'],
	],
	[
		'in one of them, and in one of no stage',
		'namespace tools',
		'namespace tools\nbind shop-dev/a ClusterRole/view to user:bob\nbind tools/a ClusterRole/edit to user:bob',
		['User bob  gains k8s view in shop-dev', 'User bob  gains k8s edit in tools'],
	],
	[
		'a right is taken and the rest is kept',
		`bind shop-dev/a ClusterRole/view to sa:shop-dev/bot
		 bind shop-dev/b Role/run to sa:shop-dev/bot
		 role shop-dev/run: create pods`,
		'bind shop-dev/a ClusterRole/view to sa:shop-dev/bot',
		['ServiceAccount shop-dev/bot  loses create pods in shop-dev (keeps k8s view)'],
	],
	[
		'one level in place of another',
		'bind shop-dev/a ClusterRole/view to user:bob',
		'bind shop-dev/a ClusterRole/edit to user:bob',
		['User bob  gains k8s edit in shop-dev (had k8s view)'],
	],
	[
		'a role is written anew',
		'role shop-dev/run: create pods\nbind shop-dev/a Role/run to group:qa',
		'role shop-dev/run: delete pods\nbind shop-dev/a Role/run to group:qa',
		['Group qa  gains delete pods, loses create pods in shop-dev'],
	],
	[
		'a role is gone, and its binding stays',
		'role shop-dev/run: create pods\nbind shop-dev/a Role/run to group:qa',
		'bind shop-dev/a Role/run to group:qa',
		['Group qa  loses create pods in shop-dev'],
	],
	[
		'the subjects of a person are one, each service account is at home',
		'',
		`bind shop-dev/a ClusterRole/view to user:erin group:ldap:devs
		 bind shop-dev/b ClusterRole/edit to sa:shop-dev/ci
		 bind blog-dev/b ClusterRole/edit to sa:blog-dev/ci`,
		[
			'Group ldap:devs, User erin (devs)  gains k8s view in shop-dev',
			'ServiceAccount ci of each namespace  gains k8s edit in dev (2 namespaces)',
		],
	],
	[
		'a service account that is not at home is itself',
		'',
		'bind shop-prod/b ClusterRole/edit to sa:shop-dev/ci sa:blog-dev/ci',
		[
			'ServiceAccount blog-dev/ci (ci)  gains k8s edit in shop-prod',
			'ServiceAccount shop-dev/ci (ci)  gains k8s edit in shop-prod',
		],
	],
	[
		'the whole cluster',
		'bind a ClusterRole/cluster-admin to user:root',
		'bind a ClusterRole/cluster-admin to group:ops',
		['Group ops  gains everything in the whole cluster', 'User root  loses everything in the whole cluster'],
	],
	[
		'what everybody has already is no gain',
		'bind shop-dev/a ClusterRole/view to group:system:authenticated',
		`bind shop-dev/a ClusterRole/view to group:system:authenticated
		 bind shop-dev/b ClusterRole/view to user:bob`,
		[],
	],
	[
		'the same right by another binding',
		'bind shop-dev/a ClusterRole/view to user:bob',
		'bind shop-dev/b ClusterRole/view to user:bob',
		[],
	],
	['the control plane', '', 'bind a ClusterRole/edit to user:system:kube-scheduler', []],
]

/** Lines without the alignment of the column. */
function linesOf(changes: readonly RightsChange[]): readonly string[] {
	return rightsText({ changes, unseen: [] }, paintFor(false))
		.slice(1)
		.map((line) => line.trim().replace(/ {2,}/, '  '))
}

describe('who gains and loses rights', () => {
	test.each(cases)('%s', (_, before, after, lines) => {
		const [old, young] = [objectsOf(`${four}\n${before}`), objectsOf(`${four}\n${after}`)]
		expect(linesOf(accessRadius(old, changesBetween(old, young), tenancy))).toEqual(lines)
	})

	test('a namespace that is deleted takes the rights in it along', () => {
		const before = objectsOf(`${four}\nbind shop-dev/a ClusterRole/view to user:bob`)
		const gone = before.filter(({ metadata }) => metadata.name === 'shop-dev')
		const changes = gone.map((observed): Change => ({ action: 'delete', ref: refOf(observed), observed }))
		expect(linesOf(accessRadius(before, changes, tenancy))).toEqual(['User bob  loses k8s view in shop-dev'])
	})

	test('labels that others gave stay, so what is merged by them does', () => {
		const label = { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' }
		const [role, binding] = objectsOf('role things: get things.x.io\nbind shop-dev/a ClusterRole/view to user:bob') as [
			KubeObject,
			KubeObject,
		]
		const labelled = { ...role, metadata: { ...role.metadata, labels: label } }
		const wider = { ...role, ...objectsOf('role things: get,list things.x.io')[0] } as KubeObject
		const change: Change = {
			action: 'update',
			ref: refOf(role),
			desired: wider,
			observed: labelled,
			fields: [],
			adopts: false,
		}
		const [found] = accessRadius([labelled, binding], [change], tenancy)
		expect(found?.gains).toEqual([{ verbs: ['list'], resource: 'things.x.io' }])
		expect(found?.loses).toEqual([])
	})

	test('which changes matter at all', () => {
		const [namespace, role, account] = objectsOf('namespace a\nrole a/r: get pods\naccount a/s') as [
			KubeObject,
			KubeObject,
			KubeObject,
		]
		const create = (desired: KubeObject): Change => ({ action: 'create', ref: refOf(desired), desired })
		const remove = (observed: KubeObject): Change => ({ action: 'delete', ref: refOf(observed), observed })
		expect(
			[create(namespace), remove(namespace), create(role), remove(role), create(account)].map(touchesAccess),
		).toEqual([false, true, true, true, false])
	})

	const random: Tenancy = {
		...stages,
		namespaces: randomNamespaces.map((name, index) => ({
			name,
			app: 'shop',
			stage: index === 0 ? 'dev' : 'prod',
			cluster: 'one',
			share: 1,
		})),
	}

	/** As `pods/exec`, `deployments.apps/scale` or a path say it. */
	function rulesOfAllowed({ verbs, resource: words, names = [] }: Allowed): Rule {
		if (words.startsWith('/'))
			return {
				verbs,
				apiGroups: [],
				resources: [],
				resourceNames: [],
				nonResourceURLs: [words === '/*' ? '*' : words],
			}
		const [base = '', ...below] = words.split('/')
		const [resource = '', ...group] = base.split('.')
		return {
			verbs,
			apiGroups: [group.join('.')],
			resources: [[resource, ...below].join('/')],
			resourceNames: names,
			nonResourceURLs: [],
		}
	}

	/** Neither what everybody may do anyway, nor what there is not, such as Nodes of a namespace. */
	function isRight(request: AccessRequest): boolean {
		if (rightsOfEverybody.some((rule) => ruleAllows(rule, request))) return false
		if ('path' in request) return true
		const { group, resource, subresource, namespace } = request
		return subresource !== '*' && (namespace === undefined || !isClusterScoped(group, resource))
	}

	test(`what is foretold is what is observed afterwards (seed ${seed})`, { timeout: 60_000 }, () => {
		let [gained, lost] = [0, 0]
		const property = fc.property(randomAccess, randomAccess, fc.nat(), (before, after, start) => {
			const found = accessRadius(before, changesBetween(before, after), random)
			const [old, young] = [readAccess({ objects: before }), readAccess({ objects: after })]
			const subjects = new Map<string, Subject>()
			for (const { subjects: bound } of [...old.bindings, ...young.bindings])
				for (const { subject } of bound) subjects.set(subjectKey(subject), subject)
			const bindings = [...old.bindings, ...young.bindings].map(({ namespace, subjects: bound, role }) => ({
				namespace,
				subjects: bound.map(({ subject }) => subject),
				rules: role?.rules ?? [],
			}))
			const asked = fc.sample(questions(bindings), { seed: start, numRuns: 60 }).map((each) => each.request)
			for (const request of asked.filter(isRight))
				for (const subject of subjects.values()) {
					const identity = identityOf(subject)
					const [did, does] = [old, young].map((access) => decide(access, identity, request).allowed)
					const namespace = 'path' in request ? undefined : request.namespace
					const isTold = (what: 'gains' | 'loses'): boolean =>
						found.some(
							(change) =>
								change.subjects.some((each) => subjectKey(each) === subjectKey(subject)) &&
								(change.place.type === 'cluster' ||
									(namespace !== undefined && change.namespaces.includes(namespace))) &&
								change[what].map(rulesOfAllowed).some((rule) => ruleAllows(rule, request)),
						)
					// By the names of groups the change is told of the group.
					const own = subject.kind === 'Group' ? { groups: [subject.name] } : { ...identity, groups: [] }
					const [ownDid, ownDoes] = [old, young].map((access) => decide(access, own, request).allowed)
					const about = `${showSubject(subject)} ${showRequest(request)}`
					if (!did && does && ownDoes) {
						gained++
						if (!isTold('gains')) throw new Error(`${about}: gained and not told`)
					}
					if (did && !does && ownDid) {
						lost++
						if (!isTold('loses')) throw new Error(`${about}: lost and not told`)
					}
				}
			for (const change of found)
				for (const subject of change.subjects)
					for (const namespace of change.place.type === 'cluster' ? [undefined] : change.namespaces)
						for (const [what, has, had] of [
							['gains', young, old],
							['loses', old, young],
						] as const) {
							const rules = change[what].map(rulesOfAllowed)
							const held = (access: typeof old): readonly Rule[] =>
								access.grantsOf(identityOf(subject), namespace).flatMap(({ role }) => role.rules)
							const about = `${what} ${JSON.stringify(rules)} of ${showSubject(subject)}`
							if (uncovered(held(has), rules).length > 0) throw new Error(`${about}: not so`)
							if (rules.length > 0 && uncovered(held(had), rules).length === 0) throw new Error(`${about}: no change`)
						}
		})
		fc.assert(property, { seed, numRuns: 12 * times, interruptAfterTimeLimit: 40_000, markInterruptAsFailure: true })
		expect(gained).toBeGreaterThan(40)
		expect(lost).toBeGreaterThan(40)
	})
})
