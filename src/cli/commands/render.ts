import { resolve } from 'node:path'
import { buildCommand } from '@stricli/core'
import { count } from '../../report/words.ts'
import type { Context } from '../context.ts'
import { aliases, type FileFlags, fileFlags, planFileOf } from '../flags.ts'
import { run } from '../run.ts'

interface Flags extends FileFlags {
	readonly out?: string
	readonly cluster?: string
}

/** `stagewall render`: the objects as YAML. */
export const render = buildCommand<Flags, [], Context>({
	docs: { brief: 'Writes the objects as YAML, one folder a cluster and namespace, ready for GitOps' },
	parameters: {
		flags: {
			...fileFlags,
			out: {
				kind: 'parsed',
				parse: String,
				optional: true,
				placeholder: 'DIR',
				brief: 'Write files into this folder (default: one YAML stream to stdout)',
			},
			cluster: {
				kind: 'parsed',
				parse: String,
				optional: true,
				placeholder: 'NAME',
				brief: 'Only this cluster of the plan',
			},
		},
		aliases,
	},
	func(flags) {
		return run(this, async () => {
			const pipeline = await import('../../pipeline.ts')
			const { toYaml, writeManifests } = await import('../../cluster/directory/index.ts')
			const { tenancy } = await pipeline.check(await planFileOf(flags, this))
			const chosen = pipeline.render(tenancy, flags.cluster)
			if (tenancy.network.dns === 'auto')
				this.process.stderr.write('note: dns is "auto", and render looks at no cluster: kube-dns is assumed\n')
			for (const { cluster, objects } of chosen) {
				if (flags.out === undefined) {
					for (const object of objects) this.process.stdout.write(`---\n${toYaml(object)}`)
					continue
				}
				const folder = resolve(this.folder, flags.out, cluster)
				const files = await writeManifests(folder, objects)
				this.process.stdout.write(`${folder}: ${count(files.length, 'file')}\n`)
			}
			return 'done'
		})
	},
})
