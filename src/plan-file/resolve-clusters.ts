/** Where each cluster is found, and which one a stage lives in. */
import { dirname, isAbsolute, join } from 'node:path'
import type { ClusterSource, Source } from '../model/tenancy.ts'
import type { WholeSpec } from './merge.ts'
import type { PlanText } from './places.ts'
import { refers } from './references.ts'
import { list, quote, type Report } from './report.ts'

type ClusterInput = WholeSpec['clusters'][string]

/** The names of the clusters. */
export function clusterNames({ clusters }: WholeSpec, { places }: Report): ReadonlySet<string> {
	const names = places.keysOf(clusters)
	return new Set(names.length === 0 ? ['default'] : names)
}

/** The clusters of the plan; without any, the one of the kubeconfig's current context. */
export function resolveClusters({ clusters }: WholeSpec, report: Report): readonly ClusterSource[] {
	const { places } = report
	const names = places.keysOf(clusters)
	if (names.length === 0) return [{ name: 'default', source: { type: 'context' } }]
	const taken = new Map<string, string>()
	return names.flatMap((name) => {
		const input = clusters[name]
		const spot = places.key(clusters, name)
		if (input === undefined || spot === undefined) return []
		const source = sourceOf(input, spot.source)
		const other = taken.get(JSON.stringify(source))
		taken.set(JSON.stringify(source), name)
		if (other !== undefined)
			report.error(
				'plan/same-cluster',
				spot,
				`the clusters ${quote(other)} and ${quote(name)} are one and the same`,
				'Each would take the objects of the other for its own and prune them: let their stages name one cluster.',
			)
		return [{ name, source }]
	})
}

function sourceOf(input: ClusterInput, plan: PlanText): Source {
	if ('directory' in input) return { type: 'directory', directory: absolute(input.directory, plan) }
	if ('snapshot' in input) return { type: 'snapshot', file: absolute(input.snapshot, plan) }
	const { context, kubeconfig } = input
	return {
		type: 'context',
		...(context === undefined ? {} : { context }),
		...(kubeconfig === undefined ? {} : { kubeconfig: absolute(kubeconfig, plan) }),
	}
}

function absolute(path: string, { folder, path: plan }: PlanText): string {
	return isAbsolute(path) ? path : join(folder ?? dirname(plan), path)
}

/** The name of a stage's cluster; it goes without saying where there is only one. */
export function clusterOf(
	name: string,
	stages: WholeSpec['stages'],
	clusters: ReadonlySet<string>,
	report: Report,
): string {
	const { places } = report
	const [first = ''] = clusters
	const input = stages[name]
	if (input?.cluster !== undefined) {
		refers('cluster', input.cluster, clusters, places.value(input, 'cluster'), report)
		return input.cluster
	}
	if (clusters.size > 1 && input !== undefined && !places.has(input, 'cluster'))
		report.error(
			'plan/no-cluster',
			places.key(stages, name),
			`stage ${quote(name)} does not say in which cluster it is`,
			`There is ${list([...clusters], 20)}.`,
		)
	return first
}
