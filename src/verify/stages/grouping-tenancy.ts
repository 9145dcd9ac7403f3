/** Found stages as a tenancy, so that proofs which need no more than stages and namespaces run without a plan. */

import { grouped } from '../../model/collect.ts'
import { noGuards } from '../../model/guards.ts'
import type { App, Stage, StageNamespace, Tenancy } from '../../model/tenancy.ts'
import type { FoundStage, FoundStages } from './found.ts'
import { stageIn } from './stage-words.ts'
import { stemOf } from './stem.ts'

/**
 * A tenancy that groups namespaces into stages and wishes for nothing else: no budgets, no rights, no way through a wall, no
 * exceptions. Its name is empty, as no plan stands behind it, and an app is called like its namespaces without the stage.
 *
 * @param cluster - the name that the facts have for the cluster; where it is found is not known here, so its source is the
 * current context, for want of anything neutral
 */
export function groupingTenancy(found: FoundStages, cluster: string): Tenancy {
	const namespaces = found.stages.flatMap((stage) => namespacesOf(stage, cluster))
	return {
		name: '',
		labels: { stage: found.by.type === 'label' ? found.by.key : 'stage', app: 'stagewall.dev/app' },
		clusters: [{ name: cluster, source: { type: 'context' } }],
		stages: found.stages.map(({ name }) => bareStage(name, cluster)),
		apps: appsOf(namespaces),
		people: [],
		levels: [],
		namespaces,
		network: { ingress: undefined, dns: 'auto', peers: 'labels', allow: [] },
		guards: noGuards,
		accept: [],
	}
}

function bareStage(name: string, cluster: string): Stage {
	return {
		name,
		cluster,
		budget: undefined,
		containers: { type: 'declared' },
		access: [],
		isolation: 'stage',
		podSecurity: { enforce: 'privileged', warn: 'privileged', version: 'latest' },
		nodes: { type: 'shared' },
		priority: undefined,
		performance: undefined,
	}
}

/** A namespace that is called like its stage and nothing else is an app of its own. */
function namespacesOf({ name: stage, namespaces, synonyms }: FoundStage, cluster: string): readonly StageNamespace[] {
	return namespaces
		.map((name) => {
			const stem = stemOf(name, stageIn(stage) ?? stage, [stage, ...synonyms]) ?? ''
			return { name, app: stem === '' ? name : stem, stage, cluster, share: 1 }
		})
		.sort((a, b) => (a.app === b.app ? compare(a.name, b.name) : compare(a.app, b.app)))
}

function appsOf(namespaces: readonly StageNamespace[]): readonly App[] {
	return [...grouped(namespaces, ({ app }) => app)]
		.sort(([a], [b]) => compare(a, b))
		.map(([name, own]) => ({ name, share: 1, stages: [...new Set(own.map(({ stage }) => stage))] }))
}

function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0
}
