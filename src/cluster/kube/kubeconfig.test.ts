import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { KnownError } from '../../model/errors.ts'
import { inClusterConfig } from './in-cluster.ts'
import { loadKubeconfig } from './kubeconfig.ts'

let folder: string

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'stagewall-kubeconfig-'))
	onTestFinished(() => rm(folder, { recursive: true }))
})

async function write(name: string, text: string): Promise<string> {
	const path = join(folder, name)
	await mkdir(join(path, '..'), { recursive: true })
	await writeFile(path, text)
	return path
}

async function failure(promise: Promise<unknown>): Promise<KnownError> {
	const error = await promise.then(
		() => undefined,
		(reason: unknown) => reason,
	)
	if (error instanceof KnownError) return error
	throw new Error(`no KnownError: ${String(error)}`)
}

const minimal = (context: string): string => `
current-context: ${context}
contexts: [{name: ${context}, context: {cluster: c, user: u}}]
clusters: [{name: c, cluster: {server: "https://${context}"}}]
users: [{name: u, user: {token: ${context}-token}}]
`

describe('where it is found', () => {
	test('the file that is asked for goes before all others', async () => {
		const asked = await write('asked', minimal('asked'))
		const other = await write('other', minimal('other'))
		const config = await loadKubeconfig(asked, { KUBECONFIG: other, HOME: folder })
		expect(config.files).toEqual([asked])
		expect(config.currentContext).toBe('asked')
	})

	test('KUBECONFIG goes before the home folder', async () => {
		await write('.kube/config', minimal('home'))
		const listed = await write('listed', minimal('listed'))
		expect((await loadKubeconfig(undefined, { KUBECONFIG: listed, HOME: folder })).currentContext).toBe('listed')
	})

	test.each([
		['not set', undefined],
		['empty', ''],
		['only separators', '::'],
	])('the home folder is looked into where KUBECONFIG is %s', async (_, KUBECONFIG) => {
		await write('.kube/config', minimal('home'))
		expect((await loadKubeconfig(undefined, { KUBECONFIG, HOME: folder })).currentContext).toBe('home')
	})

	test.each([
		['the file that is asked for', '/nowhere/config', {}, '/nowhere/config does not exist'],
		['a listed file', undefined, { KUBECONFIG: '/nowhere/a:/nowhere/b' }, '/nowhere/a, /nowhere/b does not exist'],
		['the file in the home folder', undefined, { HOME: '/nowhere' }, '/nowhere/.kube/config does not exist'],
		['any place to look', undefined, {}, 'neither KUBECONFIG nor HOME is set'],
	])('%s is missing', async (_, explicit, environment, message) => {
		const error = await failure(loadKubeconfig(explicit, environment))
		expect(error).toMatchObject({ code: 'cluster/kubeconfig-missing', exit: 'cluster' })
		expect(error.message).toContain(message)
		expect(error.hint).toContain('--kubeconfig')
	})

	test('a folder in place of a file', async () => {
		const error = await failure(loadKubeconfig(folder, {}))
		expect(error.code).toBe('cluster/kubeconfig-unreadable')
		expect(error.message).toContain('EISDIR')
	})
})

describe('several files', () => {
	test('the first to name a thing decides; missing ones are passed over', async () => {
		const first = await write(
			'first',
			'contexts: [{name: one, context: {cluster: c, user: first}}]\nclusters: [{name: c, cluster: {server: "https://first"}}]',
		)
		const second = await write('second', minimal('one').replace('user: u', 'user: second'))
		const config = await loadKubeconfig(undefined, { KUBECONFIG: `${folder}/missing:${first}:${second}` })
		expect(config.files).toEqual([first, second])
		expect(config.currentContext).toBe('one')
		expect(config.contexts.get('one')?.user).toBe('first')
		expect(config.clusters.get('c')?.server).toBe('https://first')
		expect(config.users.get('u')?.token).toBe('one-token')
	})

	test('paths are relative to the file that they stand in', async () => {
		const a = await write('a/config', 'users: [{name: a, user: {client-certificate: a.crt, client-key: ../a.key}}]')
		const b = await write('b/config', 'users: [{name: b, user: {tokenFile: t, client-key: /abs/b.key}}]')
		const { users } = await loadKubeconfig(undefined, { KUBECONFIG: `${a}:${b}` })
		expect(users.get('a')).toMatchObject({ certFile: join(folder, 'a/a.crt'), keyFile: join(folder, 'a.key') })
		expect(users.get('b')).toMatchObject({ tokenFile: join(folder, 'b/t'), keyFile: '/abs/b.key' })
	})
})

describe('what it says', () => {
	test('a cluster', async () => {
		const path = await write(
			'config',
			`clusters:
- name: c
  cluster:
    server: https://c:6443
    certificate-authority: ca.crt
    certificate-authority-data: ${Buffer.from('PEM').toString('base64')}
    insecure-skip-tls-verify: yes
    tls-server-name: api.internal
    proxy-url: http://proxy:3128
`,
		)
		expect((await loadKubeconfig(path, {})).clusters.get('c')).toEqual({
			name: 'c',
			file: path,
			server: 'https://c:6443',
			caFile: join(folder, 'ca.crt'),
			caData: 'PEM',
			insecure: true,
			tlsServerName: 'api.internal',
			proxyUrl: 'http://proxy:3128',
		})
	})

	test('whom to act as', async () => {
		const path = await write(
			'config',
			'users: [{name: u, user: {as: erin, as-uid: "7", as-groups: [a, b], as-user-extra: {scopes: [x]}}}]',
		)
		expect((await loadKubeconfig(path, {})).users.get('u')?.impersonation).toEqual({
			user: 'erin',
			uid: '7',
			groups: ['a', 'b'],
			extra: { scopes: ['x'] },
		})
	})

	test.each([
		['a plugin in PATH', 'aws', 'aws'],
		['a plugin beside the file', './bin/login', 'bin/login'],
		['a plugin with its full path', '/usr/bin/login', '/usr/bin/login'],
	])('%s', async (_, command, expected) => {
		const path = await write('config', `users: [{name: u, user: {exec: {command: ${command}, args: null, env: null}}}]`)
		const exec = (await loadKubeconfig(path, {})).users.get('u')?.exec
		expect(exec?.['command']).toBe(
			expected.includes('bin/') && !expected.startsWith('/') ? join(folder, expected) : expected,
		)
	})

	// A password of digits must not become a number, nor an octal or a time.
	test.each(['12345', '0123', '1e3', '0x10', '12:30:45', '2026-11-22', '1_000', '.5'])(
		'the password %s',
		async (password) => {
			const path = await write('config', `users: [{name: u, user: {username: erin, password: ${password}}}]`)
			expect((await loadKubeconfig(path, {})).users.get('u')?.password).toBe(password)
		},
	)

	test.each([
		['an empty file', ''],
		['nulls, as kubectl writes them', 'clusters: null\ncontexts: null\ncurrent-context: ""\nusers: null'],
	])('nothing: %s', async (_, text) => {
		const config = await loadKubeconfig(await write('config', text), {})
		expect(config).toMatchObject({
			currentContext: undefined,
			clusters: new Map(),
			users: new Map(),
			contexts: new Map(),
		})
	})

	test('JSON is YAML', async () => {
		const path = await write('config', JSON.stringify({ 'current-context': 'x' }))
		expect((await loadKubeconfig(path, {})).currentContext).toBe('x')
	})

	test.each([
		['broken YAML', 'clusters: [\n  {name: a', 'at line 2'],
		['a list', '- a\n- b', 'the file is no mapping'],
		['a text', 'hello', 'the file is no mapping'],
		['clusters that are no list', 'clusters: {a: b}', 'clusters is no list'],
		['an entry that is no mapping', 'users: [erin]', 'users[0] is no mapping'],
		[
			'a server that is a list',
			'clusters: [{name: c, cluster: {server: [1]}}]',
			'clusters[0].cluster: server is no text',
		],
		['a flag that is a text', 'clusters: [{name: c, cluster: {insecure-skip-tls-verify: maybe}}]', 'no true or false'],
		[
			'data that is no base64',
			'users: [{name: u, user: {client-key-data: "-----BEGIN"}}]',
			'client-key-data is no base64',
		],
		[
			'an alias bomb',
			`a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]`,
			'alias',
		],
	])('an error: %s', async (_, text, message) => {
		const path = await write('config', text)
		const error = await failure(loadKubeconfig(path, {}))
		expect(error).toMatchObject({ code: 'cluster/kubeconfig-invalid', exit: 'cluster' })
		expect(error.message).toContain(path)
		expect(error.message).toContain(message)
	})
})

describe('in a pod', () => {
	const environment = { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443' }

	test('the mounted service account', async () => {
		const tokenFile = await write('token', 'x')
		const config = await inClusterConfig(environment, folder)
		expect(config?.currentContext).toBe('in-cluster')
		expect(config?.clusters.get('in-cluster')).toMatchObject({
			server: 'https://10.96.0.1:443',
			caFile: join(folder, 'ca.crt'),
			insecure: false,
		})
		expect(config?.users.get('in-cluster')?.tokenFile).toBe(tokenFile)
	})

	test('an IPv6 address is put in brackets', async () => {
		await write('token', 'x')
		const config = await inClusterConfig({ ...environment, KUBERNETES_SERVICE_HOST: 'fd00::1' }, folder)
		expect(config?.clusters.get('in-cluster')?.server).toBe('https://[fd00::1]:443')
	})

	test('no pod without its environment, and none without a token', async () => {
		expect(await inClusterConfig(environment, folder)).toBeUndefined()
		await write('token', 'x')
		expect(await inClusterConfig({}, folder)).toBeUndefined()
	})
})
