/** The apps, and the stages that each of them lives in. */
import type { App } from '../model/tenancy.ts'
import type { WholeSpec } from './merge.ts'
import { refers } from './references.ts'
import { quote, type Report } from './report.ts'

/**
 * The apps of the plan.
 *
 * @param stages - the names of all stages in promotion order
 */
export function resolveApps({ apps }: WholeSpec, stages: ReadonlySet<string>, report: Report): readonly App[] {
	const { places } = report
	return places.keysOf(apps).flatMap((name) => {
		const input = apps[name]
		if (input === undefined) return []
		const own = new Set<string>()
		for (const [index, stage] of input.stages === '*' ? [] : input.stages.entries()) {
			const spot = places.value(input.stages as readonly string[], index)
			if (!refers('stage', stage, stages, spot, report)) continue
			if (own.has(stage))
				report.error(
					'plan/stage-twice',
					spot,
					`the app ${quote(name)} names the stage ${quote(stage)} twice`,
					'Once is enough.',
				)
			own.add(stage)
		}
		const inOrder = [...stages].filter((stage) => input.stages === '*' || own.has(stage))
		return [{ name, share: input.share ?? 1, stages: inOrder }]
	})
}
