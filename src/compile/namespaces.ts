/** The namespace itself: the labels that every wall selects by, and the Pod Security level of what runs in it. */
import { kinds } from '../model/kinds.ts'
import type { KubeObject } from '../model/kube-object.ts'
import type { PodSecurity, Stage, StageNamespace, Tenancy } from '../model/tenancy.ts'
import { type Labels, memberLabels, objectOf, sorted } from './meta.ts'

/** The Namespace of an app in a stage. */
export function namespaceOf(tenancy: Tenancy, stage: Stage, namespace: StageNamespace): KubeObject {
	const labels = sorted({ ...memberLabels(tenancy, namespace), ...podSecurityLabels(stage.podSecurity) })
	return objectOf(kinds.Namespace, { name: namespace.name, labels }, {})
}

/**
 * The labels of Pod Security admission. Versions are pinned: with `latest`, an update of the cluster could refuse pods that
 * ran before it. What would be refused at the `warn` level is written to the audit log as well.
 */
function podSecurityLabels({ enforce, warn, version }: PodSecurity): Labels {
	const levels = { enforce, warn, audit: warn }
	return Object.fromEntries(
		Object.entries(levels).flatMap(([mode, level]) => [
			[`pod-security.kubernetes.io/${mode}`, level],
			[`pod-security.kubernetes.io/${mode}-version`, version],
		]),
	)
}
