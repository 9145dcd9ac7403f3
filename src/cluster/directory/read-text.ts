/** Reads a file as text, or says why it is none. */
import { readFileSync, statSync } from 'node:fs'
import { isMissing, messageOf } from './file-errors.ts'

/** Larger files are no manifests that anybody could apply: an object of the API has at most 1.5 MiB (etcd's limit). */
const largestFile = 64 * 1024 * 1024

/** The text of a file, without a byte order mark, or the reason why there is none. */
export type Text = { readonly text: string } | { readonly complaint: string }

/**
 * Reads a file as kubectl does: UTF-8, or UTF-16 where a byte order mark says so (cli-runtime, FileVisitor: PowerShell's `>`
 * writes that). It waits for the file: handing each of thousands to another thread and back takes ten times as long as reading it.
 *
 * @returns `undefined` where there is no such file
 */
export function readText(path: string): Text | undefined {
	try {
		const file = statSync(path)
		// Opening a named pipe would wait for a writer, maybe for ever.
		if (!file.isFile()) return { complaint: 'it is no regular file' }
		if (file.size > largestFile)
			return { complaint: `it has ${Math.ceil(file.size / 1024 / 1024)} MiB; the limit is 64 MiB` }
		return textOf(readFileSync(path))
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
