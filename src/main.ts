#!/usr/bin/env node
/** The `stagewall` executable. What is asked most often in scripts, the version, is answered before anything is loaded. */
import { createRequire } from 'node:module'
import process from 'node:process'

const [first] = process.argv.slice(2)
if (first === '--version' || first === 'version') {
	const { version } = createRequire(import.meta.url)('../package.json') as { readonly version: string }
	process.stdout.write(`${version}\n`)
} else {
	const [{ runApp }, { processContext }] = await Promise.all([
		import('./cli/app.ts'),
		import('./cli/process-context.ts'),
	])
	await runApp(process.argv.slice(2), processContext())
}
