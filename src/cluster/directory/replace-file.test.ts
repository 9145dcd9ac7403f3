import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesIn, folderWith } from './files.suite.ts'
import { replaceFile } from './replace-file.ts'

test('writes a file, new or not, and the folders that are missing', async () => {
	const folder = await folderWith({ 'a.yaml': 'old' })
	await replaceFile(join(folder, 'a.yaml'), 'new')
	await replaceFile(join(folder, 'x/y/b.yaml'), Buffer.from('bytes'))
	expect(await filesIn(folder)).toEqual({ 'a.yaml': 'new', 'x/y/b.yaml': 'bytes' })
})

test('leaves nothing behind where it fails', async () => {
	const folder = await folderWith({ 'a.yaml/b.yaml': '' })
	await expect(replaceFile(join(folder, 'a.yaml'), 'new')).rejects.toThrow('EISDIR')
	expect(await readdir(folder)).toEqual(['a.yaml'])
})
