/** The network engine: proofs from memory, reading, and lists of connections, on generated clusters of several sizes. */
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { kindOf } from '../src/model/kinds.ts'
import type { KubeObject } from '../src/model/kube-object.ts'
import { crossings, readNetwork, type Zone } from '../src/verify/network/index.ts'
import { pathOf } from '../test/control-plane/api-client.ts'
import { median, timed, timedWithMemory } from './measure.ts'
import { large, type ModelSize, modelOf, scaled } from './network-model.ts'
import { reporter, writeSection } from './results.ts'
import { servicesModelOf } from './services-model.ts'

const main = join(import.meta.dirname, '../dist/bin/stagewall.js')
const { rows, report } = reporter()
const seconds = (value: number): string => `${value < 1 ? value.toFixed(3) : value.toFixed(2)} s`

/** Runs it all, and writes it down. */
export async function benchNetwork(): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'stagewall-bench-network-'))
	try {
		await crossStage()
		await reading(folder)
		await connections(folder)
	} finally {
		await rm(folder, { recursive: true })
	}
	await writeSection('The network engine', rows)
}

function now(): number {
	return performance.now() / 1000
}

function zonesOf(objects: readonly KubeObject[]): ReadonlyMap<string, Zone> {
	return new Map(
		objects.flatMap(({ kind, metadata: { name, labels } }) => {
			const stage = kind === 'Namespace' ? labels?.['stage'] : undefined
			return stage === undefined ? [] : [[name, { name: stage, stage }] as const]
		}),
	)
}

async function crossStage(): Promise<void> {
	const times: { pods: number; read: number; check: number }[] = []
	for (const factor of [0.01, 0.1, 1]) {
		const objects = modelOf(scaled(large, factor))
		const zones = zonesOf(objects)
		const pods = objects.filter(({ kind }) => kind === 'Pod').length
		const reads: number[] = []
		const check = await median(7, async () => {
			const started = now()
			const network = readNetwork({ objects })
			const read = now()
			const found = crossings(network, { zones, allowed: [] })
			if (!found.some(({ causes }) => causes[0]?.refutes === 'now')) throw new Error('the planted leaks were not found')
			reads.push(read - started)
			return now() - read
		})
		times.push({ pods, read: reads.toSorted((a, b) => a - b)[3] ?? Number.NaN, check })
	}
	for (const { pods, read, check } of times)
		report(
			`cross-stage check of ${pods.toLocaleString('en')} pods, facts in memory, in tenths of a second`,
			`${seconds(check)}, and ${seconds(read)} to read policies and namespaces`,
			check / 0.1,
			{ atMost: 1 },
		)
	const [, small, big] = times
	if (small !== undefined && big !== undefined)
		report(
			'its growth from 10,000 to 100,000 pods',
			`${seconds(small.check)} to ${seconds(big.check)}`,
			big.check / small.check,
			{
				atMost: 10,
			},
		)
}

/** The large model from files and from an API server, against parsing the same bytes; each in a process of its own, three times. */
async function reading(folder: string): Promise<void> {
	const objects = modelOf(large)
	const observe = await bundled('observe.ts')
	const read = async (...args: readonly string[]): Promise<{ readonly seconds: number; readonly peak: number }> => {
		const runs = []
		for (let time = 0; time < 3; time++) runs.push(await timedWithMemory([observe, ...args]))
		const [, middle] = runs.map(({ stdout }) => Number(stdout)).sort((a, b) => a - b)
		return { seconds: middle ?? Number.NaN, peak: Math.max(...runs.map(({ peakMegabytes }) => peakMegabytes)) }
	}
	const compare = (what: string, ours: Awaited<ReturnType<typeof read>>, bare: number): void => {
		report(what, `${seconds(ours.seconds)} against ${seconds(bare)}`, ours.seconds / bare, { atMost: 2.5 })
		report('its peak memory in MB against 1000', `${ours.peak.toFixed(0)} MB`, ours.peak / 1000, { atMost: 1 })
	}
	const files = join(folder, 'files')
	const bytes = await writeFiles(files, objects)
	const what = `${(bytes / 1e6).toFixed(0)} MB in 5,001 files`
	compare(`reading ${what} against JSON.parse of them`, await read(files), (await read('--parse', files)).seconds)
	const pages = join(folder, 'pages')
	await writePages(pages, objects)
	const { port, stop } = await serve(pages)
	const kubeconfig = join(folder, 'kubeconfig')
	await writeFile(kubeconfig, kubeconfigFor(port))
	const live = await read('--kubeconfig', kubeconfig)
	stop()
	compare('reading the same from an API server in pages of 500', live, (await read('--parse', pages)).seconds)
}

/** As it is shipped: bundled, for plain Node. Where packages are found. */
async function bundled(script: string): Promise<string> {
	const outfile = join(import.meta.dirname, '../node_modules/.cache/stagewall', script.replace(/ts$/, 'mjs'))
	const entryPoints = [join(import.meta.dirname, script)]
	await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', packages: 'external' })
	return outfile
}

/** Lets child processes run TypeScript. */
const tsx = { NODE_OPTIONS: `--import ${join(import.meta.dirname, '../node_modules/tsx/dist/loader.mjs')}` }

async function writeFiles(folder: string, objects: readonly KubeObject[]): Promise<number> {
	await mkdir(folder, { recursive: true })
	const byNamespace = new Map<string, KubeObject[]>()
	for (const object of objects) {
		const home = object.metadata.namespace ?? 'cluster'
		const known = byNamespace.get(home)
		if (known === undefined) byNamespace.set(home, [object])
		else known.push(object)
	}
	let bytes = 0
	for (const [name, items] of byNamespace) {
		const text = JSON.stringify({ apiVersion: 'v1', kind: 'List', items })
		bytes += text.length
		await writeFile(join(folder, `${name}.json`), text)
	}
	return bytes
}

async function writePages(folder: string, objects: readonly KubeObject[]): Promise<void> {
	await mkdir(folder, { recursive: true })
	const index: Record<string, string> = {}
	const put = async (path: string, body: unknown): Promise<void> => {
		const file = `${Object.keys(index).length}.json`
		index[path] = file
		await writeFile(join(folder, file), JSON.stringify(body))
	}
	await put('/version?', { gitVersion: 'v1.37.2' })
	const kindsSeen = new Map<string, KubeObject[]>()
	for (const object of objects) {
		const known = kindsSeen.get(object.kind)
		if (known === undefined) kindsSeen.set(object.kind, [object])
		else known.push(object)
	}
	for (const [kind, all] of kindsSeen) {
		const [first] = all
		const known = first === undefined ? undefined : kindOf(first)
		if (first === undefined || known === undefined) throw new Error(`unknown kind ${kind}`)
		for (let start = 0; start < all.length; start += 500) {
			const next = start + 500 < all.length ? String(start + 500) : ''
			const items = all.slice(start, start + 500).map(({ apiVersion: _, kind: __, ...rest }) => rest)
			await put(`${pathOf(known)}?${start === 0 ? '' : start}`, {
				kind: `${kind}List`,
				apiVersion: first.apiVersion,
				metadata: { resourceVersion: '1', ...(next === '' ? {} : { continue: next }) },
				items,
			})
		}
	}
	await writeFile(join(folder, 'index.json'), JSON.stringify(index))
}

function serve(folder: string): Promise<{ readonly port: string; readonly stop: () => void }> {
	const child = spawn(process.execPath, [join(import.meta.dirname, 'paged-server.ts'), folder], {
		env: { ...process.env, ...tsx },
		stdio: ['ignore', 'pipe', 'inherit'],
	})
	return new Promise((resolve) => {
		child.stdout.once('data', (line) => resolve({ port: String(line).trim(), stop: () => child.kill() }))
	})
}

function kubeconfigFor(port: string): string {
	return JSON.stringify({
		apiVersion: 'v1',
		kind: 'Config',
		'current-context': 'bench',
		contexts: [{ name: 'bench', context: { cluster: 'bench', user: 'bench' } }],
		clusters: [{ name: 'bench', cluster: { server: `http://127.0.0.1:${port}` } }],
		users: [{ name: 'bench', user: {} }],
	})
}

/** Whole lists of connections, by the program itself: nothing is kept warm. */
async function connections(folder: string): Promise<void> {
	const services = servicesModelOf({ apps: 50, stages: large.stages, servicesPerNamespace: 20, seed: 1 })
	const models: readonly [what: string, objects: readonly KubeObject[], args: readonly string[], aim: number][] = [
		['connections of 4,000 workloads at group level', modelOf(workloads(50, 20, 1)), ['-o', 'text'], 1],
		['the same where each workload has a label and a policy of its own', services, ['-o', 'text'], 1],
		[
			'the whole list of connections of 1,000 workloads behind 1,600 policies',
			modelOf(workloads(50, 5, 4)),
			['-o', 'json'],
			2,
		],
	]
	for (const [what, objects, args, aim] of models) {
		const files = join(folder, what.replaceAll(/\W/g, '-'))
		await writeFiles(files, objects)
		const empty = (await timed(process.execPath, [main, '--version'])).seconds
		const run = await timedWithMemory([main, 'connections', '--directory', files, ...args])
		report(
			`${what}, start and reading included, in seconds against ${aim}`,
			`${seconds(run.seconds - empty)}`,
			(run.seconds - empty) / aim,
			{
				atMost: 1,
			},
		)
		report('its peak memory in MB against 300', `${run.peakMegabytes.toFixed(0)} MB`, run.peakMegabytes / 300, {
			atMost: 1,
		})
	}
}

/** Each pod is a workload of its own. */
function workloads(apps: number, podsPerNamespace: number, foreignPolicies: number): ModelSize {
	return { ...large, apps, podsPerNamespace, foreignPolicies, leaks: 3 }
}
