import { buildCommand } from '@stricli/core'
import type { Exit } from '../../model/errors.ts'
import { paintFor } from '../../report/paint.ts'
import type { Context } from '../context.ts'
import { clusterFlags, lookingSessionOf, type SessionFlags, stageLabelFlag } from '../flags.ts'
import { run } from '../run.ts'
import { explanationAliases, outputFlag } from './explanation-flags.ts'

interface Flags extends Omit<SessionFlags, 'as' | 'asGroup'> {
	readonly stageLabel?: string
	readonly namespace?: string
	readonly stage?: string
	readonly group?: readonly string[]
	readonly output: 'text' | 'json'
}

const word = { parse: String } as const
const named = { kind: 'parsed', parse: String, optional: true } as const

/** `stagewall explain access SUBJECT VERB RESOURCE [NAME]`: why somebody may do something, or may not. */
export const explainAccess = buildCommand<
	Flags,
	[subject: string, verb: string, resource: string, name?: string],
	Context
>({
	docs: {
		brief: 'Says why somebody may do something, or may not: by which binding, role and rule, or what comes closest',
	},
	parameters: {
		flags: {
			...clusterFlags,
			...stageLabelFlag,
			namespace: { ...named, placeholder: 'NAMESPACE', brief: 'In this namespace (default: in every stage)' },
			stage: { ...named, placeholder: 'STAGE', brief: 'In the namespaces of this stage' },
			group: {
				...named,
				variadic: true,
				placeholder: 'GROUP',
				brief: 'A group that the login adds; may be given several times',
			},
			...outputFlag,
		},
		aliases: { ...explanationAliases, n: 'namespace' },
		positional: {
			kind: 'tuple',
			parameters: [
				{
					...word,
					placeholder: 'SUBJECT',
					brief: 'A person of the plan, user:NAME, group:NAME, sa:NAMESPACE/NAME, or a plain name for a user',
				},
				{ ...word, placeholder: 'VERB', brief: 'get, list, watch, create, update, patch, delete …' },
				{ ...word, placeholder: 'RESOURCE', brief: 'e.g. pods, pods/exec, deployments.apps/scale, /metrics' },
				{ ...word, placeholder: 'NAME', brief: 'Of one object (default: any)', optional: true },
			],
		},
	},
	func({ output, namespace, stage, group = [], ...flags }, subject, verb, resource, name) {
		return run(this, async (): Promise<Exit> => {
			const pipeline = await import('../../pipeline.ts')
			const { explainAccess: explain } = await import('../../verify/access/index.ts')
			const clusters = await pipeline.rights(await lookingSessionOf(flags, this), 'becoming')
			this.endProgress()
			const explanation = explain(clusters, {
				subject,
				verb,
				resource,
				groups: group,
				...(name === undefined ? {} : { name }),
				...(namespace === undefined ? {} : { namespace }),
				...(stage === undefined ? {} : { stage }),
			})
			const { explainAccessJson, explainAccessText } = await import('../../report/explain-access-text.ts')
			this.process.stdout.write(
				output === 'json'
					? explainAccessJson(explanation)
					: explainAccessText(explanation, paintFor(this.coloured.out)),
			)
			// Bindings only ever add: what was seen to be allowed is allowed, whatever could not be read.
			return explanation.answers.some(({ verdict }) => verdict === 'unknown') ? 'cluster' : 'done'
		})
	},
})
