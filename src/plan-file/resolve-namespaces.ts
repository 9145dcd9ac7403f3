/** A namespace for each app in each of its stages, or the ones that the plan names. */
import type { App, Network, StageNamespace } from '../model/tenancy.ts'
import type { WholeSpec } from './merge.ts'
import { placeOf, type Spot } from './places.ts'
import { refers } from './references.ts'
import { quote, type Report } from './report.ts'
import { checkReserved } from './reserved.ts'

/** How many namespaces a plan may have; the plans of the largest clusters have a few thousand. */
const mostNamespaces = 20_000

/** The longest name of a namespace, which is a DNS label. */
const longestName = 63

/** Where the plan names a namespace, or the stage of the app that it is for. */
interface Written {
	readonly name: string
	readonly spot: Spot | undefined
	readonly app: string
	readonly stage: string
}

/** The namespaces, in the order of stages, then apps. */
export function resolveNamespaces(
	spec: WholeSpec,
	apps: readonly App[],
	clusters: ReadonlyMap<string, string>,
	network: Network,
	report: Report,
): readonly StageNamespace[] {
	if (apps.reduce((sum, { stages }) => sum + stages.length, 0) > mostNamespaces) {
		report.error('plan/too-large', undefined, `the plan has more than ${mostNamespaces} namespaces`, 'Split it.')
		return []
	}
	checkNamedStages(spec, apps, new Set(clusters.keys()), report)
	const byStage = new Map<string, Written[][]>([...clusters.keys()].map((stage) => [stage, []]))
	for (const app of apps) {
		for (const stage of app.stages)
			if (stage in spec.stages) byStage.get(stage)?.push(written(spec, app.name, stage, report))
	}
	const shares = new Map(apps.map(({ name, share }) => [name, share]))
	const namespaces = [...byStage].flatMap(([stage, groups]) => {
		// With this factor, what several namespaces of an app divide among them is a whole number for each.
		const factor = groups.reduce((common, group) => leastCommonMultiple(common, Math.max(group.length, 1)), 1)
		return groups.flatMap((group) =>
			group.map((each) => ({
				...each,
				cluster: clusters.get(stage) ?? '',
				share: ((shares.get(each.app) ?? 1) * factor) / group.length,
			})),
		)
	})
	checkNames(namespaces, report)
	checkReserved(namespaces, network, report)
	return namespaces.map(({ name, app, stage, cluster, share }) => ({ name, app, stage, cluster, share }))
}

/** Stages for which an app names namespaces, and which it is not in. */
function checkNamedStages(spec: WholeSpec, apps: readonly App[], stages: ReadonlySet<string>, report: Report): void {
	for (const app of apps) {
		const named = spec.apps[app.name]?.namespaces ?? {}
		for (const stage of report.places.keysOf(named)) {
			const spot = report.places.key(named, stage)
			if (refers('stage', stage, stages, spot, report) && !app.stages.includes(stage))
				report.error(
					'plan/not-in-stage',
					spot,
					`the app ${quote(app.name)} is not in the stage ${quote(stage)}`,
					'Add the stage to its stages, or take this out.',
				)
		}
	}
}

function written(spec: WholeSpec, app: string, stage: string, { places }: Report): Written[] {
	const input = spec.apps[app]
	const named = input?.namespaces
	const names = named?.[stage]
	if (named === undefined || names === undefined) {
		if (named !== undefined && places.has(named, stage)) return []
		const stages = input?.stages ?? []
		const spot =
			typeof stages === 'string' ? places.value(input ?? {}, 'stages') : places.value(stages, stages.indexOf(stage))
		return [{ name: `${app}-${stage}`, spot, app, stage }]
	}
	if (typeof names === 'string') return [{ name: names, spot: places.value(named, stage), app, stage }]
	return names.map((name, index) => ({ name, spot: places.value(names, index), app, stage }))
}

function checkNames(namespaces: readonly (Written & { readonly cluster: string })[], report: Report): void {
	const taken = new Map<string, Written>()
	for (const namespace of namespaces) {
		const { name, spot, app, stage, cluster } = namespace
		if (name.length > longestName)
			report.error(
				'plan/long-namespace',
				spot,
				`the namespace ${quote(name)} has ${name.length} characters, and may have ${longestName}`,
				`Shorten the name of the app, or give its namespace another one: namespaces: {${stage}: NAME}.`,
			)
		const other = taken.get(`${cluster}/${name}`)
		taken.set(`${cluster}/${name}`, namespace)
		if (other === undefined) continue
		const place = other.spot === undefined ? undefined : placeOf(other.spot)
		report.error(
			'plan/duplicate-namespace',
			spot,
			`the namespace ${quote(name)} is of the app ${quote(other.app)} in ${quote(other.stage)}${place === undefined ? '' : ` (${place.file}:${place.line})`}, and of ${quote(app)} in ${quote(stage)} as well`,
			`Give one of them another name: namespaces: {${stage}: NAME}.`,
		)
	}
}

function leastCommonMultiple(a: number, b: number): number {
	return (a / greatestCommonDivisor(a, b)) * b
}

function greatestCommonDivisor(a: number, b: number): number {
	return b === 0 ? a : greatestCommonDivisor(b, a % b)
}
