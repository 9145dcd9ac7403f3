/** How ways are told: each step, by which right it is taken, and whether anybody else is on it. */
import { describe, expect, test } from 'vitest'
import { showSubject } from '../../../model/access.ts'
import type { KubeObject } from '../../../model/kube-object.ts'
import { subject } from '../access.suite.ts'
import { node, pod, rights, tokenSecret } from '../rights.suite.ts'
import { escalations, wayOf } from './escalation.suite.ts'

const leader = node('cp', { 'node-role.kubernetes.io/control-plane': '' })

/** Names by which people know the groups of the API. */
const short: readonly (readonly [string, string])[] = [
	['.rbac.authorization.k8s.io', '.rbac'],
	['.certificates.k8s.io', '.certificates'],
	['.admissionregistration.k8s.io', '.admission'],
]

/** A way of erin's as a line, `(…)` after each step that a right is told of: what it lets do, and by which role. */
function told(lines: readonly string[], what: string, ...objects: readonly KubeObject[]): string | undefined {
	const way = wayOf(escalations(...rights(...lines), ...objects), 'User erin', what)
	const line = way?.steps
		.slice(1)
		.map(({ what: step, evidence }) => {
			const by = evidence.map(({ observed, object }) => {
				const [, may = '', role = ''] = /^may (.*) by (?:Cluster)?Role (.*), rules/.exec(observed ?? '') ?? []
				return `${may} by ${role}${object?.namespace === undefined ? '' : ` in ${object.namespace}`}`
			})
			return by.length === 0 ? step : `${step} (${by.join('; ')})`
		})
		.join(' → ')
	return short.reduce<string | undefined>((text, [long, brief]) => text?.replaceAll(long, brief), line)
}

/** Erin's own rights, one line and one role for each, and before them what others have. */
function ofErin(...lines: readonly string[]): readonly string[] {
	return lines.map((line) => `User erin may ${line}`)
}

describe('somebody else', () => {
	const ci = 'ServiceAccount tools/ci may patch namespaces everywhere'
	const tail = ' → patch namespaces in the whole cluster (patch namespaces by right-0)'
	const there = [tokenSecret('tools/ci-token', 'ci'), pod('tools/web', 'ci', 'n1')]
	const account = 'ServiceAccount tools/ci'
	const rows: readonly [told: string, ...lines: string[]][] = [
		[`${account} (create serviceaccounts/token by tools/right-1 in tools)`, 'create serviceaccounts/token ci in tools'],
		[`${account} (create serviceaccounts/token by right-1)`, 'create serviceaccounts/token ci everywhere'],
		[`${account} (impersonate serviceaccounts by tools/right-1 in tools)`, 'impersonate serviceaccounts ci in tools'],
		[`${account} (get secrets by tools/right-1 in tools)`, 'get secrets ci-token in tools'],
		[`${account} (create pods/exec by tools/right-1 in tools)`, 'create pods/exec web in tools'],
		[`${account} (patch pods by tools/right-1 in tools)`, 'patch pods web in tools'],
		[
			`impersonate serviceaccounts in tools (impersonate serviceaccounts by tools/right-1 in tools) → ${account}`,
			'impersonate serviceaccounts in tools',
		],
		[`get secrets in tools (get secrets by tools/right-1 in tools) → ${account}`, 'get secrets in tools'],
		// Rights over others of the kind are not told in its place.
		[
			`${account} (create pods/exec by tools/right-2 in tools)`,
			'impersonate serviceaccounts other in tools',
			'create pods/exec web in tools',
		],
		[
			`${account} (impersonate serviceaccounts by tools/right-2 in tools)`,
			'create serviceaccounts/token other in tools',
			'impersonate serviceaccounts ci in tools',
		],
		[
			`${account} (get secrets by tools/right-2 in tools)`,
			'impersonate users tim everywhere',
			'get secrets ci-token in tools',
		],
	]
	test.each(rows)('%s by %s %s', (line, ...lines) => {
		expect(told([ci, ...ofErin(...lines)], 'walls prod', ...there)).toBe(`${line}${tail}`)
	})

	const others: readonly [told: string, ...lines: string[]][] = [
		['User tim (impersonate users by right-2)', 'impersonate users tim everywhere'],
		['User tim (impersonate users by right-3)', 'impersonate users x everywhere', 'impersonate users tim everywhere'],
		[
			'impersonate users in the whole cluster (impersonate users by right-2) → User tim',
			'impersonate users everywhere',
		],
	]
	test.each(others)('%s by %s %s', (line, ...lines) => {
		const others = ['User tim may patch limitranges in shop-prod', 'Group qa may patch limitranges in shop-prod']
		expect(told([...others, ...ofErin(...lines)], 'walls prod')).toBe(
			`${line} → patch limitranges in shop-prod (patch limitranges by shop-prod/right-0 in shop-prod)`,
		)
	})

	test.each([
		['Group qa (impersonate groups by right-1)', 'impersonate groups qa and impersonate users x everywhere'],
		[
			'Group qa (impersonate groups by right-2)',
			'impersonate groups other everywhere',
			'impersonate groups qa and impersonate users x everywhere',
		],
	])('%s by %s %s', (line, ...lines) => {
		const rest = ' → patch limitranges in shop-prod (patch limitranges by shop-prod/right-0 in shop-prod)'
		expect(told(['Group qa may patch limitranges in shop-prod', ...ofErin(...lines)], 'walls prod')).toBe(
			`${line}${rest}`,
		)
	})

	test('a group that one is in needs no right', () => {
		const lines = [
			'Group system:authenticated may get secrets in shop-prod',
			...ofErin('impersonate groups everywhere'),
		]
		expect(told(lines, 'secrets prod')).toBe(
			'Group system:authenticated → get secrets in shop-prod (get secrets by shop-prod/right-0 in shop-prod) → read Secrets of shop-prod',
		)
	})
})

describe('every right in the cluster', () => {
	const alone: readonly string[] = [
		'* *.*',
		'patch clusterroles.rbac and escalate clusterroles.rbac',
		'create clusterrolebindings.rbac and bind clusterroles.rbac',
		'create mutatingwebhookconfigurations.admission',
		'patch mutatingadmissionpolicies.admission',
		'create mutatingadmissionpolicies.admission and patch mutatingadmissionpolicybindings.admission',
		'impersonate groups and impersonate users',
		'impersonate groups and impersonate serviceaccounts',
	]
	test.each(alone)('%s', (rights) => {
		const words = rights.replace('*.*', 'everything')
		const by = words.split(' and ').map((each) => `${each} by right-0`)
		expect(told(ofErin(`${rights} everywhere`), 'everything')).toBe(`${words} in the whole cluster (${by.join('; ')})`)
	})

	test('to be a member of system:masters', () => {
		const lines = ofErin('impersonate users x and impersonate groups system:masters everywhere')
		expect(told(lines, 'everything')).toBe(
			'Group system:masters (impersonate groups by right-0) → every right in the cluster',
		)
	})

	const certificate = 'patch certificatesigningrequests.certificates/approval and approve signers.certificates'
	const nodes: readonly [line: string, shown: string, ends: string][] = [
		['get nodes/proxy everywhere', 'get nodes/proxy', ' → root on a node → root on the node cp'],
		['get nodes/proxy cp everywhere', 'get nodes/proxy', ''],
		[
			'impersonate users system:node:cp and impersonate groups system:nodes everywhere',
			'impersonate users and impersonate groups',
			'',
		],
		[
			'create certificatesigningrequests.certificates and create certificatesigningrequests.certificates/nodeclient everywhere',
			'create certificatesigningrequests.certificates and create certificatesigningrequests.certificates/nodeclient',
			' → root on the node cp',
		],
		[
			`${certificate} kubernetes.io/kube-apiserver-client-kubelet and create certificatesigningrequests.certificates everywhere`,
			`${certificate} and create certificatesigningrequests.certificates`,
			' → root on the node cp',
		],
		[
			'create persistentvolumes and create pods everywhere',
			'create persistentvolumes and create pods',
			' → root on the node cp',
		],
		['patch namespaces and create pods everywhere', 'patch namespaces and create pods', ' → root on the node cp'],
	]
	test.each(nodes)('%s', (line, shown, ends) => {
		const by = shown.split(' and ').map((each) => `${each} by right-0`)
		expect(told(ofErin(line), 'everything', leader)).toBe(
			`${shown} in the whole cluster (${by.join('; ')})${ends} → every right in the cluster`,
		)
	})

	test('a node by rights in a namespace', () => {
		expect(told(ofErin('create pods in shop-dev', 'patch namespaces shop-dev in shop-dev'), 'everything', leader)).toBe(
			'patch namespaces and create pods in shop-dev (patch namespaces by shop-dev/right-1 in shop-dev; create pods by shop-dev/right-0 in shop-dev) → root on the node cp → every right in the cluster',
		)
	})

	test('the right over this node, and not over another', () => {
		expect(told(ofErin('get nodes/proxy n1 everywhere', 'get nodes/proxy cp everywhere'), 'everything', leader)).toBe(
			'get nodes/proxy in the whole cluster (get nodes/proxy by right-1) → every right in the cluster',
		)
	})

	test('a certificate of any name, by one identity', () => {
		const lines = ofErin(`${certificate} and create certificatesigningrequests.certificates everywhere`)
		const shown = `${certificate} and create certificatesigningrequests.certificates`
		const by = shown.split(' and ').map((each) => `${each} by right-1`)
		expect(told(['User tim may * *.* everywhere', ...lines], 'everything')).toBe(
			`${shown} in the whole cluster (${by.join('; ')}) → User tim → * everything in the whole cluster (* everything by right-0)`,
		)
	})
})

test.each([
	[
		'create certificatesigningrequests.certificates everywhere',
		'patch certificatesigningrequests.certificates/approval and approve signers.certificates everywhere',
		'a certificate of any name → User tim',
	],
	['create secrets everywhere', 'get secrets everywhere', 'make tokens of service accounts → User tim'],
	['create secrets in shop-dev', 'get secrets in shop-dev', 'make tokens of service accounts in shop-dev → User tim'],
])('what takes two accounts is told without a right: %s, %s', (a, b, line) => {
	const lines = [
		'ServiceAccount shop-dev/ci may impersonate users tim everywhere',
		'User tim may patch limitranges in shop-prod',
		...ofErin('create serviceaccounts/token in tools'),
		`ServiceAccount tools/a may ${a}`,
		`ServiceAccount tools/b may ${b}`,
	]
	const shown = told(lines, 'walls prod')?.replace(
		'ServiceAccount shop-dev/ci → User tim (impersonate users by right-0)',
		'User tim',
	)
	expect(shown).toContain(line)
})

describe('deeds in a stage', () => {
	const dev = 'User erin may get pods everywhere'
	const rows: readonly [told: string, what: string, ...lines: string[]][] = [
		['create pods in shop-prod (create pods by shop-prod/right-0 in shop-prod)', 'run prod', '* *.* in shop-prod'],
		[
			'create pods in shop-prod (create pods by shop-prod/right-0 in shop-prod) → read Secrets of shop-prod',
			'secrets prod',
			'create pods in shop-prod',
		],
		['create pods in the whole cluster (create pods by right-0)', 'run prod', 'create pods everywhere'],
		[
			'create pods in the whole cluster (create pods by right-0) → read Secrets of shop-prod',
			'secrets prod',
			'create pods everywhere',
		],
		[
			'get secrets in shop-prod (get secrets by shop-prod/right-0 in shop-prod)',
			'secrets prod',
			'get secrets one in shop-prod',
		],
		['* everything in shop-prod (* everything by shop-prod/right-0 in shop-prod)', 'write prod', '* *.* in shop-prod'],
		[
			'* everything of the core group in shop-prod (* everything of the core group by shop-prod/right-0 in shop-prod)',
			'write prod',
			'* * in shop-prod',
		],
		[
			'patch everything of apps in shop-prod (patch everything of apps by shop-prod/right-0 in shop-prod)',
			'write prod',
			'patch *.apps in shop-prod',
		],
		[
			'patch services in shop-prod (patch services by shop-prod/right-0 in shop-prod)',
			'write prod',
			'get pods and patch services in shop-prod',
		],
		[
			'patch configmaps in the whole cluster (patch configmaps by right-0)',
			'write prod',
			'patch configmaps everywhere',
		],
		[
			'patch configmaps in shop-prod (patch configmaps by shop-prod/right-1 in shop-prod)',
			'write prod',
			'delete nodes everywhere',
			'patch configmaps in shop-prod',
		],
		[
			'patch roles.rbac and escalate roles.rbac in shop-prod (patch roles.rbac by shop-prod/right-0 in shop-prod; escalate roles.rbac by shop-prod/right-0 in shop-prod) → run pods in shop-prod',
			'run prod',
			'patch roles.rbac and escalate roles.rbac in shop-prod',
		],
	]
	test.each(rows)('%s: %s', (line, what, ...lines) => {
		expect(told(ofErin(...lines), what)).toBe(line)
	})

	test.each([
		['patch clusterroles.rbac dev and escalate clusterroles.rbac dev', 'run prod', 'run pods in shop-prod'],
		['patch clusterroles.rbac dev and escalate clusterroles.rbac dev', 'write prod', 'change objects in shop-prod'],
		['patch clusterroles.rbac dev and escalate clusterroles.rbac dev', 'walls prod', 'write RoleBindings in shop-prod'],
		['create clusterroles.rbac and escalate clusterroles.rbac', 'run prod', 'run pods in shop-prod'],
	])('a role that is filled by %s: %s', (right, what, end) => {
		const shown = right.replaceAll(' dev', '')
		const by = shown.split(' and ').map((each) => `${each} by right-0`)
		expect(told(ofErin(`${right} everywhere`), what, ...boundInProd(dev))).toBe(
			`${shown} in the whole cluster (${by.join('; ')}) → ${end}`,
		)
	})
})

/** A ClusterRole `dev` that is made of others, bound in shop-prod. */
function boundInProd(line: string): readonly KubeObject[] {
	const [role, binding] = rights(line) as readonly [KubeObject, KubeObject]
	const roleRef = { ...(binding['roleRef'] as object), name: 'dev' }
	return [
		{
			...role,
			metadata: { name: 'dev' },
			aggregationRule: { clusterRoleSelectors: [{ matchLabels: { into: 'dev' } }] },
		},
		{ ...binding, kind: 'RoleBinding', metadata: { name: 'dev', namespace: 'shop-prod' }, roleRef },
	]
}

describe('a role that one may bind', () => {
	const others = [
		'User tim may patch limitranges in shop-prod',
		'Group qa may patch limitranges in shop-prod',
		'ServiceAccount tools/ci may patch limitranges in shop-prod',
	]
	const rows: readonly [own: string, role: string, what: string, told: string][] = [
		['create rolebindings.rbac | bind clusterroles.rbac', 'create pods everywhere', 'run prod', ''],
		['patch clusterrolebindings.rbac | bind clusterroles.rbac', '* *.* everywhere', 'everything', ''],
		['create clusterrolebindings.rbac | bind clusterroles.rbac', 'patch configmaps everywhere', 'write prod', ''],
		['create clusterrolebindings.rbac | bind clusterroles.rbac', 'get secrets one everywhere', 'secrets prod', ''],
		[
			'create clusterrolebindings.rbac | bind clusterroles.rbac',
			'get nodes/proxy everywhere',
			'everything',
			' → root on a node → root on the node cp → every right in the cluster',
		],
		[
			'create clusterrolebindings.rbac | bind clusterroles.rbac',
			'impersonate users everywhere',
			'walls prod',
			' → User tim → …',
		],
		[
			'create clusterrolebindings.rbac | bind clusterroles.rbac',
			'impersonate users tim everywhere',
			'walls prod',
			'User tim',
		],
		[
			'create clusterrolebindings.rbac | bind clusterroles.rbac',
			'impersonate users x and impersonate groups qa everywhere',
			'walls prod',
			'Group qa',
		],
		[
			'create clusterrolebindings.rbac | bind clusterroles.rbac',
			'impersonate serviceaccounts ci everywhere',
			'walls prod',
			'ServiceAccount tools/ci',
		],
		[
			'patch clusterrolebindings.rbac | bind clusterroles.rbac',
			'create rolebindings.rbac and bind clusterroles.rbac everywhere',
			'run prod',
			'',
		],
	]
	test.each(rows)('%s: %s, %s', (own, role, what, line) => {
		const [write = '', bind = ''] = own.split(' | ')
		const lines = [...others, `User nobody may ${role}`, ...ofErin(`${write} and ${bind} right-3 everywhere`)]
		const by = `(${write} by right-4; ${bind} by right-4)`
		const subjectStep = /^(User|Group|ServiceAccount)/.test(line)
		const expected = subjectStep ? `${line} ${by} → …` : `${write} and ${bind} in the whole cluster ${by}${line}`
		const shown = told(lines, what, leader)?.replace(/ → patch limitranges .*/, ' → …')
		expect(shown).toBe(expected)
	})

	test('in a namespace, by a binding that is there', () => {
		const lines = [
			'User nobody may create pods in shop-prod',
			...ofErin('patch rolebindings.rbac right-0 and bind roles.rbac right-0 in shop-prod'),
		]
		expect(told(lines, 'run prod')).toBe(
			'patch rolebindings.rbac and bind roles.rbac in shop-prod (patch rolebindings.rbac by shop-prod/right-1 in shop-prod; bind roles.rbac by shop-prod/right-1 in shop-prod)',
		)
	})

	test('by a binding of the namespace, of a role of the whole cluster', () => {
		const lines = ofErin('create rolebindings.rbac in shop-prod', 'bind clusterroles.rbac everywhere')
		expect(told(lines, 'run prod')).toBe(
			'create rolebindings.rbac and bind clusterroles.rbac in shop-prod (create rolebindings.rbac by shop-prod/right-0 in shop-prod; bind clusterroles.rbac by right-1)',
		)
	})

	test('two roles after each other', () => {
		const lines = [
			'User nobody may create pods in shop-prod',
			'User nobody may create rolebindings.rbac and bind roles.rbac right-0 everywhere',
			...ofErin('create clusterrolebindings.rbac and bind clusterroles.rbac right-1 everywhere'),
		]
		expect(told(lines, 'run prod')).toBe(
			'create clusterrolebindings.rbac and bind clusterroles.rbac in the whole cluster (create clusterrolebindings.rbac by right-2; bind clusterroles.rbac by right-2)',
		)
	})
})

describe('whether anybody else is on it', () => {
	const rows: readonly [line: string, isDirect: boolean, through: string][] = [
		['User erin may patch limitranges in shop-prod', true, 'user:erin'],
		['Group system:authenticated may patch limitranges in shop-prod', true, 'group:system:authenticated'],
		['User erin may impersonate users x and impersonate groups qa everywhere', false, 'group:qa'],
		['User erin may impersonate users tim everywhere', false, 'user:tim'],
		['User erin may impersonate users everywhere', false, 'user:tim'],
		['User erin may create serviceaccounts/token in tools', false, 'user:system:serviceaccount:tools:ci'],
		['User erin may get nodes/proxy n1 everywhere', false, 'user:system:serviceaccount:tools:ci'],
	]
	test.each(rows)('%s: only erin %j, through %s', (line, isDirect, through) => {
		const lines = [
			line,
			'User tim may patch limitranges in shop-prod',
			'Group qa may patch limitranges in shop-prod',
			'ServiceAccount tools/ci may patch limitranges in shop-prod',
			'User erin may get pods in tools',
		]
		const found = escalations(...rights(...lines), node('n1'), pod('tools/web', 'ci', 'n1'))
		const way = wayOf(found, 'User erin', 'walls prod')
		expect([way?.isDirect, way?.through]).toEqual([isDirect, through])
	})

	test.each([
		['User erin may get nodes/proxy everywhere', false],
		['User erin may * *.* everywhere', true],
	])('%s: only erin %j', (line, isDirect) => {
		expect(wayOf(escalations(...rights(line), leader), 'User erin', 'everything')?.isDirect).toBe(isDirect)
	})
})

describe('to become somebody of whom something is true', () => {
	const rows: readonly [told: string | undefined, other: string | undefined, goal: string, ...lines: string[]][] = [
		['ServiceAccount tools/ci', 'ServiceAccount tools/ci', 'ServiceAccount tools/ci', 'create pods/exec web in tools'],
		['User tim', 'User tim', 'User tim', 'impersonate users tim everywhere'],
		['Group qa', 'Group qa', 'Group qa', 'impersonate users x and impersonate groups qa everywhere'],
		['Group system:authenticated', 'Group system:authenticated', 'Group system:authenticated', 'get pods in tools'],
		// The nearest, and it does not help to be it already.
		[
			'ServiceAccount tools/ci → User tim',
			'User tim',
			'User tim',
			'create serviceaccounts/token ci in tools',
			'create serviceaccounts/token other in tools',
		],
		[undefined, undefined, 'User erin', 'impersonate users tim everywhere'],
		[undefined, undefined, 'User tim', 'get pods in tools'],
		// Who has every right is everybody.
		['* everything in the whole cluster', undefined, 'User tim', '* *.* everywhere'],
	]
	test.each(rows)('%s: %s, wanted %s, by %s %s', (line, other, goal, ...lines) => {
		const all = ['ServiceAccount tools/ci may impersonate users tim everywhere', ...ofErin(...lines)]
		const found = escalations(...rights(...all), pod('tools/web', 'ci', 'n1'))
		const becoming = found.become(subject('User erin'), (each) => showSubject(each) === goal)
		const steps = becoming?.steps.slice(1).map(({ what }) => what)
		expect(steps?.join(' → ')).toBe(line)
		expect(becoming?.other === undefined ? undefined : showSubject(becoming.other)).toBe(other)
	})

	test('who is in no binding becomes nobody', () => {
		const found = escalations(...rights('User tim may * *.* everywhere'))
		expect(found.become(subject('User erin'), () => true)).toBeUndefined()
	})
})

test('who wrote the binding, where it is known', () => {
	const objects = rights('User erin may patch limitranges in shop-prod').map((object) => ({
		...object,
		metadata: { ...object.metadata, managedFields: [{ manager: 'helm', fieldsV1: { 'f:subjects': {} } }] },
	}))
	const [, step] = wayOf(escalations(...objects), 'User erin', 'walls prod')?.steps ?? []
	expect(step?.evidence).toEqual([
		{
			object: expect.objectContaining({ kind: 'RoleBinding', name: 'right-0' }),
			field: 'subjects[0]',
			observed: 'may patch limitranges by Role shop-prod/right-0, rules[0]',
			manager: 'helm',
		},
	])
	const [, plain] =
		wayOf(escalations(...rights('User erin may get secrets in shop-prod')), 'User erin', 'secrets prod')?.steps ?? []
	expect(plain?.evidence.map((each) => 'manager' in each)).toEqual([false])
})
