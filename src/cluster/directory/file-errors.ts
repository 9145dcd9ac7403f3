/** Errors of the file system. */
import { KnownError } from '../../model/errors.ts'

/** Whether an error of the file system says that there is no such file or folder. */
export function isMissing(error: unknown): boolean {
	return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')
}

/** What an error says, in its own words. */
export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error)
}

/**
 * Turns an error of writing into one that a user can do something about.
 *
 * @example await replaceFile(path, text).catch(notWritten(path))
 */
export function notWritten(path: string): (error: unknown) => never {
	return (error) => {
		throw new KnownError('directory/not-written', `${path} could not be written: ${messageOf(error)}`, {
			exit: 'cluster',
			hint: 'Check the rights and the free space there, and run it again: what is written already stays.',
			cause: error,
		})
	}
}
