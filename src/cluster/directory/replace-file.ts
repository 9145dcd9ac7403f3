/** Writes files so that nobody ever sees half of one. */
import { randomUUID } from 'node:crypto'
import { chmod, mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isMissing } from './file-errors.ts'

/**
 * Writes a file in one step: a new one beside it takes its place. Missing folders are made; a link stays one, and what it leads
 * to is replaced; the mode of an existing file stays.
 *
 * @param onlyMode - the mode it shall have from the first byte on, whatever it had before; e.g. 0o600 for a secret
 */
export async function replaceFile(path: string, content: string | Uint8Array, onlyMode?: number): Promise<void> {
	const target = await realpath(path).catch((error: unknown) => {
		if (isMissing(error)) return path
		throw error
	})
	const mode =
		onlyMode ??
		(await stat(target).then(
			(stats) => stats.mode & 0o777,
			() => undefined,
		))
	await mkdir(dirname(target), { recursive: true })
	const temporary = join(dirname(target), `.stagewall-${randomUUID()}.tmp`)
	try {
		await writeFile(temporary, content, { flag: 'wx', ...(onlyMode === undefined ? {} : { mode: onlyMode }) })
		if (mode !== undefined) await chmod(temporary, mode)
		await rename(temporary, target)
	} catch (error) {
		await rm(temporary, { force: true })
		throw error
	}
}
