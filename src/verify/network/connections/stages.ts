/** Which connections lead from one stage to another. */
import type { Unit } from './parties.ts'

/** The part of a query that is about stages. */
export interface StageQuery {
	readonly stageOf?: (namespace: string) => string | undefined
	readonly crossStage?: boolean
}

/** The stage of each unit. */
export function stagesOfUnits(units: readonly Unit[], { stageOf }: StageQuery): readonly (string | undefined)[] {
	return units.map(({ namespace }) => stageOf?.(namespace))
}

/** Whether connections between two units were asked for. */
export function pairsWanted(
	from: readonly Unit[],
	to: readonly Unit[],
	query: StageQuery,
): (source: number, destination: number) => boolean {
	if (query.crossStage !== true) return () => true
	const [a, b] = [stagesOfUnits(from, query), stagesOfUnits(to, query)]
	return (source, destination) => areCrossing(a[source], b[destination])
}

/** Whether two namespaces belong to stages, and to different ones. */
export function areCrossing(from: string | undefined, to: string | undefined): boolean {
	return from !== undefined && to !== undefined && from !== to
}
