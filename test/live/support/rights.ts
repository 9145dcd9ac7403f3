/** Roles and bindings on a real API server, and what its authorizer says about them. */
import type { AccessRequest, Identity } from '../../../src/model/access.ts'
import { kindOf, kinds } from '../../../src/model/kinds.ts'
import type { KubeObject } from '../../../src/model/kube-object.ts'
import { randomLabel, randomNamespaces } from '../../../src/verify/access/random-access.suite.ts'
import { type ApiClient, pathOf } from '../../control-plane/api-client.ts'
import { eventually } from '../../control-plane/eventually.ts'
import { uniqueName } from './suite.ts'

const rbacKinds = [kinds.ClusterRole, kinds.Role, kinds.ClusterRoleBinding, kinds.RoleBinding] as const
const byLabel = `?labelSelector=${Object.entries(randomLabel).flat().join('%3D')}`

/** Does something to each item, some of them at once. */
export async function inParallel<Item, Result>(
	items: readonly Item[],
	work: (item: Item) => Promise<Result>,
	lanes = 16,
): Promise<readonly Result[]> {
	const results: Result[] = []
	const queue = items.entries()
	const lane = async () => {
		for (const [index, item] of queue) results[index] = await work(item)
	}
	await Promise.all(Array.from({ length: lanes }, lane))
	return results
}

/** Creates objects. */
export async function create(api: ApiClient, objects: readonly KubeObject[]): Promise<void> {
	await inParallel(objects, async (object) => {
		const kind = kindOf(object)
		if (kind === undefined) throw new Error(`no kind ${object.kind}`)
		const { namespace } = object.metadata
		await api.post(pathOf(kind, namespace === undefined ? {} : { namespace }), object)
	})
}

/** Throws all random objects away. */
export async function clear(api: ApiClient): Promise<void> {
	const collections = rbacKinds.flatMap((kind) =>
		kind.namespaced ? randomNamespaces.map((namespace) => pathOf(kind, { namespace })) : [pathOf(kind)],
	)
	await inParallel(collections, (path) => api.delete(`${path}${byLabel}`))
}

/** All roles and bindings of the server. Items of lists say neither their kind nor its version. */
export async function listAll(api: ApiClient): Promise<readonly KubeObject[]> {
	const lists = await inParallel(rbacKinds, async (kind) => {
		const { items } = await api.get<{ readonly items: readonly KubeObject[] }>(pathOf(kind))
		return items.map((item) => ({ ...item, apiVersion: 'rbac.authorization.k8s.io/v1', kind: kind.kind }))
	})
	return lists.flat()
}

/** Whether the server's authorizer allows a request (SubjectAccessReview). */
export async function review(api: ApiClient, { user, groups }: Identity, request: AccessRequest): Promise<boolean> {
	const attributes =
		'path' in request ? { nonResourceAttributes: request } : { resourceAttributes: request satisfies object }
	const { status } = await api.post<{ readonly status: { readonly allowed: boolean } }>(
		'/apis/authorization.k8s.io/v1/subjectaccessreviews',
		{ spec: { ...(user === undefined ? {} : { user }), groups, ...attributes } },
	)
	return status.allowed
}

/**
 * Waits until the authorizer has seen all that was done so far. It watches each of the four kinds by itself, in order: once it has
 * seen one more of each, it has seen what came before.
 */
export async function untilSeen(api: ApiClient): Promise<void> {
	const [namespace] = randomNamespaces
	const name = uniqueName('sentinel')
	const metadata = { name, labels: randomLabel }
	const rules = [{ verbs: ['get'], apiGroups: [''], resources: [name] }]
	const subjects = [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name }]
	const roleRef = (kind: string) => ({ apiGroup: 'rbac.authorization.k8s.io', kind, name })
	await api.post(pathOf(kinds.ClusterRole), { metadata, rules })
	await api.post(pathOf(kinds.Role, { namespace }), {
		metadata,
		rules: [{ verbs: ['list'], apiGroups: [''], resources: [name] }],
	})
	await api.post(pathOf(kinds.ClusterRoleBinding), { metadata, roleRef: roleRef('ClusterRole'), subjects })
	await api.post(pathOf(kinds.RoleBinding, { namespace }), { metadata, roleRef: roleRef('Role'), subjects })
	for (const request of [{ verb: 'get' }, { verb: 'list', namespace }])
		await eventually(
			() => review(api, { user: name, groups: [] }, { group: '', resource: name, ...request }),
			(allowed) => allowed,
			{ what: `the authorizer seeing ${name}` },
		)
}
