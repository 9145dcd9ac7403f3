/** The documents of a plan → one plan. Teams may each have a file of their own; nothing may be said twice. */
import { type Container, placeOf, type Spot } from './places.ts'
import { quote, type Report } from './report.ts'
import type { Plan, Spec } from './schema.ts'

type Network = NonNullable<Spec['network']>

/** All that a plan says, in however many documents. What was not written is empty. */
export type WholeSpec = Pick<Spec, 'labels' | 'defaults' | 'guards'> & {
	readonly [part in 'clusters' | 'stages' | 'apps' | 'people' | 'levels' | 'accept']: NonNullable<Spec[part]>
} & { readonly network: WholeNetwork }

/** The part of it that is about the network. */
export type WholeNetwork = Omit<Network, 'allow'> & { readonly allow: NonNullable<Network['allow']> }

/** A plan's name and all that it says. */
export interface WholePlan {
	readonly name: string
	readonly spec: WholeSpec
	/** Where it begins to say it. */
	readonly spot: Spot | undefined
}

/** Joins the documents; there is at least one. */
export function merged(plans: readonly Plan[], report: Report): WholePlan {
	const spec: WholeSpec = {
		clusters: map(),
		stages: map(),
		apps: map(),
		people: map(),
		levels: map(),
		network: { allow: plans.flatMap(({ spec: { network } }) => network?.allow ?? []) },
		accept: plans.flatMap(({ spec: { accept } }) => accept ?? []),
	}
	for (const plan of plans) {
		take(plan.spec, ['labels', 'defaults', 'guards'], spec, 'spec', report)
		for (const part of ['clusters', 'stages', 'apps', 'people', 'levels'] as const) {
			const from = plan.spec[part] ?? {}
			take(from, report.places.keysOf(from), spec[part], `spec.${part}`, report)
		}
		take(plan.spec.network ?? {}, ['ingress', 'dns', 'peers'], spec.network, 'spec.network', report)
	}
	const [leader] = plans
	return { name: nameOf(plans, report), spec, spot: leader && report.places.key(leader, 'spec') }
}

function map<Value>(): Record<string, Value> {
	return Object.create(null) as Record<string, Value>
}

/** Moves entries over. What another document has said before is not said again, not even in the same words. */
function take(from: Container, keys: readonly string[], to: Container, where: string, report: Report): void {
	const { places } = report
	for (const key of keys) {
		if (!places.has(from, key)) continue
		if (places.has(to, key))
			report.error(
				'plan/defined-twice',
				places.key(from, key),
				`${where}.${key} is in two documents, ${first(places.key(to, key))}`,
				'Keep one of them.',
			)
		else {
			places.copy(from, key, to)
			if (key in from) (to as Record<string, unknown>)[key] = (from as Record<string, unknown>)[key]
		}
	}
}

function nameOf(plans: readonly Plan[], report: Report): string {
	const { places } = report
	const [leader, ...others] = plans.map(({ metadata }) => metadata)
	for (const metadata of others) {
		if (leader === undefined || metadata.name === leader.name) continue
		report.error(
			'plan/other-name',
			places.value(metadata, 'name'),
			`this document belongs to the plan ${quote(metadata.name)}, ${first(places.value(leader, 'name'))} to ${quote(leader.name)}`,
			'All documents of a plan have the same metadata.name.',
		)
	}
	return leader?.name ?? ''
}

function first(spot: Spot | undefined): string {
	if (spot === undefined) return 'the first one'
	const { file, line } = placeOf(spot)
	return `the first one (${file}:${line})`
}
