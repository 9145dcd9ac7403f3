import { describe, expect, test } from 'vitest'
import type { ExplainedAccess } from '../../../model/access-explanation.ts'
import { KnownError } from '../../../model/errors.ts'
import type { Unseen } from '../../../model/facts.ts'
import { kinds } from '../../../model/kinds.ts'
import type { KubeObject } from '../../../model/kube-object.ts'
import { showRef } from '../../../model/kube-object.ts'
import { writeSubject } from '../asked/ask-subject.ts'
import { clusterOf, objectsOf, person, stages } from '../lines.suite.ts'
import { readAccess } from '../read-access.ts'
import { type AccessQuestion, explainAccess } from './explain-access.ts'
import type { ExplainedCase } from './explained-case.ts'

/** `SUBJECT VERB RESOURCE [NAME] [-n NAMESPACE | --stage STAGE] [--group GROUP]`. */
function questionOf(text: string): AccessQuestion {
	const words = text.split(' ')
	const flag = (name: string): string | undefined => {
		const at = words.indexOf(name)
		return at < 0 ? undefined : words.splice(at, 2)[1]
	}
	const [namespace, stage, group] = [flag('-n'), flag('--stage'), flag('--group')]
	const [subject = '', verb = '', resource = '', name] = words
	return {
		subject,
		verb,
		resource,
		groups: group === undefined ? [] : [group],
		...(name === undefined ? {} : { name }),
		...(namespace === undefined ? {} : { namespace }),
		...(stage === undefined ? {} : { stage }),
	}
}

function answersOf(input: ExplainedCase, question: string): readonly string[] {
	return explainAccess([input], questionOf(question)).answers.map(showAnswer)
}

/** `namespaces: verdict`, then the ways or the near misses. */
function showAnswer({ subjects, namespaces, verdict, master, ways, near }: ExplainedAccess): string {
	const lines = [
		...(master ? ['master'] : []),
		...ways.map(
			(way) =>
				`${writeSubject(way.through)} by ${showRef(way.binding.object)} ${way.subjectField} → ${showRef(way.role.object)} ${way.ruleField}`,
		),
		...near.map(
			({ type, binding, role, field, has }) =>
				`${type}: ${showRef(binding)} → ${showRef(role)}${field === undefined ? '' : ` ${field}`} [${has.join(' | ')}]`,
		),
	]
	const where = namespaces.length === 0 ? 'everywhere' : namespaces.join(' ')
	return [`${subjects.map(writeSubject).join(' ')} in ${where}: ${verdict}`, ...lines].join('\n')
}

const people = [person('ops', { users: ['erin'], groups: ['ldap:ops'] }), person('ci', { serviceAccounts: true })]

const cases: readonly (readonly [what: string, lines: string, question: string, answers: readonly string[]])[] = [
	[
		'every way, those of the whole cluster first',
		`bind all ClusterRole/view to group:system:authenticated
		 bind shop-dev/a Role/r to group:devs user:bob
		 role shop-dev/r: get services; get pods; get,list pods`,
		'bob get pods -n shop-dev',
		[
			[
				'user:bob in shop-dev: allowed',
				'group:system:authenticated by ClusterRoleBinding all subjects[0] → ClusterRole view rules[0]',
				'user:bob by RoleBinding shop-dev/a subjects[1] → Role shop-dev/r rules[1]',
				'user:bob by RoleBinding shop-dev/a subjects[1] → Role shop-dev/r rules[2]',
			].join('\n'),
		],
	],
	[
		'a group that the login adds',
		`bind shop-dev/a ClusterRole/view to group:devs
		 bind shop-dev/b Role/none to user:bob`,
		'bob get pods -n shop-dev --group devs',
		['user:bob in shop-dev: allowed\ngroup:devs by RoleBinding shop-dev/a subjects[0] → ClusterRole view rules[0]'],
	],
	[
		'system:masters is asked for no right',
		'namespace shop-dev',
		'group:system:masters get pods -n shop-dev',
		['group:system:masters in shop-dev: allowed\nmaster'],
	],
	[
		'every stage, where no place is named; namespaces with one answer are one',
		`bind blog-dev/a Role/r to user:bob
		 role blog-dev/r: get pods
		 bind shop-dev/a Role/r to user:bob
		 role shop-dev/r: get pods
		 bind shop-prod/a Role/r to user:bob
		 role shop-prod/r: get pods/log`,
		'bob get pods',
		[
			'user:bob in blog-dev shop-dev: allowed\nuser:bob by RoleBinding blog-dev/a subjects[0] → Role blog-dev/r rules[0]',
			'user:bob in blog-prod: denied\nnamespace: RoleBinding blog-dev/a → Role blog-dev/r rules[0] [blog-dev | shop-dev]',
			[
				'user:bob in shop-prod: denied',
				'resource: RoleBinding shop-prod/a → Role shop-prod/r rules[0] [pods/log]',
				'namespace: RoleBinding blog-dev/a → Role blog-dev/r rules[0] [blog-dev | shop-dev]',
			].join('\n'),
		],
	],
	[
		'a stage',
		'bind shop-dev/a ClusterRole/view to user:bob',
		'bob get secrets --stage prod',
		['user:bob in blog-prod shop-prod: denied'],
	],
	[
		'what has no namespace',
		'bind a ClusterRole/r to user:bob\nrole r: list nodes',
		'bob get nodes',
		['user:bob in everywhere: denied\nverb: ClusterRoleBinding a → ClusterRole r rules[0] [list]'],
	],
	[
		'pods does not cover pods/exec, and pods/* nothing',
		`bind shop-dev/a Role/r to user:bob
		 role shop-dev/r: create pods; create pods/*`,
		'bob create pods/exec -n shop-dev',
		[
			[
				'user:bob in shop-dev: denied',
				'wildcard: RoleBinding shop-dev/a → Role shop-dev/r rules[1] [pods/*]',
				'subresource: RoleBinding shop-dev/a → Role shop-dev/r rules[0] [pods]',
			].join('\n'),
		],
	],
	[
		'other names, other verbs, another API group',
		`bind shop-dev/a Role/r to user:bob
		 role shop-dev/r: get deployments.apps[a,b]; list,watch deployments.apps; get deployments.extensions; get pods`,
		'bob get deployments c -n shop-dev',
		[
			[
				'user:bob in shop-dev: denied',
				'names: RoleBinding shop-dev/a → Role shop-dev/r rules[0] [a | b]',
				'verb: RoleBinding shop-dev/a → Role shop-dev/r rules[1] [list | watch]',
				'api-group: RoleBinding shop-dev/a → Role shop-dev/r rules[2] [extensions]',
			].join('\n'),
		],
	],
	[
		'a right to one object is none to all',
		'bind shop-dev/a Role/r to user:bob\nrole shop-dev/r: get secrets[a]',
		'bob get secrets -n shop-dev',
		['user:bob in shop-dev: denied\nnames: RoleBinding shop-dev/a → Role shop-dev/r rules[0] [a]'],
	],
	[
		'and it is one to that object',
		'bind shop-dev/a Role/r to user:bob\nrole shop-dev/r: get secrets[a]',
		'bob get secrets a -n shop-dev',
		['user:bob in shop-dev: allowed\nuser:bob by RoleBinding shop-dev/a subjects[0] → Role shop-dev/r rules[0]'],
	],
	[
		'where more than one thing is missing, what there is of the resource',
		'bind shop-dev/a Role/r to user:bob\nrole shop-dev/r: get,list pods; get pods/log; get services',
		'bob create pods/exec -n shop-dev',
		[
			'user:bob in shop-dev: denied\nrelated: RoleBinding shop-dev/a → Role shop-dev/r [get, list on pods | get on pods/log]',
		],
	],
	[
		'a binding to a role that there is not',
		'bind shop-dev/a Role/gone to user:bob\nbind shop-prod/a Role/gone to user:bob',
		'bob get pods -n shop-dev',
		['user:bob in shop-dev: denied\nmissing-role: RoleBinding shop-dev/a → Role shop-dev/gone []'],
	],
	[
		'somebody else who is called like that',
		'bind shop-dev/a ClusterRole/view to user:ci user:eve\naccount shop-dev/ci',
		'sa:shop-dev/ci get pods -n shop-dev',
		['sa:shop-dev/ci in shop-dev: denied\nsubject: RoleBinding shop-dev/a → ClusterRole view rules[0] [user:ci]'],
	],
	[
		'the same right in other namespaces alone',
		'bind blog-dev/a ClusterRole/view to user:bob\nbind shop-prod/a ClusterRole/view to user:bob',
		'bob get pods -n shop-dev',
		[
			'user:bob in shop-dev: denied\nnamespace: RoleBinding blog-dev/a → ClusterRole view rules[0] [blog-dev | shop-prod]',
		],
	],
	[
		'a person whose subjects get the same answer',
		'namespace shop-dev',
		'ops get pods -n shop-dev',
		['group:ldap:ops user:erin in shop-dev: denied'],
	],
	[
		'a person whose subjects do not',
		'bind shop-dev/a ClusterRole/view to user:erin',
		'ops get pods -n shop-dev',
		[
			'group:ldap:ops in shop-dev: denied',
			'user:erin in shop-dev: allowed\nuser:erin by RoleBinding shop-dev/a subjects[0] → ClusterRole view rules[0]',
		],
	],
	[
		"a person's service account is in each namespace its own",
		`bind blog-dev/a ClusterRole/view to sa:blog-dev/ci
		 bind shop-dev/a ClusterRole/view to sa:shop-dev/ci`,
		'ci get pods --stage dev',
		[
			'sa:blog-dev/ci in blog-dev shop-dev: allowed\nsa:blog-dev/ci by RoleBinding blog-dev/a subjects[0] → ClusterRole view rules[0]',
		],
	],
	[
		'a path',
		'bind a ClusterRole/r to user:bob\nrole r: get /metrics',
		'bob get /metrics',
		['user:bob in everywhere: allowed\nuser:bob by ClusterRoleBinding a subjects[0] → ClusterRole r rules[0]'],
	],
]
test.each(cases)('%s', (_, lines, question, answers) => {
	expect(answersOf(clusterOf(lines, { people }), question)).toEqual(answers)
})

describe('levels', () => {
	const granted = stages.stages.map((stage) => ({ ...stage, access: [{ person: 'ops', level: 'view' }] }))
	const input = clusterOf('namespace shop-dev', { people, stages: granted })
	const first = (question: string): ExplainedAccess | undefined =>
		explainAccess([input], questionOf(question)).answers[0]

	test('that would give it, and the one that the plan gives', () => {
		expect(first('erin create pods/exec -n shop-dev')).toMatchObject({
			levels: ['near-admin'],
			planned: { person: 'ops', level: 'view', allows: false },
		})
		expect(first('erin get pods -n shop-dev')).toMatchObject({
			levels: ['view', 'operate', 'deploy', 'near-admin'],
			planned: { person: 'ops', level: 'view', allows: true },
		})
	})
	test('of the plan itself', () => {
		const own = {
			name: 'token',
			description: '',
			rules: [{ apiGroups: [''], resources: ['serviceaccounts/token'], verbs: ['create'] }],
		}
		const { answers } = explainAccess(
			[clusterOf('namespace shop-dev', { levels: [own] })],
			questionOf('user:x create sa/token -n shop-dev'),
		)
		expect(answers[0]?.levels).toEqual(['token'])
	})
	test('hold in namespaces alone', () => {
		expect(first('erin get nodes')).toMatchObject({ levels: [] })
		expect(first('erin get nodes')).not.toHaveProperty('planned')
	})
})

describe('who wrote a binding and a role, where managedFields tell', () => {
	const lines = `
		namespace shop-dev
		account shop-dev/ci
		role shop-dev/r: get pods
		bind shop-dev/a Role/r to user:bob sa:shop-dev/ci
		role shop-dev/t: create serviceaccounts/token
		bind shop-dev/t Role/t to user:erin`
	/** Of each binding, the managers of its fields. */
	const answerOf = (question: string, managers: Readonly<Record<string, string>>) => {
		const objects = objectsOf(lines).map((object): KubeObject => {
			const written = object.kind === 'Role' ? { rules: 'helm' } : object.kind === 'RoleBinding' ? managers : {}
			const managedFields = Object.entries({ ...written, metadata: 'labeller' }).map(([field, manager]) => ({
				manager,
				fieldsV1: { [`f:${field}`]: {} },
			}))
			return { ...object, metadata: { ...object.metadata, managedFields } }
		})
		const input = { ...clusterOf(''), access: readAccess({ objects }), facts: { objects, unseen: [] } }
		return explainAccess([input], questionOf(question)).answers[0]
	}
	test.each<[Readonly<Record<string, string>>, string]>([
		[{ subjects: 'kubectl', roleRef: 'kubectl' }, 'kubectl'],
		[{ subjects: 'kubectl' }, 'kubectl'],
		[{ roleRef: 'kubectl' }, 'kubectl'],
		[{ roleRef: 'argo', subjects: 'kubectl' }, 'argo, kubectl'],
	])('a binding written by %j: %s', (managers, writer) => {
		expect(answerOf('bob get pods -n shop-dev', managers)?.ways).toMatchObject([
			{ binding: { manager: writer }, role: { manager: 'helm' } },
		])
		const steps = answerOf('erin get pods -n shop-dev', managers)?.becoming ?? []
		expect(steps.map(({ what }) => what)).toEqual([
			'User erin',
			'create serviceaccounts/token in shop-dev',
			'ServiceAccount shop-dev/ci',
			'get pods in shop-dev',
		])
		expect(steps.flatMap(({ evidence }) => evidence.map(({ manager }) => manager))).toEqual([writer, writer])
	})
})

describe('what could not be seen makes no denial certain', () => {
	const unseen = (kind: Unseen['kind'], more: Partial<Unseen> = {}): Unseen => ({
		kind,
		reason: 'forbidden',
		message: 'no',
		...more,
	})
	/** What is unseen, and the verdicts on what bob is not given: in shop-dev, and in the whole cluster. */
	const doubts: readonly (readonly [what: string, unseen: Unseen, inNamespace: string, everywhere: string])[] = [
		['bindings of the cluster', unseen(kinds.ClusterRoleBinding), 'unknown', 'unknown'],
		['roles of the cluster', unseen(kinds.ClusterRole), 'unknown', 'unknown'],
		['bindings of namespaces', unseen(kinds.RoleBinding), 'unknown', 'denied'],
		['roles of the namespace', unseen(kinds.Role, { namespace: 'shop-dev' }), 'unknown', 'denied'],
		['bindings of another namespace', unseen(kinds.RoleBinding, { namespace: 'shop-prod' }), 'denied', 'denied'],
		['bindings of all but this namespace', unseen(kinds.RoleBinding, { except: ['shop-dev'] }), 'denied', 'denied'],
		['service accounts', unseen(kinds.ServiceAccount), 'denied', 'denied'],
		['a file', unseen(undefined, { file: 'a.yaml', reason: 'unreadable' }), 'unknown', 'unknown'],
		['an API group', unseen(undefined, { group: 'metrics.k8s.io/v1beta1', reason: 'failed' }), 'denied', 'denied'],
	]
	test.each(doubts)('%s', (_, each, inNamespace, everywhere) => {
		const input = {
			...clusterOf('bind shop-dev/a ClusterRole/view to user:bob'),
			facts: { objects: [], unseen: [each] },
		}
		const verdict = (question: string): string | undefined =>
			explainAccess([input], questionOf(question)).answers[0]?.verdict
		expect(verdict('bob get secrets -n shop-dev')).toBe(inNamespace)
		expect(verdict('bob get nodes')).toBe(everywhere)
		// Nothing takes a right away.
		expect(verdict('bob get pods -n shop-dev')).toBe('allowed')
	})

	test('nor does a role that is not understood, where it counts', () => {
		const objects = objectsOf('bind shop-dev/a Role/r to user:bob\nrole shop-dev/r: get pods').map((object) =>
			object.kind === 'Role' ? { ...object, rules: 'all' } : object,
		)
		const input = { ...clusterOf(''), access: readAccess({ objects }), facts: { objects, unseen: [] } }
		const { answers, doubts: all } = explainAccess([input], questionOf('bob get pods --stage dev'))
		expect(answers.map(({ namespaces, verdict }) => [namespaces, verdict])).toEqual([
			[['blog-dev'], 'denied'],
			[['shop-dev'], 'unknown'],
		])
		expect(all).toEqual([
			{
				type: 'unclear',
				object: { group: 'rbac.authorization.k8s.io', kind: 'Role', namespace: 'shop-dev', name: 'r' },
				field: 'rules',
				message: 'its rules are no list',
			},
		])
	})
})

const mistakes: readonly (readonly [question: string, says: string])[] = [
	['bob get pods -n shop-dve', 'there is no namespace "shop-dve" → Did you mean shop-dev?'],
	['bob get pods --stage prd', 'there is no stage "prd" → Did you mean prod?'],
	['bob get pods --stage x', 'there is no stage "x" → There are: dev, prod.'],
	['bob get nodes -n shop-dev', '"get nodes" is about the whole cluster, and in no namespace → Leave out -n.'],
	['bob get nodes --stage dev', '"get nodes" is about the whole cluster, and in no namespace → Leave out --stage.'],
	[
		'bbo get pods',
		'nobody is called "bbo" in the plan or in a binding → Did you mean user:bob? For a user whom no binding names, write user:bbo.',
	],
	['bob gte pods', '"gte" is no verb of the API → Did you mean get?'],
]
test.each(mistakes)('wrong usage: %s', (question, says) => {
	let error: unknown
	try {
		answersOf(clusterOf('bind shop-dev/a ClusterRole/view to user:bob'), question)
	} catch (thrown) {
		error = thrown
	}
	expect(error).toBeInstanceOf(KnownError)
	const { message, hint, exit } = error as KnownError
	expect(`${message} → ${hint}`).toBe(says)
	expect(exit).toBe('usage')
})

test('of several clusters those count that have the place', () => {
	const other = { ...clusterOf('namespace x'), cluster: 'two', tenancy: { ...stages, stages: [], namespaces: [] } }
	const here = clusterOf('bind shop-dev/a ClusterRole/view to user:bob')
	expect(explainAccess([other, here], questionOf('user:bob get pods -n shop-dev')).answers).toMatchObject([
		{ cluster: 'one', verdict: 'allowed' },
	])
})

describe('by becoming somebody else', () => {
	const lines = `
	namespace shop-dev
	namespace shop-prod
	account shop-dev/ci
	role shop-dev/run: create pods
	bind shop-dev/run Role/run to user:erin
	role label: patch namespaces
	bind label ClusterRole/label to sa:shop-dev/ci
	`
	const ways = (more: string, question: string): readonly string[] =>
		explainAccess([clusterOf(lines + more)], questionOf(question)).answers.map(({ verdict, becoming }) =>
			[verdict, ...(becoming ?? []).map(({ what }) => what)].join(' → '),
		)

	test.each<readonly [question: string, way: string, more: string]>([
		[
			'user:erin patch namespaces shop-prod',
			'denied → User erin → create pods in shop-dev → ServiceAccount shop-dev/ci → patch namespaces shop-prod in shop-prod',
			'',
		],
		['user:erin delete namespaces shop-prod', 'denied', ''],
		['sa:shop-dev/ci patch namespaces shop-prod', 'allowed', ''],
		[
			'user:erin delete namespaces shop-prod',
			'denied → User erin → create pods in shop-dev → ServiceAccount shop-dev/ci → create clusterrolebindings.rbac.authorization.k8s.io and bind clusterroles.rbac.authorization.k8s.io in the whole cluster',
			`
			role all: create clusterrolebindings.rbac.authorization.k8s.io; bind clusterroles.rbac.authorization.k8s.io
			bind all ClusterRole/all to sa:shop-dev/ci
			`,
		],
	])('%s: %s', (question, way, more) => {
		expect(ways(more, question)).toEqual([way])
	})
})
