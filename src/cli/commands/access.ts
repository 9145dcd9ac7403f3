import { buildCommand } from '@stricli/core'
import type { Exit } from '../../model/errors.ts'
import type { Context } from '../context.ts'
import { clusterFlags, lookingSessionOf, stageLabelFlag } from '../flags.ts'
import { run } from '../run.ts'
import { type AccessFlags, formats } from './access-flags.ts'

/** `stagewall access`: who may do what. */
export const access = buildCommand<AccessFlags, [], Context>({
	docs: {
		brief: 'Shows who may do what, stage by stage',
		fullDescription: [
			'Shows who may do what, stage by stage, by the access level that their rights are or contain: of the plan, of Stagewall,',
			'or of Kubernetes (k8s view, k8s edit, k8s admin). A SUBJECT is a person of the plan, user:NAME, group:NAME, sa:NAMESPACE/NAME,',
			'or a plain name for a user.',
		].join('\n'),
	},
	parameters: {
		flags: {
			...clusterFlags,
			...stageLabelFlag,
			as: {
				kind: 'parsed',
				parse: String,
				optional: true,
				placeholder: 'SUBJECT',
				brief: 'Only what this subject may do, resource by resource',
			},
			can: {
				kind: 'parsed',
				parse: String,
				optional: true,
				placeholder: '"VERB RESOURCE"',
				brief: 'Who may do that, e.g. "create pods/exec", "patch deployments.apps/scale"',
			},
			system: {
				kind: 'boolean',
				default: false,
				withNegated: false,
				brief: 'Accounts of the control plane too (system:*, service accounts of kube-system)',
			},
			output: { kind: 'enum', values: formats, default: 'text', brief: 'Format of the matrix' },
		},
		aliases: { f: 'file', o: 'output' },
	},
	func(flags) {
		return run(this, async (): Promise<Exit> => {
			const { as, ...session } = flags
			const pipeline = await import('../../pipeline.ts')
			const clusters = await pipeline.rights(await lookingSessionOf(session, this))
			this.endProgress()
			const { showAccess } = await import('./show-access.ts')
			return showAccess(clusters, flags, this) ? 'done' : 'cluster'
		})
	},
})
