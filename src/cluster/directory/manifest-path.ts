/** Where an object that is new in a directory gets its file. */
import type { KubeObject } from '../../model/kube-object.ts'

/**
 * The file of an object, below the directory: a folder a namespace, and `_cluster` for what is in none (no namespace is called
 * that). Characters that some file system refuses are percent-encoded, which can be undone: no name has a `%`
 * (apimachinery, path.ValidatePathSegmentName).
 *
 * @example manifestPath({ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { namespace: 'shop-dev', name: 'stage' } })
 * // 'shop-dev/resourcequota-stage.yaml'
 */
export function manifestPath({ kind, metadata: { name, namespace } }: KubeObject): string {
	if (kind === 'Namespace') return `${safe(name)}/namespace.yaml`
	return `${namespace === undefined || namespace === '' ? '_cluster' : safe(namespace)}/${safe(kind.toLowerCase())}-${safe(name)}.yaml`
}

function safe(name: string): string {
	return name.replace(/[^A-Za-z0-9._-]/gu, (character) =>
		Array.from(
			new TextEncoder().encode(character),
			(byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
		).join(''),
	)
}
