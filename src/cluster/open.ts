/** From the place where a cluster is to the cluster. Each kind of cluster is loaded only when it is opened. */
import type { ClusterSource, Source } from '../model/tenancy.ts'
import type { Cluster } from './cluster.ts'

/** What a live cluster needs besides its kubeconfig context; the others need nothing. */
export interface OpenOptions {
	/** Act as this user (impersonation), with these groups. */
	readonly asUser?: string
	readonly asGroups?: readonly string[]
	/** Seconds until a request counts as lost. */
	readonly timeoutSeconds?: number
	/** How many requests at a time. */
	readonly concurrency: number
	/** Environment variables (KUBECONFIG, HOME, proxies). */
	readonly environment: Readonly<Record<string, string | undefined>>
}

/** Opens a cluster. Throws a KnownError where its configuration cannot be read. */
export async function openCluster({ source }: ClusterSource, options: OpenOptions): Promise<Cluster> {
	switch (source.type) {
		case 'directory':
			return (await import('./directory/index.ts')).openDirectory(source.directory)
		case 'snapshot':
			return (await import('./snapshot/index.ts')).openSnapshot(source.file)
		case 'context':
			return (await import('./live/index.ts')).openLive(source, options)
	}
}

/** How a source is named to a person. */
export function showSource(source: Source): string {
	switch (source.type) {
		case 'directory':
			return `directory ${source.directory}`
		case 'snapshot':
			return `snapshot ${source.file}`
		case 'context':
			return source.context === undefined ? 'current context' : `context ${source.context}`
	}
}
