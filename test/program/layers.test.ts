/** The layer rules bite: a small source tree breaks each of them, and each row says which rule has to notice. */
import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

/** Each file imports only the types of what stands beside it, which counts as much as any other import. */
const imports = [
	['src/model/a.ts', '../compile/index.ts', 'model-stays-in-its-layer'],
	['src/model/a.ts', 'node:path', 'model-stays-in-its-layer'],
	['src/model/a.ts', 'yaml', 'model-stays-in-its-layer'],
	['src/compile/a.ts', '../plan-file/index.ts', 'compile-stays-in-its-layer'],
	['src/compile/a.ts', '../verify/index.ts', 'compile-stays-in-its-layer'],
	['src/compile/a.ts', 'node:crypto', 'compile-stays-in-its-layer'],
	['src/compile/a.ts', '../model/index.ts', undefined],
	['src/compile/a.test.ts', '../plan-file/index.ts', undefined],
	['src/verify/objects/a.ts', '../../compile/index.ts', 'verify-stays-in-its-layer'],
	['src/verify/objects/a.ts', '../../cluster/cluster.ts', 'verify-stays-in-its-layer'],
	['src/verify/objects/a.ts', 'node:util', 'verify-stays-in-its-layer'],
	['src/verify/objects/a.ts', '../../model/index.ts', undefined],
	['src/verify/objects/a.ts', '../labels/index.ts', 'engines-stand-alone'],
	['src/verify/objects/a.ts', '../reading/notes.ts', undefined],
	['src/verify/objects/a.ts', '../prover.ts', undefined],
	['src/verify/objects/part/a.ts', '../index.ts', undefined],
	['src/verify/reading/a.ts', '../objects/index.ts', 'verify/reading-stays-in-its-layer'],
	['src/verify/reading/b.ts', '../prover.ts', 'verify/reading-stays-in-its-layer'],
	['src/verify/objects/a.ts', '../sample.suite.ts', 'no-tests-in-the-program'],
	['src/reconcile/a.ts', '../cluster/live.ts', 'reconcile-stays-in-its-layer'],
	['src/reconcile/a.ts', '../compile/index.ts', 'reconcile-stays-in-its-layer'],
	['src/reconcile/a.ts', '../cluster/cluster.ts', undefined],
	['src/report/a.ts', '../reconcile/index.ts', 'report-stays-in-its-layer'],
	['src/report/a.ts', 'node:util', 'report-stays-in-its-layer'],
	['src/report/a.ts', '../model/index.ts', undefined],
	['src/plan-file/a.ts', '../cluster/cluster.ts', 'plan-file-stays-in-its-layer'],
	['src/plan-file/a.ts', 'undici', 'network-at-the-edge'],
	['src/plan-file/a.ts', 'node:fs/promises', undefined],
	['src/plan-file/a.ts', 'yaml', undefined],
	['src/cluster/kube/a.ts', '../../plan-file/index.ts', 'cluster-stays-in-its-layer'],
	['src/cluster/kube/a.ts', '../../verify/index.ts', 'cluster-stays-in-its-layer'],
	['src/cluster/kube/a.ts', 'node:process', 'process-at-the-top'],
	['src/cluster/kube/a.ts', 'node:fs', undefined],
	['src/cluster/kube/a.ts', 'node:tls', undefined],
	['src/cluster/kube/a.ts', 'undici', undefined],
	['src/pipeline.ts', './cli/app.ts', 'pipeline-stays-in-its-layer'],
	['src/pipeline.ts', 'node:fs', 'files-at-the-edge'],
	['src/pipeline.ts', './reconcile/index.ts', undefined],
	['src/targets.ts', './report/index.ts', 'pipeline-stays-in-its-layer'],
	['src/targets.ts', './cluster/live.ts', undefined],
	['src/main.ts', './report/index.ts', 'main-stays-in-its-layer'],
	['src/main.ts', './cli/app.ts', undefined],
	['src/main.ts', 'node:process', undefined],
	['src/cli/a.ts', '../main.ts', 'nothing-imports-the-executable'],
	['src/cli/a.ts', 'node:fs/promises', 'files-at-the-edge'],
	['src/cli/a.ts', 'node:http', 'network-at-the-edge'],
	['src/cli/a.ts', '@kubernetes/client-node', 'network-at-the-edge'],
	['src/cli/a.ts', './nothing.ts', 'nothing-unresolved'],
	['src/cli/a.ts', 'node:process', undefined],
	['src/cli/a.ts', '../pipeline.ts', undefined],
	['src/cli/one.ts', './two.ts', 'no-cycles'],
	['src/cli/two.ts', './one.ts', 'no-cycles'],
] as const

/** Other ways to depend on something that `model` may not depend on. */
const statements = [
	['src/model/whole.ts', `import '../compile/index.ts'`],
	['src/model/lazy.ts', `export const lazy = () => import('../compile/index.ts')`],
	['src/model/passed-on.ts', `export { it } from '../compile/index.ts'`],
	['src/model/all-passed-on.ts', `export * from '../compile/index.ts'`],
] as const

/** What dependency-cruiser cannot see, and oxlint does. */
const globals = [
	['src/cluster/kube/env.ts', 'process.env', 'no-restricted-globals'],
	['src/plan-file/print.ts', 'console', 'no-restricted-globals'],
	['src/compile/env.ts', 'process.env', 'no-restricted-globals'],
	['src/verify/now.ts', 'Date.now()', 'no-restricted-globals'],
	['src/model/now.ts', 'new Date()', 'no-restricted-globals'],
	['src/reconcile/around.ts', 'globalThis.process', 'no-restricted-globals'],
	['src/report/random.ts', 'Math.random()', 'no-restricted-properties'],
	['src/cli/env.ts', 'process.env', undefined],
	['src/cluster/kube/now.ts', 'Date.now()', undefined],
	['src/compile/now.test.ts', 'Date.now()', undefined],
] as const

/** What the rows import, besides each other. */
const targets = [
	'src/cli/app.ts',
	'src/cluster/cluster.ts',
	'src/cluster/live.ts',
	'src/compile/index.ts',
	'src/model/index.ts',
	'src/plan-file/index.ts',
	'src/reconcile/index.ts',
	'src/report/index.ts',
	'src/verify/index.ts',
	'src/verify/labels/index.ts',
	'src/verify/objects/index.ts',
	'src/verify/prover.ts',
	'src/verify/reading/notes.ts',
	'src/verify/sample.suite.ts',
]

const project = join(import.meta.dirname, '../..')
let folder: string

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'stagewall-layers-'))
	await symlink(join(project, 'node_modules'), join(folder, 'node_modules'))
	for (const config of ['.dependency-cruiser.cjs', '.oxlintrc.json'])
		await cp(join(project, config), join(folder, config))
	const files = new Map<string, string>(statements)
	for (const file of targets) files.set(file, 'export const it = 1')
	for (const [file, imported] of imports)
		files.set(file, `${files.get(file) ?? ''}export type { it } from '${imported}'\n`)
	for (const [file, expression] of globals) files.set(file, `export const it = ${expression}`)
	for (const [file, text] of files) {
		await mkdir(dirname(join(folder, file)), { recursive: true })
		await writeFile(join(folder, file), `${text}\n`)
	}
})
afterAll(() => rm(folder, { recursive: true }))

describe('imports', () => {
	/** The rule that each import breaks, by `file imported`. */
	let broken: ReadonlyMap<string, readonly string[]>
	beforeAll(async () => {
		const { modules } = await outputOf<Cruised>('dependency-cruiser/bin/dependency-cruise.mjs', ['--output-type=json'])
		broken = new Map(
			modules.flatMap(({ source, dependencies }) =>
				dependencies.map(({ protocol = '', module, rules = [] }) => [
					`${source} ${protocol}${module}`,
					rules.map(({ name }) => name),
				]),
			),
		)
	})

	test.each(imports)('%s imports %s: %s', (file, imported, rule) => {
		expect(broken.get(`${file} ${imported}`)).toEqual(rule === undefined ? [] : [rule])
	})

	test.each(statements)('%s: %s', (file) => {
		expect(broken.get(`${file} ../compile/index.ts`)).toEqual(['model-stays-in-its-layer'])
	})
})

interface Cruised {
	readonly modules: readonly {
		readonly source: string
		readonly dependencies: readonly {
			readonly module: string
			/** e.g. `node:` */
			readonly protocol?: string
			readonly rules?: readonly { readonly name: string }[]
		}[]
	}[]
}

describe('globals', () => {
	let diagnostics: readonly { readonly code: string; readonly filename: string }[]
	beforeAll(async () => {
		;({ diagnostics } = await outputOf<{ diagnostics: typeof diagnostics }>('oxlint/bin/oxlint', ['--format=json']))
	})

	test.each(globals)('%s uses %s: %s', (file, _, rule) => {
		const codes = diagnostics.filter(({ filename }) => filename.endsWith(file)).map(({ code }) => code)
		expect(codes).toEqual(rule === undefined ? [] : [`eslint(${rule})`])
	})
})

/** What a checker has to say about the tree. Both end with a failure where they find something. */
async function outputOf<T>(program: string, args: readonly string[]): Promise<T> {
	const command = [join(project, 'node_modules', program), 'src', ...args]
	const { stdout } = await promisify(execFile)(process.execPath, command, { cwd: folder }).catch((error) => error)
	return JSON.parse(stdout) as T
}
