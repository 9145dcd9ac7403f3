import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { KnownError } from '../model/errors.ts'
import { findPlan, loadPlan } from './load.ts'
import { header, planOf, sample } from './sample.suite.ts'

let folder = ''

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'stagewall-plan-'))
	await mkdir(join(folder, 'project/src/deep'), { recursive: true })
	await writeFile(join(folder, 'project/stages.yaml'), sample)
	await mkdir(join(folder, 'project/src/stages.yaml'))

	await mkdir(join(folder, 'teams'))
	await writeFile(join(folder, 'teams/b.yml'), `${header}  apps: {blog: {stages: "*"}}\n`)
	await writeFile(join(folder, 'teams/a.yaml'), planOf('  clusters: {main: {directory: manifests}}'))
	await writeFile(join(folder, 'teams/README.md'), '# not a plan')
	await symlink('erin@host.4711', join(folder, 'teams/.#a.yaml'))

	await mkdir(join(folder, 'broken'))
	await symlink('nowhere.yaml', join(folder, 'broken/link.yaml'))
	await symlink('circle.yaml', join(folder, 'circle.yaml'))
	await mkdir(join(folder, 'empty'))

	await writeFile(join(folder, 'binary.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xff, 0xfe, 0x0a]))
	await writeFile(join(folder, 'huge.yaml'), '')
	// More than Node could read at once; it takes no room on the disk.
	await truncate(join(folder, 'huge.yaml'), 5 * 1024 ** 3)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** The error of loading, with the folder's name taken out of it. */
async function errorOf(path: string) {
	const error = await loadPlan(join(folder, path)).catch((thrown: unknown) => thrown)
	if (!(error instanceof KnownError)) throw new Error('no known error')
	const { code, exit, message, problems } = error
	return {
		code,
		exit,
		message: message.replaceAll(`${folder}/`, ''),
		problems: problems.map((problem) => [
			problem.code,
			problem.message.replaceAll(`${folder}/`, ''),
			problem.place?.column,
		]),
	}
}

describe('findPlan', () => {
	it.each(['project', 'project/src', 'project/src/deep'])('finds stages.yaml from %s', async (from) => {
		expect(await findPlan(join(folder, from))).toBe(join(folder, 'project/stages.yaml'))
	})

	it('finds nothing where there is nothing', async () => {
		expect(await findPlan(join(folder, 'empty'))).toBeUndefined()
	})
})

describe('loadPlan', () => {
	it('loads a file, with paths relative to its folder', async () => {
		const { tenancy, files } = await loadPlan(join(folder, 'project/stages.yaml'))
		expect(files).toEqual([join(folder, 'project/stages.yaml')])
		expect(tenancy.clusters[1]?.source).toEqual({ type: 'directory', directory: join(folder, 'project/clusters/prod') })
	})

	it('finds those paths from a relative one as well', async () => {
		const path = relative('', join(folder, 'project/stages.yaml'))
		const { tenancy, files } = await loadPlan(path)
		expect(files).toEqual([path])
		expect(tenancy.clusters[1]?.source).toEqual({ type: 'directory', directory: join(folder, 'project/clusters/prod') })
	})

	it('loads the visible YAML files of a folder, in the order of their names', async () => {
		const { tenancy, files } = await loadPlan(join(folder, 'teams'))
		expect(files).toEqual([join(folder, 'teams/a.yaml'), join(folder, 'teams/b.yml')])
		expect(tenancy.apps.map(({ name }) => name)).toEqual(['shop', 'blog'])
	})

	it.each([
		['nowhere.yaml', 'the plan nowhere.yaml cannot be read: there is no such file'],
		['binary.yaml/x', 'the plan binary.yaml/x cannot be read: a part of its path is no folder'],
		['circle.yaml', 'the plan circle.yaml cannot be read: its symbolic links lead in a circle'],
		['broken', 'the plan broken/link.yaml cannot be read: there is no such file'],
		['project/src', 'project/src/stages.yaml is neither a file nor a folder'],
		[`${'x'.repeat(300)}.yaml`, `the plan ${'x'.repeat(300)}.yaml cannot be read: its name is too long`],
	])('%s cannot be read', async (path, message) => {
		expect(await errorOf(path)).toEqual({ code: 'plan/unreadable', exit: 'usage', message, problems: [] })
	})

	it('a folder without YAML files cannot be read either', async () => {
		expect(await errorOf('empty')).toMatchObject({
			code: 'plan/unreadable',
			message: 'there is no YAML file in the folder empty',
		})
	})

	it('a file of 5 GiB is refused unread', async () => {
		expect(await errorOf('huge.yaml')).toEqual({
			code: 'plan/invalid',
			exit: 'usage',
			message: 'the plan in huge.yaml has a mistake',
			problems: [['plan/too-large', 'huge.yaml has 5368709120 bytes; a plan has at most 2097152', undefined]],
		})
	})

	it('bytes that are no text are refused with their place', async () => {
		expect(await errorOf('binary.yaml')).toMatchObject({
			code: 'plan/invalid',
			problems: [['plan/not-text', 'this is no text: bytes that are not UTF-8', 4]],
		})
	})
})
