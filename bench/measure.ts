/** Running programs and timing them. */
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** One run of a program. */
export interface Run {
	/** Wall time from spawn to exit. */
	readonly seconds: number
	readonly stdout: string
}

/** Runs a program to its end; anything but the exit code 0 is an error. */
export function timed(
	program: string,
	args: readonly string[],
	options: { readonly env?: Readonly<Record<string, string>>; readonly cwd?: string } = {},
): Promise<Run> {
	const started = performance.now()
	return new Promise((resolve, reject) => {
		const child = spawn(program, args, {
			cwd: options.cwd ?? tmpdir(),
			env: { PATH: process.env['PATH'], HOME: tmpdir(), ...options.env },
			stdio: ['ignore', 'pipe', 'pipe'],
		})
		let stdout = ''
		let stderr = ''
		child.stdout.on('data', (chunk) => (stdout += chunk))
		child.stderr.on('data', (chunk) => (stderr += chunk))
		child.on('error', reject)
		child.on('close', (code) => {
			const seconds = (performance.now() - started) / 1000
			if (code === 0) resolve({ seconds, stdout })
			else reject(new Error(`${program} ${args.join(' ')} ended with ${code}\n${stdout}\n${stderr}`))
		})
	})
}

/** Runs a Node program and also tells the most memory that it held. */
export async function timedWithMemory(
	args: readonly string[],
	options: Parameters<typeof timed>[2] = {},
): Promise<Run & { readonly peakMegabytes: number }> {
	const folder = mkdtempSync(join(tmpdir(), 'stagewall-memory-'))
	const file = join(folder, 'peak')
	const report = `import fs from 'node:fs'; process.on('exit', () => fs.writeFileSync(${JSON.stringify(file)}, String(process.resourceUsage().maxRSS)))`
	try {
		const url = `data:text/javascript,${encodeURIComponent(report)}`
		const run = await timed(process.execPath, ['--import', url, ...args], options)
		return { ...run, peakMegabytes: Number(readFileSync(file, 'utf8')) / 1024 }
	} finally {
		rmSync(folder, { recursive: true })
	}
}

/** The middle of several runs. */
export async function median(times: number, run: (index: number) => Promise<number>): Promise<number> {
	const seconds: number[] = []
	for (let index = 0; index < times; index++) seconds.push(await run(index))
	return seconds.toSorted((a, b) => a - b)[Math.floor(times / 2)] ?? Number.NaN
}
