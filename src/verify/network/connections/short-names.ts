/** Short names for many units. */
import { grouped } from '../../../model/collect.ts'
import type { Network } from '../network.ts'
import { type Grain, namesByNamespace, type Unit } from './parties.ts'
import type { StageQuery } from './stages.ts'

/**
 * Names units of one stage: `stage:dev` for all of a stage, `everything in no stage` (or `everything`, where there are no stages),
 * `shop-dev/*` for all of a namespace, or each by itself; sorted.
 */
export type ShortNames = (units: readonly Unit[], stage: string | undefined) => readonly string[]

/** Prepares for a network: what all of a namespace, and all of a stage is. */
export function shortNames(network: Network, query: StageQuery & { readonly each: Grain }): ShortNames {
	const everything = namesByNamespace(network, query.each)
	const inStage = grouped(everything.keys(), (namespace) => query.stageOf?.(namespace))
	const isAll = (namespace: string, units: readonly Unit[]): boolean => {
		const names = everything.get(namespace)
		return names?.size === units.length && units.every(({ name }) => names.has(name))
	}
	return (units, stage) => {
		const byNamespace = [...grouped(units, ({ namespace }) => namespace)]
		const whole = byNamespace.filter(([namespace, own]) => isAll(namespace, own))
		if (whole.length > 1 && whole.length === inStage.get(stage)?.length)
			return [stage !== undefined ? `stage:${stage}` : inStage.size > 1 ? 'everything in no stage' : 'everything']
		// The only workload of a namespace has a name of its own.
		const shortened = new Set(whole.filter(([, own]) => own.length > 1).map(([namespace]) => namespace))
		return byNamespace
			.flatMap(([namespace, own]) => (shortened.has(namespace) ? [`${namespace}/*`] : own.map(({ name }) => name)))
			.sort()
	}
}
