/** How the parts of a cluster's own DNS are known. */
import type { KubeObject } from './kube-object.ts'

const home = 'kube-system'

/** The NodeLocal DNSCache's DaemonSet, by the names of the Kubernetes add-on and of kubespray. */
export function isDnsCache({ kind, metadata }: KubeObject): boolean {
	return kind === 'DaemonSet' && metadata.namespace === home && cacheNames.has(metadata.name)
}

const cacheNames = new Set(['node-local-dns', 'nodelocaldns'])

/** The Service that pods ask: by its name or, where a distribution renames it, by the label of the add-on. */
export function isDnsService({ kind, metadata: { name, namespace, labels } }: KubeObject): boolean {
	const isNamed = name === 'kube-dns' || name === 'coredns' || labels?.['k8s-app'] === 'kube-dns'
	return kind === 'Service' && namespace === home && isNamed
}
