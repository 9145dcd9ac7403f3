#!/usr/bin/env node
/** The `stagewall` executable. What scripts ask for most often, the version, is answered before anything else is loaded. */
import { packageVersion } from './cli/package-root.ts'

const [first] = process.argv.slice(2)
if (first === '--version' || first === 'version') process.stdout.write(`${packageVersion()}\n`)
else {
	const [{ runApp }, { processContext }] = await Promise.all([
		import('./cli/app.ts'),
		import('./cli/process-context.ts'),
	])
	await runApp(process.argv.slice(2), processContext())
}
