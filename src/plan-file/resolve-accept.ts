/** Known findings that somebody answers for. */
import type { Acceptance } from '../model/tenancy.ts'
import type { WholeSpec } from './merge.ts'
import { refers } from './references.ts'
import { quote, type Report } from './report.ts'

/** Each acceptance of the plan. Whether a day is past is not asked here: that depends on when somebody looks. */
export function resolveAccept(
	{ accept }: WholeSpec,
	stages: ReadonlySet<string>,
	report: Report,
): readonly Acceptance[] {
	const { places } = report
	return accept.map((input) => {
		const { finding, stages: named = [], reason, until } = input
		for (const [index, stage] of named.entries()) refers('stage', stage, stages, places.value(named, index), report)
		if (until !== undefined && !isDay(until))
			report.error(
				'plan/date',
				places.value(input, 'until'),
				`${quote(until)} is no day of the calendar`,
				'Write it as year, month and day: 2027-06-30.',
			)
		return { finding, stages: named, reason: reason.trim(), ...(until === undefined ? {} : { until }) }
	})
}

function isDay(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false
	const day = new Date(`${text}T00:00:00Z`)
	// The 30th of February is read as a day in March.
	return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}
