/**
 * `npm run mutants`: mutation testing of the engines. Changes their code in every way that Stryker knows, one at a time,
 * runs the tests that reach the place, and lists the changes that no test notices. The scores go into bench/RESULTS.md.
 *
 * `npm run mutants -- FILES...` looks at these alone (`network/ports.ts`, `access/escalation/`, `network/crossing/zones.ts:40-60`).
 * Whole files replace their rows.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type MutationReport, scores, showSurvivors, writeScores } from './mutation-scores.ts'

/**
 * Started by npx and no dependency of ours: it would bring 143 packages beside our 205, and every `npm ci` would pay for what is
 * run a few times a year. Version 10 asks for Node 22.
 */
const stryker = ['core', 'vitest-runner'].map((name) => `@stryker-mutator/${name}@9.6.1`)

interface Engine {
	/** What decides, what proves isolation, and what both stand on. */
	readonly files: readonly string[]
	/** The tests that have to notice. */
	readonly tests: readonly string[]
	/** Those that take seconds come last: a mutant is dead as soon as one test fails. */
	readonly slow: readonly string[]
}

const engines: Readonly<Record<string, Engine>> = {
	network: {
		files: ['evaluate.ts', 'match.ts', 'satisfy.ts', 'ports.ts', '../reading/selector.ts', 'addresses.ts', 'crossing/'],
		tests: [
			'{satisfy,ports,addresses,any-pod,bits,ends}.test.ts',
			'../reading/*.test.ts',
			'cases/{rules,kubernetes-e2e,policy-api-conformance}.test.ts',
			'{crossing,isolation,promises}/*.test.ts',
			'{differential,properties}.test.ts',
		],
		slow: ['policy-api-conformance', 'against-pods', 'differential', 'network/properties'],
	},
	access: {
		files: ['rule.ts', 'authority.ts', 'read-access.ts', 'read-rules.ts', 'aggregation.ts', 'scope.ts', 'escalation/'],
		tests: ['{aggregation,authority,bad-input,covers,rule,scope}.test.ts', 'escalation/*.test.ts'],
		slow: ['bad-input', 'covers', 'escalation/reach', 'escalation/properties'],
	},
}

const root = join(import.meta.dirname, '..')
const folder = 'src/verify'
const wanted = process.argv.slice(2)

// Who interrupts also interrupts Stryker; what it leaves behind is still to be removed.
process.on('SIGINT', () => {})
const scratch = await mkdtemp(join(tmpdir(), 'stagewall-mutants-'))
try {
	for (const [name, engine] of Object.entries(engines)) await lookAt(name, engine)
} finally {
	await rm(scratch, { recursive: true })
}

async function lookAt(name: string, engine: Engine): Promise<void> {
	const home = `${folder}/${name}`
	const own = wanted.filter((file) => file.startsWith(`${name}/`)).map((file) => file.slice(name.length + 1))
	if (wanted.length > 0 && own.length === 0) return
	const mutated = await filesOf(home, wanted.length > 0 ? own : engine.files)
	const report = await mutate(home, engine, mutated)
	console.log(showSurvivors(report))
	const parts = mutated.filter((file) => file.includes(':')).map((file) => file.split(':')[0])
	const whole = scores(report, home).filter(({ file }) => !parts.includes(file))
	console.log(await writeScores(name, whole))
}

async function filesOf(home: string, names: readonly string[]): Promise<readonly string[]> {
	const files = names.map(async (name) => {
		if (!name.endsWith('/')) return [name]
		const inside = await readdir(join(root, home, name))
		return inside.filter((file) => !/\.(test|suite)\.ts$/.test(file)).map((file) => `${name}${file}`)
	})
	return (await Promise.all(files)).flat()
}

async function mutate(home: string, engine: Engine, files: readonly string[]): Promise<MutationReport> {
	const vitestConfig = join(scratch, 'vitest.mjs')
	const config = join(scratch, 'stryker.json')
	const result = join(scratch, 'report.json')
	await writeFile(vitestConfig, vitestFile(home, engine))
	await writeFile(
		config,
		JSON.stringify({
			testRunner: 'vitest',
			plugins: ['@stryker-mutator/vitest-runner'],
			vitest: { configFile: vitestConfig, related: false },
			mutate: files.map((file) => join(home, file)),
			coverageAnalysis: 'perTest',
			concurrency: 2,
			// Other work on the machine must not look like a mutant that never ends.
			timeoutFactor: 6,
			timeoutMS: 180_000,
			reporters: ['json', 'progress-append-only'],
			jsonReporter: { fileName: result },
			tempDirName: join(scratch, 'sandbox'),
			// It would read tsconfig.json by TypeScript's old API, which TypeScript 7 does not have. vitest needs none.
			tsconfigFile: 'none.json',
			ignorePatterns: ['bench', 'docs', 'examples', 'schema', 'dist', 'test'],
		}),
	)
	const packages = stryker.flatMap((name) => ['--package', name])
	const child = spawn('npx', ['--yes', ...packages, 'stryker', 'run', config], {
		cwd: root,
		// 60 random clusters where the usual run has 1,000.
		env: { ...process.env, STAGEWALL_RUNS: '0.06' },
		stdio: ['ignore', process.stderr, 'inherit'],
	})
	const [code] = await once(child, 'close')
	if (code !== 0) throw new Error(`Stryker ended with ${code}`)
	return JSON.parse(await readFile(result, 'utf8'))
}

/** A configuration of vitest without imports: it stands outside of the repository. */
function vitestFile(home: string, { tests, slow }: Engine): string {
	return `
const slow = ${JSON.stringify(slow)}
const rank = ({ moduleId }) => slow.findIndex((name) => moduleId.includes(name))
class QuickFirst {
	shard(files) { return files }
	sort(files) { return files.toSorted((a, b) => rank(a) - rank(b)) }
}
const include = ${JSON.stringify(tests.map((pattern) => join(home, pattern)))}
export default { test: { include, testTimeout: 120_000, sequence: { sequencer: QuickFirst } } }
`
}
