/** A tree of manifests in memory: what its files say, piece by piece, and what about them cannot be read. */
import { stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { KnownError } from '../../model/errors.ts'
import { refOf, showRef } from '../../model/kube-object.ts'
import type { Progress } from '../cluster.ts'
import { isMissing, messageOf } from './file-errors.ts'
import type { Located } from './objects-in.ts'
import { type Piece, piecesOf } from './pieces.ts'
import { type Reading, readPiece } from './read-piece.ts'
import { readText } from './read-text.ts'
import { type Unreadable, walk } from './walk.ts'

/** A piece of a file, read. */
export interface ReadPiece extends Piece, Reading {}

/** What a file says: its pieces, or why there are none. */
export type ReadFile = { readonly pieces: readonly ReadPiece[] } | { readonly complaint: string }

/** Where an object stands. */
export interface Found extends Located {
	/** Below the root. */
	readonly file: string
	/** All pieces of the file. */
	readonly pieces: readonly ReadPiece[]
	/** Which of them it is in. */
	readonly piece: number
}

/** The files of a directory. Nothing here writes. */
export interface Tree {
	/**
	 * Reads every file anew; what has not changed since the last time is not parsed again.
	 *
	 * @throws KnownError where the directory itself cannot be read; the signal's reason once it is aborted
	 */
	read(progress?: Progress, signal?: AbortSignal): Promise<void>
	/** Reads one file anew; a new one comes last until the whole tree is read again. */
	refresh(file: string): Promise<ReadFile | undefined>
	/** Every object, files in the order of their paths, an object that is defined twice as often. */
	found(): Generator<Found>
	/** What could not be read, one entry a file. */
	unreadable(): readonly Unreadable[]
}

/** A tree that has not been read yet. */
export function treeOf(root: string): Tree {
	let files = new Map<string, ReadFile>()
	let unreachable: readonly Unreadable[] = []

	function* found(): Generator<Found> {
		for (const [file, content] of files)
			if ('pieces' in content)
				for (const [piece, { objects }] of content.pieces.entries())
					for (const located of objects) yield { ...located, file, pieces: content.pieces, piece }
	}
	return {
		async read(progress, signal) {
			const { files: paths, unreadable } = await walkTree(root)
			const read = new Map<string, ReadFile>()
			for (const [index, path] of paths.entries()) {
				signal?.throwIfAborted()
				const content = await readFile(join(root, path), files.get(path))
				if (content !== undefined) read.set(path, content)
				progress?.(index + 1, paths.length, 'reading manifests')
			}
			files = read
			unreachable = unreadable
		},
		async refresh(file) {
			const content = await readFile(join(root, file), files.get(file))
			if (content === undefined) files.delete(file)
			else files.set(file, content)
			return content
		},
		found,
		unreadable: () => [...unreachable, ...complaintsOf(files, found())],
	}
}

/** A directory that does not exist yet is empty, if there is a place for it: the first apply makes it. */
async function walkTree(root: string): Promise<Awaited<ReturnType<typeof walk>>> {
	try {
		return await walk(root)
	} catch (error) {
		if (isMissing(error) && (await isFolder(dirname(resolve(root)))) && !(await exists(root)))
			return { files: [], unreadable: [] }
		throw new KnownError('directory/missing', `the directory ${root} could not be read: ${messageOf(error)}`, {
			exit: 'cluster',
			hint: 'Check its path; it is taken from the folder of the plan file, or from --directory.',
			cause: error,
		})
	}
}

async function isFolder(path: string): Promise<boolean> {
	return stat(path).then(
		(stats) => stats.isDirectory(),
		() => false,
	)
}

async function exists(path: string): Promise<boolean> {
	return stat(path).then(
		() => true,
		() => false,
	)
}

async function readFile(path: string, before: ReadFile | undefined): Promise<ReadFile | undefined> {
	const read = await readText(path)
	if (read === undefined || 'complaint' in read) return read
	const pieces = piecesOf(read.text)
	if (pieces === undefined) return { complaint: 'it has more than 100,000 documents' }
	const known = new Map<string, ReadPiece>()
	if (before !== undefined && 'pieces' in before) for (const piece of before.pieces) known.set(piece.text, piece)
	return { pieces: pieces.map((piece) => ({ ...(known.get(piece.text) ?? readPiece(piece)), ...piece })) }
}

/** One entry a file: what is wrong with it first, and how much more. */
function complaintsOf(files: ReadonlyMap<string, ReadFile>, objects: Iterable<Found>): readonly Unreadable[] {
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
