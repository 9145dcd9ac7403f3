import { expect, test } from 'vitest'
import { type Ended, runIn, twoStages } from './command.suite.ts'
import { connections } from './connections.ts'

const pods = `${twoStages}apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop-dev}
spec: {containers: []}
status: {podIP: 10.0.0.1}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop-prod}
spec: {containers: []}
status: {podIP: 10.0.0.2}
`

const policy = (spec: string): string => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p, namespace: shop-prod}
spec: ${spec}
`

const plan = `apiVersion: stagewall.dev/v1alpha1
kind: StagePlan
metadata: {name: small}
spec:
  clusters: {one: {directory: one}, two: {directory: two}}
  stages: {dev: {cluster: one}, prod: {cluster: two}}
  apps: {shop: {stages: "*"}}
`

const connect = (files: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ended> =>
	runIn(connections, files, ...args)

const here = ['--directory', '.'] as const

test('lists a directory without any plan, and finds the stages', async () => {
	const { code, out, err } = await connect({ 'a.yaml': pods }, ...here)
	expect(err).toBe('')
	expect(code).toBe(0)
	expect(out).toContain('\n  dev → prod  across stages\n    shop-dev/Pod/web → shop-prod/Pod/web  all\n')
})

test('json, csv and dot hold the connections alone', async () => {
	const args = [...here, '--cross-stage', '--from', 'stage:dev', '-o'] as const
	expect(JSON.parse((await connect({ 'a.yaml': pods }, ...args, 'json')).out)).toEqual([
		{ from: 'shop-dev/Pod/web', to: 'shop-prod/Pod/web', ports: 'all' },
	])
	expect((await connect({ 'a.yaml': pods }, ...args, 'csv')).out).toBe(
		'from,to,ports\nshop-dev/Pod/web,shop-prod/Pod/web,all\n',
	)
	expect((await connect({ 'a.yaml': pods }, ...args, 'dot')).out).toMatch(
		/^digraph connections \{[\s\S]*color=red[\s\S]*\}\n$/,
	)
})

test('--from and --to, by the words that were used', async () => {
	const { out } = await connect(
		{ 'a.yaml': pods },
		...here,
		'--from',
		'ns:shop-dev',
		'--to',
		'8.8.8.0/24',
		'-o',
		'markdown',
	)
	expect(out).toContain('from namespace shop-dev, to addresses 8.8.8.0/24')
	expect(out).toContain('| `shop-dev/Pod/web` | `8.8.8.0-8.8.8.255` | all |')
})

test('--reading outside: blocks do not hold pods', async () => {
	const files = { 'a.yaml': pods, 'b.yaml': policy('{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}}]}]}') }
	const args = [...here, '--cross-stage', '-o', 'csv', '--to', 'ns:shop-prod'] as const
	expect((await connect(files, ...args)).out).toBe('from,to,ports\nshop-dev/Pod/web,shop-prod/Pod/web,all\n')
	expect((await connect(files, ...args, '--reading', 'outside')).out).toBe('from,to,ports\n')
})

test('an end that does not exist is wrong usage, with what was probably meant', async () => {
	const { code, out, err } = await connect({ 'a.yaml': pods }, ...here, '--from', 'ns:shop-dve')
	expect(code).toBe(2)
	expect(out).toBe('')
	expect(err).toContain('there is no namespace "shop-dve"\n  Did you mean ns:shop-dev?')
})

test('what could not be understood is said once each, beside the list, and ends with 3', async () => {
	const odd = policy('{ingress: [{from: [{}, {}]}], policyTypes: [Ingres]}')
	const { code, out, err } = await connect({ 'a.yaml': pods, 'b.yaml': odd }, ...here, '-o', 'json')
	expect(code).toBe(3)
	expect(JSON.parse(out)).not.toEqual([])
	expect(err).toContain('not certain: NetworkPolicy shop-prod/p spec.policyTypes[0]')
	const lines = err.split('\n').filter((line) => line.startsWith('not certain'))
	expect(new Set(lines).size).toBe(lines.length)
})

test('what is odd but certain is not worth a word', async () => {
	const files = { 'a.yaml': pods, 'b.yaml': policy('{ingress: [{from: [{ipBlock: {cidr: 10.0.0.1/8}}]}]}') }
	expect(await connect(files, ...here, '-o', 'csv')).toMatchObject({ code: 0, err: '' })
})

test('several clusters: text has them all, an array has place for one', async () => {
	const files = { 'stages.yaml': plan, 'one/a.yaml': pods, 'two/a.yaml': pods }
	const { code, out } = await connect(files)
	expect(code).toBe(0)
	expect(out).toContain('Cluster one (')
	expect(out).toContain('Cluster two (')
	const refused = await connect(files, '-o', 'json')
	expect(refused.code).toBe(2)
	expect(refused.err).toContain('Say which one: --cluster one | two')
	expect(JSON.parse((await connect(files, '-o', 'json', '--cluster', 'two')).out)).not.toEqual([])
})

test('a stage means its cluster, also where the other one has a namespace of that name', async () => {
	const files = { 'stages.yaml': plan, 'one/a.yaml': pods, 'two/a.yaml': pods }
	const { out } = await connect(files, '--from', 'stage:prod', '-o', 'csv')
	expect(
		out
			.split('\n')
			.slice(1, -1)
			.map((line) => line.split(',')[0]),
	).toEqual(['shop-prod/Pod/web', 'shop-prod/Pod/web'])
	expect((await connect(files, '--from', 'stage:prd')).err).toContain('Did you mean stage:prod?')
})
