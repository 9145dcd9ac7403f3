/** A few programs that run, and end, together. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Programs of one control plane, in one folder. */
export interface ProgramGroup {
	/** Starts a program in the group's folder; what it says goes to `NAME.log` there. */
	start(program: string, name: string, args: readonly string[]): void
	/**
	 * Aborted when a program ends that nobody asked to, or cannot be started; its reason is an Error with the end of every
	 * program's log. The others are ended then too: a control plane without one of its parts is of no use.
	 */
	readonly failure: AbortSignal
	/** The end of every program's log, for messages. */
	logs(): string
	/** Ends all programs and removes the folder. */
	stop(): Promise<void>
}

/**
 * Told of each process on its stdin, it kills them and removes the folder when that closes: because the group is
 * stopped, or because its parent is gone, in whatever way (an exception, Ctrl-C, `kill -9`). No signal handler in the
 * parent could promise that. The second `rm` is for a program that wrote while it died.
 */
const reaper = `
	while read -r pid; do pids="$pids $pid"; done
	[ -z "$pids" ] || kill -KILL $pids 2>/dev/null
	rm -rf "$1" 2>/dev/null || { sleep 1; rm -rf "$1"; }
`

/** Starts a group, with no programs yet, in a folder of its own. */
export function programGroup(folder: string): ProgramGroup {
	// In process groups of their own, so that a Ctrl-C in the terminal reaches the parent alone, which then stops them.
	const guard = spawn('sh', ['-c', reaper, 'reaper', folder], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
	const guardEnded = once(guard, 'close')
	const failure = new AbortController()
	const programs = new Map<string, ChildProcess>()
	let stopping: Promise<void> | undefined

	function logs(): string {
		return [...programs.keys()].map((name) => `--- ${name}\n${tail(join(folder, `${name}.log`))}`).join('\n')
	}

	async function stop(): Promise<void> {
		guard.stdin.end()
		await Promise.all([guardEnded, ...[...programs.values()].map(ended)])
	}

	function fail(message: string): void {
		if (stopping !== undefined) return
		failure.abort(new Error(`${message}\n${logs()}`))
		stopping = stop()
	}

	return {
		start(program, name, args) {
			const log = openSync(join(folder, `${name}.log`), 'w')
			const child = spawn(program, args, { cwd: folder, detached: true, stdio: ['ignore', log, log] })
			closeSync(log)
			programs.set(name, child)
			child.on('error', (error) => fail(`${name} could not be started: ${error.message}`))
			child.on('exit', (code, signal) => fail(`${name} ended by itself (${signal ?? `exit code ${code}`})`))
			if (child.pid !== undefined) guard.stdin.write(`${child.pid}\n`)
		},
		failure: failure.signal,
		logs,
		stop() {
			stopping ??= stop()
			return stopping
		},
	}
}

/** Resolves when the process is gone and collected, or never was. */
async function ended(child: ChildProcess): Promise<void> {
	if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

function tail(file: string): string {
	return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n')
}
