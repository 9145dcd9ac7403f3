/** What all desired objects have in common: names, labels, and the order of their keys. */
import { apiVersionOf, type Kind } from '../model/kinds.ts'
import type { JsonObject, KubeObject, ObjectMeta } from '../model/kube-object.ts'
import { planLabel } from '../model/ownership.ts'
import type { StageNamespace, Tenancy } from '../model/tenancy.ts'

/** Labels by key. */
export type Labels = Readonly<Record<string, string>>

/**
 * The name of an object in a namespace of a stage. The prefix keeps it apart from what the people of the namespace make.
 *
 * @example nameOf('allow', 'metrics', 'ingress') // 'stagewall-allow-metrics-ingress'
 */
export function nameOf(...parts: readonly string[]): string {
	return ['stagewall', ...parts].join('-')
}

/** An object in a namespace of a stage, labelled as every object there. */
export function namespacedObject(
	tenancy: Tenancy,
	namespace: StageNamespace,
	kind: Kind,
	metadata: Pick<ObjectMeta, 'name' | 'annotations'>,
	content: JsonObject,
): KubeObject {
	const { name, annotations } = metadata
	return objectOf(
		kind,
		{
			name,
			namespace: namespace.name,
			labels: sorted(memberLabels(tenancy, namespace)),
			...(annotations === undefined ? {} : { annotations }),
		},
		content,
	)
}

/** An object with its keys in the order in which Kubernetes YAML is read. */
export function objectOf(kind: Kind, metadata: ObjectMeta, content: JsonObject): KubeObject {
	return { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata, ...content }
}

/** The labels that say which stage, app and plan something in a namespace belongs to. */
export function memberLabels(tenancy: Tenancy, { app, stage }: Pick<StageNamespace, 'app' | 'stage'>): Labels {
	return { ...stageLabels(tenancy, stage), [tenancy.labels.app]: app }
}

/** The labels that say which stage and plan something outside of namespaces belongs to. */
export function stageLabels(tenancy: Tenancy, stage: string): Labels {
	return { [tenancy.labels.stage]: stage, [planLabel]: tenancy.name }
}

/** The same entries in the order of their keys' code units, so that equal maps are equal bytes. */
export function sorted<Value>(record: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
	return Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
