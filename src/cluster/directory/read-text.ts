/** Reads a file as text, or says why it is none. */
import { readFile as readFileWith, stat as statWith } from 'node:fs'
import { promisify } from 'node:util'
import { isMissing, messageOf } from './file-errors.ts'

// The functions of node:fs/promises make an object for each file that they open: twice the time where there are thousands.
const readFile = promisify(readFileWith)
const stat = promisify(statWith)

/** Larger files are no manifests that anybody could apply: an object of the API has at most 1.5 MiB (etcd's limit). */
const largestFile = 64 * 1024 * 1024

/** The text of a file, without a byte order mark, or the reason why there is none. */
export type Text = { readonly text: string } | { readonly complaint: string }

/**
 * Reads a file as kubectl does: UTF-8, or UTF-16 where a byte order mark says so (cli-runtime, FileVisitor: PowerShell's `>`
 * writes that).
 *
 * @returns `undefined` where there is no such file
 */
export async function readText(path: string): Promise<Text | undefined> {
	try {
		const file = await stat(path)
		// Opening a named pipe would wait for a writer, maybe for ever.
		if (!file.isFile()) return { complaint: 'it is no regular file' }
		if (file.size > largestFile)
			return { complaint: `it has ${Math.ceil(file.size / 1024 / 1024)} MiB; the limit is 64 MiB` }
		return textOf(await readFile(path))
	} catch (error) {
		if (isMissing(error)) return undefined
		return { complaint: messageOf(error) }
	}
}

function textOf(bytes: Uint8Array): Text {
	const encoding = encodingOf(bytes)
	if (encoding === 'utf-8' && bytes.includes(0)) return { complaint: 'it is a binary file (it has a NUL byte)' }
	try {
		return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes) }
	} catch {
		return { complaint: `it is no ${encoding.toUpperCase()} text` }
	}
}

function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
	if (first === 0xff && second === 0xfe) return 'utf-16le'
	return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
}
