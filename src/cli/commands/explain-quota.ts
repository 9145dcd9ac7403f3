import { buildCommand } from '@stricli/core'
import type { Exit } from '../../model/errors.ts'
import { paintFor } from '../../report/paint.ts'
import type { Context } from '../context.ts'
import { lookingSessionOf } from '../flags.ts'
import { run } from '../run.ts'
import { type ExplanationFlags, explanationAliases, explanationFlags } from './explanation-flags.ts'

/** `stagewall explain quota NAMESPACE`: what is left of its quotas, who uses the most, and what would still fit. */
export const explainQuota = buildCommand<ExplanationFlags, [namespace: string], Context>({
	docs: { brief: 'Says what a namespace may use, what it uses and who, and whether one more replica fits' },
	parameters: {
		flags: explanationFlags,
		aliases: explanationAliases,
		positional: {
			kind: 'tuple',
			parameters: [{ parse: String, placeholder: 'NAMESPACE', brief: 'The namespace' }],
		},
	},
	func({ output, ...flags }, namespace) {
		return run(this, async (): Promise<Exit> => {
			const pipeline = await import('../../pipeline.ts')
			const { explainQuota: explain } = await import('../../verify/capacity/index.ts')
			const clusters = await pipeline.amounts(await lookingSessionOf(flags, this), namespace)
			this.endProgress()
			const explanation = explain(clusters, namespace, this.now)
			const { explainQuotaJson, explainQuotaText } = await import('../../report/explain-quota-text.ts')
			this.process.stdout.write(
				output === 'json' ? explainQuotaJson(explanation) : explainQuotaText(explanation, paintFor(this.coloured.out)),
			)
			return explanation.doubts.length > 0 ? 'cluster' : 'done'
		})
	},
})
