/** What the tests of the directory cluster have in common: a folder of files that goes away after the test. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { Facts } from '../../model/facts.ts'
import { type Kind, kinds } from '../../model/kinds.ts'
import { refOf, showRef } from '../../model/kube-object.ts'
import { openDirectory } from './index.ts'

/** File contents by path. */
export type Files = Readonly<Record<string, string | Uint8Array>>

/** A temporary folder with these files. */
export async function folderWith(files: Files = {}): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'stagewall-test-'))
	onTestFinished(() => rm(folder, { recursive: true, force: true }))
	for (const [path, content] of Object.entries(files)) {
		await mkdir(dirname(join(folder, path)), { recursive: true })
		await writeFile(join(folder, path), content)
	}
	return folder
}

/** Everything below a folder: the text of each file by its path, and `/` for a folder that holds nothing. */
export async function filesIn(folder: string): Promise<Files> {
	const entries = await readdir(folder, { withFileTypes: true, recursive: true })
	const files: Record<string, string> = {}
	for (const entry of entries) {
		const path = join(entry.parentPath, entry.name)
		const name = path.slice(folder.length + 1)
		if (entry.isFile()) files[name] = await readFile(path, 'utf8')
		else if (entry.isDirectory() && (await readdir(path)).length === 0) files[`${name}/`] = ''
	}
	return files
}

/** Every kind that the tests use. */
const every: readonly Kind[] = [
	...Object.values(kinds),
	{ group: 'example.org', version: 'v1', kind: 'Gadget', plural: 'gadgets', namespaced: true },
]

/** Observes a folder anew. */
export async function observeAll(folder: string): Promise<Facts> {
	const cluster = await openDirectory(folder)
	return cluster.observe({ wants: every.map((kind) => ({ kind, detail: 'whole' })), namespaces: [] })
}

/** The objects as a person would name them, and each complaint as `file: message`, with paths below the folder. */
export function shown({ objects, unseen }: Facts, folder: string): { objects: string[]; complaints: string[] } {
	return {
		objects: objects.map((object) => showRef(refOf(object))),
		complaints: unseen.map(
			({ file, message }) => `${file?.slice(folder.length + 1)}: ${message.replaceAll(folder, '.')}`,
		),
	}
}
