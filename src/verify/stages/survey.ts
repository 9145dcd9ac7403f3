/** The namespaces of a cluster, with all that is known of them. */
import type { Facts } from '../../model/facts.ts'
import { kindKey, kinds } from '../../model/kinds.ts'
import { groupOf, type KubeObject } from '../../model/kube-object.ts'

/** A namespace that exists, or that something lives in. */
export interface SeenNamespace {
	readonly name: string
	readonly labels: ReadonlyMap<string, string>
	/** `false` where it is only known because something lives in it: its labels are then not known. */
	readonly declared: boolean
}

/** All namespaces that the facts tell of, sorted by name, whatever the order of the facts. */
export function namespacesOf({ objects }: Facts): readonly SeenNamespace[] {
	const seen = new Map<string, SeenNamespace>()
	for (const object of objects) {
		const { metadata } = object
		const { name, namespace = '' } = metadata
		if (object.kind === 'Namespace' && groupOf(object) === '')
			seen.set(name, { name, labels: labelsOf(metadata), declared: true })
		else if (namespace !== '' && !seen.has(namespace))
			seen.set(namespace, { name: namespace, labels: new Map(), declared: false })
	}
	return [...seen.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** In manifests a label may stand without quotes, as something else than text (`env: true`). */
function labelsOf({ labels }: KubeObject['metadata']): ReadonlyMap<string, string> {
	return new Map(Object.entries(labels ?? {}).map(([key, value]) => [key, String(value ?? '')]))
}

/** Whether some namespace may have been overlooked, or seen without its labels. */
export function areNamespacesHidden({ unseen }: Facts): boolean {
	return unseen.some(({ kind }) => kind !== undefined && kindKey(kind) === kindKey(kinds.Namespace))
}

/** Whether a namespace belongs to the cluster itself: every stage needs what is in it, so it cannot be a part of one. */
export function isClustersOwn(name: string): boolean {
	return name.startsWith('kube-') || name === 'openshift' || name.startsWith('openshift-')
}
