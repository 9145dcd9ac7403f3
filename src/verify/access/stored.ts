/** Objects of a server and objects of files. */
import type { KubeObject } from '../../model/kube-object.ts'

/** Whether an API server gave an object, or a person wrote it: then what Kubernetes itself brings is not beside it. */
export function isStored({ metadata }: KubeObject): boolean {
	return metadata.uid !== undefined
}
