/** The stages, in promotion order. */
import type { NodeRule, Performance, PodSecurity, Priority, Stage } from '../model/tenancy.ts'
import { checkContainerShares } from './container-shares.ts'
import { defaultIsolation, defaultPerformance, defaultPodSecurity, nodeLabelKey, nodeTaintKey } from './defaults.ts'
import type { WholeSpec } from './merge.ts'
import { quote, type Report } from './report.ts'
import { type Member, resolveBudget } from './resolve-budget.ts'
import { resolveContainers } from './resolve-containers.ts'
import { resolveAccess } from './resolve-people.ts'
import type { StageInput } from './schema.ts'

type PodSecurityInput = StageInput['podSecurity']

/** What stages refer to. */
export interface Surroundings {
	/** The cluster of each stage. */
	readonly clusters: ReadonlyMap<string, string>
	readonly people: ReadonlySet<string>
	readonly levels: ReadonlySet<string>
	/** The namespaces of each stage. */
	readonly members: ReadonlyMap<string, readonly Member[]>
}

/** Each stage of the plan. */
export function resolveStages(spec: WholeSpec, around: Surroundings, report: Report): readonly Stage[] {
	const { places } = report
	const names = places.keysOf(spec.stages)
	const budgeted = names.some((name) => spec.stages[name] !== undefined && places.has(spec.stages[name], 'budget'))
	return names.flatMap((name) => {
		const input = spec.stages[name]
		if (input === undefined) return []
		if (budgeted && !places.has(input, 'budget'))
			report.error(
				'plan/no-budget',
				places.key(spec.stages, name),
				`stage ${quote(name)} has no budget, and others have one`,
				'It could use up what they are promised: give every stage a budget, or none.',
			)
		return [resolveStage(name, input, spec.defaults ?? {}, around, report)]
	})
}

function resolveStage(
	name: string,
	input: StageInput,
	defaults: NonNullable<WholeSpec['defaults']>,
	around: Surroundings,
	report: Report,
): Stage {
	const members = around.members.get(name) ?? []
	const budget = input.budget === undefined ? undefined : resolveBudget(input.budget, members, report)
	const containers = resolveContainers(input.containers, defaults.containers, report)
	if (containers.type === 'defaults' && input.budget !== undefined && budget !== undefined)
		checkContainerShares(input.budget, budget, containers, members, report)
	if (containers.type === 'declared' && !report.places.has(input, 'budget'))
		report.warning(
			'plan/declared-without-budget',
			report.places.value(input, 'containers') ?? report.places.value(defaults, 'containers'),
			'without a budget, nothing refuses containers that do not declare their resources',
			'Give the stages a budget: it is the quota that refuses them.',
		)
	return {
		name,
		cluster: around.clusters.get(name) ?? '',
		budget,
		containers,
		access: resolveAccess(input.access, around.people, around.levels, report),
		isolation: input.isolation ?? defaults.isolation ?? defaultIsolation,
		podSecurity: resolvePodSecurity(input.podSecurity, defaults.podSecurity, report),
		nodes: resolveNodes(name, input, report),
		priority: resolvePriority(input),
		performance: resolvePerformance(name, input, report),
	}
}

function resolvePodSecurity(stage: PodSecurityInput, defaults: PodSecurityInput, report: Report): PodSecurity {
	for (const layer of [stage, defaults]) {
		if (typeof layer === 'object' && layer.version === 'latest')
			report.warning(
				'plan/not-pinned',
				report.places.value(layer, 'version'),
				'with "latest", an upgrade of the cluster can refuse pods that ran before',
				`Pin the version, e.g. ${defaultPodSecurity.version}.`,
			)
	}
	return { ...defaultPodSecurity, ...levels(defaults), ...levels(stage) }
}

function levels(input: PodSecurityInput): Partial<PodSecurity> {
	if (input === undefined) return {}
	if (typeof input === 'string') return { enforce: input }
	const { enforce, warn, version } = input
	return {
		...(enforce === undefined ? {} : { enforce }),
		...(warn === undefined ? {} : { warn }),
		...(version === undefined ? {} : { version }),
	}
}

function resolveNodes(stage: string, input: StageInput, report: Report): NodeRule {
	const { nodes } = input
	if (nodes === undefined) return { type: 'shared' }
	const types = (['labelled', 'tainted', 'dedicated'] as const).filter((each) => nodes[each] === true)
	const [type = 'dedicated'] = types
	if (types.length !== 1 && report.places.intact(nodes))
		report.error(
			'plan/node-rule',
			report.places.key(input, 'nodes'),
			types.length === 0
				? 'it has to say whether the nodes are labelled, tainted or dedicated'
				: `the nodes cannot be ${types.join(' and ')}: dedicated stands for both`,
			'Write {dedicated: true} for nodes that nobody else uses.',
		)
	const { labels = {}, names = [] } = nodes.select ?? {}
	return {
		type,
		label: pair(nodes.label, nodeLabelKey, stage),
		taint: pair(nodes.taint, nodeTaintKey, stage),
		select: { labels: { ...labels }, names },
	}
}

/** `key` or `key=value`; without a value, the stage's name. */
function pair(text: string | undefined, key: string, value: string): { readonly key: string; readonly value: string } {
	const [ownKey = key, ownValue = value] = text?.split('=') ?? []
	return { key: ownKey, value: ownValue }
}

function resolvePriority({ priority }: StageInput): Priority | undefined {
	if (priority === undefined) return undefined
	if (typeof priority === 'number') return { value: priority, preempts: true }
	return { value: priority.value, preempts: priority.preempts ?? true }
}

function resolvePerformance(stage: string, input: StageInput, report: Report): Performance | undefined {
	const { performance, nodes } = input
	if (performance === undefined || performance === false) return undefined
	if (nodes?.dedicated !== true && (nodes === undefined || report.places.intact(nodes)))
		report.error(
			'plan/performance-nodes',
			report.places.key(input, 'performance'),
			`measurements in ${quote(stage)} cannot repeat on nodes that others use as well`,
			'Give it nodes of its own: nodes: {dedicated: true}.',
		)
	if (performance === true) return defaultPerformance
	return {
		daemonSets: performance.daemonSets.map((text) => {
			const [namespace = '', name = ''] = text.split('/')
			return { namespace, name }
		}),
	}
}
