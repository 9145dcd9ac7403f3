import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { impatience, targetOf } from './fake-api.suite.ts'
import { credentialsOf } from './user-credentials.ts'

test.each([
	['a token', { token: 'abc' }, 'Bearer abc'],
	[
		'a name and a password',
		{ username: 'erin', password: 'pa:ss' },
		`Basic ${Buffer.from('erin:pa:ss').toString('base64')}`,
	],
	['a token before a password', { token: 'abc', username: 'erin' }, 'Bearer abc'],
	['nothing', {}, undefined],
])('%s', async (_, user, expected) => {
	const credentials = await credentialsOf(targetOf('https://c', {}, user), impatience())
	expect(await credentials.authorization()).toBe(expected)
	expect(credentials.renew(expected)).toBe(false)
})

describe('a token in a file', () => {
	async function tokenFile() {
		const folder = await mkdtemp(join(tmpdir(), 'stagewall-token-'))
		onTestFinished(() => rm(folder, { recursive: true, force: true }))
		const file = join(folder, 'token')
		await writeFile(file, 'first\n')
		const clock = impatience()
		const credentials = await credentialsOf(targetOf('https://c', {}, { tokenFile: file, token: 'old' }), clock)
		return { folder, file, clock, credentials }
	}

	test('is read again after a minute', async () => {
		const { file, clock, credentials } = await tokenFile()
		expect(await credentials.authorization()).toBe('Bearer first')
		await writeFile(file, 'second\n')
		await clock.sleep(59_000, undefined)
		expect(await credentials.authorization()).toBe('Bearer first')
		await clock.sleep(1_000, undefined)
		expect(await credentials.authorization()).toBe('Bearer second')
	})

	test('is read again at once where it is refused', async () => {
		const { file, credentials } = await tokenFile()
		await writeFile(file, 'second')
		expect(credentials.renew('Bearer first')).toBe(true)
		expect(await credentials.authorization()).toBe('Bearer second')
	})

	test('is not read again for a request that still had the one before', async () => {
		const { file, credentials } = await tokenFile()
		await writeFile(file, 'second')
		expect(credentials.renew('Bearer of long ago')).toBe(true)
		expect(await credentials.authorization()).toBe('Bearer first')
	})

	test('stays as it was while the file is away', async () => {
		const { folder, clock, credentials } = await tokenFile()
		await rm(folder, { recursive: true })
		await clock.sleep(60_000, undefined)
		expect(await credentials.authorization()).toBe('Bearer first')
	})

	test('must be there at first', async () => {
		const target = targetOf('https://c', {}, { tokenFile: '/nowhere/token' })
		await expect(credentialsOf(target, impatience())).rejects.toMatchObject({
			code: 'cluster/token-unreadable',
			message: 'the token of user erin cannot be read: /nowhere/token (ENOENT)',
		})
	})
})
