import { expect, test } from 'vitest'
import { type Ended, runIn, twoStages } from './command.suite.ts'
import { explainNetwork } from './explain-network.ts'

const pods = `${twoStages}apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop-dev, labels: {app: web}}
spec: {containers: []}
status: {podIP: 10.0.0.1}
---
apiVersion: v1
kind: Pod
metadata: {name: db, namespace: shop-prod, labels: {app: db}}
spec: {containers: [{name: db, ports: [{name: sql, containerPort: 5432}]}]}
status: {podIP: 10.0.0.2}
`

const policy = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: own, namespace: shop-prod}
spec: {ingress: [{from: [{podSelector: {}}]}]}
`

const plan = `apiVersion: stagewall.dev/v1alpha1
kind: StagePlan
metadata: {name: small}
spec:
  clusters: {one: {directory: manifests}}
  stages: {dev: {}, prod: {}}
  apps: {shop: {stages: "*"}}
`

const explain = (files: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ended> =>
	runIn(explainNetwork, files, ...args)

const here = ['--directory', '.'] as const

test('without a plan, on any directory', async () => {
	const files = { 'pods.yaml': pods, 'policy.yaml': policy }
	const { code, out, err } = await explain(files, 'shop-dev/web', 'shop-prod/db', 'sql', ...here)
	expect({ code, err }).toEqual({ code: 0, err: '' })
	expect(out).toContain('Pod shop-dev/web → Pod shop-prod/db, TCP 5432: closed\n')
	expect(out).toContain('It crosses from the stage dev to the stage prod; no plan says whether it may.\n')
	expect(out).toContain('it means pods of shop-prod, and this one is in shop-dev\n')
})

test('with a plan, which is found upwards', async () => {
	const files = { 'stages.yaml': plan, 'manifests/pods.yaml': pods }
	const { code, out } = await explain(files, 'stage:dev', 'stage:prod', '5432/tcp')
	expect(code).toBe(0)
	expect(out).toContain('stage dev → stage prod, TCP 5432: open\n')
	expect(out).toContain('which the plan does not allow.')
	expect(out).toContain("The plan's policies are not there yet in shop-dev, shop-prod: stagewall apply writes them.")
})

test('as JSON', async () => {
	const { code, out } = await explain({ 'pods.yaml': pods }, 'shop-dev/web', 'shop-prod/db', '-o', 'json', ...here)
	expect(code).toBe(0)
	expect(JSON.parse(out)).toMatchObject({ kind: 'NetworkExplanation', groups: [{ verdict: 'open', open: 'all' }] })
})

test.each<readonly [args: readonly string[], says: RegExp]>([
	[['shop-dev/wep', 'shop-prod/db'], /there is no pod or workload "wep".*\n.*Did you mean shop-dev\/web\?/],
	[['shop-dev/web', 'shop-prod/db', '99999'], /1 to 65535/],
	[['shop-dev/web', 'shop-prod/db', 'http'], /no container port is called "http" there\n.*There is: sql\./],
])('wrong usage ends with 2 and says what is right: %j', async (args, says) => {
	const { code, out, err } = await explain({ 'pods.yaml': pods }, ...args, ...here)
	expect(err).toMatch(says)
	expect({ code, out }).toEqual({ code: 2, out: '' })
})

test('an answer without all policies is shown, and ends with 3', async () => {
	const files = { 'pods.yaml': pods, 'broken.yaml': 'kind: NetworkPolicy\nmetadata: [' }
	const { code, out } = await explain(files, 'shop-dev/web', 'shop-prod/db', '80', ...here)
	expect(out).toMatch(/^Not certain, because\n {2}the file .*broken\.yaml could not be read/)
	expect(out).toContain('TCP 80: open\n')
	expect(code).toBe(3)
})

test('nor is an answer beside a policy that is not understood', async () => {
	const calico = `apiVersion: crd.projectcalico.org/v1
kind: NetworkPolicy
metadata: {name: theirs, namespace: shop-prod}
spec: {selector: all()}
`
	const { code, out } = await explain({ 'a.yaml': pods, 'c.yaml': calico }, 'shop-dev/web', 'shop-prod/db', ...here)
	expect(out).toMatch(/^Not certain, because\n {2}.*shop-prod\/theirs/)
	expect(code).toBe(3)
})
