/** Where resources stand below an API server's root. */
import type { Kind } from '../../model/kinds.ts'

/**
 * The path of a kind's collection, in the whole cluster or in one namespace.
 *
 * @example collectionPath(kinds.Role, 'shop-dev') // '/apis/rbac.authorization.k8s.io/v1/namespaces/shop-dev/roles'
 */
export function collectionPath(
	{ group, version, plural }: Omit<Kind, 'namespaced' | 'kind'>,
	namespace?: string,
): string {
	const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`
	return namespace === undefined ? `${root}/${plural}` : `${root}/namespaces/${encodeURIComponent(namespace)}/${plural}`
}

/** The path of one object. */
export function objectPath(
	kind: Omit<Kind, 'namespaced' | 'kind'>,
	namespace: string | undefined,
	name: string,
): string {
	return `${collectionPath(kind, namespace)}/${encodeURIComponent(name)}`
}
