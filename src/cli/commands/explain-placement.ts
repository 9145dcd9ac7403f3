import { buildCommand } from '@stricli/core'
import type { Exit } from '../../model/errors.ts'
import { paintFor } from '../../report/paint.ts'
import type { Context } from '../context.ts'
import { lookingSessionOf } from '../flags.ts'
import { run } from '../run.ts'
import { type ExplanationFlags, explanationAliases, explanationFlags } from './explanation-flags.ts'

/** `stagewall explain placement POD`: on which nodes a pod may run, on which not, and why. */
export const explainPlacement = buildCommand<ExplanationFlags, [pod: string], Context>({
	docs: { brief: 'Says on which nodes a pod may run and on which not, taint by taint, and what would change it' },
	parameters: {
		flags: explanationFlags,
		aliases: explanationAliases,
		positional: {
			kind: 'tuple',
			parameters: [
				{
					parse: String,
					placeholder: 'POD',
					brief: 'NAMESPACE/POD or NAMESPACE/KIND/NAME, e.g. shop-dev/web-0, shop-dev/Deployment/web',
				},
			],
		},
	},
	func({ output, ...flags }, pod) {
		return run(this, async (): Promise<Exit> => {
			const pipeline = await import('../../pipeline.ts')
			const { explainPlacement: explain } = await import('../../verify/placement/index.ts')
			const clusters = await pipeline.placements(await lookingSessionOf(flags, this))
			const explanation = explain(clusters, pod)
			this.endProgress()
			const { explainPlacementJson, explainPlacementText } = await import('../../report/explain-placement-text.ts')
			this.process.stdout.write(
				output === 'json'
					? explainPlacementJson(explanation)
					: explainPlacementText(explanation, paintFor(this.coloured.out)),
			)
			// What could not be read may decide: no program may take the answer for certain.
			return explanation.doubts.length > 0 ? 'cluster' : 'done'
		})
	},
})
