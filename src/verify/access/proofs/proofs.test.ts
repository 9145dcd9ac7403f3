import { describe, expect, test } from 'vitest'
import { breakGlassAnnotations, breakGlassLabel } from '../../../model/break-glass.ts'
import type { Finding } from '../../../model/finding.ts'
import { kinds } from '../../../model/kinds.ts'
import type { KubeObject } from '../../../model/kube-object.ts'
import type { Tenancy } from '../../../model/tenancy.ts'
import type { Case } from '../../prover.ts'
import { tenancy as bare } from '../../verify.suite.ts'
import { manifests } from '../access.suite.ts'
import { namespace, node, pod, rights } from '../rights.suite.ts'
import { isolation } from './isolation.ts'
import { levels } from './levels.ts'
import { walls } from './walls.ts'

/** Developers: near-admin in dev, view in test. Testers: operate in test. CI: deploy in both. */
const tenancy: Tenancy = {
	...bare,
	people: [
		{ name: 'developers', users: [], groups: ['devs'], serviceAccounts: false },
		{ name: 'testers', users: ['tim'], groups: [], serviceAccounts: false },
		{ name: 'ci', users: [], groups: [], serviceAccounts: true },
	],
	stages: bare.stages.map((stage) => ({
		...stage,
		access:
			stage.name === 'dev'
				? [
						{ person: 'developers', level: 'near-admin' },
						{ person: 'ci', level: 'deploy' },
					]
				: [
						{ person: 'developers', level: 'view' },
						{ person: 'testers', level: 'operate' },
						{ person: 'ci', level: 'deploy' },
					],
	})),
}

const namespaces = [namespace('shop-dev'), namespace('blog-dev'), namespace('shop-test'), namespace('tools')]

function caseWith(objects: readonly KubeObject[], more: Partial<Case> = {}): Case {
	const facts = { cluster: 'shared', objects: [...namespaces, ...objects], unseen: [], absent: [] }
	return { tenancy, desired: [], now: '2026-06-01T12:00:00Z', facts, ...more }
}

function messages(findings: readonly Finding[]): readonly string[] {
	return findings.map(({ severity, code, message, result }) =>
		result === 'violated' ? `${severity} ${code}: ${message}` : `${result} ${code}: ${message}`,
	)
}

describe('access/isolation', () => {
	const rows: readonly [title: string, lines: readonly string[], found: readonly string[]][] = [
		[
			'what the plan gives is fine',
			['Group devs may create pods in shop-dev', 'Group devs may get pods in shop-test'],
			[],
		],
		[
			'a service account of dev that writes in test',
			['ServiceAccount shop-dev/bot may patch configmaps in shop-test'],
			[
				'critical access/cross-stage: ServiceAccount shop-dev/bot of dev can change objects of test: patch configmaps in shop-test',
			],
		],
		[
			'one that reads Secrets there',
			['ServiceAccount shop-dev/bot may list secrets in shop-test'],
			[
				'high access/cross-stage: ServiceAccount shop-dev/bot of dev can read the Secrets of test: list secrets in shop-test → read Secrets of shop-test',
			],
		],
		['one that reads anything else', ['ServiceAccount shop-dev/bot may list pods in shop-test'], []],
		[
			'developers who come to more in test than to look, through an account of dev',
			[
				'Group devs may create pods in shop-dev',
				'ServiceAccount shop-dev/bot may create deployments.apps in shop-test',
			],
			[
				'critical access/cross-stage: ServiceAccount shop-dev/bot of dev can say what runs in test: create deployments.apps in shop-test',
				'critical access/escalation: Group devs of dev and test can say what runs in test by becoming somebody else: create pods in shop-dev → ServiceAccount shop-dev/bot → create deployments.apps in shop-test',
			],
		],
		[
			'testers who may operate already come to no more by an account that deletes pods',
			[
				'User tim may delete pods in shop-test',
				'User tim may create serviceaccounts/token in shop-test',
				'ServiceAccount shop-test/bot may delete pods in shop-test',
			],
			[],
		],
		[
			'every right in the cluster, of one’s own',
			['ServiceAccount shop-dev/bot may * *.* everywhere'],
			[
				'critical access/cross-stage: ServiceAccount shop-dev/bot of dev has every right in the cluster: * everything in the whole cluster',
			],
		],
		[
			'accounts that everybody’s rights let in are told once',
			['Group system:serviceaccounts may update secrets everywhere'],
			[
				'critical access/everybody: every service account of the cluster can change objects or become somebody who can in every stage, through ClusterRole right-0',
			],
		],
		[
			'what everybody may ask about himself',
			['Group system:authenticated may create selfsubjectaccessreviews.authorization.k8s.io everywhere'],
			[],
		],
		[
			'what everybody may look at',
			['Group system:authenticated may list pods in shop-dev'],
			[
				'medium access/everybody: everybody who can log in, and every service account can look at objects in shop-dev, through Role right-0',
			],
		],
		['… where no stage is', ['Group system:authenticated may list pods in tools'], []],
		[
			'controllers of Kubernetes are no news',
			[
				'ServiceAccount kube-system/deployment-controller may update deployments.apps everywhere',
				'User system:kube-scheduler may create pods/binding everywhere',
			],
			[],
		],
		[
			'the platform’s own are noted',
			['ServiceAccount tools/ingress may list secrets everywhere', 'User admin may * *.* everywhere'],
			[
				'noted access/outsiders: 2 who are in no stage can change stages or read their Secrets: ServiceAccount tools/ingress, User admin',
			],
		],
	]
	test.each(rows)('%s', (_, lines, found) => {
		const proof = isolation.prove(caseWith(rights(...lines)))
		expect(messages(proof.findings)).toEqual(found)
		expect(proof.result).toBe(found.every((text) => text.startsWith('noted')) ? 'proven' : 'violated')
	})

	test('by a pod that takes hold of its node', () => {
		const open = caseWith([
			...rights('ServiceAccount tools/agent may * *.* everywhere', 'User tim may create pods in shop-test'),
			node('n1'),
			pod('tools/agent', 'agent', 'n1'),
		])
		const unguarded = open.facts.objects.map((object) =>
			object.kind === 'Namespace' ? namespace(object.metadata.name, '') : object,
		)
		const agent =
			'noted access/outsiders: one who is in no stage can change stages or read their Secrets: ServiceAccount tools/agent'
		expect(messages(isolation.prove({ ...open, facts: { ...open.facts, objects: unguarded } }).findings)).toEqual([
			'critical access/escalation: User tim of test can get every right in the cluster by becoming somebody else: create pods in shop-test → root on a node → ServiceAccount tools/agent → * everything in the whole cluster',
			agent,
		])
		// That he runs pods in test, which the plan does not give him, is told; it leads nowhere else.
		expect(messages(isolation.prove(open).findings)).toEqual([
			'critical access/cross-stage: User tim of test can say what runs in test: create pods in shop-test',
			agent,
		])
	})

	test('says every right on the way, by which binding and rule, and what to take away', () => {
		const found = isolation
			.prove(
				caseWith(
					rights(
						'ServiceAccount shop-dev/ci may create pods in shop-dev',
						'ServiceAccount shop-dev/bot may patch namespaces everywhere',
					),
				),
			)
			.findings.find(({ code }) => code === 'access/escalation')
		expect(found?.witness).toEqual([
			{
				object: { group: 'rbac.authorization.k8s.io', kind: 'RoleBinding', namespace: 'shop-dev', name: 'right-0' },
				field: 'subjects[0]',
				observed: 'may create pods by Role shop-dev/right-0, rules[0]',
			},
			{
				object: { group: 'rbac.authorization.k8s.io', kind: 'ClusterRoleBinding', name: 'right-1' },
				field: 'subjects[0]',
				observed: 'may patch namespaces by ClusterRole right-1, rules[0]',
			},
		])
		expect(found?.remedy).toBe('Narrow or delete ClusterRoleBinding right-1, or take another step of the way away.')
	})

	test('many who get there by the same right are one finding', () => {
		const bots = ['a', 'b', 'c', 'd', 'e'].map((name) => `ServiceAccount shop-dev/${name} may get pods in shop-dev`)
		const { findings } = isolation.prove(
			caseWith(rights('Group system:serviceaccounts:shop-dev may delete pods in shop-test', ...bots)),
		)
		expect(messages(findings)).toEqual([
			'critical access/cross-stage: ServiceAccount shop-dev/default, ServiceAccount shop-dev/a, ServiceAccount shop-dev/b and 3 more of dev can change objects of test: Group system:serviceaccounts:shop-dev → delete pods in shop-test',
		])
	})
})

describe('access/levels', () => {
	const rows: readonly [title: string, lines: readonly string[], found: readonly string[]][] = [
		[
			'the level itself',
			['Group devs may get pods in shop-test', 'User tim may create pods/portforward in shop-test'],
			[],
		],
		[
			'more than the level',
			['Group devs may patch deployments.apps and get pods in shop-test'],
			[
				'high access/above-level: Group devs may patch deployments.apps in shop-test by Role shop-test/right-0; the plan gives view',
			],
		],
		[
			'Secrets, where the level reads none',
			['User tim may get secrets in shop-test'],
			[
				'high access/above-level: User tim may get secrets in shop-test by Role shop-test/right-0; the plan gives operate',
			],
		],
		[
			'somebody of another stage',
			['User tim may list pods in shop-dev'],
			[
				'medium access/two-stages: User tim may list pods in shop-dev by Role shop-dev/right-0; the plan gives it rights in test only',
			],
		],
		[
			'somebody whom nobody knows',
			['User eve may list pods in shop-dev'],
			[
				'medium access/unplanned: User eve may list pods in shop-dev by Role shop-dev/right-0; the plan does not name it',
			],
		],
		[
			'a group of the plan under another name of the login',
			['Group ldap:devs may list pods in shop-dev'],
			[
				'medium access/unplanned: Group ldap:devs may list pods in shop-dev by Role shop-dev/right-0; the plan does not name it, only devs: is it the same, but for a prefix that the login adds?',
			],
		],
		[
			'a service account of another namespace',
			['ServiceAccount tools/agent may delete pods in shop-dev'],
			[
				'high access/foreign-account: ServiceAccount tools/agent may delete pods in shop-dev by Role shop-dev/right-0; the plan does not name it',
			],
		],
		['one of the namespace itself', ['ServiceAccount shop-dev/operator may delete pods in shop-dev'], []],
		[
			'CI with more than it should have',
			['ServiceAccount shop-dev/ci may create pods/exec in shop-dev'],
			[
				'high access/above-level: ServiceAccount shop-dev/ci may create pods/exec in shop-dev by Role shop-dev/right-0; the plan gives deploy',
			],
		],
		['a binding of the whole cluster', ['Group devs may list pods everywhere'], []],
		[
			'… that gives more',
			['Group devs may list secrets everywhere'],
			[
				'high access/cluster-wide: Group devs may list secrets in every stage (shop-test) by ClusterRole right-0; the plan gives view',
			],
		],
		['the platform’s own in the whole cluster', ['User admin may * *.* everywhere'], []],
		['what is in no namespace', ['Group devs may list nodes everywhere'], []],
	]
	test.each(rows)('%s', (_, lines, found) => {
		const proof = levels.prove(caseWith(rights(...lines)))
		expect(messages(proof.findings)).toEqual(found)
		expect(proof.result).toBe(found.length === 0 ? 'proven' : 'violated')
	})

	test('an aggregated role grows without being touched', () => {
		const { findings } = levels.prove(
			caseWith(
				manifests(`
kind: RoleBinding
metadata: {name: devs, namespace: shop-dev}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
subjects: [{kind: Group, name: devs}]
`),
			),
		)
		expect(messages(findings).filter((text) => text.includes('aggregated'))).toEqual([
			'low access/aggregated: the ClusterRole view that it binds grows with every ClusterRole that somebody labels for it',
		])
	})

	test('a role that is not there: on a server nobody has it, in files nobody knows', () => {
		const [binding] = manifests(`
kind: RoleBinding
metadata: {name: devs, namespace: shop-dev}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: gone}
subjects: [{kind: Group, name: devs}]
`)
		const stored = manifests('kind: ClusterRole\nmetadata: {name: edit, uid: "1"}')
		if (binding === undefined) throw new Error('no binding')
		expect(messages(levels.prove(caseWith([binding])).findings)).toEqual([
			'not-visible access/not-visible: what it gives is not known: no file has the Role gone',
		])
		expect(messages(levels.prove(caseWith([binding, ...stored])).findings)).toEqual([
			'low access/missing-role: it binds the Role gone, which is not there: whoever creates it decides what it gives',
		])
	})

	const glass = (
		annotations: Readonly<Record<string, string>>,
		rule = '{verbs: [delete], apiGroups: [""], resources: [pods]}',
	): readonly KubeObject[] =>
		manifests(`
kind: Role
metadata: {name: stagewall-break-glass.operate, namespace: shop-test}
rules: [${rule}]
---
kind: RoleBinding
metadata: {name: glass, namespace: shop-test, labels: {${breakGlassLabel}: webshop}, annotations: ${JSON.stringify(annotations)}}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: stagewall-break-glass.operate}
subjects: [{kind: User, name: erin}]
`)
	const said = {
		[breakGlassAnnotations.since]: '2026-06-01T11:00:00Z',
		[breakGlassAnnotations.until]: '2026-06-01T13:00:00Z',
		[breakGlassAnnotations.by]: 'olga',
		[breakGlassAnnotations.reason]: 'the checkout hangs',
	}

	test.each<readonly [title: string, objects: readonly KubeObject[], now: string, found: string]>([
		[
			'open',
			glass(said),
			'2026-06-01T12:00:00Z',
			'noted access/break-glass: User erin has the level operate in shop-test until 2026-06-01T13:00:00Z, given by olga: the checkout hangs',
		],
		[
			'over',
			glass(said),
			'2026-06-01T13:00:00Z',
			'high access/break-glass-expired: User erin has the level operate in shop-test: it was given until 2026-06-01T13:00:00Z and is still there',
		],
		[
			'without a reason',
			glass({ ...said, [breakGlassAnnotations.reason]: '' }),
			'2026-06-01T12:00:00Z',
			'high access/break-glass-faulty: User erin has the level operate in shop-test as break-glass, and it gives no reason',
		],
		[
			'more than it says',
			glass(said, '{verbs: ["*"], apiGroups: ["*"], resources: ["*"]}'),
			'2026-06-01T12:00:00Z',
			'high access/break-glass-faulty: User erin has the level operate in shop-test as break-glass, and it gives more than the level operate',
		],
	])('break-glass that is %s', (_, objects, now, found) => {
		expect(messages(levels.prove(caseWith(objects, { now })).findings)).toEqual([found])
	})
})

describe('access/walls', () => {
	const rows: readonly [title: string, lines: readonly string[], found: readonly string[]][] = [
		[
			'what the levels give',
			['Group devs may create pods in shop-dev', 'ServiceAccount shop-dev/ci may patch secrets in shop-dev'],
			[],
		],
		[
			'policies of one’s own stage',
			['Group devs may create networkpolicies.networking in shop-dev'],
			[
				'high access/walls: Group devs can change the walls of dev: create networkpolicies.networking.k8s.io in shop-dev',
			],
		],
		[
			'by becoming somebody else',
			['Group devs may create pods in shop-dev', 'ServiceAccount shop-dev/bot may patch resourcequotas in shop-dev'],
			[
				'high access/walls: ServiceAccount shop-dev/bot can change the walls of dev: patch resourcequotas in shop-dev; so can Group devs',
			],
		],
		[
			'what guards all of them',
			[
				'User tim may delete validatingadmissionpolicies.admission and get pods everywhere',
				'User tim may get pods in shop-test',
			],
			[
				'high access/walls: User tim can change what guards every stage: delete validatingadmissionpolicies.admissionregistration.k8s.io in the whole cluster',
			],
		],
		[
			'of another stage: told by access/isolation',
			['ServiceAccount shop-dev/bot may create networkpolicies.networking in shop-test'],
			[],
		],
		['of who is in no stage: the platform’s', ['User admin may create networkpolicies.networking everywhere'], []],
	]
	test.each(rows)('%s', (_, lines, found) => {
		const proof = walls.prove(caseWith(rights(...lines)))
		expect(messages(proof.findings)).toEqual(found)
		expect(proof.result).toBe(found.length === 0 ? 'proven' : 'violated')
	})
})

describe('what could not be read', () => {
	test.each([isolation, levels, walls])('$name is not visible without RoleBindings', (prover) => {
		const input = caseWith([])
		const unseen = [{ kind: kinds.RoleBinding, reason: 'forbidden', message: 'no' }] as const
		const proof = prover.prove({ ...input, facts: { ...input.facts, unseen } })
		expect(proof.result).toBe('not-visible')
	})

	test('pods decide who can become whom', () => {
		const input = caseWith([])
		const unseen = [{ kind: kinds.Pod, reason: 'forbidden', message: 'no' }] as const
		const facts = { ...input.facts, unseen }
		expect(isolation.prove({ ...input, facts }).result).toBe('not-visible')
		expect(levels.prove({ ...input, facts }).result).toBe('proven')
	})

	test('a rule that nobody understands', () => {
		const role = manifests('kind: Role\nmetadata: {name: odd, namespace: shop-dev}\nrules: [{verb: [get]}]')
		expect(messages(isolation.prove(caseWith(role)).findings)).toEqual([
			'not-visible access/not-visible: what Role shop-dev/odd gives is not known: a rule has no field "verb"',
		])
	})
})
