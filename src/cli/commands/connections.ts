import { buildCommand } from '@stricli/core'
import type { Exit } from '../../model/errors.ts'
import type { Context } from '../context.ts'
import { lookingSessionOf, sessionFlags, stageLabelFlag } from '../flags.ts'
import { run } from '../run.ts'
import { type ConnectionsFlags, formats } from './connections-flags.ts'

const end = {
	kind: 'parsed',
	parse: String,
	optional: true,
	placeholder: 'END',
} as const

/** `stagewall connections`: who may connect to whom. */
export const connections = buildCommand<ConnectionsFlags, [], Context>({
	docs: {
		brief: 'Lists every connection that policies allow, between workloads and with addresses outside',
		fullDescription: [
			'Lists every connection that policies allow, between workloads and with addresses outside. An END is a pod',
			'(NAMESPACE/POD), a workload (NAMESPACE/KIND/NAME), ns:NAMESPACE, stage:STAGE, an address or a range such as 10.0.0.0/8,',
			'ingress, dns or outside.',
		].join('\n'),
	},
	parameters: {
		flags: {
			...sessionFlags,
			...stageLabelFlag,
			from: { ...end, brief: 'Only connections from there' },
			to: { ...end, brief: 'Only connections to there' },
			crossStage: { kind: 'boolean', default: false, withNegated: false, brief: 'Only from one stage to another' },
			pods: { kind: 'boolean', default: false, withNegated: false, brief: 'Each pod in place of its workload' },
			reading: {
				kind: 'enum',
				values: ['pods', 'outside'],
				default: 'pods',
				brief: 'Whether ipBlock holds the addresses of pods too, or only those outside: network plugins differ',
			},
			output: { kind: 'enum', values: formats, default: 'text', brief: 'Format of the list' },
		},
		aliases: { f: 'file', o: 'output' },
	},
	func(flags) {
		return run(this, async (): Promise<Exit> => {
			const pipeline = await import('../../pipeline.ts')
			const seen = await pipeline.networks(await lookingSessionOf(flags, this))
			this.endProgress()
			const { showConnections } = await import('./show-connections.ts')
			return showConnections(seen, flags, this) ? 'done' : 'cluster'
		})
	},
})
