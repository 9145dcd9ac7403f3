/** The kubeconfig by which everything finds a test server. */
import { stringify } from 'yaml'

/** Name of the one context (and of its cluster and user). */
export const contextName = 'stagewall-test'

/** A kubeconfig's text; `authorityFile` is the path of the PEM file that the server's certificate is checked with. */
export function kubeconfigText(server: string, authorityFile: string, token: string): string {
	return stringify({
		apiVersion: 'v1',
		kind: 'Config',
		'current-context': contextName,
		contexts: [{ name: contextName, context: { cluster: contextName, user: contextName } }],
		clusters: [{ name: contextName, cluster: { server, 'certificate-authority': authorityFile } }],
		users: [{ name: contextName, user: { token } }],
	})
}
