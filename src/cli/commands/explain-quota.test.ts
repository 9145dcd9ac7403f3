import { expect, test } from 'vitest'
// What the command loads late is loaded before the time of a test runs.
import '../../pipeline.ts'
import { type Ended, runIn, twoStages } from './command.suite.ts'
import { explainQuota } from './explain-quota.ts'

const shop = `${twoStages}apiVersion: v1
kind: ResourceQuota
metadata: {name: stagewall, namespace: shop-dev}
spec: {hard: {requests.cpu: 2, limits.memory: 4Gi, pods: 1, count/widgets.example.org: 3}}
---
apiVersion: v1
kind: ResourceQuota
metadata: {name: doors, namespace: shop-dev}
spec: {hard: {services.nodeports: 0}, scopes: [NotTerminating]}
status: {hard: {services.nodeports: 0}, used: {services.nodeports: 1}}
---
apiVersion: v1
kind: LimitRange
metadata: {name: limits, namespace: shop-dev}
spec: {limits: [{type: Container, default: {memory: 1Gi}}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: database, namespace: shop-dev}
spec: {replicas: 2, template: {spec: {containers: [{name: postgres, resources: {requests: {cpu: 1500m}}}]}}}
---
apiVersion: v1
kind: Pod
metadata:
  name: database-0
  namespace: shop-dev
  ownerReferences: [{apiVersion: apps/v1, kind: StatefulSet, name: database, controller: true}]
spec: {containers: [{name: postgres, resources: {requests: {cpu: 1500m, memory: 1Gi}, limits: {memory: 1Gi}}}]}
`

const explain = (files: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ended> =>
	runIn(explainQuota, files, ...args, '--directory', '.')

test('what is left, who uses it, and what fits', async () => {
	const { code, err, out } = await explain({ 'a.yaml': shop }, 'shop-dev')
	expect({ code, err, out: out.replace(/cluster \S+\)/, 'cluster HERE)') }).toEqual({
		code: 0,
		err: '',
		out: `shop-dev (stage dev, cluster HERE)

ResourceQuota doors, counts only NotTerminating
  key                 hard  used  free  of the stage  most by
  services.nodeports  0     1     -1
  As the quota controller reports it (status.used). Stagewall counts something else: the controller says services.nodeports 1 and not 0.

ResourceQuota stagewall
  key                        hard  used          free  of the stage  most by
  requests.cpu               2     1500m (75 %)  500m                StatefulSet database 1500m
  limits.memory              4Gi   1Gi (25 %)    3Gi                 StatefulSet database 1Gi
  pods                       1     1 (100 %)     0                   StatefulSet database 1
  count/widgets.example.org  3     ?             ?
  Counted by Stagewall from what was seen: no quota controller has counted for this quota as it stands.

Workloads
  workload              pods    uses                                         one more replica
  StatefulSet database  1 of 2  requests.memory 1Gi, requests.cpu 1500m,     ResourceQuota shop-dev/stagewall allows 1
                                limits.memory 1Gi                            pods, 1 is used, and 1 is asked for
                                                                             ResourceQuota shop-dev/stagewall allows 2
                                                                             requests.cpu, 1500m is used, and 1500m is
                                                                             asked for

Limit ranges: limits. They fill in what a container does not declare.
`,
	})
})

test('a namespace without quotas', async () => {
	const { code, out } = await explain({ 'a.yaml': shop }, 'shop-prod')
	expect(code).toBe(0)
	expect(out).toMatch(/^shop-prod \(stage prod, .*\)\n\nNo quota: nothing limits what it uses\.\n$/)
})

test('as JSON', async () => {
	const { code, out } = await explain({ 'a.yaml': shop }, 'shop-dev', '-o', 'json')
	expect(code).toBe(0)
	expect(JSON.parse(out)).toMatchObject({
		kind: 'QuotaExplanation',
		namespace: 'shop-dev',
		workloads: [
			{ object: { name: 'database' }, next: 'refused', refusals: [{ type: 'exceeds' }, { type: 'exceeds' }] },
		],
	})
})

test('what could not be read ends with 3, before the numbers', async () => {
	const { code, out } = await explain({ 'a.yaml': shop, 'b.yaml': 'kind: Pod\nmetadata: [' }, 'shop-dev')
	expect(code).toBe(3)
	expect(out).toMatch(/^Not certain, because\n {2}the file .*b\.yaml could not be read/)
})

test('a namespace that there is not ends with 2', async () => {
	const { code, out, err } = await explain({ 'a.yaml': shop }, 'shop-dve')
	expect({ code, out }).toEqual({ code: 2, out: '' })
	expect(err).toContain('Did you mean shop-dev?')
})
