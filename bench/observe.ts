/** Reads a cluster as the network proofs do and prints the seconds that it took: `DIRECTORY`, or `--kubeconfig FILE`. */
import { openCluster } from '../src/cluster/open.ts'
import { kinds } from '../src/model/kinds.ts'

const [first = '', file = ''] = process.argv.slice(2)
const source =
	first === '--kubeconfig'
		? { type: 'context' as const, kubeconfig: file }
		: { type: 'directory' as const, directory: first }
const cluster = await openCluster({ name: 'bench', source }, { concurrency: 32, environment: process.env })
const started = performance.now()
const wants = [kinds.Namespace, kinds.NetworkPolicy, kinds.Node, kinds.Pod].map((kind) => ({
	kind,
	detail: 'whole' as const,
}))
const facts = await cluster.observe({ wants, namespaces: [] })
if (facts.objects.length < 100_000 || facts.unseen.length > 0) throw new Error(`${facts.objects.length} objects seen`)
console.log((performance.now() - started) / 1000)
await cluster.close()
