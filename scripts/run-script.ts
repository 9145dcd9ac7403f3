/** Running a script of package.json to its end, with a deadline. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'

/** How a script ended. */
export interface Ended {
	/** `undefined` where it succeeded. */
	readonly failure: string | undefined
	readonly seconds: number
	/** stdout and stderr as they came; empty where they were said aloud. */
	readonly output: string
}

/**
 * @param args - go to the script's (last) command
 * @param deadline - milliseconds, after which the script and all that it started are ended
 * @param aloud - what it says goes to our own stdout and stderr at once
 */
export function runScript(
	name: string,
	args: readonly string[],
	{ deadline, aloud = false }: { readonly deadline: number; readonly aloud?: boolean },
): Promise<Ended> {
	const started = Date.now()
	const child = spawn('npm', ['run', '--silent', name, '--', ...args], {
		cwd: join(import.meta.dirname, '..'),
		env: { ...process.env, NO_COLOR: '1' },
		stdio: ['ignore', aloud ? 'inherit' : 'pipe', aloud ? 'inherit' : 'pipe'],
		// A process group, to be ended as a whole.
		detached: true,
	})
	let output = ''
	child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
	child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))

	return new Promise((resolve) => {
		let late = false
		const timer = setTimeout(() => {
			late = true
			if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
		}, deadline)
		const end = (failure: string | undefined) => {
			clearTimeout(timer)
			const seconds = Math.round((Date.now() - started) / 1000)
			resolve({ failure: late ? 'out of time' : failure, seconds, output })
		}
		child.on('error', (error) => end(error.message))
		child.on('close', (code, signal) => end(code === 0 ? undefined : (signal ?? `exit code ${code}`)))
	})
}
