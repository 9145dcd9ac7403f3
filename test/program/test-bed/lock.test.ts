/** Two processes that build at once: the second waits and finds everything done. */
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withLock } from '../../control-plane/lock.ts'

let folder: string
let file: string
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'stagewall-lock-'))
	file = join(folder, '.lock')
})
afterEach(() => rm(folder, { recursive: true }))

const neverWaits = () => {
	throw new Error('waits')
}

test('names its holder while it is held, and is gone after', async () => {
	const held = await withLock(file, neverWaits, () => readFile(file, 'utf8'))
	expect(held).toBe(String(process.pid))
	expect(existsSync(file)).toBe(false)
})

test('is let go by work that fails', async () => {
	const work = withLock(file, neverWaits, () => Promise.reject(new Error('no space left')))
	await expect(work).rejects.toThrow('no space left')
	expect(existsSync(file)).toBe(false)
})

test('makes the second wait for the first', async () => {
	const order: string[] = []
	let let1stGo = () => {}
	const first = withLock(file, neverWaits, async () => {
		order.push('first begins')
		await new Promise<void>((resolve) => (let1stGo = resolve))
		order.push('first ends')
	})
	await expect.poll(() => order).toEqual(['first begins'])
	const second = withLock(file, let1stGo, async () => order.push('second begins'))
	await Promise.all([first, second])
	expect(order).toEqual(['first begins', 'first ends', 'second begins'])
})

test('passes over a holder that died', async () => {
	// Above the largest process number that Linux gives (2^22).
	await writeFile(file, '4999999')
	expect(await withLock(file, neverWaits, async () => 'done')).toBe('done')
})
