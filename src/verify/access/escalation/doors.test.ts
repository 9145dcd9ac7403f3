/** Doors of several parts: rights that open one only together, by one identity or by two, and names that are the right ones or not. */
import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../model/kube-object.ts'
import { namespace, node, pod, rights, tokenSecret } from '../rights.suite.ts'
import { escalations, way } from './escalation.suite.ts'

/** Whether erin, who may take the token of any account of tools, comes to something. */
function comesTo(what: string, lines: readonly string[], ...objects: readonly KubeObject[]): boolean {
	const found = escalations(...rights('User erin may get configmaps in shop-dev', ...lines), ...objects)
	return way(found, 'User erin', what) !== undefined
}

/** Erin's own rights, one line and one binding for each. */
function ofErin(...lines: readonly string[]): readonly string[] {
	return lines.map((line) => `User erin may ${line}`)
}

const leader = node('cp', { 'node-role.kubernetes.io/control-plane': '' })

describe('halves that two accounts have', () => {
	const rows: readonly [a: string, b: string, what: string, isEnough: boolean][] = [
		// Without its label a namespace lets pods take hold of their node.
		['patch namespaces shop-dev in shop-dev', 'create pods in shop-dev', 'everything', true],
		['patch namespaces in shop-dev', 'create pods in shop-dev', 'everything', true],
		['patch namespaces shop-dev everywhere', 'create pods in shop-dev', 'everything', true],
		['patch namespaces everywhere', 'create pods in shop-dev', 'everything', true],
		['patch namespaces shop-test everywhere', 'create pods in shop-dev', 'everything', false],
		['patch namespaces shop-test in shop-dev', 'create pods in shop-dev', 'everything', false],
		['patch namespaces shop-dev in shop-test', 'create pods in shop-dev', 'everything', false],
		['patch namespaces in shop-dev', 'create pods in shop-test', 'everything', false],
		['patch namespaces in shop-dev', 'get pods in shop-dev', 'everything', false],
		['create persistentvolumes everywhere', 'create pods in shop-dev', 'everything', true],
		['create persistentvolumes everywhere', 'get pods in shop-dev', 'everything', false],
		// A Secret of the type service-account-token is filled with one by the control plane.
		['create secrets in shop-dev', 'get secrets in shop-dev', 'walls test', true],
		['create secrets everywhere', 'get secrets everywhere', 'walls test', true],
		['create secrets in shop-dev', 'get secrets everywhere', 'walls test', true],
		['create secrets in shop-dev', 'get secrets in shop-prod', 'walls test', false],
		['create secrets in shop-dev', 'delete secrets in shop-dev', 'walls test', false],
	]
	test.each(rows)('%s, and %s: %s %j', (a, b, what, isEnough) => {
		const lines = [
			'User erin may create serviceaccounts/token in tools',
			`ServiceAccount tools/a may ${a}`,
			`ServiceAccount tools/b may ${b}`,
			'ServiceAccount shop-dev/ci may patch limitranges in shop-test',
		]
		expect(comesTo(what, lines, leader)).toBe(isEnough)
	})
})

describe('two rights of one identity', () => {
	const prize = 'ServiceAccount shop-dev/ci may patch limitranges in shop-test'
	const rows: readonly [isEnough: boolean, ...lines: string[]][] = [
		[true, 'create secrets and get secrets everywhere'],
		[true, 'create secrets and patch secrets s in shop-dev', 'get secrets in shop-dev'],
		[true, 'create secrets s and patch secrets s in shop-dev'],
		// A name is only there when it is applied, and that takes to patch it.
		[false, 'create secrets s in shop-dev', 'get secrets t in shop-dev'],
		[true, 'create secrets in shop-dev', 'get secrets s in shop-dev'],
		[false, 'create secrets in shop-test', 'get secrets s in shop-dev'],
	]
	test.each(rows)('%j: a token in a Secret of one’s own by %s %s', (isEnough, ...lines) => {
		expect(comesTo('walls test', [prize, ...ofErin(...lines)])).toBe(isEnough)
	})
})

describe('impersonation', () => {
	const everything: readonly [isEnough: boolean, ...lines: string[]][] = [
		// Of the group system:masters, along with anybody.
		[true, 'impersonate users and impersonate groups everywhere'],
		[true, 'impersonate users x and impersonate groups everywhere'],
		[true, 'impersonate serviceaccounts everywhere', 'impersonate groups everywhere'],
		[true, 'impersonate serviceaccounts x everywhere', 'impersonate groups everywhere'],
		[true, 'impersonate serviceaccounts in tools', 'impersonate groups everywhere'],
		[true, 'impersonate serviceaccounts x in tools', 'impersonate groups everywhere'],
		[true, 'impersonate serviceaccounts x in tools', 'impersonate groups system:masters everywhere'],
		[false, 'impersonate serviceaccounts x in tools', 'impersonate groups devs everywhere'],
		[false, 'impersonate groups everywhere', 'get pods in tools'],
		[false, 'impersonate users everywhere'],
		[false, 'impersonate users system:masters everywhere'],
	]
	test.each(everything)('%j: every right by %s %s', (isEnough, ...lines) => {
		expect(comesTo('everything', ofErin(...lines))).toBe(isEnough)
	})

	const others: readonly [right: string, who: string, isEnough: boolean][] = [
		['impersonate users everywhere', 'User tim', true],
		['impersonate users everywhere', 'Group qa', false],
		['impersonate users everywhere', 'ServiceAccount shop-dev/ci', false],
		['impersonate users tim in shop-dev', 'User tim', false],
		['impersonate serviceaccounts ci everywhere', 'ServiceAccount shop-dev/ci', true],
		['impersonate serviceaccounts tim everywhere', 'User tim', false],
		['create serviceaccounts/token ci everywhere', 'ServiceAccount shop-dev/ci', true],
		['get serviceaccounts ci everywhere', 'ServiceAccount shop-dev/ci', false],
	]
	test.each(others)('%s: what %s has %j', (right, who, isEnough) => {
		expect(comesTo('walls test', [`${who} may patch limitranges in shop-test`, ...ofErin(right)])).toBe(isEnough)
	})
})

describe('names that are of something else', () => {
	const rows: readonly [right: string, isEnough: boolean][] = [
		['get secrets ci-token everywhere', true],
		['create serviceaccounts/token ci-token in shop-dev', false],
		['bind clusterroles.rbac ci-token in shop-dev', false],
		['get secrets ci in shop-dev', false],
		['get secrets web in shop-dev', false],
		['get secrets shop-dev in shop-dev', false],
		['get secrets plain in shop-dev', false],
		['patch namespaces ci in shop-dev', false],
		['create pods/exec web everywhere', true],
		['patch pods web in shop-dev', true],
		['patch pods web in shop-test', false],
		['create pods/exec runner in shop-dev', false],
		['get nodes/proxy n2 everywhere', true],
		['get nodes/proxy n2 in shop-dev', false],
		['get nodes/proxy tim everywhere', false],
		['create serviceaccounts/token n2 everywhere', false],
	]
	test.each(rows)('%s: %j', (right, isEnough) => {
		const there = [
			node('n2'),
			pod('shop-dev/web', 'ci', 'n2'),
			tokenSecret('shop-dev/ci-token', 'ci'),
			{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'plain', namespace: 'shop-dev' } },
			deployment('shop-dev/runner', 'ci'),
		]
		const prizes = ['ServiceAccount shop-dev/ci', 'User tim'].map((who) => `${who} may patch limitranges in shop-test`)
		expect(comesTo('walls test', [...prizes, ...ofErin(right)], ...there)).toBe(isEnough)
	})
})

function deployment(path: string, serviceAccountName: string, spec: object = {}): KubeObject {
	const [home = '', name = ''] = path.split('/')
	const template = { spec: { containers: [{ name: 'main' }], serviceAccountName, ...spec } }
	return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: home }, spec: { template } }
}

describe('what runs, or is going to', () => {
	const plain = deployment('shop-dev/web', 'ci')
	const breaking = deployment('shop-dev/web', 'ci', { hostPID: true })
	const rows: readonly [title: string, objects: readonly KubeObject[], account: boolean, node: boolean][] = [
		['nothing', [], false, false],
		['a template of pods', [plain], true, false],
		['a template of pods that are on their node', [breaking], true, true],
		['a pod of it', [plain, pod('shop-dev/web-1', 'ci', 'n2')], true, false],
		['a pod of the account that is not on its node', [breaking, pod('shop-dev/web-1', 'ci', 'n2')], true, true],
		['a template beside a pod of another account', [plain, pod('shop-dev/db', 'other', 'n2')], true, false],
		['a template beside a pod elsewhere', [plain, pod('shop-test/web', 'ci', 'n2')], true, false],
		['a template elsewhere', [deployment('shop-test/web', 'ci')], false, false],
		['a pod that has ended', [{ ...pod('shop-dev/web', 'ci', 'n2'), status: { phase: 'Succeeded' } }], false, false],
	]
	test.each(rows)('commands in %s', (_, objects, account, onNode) => {
		const lines = [
			'ServiceAccount shop-dev/ci may patch limitranges in shop-test',
			...ofErin('create pods/exec in shop-dev'),
		]
		expect(comesTo('walls test', lines, ...objects)).toBe(account)
		expect(comesTo('everything', lines, leader, ...objects)).toBe(onNode)
	})
})

describe('nodes', () => {
	const role = 'node-role.kubernetes.io'
	const leaders: readonly [title: string, leader: KubeObject, isOne: boolean][] = [
		['a node of the control plane', leader, true],
		['one that is called as it was before 1.24', node('cp', { [`${role}/master`]: '' }), true],
		['a worker', node('cp', { [`${role}/worker`]: '' }), false],
		['a Node of another group', { ...leader, apiVersion: 'example.org/v1' }, false],
	]
	test.each(leaders)('%s is the cluster: %#', (_, leading, isOne) => {
		expect(comesTo('everything', ofErin('get nodes/proxy cp everywhere'), leading)).toBe(isOne)
	})

	const ways: readonly [isEnough: boolean, ...lines: string[]][] = [
		[true, 'impersonate users system:node:cp and impersonate groups system:nodes everywhere'],
		[false, 'impersonate users system:node:n2 and impersonate groups system:nodes everywhere'],
		[true, 'impersonate users and impersonate groups system:nodes everywhere'],
		[false, 'impersonate users system:node:cp and impersonate groups devs everywhere'],
		[false, 'impersonate users cp and impersonate groups system:nodes everywhere'],
		[false, 'impersonate users system:node:cp everywhere'],
		[false, 'impersonate groups system:nodes everywhere'],
		[
			true,
			'create certificatesigningrequests.certificates and create certificatesigningrequests.certificates/nodeclient everywhere',
		],
		[false, 'create certificatesigningrequests.certificates everywhere'],
		[false, 'create certificatesigningrequests.certificates/nodeclient everywhere'],
		[true, 'create pods in shop-dev', 'patch namespaces everywhere'],
		[false, 'patch namespaces everywhere'],
		[true, 'create pods in shop-dev', 'patch namespaces shop-dev in shop-dev'],
		[false, 'create pods in shop-dev', 'patch namespaces shop-test everywhere'],
	]
	test.each(ways)('%j: root on the node of the control plane by %s %s', (isEnough, ...lines) => {
		expect(comesTo('everything', ofErin(...lines), leader, node('n2'))).toBe(isEnough)
	})

	test('an object of another group that is called Namespace is no open one', () => {
		const other = { ...namespace('shop-dev', ''), apiVersion: 'example.org/v1' }
		expect(comesTo('everything', ofErin('create pods in shop-dev'), leader, other)).toBe(false)
	})
})

describe('certificates', () => {
	const asks = 'create certificatesigningrequests.certificates'
	const approves = 'patch certificatesigningrequests.certificates/approval'
	const signers: readonly [signer: string, ofClients: boolean, ofKubelets: boolean][] = [
		['signers.certificates', true, true],
		['signers.certificates kubernetes.io/kube-apiserver-client', true, true],
		['signers.certificates kubernetes.io/*', true, true],
		['signers.certificates kubernetes.io/kube-apiserver-client-kubelet', false, true],
		['signers.certificates kubernetes.io/kubelet-serving', false, false],
		['signers.certificates example.org/*', false, false],
	]
	test.each(signers)('of %s: any client %j, any kubelet %j', (signer, ofClients, ofKubelets) => {
		const lines = ofErin(`${approves} and approve ${signer} and ${asks} everywhere`)
		expect(comesTo('everything', ['User tim may * *.* everywhere', ...lines])).toBe(ofClients)
		expect(comesTo('everything', lines, leader)).toBe(ofKubelets)
	})

	test.each([
		[`${approves} and ${asks}`],
		[`approve signers.certificates and ${asks}`],
		[`${approves} and approve signers.certificates`],
		[`${approves} and get signers.certificates and ${asks}`],
	])('not by %s alone', (right) => {
		expect(comesTo('everything', ['User tim may * *.* everywhere', ...ofErin(`${right} everywhere`)], leader)).toBe(
			false,
		)
	})

	test.each([
		['User tim may patch limitranges in shop-test', 'walls test', true],
		['Group qa may patch limitranges in shop-test', 'walls test', true],
		['ServiceAccount shop-dev/ci may patch limitranges in shop-test', 'walls test', true],
		// The signer refuses it.
		['Group system:masters may get pods in tools', 'everything', false],
	])('whoever has one of any name: %s: %s %j', (line, what, isEnough) => {
		const lines = ofErin(`${approves} and approve signers.certificates and ${asks} everywhere`)
		expect(comesTo(what, [line, ...lines])).toBe(isEnough)
	})
})

describe('roles', () => {
	/** A role and its binding to somebody else, called as it is wanted. */
	const role = (name: string, line: string): readonly KubeObject[] =>
		rights(`User nobody may ${line}`).map((object) => ({
			...object,
			metadata: { ...object.metadata, name },
			...('roleRef' in object ? { roleRef: { ...(object['roleRef'] as object), name } } : {}),
		}))
	const roles = [
		...role('idle', 'get pods everywhere'),
		...role('reader', 'get secrets everywhere'),
		...role('reader-test', 'get secrets in shop-test'),
		...role('binder', 'create rolebindings.rbac and bind roles.rbac reader-test in shop-test'),
	]

	const rows: readonly [isEnough: boolean, ...lines: string[]][] = [
		[true, 'create rolebindings.rbac in shop-test', 'bind roles.rbac reader-test in shop-test'],
		[true, 'create rolebindings.rbac everywhere', 'bind roles.rbac reader-test everywhere'],
		[true, 'create rolebindings.rbac everywhere', 'bind roles.rbac reader-test in shop-test'],
		[true, 'create rolebindings.rbac in shop-test', 'bind clusterroles.rbac reader everywhere'],
		[true, 'create rolebindings.rbac and bind clusterroles.rbac reader everywhere'],
		// Not where there is no such role, or where it would hold elsewhere.
		[false, 'create rolebindings.rbac and bind roles.rbac reader-test in shop-dev'],
		[false, 'create rolebindings.rbac and bind clusterroles.rbac reader in shop-dev'],
		[false, 'create rolebindings.rbac and bind roles.rbac reader in shop-test'],
		[false, 'create rolebindings.rbac and bind clusterroles.rbac reader-test in shop-test'],
		[false, 'create rolebindings.rbac and bind clusterroles.rbac idle in shop-test'],
		// A binding that is there keeps its role, and holds where it is.
		[true, 'patch rolebindings.rbac reader-test and bind roles.rbac reader-test in shop-test'],
		[true, 'patch rolebindings.rbac and bind roles.rbac everywhere'],
		[true, 'patch clusterrolebindings.rbac reader and bind clusterroles.rbac reader everywhere'],
		[false, 'patch clusterrolebindings.rbac reader everywhere'],
		[false, 'patch clusterrolebindings.rbac idle and bind clusterroles.rbac reader everywhere'],
		[false, 'patch rolebindings.rbac reader and bind clusterroles.rbac reader everywhere'],
		[false, 'patch rolebindings.rbac binder and bind roles.rbac reader-test in shop-test'],
		[false, 'patch rolebindings.rbac reader-test and bind roles.rbac reader-test in shop-dev'],
		[false, 'patch clusterrolebindings.rbac reader and bind clusterroles.rbac reader in shop-test'],
		// One of the whole cluster takes a ClusterRole.
		[true, 'create clusterrolebindings.rbac and bind clusterroles.rbac reader everywhere'],
		[false, 'create clusterrolebindings.rbac and bind roles.rbac reader-test everywhere'],
		[false, 'create clusterrolebindings.rbac and bind clusterroles.rbac idle everywhere'],
		// A role by which another may be bound.
		[true, 'patch rolebindings.rbac binder and bind roles.rbac binder in shop-test'],
		[
			true,
			'patch rolebindings.rbac everywhere',
			'bind roles.rbac binder in shop-test',
			'bind clusterroles.rbac idle in shop-test',
		],
	]
	test.each(rows)('%j: %s %s %s', (isEnough, ...lines) => {
		const found = escalations(...rights(...ofErin(...lines)), ...roles)
		expect(
			way(found, 'User erin', 'secrets test') !== undefined && way(found, 'User erin', 'everything') === undefined,
		).toBe(isEnough)
	})

	test.each([
		['Group system:unauthenticated', 'User system:anonymous'],
		['ServiceAccount shop-dev/ci', 'Group system:serviceaccounts:shop-dev'],
		['User erin', 'Group system:authenticated'],
	])('%s binds with what %s may bind', (who, other) => {
		const lines = [
			`${who} may create rolebindings.rbac in shop-test`,
			`${other} may bind roles.rbac reader-test in shop-test`,
		]
		expect(way(escalations(...rights(...lines), ...roles), who, 'secrets test')).toBeDefined()
		expect(way(escalations(...rights(lines[0] ?? ''), ...roles), who, 'secrets test')).toBeUndefined()
	})

	test('a binding to a role that is not there gives nothing, and is no reason to stop', () => {
		const lost = rights('User erin may create pods in shop-test').filter(({ kind }) => kind !== 'Role')
		const other = rights(
			'User tim may patch rolebindings.rbac and bind roles.rbac everywhere',
			'User erin may patch configmaps in shop-prod',
		)
		const found = escalations(
			...lost.map((object) => ({
				...object,
				metadata: { ...object.metadata, name: 'lost' },
				roleRef: { ...(object['roleRef'] as object), name: 'lost' },
			})),
			...other,
		)
		expect(way(found, 'User erin', 'run test')).toBeUndefined()
		expect(way(found, 'User erin', 'write prod')).toBeDefined()
		expect(way(found, 'User tim', 'write prod')).toBeDefined()
	})

	test('cluster-admin may be bound though it was not read', () => {
		const stored = (...lines: readonly string[]): readonly KubeObject[] =>
			rights(...ofErin(...lines)).map((object) => ({ ...object, metadata: { ...object.metadata, uid: 'u' } }))
		const inOne = escalations(
			...stored('get pods everywhere', 'create rolebindings.rbac and bind clusterroles.rbac in shop-test'),
		)
		expect(way(inOne, 'User erin', 'run test')).toBeDefined()
		const inEach = escalations(...stored('create rolebindings.rbac and bind clusterroles.rbac everywhere'))
		expect(way(inEach, 'User erin', 'run test')).toBeDefined()
		expect(way(inEach, 'User erin', 'everything')).toBeUndefined()
		const everywhere = escalations(...stored('create clusterrolebindings.rbac and bind clusterroles.rbac everywhere'))
		expect(way(everywhere, 'User erin', 'everything')).toBeDefined()
	})

	/** Erin in a ClusterRole `dev`, perhaps one that is made of others, bound in shop-test or in the whole cluster. */
	const inDev = (isWide: boolean, isMadeOfOthers: boolean, ...lines: readonly string[]): readonly KubeObject[] => {
		const [dev, binding] = role('dev', 'get pods everywhere')
		const made = { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { into: 'dev' } }] } }
		const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'erin' }]
		return [
			{ ...(dev as KubeObject), ...(isMadeOfOthers ? made : {}) },
			isWide
				? { ...(binding as KubeObject), subjects }
				: {
						...(binding as KubeObject),
						kind: 'RoleBinding',
						metadata: { name: 'dev', namespace: 'shop-test' },
						subjects,
					},
			...rights(...ofErin(...lines)),
		]
	}
	const filled: readonly [isEnough: boolean, isMadeOfOthers: boolean, ...lines: string[]][] = [
		[true, false, 'update clusterroles.rbac dev and escalate clusterroles.rbac dev everywhere'],
		[false, false, 'update clusterroles.rbac dev everywhere'],
		[false, false, 'escalate clusterroles.rbac dev everywhere'],
		[false, false, 'update clusterroles.rbac idle and escalate clusterroles.rbac idle everywhere'],
		[false, false, 'update roles.rbac dev and escalate roles.rbac dev everywhere'],
		[true, true, 'create clusterroles.rbac and escalate clusterroles.rbac everywhere'],
		[false, true, 'create clusterroles.rbac everywhere'],
		[false, true, 'escalate clusterroles.rbac everywhere'],
		[false, false, 'create clusterroles.rbac and escalate clusterroles.rbac everywhere'],
	]
	test.each(filled)(
		'%j: a role one is in (made of others: %j) is filled by %s',
		(isEnough, isMadeOfOthers, ...lines) => {
			const everywhere = escalations(...inDev(true, isMadeOfOthers, ...lines))
			expect(way(everywhere, 'User erin', 'everything') !== undefined).toBe(isEnough)
			const inOne = escalations(...inDev(false, isMadeOfOthers, ...lines))
			expect(way(inOne, 'User erin', 'everything')).toBeUndefined()
			expect(way(inOne, 'User erin', 'run test') !== undefined).toBe(isEnough)
			expect(way(inOne, 'User erin', 'write test') !== undefined).toBe(
				isEnough || lines[0]?.includes(' roles') === true,
			)
			// Who has every right in a namespace takes away what keeps its pods from their node.
			expect(
				way(escalations(...inDev(false, isMadeOfOthers, ...lines), leader), 'User erin', 'everything') !== undefined,
			).toBe(isEnough)
		},
	)

	test.each(['User system:masters', 'Group devs'])('%s has not every right', (who) => {
		expect(way(escalations(...rights(`${who} may get pods in tools`)), who, 'everything')).toBeUndefined()
	})
})

describe('where', () => {
	test.each([
		['patch configmaps in shop-prod', 'prod'],
		['create pods in shop-prod', 'prod'],
		['* *.* in shop-prod', 'prod'],
		['patch configmaps everywhere', 'dev test prod'],
		['create rolebindings.rbac and bind clusterroles.rbac everywhere', 'dev test prod'],
	])('%s changes %s', (right, zones) => {
		const found = escalations(...rights(...ofErin(right)))
		const changed = ['dev', 'test', 'prod'].filter((zone) => way(found, 'User erin', `write ${zone}`) !== undefined)
		expect(changed.join(' ')).toBe(zones)
	})

	test('a namespace that only a binding tells of', () => {
		const lines = ofErin('patch configmaps in lost-test')
		expect(comesTo('write test', lines)).toBe(true)
		expect(comesTo('write prod', lines)).toBe(false)
	})

	test.each([
		['deletecollection secrets in shop-prod', 'secrets write'],
		['delete secrets in shop-prod', 'write'],
		['patch namespaces other in shop-prod', ''],
		['patch namespaces shop-prod everywhere', 'walls'],
		['get nodes/proxy in shop-prod', ''],
	])('%s: %s', (right, deeds) => {
		const found = escalations(...rights(...ofErin(right)))
		const done = ['walls', 'run', 'secrets', 'write'].filter(
			(deed) => way(found, 'User erin', `${deed} prod`) !== undefined,
		)
		expect(done.join(' ')).toBe(deeds)
	})
})
