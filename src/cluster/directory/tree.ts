/** A tree of manifests in memory: what its files say, piece by piece, and what about them cannot be read. */
import { stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { KnownError } from '../../model/errors.ts'
import { keyOf, refOf } from '../../model/kube-object.ts'
import type { Progress } from '../cluster.ts'
import { complaintsOf } from './complaints.ts'
import { type Definitions, definitionsIn } from './definitions.ts'
import { isMissing, messageOf } from './file-errors.ts'
import { type Found, objectsOf, type ReadFile, readFile } from './read-file.ts'
import { type Unreadable, walk } from './walk.ts'

/** The files of a directory. Nothing here writes. */
export interface Tree {
	/**
	 * Reads every file anew; what has not changed since the last time is not parsed again.
	 *
	 * @throws KnownError where the directory itself cannot be read; the signal's reason once it is aborted
	 */
	read(progress?: Progress, signal?: AbortSignal): Promise<void>
	/** Reads one file anew. */
	refresh(file: string): Promise<ReadFile | undefined>
	/** Every object, files in the order of their paths, an object that is defined twice as often. */
	found(): Generator<Found>
	/** The first definition of an object. */
	find(key: string): Found | undefined
	/** What could not be read, one entry a file. */
	unreadable(): readonly Unreadable[]
}

/** After so many Ctrl-C, the display and other clusters get their turn. */
const filesInARow = 16

/** A tree that has not been read yet. */
export function treeOf(root: string): Tree {
	const files = new Map<string, ReadFile>()
	/** Made for the first that asks for an object by its key: whoever only reads never does. */
	let definitions: Definitions | undefined
	let unreachable: readonly Unreadable[] = []

	const put = (file: string, content: ReadFile | undefined): void => {
		const before = files.get(file)
		if (content === before) return
		definitions?.replace(file, before, content)
		if (content === undefined) files.delete(file)
		else files.set(file, content)
	}
	function* found(): Generator<Found> {
		for (const file of [...files.keys()].sort()) yield* objectsOf(file, files.get(file))
	}
	return {
		async read(progress, signal) {
			const { files: paths, unreadable } = await walkTree(root)
			const present = new Set(paths)
			for (const file of files.keys()) if (!present.has(file)) put(file, undefined)
			for (const [index, file] of paths.entries()) {
				signal?.throwIfAborted()
				put(file, readFile(join(root, file), files.get(file)))
				progress?.(index + 1, paths.length, 'reading manifests')
				if (index % filesInARow === 0) await setImmediate()
			}
			unreachable = unreadable
		},
		async refresh(file) {
			const content = readFile(join(root, file), files.get(file))
			put(file, content)
			return content
		},
		find(key) {
			definitions ??= definitionsIn(files)
			const first = definitions.firstOf(key)
			return first === undefined ? undefined : inFile(first, files.get(first), key)
		},
		found,
		unreadable: () => [...unreachable, ...complaintsOf(files)].sort((a, b) => (a.file < b.file ? -1 : 1)),
	}
}

function inFile(file: string, content: ReadFile | undefined, key: string): Found | undefined {
	for (const found of objectsOf(file, content)) if (keyOf(refOf(found.object)) === key) return found
	return undefined
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
