/** The plan as it is written → the tenancy: every name resolved, every default filled in, everything checked for sense. */
import type { StageNamespace, Tenancy } from '../model/tenancy.ts'
import type { WholePlan } from './merge.ts'
import type { Report } from './report.ts'
import { resolveAccept } from './resolve-accept.ts'
import { resolveApps } from './resolve-apps.ts'
import { clusterNames, clusterOf, resolveClusters } from './resolve-clusters.ts'
import { resolveGuards } from './resolve-guards.ts'
import { resolveLabels } from './resolve-labels.ts'
import { levelNames, resolveLevels } from './resolve-levels.ts'
import { resolveNamespaces } from './resolve-namespaces.ts'
import { resolveNetwork } from './resolve-network.ts'
import { resolvePeople } from './resolve-people.ts'
import { resolveStages } from './resolve-stages.ts'

/** Resolves a plan. What makes no sense is reported; the tenancy is of use only where nothing was. */
export function resolve({ name, spec }: WholePlan, report: Report): Tenancy {
	const knownClusters = clusterNames(spec, report)
	const stageNames = new Set(report.places.keysOf(spec.stages))
	const clusters = new Map(
		[...stageNames].map((stage) => [stage, clusterOf(stage, spec.stages, knownClusters, report)]),
	)
	const apps = resolveApps(spec, stageNames, report)
	const stagesOfApps = new Map([
		// What is said of an app may be wrong, and yet it is there.
		...report.places.keysOf(spec.apps).map((app) => [app, stageNames] as const),
		...apps.map((app) => [app.name, new Set(app.stages)] as const),
	])
	const layout = { clusters, apps: stagesOfApps }
	const network = resolveNetwork(spec.network, layout, report)
	const namespaces = resolveNamespaces(spec, apps, clusters, network, report)
	const people = new Set(report.places.keysOf(spec.people))
	const resolvedPeople = resolvePeople(spec, report)
	const levels = levelNames(spec, report)
	const members = new Map([...stageNames].map((stage): [string, StageNamespace[]] => [stage, []]))
	for (const namespace of namespaces) members.get(namespace.stage)?.push(namespace)
	return {
		name,
		labels: resolveLabels(spec, report),
		clusters: resolveClusters(spec, report),
		stages: resolveStages(spec, { clusters, people, levels, members }, report),
		apps,
		people: resolvedPeople,
		levels: resolveLevels(spec, levels, report),
		namespaces,
		network,
		guards: resolveGuards(spec, resolvedPeople, report),
		accept: resolveAccept(spec, stageNames, report),
	}
}
