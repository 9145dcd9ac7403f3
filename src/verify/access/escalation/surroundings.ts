/** What besides rights decides who can become whom: pods, nodes, Pod Security, and tokens that lie in Secrets. */
import { addTo } from '../../../model/collect.ts'
import { groupOf, homeOf, type KubeObject } from '../../../model/kube-object.ts'
import type { Access } from '../access.ts'
import { type PodLike, podTemplatesOf } from '../pod-templates.ts'

/** See the file. */
export interface Surroundings {
	readonly namespaces: ReadonlySet<string>
	/** Namespaces whose pods may take hold of their node: Pod Security enforces neither baseline nor restricted there. */
	readonly open: ReadonlySet<string>
	/** Pods, and templates of workloads that have none: what is going to run. */
	readonly podsIn: ReadonlyMap<string, readonly PodLike[]>
	/** Secrets that hold the token of a service account, by namespace. */
	readonly tokens: ReadonlyMap<string, readonly { readonly secret: string; readonly account: string }[]>
	readonly nodes: readonly { readonly name: string; readonly isControlPlane: boolean }[]
}

/** Pods may be privileged unless this label of their namespace says otherwise (Pod Security admission). */
const enforcing = 'pod-security.kubernetes.io/enforce'

/** The annotation by which a Secret names the account whose token it holds; all that is ever read of Secrets is metadata. */
const tokenOf = 'kubernetes.io/service-account.name'

/** Reads them. */
export function surroundingsIn(objects: readonly KubeObject[], access: Access): Surroundings {
	const namespaces = new Set<string>(access.accounts.keys())
	for (const { namespace } of access.bindings) if (namespace !== undefined) namespaces.add(namespace)
	const guarded = new Set<string>()
	const pods: PodLike[] = []
	const tokens = new Map<string, { secret: string; account: string }[]>()
	const nodes: { name: string; isControlPlane: boolean }[] = []
	for (const object of objects) {
		const { name, labels = {}, annotations } = object.metadata
		switch (coreKindOf(object)) {
			case 'Namespace':
				namespaces.add(name)
				if (['baseline', 'restricted'].includes(labels[enforcing] ?? '')) guarded.add(name)
				break
			case 'Secret': {
				const account = annotations?.[tokenOf]
				if (account !== undefined) addTo(tokens, homeOf(object), { secret: name, account })
				break
			}
			case 'Node': {
				const isControlPlane = ['control-plane', 'master'].some((role) => `node-role.kubernetes.io/${role}` in labels)
				nodes.push({ name, isControlPlane })
				break
			}
			default:
				for (const pod of podTemplatesOf(object)) pods.push(pod)
		}
	}
	const open = new Set([...namespaces].filter((name) => !guarded.has(name)))
	return { namespaces, open, podsIn: byNamespace(pods), tokens, nodes }
}

/** The kind of what may be read here besides pods; most objects are roles and bindings, whose group is not asked for. */
function coreKindOf(object: KubeObject): string | undefined {
	const { kind } = object
	return (kind === 'Namespace' || kind === 'Secret' || kind === 'Node') && groupOf(object) === '' ? kind : undefined
}

/** A template whose account runs a pod already says nothing more, but where its pods are. */
function byNamespace(pods: readonly PodLike[]): ReadonlyMap<string, readonly PodLike[]> {
	const running = new Set(pods.flatMap(({ isPod, namespace, account }) => (isPod ? [`${namespace}/${account}`] : [])))
	const sorted = new Map<string, PodLike[]>()
	for (const pod of pods)
		if (pod.isPod || pod.breaksOut !== undefined || !running.has(`${pod.namespace}/${pod.account}`))
			addTo(sorted, pod.namespace, pod)
	return sorted
}
