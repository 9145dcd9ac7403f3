/** The built program on real files: what it says, how it ends. No cluster is needed. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, onTestFinished, test } from 'vitest'
import { type CliResult, runCli } from '../live/support/cli.ts'

const root = join(import.meta.dirname, '../..')

/** A copy of the example, for the rest of the test. */
async function example(): Promise<{
	readonly folder: string
	readonly run: (...args: readonly string[]) => Promise<CliResult>
}> {
	const folder = await temporaryFolder()
	await cp(join(root, 'examples/webshop'), folder, { recursive: true })
	return { folder, run: (...args) => runCli(args, { cwd: folder }) }
}

async function temporaryFolder(): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'stagewall-program-'))
	onTestFinished(() => rm(folder, { recursive: true }))
	return folder
}

const smallPlan = `apiVersion: stagewall.dev/v1alpha1
kind: StagePlan
metadata: {name: small}
spec:
  clusters: {only: {directory: manifests}}
  stages: {dev: {}, prod: {}}
  apps: {shop: {stages: "*"}}
  accept: [{finding: control-plane/shared, reason: a small one}]
`

async function small(): Promise<{
	readonly folder: string
	readonly run: (...args: readonly string[]) => Promise<CliResult>
}> {
	const folder = await temporaryFolder()
	await writeFile(join(folder, 'stages.yaml'), smallPlan)
	return { folder, run: (...args) => runCli(args, { cwd: folder }) }
}

test('--version and version', async () => {
	const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string }
	for (const word of ['--version', 'version']) {
		const result = await runCli([word])
		expect(result).toMatchObject({ code: 0, stdout: `${version}\n`, stderr: '' })
	}
})

test('--help names every command and the exit codes', async () => {
	const { code, stdout } = await runCli(['--help'])
	expect(code).toBe(0)
	for (const command of ['check', 'render', 'plan', 'apply', 'verify', 'access', 'snapshot', 'demo'])
		expect(stdout).toContain(command)
	expect(stdout).toContain('Exit codes: 0 done')
})

test('access --help shows by examples what the matrix can be asked, and where its flags are told', async () => {
	const [{ stdout: help }, { stdout: matrix }] = await Promise.all([
		runCli(['access', '--help']),
		runCli(['access', 'matrix', '--help']),
	])
	const examples = help.split('\n').filter((line) => /^ {2}stagewall access (?!matrix|grant|revoke|--help)/.test(line))
	const flags = examples.flatMap((line) => line.match(/ --?[a-z]+/g) ?? [])
	expect(new Set(flags)).toEqual(new Set([' --as', ' --can', ' --system', ' --context', ' -o']))
	for (const flag of flags) expect(matrix).toContain(flag.trim())
	expect(help).toContain('stagewall access matrix --help')
})

const wrongUsage: readonly [args: readonly string[], says: RegExp][] = [
	[['plann'], /plan/],
	[['verify', '--outptu', 'json'], /output/],
	[['verify', '-o', 'xml'], /xml[\s\S]*text[\s\S]*json/],
	[['plan', '--cluster', 'nowhere'], /the plan has no cluster "nowhere"[\s\S]*nonprod, prod/],
	[['plan', '--directory', '.'], /several clusters[\s\S]*--cluster nonprod \| prod/],
	[['plan', '--directory', '.', '--context', 'x'], /--context and --directory exclude each other/],
	[['verify', '--timeout', 'soon'], /number of seconds/],
	[['check', '-f', 'none.yaml'], /none\.yaml/],
]
test.each(wrongUsage)('wrong usage ends with 2 and says what is right: %j', async (args, says) => {
	const { run } = await example()
	const { code, stdout, stderr } = await run(...args)
	expect(stderr).toMatch(says)
	expect(stdout).toBe('')
	expect(code).toBe(2)
})

test('without a plan it says where it looked', async () => {
	const folder = await temporaryFolder()
	const { code, stderr } = await runCli(['check'], { cwd: folder })
	expect(stderr).toContain(`there is no stages.yaml in ${folder} or above`)
	expect(code).toBe(2)
})

test('the plan is found upwards', async () => {
	const { folder } = await small()
	await mkdir(join(folder, 'a/b'), { recursive: true })
	const { code } = await runCli(['check'], { cwd: join(folder, 'a/b') })
	expect(code).toBe(0)
})

test('check shows every mistake at once, each with its place', async () => {
	const { folder, run } = await small()
	await writeFile(
		join(folder, 'stages.yaml'),
		smallPlan
			.replace('stages: {dev: {}, prod: {}}', 'stages: {dev: {acess: {}}, prod: {}}')
			.replace('stages: "*"', 'stages: [prd]'),
	)
	const { code, stdout, stderr } = await run('check')
	expect(code).toBe(2)
	expect(stdout).toBe('')
	expect(stderr).toMatch(/^stages\.yaml:6:18 error: .*acess/m)
	expect(stderr).toMatch(/stages\.yaml:7:26 error: .*prd/)
	expect(stderr).toContain('Did you mean "access"?')
	expect(stderr).toContain('Did you mean "prod"?')
	expect(stderr).toContain('  stages: {dev: {acess: {}}, prod: {}}')
})

const nonsense: readonly [what: string, text: () => string, says: RegExp][] = [
	['broken YAML', () => 'spec: {a: [', /stages\.yaml:1:\d+ error/],
	['a list', () => '- a\n- b\n', /stages\.yaml/],
	['ten megabytes of nonsense', () => 'x'.repeat(10 * 1024 * 1024), /10485760 bytes; a plan has at most/],
	['an alias bomb', aliasBomb, /alias/i],
	['a binary file', () => '\u0000\u0001\u0002', /stages\.yaml/],
	['nothing', () => '', /stages\.yaml/],
]
test.each(nonsense)('%s instead of a plan', async (_, text, says) => {
	const { folder, run } = await small()
	await writeFile(join(folder, 'stages.yaml'), text())
	const { code, stderr } = await run('check')
	expect(stderr).toMatch(says)
	expect(stderr).not.toContain('This is a bug')
	expect(stderr.length).toBeLessThan(4000)
	expect(code).toBe(2)
})

/** Nine levels of ten references each: a billion values out of a few hundred characters. */
function aliasBomb(): string {
	const levels = Array.from(
		{ length: 9 },
		(_, level) => `  l${level + 1}: &l${level + 1} [${Array(10).fill(`*l${level}`).join(', ')}]`,
	)
	return `${smallPlan}x:\n  l0: &l0 lol\n${levels.join('\n')}\n`
}

test('a directory with all that people leave in directories', async () => {
	const { folder, run } = await small()
	const manifests = join(folder, 'manifests')
	expect((await run('apply', '--yes')).code).toBe(0)
	await writeFile(join(manifests, 'photo.yaml'), Buffer.from([0, 1, 2, 3, 255]))
	await writeFile(join(manifests, 'broken.yaml'), 'a: [\n')
	await writeFile(join(manifests, 'chart.yaml'), 'kind: {{ .Values.kind }}\n')
	await writeFile(join(manifests, 'values.yaml'), 'replicas: 3\n')
	await symlink('nowhere.yaml', join(manifests, 'dangling.yaml'))
	await symlink('loop.yaml', join(manifests, 'loop.yaml'))
	const { code, stdout, stderr } = await run('verify')
	expect(stderr).toBe('')
	expect(code).toBe(3)
	for (const file of ['photo.yaml', 'broken.yaml', 'chart.yaml', 'dangling.yaml', 'loop.yaml'])
		expect(stdout).toContain(file)
	expect(stdout).not.toContain('values.yaml')
	expect(stdout).toContain('? not visible')
	// What no file can tell otherwise.
	expect(stdout.match(/✓ proven +\S+/g)).toEqual(['✓ proven      control-plane:'])
})

test('a directory that does not exist is made by the first apply', async () => {
	const { folder, run } = await small()
	expect((await run('apply', '--yes')).stdout).toContain('✓ Cluster only')
	expect(await readdir(join(folder, 'manifests'))).toEqual(['_cluster', 'shop-dev', 'shop-prod'])
	expect((await run('plan', '--exit-code')).code).toBe(0)
	expect((await run('verify')).stdout).toMatch(/\b(\d+) of \1 proofs proven, 0 findings/)
})

test('render writes the same files that apply makes in an empty directory', async () => {
	const { folder, run } = await small()
	const rendered = await run('render', '--out', 'out')
	expect(rendered.code).toBe(0)
	expect(rendered.stderr).toContain('kube-dns is assumed')
	expect((await run('apply', '--yes')).code).toBe(0)
	expect(await tree(join(folder, 'out/only'))).toEqual(await tree(join(folder, 'manifests')))
})

async function tree(folder: string): Promise<Readonly<Record<string, string>>> {
	const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.yaml')).toSorted()
	return Object.fromEntries(
		await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
	)
}

test('drift in a directory is found and mended, comments stay', async () => {
	const { folder, run } = await small()
	expect((await run('apply', '--yes')).code).toBe(0)
	const file = join(folder, 'manifests/shop-dev/networkpolicy-stagewall-default-deny.yaml')
	const text = await readFile(file, 'utf8')
	await writeFile(file, `# ours\n${text.replace('egress: null', 'egress: [{}] # opened')}`)
	const verified = await run('verify')
	expect(verified.code).toBe(1)
	expect(verified.stdout).toContain('spec.egress: [{}], should be (not set)')
	expect((await run('apply', '--yes')).code).toBe(0)
	expect(await readFile(file, 'utf8')).toContain('# ours')
	expect((await run('verify')).code).toBe(0)
})

async function matches(name: string, result: CliResult): Promise<void> {
	const ajv = new Ajv2020({ allErrors: true, validateFormats: false })
	const schema = JSON.parse(await readFile(join(root, 'schema', `${name}-v1alpha1.json`), 'utf8')) as object
	const validate = ajv.compile(schema)
	expect(validate(JSON.parse(result.stdout)), ajv.errorsText(validate.errors)).toBe(true)
}

test('the formats for programs keep to their schemas', async () => {
	const { run } = await example()
	await matches('plan-report', await run('plan', '-o', 'json'))
	await matches('apply-report', await run('apply', '--yes', '-o', 'json'))
	await matches('verify-report', await run('verify', '-o', 'json'))
	await matches('connections', await run('connections', '--cluster', 'nonprod', '-o', 'json'))
	for (const ends of explained)
		await matches('network-explanation', await run('explain', 'network', ...ends, '-o', 'json'))
})

test('so do those about rights', async () => {
	const { run } = await example()
	await run('apply', '--yes')
	for (const flags of rightsAsked) await matches('access-report', await run('access', ...flags, '-o', 'json'))
	for (const words of rightsExplained)
		await matches('access-explanation', await run('explain', 'access', ...words, '-o', 'json'))
})

test('so do those about placement', async () => {
	const { run } = await example()
	for (const pod of placed) await matches('placement-explanation', await run('explain', 'placement', pod, '-o', 'json'))
})

/** Taking every node, drawn to some, a pod that runs, and a template in the other cluster. */
const placed: readonly string[] = [
	'search-dev/engine',
	'shop-test/Deployment/web',
	'shop-perf/web-pfffswbtnm-rxpnj',
	'shop-prod/web',
]

test('explain placement on the example says what keeps the search of dev off the nodes of perf', async () => {
	const { run } = await example()
	const { code, stdout } = await run('explain', 'placement', 'search-dev/engine')
	expect(code).toBe(0)
	expect(stdout).toContain('✓ nonprod-perf-1, nonprod-perf-2, nonprod-perf-3  nodes of the stage perf\n')
	expect(stdout).toContain('→ remove spec.template.spec.tolerations[0] (every taint)\n')
})

test('so do those about quotas', async () => {
	const { run } = await example()
	await run('apply', '--yes')
	for (const namespace of ['search-dev', 'shop-prod'])
		await matches('quota-explanation', await run('explain', 'quota', namespace, '-o', 'json'))
})

test('plan foretells the rights that people have after apply, and then foretells nothing', async () => {
	const { run } = await example()
	const text = (await run('plan', '--cluster', 'prod')).stdout
	expect(text.slice(text.indexOf('  rights\n')).split('\n  ').slice(0, 3)).toEqual(foretold)
	type Rights = { readonly type: string; readonly level?: string }
	type Foretold = {
		readonly person?: string
		readonly place: { readonly name: string }
		readonly before?: Rights
		readonly after?: Rights
	}
	const planned = JSON.parse((await run('plan', '-o', 'json')).stdout) as {
		readonly clusters: readonly { readonly access: { readonly changes: readonly Foretold[] } }[]
	}
	await run('apply', '--yes')
	const matrices = JSON.parse((await run('access', '-o', 'json')).stdout) as {
		readonly clusters: readonly {
			readonly rows: readonly {
				readonly name: string
				readonly cells: readonly { readonly column: string; readonly rights: readonly { rights: Rights }[] }[]
			}[]
		}[]
	}
	let seen = 0
	for (const [index, { access }] of planned.clusters.entries())
		for (const { person, place, before, after } of access.changes) {
			// Where everybody had something already, the matrix shows by name only what came.
			if (before !== undefined) continue
			const row = matrices.clusters[index]?.rows.find(({ name }) => name === person)
			const levels = row?.cells.find(({ column }) => column === place.name)?.rights.map(({ rights }) => rights.level)
			expect(levels, JSON.stringify({ person, place })).toContain(after?.level)
			seen++
		}
	expect(seen).toBeGreaterThan(8)
	const again = JSON.parse((await run('plan', '-o', 'json')).stdout) as { readonly clusters: readonly object[] }
	for (const cluster of again.clusters) expect(cluster).not.toHaveProperty('access')
})

const foretold: readonly string[] = [
	'  rights',
	'  Group ldap:operations, User erin@example.org (operators)  gains operate in prod (4 namespaces)',
	'  ServiceAccount deployers of each namespace                gains deploy in prod (4 namespaces)',
]

/** All rights, those of a person and of a group, and one right. */
const rightsAsked: readonly (readonly string[])[] = [
	[],
	['--system', '--cluster', 'nonprod'],
	['--as', 'developers'],
	['--as', 'group:system:authenticated'],
	['--can', 'create pods/exec'],
	['--as', 'deployers', '--can', 'get secrets'],
]

/** Allowed and denied, in namespaces and in the cluster, by a person, a group and a service account. */
const rightsExplained: readonly (readonly string[])[] = [
	['developers', 'create', 'pods/exec'],
	['operators', 'delete', 'pods', 'web-0', '-n', 'shop-prod'],
	['group:ldap:qa', 'create', 'pods/exec', '--stage', 'test'],
	['user:anybody', 'get', 'pods', '--group', 'ldap:qa'],
	['sa:shop-dev/deployers', 'get', 'nodes'],
]

test('access on the example shows the binding that nobody planned, and why it matters', async () => {
	const { run } = await example()
	await run('apply', '--yes')
	const { code, stdout, stderr } = await run('access', '--cluster', 'nonprod')
	expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
	expect(stdout.split('\n').slice(1).join('\n')).toBe(exampleMatrix)
	const explained = await run('explain', 'access', 'user:anybody', 'get', 'pods/log', '-n', 'shop-dev')
	expect(explained.code).toBe(0)
	expect(explained.stdout).toContain(
		'RoleBinding shop-dev/let-me-see-the-logs subjects[0] names group:system:authenticated',
	)
})

const exampleMatrix = `
                                       dev                   test        perf        elsewhere   cluster
  group:system:authenticated           k8s view in shop-dev  -           -           -           -
    everybody who is logged in
  developers                           near-admin            view        view        -           -
    group:ldap:webshop-developers
  testers                              -                     operate     -           -           -
    group:ldap:qa
  deployers                            deploy                deploy      deploy      -           -
    service account in each namespace
  sa:shop-dev/preview-bot              as cluster            as cluster  as cluster  as cluster  only namespaces

elsewhere: namespaces of no stage (kube-system, monitoring, shop-sandbox, traefik).
No right here: operators.
A row holds what bindings give by name; what everybody may do comes on top of it.
`

/** Across a wall and inside, through rules and blocks, to and from outside, as groups and as one pair. */
const explained: readonly (readonly string[])[] = [
	['shop-test/recommendations', 'search-dev/engine', 'http'],
	['stage:dev', 'stage:test'],
	['stage:prod', 'dns', '53/udp'],
	['shop-dev/web', 'outside'],
	['203.0.113.0/24', 'shop-prod/web', '443'],
	['ns:shop-test', '10.0.0.0/8', '5432'],
]

test('verify on the example finds exactly the planted mistakes', async () => {
	const { run } = await example()
	await run('apply', '--yes')
	const result = await run('verify', '-o', 'json')
	const report = JSON.parse(result.stdout) as {
		readonly clusters: readonly {
			readonly cluster: string
			readonly proofs: readonly {
				readonly findings: readonly {
					readonly code: string
					readonly result: string
					readonly subject?: { readonly kind: string; readonly name: string }
				}[]
			}[]
		}[]
	}
	const found = report.clusters.flatMap(({ cluster, proofs }) =>
		proofs.flatMap(({ findings }) =>
			findings.map(
				({ code, result: outcome, subject }) =>
					`${cluster} ${outcome} ${code}${subject === undefined ? '' : ` ${subject.kind} ${subject.name}`}`,
			),
		),
	)
	expect(found.toSorted()).toEqual([
		'nonprod accepted control-plane/shared',
		'nonprod accepted control-plane/shared',
		'nonprod accepted control-plane/shared',
		'nonprod accepted labels/missing CronJob load-generator',
		'nonprod noted capacity/over-committed',
		'nonprod noted capacity/over-committed',
		'nonprod noted network/bridge Namespace kube-system',
		'nonprod violated access/aggregated RoleBinding let-me-see-the-logs',
		'nonprod violated access/cross-stage ClusterRoleBinding preview-environments',
		'nonprod violated access/escalation ClusterRoleBinding preview-environments',
		'nonprod violated access/everybody RoleBinding let-me-see-the-logs',
		'nonprod violated access/walls ClusterRoleBinding preview-environments',
		'nonprod violated labels/missing Deployment recommendations',
		'nonprod violated labels/missing NetworkPolicy allow-all',
		'nonprod violated labels/missing RoleBinding let-me-see-the-logs',
		'nonprod violated labels/unknown-stage Namespace shop-sandbox',
		'nonprod violated labels/wrong Service blog',
		'nonprod violated network/beyond-stages NetworkPolicy allow-all',
		'nonprod violated network/cross-stage NetworkPolicy allow-all',
		'nonprod violated network/open-rule NetworkPolicy allow-all',
		'nonprod violated placement/co-tenancy Node nonprod-perf-1',
		'nonprod violated placement/leak-in Deployment engine',
		'nonprod violated placement/untainted-node Node nonprod-perf-3',
	])
	expect(result.code).toBe(1)
	expect((await run('verify', '--fail-on', 'critical')).code).toBe(1)
})

test('the demo tells the whole story and leaves a folder to look around in', async () => {
	const { code, stdout, stderr } = await runCli(['demo'])
	expect(stderr).toBe('')
	expect(code).toBe(0)
	for (const step of ['check', 'plan', 'apply --yes', 'verify']) expect(stdout).toContain(`$ stagewall ${step}\n`)
	expect(stdout).toMatch(/✓ Cluster nonprod: \d+ created/)
	expect(stdout).toContain('high labels/wrong Service blog-dev/blog')
	expect(stdout).toContain('critical network/cross-stage test can reach dev')
	expect(stdout).toContain('Tried out: the connection is then closed.')
	const folder = /copied to (\S+):/.exec(stdout)?.[1] ?? ''
	await readFile(join(folder, 'stages.yaml'))
	await rm(folder, { recursive: true })
})

test('whoever stops reading the output gets no error', async () => {
	const { execFileSync } = await import('node:child_process')
	const { folder } = await example()
	const program = join(root, 'dist/bin/stagewall.js')
	const script = `"${process.execPath}" "${program}" render 2>/dev/null | head -1; echo "\${PIPESTATUS[0]}"`
	expect(execFileSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' })).toBe('---\n0\n')
})
