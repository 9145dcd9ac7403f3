/** What about the files of a tree cannot be read, for people. */
import { refOf, showRef } from '../../model/kube-object.ts'
import type { Found, ReadFile } from './read-file.ts'
import type { Unreadable } from './walk.ts'

/**
 * One entry a file: what is wrong with it first, and how much more. An object that is defined twice is reported with the file
 * of its second definition.
 *
 * @param objects - in the order in which the first definition counts
 */
export function complaintsOf(files: ReadonlyMap<string, ReadFile>, objects: Iterable<Found>): readonly Unreadable[] {
	const complaints = new Map<string, string[]>()
	const complain = (file: string, message: string): void => {
		const before = complaints.get(file)
		if (before === undefined) complaints.set(file, [message])
		else before.push(message)
	}
	for (const [file, content] of files) {
		if ('complaint' in content) complain(file, content.complaint)
		else
			for (const piece of content.pieces)
				for (const { message, line, column } of piece.complaints)
					complain(file, line === undefined ? message : `at ${piece.line + line - 1}:${column}: ${message}`)
	}
	const first = new Map<string, string>()
	for (const { key, object, file } of objects) {
		const other = first.get(key)
		if (other === undefined) first.set(key, file)
		else {
			const where = other === file ? 'a second time here' : `also in ${other}`
			complain(file, `${showRef(refOf(object))} is defined ${where}; which one counts cannot be seen`)
		}
	}
	return [...complaints].map(([file, [message = '', ...more]]) => ({
		file,
		message: more.length === 0 ? message : `${message} (and ${more.length} more)`,
	}))
}
