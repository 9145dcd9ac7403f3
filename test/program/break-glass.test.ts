/** Break-glass access on a directory of manifests: given, extended, taken back; and kubeconfigs, which need more than files. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type CliResult, runCli } from '../live/support/cli.ts'

const plan = `apiVersion: stagewall.dev/v1alpha1
kind: StagePlan
metadata: {name: small}
spec:
  clusters: {near: {directory: near}, far: {directory: far}}
  stages:
    dev: {cluster: near}
    prod: {cluster: far, access: {operators: operate, ci: deploy}}
  apps: {shop: {stages: "*"}, blog: {stages: [prod]}, lab: {stages: [dev]}}
  people: {operators: {groups: [ops]}, ci: {serviceAccounts: true}, robots: {serviceAccounts: true}}
  levels:
    peek: {description: look at pods, rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]}
`

interface Place {
	readonly folder: string
	readonly run: (...args: readonly string[]) => Promise<CliResult>
	/** Files about break-glass access below `far`. */
	readonly files: () => Promise<readonly string[]>
}

/** The plan, applied. */
async function place(): Promise<Place> {
	const folder = await mkdtemp(join(tmpdir(), 'stagewall-break-glass-'))
	onTestFinished(() => rm(folder, { recursive: true }))
	await writeFile(join(folder, 'stages.yaml'), plan)
	const run = (...args: readonly string[]) => runCli(args, { cwd: folder, env: { USER: 'olga' } })
	expect((await run('apply', '--yes')).code).toBe(0)
	const files = async () => {
		const all = await readdir(join(folder, 'far'), { recursive: true })
		return all.filter((file) => file.includes('break-glass')).toSorted()
	}
	return { folder, run, files }
}

const toErin = ['access', 'grant', '--stage', 'prod', '--to', 'erin', '--level', 'peek', '--reason', 'INC-1: down']
const moment = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ`
const binding = 'rolebinding-stagewall-break-glass.peek.8bd60ffb953543b4.yaml'
const role = 'role-stagewall-break-glass.peek.yaml'

test('a grant is in every namespace of the stage, says until when and how to take it back', async () => {
	const { folder, run, files } = await place()
	const { code, stdout, stderr } = await run(...toErin, '--for', '2h', '-f', 'stages.yaml')
	expect(stderr).toBe('')
	expect(code).toBe(0)
	expect(stdout).toMatch(new RegExp(`^✓ User erin gets the rights of peek until ${moment} \\(2h\\)$`, 'm'))
	expect(stdout).toContain('    in shop-prod\n    in blog-prod\n')
	expect(stdout).toContain('granted by olga: INC-1: down')
	expect(stdout).toContain('Kubernetes ends no binding by itself')
	const takeBack = '  stagewall access revoke --stage prod --to user:erin --file stages.yaml\n'
	expect(stdout.endsWith(takeBack)).toBe(true)
	expect(await files()).toEqual(['blog-prod', 'shop-prod'].flatMap((home) => [`${home}/${role}`, `${home}/${binding}`]))
	const text = await readFile(join(folder, 'far/shop-prod', binding), 'utf8')
	for (const line of ['stage: prod', 'stagewall.dev/app: shop', 'stagewall.dev/break-glass: small', 'name: erin'])
		expect(text).toContain(`${line}\n`)
	expect(text).toMatch(new RegExp(`stagewall.dev/until: "?${moment}`))
	expect(text).not.toContain('stagewall.dev/plan')

	const taken = await run(...takeBack.trim().split(' ').slice(1))
	expect(taken.stdout).toMatch(/^✓ prod: 2 break-glass bindings and 2 unused Roles removed\n/)
	expect(taken.stdout).toMatch(
		new RegExp(`shop-prod: User erin, peek, until ${moment}, granted by olga: INC-1: down\\n`),
	)
	expect(taken.code).toBe(0)
	expect(await files()).toEqual([])
})

test('apply, plan and verify leave it alone', async () => {
	const { run, files } = await place()
	const before = await run('verify')
	expect(before.code).toBe(0)
	await run(...toErin, '--for', '2h')
	const there = await files()
	expect(there).toHaveLength(4)
	expect((await run('plan', '--exit-code', '--prune')).code).toBe(0)
	expect((await run('apply', '--yes', '--prune')).code).toBe(0)
	expect(await files()).toEqual(there)
	const after = await run('verify', '-o', 'json')
	expect(after.stdout).not.toMatch(/"code": "(labels|objects)\//)
	expect(after.stdout).toMatch(/"name": "labels"/)
})

test('granted again it has the new end and the new reason, and is still one', async () => {
	const { folder, run, files } = await place()
	await run(...toErin, '--for', '1h')
	const before = await files()
	const again = await run(...toErin.with(-1, 'INC-1: still down'), '--for', '3h30m', '--app', 'shop')
	expect(again.stdout).toMatch(new RegExp(`\\(3h30m\\)\n    in shop-prod, in place of until ${moment}\n  by`))
	expect(again.stdout).toContain('--to user:erin --app shop\n')
	expect(again.code).toBe(0)
	expect(await files()).toEqual(before)
	const until = async (home: string): Promise<number> => {
		const text = await readFile(join(folder, 'far', home, binding), 'utf8')
		return Date.parse(new RegExp(`until: "?(${moment})`).exec(text)?.[1] ?? '')
	}
	expect((await until('shop-prod')) - (await until('blog-prod'))).toBeGreaterThanOrEqual(9_000_000)
	expect(await readFile(join(folder, 'far/shop-prod', binding), 'utf8')).toContain('INC-1: still down')
})

test('a dry run says the same and writes nothing', async () => {
	const { run, files } = await place()
	const { code, stdout } = await run(...toErin, '--for', '2h', '--dry-run')
	expect(stdout).toMatch(/^dry run: User erin would get the rights of peek/)
	expect(stdout).not.toContain('revoke')
	expect(code).toBe(0)
	expect(await files()).toEqual([])
	await run(...toErin, '--for', '2h')
	const revoked = await run('access', 'revoke', '--stage', 'prod', '--dry-run')
	expect(revoked.stdout).toMatch(/^dry run: prod: 2 break-glass bindings would be removed\n/)
	expect(await files()).toHaveLength(4)
})

test('one of several people is taken back, and the Role stays as long as somebody is bound to it', async () => {
	const { run, files } = await place()
	await run(...toErin, '--for', '2h', '--app', 'shop')
	await run(...toErin.with(5, 'group:erin'), '--for', '2h', '--app', 'shop')
	const first = await run('access', 'revoke', '--stage', 'prod', '--to', 'group:erin')
	expect(first.stdout).toMatch(/^✓ prod: 1 break-glass binding removed; 1 other binding stays\n/)
	expect(await files()).toEqual([`shop-prod/${role}`, `shop-prod/${binding}`])
	const none = await run('access', 'revoke', '--stage', 'prod', '--to', 'group:erin')
	expect(none.stdout).toBe('Nothing to take back in prod; 1 other binding stays.\n')
	expect(none.code).toBe(0)
	expect((await run('access', 'revoke', '--stage', 'prod')).stdout).toMatch(/1 break-glass binding and 1 unused Role/)
	expect(await files()).toEqual([])
})

test('expired are those whose time is over, and those that do not say when it is', async () => {
	const { folder, run, files } = await place()
	const edit = async (home: string, change: (text: string) => string): Promise<void> => {
		const file = join(folder, 'far', home, binding)
		await writeFile(file, change(await readFile(file, 'utf8')))
	}
	await run(...toErin, '--for', '2h')
	const kept = await run('access', 'revoke', '--stage', 'prod', '--expired')
	expect(kept.stdout).toBe('Nothing to take back in prod; 2 other bindings stay.\n')
	await edit('shop-prod', (text) => text.replace(/(until: "?)\d{4}/, '$12020'))
	const over = await run('access', 'revoke', '--stage', 'prod', '--expired')
	expect(over.stdout).toMatch(/^✓ prod: 1 break-glass binding and 1 unused Role removed; 1 other binding stays\n/)
	expect(over.stdout).toMatch(/shop-prod: User erin, peek, until 2020-\S+Z \(over\), granted by olga/)
	await edit('blog-prod', (text) => text.replace(/.*until: .*\n/, ''))
	const unsaid = await run('access', 'revoke', '--stage', 'prod', '--expired')
	expect(unsaid.stdout).toContain('[it does not say until when it holds]')
	expect(await files()).toEqual([])
})

test('what is not marked as break-glass is neither replaced nor removed', async () => {
	const { folder, run, files } = await place()
	await run(...toErin, '--for', '2h', '--app', 'shop')
	const [ours, theirs] = [join(folder, 'far/shop-prod', role), join(folder, 'far/blog-prod', role)]
	const foreign = (await readFile(ours, 'utf8'))
		.replaceAll('shop', 'blog')
		.replace(/.*break-glass: small\n/, '')
		.replace('- get', '- delete')
	await writeFile(theirs, foreign)
	const refused = await run(...toErin, '--for', '2h')
	expect(refused.stderr).toContain(
		'nothing was changed: Role blog-prod/stagewall-break-glass.peek is there already and not marked as break-glass',
	)
	expect(refused.code).toBe(3)
	expect(refused.stdout).toBe('')
	// A binding of somebody's own to our Role: it is named, and both stay.
	const own = (await readFile(join(folder, 'far/shop-prod', binding), 'utf8'))
		.replace(/.*break-glass: small\n/, '')
		.replace(/name: stagewall-break-glass\.peek\.\S+/, 'name: forever')
	await writeFile(join(folder, 'far/shop-prod/forever.yaml'), own)
	const revoked = await run('access', 'revoke', '--stage', 'prod')
	expect(revoked.stdout).toContain(
		'kept: Role shop-prod/stagewall-break-glass.peek, which RoleBinding shop-prod/forever uses',
	)
	expect(await files()).toEqual([`blog-prod/${role}`, `shop-prod/${role}`])
	expect(await readFile(theirs, 'utf8')).toBe(foreign)
	expect(await readFile(join(folder, 'far/shop-prod/forever.yaml'), 'utf8')).toBe(own)
})

test('a binding is also found in a namespace that left the plan', async () => {
	const { folder, run, files } = await place()
	await run(...toErin, '--for', '2h')
	await writeFile(join(folder, 'stages.yaml'), plan.replace('blog: {stages: [prod]}, ', ''))
	const revoked = await run('access', 'revoke', '--stage', 'prod')
	expect(revoked.stdout).toMatch(/^✓ prod: 2 break-glass bindings and 2 unused Roles removed\n/)
	expect(await files()).toEqual([])
})

test('a file that cannot be read may hold one more: that is said, and ends with 3', async () => {
	const { folder, run, files } = await place()
	await run(...toErin, '--for', '2h')
	await writeFile(join(folder, 'far/broken.yaml'), 'a: [\n')
	const revoked = await run('access', 'revoke', '--stage', 'prod')
	expect(revoked.stdout).toContain('✓ prod: 2 break-glass bindings')
	expect(revoked.stderr).toContain('broken.yaml')
	expect(revoked.code).toBe(3)
	expect(await files()).toEqual([])
})

const wrong: readonly [what: string, args: readonly string[], says: RegExp, code: number][] = [
	['a stage that is not there', [...toErin.with(3, 'prd'), '--for', '1h'], /no stage "prd"[\s\S]*"prod"/, 2],
	['an app that is not there', [...toErin, '--for', '1h', '--app', 'shpo'], /no app "shpo"[\s\S]*"shop"/, 2],
	[
		'an app of other stages',
		[...toErin, '--for', '1h', '--app', 'lab'],
		/lab is not in the stage prod[\s\S]*shop, blog/,
		2,
	],
	['a level that is not there', [...toErin.with(7, 'pek'), '--for', '1h'], /no level "pek"[\s\S]*"peek"/, 2],
	['the level none', [...toErin.with(7, 'none'), '--for', '1h'], /gives no rights[\s\S]*view, operate.*peek/, 2],
	['a service account', [...toErin.with(5, 'sa:ci'), '--for', '1h'], /service account is no person/, 2],
	['everybody', [...toErin.with(5, 'group:system:authenticated'), '--for', '1h'], /kept by Kubernetes/, 2],
	['no reason', [...toErin.with(9, ' '), '--for', '1h'], /a reason/, 2],
	['more than a day', [...toErin, '--for', '24h1m'], /from 1m to 24h/, 2],
	['no time at all', [...toErin, '--for', '0m'], /from 1m to 24h/, 2],
	['a time that is none', [...toErin, '--for', 'long'], /30m, 2h or 1h30m/, 2],
	['for ever', toErin, /for/, 2],
	[
		'the wrong cluster',
		[...toErin, '--for', '1h', '--cluster', 'near'],
		/prod is in the cluster "far", not in "near"/,
		2,
	],
	[
		'another directory',
		[...toErin, '--for', '1h', '--directory', 'near'],
		/has no namespace shop-prod, blog-prod[\s\S]*apply/,
		3,
	],
	['revoking nowhere', ['access', 'revoke'], /stage/, 2],
	[
		'a token of a directory',
		['kubeconfig', '--app', 'shop', '--stage', 'prod', '--as', 'ci'],
		/far is a directory .*far[\s\S]*--context/,
		2,
	],
	[
		'a token of a person',
		['kubeconfig', '--app', 'shop', '--stage', 'prod', '--as', 'operators'],
		/operators has no service accounts[\s\S]*In prod there are: ci/,
		2,
	],
	[
		'a token of a machine without rights',
		['kubeconfig', '--app', 'shop', '--stage', 'prod', '--as', 'robots'],
		/robots has no rights in the stage prod/,
		2,
	],
	[
		'a token of nobody',
		['kubeconfig', '--app', 'shop', '--stage', 'prod', '--as', 'cj'],
		/no person "cj"[\s\S]*"ci"/,
		2,
	],
	[
		'a token where nobody has one',
		['kubeconfig', '--app', 'shop', '--stage', 'dev', '--as', 'ci'],
		/Nobody in the plan has one in dev/,
		2,
	],
	[
		'a token in a stage without the app',
		['kubeconfig', '--app', 'lab', '--stage', 'prod', '--as', 'ci'],
		/lab is not in the stage prod[\s\S]*dev/,
		2,
	],
	[
		'a token in a namespace of others',
		['kubeconfig', '--app', 'shop', '--stage', 'prod', '--as', 'ci', '-n', 'blog-prod'],
		/no namespace "blog-prod" in prod[\s\S]*shop-prod/,
		2,
	],
	[
		'a token for a moment',
		['kubeconfig', '--app', 'shop', '--stage', 'prod', '--as', 'ci', '--for', '9m'],
		/from 10m to 24h/,
		2,
	],
	[
		'a token into the plan',
		['kubeconfig', '--app', 'shop', '--stage', 'prod', '--as', 'ci', '-o', 'stages.yaml'],
		/stages\.yaml is there already/,
		2,
	],
]
test('what cannot be granted or asked for changes nothing and says why', { timeout: 120_000 }, async () => {
	const { folder, run, files } = await place()
	for (const [what, args, says, code] of wrong) {
		const result = await run(...args)
		expect(result.stderr, what).toMatch(says)
		expect(result.stderr, what).not.toContain('This is a bug')
		expect(result.stdout, what).toBe('')
		expect(result.code, what).toBe(code)
	}
	expect(await files()).toEqual([])
	expect(await readFile(join(folder, 'stages.yaml'), 'utf8')).toBe(plan)
})

test('an app with several namespaces in a stage has to say which one', async () => {
	const { folder, run } = await place()
	const several = plan.replace('shop: {stages: "*"}', 'shop: {stages: "*", namespaces: {prod: [shop-a, shop-b]}}')
	await writeFile(join(folder, 'stages.yaml'), several)
	const asked = ['kubeconfig', '--app', 'shop', '--stage', 'prod', '--as', 'ci']
	const { stderr } = await run(...asked)
	expect(stderr).toMatch(/shop has several namespaces in prod\n.*--namespace shop-a \| shop-b/)
	expect((await run(...asked, '-n', 'shop-b')).stderr).toContain('tokens come from an API server')
})

test('a snapshot is not changed and gives no tokens', async () => {
	const { folder, run } = await place()
	await run('snapshot', '--cluster', 'far', '-o', 'far.json')
	const before = await readFile(join(folder, 'far.json'), 'utf8')
	const granted = await run(...toErin, '--for', '1h', '--snapshot', 'far.json')
	expect(granted.stderr).toContain('is a snapshot')
	expect(granted.code).toBe(2)
	const asked = await run('kubeconfig', '--app', 'shop', '--stage', 'prod', '--as', 'ci', '--snapshot', 'far.json')
	expect(asked.stderr).toMatch(/far is a snapshot .*far\.json/)
	expect(asked.code).toBe(2)
	expect(await readFile(join(folder, 'far.json'), 'utf8')).toBe(before)
})
