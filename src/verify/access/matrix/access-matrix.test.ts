import { describe, expect, test } from 'vitest'
import type { AccessMatrix } from '../../../model/access-report.ts'
import { KnownError } from '../../../model/errors.ts'
import type { Tenancy } from '../../../model/tenancy.ts'
import { cellWords } from '../../../report/access-words.ts'
import { askRequest } from '../asked/ask-request.ts'
import { askSubject, writeSubject } from '../asked/ask-subject.ts'
import { vocabularyOf } from '../asked/known-resources.ts'
import { clusterOf, person } from '../lines.suite.ts'
import { accessMatrix } from './access-matrix.ts'

/** A matrix as lines: `type name (subjects): cell | cell`. */
function linesOf({ rows, columns }: AccessMatrix): readonly string[] {
	return rows.map(({ type, name, subjects, cells }) => {
		const words = cells.map((cell, index) => {
			const column = columns[index]
			return column === undefined ? '' : cellWords(cell, column, cells.at(-1)).join('; ')
		})
		return `${type} ${name} (${subjects.map(writeSubject).join(' ')}): ${words.join(' | ')}`
	})
}

interface Asked {
	readonly as?: string
	readonly can?: string
	readonly system?: boolean
	readonly tenancy?: Partial<Tenancy>
}

function matrixOf(lines: string, { as, can, system = false, tenancy = {} }: Asked = {}): AccessMatrix {
	const input = clusterOf(lines, tenancy)
	const [verb = '', resource = ''] = (can ?? '').split(' ')
	const subject = as === undefined ? undefined : askSubject(input.access, input.tenancy, as)
	const request = can === undefined ? undefined : askRequest(vocabularyOf([], input.access), verb, resource)
	if (subject instanceof KnownError || request instanceof KnownError) throw new Error('nothing of that name')
	return accessMatrix(input, {
		system,
		...(subject === undefined ? {} : { subject }),
		...(request === undefined ? {} : { can: request }),
	})
}

const people = [
	person('ops', { users: ['erin'], groups: ['ldap:ops'] }),
	person('ci', { serviceAccounts: true }),
	person('idle', { users: ['ida'] }),
]

/** A cluster, what is asked about it, and the matrix: dev, prod (blog and shop each), then elsewhere where there is any, then cluster. */
const cases: readonly (readonly [what: string, lines: string, asked: Asked, rows: readonly string[]])[] = [
	['nobody', 'namespace shop-dev', {}, []],
	[
		'all namespaces of a stage',
		`bind blog-dev/a ClusterRole/view to user:bob
		 bind shop-dev/a ClusterRole/view to user:bob`,
		{},
		['subject user:bob (user:bob): k8s view | - | -'],
	],
	[
		'namespaces of a stage that differ',
		`bind blog-dev/a ClusterRole/view to user:bob
		 bind shop-dev/a ClusterRole/edit to user:bob
		 bind shop-prod/a ClusterRole/view to user:bob`,
		{},
		['subject user:bob (user:bob): k8s view in blog-dev; k8s edit in shop-dev | k8s view in shop-prod | -'],
	],
	[
		'two roles in one namespace are one right',
		`bind shop-dev/a ClusterRole/view to user:bob
		 bind shop-dev/b Role/exec to user:bob
		 role shop-dev/exec: create pods/exec`,
		{},
		['subject user:bob (user:bob): k8s view + exec in shop-dev | - | -'],
	],
	[
		'the whole cluster',
		`bind a ClusterRole/cluster-admin to user:root
		 bind b ClusterRole/view to user:bob
		 bind c ClusterRole/scrape to user:prom
		 bind shop-dev/d ClusterRole/edit to user:bob
		 role scrape: get pods; get services; get endpoints; get nodes; get /metrics`,
		{},
		[
			'subject user:bob (user:bob): k8s view in blog-dev; k8s edit in shop-dev | k8s view | k8s view',
			'subject user:prom (user:prom): as cluster | as cluster | custom: 1 verb on 5 resources',
			'subject user:root (user:root): everything | everything | everything',
		],
	],
	[
		'what has no namespace is a right in the whole cluster alone',
		`bind a ClusterRole/nodes to user:bob
		 role nodes: get nodes; get /metrics`,
		{},
		['subject user:bob (user:bob): - | - | only read /metrics, read nodes'],
	],
	[
		'namespaces of no stage',
		`namespace monitoring
		 namespace tools
		 bind monitoring/a ClusterRole/view to user:bob`,
		{},
		['subject user:bob (user:bob): - | - | k8s view in monitoring | -'],
	],
	[
		'a binding to a role that there is not, and rules that match nothing',
		`bind shop-dev/a Role/gone to user:bob
		 bind shop-dev/b Role/star to user:eve
		 role shop-dev/star: get pods/*`,
		{},
		[],
	],
	[
		'people of the plan, with whoever is theirs; one who has other rights stands apart',
		`bind blog-prod/a ClusterRole/view to user:erin group:ldap:ops
		 bind shop-prod/a ClusterRole/view to user:erin group:ldap:ops sa:shop-prod/ci
		 bind blog-prod/b ClusterRole/edit to sa:blog-prod/ci`,
		{ tenancy: { people } },
		[
			'person ops (group:ldap:ops user:erin): - | k8s view | -',
			'person ci (sa:blog-prod/ci sa:shop-prod/ci): - | k8s edit in blog-prod; k8s view in shop-prod | -',
		],
	],
	[
		'a person whose subjects differ',
		`bind blog-prod/a ClusterRole/view to group:ldap:ops
		 bind shop-prod/a ClusterRole/edit to user:erin`,
		{ tenancy: { people } },
		[
			'person ops (group:ldap:ops): - | k8s view in blog-prod | -',
			'person ops (user:erin): - | k8s edit in shop-prod | -',
		],
	],
	[
		"a person's service account with rights in another stage is not like the others",
		`bind shop-dev/a ClusterRole/edit to sa:shop-dev/ci
		 bind blog-dev/a ClusterRole/edit to sa:blog-dev/ci
		 bind shop-prod/a ClusterRole/edit to sa:shop-dev/ci`,
		{ tenancy: { people } },
		[
			'person ci (sa:shop-dev/ci): k8s edit in shop-dev | k8s edit in shop-prod | -',
			'person ci (sa:blog-dev/ci): k8s edit in blog-dev | - | -',
		],
	],
	[
		'service accounts of one name, each at home',
		`bind shop-dev/a ClusterRole/edit to sa:shop-dev/runner
		 bind blog-dev/a ClusterRole/edit to sa:blog-dev/runner
		 bind shop-prod/a ClusterRole/view to sa:shop-prod/runner
		 bind shop-prod/b ClusterRole/view to sa:shop-prod/single`,
		{},
		[
			'subject sa:shop-prod/single (sa:shop-prod/single): - | k8s view in shop-prod | -',
			'accounts runner (sa:blog-dev/runner sa:shop-dev/runner sa:shop-prod/runner): k8s edit | k8s view in shop-prod | -',
		],
	],
	[
		'service accounts of many namespaces with equal rights',
		'bind a ClusterRole/view to sa:a/x sa:b/y sa:c/z user:u user:v',
		{},
		[
			'subject user:u (user:u): k8s view | k8s view | k8s view',
			'subject user:v (user:v): k8s view | k8s view | k8s view',
			'subject sa:a/x (sa:a/x sa:b/y sa:c/z): k8s view | k8s view | k8s view',
		],
	],
	[
		'everybody comes first, unless it is what every API server gives',
		`bind shop-dev/a ClusterRole/view to user:bob group:system:authenticated
		 bind b ClusterRole/discover to group:system:authenticated group:system:unauthenticated
		 role discover: get /api; create selfsubjectreviews.authentication.k8s.io`,
		{},
		[
			'everybody group:system:authenticated (group:system:authenticated): k8s view in shop-dev | - | -',
			'subject user:bob (user:bob): k8s view in shop-dev | - | -',
		],
	],
	[
		'the control plane is not listed',
		`bind a ClusterRole/cluster-admin to user:system:admin sa:kube-system/tiller group:system:masters
		 bind b ClusterRole/view to user:bob`,
		{},
		['subject user:bob (user:bob): k8s view | k8s view | k8s view'],
	],
	[
		'the control plane with --system',
		'bind a ClusterRole/view to sa:kube-system/tiller group:system:masters',
		{ system: true },
		[
			'system group:system:masters (group:system:masters): k8s view | k8s view | k8s view',
			'system sa:kube-system/tiller (sa:kube-system/tiller): k8s view | k8s view | k8s view',
		],
	],
	[
		'who may do something',
		`bind blog-dev/a ClusterRole/edit to group:devs
		 bind shop-dev/a ClusterRole/edit to group:devs
		 bind shop-prod/a ClusterRole/edit to group:devs
		 bind shop-dev/b ClusterRole/view to user:bob
		 bind c ClusterRole/cluster-admin to user:root`,
		{ can: 'create pods/exec' },
		['subject group:devs (group:devs): yes | yes in shop-prod | -', 'subject user:root (user:root): yes | yes | yes'],
	],
	[
		'what everybody may do counts in the rows of others, and makes none',
		`bind shop-dev/a ClusterRole/edit to group:system:authenticated
		 bind blog-dev/b ClusterRole/edit to user:bob
		 bind blog-dev/c ClusterRole/view to user:eve`,
		{ can: 'create pods/exec' },
		[
			'everybody group:system:authenticated (group:system:authenticated): yes in shop-dev | - | -',
			'subject user:bob (user:bob): yes | - | -',
		],
	],
	[
		'what has no namespace is asked in the whole cluster alone',
		`bind a ClusterRole/cluster-admin to user:root
		 bind shop-dev/b ClusterRole/cluster-admin to user:bob`,
		{ can: 'get nodes' },
		['subject user:root (user:root): yes'],
	],
	[
		'one subject, with the groups that the API server puts it into',
		`bind shop-dev/a ClusterRole/view to group:system:serviceaccounts:shop-dev
		 bind blog-dev/b ClusterRole/view to group:system:authenticated
		 bind shop-prod/c ClusterRole/view to user:bob
		 account shop-dev/runner`,
		{ as: 'sa:shop-dev/runner' },
		['subject sa:shop-dev/runner (sa:shop-dev/runner): k8s view | - | -'],
	],
	[
		'one person',
		`bind shop-dev/a ClusterRole/view to sa:shop-dev/ci user:bob
		 bind blog-dev/a ClusterRole/edit to sa:blog-dev/ci`,
		{ as: 'ci', tenancy: { people } },
		[
			'person ci (sa:blog-dev/ci sa:shop-dev/ci sa:blog-prod/ci sa:shop-prod/ci): k8s edit in blog-dev; k8s view in shop-dev | - | -',
		],
	],
	['one who may nothing', 'namespace shop-dev', { as: 'user:bob' }, ['subject user:bob (user:bob): - | - | -']],
	[
		'whether one may do something',
		'bind shop-dev/a ClusterRole/edit to user:bob user:eve',
		{ as: 'bob', can: 'create pods/exec' },
		['subject user:bob (user:bob): yes in shop-dev | - | -'],
	],
]
test.each(cases)('%s', (_, lines, asked, rows) => {
	expect(linesOf(matrixOf(lines, asked))).toEqual(rows)
})

describe('beside the rows', () => {
	test('the columns, in the order of promotion', () => {
		expect(matrixOf('namespace zoo\naccount attic/x\nnamespace shop-dev').columns).toEqual([
			{ type: 'stage', name: 'dev', namespaces: ['blog-dev', 'shop-dev'] },
			{ type: 'stage', name: 'prod', namespaces: ['blog-prod', 'shop-prod'] },
			{ type: 'elsewhere', name: 'elsewhere', namespaces: ['attic', 'zoo'] },
			{ type: 'cluster', name: 'cluster', namespaces: [] },
		])
	})
	test('where nothing is a stage, every namespace is in one column', () => {
		const { columns } = matrixOf('namespace a\nnamespace b', { tenancy: { stages: [], namespaces: [] } })
		expect(columns.map(({ name }) => name)).toEqual(['namespaces', 'cluster'])
	})
	test('the control plane is counted, and whoever of it may do everything', () => {
		const { system } = matrixOf(`
			bind a ClusterRole/cluster-admin to user:system:admin sa:kube-system/tiller
			bind b ClusterRole/view to sa:kube-system/dns group:system:authenticated`)
		expect(system).toEqual({ subjects: 3, everything: 2 })
	})
	test('people without any right', () => {
		const lines = 'bind shop-dev/a ClusterRole/view to user:erin'
		expect(matrixOf(lines, { tenancy: { people } }).without).toEqual(['ci', 'idle'])
		expect(matrixOf(lines, { tenancy: { people }, can: 'get pods' }).without).toEqual([])
	})
	test('with one subject, all that it may do', () => {
		const lines = 'role r: get,list pods; get configmaps[b,a]\nbind shop-dev/a ClusterRole/r to user:bob'
		expect(matrixOf(lines, { as: 'bob' }).rows[0]?.cells[0]?.rights).toEqual([
			{
				namespaces: ['shop-dev'],
				clusterWide: false,
				rights: {
					type: 'custom',
					verbs: 2,
					resources: 2,
					allows: [
						{ verbs: ['get'], resource: 'configmaps', names: ['a', 'b'] },
						{ verbs: ['get', 'list'], resource: 'pods' },
					],
				},
				allows: [
					{ verbs: ['get'], resource: 'configmaps', names: ['a', 'b'] },
					{ verbs: ['get', 'list'], resource: 'pods' },
				],
			},
		])
	})
})
