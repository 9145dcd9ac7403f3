/**
 * The ClusterRoles that every API server makes for itself and that files seldom hold, for bindings of files to them. As Kubernetes
 * 1.37 has them (test/live/access.test.ts holds them against a server); older ones differ in a few kinds.
 */
import type { KubeObject } from '../../model/kube-object.ts'

const read = ['get', 'list', 'watch'] as const
const write = ['create', 'delete', 'deletecollection', 'patch', 'update'] as const

function may(verbs: readonly string[], groups: string, resources: string): object {
	return { apiGroups: groups.split(','), resources: resources.split(' '), verbs }
}

const view = [
	may(
		read,
		'',
		'configmaps endpoints persistentvolumeclaims persistentvolumeclaims/status pods replicationcontrollers',
	),
	may(read, '', 'replicationcontrollers/scale serviceaccounts services services/status'),
	may(
		read,
		'',
		'bindings limitranges namespaces/status pods/log pods/status replicationcontrollers/status resourcequotas',
	),
	may(read, '', 'resourcequotas/status namespaces'),
	may(read, ',events.k8s.io', 'events'),
	may(read, 'discovery.k8s.io', 'endpointslices'),
	may(
		read,
		'apps',
		'controllerrevisions daemonsets daemonsets/status deployments deployments/scale deployments/status',
	),
	may(
		read,
		'apps',
		'replicasets replicasets/scale replicasets/status statefulsets statefulsets/scale statefulsets/status',
	),
	may(read, 'autoscaling', 'horizontalpodautoscalers horizontalpodautoscalers/status'),
	may(read, 'batch', 'cronjobs cronjobs/status jobs jobs/status'),
	may(read, 'extensions', 'daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses'),
	may(read, 'extensions', 'ingresses/status networkpolicies replicasets replicasets/scale replicasets/status'),
	may(read, 'extensions', 'replicationcontrollers/scale'),
	may(read, 'policy', 'poddisruptionbudgets poddisruptionbudgets/status'),
	may(read, 'networking.k8s.io', 'ingresses ingresses/status networkpolicies'),
	may(read, 'resource.k8s.io', 'resourceclaims resourceclaims/status resourceclaimtemplates'),
]

const edit = [
	may(read, '', 'pods/attach pods/exec pods/portforward pods/proxy secrets services/proxy'),
	may(['impersonate'], '', 'serviceaccounts'),
	may(write, '', 'pods pods/attach pods/exec pods/portforward pods/proxy'),
	may(['create'], '', 'pods/eviction serviceaccounts/token'),
	may(write, '', 'configmaps persistentvolumeclaims replicationcontrollers replicationcontrollers/scale secrets'),
	may(write, '', 'serviceaccounts services services/proxy'),
	may(write, ',events.k8s.io', 'events'),
	may(write, 'apps', 'daemonsets deployments deployments/rollback deployments/scale replicasets replicasets/scale'),
	may(write, 'apps', 'statefulsets statefulsets/scale'),
	may(write, 'autoscaling', 'horizontalpodautoscalers'),
	may(write, 'batch', 'cronjobs jobs'),
	may(write, 'extensions', 'daemonsets deployments deployments/rollback deployments/scale ingresses networkpolicies'),
	may(write, 'extensions', 'replicasets replicasets/scale replicationcontrollers/scale'),
	may(write, 'policy', 'poddisruptionbudgets'),
	may(write, 'networking.k8s.io', 'ingresses networkpolicies'),
	may([...read, ...write], 'coordination.k8s.io', 'leases'),
	may(write, 'resource.k8s.io', 'resourceclaims resourceclaimtemplates'),
]

const admin = [
	may(['create'], 'authorization.k8s.io', 'localsubjectaccessreviews'),
	may([...read, ...write], 'rbac.authorization.k8s.io', 'rolebindings roles'),
]

const everything = [
	{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
	{ nonResourceURLs: ['*'], verbs: ['*'] },
]

/** Into which of them a ClusterRole with this label is merged. */
const intoLabel = (name: string): string => `rbac.authorization.k8s.io/aggregate-to-${name}`

function clusterRole(name: string, fields: object, into?: string): KubeObject {
	const labels = {
		'kubernetes.io/bootstrapping': 'rbac-defaults',
		...(into === undefined ? {} : { [intoLabel(into)]: 'true' }),
	}
	return { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', metadata: { name, labels }, ...fields }
}

function aggregate(name: string, into?: string): KubeObject {
	const aggregationRule = { clusterRoleSelectors: [{ matchLabels: { [intoLabel(name)]: 'true' } }] }
	return clusterRole(name, { aggregationRule, rules: null }, into)
}

/** cluster-admin, and admin, edit and view with what they are made of. */
export const bootstrapRoles: readonly KubeObject[] = [
	clusterRole('cluster-admin', { rules: everything }),
	aggregate('admin'),
	aggregate('edit', 'admin'),
	aggregate('view', 'edit'),
	clusterRole('system:aggregate-to-admin', { rules: admin }, 'admin'),
	clusterRole('system:aggregate-to-edit', { rules: edit }, 'edit'),
	clusterRole('system:aggregate-to-view', { rules: view }, 'view'),
]
