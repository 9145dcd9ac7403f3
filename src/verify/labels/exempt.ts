/** What carries no stage label and needs none: bookkeeping that the control plane and tools keep in every namespace. */
import { type Kind, kindKey } from '../../model/kinds.ts'
import type { KubeObject } from '../../model/kube-object.ts'
import { unlabelledKinds } from '../../model/unlabelled-kinds.ts'

const exempt = new Set(unlabelledKinds.map(kindKey))

/** ConfigMaps that a controller publishes into each namespace. */
const publishedConfigMaps = new Set(['kube-root-ca.crt', 'openshift-service-ca.crt', 'istio-ca-root-cert'])

/** Whether no object of this kind needs a label. */
export function isExemptKind(kind: Kind): boolean {
	return !kind.namespaced || exempt.has(kindKey(kind))
}

/** Whether this object needs no label. */
export function isExempt({ kind, metadata }: KubeObject): boolean {
	if (kind === 'ConfigMap') return publishedConfigMaps.has(metadata.name)
	// Helm keeps a release's history in Secrets of this name.
	return kind === 'Secret' && metadata.name.startsWith('sh.helm.release.v1.')
}
