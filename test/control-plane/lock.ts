/** One process at a time: a file that names its holder. */
import { link, readFile, rm, writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * Runs `work` while no other process holds `file`. A holder that died is passed over; if two processes pass over it in
 * the same instant both work, so the work itself has to be safe in parallel: the lock only saves doing it twice.
 *
 * @param waiting - told once, if somebody else holds the file
 */
export async function withLock<T>(file: string, waiting: () => void, work: () => Promise<T>): Promise<T> {
	let told = false
	while (!(await take(file))) {
		if (!told) waiting()
		told = true
		await pause(500)
	}
	try {
		return await work()
	} finally {
		await rm(file, { force: true })
	}
}

async function take(file: string): Promise<boolean> {
	const mine = `${file}.${process.pid}`
	await writeFile(mine, String(process.pid))
	try {
		// A link appears at once and whole: nobody ever sees a lock without its holder.
		await link(mine, file)
		return true
	} catch (error) {
		if (codeOf(error) !== 'EEXIST') throw error
	} finally {
		await rm(mine)
	}
	if (await isHeld(file)) return false
	await rm(file, { force: true })
	return take(file)
}

async function isHeld(file: string): Promise<boolean> {
	const holder = await readFile(file, 'utf8').catch(() => undefined)
	if (holder === undefined) return false
	try {
		// Signal 0 only asks whether the process is there.
		process.kill(Number(holder), 0)
		return true
	} catch (error) {
		return codeOf(error) === 'EPERM'
	}
}

function codeOf(error: unknown): string | undefined {
	return (error as NodeJS.ErrnoException).code
}
