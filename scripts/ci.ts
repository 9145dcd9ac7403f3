/**
 * Everything that has to be right before a change is merged.
 *
 * `npm run check` runs the checks, `.ci/run` the tests too. All of them run, whatever fails. The last line counts checks
 * and tests: `N passed, N failed` (`, N skipped`).
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Ended, runScript } from './run-script.ts'
import { add, countTests, nothing, type Tally } from './tally.ts'

const minute = 60_000

/** Scripts of package.json, each of which can be run by itself: `npm run NAME`. */
const checks = ['types', 'build', 'lint', 'format:check', 'layers', 'unused', 'schemas:check', 'package:check']

let tally = nothing
for (const check of checks) {
	const ended = await runScript(check, [], { deadline: 5 * minute })
	tally = add(tally, verdict(check, ended))
	// What passes is one line; what fails is shown whole.
	if (ended.failure !== undefined) console.log(ended.output.trimEnd())
}
if (!process.argv.includes('--checks-only')) tally = add(tally, await tests())

const { passed, failed, skipped } = tally
console.log(`${passed} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`)
process.exitCode = failed === 0 ? 0 : 1

function verdict(name: string, { failure, seconds }: Ended): Tally {
	const good = failure === undefined
	console.log(good ? `✓ ${name} (${seconds} s)` : `✗ ${name} (${seconds} s): ${failure}`)
	return { ...nothing, [good ? 'passed' : 'failed']: 1 }
}

/** The README's test command, counted by test. On a fresh machine it builds a Kubernetes first, so it speaks as it goes. */
async function tests(): Promise<Tally> {
	const folder = await mkdtemp(join(tmpdir(), 'stagewall-ci-'))
	try {
		const report = join(folder, 'report.json')
		const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
		const ended = await runScript('test', reporters, { deadline: 33 * minute, aloud: true })
		verdict('test', ended)
		return countTests(await readFile(report, 'utf8').catch(() => undefined), ended.failure !== undefined)
	} finally {
		await rm(folder, { recursive: true })
	}
}
