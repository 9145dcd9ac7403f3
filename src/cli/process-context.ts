/**
 * The context of a real process: its arguments, terminal, environment and signals.
 *
 * A standard stream is opened by the first look at it, which costs more than all the rest here: what a command may not need
 * is looked at when it does. (For the same reason this is the global `process`; importing `node:process` opens all three.)
 */
import type { Context } from './context.ts'
import { progressBar } from './progress.ts'

/** Reads the process once. The first Ctrl-C asks the command to stop; the second ends the program. */
export function processContext(): Context {
	const { env, stdout } = process
	const interrupt = new AbortController()
	process.once('SIGINT', () => {
		process.stderr.write('\nstagewall: finishing what is under way; press Ctrl-C again to end at once\n')
		interrupt.abort()
		process.once('SIGINT', () => process.exit(130))
	})
	process.once('SIGTERM', () => interrupt.abort())
	// Whoever reads our output may stop reading (`stagewall render | head`); that is no error of ours.
	stdout.on('error', (error: NodeJS.ErrnoException) => {
		if (error.code === 'EPIPE') process.exit(0)
		throw error
	})
	const inCi = env['CI'] !== undefined && env['CI'] !== '' && env['CI'] !== 'false'
	const bar = progressBar((text) => process.stderr.write(text), Date.now)
	const now = new Date()
	return {
		process: process as Context['process'],
		folder: process.cwd(),
		environment: env,
		today: `${now.getFullYear()}-${twoDigits(now.getMonth() + 1)}-${twoDigits(now.getDate())}`,
		now: now.toISOString(),
		coloured: {
			out: isColoured(stdout.isTTY, env),
			get err() {
				return isColoured(process.stderr.isTTY, env)
			},
		},
		signal: interrupt.signal,
		get ask() {
			return process.stdin.isTTY && process.stderr.isTTY ? ask : undefined
		},
		get progress() {
			return process.stderr.isTTY && !inCi ? bar.show : undefined
		},
		endProgress: bar.end,
	}
}

/** https://no-color.org: any non-empty NO_COLOR switches colours off; FORCE_COLOR asks for them without a terminal. */
function isColoured(isTerminal: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
	if ((env['NO_COLOR'] ?? '') !== '') return false
	if ((env['FORCE_COLOR'] ?? '') !== '' && env['FORCE_COLOR'] !== '0') return true
	return isTerminal && env['TERM'] !== 'dumb'
}

function twoDigits(number: number): string {
	return String(number).padStart(2, '0')
}

async function ask(question: string): Promise<boolean> {
	const { createInterface } = await import('node:readline/promises')
	const terminal = createInterface({ input: process.stdin, output: process.stderr })
	try {
		return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim())
	} finally {
		terminal.close()
	}
}
