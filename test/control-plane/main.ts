/** `npm run control-plane`: a control plane for a person to play with, until Ctrl-C. */
import { once } from 'node:events'
import { join } from 'node:path'
import { contextName } from './kubeconfig.ts'
import type { NodeSpec } from './nodes.ts'
import { allPrograms, findPrograms } from './programs.ts'
import { startControlPlane } from './start.ts'

const nodes: readonly NodeSpec[] = [1, 2, 3, 4, 5, 6].map((number) => ({
	name: `node-${number}`,
	// Two that a stage can have to itself.
	labels: { 'node-pool': number > 4 ? 'fast' : 'general' },
}))

const found = await findPrograms(allPrograms, (line) => console.error(line))
if (found.folder === undefined) {
	console.error(`${found.reason}. Install Go 1.26 or later, or set KUBEBUILDER_ASSETS to a folder with the programs.`)
	process.exit(1)
}
const root = join(import.meta.dirname, '../..')
const program = join(root, 'dist/bin/stagewall.js')
const args = `-f ${join(root, 'examples/webshop/stages.yaml')} --cluster nonprod --context ${contextName}`
const plane = await startControlPlane(found.folder, { controllers: true, scheduler: true, nodes })
console.log(`
A Kubernetes API server with controllers, a scheduler and ${nodes.length} simulated nodes runs at ${plane.url}

  export KUBECONFIG=${plane.kubeconfig}
  export PATH="$PATH:${found.folder}"
  kubectl get nodes --show-labels

  npm run build
  node ${program} plan ${args}
  node ${program} apply --yes ${args}
  node ${program} verify ${args}

Ctrl-C stops it and removes everything.`)

await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), once(plane.failure, 'abort')])
if (plane.failure.aborted) console.error(plane.failure.reason)
await plane.stop()
