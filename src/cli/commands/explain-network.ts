import { buildCommand } from '@stricli/core'
import type { Exit } from '../../model/errors.ts'
import { paintFor } from '../../report/paint.ts'
import type { Context } from '../context.ts'
import { lookingSessionOf } from '../flags.ts'
import { run } from '../run.ts'
import { type ExplanationFlags, explanationAliases, explanationFlags } from './explanation-flags.ts'

/** So many answers are explained where ends are many: those that a person reads, and those that a program may want. */
const most = { text: 5, json: 100 } as const

/** `stagewall explain network FROM TO [PORT]`: why a connection is open or closed. */
export const explainNetwork = buildCommand<ExplanationFlags, [from: string, to: string, port?: string], Context>({
	docs: { brief: 'Says why a connection is open or closed, rule by rule, and what would change it' },
	parameters: {
		flags: explanationFlags,
		aliases: explanationAliases,
		positional: {
			kind: 'tuple',
			parameters: [
				{
					parse: String,
					placeholder: 'FROM',
					brief: 'Who connects, e.g. shop-dev/web, ns:shop-dev, stage:dev, ingress',
				},
				{ parse: String, placeholder: 'TO', brief: 'To whom, e.g. shop-test/database, dns, 10.0.0.0/8, outside' },
				{
					parse: String,
					placeholder: 'PORT',
					brief: '80, 80/tcp, udp/53, 8000-8080 or the name of a container port (default: every port)',
					optional: true,
				},
			],
		},
	},
	func({ output, ...flags }, from, to, port) {
		return run(this, async (): Promise<Exit> => {
			const pipeline = await import('../../pipeline.ts')
			const { explainIn } = await import('../../verify/network/explain/explain-in.ts')
			const clusters = await pipeline.networks(await lookingSessionOf(flags, this))
			const explanation = explainIn(clusters, from, to, port, most[output])
			this.endProgress()
			const { explainNetworkJson, explainNetworkText } = await import('../../report/explain-network-text.ts')
			this.process.stdout.write(
				output === 'json'
					? explainNetworkJson(explanation)
					: explainNetworkText(explanation, paintFor(this.coloured.out)),
			)
			// What could not be read or understood may decide: no program may take the answer for certain.
			return explanation.doubts.length > 0 ? 'cluster' : 'done'
		})
	},
})
