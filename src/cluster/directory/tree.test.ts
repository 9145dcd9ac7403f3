import { rm, writeFile } from 'node:fs/promises'
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

test('stops between two files once it is interrupted', async () => {
	const folder = await folderWith(Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`${index}.yaml`, ''])))
	const interruption = new AbortController()
	const interruptSoon = (done: number): void => {
		if (done === 1) setImmediate(() => interruption.abort(new Error('Ctrl-C')))
	}
	await expect(treeOf(folder).read(interruptSoon, interruption.signal)).rejects.toThrow('Ctrl-C')
})

test('finds the first definition of an object, also where files change after somebody has asked', async () => {
	const folder = await folderWith({ 'a.yaml': '', 'b.yaml': pod('x'), 'c.yaml': pod('x') })
	const tree = treeOf(folder)
	await tree.read()
	const fileOfX = (): string | undefined => tree.find('/Pod/default/x')?.file
	expect(fileOfX()).toBe('b.yaml')
	await writeFile(join(folder, 'a.yaml'), pod('x'))
	await tree.read()
	expect(fileOfX()).toBe('a.yaml')
	await writeFile(join(folder, 'a.yaml'), '')
	await tree.refresh('a.yaml')
	await rm(join(folder, 'b.yaml'))
	await tree.read()
	expect(fileOfX()).toBe('c.yaml')
	await rm(join(folder, 'c.yaml'))
	await tree.read()
	expect(fileOfX()).toBeUndefined()
})
