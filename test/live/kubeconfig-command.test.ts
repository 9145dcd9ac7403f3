/** `stagewall kubeconfig` on a real API server: its token works with kubectl where it should, and nowhere else. */
import { spawnSync } from 'node:child_process'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { kinds } from '../../src/model/kinds.ts'
import { pathOf } from '../control-plane/api-client.ts'
import { type CliResult, runCli } from './support/cli.ts'
import { planText, workplace } from './support/plans.ts'
import { describeLive, liveServer, programPath, uniqueName } from './support/suite.ts'

describeLive('kubeconfig for CI', { controllers: true }, () => {
	const name = uniqueName('ci')
	const [dev, testing] = [`${name}-dev`, `${name}-test`]
	const asked = ['kubeconfig', '--app', name, '--stage', 'dev', '--as', 'deployers']

	beforeAll(async () => {
		const folder = await mkdtemp(join(tmpdir(), 'stagewall-ci-'))
		await writeFile(`${folder}/stages.yaml`, planText({ name }))
		const applied = await runCli(['apply', '--yes'], { cwd: folder, env: { KUBECONFIG: liveServer().kubeconfig } })
		await rm(folder, { recursive: true })
		expect(applied.code, applied.stderr).toBe(0)
	})

	async function place(plan = name) {
		const made = await workplace(liveServer().kubeconfig, { name: plan })
		return { folder: made.folder, run: (...args: readonly string[]): Promise<CliResult> => made.run(...args) }
	}

	/** kubectl with nothing but that kubeconfig. */
	function kubectl(kubeconfig: string, ...args: readonly string[]) {
		const { status, stdout, stderr } = spawnSync(programPath('kubectl'), [...args], {
			env: { KUBECONFIG: kubeconfig, HOME: join(kubeconfig, '..') },
			encoding: 'utf8',
		})
		return { code: status, stdout, stderr }
	}

	/** What a token says of itself. */
	function claimsOf(kubeconfig: string): { readonly exp: number; readonly sub: string } {
		const token = /token: (\S+)/.exec(kubeconfig)?.[1] ?? ''
		return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
	}

	test('works with kubectl in its namespace, without a word more, and is refused elsewhere', async () => {
		const { folder, run } = await place()
		const file = join(folder, 'ci/kubeconfig')
		const made = await run(...asked, '-o', 'ci/kubeconfig')
		expect(made.code, made.stderr).toBe(0)
		expect(made.stdout).toBe('')
		expect(made.stderr).toMatch(new RegExp(`^${file}: deployers in ${dev}, until \\S+Z\\n$`))
		expect((await stat(file)).mode & 0o777).toBe(0o600)

		expect(kubectl(file, 'config', 'current-context').stdout).toBe(`${dev}\n`)
		expect(kubectl(file, 'auth', 'whoami', '-o', 'jsonpath={.status.userInfo.username}').stdout).toBe(
			`system:serviceaccount:${dev}:deployers`,
		)
		const created = kubectl(file, 'create', 'configmap', 'colours', '--from-literal=sky=blue')
		expect(created).toMatchObject({ code: 0, stdout: 'configmap/colours created\n' })
		await liveServer().api.get(pathOf(kinds.ConfigMap, { namespace: dev, name: 'colours' }))
		const elsewhere: readonly (readonly string[])[] = [
			['get', 'configmaps', '-n', testing],
			['get', 'configmaps', '-n', 'kube-system'],
			['get', 'configmaps', '--all-namespaces'],
			['get', 'nodes'],
			['create', 'rolebinding', 'more', '--clusterrole=admin', '--user=erin'],
		]
		for (const args of elsewhere) {
			const refused = kubectl(file, ...args)
			expect(refused.stderr, args.join(' ')).toMatch(/forbidden/i)
			expect(refused.code).toBe(1)
		}
	})

	test('ends when it says, which is what the server says', async () => {
		const { run } = await place()
		const now = Math.floor(Date.now() / 1_000)
		for (const [time, seconds] of [
			['10m', 600],
			['2h', 7_200],
		] as const) {
			const { code, stdout, stderr } = await run(...asked, '--for', time)
			expect(code, stderr).toBe(0)
			const said = /until (\S+)\n$/.exec(stderr)?.[1] ?? ''
			const { exp, sub } = claimsOf(stdout)
			expect(sub).toBe(`system:serviceaccount:${dev}:deployers`)
			expect(new Date(exp * 1_000).toISOString()).toBe(said.replace('Z', '.000Z'))
			expect(stdout).toContain(`holds a secret until ${said}`)
			expect(exp - now).toBeGreaterThanOrEqual(seconds)
			expect(exp - now).toBeLessThan(seconds + 600)
			expect(stderr).not.toContain(/token: (\S+)/.exec(stdout)?.[1])
		}
	})

	test('an earlier one is replaced and closed to others; a kubeconfig of somebody else stays', async () => {
		const { folder, run } = await place()
		const file = join(folder, 'kubeconfig')
		await run(...asked, '-o', 'kubeconfig')
		const first = await readFile(file, 'utf8')
		await chmod(file, 0o644)
		expect((await run(...asked, '-o', 'kubeconfig', '--for', '3h')).code).toBe(0)
		expect(await readFile(file, 'utf8')).not.toBe(first)
		expect((await stat(file)).mode & 0o777).toBe(0o600)

		await writeFile(file, 'apiVersion: v1\nkind: Config\n')
		const refused = await run(...asked, '-o', 'kubeconfig')
		expect(refused.stderr).toContain(`${file} is there already, and Stagewall did not write it`)
		expect(refused.code).toBe(2)
		expect(await readFile(file, 'utf8')).toBe('apiVersion: v1\nkind: Config\n')
	})

	test('who may not ask for tokens is told what it takes', async () => {
		const { folder, run } = await place()
		await run(...asked, '-o', 'ci.kubeconfig')
		const refused = await run(...asked, '--kubeconfig', join(folder, 'ci.kubeconfig'))
		expect(refused.stderr).toMatch(
			/no token for ServiceAccount \S+\/deployers: .*forbidden[\s\S]*"create" on serviceaccounts\/token/,
		)
		expect(refused.code).toBe(3)
		expect(refused.stdout).toBe('')
	})

	test('before the first apply there is no account to ask for', async () => {
		const other = uniqueName('none')
		const { run } = await place(other)
		const refused = await run('kubeconfig', '--app', other, '--stage', 'dev', '--as', 'deployers')
		expect(refused.stderr).toMatch(/not found[\s\S]*stagewall apply makes the service accounts/)
		expect(refused.code).toBe(3)
	})
})
