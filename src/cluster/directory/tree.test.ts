import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { folderWith } from './files.suite.ts'
import { treeOf } from './tree.ts'

const pod = (name: string): string => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}}\n`

test('parses only what has changed since the last time', async () => {
	const folder = await folderWith({ 'a.yaml': `${pod('a')}---\n${pod('b')}` })
	const tree = treeOf(folder)
	await tree.read()
	const [a, b] = [...tree.found()]
	await writeFile(join(folder, 'a.yaml'), `${pod('a')}---\n${pod('c')}`)
	await tree.read()
	const [sameA, c] = [...tree.found()]
	expect(sameA?.object).toBe(a?.object)
	expect([b?.object.metadata.name, c?.object.metadata.name]).toEqual(['b', 'c'])
})

test('says how far it has come', async () => {
	const folder = await folderWith({ 'a.yaml': '', 'b.yaml': '' })
	const steps: unknown[] = []
	await treeOf(folder).read((...step) => steps.push(step))
	expect(steps).toEqual([
		[1, 2, 'reading manifests'],
		[2, 2, 'reading manifests'],
	])
})
