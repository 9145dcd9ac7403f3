import { join } from 'node:path'
import { buildCommand } from '@stricli/core'
import { type Exit, exitCodes } from '../../model/errors.ts'
import { paintFor } from '../../report/paint.ts'
import type { Context } from '../context.ts'
import { packageRoot } from '../package-root.ts'
import { run } from '../run.ts'

/** Each step: what a person types, and what to look at. */
const steps: readonly { readonly args: readonly string[]; readonly says: string }[] = [
	{
		args: ['check'],
		says: 'The plan: four stages and four apps in one file. check reads it alone, and would show every mistake with its line.',
	},
	{
		args: ['plan'],
		says: 'What would change: new namespaces, one that exists already and is adopted, and which connections of pods close.',
	},
	{
		args: ['apply', '--yes'],
		says: 'Walls first: namespaces and labels, quotas, network policies, and only then the rights of people.',
	},
	{
		args: ['plan'],
		says: 'The same plan again: nothing is left to change.',
	},
	{
		args: ['verify'],
		says: 'Do the walls stand? Other people wrote into these clusters too, and made mistakes: test can reach dev, and a bot of dev can relabel every stage.',
	},
	{
		args: [
			'explain',
			'network',
			'shop-test/Deployment/recommendations',
			'search-dev/Deployment/engine',
			'http',
			'--cluster',
			'nonprod',
		],
		says: 'Why? Each policy and each rule of both sides, and what would close it.',
	},
	{
		args: ['access', '--cluster', 'nonprod'],
		says: 'Who may do what? Everybody by stages, by access levels. Two rows are in no plan.',
	},
	{
		args: ['explain', 'access', 'developers', 'patch', 'namespaces', 'shop-test', '--cluster', 'nonprod'],
		says: 'Developers may not touch the walls of test. But they can become somebody who may.',
	},
]

/** `stagewall demo`: the whole story on a sample platform. */
export const demo = buildCommand<Record<never, never>, [], Context>({
	docs: {
		brief: 'Shows check, plan, apply, verify, access and explain on a complete sample platform, without a cluster',
	},
	parameters: { flags: {} },
	func() {
		return run(this, async (): Promise<Exit> => {
			const { runApp } = await import('../app.ts')
			const { cp, mkdtemp } = await import('node:fs/promises')
			const { tmpdir } = await import('node:os')
			const paint = paintFor(this.coloured.out)
			const say = (text: string): void => this.process.stdout.write(text)
			const folder = await mkdtemp(join(tmpdir(), 'stagewall-demo-'))
			await cp(join(packageRoot(), 'examples/webshop'), folder, { recursive: true })
			say(`A sample platform, copied to ${folder}: its two clusters are directories of manifests.\n`)
			for (const { args, says } of steps) {
				say(`\n${paint.dim('─'.repeat(100))}\n${paint.bold(`$ stagewall ${args.join(' ')}`)}\n${paint.cyan(says)}\n\n`)
				// `verify` ends with findings here, as it should; anything worse is the demo's own failure.
				this.process.exitCode = exitCodes.done
				await runApp([...args], { ...this, folder })
				const code = Number(this.process.exitCode)
				if (code !== exitCodes.done && code !== exitCodes.findings)
					return (Object.keys(exitCodes) as Exit[]).find((name) => exitCodes[name] === code) ?? 'bug'
			}
			say(
				`\n${paint.dim('─'.repeat(100))}\nLook around in ${folder}, mend a mistake, and run stagewall verify there again.\n`,
			)
			say('On your own cluster, without any plan: stagewall verify --context NAME. Then write a stages.yaml.\n')
			return 'done'
		})
	},
})
