import { resolve } from 'node:path'
import { buildCommand } from '@stricli/core'
import type { Exit } from '../../model/errors.ts'
import { durationParser } from '../break-glass-flags.ts'
import type { Context } from '../context.ts'
import { type ClusterFlags, clusterFlags, sessionOf } from '../flags.ts'
import { run } from '../run.ts'

interface Flags extends ClusterFlags {
	readonly app: string
	readonly stage: string
	readonly as: string
	readonly namespace?: string
	readonly for: number
	readonly output?: string
}

/** `stagewall kubeconfig`: for CI. */
export const kubeconfig = buildCommand<Flags, [], Context>({
	docs: { brief: "Writes a kubeconfig for CI: a person's service account in one namespace, with a token that ends" },
	parameters: {
		flags: {
			app: { kind: 'parsed', parse: String, placeholder: 'APP', brief: 'The app' },
			stage: { kind: 'parsed', parse: String, placeholder: 'STAGE', brief: 'The stage' },
			as: {
				kind: 'parsed',
				parse: String,
				placeholder: 'PERSON',
				brief: 'Whose service account: a person of the plan with "serviceAccounts: true"',
			},
			namespace: {
				kind: 'parsed',
				parse: String,
				optional: true,
				placeholder: 'NAME',
				brief: 'Which namespace, where the app has several in the stage',
			},
			for: {
				kind: 'parsed',
				// Kubernetes gives no token for less than ten minutes (validation of TokenRequest).
				parse: durationParser(600, 24 * 3_600, 'from 10m to 24h'),
				default: '1h',
				placeholder: 'TIME',
				brief: 'For how long the token is asked for: 10m to 24h; the server decides',
			},
			output: {
				kind: 'parsed',
				parse: String,
				optional: true,
				placeholder: 'FILE',
				brief: 'The file to write, readable for its owner alone (default: stdout)',
			},
			...clusterFlags,
		},
		aliases: { f: 'file', o: 'output', n: 'namespace' },
	},
	func({ app, stage, as: person, namespace, for: seconds, output, ...flags }) {
		return run(this, async (): Promise<Exit> => {
			const pipeline = await import('../../pipeline.ts')
			const { assertReplaceable, writeKubeconfig } = await import('../../cluster/kube/write-kubeconfig.ts')
			const file = output === undefined ? undefined : resolve(this.folder, output)
			if (file !== undefined) await assertReplaceable(file)
			const made = await pipeline.kubeconfig(await sessionOf(flags, this), {
				app,
				stage,
				person,
				...(namespace === undefined ? {} : { namespace }),
				seconds,
			})
			if (file === undefined) this.process.stdout.write(made.text)
			else await writeKubeconfig(file, made.text)
			const where = file === undefined ? '' : `${file}: `
			this.process.stderr.write(`${where}${person} in ${made.namespace}, until ${made.expires}\n`)
			return 'done'
		})
	},
})
