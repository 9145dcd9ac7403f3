/** The kinds of the Kubernetes API that Stagewall writes or reads by name, with what a request for them needs. */
import { groupOf, type KubeObject } from './kube-object.ts'

/** A kind as the API serves it. */
export interface Kind {
	/** Empty for the core group. */
	readonly group: string
	readonly version: string
	readonly kind: string
	/** The resource name in paths, e.g. `networkpolicies`. */
	readonly plural: string
	readonly namespaced: boolean
}

function kind(apiVersion: string, name: string, plural: string, namespaced = true): Kind {
	const [version = '', group = ''] = apiVersion.split('/').reverse()
	return { group, version, kind: name, plural, namespaced }
}

function admission(name: string, plural: string): Kind {
	return kind('admissionregistration.k8s.io/v1', name, plural, false)
}

/** Kinds by name. Every one is served by each supported Kubernetes version, but for the last four (from 1.30 and 1.36 on). */
export const kinds = {
	Namespace: kind('v1', 'Namespace', 'namespaces', false),
	Node: kind('v1', 'Node', 'nodes', false),
	PriorityClass: kind('scheduling.k8s.io/v1', 'PriorityClass', 'priorityclasses', false),
	StorageClass: kind('storage.k8s.io/v1', 'StorageClass', 'storageclasses', false),
	ResourceQuota: kind('v1', 'ResourceQuota', 'resourcequotas'),
	LimitRange: kind('v1', 'LimitRange', 'limitranges'),
	NetworkPolicy: kind('networking.k8s.io/v1', 'NetworkPolicy', 'networkpolicies'),
	ServiceAccount: kind('v1', 'ServiceAccount', 'serviceaccounts'),
	Role: kind('rbac.authorization.k8s.io/v1', 'Role', 'roles'),
	RoleBinding: kind('rbac.authorization.k8s.io/v1', 'RoleBinding', 'rolebindings'),
	ClusterRole: kind('rbac.authorization.k8s.io/v1', 'ClusterRole', 'clusterroles', false),
	ClusterRoleBinding: kind('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', 'clusterrolebindings', false),
	Pod: kind('v1', 'Pod', 'pods'),
	Service: kind('v1', 'Service', 'services'),
	ConfigMap: kind('v1', 'ConfigMap', 'configmaps'),
	Secret: kind('v1', 'Secret', 'secrets'),
	PersistentVolumeClaim: kind('v1', 'PersistentVolumeClaim', 'persistentvolumeclaims'),
	ReplicationController: kind('v1', 'ReplicationController', 'replicationcontrollers'),
	Deployment: kind('apps/v1', 'Deployment', 'deployments'),
	ReplicaSet: kind('apps/v1', 'ReplicaSet', 'replicasets'),
	StatefulSet: kind('apps/v1', 'StatefulSet', 'statefulsets'),
	DaemonSet: kind('apps/v1', 'DaemonSet', 'daemonsets'),
	Job: kind('batch/v1', 'Job', 'jobs'),
	CronJob: kind('batch/v1', 'CronJob', 'cronjobs'),
	Ingress: kind('networking.k8s.io/v1', 'Ingress', 'ingresses'),
	HorizontalPodAutoscaler: kind('autoscaling/v2', 'HorizontalPodAutoscaler', 'horizontalpodautoscalers'),
	PodDisruptionBudget: kind('policy/v1', 'PodDisruptionBudget', 'poddisruptionbudgets'),
	RuntimeClass: kind('node.k8s.io/v1', 'RuntimeClass', 'runtimeclasses', false),
	ValidatingAdmissionPolicy: admission('ValidatingAdmissionPolicy', 'validatingadmissionpolicies'),
	ValidatingAdmissionPolicyBinding: admission('ValidatingAdmissionPolicyBinding', 'validatingadmissionpolicybindings'),
	MutatingAdmissionPolicy: admission('MutatingAdmissionPolicy', 'mutatingadmissionpolicies'),
	MutatingAdmissionPolicyBinding: admission('MutatingAdmissionPolicyBinding', 'mutatingadmissionpolicybindings'),
} as const satisfies Record<string, Kind>

const known = new Map<string, Kind>(Object.values(kinds).map((each) => [`${each.group}/${each.kind}`, each]))

/** The table's entry for an object, in the version of the object; `undefined` for kinds that Stagewall does not know by name. */
export function kindOf(object: Pick<KubeObject, 'apiVersion' | 'kind'>): Kind | undefined {
	const kind = known.get(`${groupOf(object)}/${object.kind}`)
	if (kind === undefined || apiVersionOf(kind) === object.apiVersion) return kind
	return { ...kind, version: object.apiVersion.slice(object.apiVersion.indexOf('/') + 1) }
}

/** One string per kind, for maps and sets. */
export function kindKey({ group, kind }: Pick<Kind, 'group' | 'kind'>): string {
	return `${group}/${kind}`
}

/** The `apiVersion` of objects of a kind. */
export function apiVersionOf({ group, version }: Pick<Kind, 'group' | 'version'>): string {
	return group === '' ? version : `${group}/${version}`
}
