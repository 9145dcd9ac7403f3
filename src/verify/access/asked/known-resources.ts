/** The resources of Kubernetes that rights are about, by the words that kubectl takes for them. */
import { curatedLevels } from '../../../model/access-levels.ts'
import { type Kind, kinds } from '../../../model/kinds.ts'
import type { Access } from '../access.ts'

/** A resource as rules name it. */
export interface KnownResource {
	readonly group: string
	readonly resource: string
	/** `undefined` where it is not known. */
	readonly namespaced: boolean | undefined
}

/** Resources without a place in the table of kinds that people ask about. */
const others: readonly KnownResource[] = [
	...of('', true, 'events', 'endpoints', 'bindings', 'podtemplates'),
	...of('', false, 'persistentvolumes', 'users', 'groups'),
	...of('apps', true, 'controllerrevisions'),
	...of('discovery.k8s.io', true, 'endpointslices'),
	...of('coordination.k8s.io', true, 'leases'),
	...of('storage.k8s.io', false, 'storageclasses', 'csidrivers', 'csinodes', 'volumeattachments'),
	...of('networking.k8s.io', false, 'ingressclasses'),
	...of('apiextensions.k8s.io', false, 'customresourcedefinitions'),
	...of('apiregistration.k8s.io', false, 'apiservices'),
	...of('certificates.k8s.io', false, 'certificatesigningrequests'),
	...of('admissionregistration.k8s.io', false, 'mutatingwebhookconfigurations', 'validatingwebhookconfigurations'),
	...of('admissionregistration.k8s.io', false, 'validatingadmissionpolicies', 'validatingadmissionpolicybindings'),
	...of('authentication.k8s.io', false, 'tokenreviews', 'userextras', 'selfsubjectreviews'),
	...of('authorization.k8s.io', false, 'subjectaccessreviews', 'selfsubjectaccessreviews', 'selfsubjectrulesreviews'),
	...of('authorization.k8s.io', true, 'localsubjectaccessreviews'),
	...of('node.k8s.io', false, 'runtimeclasses'),
]

function of(group: string, namespaced: boolean, ...resources: readonly string[]): readonly KnownResource[] {
	return resources.map((resource) => ({ group, resource, namespaced }))
}

/** What kubectl takes in place of the plural. */
const shortNames: Readonly<Record<string, string>> = {
	po: 'pods',
	svc: 'services',
	cm: 'configmaps',
	sa: 'serviceaccounts',
	ns: 'namespaces',
	no: 'nodes',
	ev: 'events',
	ep: 'endpoints',
	pv: 'persistentvolumes',
	pvc: 'persistentvolumeclaims',
	rc: 'replicationcontrollers',
	quota: 'resourcequotas',
	limits: 'limitranges',
	deploy: 'deployments',
	rs: 'replicasets',
	sts: 'statefulsets',
	ds: 'daemonsets',
	cj: 'cronjobs',
	ing: 'ingresses',
	netpol: 'networkpolicies',
	hpa: 'horizontalpodautoscalers',
	pdb: 'poddisruptionbudgets',
	crd: 'customresourcedefinitions',
	sc: 'storageclasses',
}

/** Subresources of kinds of Kubernetes, for slips of the hand. */
export const knownSubresources: readonly string[] = [
	'log',
	'exec',
	'attach',
	'portforward',
	'proxy',
	'eviction',
	'binding',
	'ephemeralcontainers',
	'resize',
	'status',
	'scale',
	'token',
	'finalize',
	'approval',
	'rollback',
]

/** Resources by the words for them. */
export interface Vocabulary {
	/** All that a word means, e.g. `pods` of the core group and of metrics.k8s.io; the usual one first. */
	readonly meanings: (word: string) => readonly KnownResource[]
	readonly words: readonly string[]
	/** Verbs that rules of the cluster name besides the usual ones. */
	readonly verbs: ReadonlySet<string>
}

/**
 * The vocabulary of a cluster: what Kubernetes has, what the cluster serves, and what its roles name.
 *
 * @param served - the kinds that the cluster serves
 */
export function vocabularyOf(served: readonly Kind[], { roles }: Pick<Access, 'roles'>): Vocabulary {
	const all = [...Object.values(kinds), ...served]
	const byWord = new Map<string, Map<string, KnownResource>>()
	const add = (word: string, known: KnownResource): void => {
		const meanings = byWord.get(word) ?? new Map<string, KnownResource>()
		byWord.set(word, meanings)
		if (!meanings.has(known.group)) meanings.set(known.group, known)
	}
	for (const { group, plural, kind, namespaced } of all)
		for (const word of [plural, kind.toLowerCase()]) add(word, { group, resource: plural, namespaced })
	for (const known of others) add(known.resource, known)
	const rules = [...roles.values()].flatMap((role) => role.rules)
	for (const { apiGroups, resources } of [...curatedLevels.flatMap((level) => level.rules), ...rules])
		for (const group of apiGroups)
			for (const written of resources) {
				const [resource = ''] = written.split('/')
				if (group !== '*' && resource !== '*') add(resource, { group, resource, namespaced: undefined })
			}
	for (const [word, plural] of Object.entries(shortNames))
		for (const known of byWord.get(plural)?.values() ?? []) add(word, known)
	return {
		meanings: (word) => [...(byWord.get(word)?.values() ?? [])],
		words: [...byWord.keys()],
		verbs: new Set(rules.flatMap(({ verbs }) => verbs)),
	}
}

/** Whether objects of a resource are in no namespace, for those that are known. */
export function isClusterScoped(group: string, resource: string): boolean {
	return clusterScoped.has(`${group}/${resource}`)
}

/** A Namespace is in itself, as the API server's authorizers see it. */
const clusterScoped = new Set([
	...Object.values(kinds).flatMap(({ group, plural, namespaced }) =>
		namespaced || plural === 'namespaces' ? [] : [`${group}/${plural}`],
	),
	...others.flatMap(({ group, resource, namespaced }) => (namespaced === false ? [`${group}/${resource}`] : [])),
])
