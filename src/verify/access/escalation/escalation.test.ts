import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../model/kube-object.ts'
import { subject } from '../access.suite.ts'
import { namespace, node, pod, rights, tokenSecret } from '../rights.suite.ts'
import { escalations, way } from './escalation.suite.ts'
import type { Escalation } from './escalation.ts'

/** What everybody in the tables below is after: an account of dev that may relabel the namespaces of every stage. */
const prize = 'ServiceAccount shop-dev/ci may patch namespaces everywhere'
const won = 'ServiceAccount shop-dev/ci → patch namespaces in the whole cluster'

describe('becoming a service account', () => {
	const rows: readonly [right: string, step: string][] = [
		['create pods in shop-dev', 'create pods in shop-dev'],
		['create pods everywhere', 'create pods in the whole cluster'],
		['patch deployments.apps web in shop-dev', 'patch deployments.apps in shop-dev'],
		['update statefulsets.apps in shop-dev', 'update statefulsets.apps in shop-dev'],
		['create daemonsets.apps in shop-dev', 'create daemonsets.apps in shop-dev'],
		['create replicasets.apps in shop-dev', 'create replicasets.apps in shop-dev'],
		['create replicationcontrollers in shop-dev', 'create replicationcontrollers in shop-dev'],
		['create jobs.batch in shop-dev', 'create jobs.batch in shop-dev'],
		['patch cronjobs.batch in shop-dev', 'patch cronjobs.batch in shop-dev'],
		['create serviceaccounts/token in shop-dev', 'create serviceaccounts/token in shop-dev'],
		['impersonate serviceaccounts in shop-dev', 'impersonate serviceaccounts in shop-dev'],
		['create secrets and get secrets in shop-dev', 'create secrets and get secrets in shop-dev'],
		['* *.* in shop-dev', 'create pods in shop-dev'],
		[
			'bind clusterroles.rbac and create rolebindings.rbac in shop-dev',
			'create rolebindings.rbac.authorization.k8s.io and bind clusterroles.rbac.authorization.k8s.io in shop-dev',
		],
		[
			'escalate roles.rbac and update roles.rbac in shop-dev',
			'update roles.rbac.authorization.k8s.io and escalate roles.rbac.authorization.k8s.io in shop-dev → run pods in shop-dev',
		],
	]
	test.each(rows)('by %s', (right, step) => {
		const found = escalations(...rights(prize, `User erin may ${right}`))
		expect(way(found, 'User erin', 'walls test')).toBe(`User erin → ${step} → ${won}`)
	})

	const named: readonly [right: string, isEnough: boolean][] = [
		['create serviceaccounts/token ci in shop-dev', true],
		['create serviceaccounts/token other in shop-dev', false],
		['impersonate serviceaccounts ci in shop-dev', true],
		['impersonate serviceaccounts other in shop-dev', false],
		['get secrets ci-token in shop-dev', true],
		['list secrets in shop-dev', true],
		['get secrets other-token in shop-dev', false],
		['create pods/exec web in shop-dev', true],
		['create pods/exec other in shop-dev', false],
		['create pods/attach in shop-dev', true],
		['patch pods/ephemeralcontainers in shop-dev', true],
		['update pods in shop-dev', true],
		// What opens no door.
		['get pods/exec in shop-dev', false],
		['get pods in shop-dev', false],
		['delete pods in shop-dev', false],
		['create pods/portforward in shop-dev', false],
		['create pods/eviction in shop-dev', false],
		['create pods/* in shop-dev', false],
		['patch deployments.apps/scale in shop-dev', false],
		['patch jobs.batch in shop-dev', false],
		['create secrets in shop-dev', false],
		['create serviceaccounts in shop-dev', false],
		['create rolebindings.rbac in shop-dev', false],
		['create roles.rbac in shop-dev', false],
		['bind clusterroles.rbac in shop-dev', false],
		['escalate roles.rbac in shop-dev', false],
		['create pods in tools', false],
		['patch configmaps in shop-dev', false],
	]
	test.each(named)('%s: %j', (right, isEnough) => {
		const there = [tokenSecret('shop-dev/ci-token', 'ci'), pod('shop-dev/web', 'ci', 'n1')]
		const found = escalations(...rights(prize, `User erin may ${right}`), ...there)
		expect(way(found, 'User erin', 'walls test') !== undefined).toBe(isEnough)
	})

	test('a role that may be bound is had, and no more than that', () => {
		const only = (role: string): Escalation =>
			escalations(
				...rights(
					prize,
					`User erin may create rolebindings.rbac in shop-dev`,
					`User erin may bind roles.rbac ${role} in shop-dev`,
				),
				...rights('User nobody may get pods in tools').map((object) => renamed(object, 'reader')),
				...rights('User nobody may create pods in shop-dev').map((object) => renamed(object, 'runner')),
			)
		expect(way(only('runner'), 'User erin', 'walls test')).toBeDefined()
		expect(way(only('reader'), 'User erin', 'walls test')).toBeUndefined()
	})

	test('an account of another namespace is out of reach', () => {
		const found = escalations(
			...rights('ServiceAccount tools/ci may patch namespaces everywhere', 'User erin may create pods in shop-dev'),
		)
		expect(way(found, 'User erin', 'walls test')).toBeUndefined()
	})

	test('step by step through several accounts', () => {
		const found = escalations(
			...rights(
				'User erin may create pods in shop-dev',
				'ServiceAccount shop-dev/a may create serviceaccounts/token b in tools',
				'ServiceAccount tools/b may list secrets in shop-prod',
			),
		)
		expect(way(found, 'User erin', 'secrets prod')).toBe(
			'User erin → create pods in shop-dev → ServiceAccount shop-dev/a → ServiceAccount tools/b → list secrets in shop-prod → read Secrets of shop-prod',
		)
	})
})

function renamed(object: KubeObject, name: string): KubeObject {
	const roleRef = object['roleRef'] as { readonly name: string } | undefined
	return {
		...object,
		metadata: { ...object.metadata, name },
		...(roleRef === undefined ? {} : { roleRef: { ...roleRef, name } }),
	}
}

describe('nodes', () => {
	const workers = [node('n1'), node('n2')]
	const victim = pod('tools/agent', 'agent', 'n2')
	const agent = 'ServiceAccount tools/agent may patch namespaces everywhere'

	const rows: readonly [title: string, rights: readonly string[], objects: readonly KubeObject[], isEnough: boolean][] =
		[
			[
				'pods that no Pod Security keeps from their node',
				['User erin may create pods in open-dev'],
				[namespace('open-dev', '')],
				true,
			],
			[
				'pods that may be privileged',
				['User erin may create pods in open-dev'],
				[namespace('open-dev', 'privileged')],
				true,
			],
			['pods that are kept from it', ['User erin may create pods in shop-dev'], [], false],
			[
				'… by a namespace whose label may be changed',
				['User erin may create pods in shop-dev', 'User erin may patch namespaces shop-dev in shop-dev'],
				[],
				true,
			],
			[
				'… the label of another namespace is of no use',
				['User erin may create pods in shop-dev', 'User erin may patch namespaces shop-test in shop-test'],
				[],
				false,
			],
			[
				'a volume on the disk of a node',
				['User erin may create pods in shop-dev', 'User erin may create persistentvolumes everywhere'],
				[],
				true,
			],
			['a volume alone', ['User erin may create persistentvolumes everywhere'], [], false],
			['the API of the kubelet', ['User erin may get nodes/proxy everywhere'], [], true],
			['… of another node', ['User erin may get nodes/proxy n1 everywhere'], [], false],
			['… of this node', ['User erin may get nodes/proxy n2 everywhere'], [], true],
			[
				'commands in a privileged pod there',
				['User erin may create pods/exec in shop-dev'],
				[pod('shop-dev/p', 'default', 'n2', { hostPID: true })],
				true,
			],
			[
				'commands in a privileged pod elsewhere',
				['User erin may create pods/exec in shop-dev'],
				[pod('shop-dev/p', 'default', 'n1', { hostPID: true })],
				false,
			],
			[
				'commands in a plain pod there',
				['User erin may create pods/exec in shop-dev'],
				[pod('shop-dev/p', 'default', 'n2')],
				false,
			],
		]
	test.each(rows)('%s', (_, lines, objects, isEnough) => {
		const found = escalations(...rights(agent, ...lines), ...workers, victim, ...objects)
		expect(way(found, 'User erin', 'walls prod') !== undefined).toBe(isEnough)
	})

	test('a node of the control plane is the cluster', () => {
		const lines = rights('User erin may create pods in open-dev')
		const open = namespace('open-dev', '')
		const leader = node('cp', { 'node-role.kubernetes.io/control-plane': '' })
		expect(way(escalations(...lines, open, ...workers), 'User erin', 'everything')).toBeUndefined()
		expect(way(escalations(...lines, open, ...workers, leader), 'User erin', 'everything')).toBe(
			'User erin → create pods in open-dev → root on a node → root on the node cp → every right in the cluster',
		)
	})

	test('two people in one: what one account may relabel and another may run', () => {
		const lines = [
			agent,
			'User erin may create serviceaccounts/token in tools',
			'ServiceAccount tools/a may patch namespaces shop-dev in shop-dev',
		]
		const without = escalations(...rights(...lines), ...workers, pod('shop-test/agent', 'agent', 'n2'))
		const withBoth = escalations(
			...rights(
				...lines.slice(1),
				'ServiceAccount tools/b may create pods in shop-dev',
				'ServiceAccount shop-test/agent may list secrets in shop-prod',
			),
			...workers,
			pod('shop-test/agent', 'agent', 'n2'),
		)
		expect(way(without, 'User erin', 'secrets prod')).toBeUndefined()
		expect(way(withBoth, 'User erin', 'secrets prod')).toBeDefined()
	})
})

describe('every right in the cluster', () => {
	const rows: readonly [isEnough: boolean, ...lines: string[]][] = [
		[true, '* *.* everywhere'],
		[true, 'create clusterrolebindings.rbac and bind clusterroles.rbac everywhere'],
		[false, 'create clusterrolebindings.rbac everywhere'],
		[false, 'bind clusterroles.rbac everywhere'],
		[true, 'update clusterroles.rbac and escalate clusterroles.rbac everywhere'],
		[false, 'update clusterroles.rbac everywhere'],
		[false, 'escalate clusterroles.rbac everywhere'],
		[true, 'create mutatingwebhookconfigurations.admission everywhere'],
		[
			true,
			'create mutatingadmissionpolicies.admission and create mutatingadmissionpolicybindings.admission everywhere',
		],
		[false, 'create mutatingadmissionpolicies.admission everywhere'],
		[true, 'impersonate users and impersonate groups everywhere'],
		[false, 'impersonate groups everywhere'],
		[true, 'impersonate users and impersonate groups system:masters everywhere'],
		[false, 'impersonate users and impersonate groups qa everywhere'],
		[false, 'impersonate users everywhere'],
		[true, 'impersonate users admin everywhere'],
		[false, 'impersonate users other everywhere'],
	]
	test.each(rows)('%j: %s', (isEnough, ...lines) => {
		const admins = rights('User admin may * *.* everywhere', ...lines.map((line) => `User erin may ${line}`))
		// Whoever may be any user may be the one who has every right.
		const enough =
			isEnough || lines.includes('impersonate users everywhere') || lines[0]?.includes('impersonate users and') === true
		expect(way(escalations(...admins), 'User erin', 'everything') !== undefined).toBe(enough)
	})

	test('a certificate of any name takes who asks for it and who approves it, in one or in two', () => {
		const approver =
			'ServiceAccount tools/a may patch certificatesigningrequests.certificates/approval and approve signers.certificates kubernetes.io/kube-apiserver-client everywhere'
		const asker = 'ServiceAccount tools/b may create certificatesigningrequests.certificates everywhere'
		const both = ['User erin may create serviceaccounts/token in tools', 'User admin may * *.* everywhere']
		expect(way(escalations(...rights(...both, approver)), 'User erin', 'everything')).toBeUndefined()
		expect(way(escalations(...rights(...both, asker)), 'User erin', 'everything')).toBeUndefined()
		expect(way(escalations(...rights(...both, asker, approver)), 'User erin', 'everything')).toBeDefined()
	})

	test('system:masters have it, whoever is bound', () => {
		expect(
			way(escalations(...rights('Group system:masters may get pods in tools')), 'Group system:masters', 'everything'),
		).toBe('Group system:masters → every right in the cluster')
	})
})

describe('groups', () => {
	const rows: readonly [group: string, isIn: boolean][] = [
		['system:serviceaccounts:shop-dev', true],
		['system:serviceaccounts', true],
		['system:authenticated', true],
		['system:serviceaccounts:shop-test', false],
		['system:unauthenticated', false],
	]
	test.each(rows)('an account of shop-dev has what %s has: %j', (group, isIn) => {
		const found = escalations(
			...rights(
				`Group ${group} may delete networkpolicies.networking in shop-prod`,
				'ServiceAccount shop-dev/ci may get pods in shop-dev',
			),
		)
		expect(way(found, 'ServiceAccount shop-dev/ci', 'walls prod') !== undefined).toBe(isIn)
	})

	test.each([
		['system:serviceaccounts:shop-dev', 'Group system:serviceaccounts'],
		['system:unauthenticated', 'User system:anonymous'],
		['devs', 'Group system:authenticated'],
	])('whoever is in %s has what %s has, as the same identity', (group, other) => {
		const lines = [`${other} may patch limitranges in shop-prod`, `Group ${group} may get pods in shop-dev`]
		const target = { zone: 'prod', deed: 'walls' } as const
		expect(escalations(...rights(...lines)).way(subject(`Group ${group}`), target)?.isDirect).toBe(true)
	})

	const impersonated: readonly [right: string, holder: string, isEnough: boolean][] = [
		['impersonate serviceaccounts ghost in shop-dev', 'Group system:serviceaccounts:shop-dev', true],
		['impersonate serviceaccounts ghost in shop-dev', 'Group system:serviceaccounts:shop-test', false],
		['impersonate users system:serviceaccount:shop-dev:ci everywhere', 'ServiceAccount shop-dev/ci', false],
		['impersonate users tim everywhere', 'User tim', true],
	]
	test.each(impersonated)('%s has what %s has: %j', (right, holder, isEnough) => {
		const found = escalations(...rights(`${holder} may patch limitranges in shop-prod`, `User erin may ${right}`))
		expect(way(found, 'User erin', 'walls prod') !== undefined).toBe(isEnough)
	})

	test('system:masters may be impersonated where nobody is bound to it', () => {
		const right = (group: string) =>
			rights(`User erin may impersonate users tim and impersonate groups ${group} everywhere`)
		expect(way(escalations(...right('system:masters')), 'User erin', 'everything')).toBeDefined()
		expect(way(escalations(...right('devs')), 'User erin', 'everything')).toBeUndefined()
	})

	test('one request may rest on a right of one’s own and one of a group', () => {
		const lines = [
			'User erin may create rolebindings.rbac in shop-prod',
			'Group system:authenticated may bind clusterroles.rbac everywhere',
		]
		expect(way(escalations(...rights(...lines)), 'User erin', 'run prod')).toBeDefined()
		expect(way(escalations(...rights(lines[0] ?? '')), 'User erin', 'run prod')).toBeUndefined()
	})
})

describe('deeds', () => {
	const rows: readonly [right: string, deeds: string][] = [
		['patch namespaces shop-prod in shop-prod', 'walls'],
		['update namespaces/finalize in shop-prod', 'walls'],
		['delete networkpolicies.networking in shop-prod', 'walls write'],
		['deletecollection resourcequotas in shop-prod', 'walls write'],
		['patch limitranges in shop-prod', 'walls write'],
		['create rolebindings.rbac in shop-prod', 'walls write'],
		['create endpointslices.discovery in shop-prod', 'walls write'],
		['patch services/status in shop-prod', 'walls write'],
		['create pods in shop-prod', 'run secrets write'],
		['create pods/exec in shop-prod', 'run write'],
		['watch secrets in shop-prod', 'secrets'],
		['get secrets one in shop-prod', 'secrets'],
		['patch configmaps in shop-prod', 'write'],
		['create pods/eviction in shop-prod', 'write'],
		['get pods in shop-prod', ''],
		['create localsubjectaccessreviews.authorization.k8s.io in shop-prod', ''],
		['patch nodes in shop-prod', ''],
		['delete persistentvolumes everywhere', ''],
		['delete configmaps everywhere', 'write'],
	]
	test.each(rows)('%s: %s', (right, deeds) => {
		const found = escalations(...rights(`User erin may ${right}`))
		const done = (['walls', 'run', 'secrets', 'write'] as const).filter(
			(deed) => way(found, 'User erin', `${deed} prod`) !== undefined,
		)
		expect(done.join(' ')).toBe(deeds)
	})

	test.each([
		'create validatingadmissionpolicies.admission',
		'delete validatingwebhookconfigurations.admission',
		'patch nodes',
		'patch nodes/status',
		'delete clusternetworkpolicies.tiers',
		'update apiservices.apiregistration.k8s.io',
	])('%s: what guards every stage', (right) => {
		expect(way(escalations(...rights(`User erin may ${right} everywhere`)), 'User erin', 'guards')).toBeDefined()
		expect(way(escalations(...rights(`User erin may ${right} in shop-dev`)), 'User erin', 'guards')).toBeUndefined()
	})
})

test('who is in no binding can do nothing', () => {
	expect(way(escalations(...rights(prize)), 'User nobody', 'write dev')).toBeUndefined()
})
