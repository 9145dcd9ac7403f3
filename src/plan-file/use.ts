/** What is missing, and what nobody uses. Both can be told only of a plan that has no other mistakes. */
import type { Tenancy } from '../model/tenancy.ts'
import type { WholePlan } from './merge.ts'
import type { Container } from './places.ts'
import { quote, type Report } from './report.ts'

/** Reports a plan without stages or apps, and warns of what is defined for nothing. */
export function checkUse({ spec, spot }: WholePlan, tenancy: Tenancy, report: Report): void {
	const { stages, apps } = tenancy
	if (stages.length === 0)
		report.error('plan/no-stage', spot, 'the plan has no stage', 'Write spec.stages, in the order of promotion.')
	if (apps.length === 0)
		report.error('plan/no-app', spot, 'the plan has no app', 'Write spec.apps, each with the stages that it lives in.')
	if (report.failed) return
	const grants = stages.flatMap(({ access }) => access)
	const extended = Object.values(spec.levels).flatMap((level) => level.extends ?? [])
	const warn = (what: string, section: Container, used: readonly string[], message: string, hint: string) => {
		const known = new Set(used)
		for (const name of report.places.keysOf(section).filter((each) => !known.has(each)))
			report.warning(`plan/unused-${what}`, report.places.key(section, name), message.replace('%', quote(name)), hint)
	}
	warn(
		'cluster',
		spec.clusters,
		stages.map(({ cluster }) => cluster),
		'no stage is in the cluster %',
		'Take it out, or name it in a stage.',
	)
	warn(
		'stage',
		spec.stages,
		apps.flatMap((app) => app.stages),
		'no app is in the stage %',
		'Take it out, or add it to the stages of an app.',
	)
	warn(
		'person',
		spec.people,
		grants.map(({ person }) => person),
		'no stage gives access to %',
		'Take them out, or name them in the access of a stage.',
	)
	warn(
		'level',
		spec.levels,
		[...grants.map(({ level }) => level), ...extended],
		'nobody has the level %',
		'Take it out, or name it in the access of a stage.',
	)
}
