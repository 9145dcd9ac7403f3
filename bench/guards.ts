/** What guards cost: pods created in a namespace of a plan, one by one beside those of a namespace that no policy looks at. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { kinds } from '../src/model/kinds.ts'
import { inParallel } from '../src/model/parallel.ts'
import { type ApiClient, pathOf } from '../test/control-plane/api-client.ts'
import { basicPrograms, findPrograms } from '../test/control-plane/programs.ts'
import { startControlPlane } from '../test/control-plane/start.ts'
import { timed } from './measure.ts'
import { reporter, writeSection } from './results.ts'

/** The same walls twice, guarded and not; a stage with nodes of its own, so that pods are given selector and toleration. */
function planOf(name: string, guards: 'enforce' | 'off'): string {
	return `apiVersion: stagewall.dev/v1alpha1
kind: StagePlan
metadata: {name: ${name}}
spec:
  stages:
    ${name}:
      nodes: {dedicated: true}
      budget: {cpu: 2000, memory: 2000Gi, pods: 20000}
  apps: {shop: {stages: "*"}}
  network: {ingress: traefik, dns: kube-dns}
  guards: ${guards}
`
}

const pods = 10_000
/** So many in a row, then as many of the other: both see the same server grow. */
const batch = 250
const atOnce = 8

/** Runs it, and writes it down. */
export async function benchGuards(): Promise<void> {
	const found = await findPrograms(basicPrograms, console.error)
	if (found.folder === undefined) throw new Error(found.reason)
	const { rows, report } = reporter()
	const folder = await mkdtemp(join(tmpdir(), 'stagewall-bench-'))
	const server = await startControlPlane(found.folder, { controllers: true })
	try {
		const main = join(import.meta.dirname, '../dist/bin/stagewall.js')
		for (const [name, mode] of [
			['guarded', 'enforce'],
			['open', 'off'],
		] as const) {
			const file = join(folder, `${name}.yaml`)
			await writeFile(file, planOf(name, mode))
			await timed(process.execPath, [main, 'apply', '--yes', '-f', file], { env: { KUBECONFIG: server.kubeconfig } })
		}
		const spent = { guarded: 0, open: 0 }
		for (let from = -batch; from < pods; from += batch)
			for (const name of ['guarded', 'open'] as const) {
				const seconds = await create(server.api, `shop-${name}`, from)
				// The first batches warm the server up.
				if (from >= 0) spent[name] += seconds
			}
		const each = (seconds: number): string => `${((seconds * 1000 * atOnce) / pods).toFixed(2)} ms`
		report(
			`creating ${pods.toLocaleString('en')} pods, ${atOnce} at a time, through 23 guards and 3 mutations, against none`,
			`${each(spent.guarded)} against ${each(spent.open)} for each pod`,
			spent.guarded / spent.open,
			{ atMost: 1.3 },
		)
	} finally {
		await server.stop()
		await rm(folder, { recursive: true })
	}
	await writeSection('Guards', rows)
}

/** Creates a batch. @returns seconds */
async function create(api: ApiClient, namespace: string, from: number): Promise<number> {
	const amounts = { cpu: '10m', memory: '16Mi' }
	const spec = {
		automountServiceAccountToken: false,
		containers: [{ name: 'a', image: 'registry.example/a', resources: { requests: amounts, limits: amounts } }],
	}
	const numbers = Array.from({ length: batch }, (_, index) => from + batch + index)
	const started = performance.now()
	await inParallel(numbers, atOnce, (number) =>
		api.post(pathOf(kinds.Pod, { namespace }), { metadata: { name: `p-${number}`, labels: { app: 'a' } }, spec }),
	)
	return (performance.now() - started) / 1000
}
