/** Rights of small clusters, computed, for tests of how they are shown. */

import type { AccessExplanation } from '../model/access-explanation.ts'
import type { AccessMatrix } from '../model/access-report.ts'
import { KnownError } from '../model/errors.ts'
import { accessMatrix, askRequest, askSubject, explainAccess, vocabularyOf } from '../verify/access/index.ts'
import { clusterOf, person, stages } from '../verify/access/lines.suite.ts'

const people = [
	person('developers', { groups: ['ldap:developers'] }),
	person('ops', { users: ['erin'], groups: ['ldap:ops'] }),
	person('ci', { serviceAccounts: true }),
]
const granted = stages.stages.map((stage) => ({ ...stage, access: [{ person: 'developers', level: 'view' }] }))

const platform = clusterOf(
	`
	namespace monitoring
	bind blog-dev/developers ClusterRole/edit to group:ldap:developers
	bind shop-dev/developers ClusterRole/edit to group:ldap:developers
	bind shop-dev/exec Role/settings to group:ldap:developers
	role shop-dev/settings: get configmaps.example.org[a,b]; create,get pods/exec
	bind shop-prod/developers ClusterRole/view to group:ldap:developers
	bind blog-dev/ci ClusterRole/edit to sa:blog-dev/ci
	bind shop-dev/ci ClusterRole/edit to sa:shop-dev/ci
	bind blog-prod/ci ClusterRole/edit to sa:blog-prod/ci
	bind shop-prod/ci ClusterRole/edit to sa:shop-prod/ci
	bind shop-dev/logs Role/peek to group:system:authenticated
	role shop-dev/peek: get pods/log
	bind admins ClusterRole/cluster-admin to user:alice sa:kube-system/tiller user:system:admin
	bind prom ClusterRole/prom to sa:monitoring/prometheus
	role prom: get,list,watch pods; get,list,watch services; get,list,watch endpoints; get nodes/metrics; get /metrics
	bind monitoring/lead Role/lead to sa:monitoring/prometheus
	role monitoring/lead: create,get,update leases.coordination.k8s.io
	bind a ClusterRole/prom to sa:x/operator sa:y/operator
	`,
	{ people, stages: granted },
)

function known<Value>(value: Value | KnownError): Value {
	if (value instanceof KnownError) throw value
	return value
}

/** A bit of everything. */
export const matrixFixture: AccessMatrix = accessMatrix({ ...platform, because: 'The label stage.' }, { system: false })

/** Who may open a shell. */
export const canFixture: AccessMatrix = accessMatrix(platform, {
	system: false,
	can: known(askRequest(vocabularyOf([], platform.access), 'create', 'pods/exec')),
})

/** One subject. */
export const subjectFixture: AccessMatrix = accessMatrix(platform, {
	system: false,
	subject: known(askSubject(platform.access, platform.tenancy, 'sa:monitoring/prometheus')),
})

const doubtful = {
	...platform,
	facts: {
		...platform.facts,
		unseen: [{ kind: undefined, file: 'broken.yaml', reason: 'unreadable' as const, message: 'no YAML' }],
	},
}

const ask = (subject: string, verb: string, resource: string, namespace?: string): AccessExplanation =>
	explainAccess([platform], {
		subject,
		verb,
		resource,
		groups: [],
		...(namespace === undefined ? {} : { namespace }),
	})

/** Answers of all sorts. */
export const explanations = {
	several: ask('developers', 'create', 'pods/exec'),
	one: ask('sa:shop-dev/ci', 'get', 'secrets', 'shop-dev'),
	cluster: ask('alice', 'delete', 'nodes'),
	near: ask('sa:monitoring/prometheus', 'delete', 'pods', 'shop-dev'),
	far: ask('ops', 'get', 'secrets', 'shop-dev'),
	doubtful: explainAccess([doubtful], {
		subject: 'developers',
		verb: 'get',
		resource: 'secrets',
		groups: ['x'],
		stage: 'prod',
	}),
} as const
