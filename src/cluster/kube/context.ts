/** One context of a kubeconfig, with the cluster and the user that it names. */
import { KnownError } from '../../model/errors.ts'
import { nearest } from '../../model/nearest.ts'
import type { KubeCluster, Kubeconfig, KubeUser } from './kubeconfig-file.ts'

/** Where to connect to, and as whom. */
export interface Target {
	/** The context's name. */
	readonly name: string
	readonly cluster: KubeCluster
	/** The API server's address; a path in it (as behind Rancher) comes before every request's path. */
	readonly server: URL
	readonly user: KubeUser
}

/** For a context without a user: the API server then knows the requests as `system:anonymous`. */
const anonymous = { name: 'anonymous', file: '', impersonation: { groups: [], extra: {} } } as const satisfies KubeUser

/**
 * Resolves a context.
 *
 * @param name - absent for the current context
 * @throws KnownError `cluster/no-current-context`, `cluster/unknown-context`, `cluster/kubeconfig-incomplete`
 */
export function selectContext(config: Kubeconfig, name: string | undefined): Target {
	const wanted = name ?? config.currentContext
	if (wanted === undefined) throw noCurrentContext(config)
	const context = config.contexts.get(wanted)
	if (context === undefined) throw unknownContext(wanted, config, name === undefined)
	const missing = (what: string): KnownError => incomplete(context.file, `its context ${wanted} ${what}`)

	if (context.cluster === undefined) throw missing('names no cluster')
	const cluster = config.clusters.get(context.cluster)
	if (cluster === undefined) throw missing(`names the cluster ${context.cluster}, which is not there`)

	const user = context.user === undefined ? anonymous : config.users.get(context.user)
	if (user === undefined) throw missing(`names the user ${context.user}, who is not there`)

	return { name: wanted, cluster, server: serverOf(cluster), user }
}

function serverOf({ server, name, file }: KubeCluster): URL {
	if (server === undefined) throw incomplete(file, `its cluster ${name} names no server`)
	const url = URL.canParse(server) ? new URL(server) : undefined
	if (url === undefined || !['http:', 'https:'].includes(url.protocol))
		throw incomplete(file, `the server of its cluster ${name} is no http(s) address: ${server}`)
	return url
}

function noCurrentContext(config: Kubeconfig): KnownError {
	return new KnownError('cluster/no-current-context', `${show(config)} has no current context`, {
		exit: 'cluster',
		hint: `Name one with --context: ${list(config)}.`,
	})
}

function unknownContext(wanted: string, config: Kubeconfig, isCurrent: boolean): KnownError {
	const meant = nearest(wanted, [...config.contexts.keys()])
	const suggestion = meant === undefined ? '' : `Did you mean ${meant}? `
	return new KnownError(
		'cluster/unknown-context',
		`${show(config)} has no context ${wanted}${isCurrent ? ', although it names it as the current one' : ''}`,
		{ exit: 'cluster', hint: `${suggestion}There are: ${list(config)}.` },
	)
}

function incomplete(file: string, what: string): KnownError {
	return new KnownError('cluster/kubeconfig-incomplete', `the kubeconfig ${file} is incomplete: ${what}`, {
		exit: 'cluster',
		hint: 'Let the tool that wrote it write it anew, or mend it with `kubectl config`.',
	})
}

function show({ files }: Kubeconfig): string {
	return `the kubeconfig ${files.join(', ')}`
}

function list({ contexts }: Kubeconfig): string {
	return contexts.size === 0 ? 'none' : [...contexts.keys()].toSorted().join(', ')
}
