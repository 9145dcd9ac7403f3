/** The built program as a child process, as a user runs it. */
import { type ChildProcess, spawn } from 'node:child_process'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const program = join(import.meta.dirname, '../../../dist/bin/stagewall.js')

/** How it ended and what it said. */
export interface CliResult {
	/** `null` where a signal ended it. */
	readonly code: number | null
	readonly signal: NodeJS.Signals | null
	readonly stdout: string
	readonly stderr: string
}

/** What the program runs in. */
export interface CliOptions {
	/** Besides PATH; nothing else of the test's own environment gets through, so no kubeconfig of the machine is found. */
	readonly env?: Readonly<Record<string, string>>
	/** Default: the folder for temporary files. */
	readonly cwd?: string
	readonly stdin?: string
}

/** A program that runs. */
export interface RunningCli {
	readonly child: ChildProcess
	readonly result: Promise<CliResult>
	/** Resolves once stdout or stderr holds the pattern; rejects if the program ends without. */
	saw(pattern: RegExp): Promise<void>
}

/**
 * Runs `stagewall` with arguments to its end (`npm run build` comes first).
 *
 * @example await runCli(['plan', '-f', file], { env: { KUBECONFIG: server.kubeconfig } })
 */
export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
	return spawnCli(args, options).result
}

/** Starts `stagewall`, to be watched and killed on the way. */
export function spawnCli(args: readonly string[], { env = {}, cwd = tmpdir(), stdin }: CliOptions = {}): RunningCli {
	const child = spawn(process.execPath, [program, ...args], {
		cwd,
		env: { PATH: process.env.PATH, HOME: cwd, NO_COLOR: '1', ...env },
	})
	let stdout = ''
	let stderr = ''
	child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk))
	child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk))
	// A program that ends without reading its input is no error here.
	child.stdin.on('error', () => {})
	child.stdin.end(stdin)

	const result = new Promise<CliResult>((resolve, reject) => {
		child.on('error', reject)
		child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }))
	})

	function saw(pattern: RegExp): Promise<void> {
		return new Promise((resolve, reject) => {
			const look = () => {
				if (pattern.test(stdout) || pattern.test(stderr)) resolve()
			}
			look()
			child.stdout.on('data', look)
			child.stderr.on('data', look)
			child.on('close', () => reject(new Error(`ended without ${pattern}:\n${stdout}\n${stderr}`)))
		})
	}

	return { child, result, saw }
}
