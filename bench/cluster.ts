/** The main job against kubectl and against the server's own limit. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseAllDocuments } from 'yaml'
import { kindOf } from '../src/model/kinds.ts'
import type { KubeObject } from '../src/model/kube-object.ts'
import { inParallel } from '../src/model/parallel.ts'
import { writtenKinds } from '../src/model/written-kinds.ts'
import { pathOf } from '../test/control-plane/api-client.ts'
import { basicPrograms, findPrograms } from '../test/control-plane/programs.ts'
import { type ControlPlane, startControlPlane } from '../test/control-plane/start.ts'
import { buildFarAway, farAway } from './far-away.ts'
import { median, timed, timedWithMemory } from './measure.ts'
import { planOf } from './plans.ts'
import { reporter, writeSection } from './results.ts'

const main = join(import.meta.dirname, '../dist/bin/stagewall.js')
const found = await findPrograms([...basicPrograms, 'kubectl'], console.error)
if (found.folder === undefined) throw new Error(found.reason)
const programs = found.folder
const folder = await mkdtemp(join(tmpdir(), 'stagewall-bench-'))
const { rows, report } = reporter()

/** A server of its own for each contender: none pays for the objects of another. */
async function onFreshServer<Result>(work: (server: ControlPlane) => Promise<Result>): Promise<Result> {
	const server = await startControlPlane(programs, {})
	try {
		return await work(server)
	} finally {
		await server.stop()
	}
}

const seconds = (value: number): string => `${value.toFixed(2)} s`
const stagewall = (args: readonly string[], kubeconfig: string) =>
	timed(process.execPath, [main, ...args, '-f', join(folder, 'stages.yaml')], { env: { KUBECONFIG: kubeconfig } })
const kubectl = (args: readonly string[], kubeconfig: string) =>
	timed(join(programs, 'kubectl'), args, { env: { KUBECONFIG: kubeconfig } })

/** Runs it all, and writes it down. */
export async function benchCluster(): Promise<void> {
	try {
		await startUp()
		await applySixtyNamespaces()
		await planThousandNamespaces()
	} finally {
		await rm(folder, { recursive: true })
	}
	await writeSection('The main job, on a real control plane', rows)
}

async function startUp(): Promise<void> {
	const example = join(import.meta.dirname, '../examples/webshop/stages.yaml')
	const node = (args: readonly string[]) => median(15, async () => (await timed(process.execPath, args)).seconds)
	const bare = await node(['-e', '0'])
	const version = await node([main, '--version'])
	const check = await node([main, 'check', '-f', example])
	report('stagewall --version against node -e 0', `${seconds(version)} against ${seconds(bare)}`, version / bare, {
		atMost: 2,
	})
	report(
		'stagewall check of the example against node -e 0',
		`${seconds(check)} against ${seconds(bare)}`,
		check / bare,
		{ atMost: 4 },
	)
}

async function applySixtyNamespaces(): Promise<void> {
	await writeFile(join(folder, 'stages.yaml'), planOf(15))
	const manifests = join(folder, 'objects.yaml')
	const { stdout } = await timed(process.execPath, [main, 'render', '-f', join(folder, 'stages.yaml')])
	await writeFile(manifests, stdout)
	const objects = parseAllDocuments(stdout).map((document) => document.toJS() as KubeObject)
	console.error(`${objects.length} objects in 60 namespaces`)
	const kubectlApply = ['apply', '--server-side', '-f', manifests]

	// The contenders take turns, so that a machine that grows slower does so for all of them.
	const times = 5
	const loops: number[] = []
	const theirs = { first: [] as number[], second: [] as number[], far: [] as number[] }
	const ours = { first: [] as number[], second: [] as number[], far: [] as number[] }
	for (let time = 0; time < times; time++) {
		loops.push(await onFreshServer((server) => bareLoop(server, objects)))
		await onFreshServer(async ({ kubeconfig }) => {
			theirs.first.push((await kubectl(kubectlApply, kubeconfig)).seconds)
			theirs.second.push((await kubectl(kubectlApply, kubeconfig)).seconds)
		})
		await onFreshServer(async ({ kubeconfig }) => {
			ours.first.push((await stagewall(['apply', '--yes'], kubeconfig)).seconds)
			ours.second.push((await stagewall(['apply', '--yes'], kubeconfig)).seconds)
		})
	}
	const far = join(folder, 'far.yaml')
	const proxy = buildFarAway(folder)
	await onFreshServer(async (server) => {
		const close = await farAway(proxy, server, '20ms', far)
		theirs.far.push((await kubectl(kubectlApply, far)).seconds)
		close()
	})
	for (let time = 0; time < 3; time++)
		await onFreshServer(async (server) => {
			const close = await farAway(proxy, server, '20ms', far)
			ours.far.push((await stagewall(['apply', '--yes'], far)).seconds)
			close()
		})
	const middle = (values: readonly number[]): number =>
		values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
	const [loop, first, second, distant] = [loops, ours.first, ours.second, ours.far].map(middle) as Quadruple
	report(
		'apply of 60 namespaces against a bare loop of the same PATCH requests, 16 at a time',
		`${seconds(first)} against ${seconds(loop)}`,
		first / loop,
		{ atMost: 1.3 },
	)
	report(
		'apply of 60 namespaces: kubectl apply --server-side against ours',
		`${seconds(middle(theirs.first))} against ${seconds(first)}`,
		middle(theirs.first) / first,
		{ atLeast: 1 },
	)
	report(
		'the same again, nothing to do: kubectl against ours',
		`${seconds(middle(theirs.second))} against ${seconds(second)}`,
		middle(theirs.second) / second,
		{ atLeast: 4 },
	)
	report(
		'with 20 ms more for each request: kubectl against ours',
		`${seconds(middle(theirs.far))} against ${seconds(distant)}`,
		middle(theirs.far) / distant,
		{ atLeast: 10 },
	)
}

type Quadruple = [number, number, number, number]

/** The server's own limit: the requests and nothing else. */
async function bareLoop({ api }: ControlPlane, objects: readonly KubeObject[]): Promise<number> {
	const started = performance.now()
	const send = async (object: KubeObject): Promise<void> => {
		const kind = kindOf(object)
		if (kind === undefined) throw new Error(`unknown kind ${object.kind}`)
		const { name, namespace } = object.metadata
		const path = pathOf(kind, { name, ...(namespace === undefined ? {} : { namespace }) })
		const answer = await api.request('PATCH', `${path}?fieldManager=loop&fieldValidation=Strict`, {
			body: object,
			type: 'application/apply-patch+yaml',
		})
		if (answer.status > 299) throw new Error(answer.text)
	}
	const isNamespace = ({ kind }: KubeObject): boolean => kind === 'Namespace'
	await inParallel(objects.filter(isNamespace), 16, send)
	await inParallel(
		objects.filter((object) => !isNamespace(object)),
		16,
		send,
	)
	return (performance.now() - started) / 1000
}

async function planThousandNamespaces(): Promise<void> {
	await writeFile(join(folder, 'stages.yaml'), planOf(250))
	await onFreshServer(async ({ kubeconfig, api }) => {
		await stagewall(['apply', '--yes'], kubeconfig)
		const listing = await median(3, async () => {
			let total = 0
			for (const kind of writtenKinds) {
				let token = ''
				do {
					const run = await kubectl(['get', '--raw', `${pathOf(kind)}?limit=500&continue=${token}`], kubeconfig)
					total += run.seconds
					token = (JSON.parse(run.stdout) as { metadata: { continue?: string } }).metadata.continue ?? ''
				} while (token !== '')
			}
			return total
		})
		const file = join(folder, 'stages.yaml')
		let peak = 0
		const plan = await median(3, async () => {
			const run = await timedWithMemory([main, 'plan', '--exit-code', '-f', file], { env: { KUBECONFIG: kubeconfig } })
			peak = Math.max(peak, run.peakMegabytes)
			return run.seconds
		})
		const namespaces = await api.get<{ items: readonly unknown[] }>('/api/v1/namespaces')
		report(
			`plan with nothing to change, ${namespaces.items.length} namespaces, against kubectl get --raw in pages of 500`,
			`${seconds(plan)} against ${seconds(listing)}`,
			plan / listing,
			{ atMost: 3 },
		)
		report('its peak memory in MB against 400', `${peak.toFixed(0)} MB`, peak / 400, { atMost: 1 })
	})
}
