/**
 * Prints the seconds that it takes to read a cluster as the network proofs do (`DIRECTORY`, or `--kubeconfig FILE`), or, with
 * `--parse DIRECTORY`, to parse the same JSON and keep what it says, and nothing else.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openCluster } from '../src/cluster/open.ts'
import { kinds } from '../src/model/kinds.ts'

const [first = '', second = ''] = process.argv.slice(2)
console.log(first === '--parse' ? parse(second) : await observe())

function parse(folder: string): number {
	const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'))
	const started = performance.now()
	const kept = texts.map((text) => JSON.parse(text) as unknown)
	const seconds = (performance.now() - started) / 1000
	if (kept.length === 0) throw new Error('there was nothing to parse')
	return seconds
}

async function observe(): Promise<number> {
	const source =
		first === '--kubeconfig'
			? { type: 'context' as const, kubeconfig: second }
			: { type: 'directory' as const, directory: first }
	const cluster = await openCluster({ name: 'bench', source }, { concurrency: 32, environment: process.env })
	const started = performance.now()
	const wants = [kinds.Namespace, kinds.NetworkPolicy, kinds.Node, kinds.Pod]
	const facts = await cluster.observe({
		wants: wants.map((kind) => ({ kind, detail: 'whole' as const })),
		namespaces: [],
	})
	const seconds = (performance.now() - started) / 1000
	if (facts.objects.length < 100_000 || facts.unseen.length > 0) throw new Error(`${facts.objects.length} objects seen`)
	await cluster.close()
	return seconds
}
