import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { impatience, targetOf } from './fake-api.suite.ts'
import { credentialsOf } from './user-credentials.ts'

/** A plugin is a program; here it is a shell script that notes each of its runs. */
async function plugin(script: string, exec: object = {}, cluster: object = {}) {
	const folder = await mkdtemp(join(tmpdir(), 'stagewall-plugin-'))
	onTestFinished(() => rm(folder, { recursive: true }))
	const command = join(folder, 'plugin')
	await writeFile(command, `#!/bin/sh\necho run >> ${folder}/runs\n${script}\n`, { mode: 0o755 })
	const clock = impatience()
	const user = {
		exec: { apiVersion: 'client.authentication.k8s.io/v1', command, args: ['--client-secret=hush'], ...exec },
	}
	return {
		clock,
		ask: () => credentialsOf(targetOf('https://c', cluster, user), clock),
		runs: () => readFileSync(join(folder, 'runs'), 'utf8').trim().split('\n').length,
		read: (name: string) => readFileSync(join(folder, name), 'utf8'),
	}
}

const credential = (status: object): string =>
	`echo '${JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status })}'`

describe('a credential plugin', () => {
	test('gives a token', async () => {
		const { ask } = await plugin(credential({ token: 'abc' }))
		expect(await (await ask()).authorization()).toBe('Bearer abc')
	})

	test('gives a certificate', async () => {
		const { ask } = await plugin(credential({ clientCertificateData: 'CERT', clientKeyData: 'KEY' }))
		const credentials = await ask()
		expect(credentials.certificate).toEqual({ cert: 'CERT', key: 'KEY' })
		expect(await credentials.authorization()).toBeUndefined()
	})

	test('is run once a minute where it does not say how long its answer holds', async () => {
		const { ask, runs, clock } = await plugin(credential({ token: 'abc' }))
		const credentials = await ask()
		await Promise.all([credentials.authorization(), credentials.authorization()])
		expect(runs()).toBe(1)
		await clock.sleep(60_000, undefined)
		await Promise.all([credentials.authorization(), credentials.authorization()])
		expect(runs()).toBe(2)
	})

	test('is run again where its answer was refused, once for all that were refused', async () => {
		const { ask, runs } = await plugin(credential({ token: 'abc', expirationTimestamp: '2099-01-01T00:00:00Z' }))
		const credentials = await ask()
		expect([credentials.renew('Bearer abc'), credentials.renew('Bearer abc')]).toEqual([true, true])
		await Promise.all([credentials.authorization(), credentials.authorization()])
		expect(runs()).toBe(2)
	})

	test('is not run again for a request that still had the answer before', async () => {
		const { ask, runs } = await plugin(credential({ token: 'abc' }))
		const credentials = await ask()
		expect(credentials.renew('Bearer of long ago')).toBe(true)
		expect(await credentials.authorization()).toBe('Bearer abc')
		expect(runs()).toBe(1)
	})

	test('is told of the cluster where it wants that', async () => {
		const { ask, read } = await plugin(
			`printenv KUBERNETES_EXEC_INFO > "$(dirname "$0")/info"; printenv REGION > "$(dirname "$0")/region"; ${credential({ token: 'abc' })}`,
			{ provideClusterInfo: true, env: [{ name: 'REGION', value: 'eu' }] },
			{ caData: 'PEM', tlsServerName: 'api.test' },
		)
		await ask()
		expect(JSON.parse(read('info'))).toEqual({
			kind: 'ExecCredential',
			apiVersion: 'client.authentication.k8s.io/v1',
			spec: {
				interactive: false,
				cluster: {
					server: 'https://c',
					'tls-server-name': 'api.test',
					'insecure-skip-tls-verify': false,
					'certificate-authority-data': Buffer.from('PEM').toString('base64'),
				},
			},
		})
		expect(read('region')).toBe('eu\n')
	})

	test.each([
		[
			'fails',
			'echo "token expired: run corp login" >&2; exit 1',
			{},
			/plugin of user erin failed: token expired: run corp login/,
			'Log in again',
		],
		['fails without a word', 'exit 3', {}, /failed without a word/, 'Log in again'],
		['answers nonsense', 'echo hello', {}, /answered something that is no ExecCredential/, 'Log in again'],
		['answers without a status', 'echo {}', {}, /answered something that is no ExecCredential/, 'Log in again'],
		[
			'is not installed',
			'',
			{ command: 'no-such-plugin', installHint: '\nInstall it with: brew install corp\n' },
			/no-such-plugin of user erin is not installed/,
			'Install it with: brew install corp',
		],
		['may not be run', '', { command: import.meta.filename }, /may not be run/, 'Log in again'],
	])('%s', async (_, script, exec, message, hint) => {
		const { ask } = await plugin(script, exec)
		const error = await ask().catch((reason: unknown) => reason)
		expect(error).toMatchObject({
			code: 'cluster/credentials-plugin',
			exit: 'cluster',
			message: expect.stringMatching(message),
			hint: expect.stringContaining(hint),
		})
		expect(String(error)).not.toContain('hush')
	})

	test('that needs a terminal is not run at all', async () => {
		const { ask } = await plugin(credential({ token: 'abc' }), { interactiveMode: 'Always' })
		await expect(ask()).rejects.toMatchObject({ code: 'cluster/credentials-unsupported' })
	})
})

describe('a provider of the official client', () => {
	const ask = (authProvider: object) =>
		credentialsOf(targetOf('https://c', {}, { authProvider: { ...authProvider } }), impatience())
	const jwt = (claims: object): string =>
		[{ alg: 'none' }, claims]
			.map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
			.join('.')
			.concat('.x')

	test('oidc: an id token that still holds', async () => {
		const token = jwt({ exp: 4_000_000_000 })
		const credentials = await ask({ name: 'oidc', config: { 'id-token': token } })
		expect(await credentials.authorization()).toBe(`Bearer ${token}`)
	})

	test('gcp: an access token that has expired and cannot be renewed', async () => {
		const config = { 'access-token': 'abc', expiry: '2020-01-01T00:00:00Z' }
		await expect(ask({ name: 'gcp', config })).rejects.toMatchObject({
			code: 'cluster/credentials-plugin',
			message: 'the credential provider gcp of user erin failed: Token is expired!',
		})
	})

	test('one that nobody knows', async () => {
		await expect(ask({ name: 'openstack' })).rejects.toMatchObject({ code: 'cluster/credentials-unsupported' })
	})
})
