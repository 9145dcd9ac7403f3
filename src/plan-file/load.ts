/** Plans on disk: where they are found, and the texts of their files. */
import { readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { KnownError } from '../model/errors.ts'
import { mostBytes, tooLarge } from './guard.ts'
import type { PlanText } from './places.ts'
import { invalid, type LoadedPlan, readPlan } from './read.ts'
import { Report } from './report.ts'

/** The name of a plan's file, if nobody says otherwise. */
const fileName = 'stages.yaml'

/**
 * Looks for `stages.yaml` in a folder and in those above it.
 *
 * @returns its path; `undefined` where there is none up to the root
 */
export async function findPlan(from: string): Promise<string | undefined> {
	const folder = resolve(from)
	const path = join(folder, fileName)
	const found = await stat(path).then(
		(stats) => stats.isFile(),
		() => false,
	)
	if (found) return path
	return dirname(folder) === folder ? undefined : findPlan(dirname(folder))
}

/**
 * Loads a plan from a file, or from the `*.yaml` and `*.yml` files of a folder, in the order of their names.
 *
 * @throws KnownError `plan/unreadable` where there is no such file or it cannot be read; `plan/invalid` with every problem
 */
export async function loadPlan(path: string): Promise<LoadedPlan> {
	const files = await planFiles(path)
	const bytes = files.reduce((sum, { size }) => sum + size, 0)
	if (bytes > mostBytes) {
		const report = new Report([])
		tooLarge(files, `${bytes} bytes; a plan has at most ${mostBytes}`, report)
		throw invalid(files, report)
	}
	return readPlan(await Promise.all(files.map(readText)))
}

interface PlanFile {
	readonly path: string
	readonly size: number
}

async function planFiles(path: string): Promise<readonly PlanFile[]> {
	const stats = await readable(path, stat(path))
	if (!stats.isDirectory()) return [fileOf(path, stats)]
	const names = await readable(path, readdir(path))
	// Hidden files are editors' locks and backups.
	const plans = names.filter((name) => /^[^.].*\.ya?ml$/.test(name)).toSorted()
	if (plans.length === 0)
		throw unreadable(
			`there is no YAML file in the folder ${path}`,
			'A plan is a file, or a folder of *.yaml and *.yml files.',
		)
	return Promise.all(
		plans.map(async (name) => {
			const file = join(path, name)
			return fileOf(file, await readable(file, stat(file)))
		}),
	)
}

function fileOf(path: string, stats: { readonly size: number; isFile(): boolean }): PlanFile {
	if (!stats.isFile()) throw unreadable(`${path} is neither a file nor a folder`)
	return { path, size: stats.size }
}

async function readText({ path }: PlanFile): Promise<PlanText> {
	const bytes = await readable(path, readFile(path))
	return { path, text: new TextDecoder().decode(bytes), folder: dirname(resolve(path)) }
}

const reasons: Readonly<Record<string, string>> = {
	ENOENT: 'there is no such file',
	EACCES: 'permission denied',
	EPERM: 'permission denied',
	ELOOP: 'its symbolic links lead in a circle',
	ENOTDIR: 'a part of its path is no folder',
	ENAMETOOLONG: 'its name is too long',
}

async function readable<Result>(path: string, work: Promise<Result>): Promise<Result> {
	try {
		return await work
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
		throw unreadable(`the plan ${path} cannot be read: ${reasons[code] ?? code}`, hintFor(code), error)
	}
}

function hintFor(code: string): string | undefined {
	return code === 'ENOENT' ? 'Name the plan with -f FILE, or begin one.' : undefined
}

function unreadable(message: string, hint?: string, cause?: unknown): KnownError {
	return new KnownError('plan/unreadable', message, { exit: 'usage', hint, cause })
}
