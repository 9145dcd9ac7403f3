import { execFileSync } from 'node:child_process'
import { mkdir, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderWith } from './files.suite.ts'
import { walk } from './walk.ts'

test('finds what kubectl would read, in the order of the paths', async () => {
	const folder = await folderWith({
		'b.yaml': '',
		'b/c.yml': '',
		'b/a/d.json': '',
		'B.yaml': '',
		'.hidden.yaml': '',
		'x.yaml.bak': '',
		'x.YAML': '',
		'README.md': '',
		yaml: '',
	})
	expect(await walk(folder)).toEqual({
		files: ['.hidden.yaml', 'B.yaml', 'b.yaml', 'b/a/d.json', 'b/c.yml'],
		unreadable: [],
	})
})

test('skips hidden folders and node_modules, and enters folders that are called like files', async () => {
	const folder = await folderWith({
		'.git/a.yaml': '',
		'a/.github/a.yaml': '',
		'a/node_modules/x/a.yaml': '',
		'charts.yaml/a.yaml': '',
		'a/node_modules.yaml': '',
	})
	expect((await walk(folder)).files).toEqual(['a/node_modules.yaml', 'charts.yaml/a.yaml'])
})

test('follows links to files and folders, each file once, by its own path where it has one', async () => {
	const outside = await folderWith({ 'x/o.yaml': '', 'p.yaml': '' })
	const folder = await folderWith({ 'm/r.yaml': '', '.hidden/h.yaml': '' })
	await symlink('m', join(folder, 'a'))
	await symlink('m/r.yaml', join(folder, 'b.yaml'))
	await symlink('.hidden/h.yaml', join(folder, 'c.yaml'))
	await symlink(outside, join(folder, 'd'))
	await symlink(outside, join(folder, 'e'))
	await symlink(join(outside, 'p.yaml'), join(folder, 'f.yaml'))
	await symlink('m/r.yaml', join(folder, 'g.txt'))
	expect(await walk(folder)).toEqual({ files: ['c.yaml', 'd/p.yaml', 'd/x/o.yaml', 'm/r.yaml'], unreadable: [] })
})

test('goes in no circles', async () => {
	const folder = await folderWith({ 'a/b/x.yaml': '' })
	await symlink('..', join(folder, 'a/up'))
	await symlink('../..', join(folder, 'a/b/upper'))
	await symlink('/', join(folder, 'everything'))
	await symlink('.', join(folder, 'self'))
	expect(await walk(folder)).toEqual({ files: ['a/b/x.yaml'], unreadable: [] })
})

test('reports links that lead nowhere where they may hide manifests', async () => {
	const folder = await folderWith()
	await symlink('nowhere', join(folder, 'a.yaml'))
	await symlink('nowhere', join(folder, 'folder'))
	await symlink('nowhere', join(folder, 'README.md'))
	await symlink('loop.yaml', join(folder, 'loop.yaml'))
	const { files, unreadable } = await walk(folder)
	expect(files).toEqual([])
	expect(unreadable).toEqual([
		{ file: 'a.yaml', message: expect.stringMatching('ENOENT') as unknown },
		{ file: 'folder', message: expect.stringMatching('ENOENT') as unknown },
		{ file: 'loop.yaml', message: expect.stringMatching('ELOOP') as unknown },
	])
})

test('reports what is no regular file, and does not open it', async () => {
	const folder = await folderWith({ 'a.yaml': '' })
	execFileSync('mkfifo', [join(folder, 'pipe.yaml'), join(folder, 'pipe.txt')])
	await symlink('pipe.yaml', join(folder, 'link.yaml'))
	expect(await walk(folder)).toEqual({
		files: ['a.yaml'],
		unreadable: [
			{ file: 'pipe.yaml', message: 'it is no regular file' },
			{ file: 'link.yaml', message: 'it is no regular file' },
		],
	})
})

test('throws where the folder itself is missing or no folder', async () => {
	const folder = await folderWith({ file: '' })
	await mkdir(join(folder, 'gone'))
	await rm(join(folder, 'gone'), { recursive: true })
	await expect(walk(join(folder, 'gone'))).rejects.toThrow('ENOENT')
	await expect(walk(join(folder, 'file'))).rejects.toThrow('ENOTDIR')
})
