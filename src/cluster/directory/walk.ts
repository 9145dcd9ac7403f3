/** Finds the files of a tree that may hold manifests. */
import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { messageOf } from './file-errors.ts'

/** A file or folder that could not be read, and why. */
export interface Unreadable {
	/** Below the root, with `/` between the folders. */
	readonly file: string
	readonly message: string
}

/** What a tree holds. */
export interface Walk {
	/** Paths below the root, with `/` between the folders, sorted by code units. */
	readonly files: readonly string[]
	readonly unreadable: readonly Unreadable[]
}

/** The endings that `kubectl apply -R -f DIRECTORY` reads (cli-runtime, resource.FileExtensions). */
const endings = new Set(['.yaml', '.yml', '.json'])

interface Folder {
	readonly path: string
	readonly real: string
}

/**
 * Lists every `*.yaml`, `*.yml` and `*.json` below a folder. Hidden folders and `node_modules` are skipped. Links are followed
 * once everything that really stands in the tree is known, so that a file seen by two ways keeps the straight one.
 *
 * @param root - an existing folder; an error of reading the folder itself is thrown
 */
export async function walk(root: string): Promise<Walk> {
	const home = await realpath(root)
	const files = new Map<string, string>()
	const folders = new Set<string>()
	const links: string[] = []
	const unreadable: Unreadable[] = []

	const enter = async (folder: Folder): Promise<void> => {
		if (folders.has(folder.real)) return
		folders.add(folder.real)
		for (const entry of await readdir(join(root, folder.path), { withFileTypes: true })) {
			const path = folder.path === '' ? entry.name : `${folder.path}/${entry.name}`
			const real = join(folder.real, entry.name)
			if (isSkipped(entry)) continue
			if (entry.isSymbolicLink()) links.push(path)
			else if (entry.isDirectory()) await enter({ path, real }).catch((error: unknown) => complain(path, error))
			else if (!endings.has(extname(entry.name))) continue
			else if (entry.isFile()) files.set(real, path)
			else unreadable.push({ file: path, message: 'it is no regular file' })
		}
	}
	const follow = async (path: string): Promise<void> => {
		const real = await realpath(join(root, path))
		const target = await stat(real)
		if (target.isDirectory()) {
			if (!isWithin(home, real)) await enter({ path, real })
		} else if (!endings.has(extname(path))) return
		else if (!target.isFile()) unreadable.push({ file: path, message: 'it is no regular file' })
		else if (!files.has(real)) files.set(real, path)
	}
	const complain = (path: string, error: unknown): void => {
		unreadable.push({ file: path, message: messageOf(error) })
	}

	await enter({ path: '', real: home })
	links.sort()
	for (const path of links)
		await follow(path).catch((error: unknown) => {
			if (mayHoldManifests(path)) complain(path, error)
		})
	return { files: [...files.values()].sort(), unreadable }
}

function isSkipped(entry: Dirent): boolean {
	return !entry.isFile() && (entry.name.startsWith('.') || entry.name === 'node_modules')
}

/** Whether a folder is the other one or lies in it: a link to a folder above the root leads in a circle. */
function isWithin(folder: string, other: string): boolean {
	const way = relative(other, folder)
	return way !== '..' && !way.startsWith(`..${sep}`)
}

/** A link that leads nowhere may stand for a manifest or for a folder of them; a lost `README.md` hides nothing. */
function mayHoldManifests(path: string): boolean {
	return endings.has(extname(path)) || extname(path) === ''
}
