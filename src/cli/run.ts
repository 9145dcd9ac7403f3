/** Runs a command's work: known errors become one short block and an exit code, everything else is a bug. */
import { type Exit, exitCodes, KnownError } from '../model/errors.ts'
import { paintFor } from '../report/paint.ts'
import { showKnownError } from '../report/problems.ts'
import type { Context } from './context.ts'

/** Runs `work` and sets the exit code that it names. */
export async function run(context: Context, work: () => Promise<Exit>): Promise<void> {
	context.process.exitCode = exitCodes[await outcomeOf(context, work)]
}

async function outcomeOf(context: Context, work: () => Promise<Exit>): Promise<Exit> {
	try {
		return await work()
	} catch (error) {
		context.endProgress()
		if (error instanceof KnownError) {
			context.process.stderr.write(showKnownError(error, paintFor(context.coloured.err), context.folder))
			return error.exit
		}
		if (context.signal.aborted) {
			context.process.stderr.write('stagewall: interrupted; nothing was changed\n')
			return 'partial'
		}
		const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
		context.process.stderr.write(`This is a bug in Stagewall, please report it with these lines:\n${stack}\n`)
		return 'bug'
	} finally {
		context.endProgress()
	}
}
