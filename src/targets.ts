/** From what a user asked for to opened clusters: which of the plan's clusters, where they are, and as whom. */
import type { Cluster, Progress } from './cluster/cluster.ts'
import { openCluster } from './cluster/open.ts'
import { KnownError } from './model/errors.ts'
import type { Facts, Want } from './model/facts.ts'
import { nearest } from './model/nearest.ts'
import type { ClusterSource, Source, Stage, Tenancy } from './model/tenancy.ts'
import { loadPlan } from './plan-file/index.ts'

/** How many requests at a time: enough to hide a far cluster's latency, few enough not to be queued by its API server. */
export const concurrency = 32

/** What every command that looks at clusters takes. */
export interface Session {
	/** `stages.yaml`, or a folder of such files. */
	readonly file: string
	/** Only this cluster of the plan. */
	readonly cluster?: string
	/** Look here instead of where the plan says. */
	readonly source?: Source
	readonly asUser?: string
	readonly asGroups?: readonly string[]
	readonly timeoutSeconds?: number
	readonly environment: Readonly<Record<string, string | undefined>>
	readonly progress?: Progress
	readonly signal?: AbortSignal
}

/** A cluster of the plan, opened. */
export interface Target {
	readonly tenancy: Tenancy
	readonly source: ClusterSource
	readonly cluster: Cluster
}

/** Opens the clusters of a session, and closes them again whatever happens. */
export async function withClusters<Result>(
	session: Session,
	work: (targets: readonly Target[]) => Promise<Result>,
): Promise<Result> {
	const { tenancy } = await loadPlan(session.file)
	return withSources(tenancy, clustersOf(tenancy, session), session, work)
}

/**
 * Opens the one cluster that a stage is in, or the source that was given in its place.
 *
 * @param name - of the stage
 * @throws KnownError `usage/unknown-stage`, `usage/other-cluster`
 */
export async function withStage<Result>(
	session: Session,
	name: string,
	work: (target: Target, stage: Stage) => Promise<Result>,
): Promise<Result> {
	const { tenancy } = await loadPlan(session.file)
	const stage = named('stage', name, tenancy.stages)
	const { cluster } = stage
	if (session.cluster !== undefined && session.cluster !== cluster)
		throw new KnownError(
			'usage/other-cluster',
			`the stage ${name} is in the cluster "${cluster}", not in "${session.cluster}"`,
			{ exit: 'usage', hint: 'Leave --cluster out: the stage says which one it is.' },
		)
	const sources = clustersOf(tenancy, { ...session, cluster })
	return withSources(tenancy, sources, session, ([target]) => work(target as Target, stage))
}

/**
 * The one of this name.
 *
 * @throws KnownError `usage/unknown-…` with those that there are
 */
export function named<Item extends { readonly name: string }>(
	what: string,
	wanted: string,
	items: readonly Item[],
): Item {
	const found = items.find(({ name }) => name === wanted)
	if (found !== undefined) return found
	const names = items.map(({ name }) => name)
	const meant = nearest(wanted, names)
	throw new KnownError(`usage/unknown-${what.replaceAll(' ', '-')}`, `the plan has no ${what} "${wanted}"`, {
		exit: 'usage',
		hint: meant === undefined ? `It has: ${names.join(', ')}` : `Did you mean "${meant}"?`,
	})
}

async function withSources<Result>(
	tenancy: Tenancy,
	sources: readonly ClusterSource[],
	session: Session,
	work: (targets: readonly Target[]) => Promise<Result>,
): Promise<Result> {
	const targets: Target[] = []
	try {
		for (const source of sources)
			targets.push({ tenancy, source, cluster: await openCluster(source, { ...session, concurrency }) })
		return await work(targets)
	} finally {
		await Promise.all(targets.map(({ cluster }) => cluster.close()))
	}
}

/** One cluster after the other: progress stays readable, and a later stage's cluster is not touched before an earlier one's. */
export async function oneByOne<Result>(
	targets: readonly Target[],
	work: (target: Target, index: number) => Promise<Result>,
): Promise<readonly Result[]> {
	const results: Result[] = []
	for (const [index, target] of targets.entries()) results.push(await work(target, index))
	return results
}

/** The clusters that a session is about. One source in place of the plan's needs to know which cluster it stands for. */
function clustersOf(tenancy: Tenancy, { cluster, source }: Session): readonly ClusterSource[] {
	const chosen = chosenClusters(tenancy, cluster)
	if (source === undefined) return chosen
	if (chosen.length > 1)
		throw new KnownError(
			'usage/which-cluster',
			'the plan has several clusters, and one source was given in their place',
			{
				exit: 'usage',
				hint: `Say which one it stands for: --cluster ${tenancy.clusters.map(({ name }) => name).join(' | ')}`,
			},
		)
	return chosen.map(({ name }) => ({ name, source }))
}

/** The clusters of a plan, or the one that was asked for by its name. */
export function chosenClusters({ clusters }: Tenancy, wanted: string | undefined): readonly ClusterSource[] {
	const chosen = wanted === undefined ? clusters : clusters.filter(({ name }) => name === wanted)
	if (chosen.length > 0) return chosen
	throw new KnownError('usage/unknown-cluster', `the plan has no cluster "${wanted}"`, {
		exit: 'usage',
		hint: `It has: ${clusters.map(({ name }) => name).join(', ')}`,
	})
}

/** Reads what is wanted of a cluster; an interrupted or failed read is reported in the facts. */
export async function observe(
	{ tenancy, source, cluster }: Target,
	session: Session,
	wants: readonly Want[],
): Promise<Facts> {
	const namespaces = tenancy.namespaces.filter((each) => each.cluster === source.name).map(({ name }) => name)
	const facts = await cluster.observe({ ...session, wants, namespaces })
	return { ...facts, cluster: source.name }
}
