/** Which resources are in no namespace: a Role's right to them gives nothing, and a ClusterRole's is none to a namespace. */

/** Resources of Kubernetes 1.37 that are in no namespace, by their group (`kubectl api-resources --namespaced=false`). */
const clusterWide: Readonly<Record<string, string>> = {
	'': 'componentstatuses namespaces nodes persistentvolumes',
	'admissionregistration.k8s.io':
		'mutatingadmissionpolicies mutatingadmissionpolicybindings mutatingwebhookconfigurations validatingadmissionpolicies validatingadmissionpolicybindings validatingwebhookconfigurations',
	'apiextensions.k8s.io': 'customresourcedefinitions',
	'apiregistration.k8s.io': 'apiservices',
	'authentication.k8s.io': 'selfsubjectreviews tokenreviews',
	'authorization.k8s.io': 'selfsubjectaccessreviews selfsubjectrulesreviews subjectaccessreviews',
	'certificates.k8s.io': 'certificatesigningrequests clustertrustbundles signers',
	'flowcontrol.apiserver.k8s.io': 'flowschemas prioritylevelconfigurations',
	'gateway.networking.k8s.io': 'gatewayclasses',
	'internal.apiserver.k8s.io': 'storageversions',
	'networking.k8s.io': 'ingressclasses ipaddresses servicecidrs',
	'node.k8s.io': 'runtimeclasses',
	'policy.networking.k8s.io': 'adminnetworkpolicies baselineadminnetworkpolicies clusternetworkpolicies',
	'rbac.authorization.k8s.io': 'clusterrolebindings clusterroles',
	'resource.k8s.io': 'deviceclasses devicetaintrules resourceslices',
	'scheduling.k8s.io': 'priorityclasses',
	'storage.k8s.io': 'csidrivers csinodes storageclasses volumeattachments volumeattributesclasses',
	'storagemigration.k8s.io': 'storageversionmigrations',
}

const known = new Map(Object.entries(clusterWide).map(([group, names]) => [group, new Set(names.split(' '))]))

/**
 * Whether objects of a resource are in no namespace. Of kinds that are not Kubernetes' own nobody knows it without asking the
 * server; those that call themselves cluster-wide are believed.
 */
export function isClusterWide(group: string, resource: string): boolean {
	const [plural = ''] = resource.split('/')
	return known.get(group)?.has(plural) ?? (group.includes('.') && plural.startsWith('cluster'))
}
