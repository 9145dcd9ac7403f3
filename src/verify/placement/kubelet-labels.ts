/** Which labels a kubelet may set on its own node (admission plugin NodeRestriction, kubelet/apis/well_known_labels.go). */

const own = new Set([
	'kubernetes.io/hostname',
	'kubernetes.io/os',
	'kubernetes.io/arch',
	'beta.kubernetes.io/os',
	'beta.kubernetes.io/arch',
	'beta.kubernetes.io/instance-type',
	'node.kubernetes.io/instance-type',
	'topology.kubernetes.io/zone',
	'topology.kubernetes.io/region',
	'failure-domain.beta.kubernetes.io/zone',
	'failure-domain.beta.kubernetes.io/region',
])
const forKubelets = ['kubelet.kubernetes.io', 'node.kubernetes.io']
const ofKubernetes = ['kubernetes.io', 'k8s.io']

/**
 * Whether whoever has a node's kubelet can give the node this label, and so make it one of a stage. Kubernetes' own labels are forbidden
 * but for some, and with them all below `node-restriction.kubernetes.io`; those of others are not.
 */
export function canKubeletSet(key: string): boolean {
	const slash = key.indexOf('/')
	if (slash < 0 || own.has(key)) return true
	const domain = key.slice(0, slash)
	const isBelow = (parents: readonly string[]): boolean =>
		parents.some((parent) => domain === parent || domain.endsWith(`.${parent}`))
	return !isBelow(ofKubernetes) || isBelow(forKubelets)
}
