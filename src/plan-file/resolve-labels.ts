/** The keys of the labels by which walls select. */
import { planLabel } from '../model/ownership.ts'
import type { LabelKeys } from '../model/tenancy.ts'
import { defaultLabels } from './defaults.ts'
import type { WholeSpec } from './merge.ts'
import { quote, type Report } from './report.ts'

/** Keys whose value somebody else decides: the API server, Pod Security admission, Stagewall itself. */
const taken = new RegExp(`^(kubernetes\\.io/metadata\\.name|pod-security\\.kubernetes\\.io/.*|${planLabel})$`)

/** The keys that the plan wants, or the default ones. */
export function resolveLabels({ labels = {} }: WholeSpec, report: Report): LabelKeys {
	const { places } = report
	const keys = { stage: labels.stage ?? defaultLabels.stage, app: labels.app ?? defaultLabels.app }
	for (const name of ['stage', 'app'] as const) {
		if (taken.test(keys[name]))
			report.error(
				'plan/taken-label',
				places.value(labels, name),
				`the label ${quote(keys[name])} has a meaning already`,
				'Choose a key of your own.',
			)
	}
	if (keys.stage === keys.app)
		report.error(
			'plan/same-label',
			places.value(labels, 'app') ?? places.value(labels, 'stage'),
			`one label, ${quote(keys.stage)}, cannot name both the stage and the app`,
			'Choose different keys.',
		)
	return keys
}
