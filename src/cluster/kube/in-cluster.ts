/** The kubeconfig of a pod: the service account that the kubelet mounts into it. */
import { access } from 'node:fs/promises'
import { isIPv6 } from 'node:net'
import { join } from 'node:path'
import type { Environment } from './environment.ts'
import type { Kubeconfig } from './kubeconfig-file.ts'

/** Where the kubelet mounts token, CA and namespace. */
const mountedFolder = '/var/run/secrets/kubernetes.io/serviceaccount'

const name = 'in-cluster'

/**
 * The connection that a pod is given; `undefined` where this is no pod, or one without a service account's token.
 *
 * @param folder - where the token is mounted
 */
export async function inClusterConfig(
	environment: Environment,
	folder: string = mountedFolder,
): Promise<Kubeconfig | undefined> {
	const host = environment['KUBERNETES_SERVICE_HOST'] ?? ''
	const port = environment['KUBERNETES_SERVICE_PORT'] ?? '443'
	const tokenFile = join(folder, 'token')
	if (host === '' || !(await isThere(tokenFile))) return undefined
	const cluster = {
		name,
		file: folder,
		server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
		caFile: join(folder, 'ca.crt'),
		insecure: false,
	}
	const user = { name, file: folder, tokenFile, impersonation: { groups: [], extra: {} } }
	return {
		files: [folder],
		currentContext: name,
		clusters: new Map([[name, cluster]]),
		users: new Map([[name, user]]),
		contexts: new Map([[name, { name, file: folder, cluster: name, user: name }]]),
	}
}

function isThere(path: string): Promise<boolean> {
	return access(path).then(
		() => true,
		() => false,
	)
}
