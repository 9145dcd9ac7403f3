/** Looking at clusters, with a plan or without one: what they hold, and which stages are in them. */
import { basename } from 'node:path'
import type { Cluster } from './cluster/cluster.ts'
import { openCluster } from './cluster/open.ts'
import { KnownError } from './model/errors.ts'
import { type ClusterInfo, type Facts, mergeWants, type Want } from './model/facts.ts'
import type { Source, Tenancy } from './model/tenancy.ts'
import { concurrency, observe, oneByOne, type Session, withClusters } from './targets.ts'
import { type FoundStages, findStages, groupingTenancy } from './verify/stages/index.ts'

/** What commands take that also look at clusters which no plan describes. */
export interface LookingSession extends Omit<Session, 'file'> {
	/** The plan; `undefined` to find the stages of one source without any. */
	readonly file: string | undefined
	/** The label of namespaces that names their stage, where no plan says it. */
	readonly stageLabel?: string
}

/** A cluster as it was seen. */
export interface Looked {
	/** Its name in the plan; without one, what its source is called. */
	readonly cluster: string
	readonly info: ClusterInfo
	readonly facts: Facts
	/** The plan's; without one, the found stages and nothing else. */
	readonly tenancy: Tenancy
	/** By what the stages were found; `undefined` where a plan says them. */
	readonly found: FoundStages | undefined
}

/**
 * Observes the clusters of a plan, or one source without a plan.
 *
 * @param wants - what to see, by what the cluster serves
 * @param more - adds to what was seen what only a question about it can tell
 * @throws KnownError `usage/no-plan` where there is neither a plan nor a source
 */
export function look(
	session: LookingSession,
	wants: (info: ClusterInfo) => readonly Want[],
	more: Asking = async (_, facts) => facts,
): Promise<readonly Looked[]> {
	const { file } = session
	if (file === undefined) return lookWithoutPlan(session, wants, more)
	return withClusters({ ...session, file }, (targets) =>
		oneByOne(targets, async (target): Promise<Looked> => {
			const info = await target.cluster.describe()
			const { cluster, tenancy, source } = target
			const seen = await observe(target, { ...session, file }, mergeWants(wants(info)))
			const facts = await more(cluster, seen, tenancy, session)
			return { cluster: source.name, info, facts, tenancy, found: undefined }
		}),
	)
}

type Asking = (cluster: Cluster, facts: Facts, tenancy: Tenancy, session: LookingSession) => Promise<Facts>

async function lookWithoutPlan(
	session: LookingSession,
	wants: (info: ClusterInfo) => readonly Want[],
	more: Asking,
): Promise<readonly Looked[]> {
	const { source, stageLabel } = session
	if (source === undefined) throw noPlan()
	const name = nameOf(source)
	const cluster = await openCluster({ name, source }, { ...session, concurrency })
	try {
		const info = await cluster.describe()
		const observed = await cluster.observe({ ...session, wants: mergeWants(wants(info)), namespaces: [] })
		const seen = { ...observed, cluster: name }
		const found = findStages(seen, stageLabel === undefined ? {} : { stageLabel })
		const tenancy = groupingTenancy(found, name)
		const facts = await more(cluster, seen, tenancy, session)
		return [{ cluster: name, info, facts, tenancy, found }]
	} finally {
		await cluster.close()
	}
}

function noPlan(): KnownError {
	return new KnownError('usage/no-plan', 'there is no stages.yaml here or above, and no cluster was named', {
		exit: 'usage',
		hint: 'Name the plan with -f FILE, or look without one: --context NAME, --directory DIR or --snapshot FILE.',
	})
}

function nameOf(source: Source): string {
	switch (source.type) {
		case 'directory':
			return basename(source.directory)
		case 'snapshot':
			return basename(source.file)
		case 'context':
			return source.context ?? 'current'
	}
}
