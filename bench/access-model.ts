/**
 * A cluster of any size for the benchmark of rights: apps in stages with the curated levels, bindings for people, groups and service
 * accounts, what the control plane brings, and a few planted ways out. The same size gives the same cluster.
 */
import { curatedLevels } from '../src/model/access-levels.ts'
import type { KubeObject } from '../src/model/kube-object.ts'

/** How large. */
export interface AccessSize {
	readonly namespaces: number
	readonly bindingsPerNamespace: number
}

/** 5,000 namespaces with 50,000 RoleBindings. */
export const large: AccessSize = { namespaces: 5000, bindingsPerNamespace: 10 }

/** In promotion order. */
export const stages = ['dev', 'test', 'perf', 'prod'] as const

const rbac = 'rbac.authorization.k8s.io'
const nodes = 100

/** Rights of the control plane's controllers in the whole cluster, as Kubernetes gives them. */
const controllers: readonly (readonly [
	account: string,
	...rules: (readonly [verbs: string, group: string, resources: string])[],
])[] = [
	[
		'deployment-controller',
		['get list watch update', 'apps', 'deployments'],
		['create delete get list patch update watch', 'apps', 'replicasets'],
		['get list update watch', '', 'pods'],
	],
	[
		'replicaset-controller',
		['get list watch update', 'apps', 'replicasets'],
		['create delete list patch watch', '', 'pods'],
	],
	[
		'statefulset-controller',
		['get list watch', 'apps', 'statefulsets'],
		['create delete get patch update', '', 'pods'],
		['create get', '', 'persistentvolumeclaims'],
	],
	['job-controller', ['get list update watch patch', 'batch', 'jobs'], ['create delete list patch watch', '', 'pods']],
	[
		'cronjob-controller',
		['get list update watch', 'batch', 'cronjobs'],
		['create delete get list patch update watch', 'batch', 'jobs'],
	],
	['daemon-set-controller', ['get list watch', 'apps', 'daemonsets'], ['create delete list patch watch', '', 'pods']],
	[
		'namespace-controller',
		['delete get list watch', '', 'namespaces'],
		['update', '', 'namespaces/finalize namespaces/status'],
		['delete deletecollection get list', '*', '*'],
	],
	[
		'endpointslice-controller',
		['create delete get list update', 'discovery.k8s.io', 'endpointslices'],
		['get list watch', '', 'services pods nodes'],
	],
	['clusterrole-aggregation-controller', ['escalate get list patch update watch', rbac, 'clusterroles']],
	['generic-garbage-collector', ['delete get list patch update watch', '*', '*']],
	['resourcequota-controller', ['list watch', '*', '*'], ['update', '', 'resourcequotas/status']],
	['root-ca-cert-publisher', ['create update', '', 'configmaps']],
]

/** All objects of a cluster. */
export function accessModel({ namespaces, bindingsPerNamespace }: AccessSize): readonly KubeObject[] {
	return [
		...controllers.flatMap(([name, ...rules]) => [
			clusterRole(`system:controller:${name}`, rules),
			clusterBinding(`system:controller:${name}`, { kind: 'ServiceAccount', namespace: 'kube-system', name }),
		]),
		...Array.from({ length: nodes }, (_, number) => core('Node', `node-${number}`)),
		...Array.from({ length: namespaces }, (_, number) => home(number, bindingsPerNamespace)).flat(),
		// Two ways out: an account of dev that may edit everywhere, and one of test that reads Secrets of prod.
		clusterRole('anywhere', [['create update patch', 'apps', 'deployments']]),
		clusterBinding('anywhere', { kind: 'ServiceAccount', namespace: 'app1-dev', name: 'ci-2' }),
		role('app2-prod', 'peek', [{ verbs: ['get'], apiGroups: [''], resources: ['secrets'] }]),
		binding('app2-prod', 'peek', 'peek', { kind: 'ServiceAccount', namespace: 'app2-test', name: 'ci-0' }),
	]
}

/** The stage of a namespace of the model. */
export function stageOf(namespace: string): string | undefined {
	const stage = namespace.split('-').at(-1)
	return stages.find((each) => each === stage)
}

const levels = curatedLevels.filter(({ rules }) => rules.length > 0)

function home(number: number, bindings: number): readonly KubeObject[] {
	const stage = stages[number % stages.length] as string
	const name = `app${Math.floor(number / stages.length)}-${stage}`
	const labels = { stage, 'pod-security.kubernetes.io/enforce': 'baseline' }
	return [
		{ ...core('Namespace', name), metadata: { name, labels, uid: name } },
		...levels.map((level) => role(name, level.name, level.rules)),
		...Array.from({ length: bindings }, (_, each) =>
			binding(name, `bound-${each}`, levels[each % levels.length]?.name ?? '', subjectOf(each, stage, number)),
		),
		{
			...core('Pod', 'web', name),
			spec: { containers: [{ name: 'main' }], serviceAccountName: 'ci-1', nodeName: `node-${number % nodes}` },
		},
		...(number % 10 === 0
			? [
					{
						apiVersion: 'v1',
						kind: 'Secret',
						metadata: { name: 'token', namespace: name, annotations: { 'kubernetes.io/service-account.name': 'ci-0' } },
					},
				]
			: []),
	]
}

function subjectOf(number: number, stage: string, home: number): object {
	if (number % 3 === 0) return { kind: 'ServiceAccount', name: `ci-${Math.floor(number / 3)}` }
	return number % 3 === 1
		? { kind: 'Group', name: `team-${number}-${stage}` }
		: { kind: 'User', name: `user-${home}-${number}` }
}

function core(kind: string, name: string, namespace?: string): KubeObject {
	return {
		apiVersion: 'v1',
		kind,
		metadata: { name, uid: `${namespace}/${name}`, ...(namespace === undefined ? {} : { namespace }) },
	}
}

/** With rules of its own, parsed as those that a server sends: no two roles share a list. */
function role(namespace: string, name: string, rules: unknown): KubeObject {
	return {
		apiVersion: `${rbac}/v1`,
		kind: 'Role',
		metadata: { name, namespace, uid: `${namespace}/${name}` },
		rules: JSON.parse(JSON.stringify(rules)) as unknown,
	}
}

function clusterRole(
	name: string,
	rules: readonly (readonly [verbs: string, group: string, resources: string])[],
): KubeObject {
	return {
		apiVersion: `${rbac}/v1`,
		kind: 'ClusterRole',
		metadata: { name, uid: name },
		rules: rules.map(([verbs, group, resources]) => ({
			verbs: verbs.split(' '),
			apiGroups: [group],
			resources: resources.split(' '),
		})),
	}
}

function binding(namespace: string, name: string, to: string, subject: object): KubeObject {
	return {
		apiVersion: `${rbac}/v1`,
		kind: 'RoleBinding',
		metadata: { name, namespace, uid: `${namespace}/${name}` },
		roleRef: { apiGroup: rbac, kind: 'Role', name: to },
		subjects: [subject],
	}
}

function clusterBinding(name: string, subject: object): KubeObject {
	return {
		apiVersion: `${rbac}/v1`,
		kind: 'ClusterRoleBinding',
		metadata: { name, uid: name },
		roleRef: { apiGroup: rbac, kind: 'ClusterRole', name },
		subjects: [subject],
	}
}
