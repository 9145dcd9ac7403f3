import { expect, test } from 'vitest'
// What the command loads late is loaded before the time of a test runs.
import '../../pipeline.ts'
import { type Ended, runIn, twoStages } from './command.suite.ts'
import { explainPlacement } from './explain-placement.ts'

const plan = `apiVersion: stagewall.dev/v1alpha1
kind: StagePlan
metadata: {name: shop}
spec:
  clusters: {one: {directory: manifests}}
  stages:
    dev: {}
    prod: {nodes: {dedicated: true}}
  apps: {shop: {stages: "*"}}
`
const manifests = `${twoStages}apiVersion: v1
kind: Node
metadata: {name: shared-1}
---
apiVersion: v1
kind: Node
metadata: {name: shared-2}
---
apiVersion: v1
kind: Node
metadata: {name: prod-1, labels: {node-restriction.kubernetes.io/stage: prod}}
spec:
  taints: [{key: stage, value: prod, effect: NoSchedule}, {key: stage, value: prod, effect: NoExecute}]
---
apiVersion: v1
kind: Node
metadata: {name: cordoned}
spec: {unschedulable: true}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop-prod}
spec:
  template:
    spec:
      nodeSelector: {disk: fast}
      containers: [{name: main, image: main}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: debug, namespace: shop-dev}
spec:
  template:
    spec:
      tolerations: [{operator: Exists}]
      containers: [{name: main, image: main}]
---
apiVersion: v1
kind: Pod
metadata: {name: shell, namespace: shop-dev}
spec:
  nodeName: prod-1
  containers: [{name: main, image: main}]
`
const files = { 'stages.yaml': plan, 'manifests/all.yaml': manifests }

const explain = (...args: readonly string[]): Promise<Ended> => runIn(explainPlacement, files, ...args)
const room = 'Whether there is room (resources, ports, volumes, other pods) was not asked.\n'
const added =
	'Added by the API server: node.kubernetes.io/not-ready, whatever its value, NoExecute; node.kubernetes.io/unreachable, whatever its value, NoExecute.\n'

test('nowhere, why at each node, and what would let it run', async () => {
	expect(await explain('shop-prod/web')).toEqual({
		code: 0,
		err: '',
		out: `Deployment shop-prod/web (stage prod): no node takes it

✗ prod-1  nodes of the stage prod, its own
    scheduler: the nodeSelector wants disk=fast, and it is not set; the taint stage=prod:NoSchedule is not tolerated; the taint stage=prod:NoExecute is not tolerated
    kubelet: the nodeSelector wants disk=fast, and it is not set; the taint stage=prod:NoExecute is not tolerated
✗ shared-1, shared-2  nodes of no stage
    scheduler: the nodeSelector wants disk=fast, and it is not set
✗ cordoned  nodes of no stage
    scheduler: the nodeSelector wants disk=fast, and it is not set; the node is cordoned
    kubelet: the nodeSelector wants disk=fast, and it is not set

To let it run on the nodes of its stage:
  → remove spec.template.spec.nodeSelector["disk"] (fast)
  → set spec.template.spec.nodeSelector["node-restriction.kubernetes.io/stage"] to prod
  → add {key: stage, operator: Equal, value: "prod"} to spec.template.spec.tolerations

${added}${room}`,
	})
})

test('on nodes of others, and what would stop it', async () => {
	const { out } = await explain('shop-dev/debug')
	expect(out).toBe(`Deployment shop-dev/debug (stage dev): may run on 4 of 4 nodes: cordoned, shared-1, shared-2, prod-1

✓ cordoned, shared-1, shared-2  nodes for all stages that have none of their own
✓ prod-1  nodes of the stage prod

To keep it off nodes of others:
  → remove spec.template.spec.tolerations[0] (every taint)

${room}`)
})

test('a pod that runs where the scheduler would not put it', async () => {
	const { out } = await explain('shop-dev/Pod/shell')
	expect(out.split('\n')[0]).toBe(
		'Pod shop-dev/shell (stage dev): may run on 2 of 4 nodes: shared-1, shared-2; it runs on prod-1, where the scheduler would not put it now',
	)
	expect(out).toContain('    kubelet: takes a pod that names the node\n')
})

test('as JSON', async () => {
	const { code, out } = await explain('shop-dev/debug', '-o', 'json')
	expect(code).toBe(0)
	expect(JSON.parse(out)).toMatchObject({
		kind: 'PlacementExplanation',
		object: { kind: 'Deployment', namespace: 'shop-dev', name: 'debug' },
		verdict: 'somewhere',
		groups: [{ nodes: ['cordoned', 'shared-1', 'shared-2'] }, { nodes: ['prod-1'], stages: ['prod'] }],
		changes: [{ goal: 'no-others' }],
	})
})

test('without a plan', async () => {
	const { out } = await runIn(explainPlacement, { 'a.yaml': manifests }, 'shop-prod/web', '--directory', '.')
	expect(out).toContain('✗ shared-1, shared-2  nodes for all stages that have none of their own\n')
})

test('not everything was seen: 3', async () => {
	const broken = { ...files, 'manifests/broken.yaml': 'kind: Node\nmetadata: [' }
	const { code, out } = await runIn(explainPlacement, broken, 'shop-dev/debug')
	expect(code).toBe(3)
	expect(out).toMatch(/^Not certain, because\n {2}the file .*broken\.yaml could not be read/)
})
