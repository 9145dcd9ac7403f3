import { describe, expect, test } from 'vitest'
import type { KubeObject } from '../../../model/kube-object.ts'
import type { Tenancy } from '../../../model/tenancy.ts'
import { caseOf, namespaces, tenancy } from '../../verify.suite.ts'
import { clusterPolicy, deployment, namespace, pod, policy } from '../cases/cluster.suite.ts'
import { promises } from './promises.ts'

const plan: Tenancy = {
	...tenancy,
	network: {
		ingress: { name: 'traefik', peers: [{ type: 'pods', namespace: 'traefik', pods: {} }] },
		dns: 'auto',
		peers: 'labels',
		allow: [
			{
				name: 'orders',
				from: { type: 'stage', stages: ['dev'], app: 'shop', pods: { app: 'web' } },
				to: { type: 'stage', stages: ['test'], pods: { app: 'db' } },
				ports: [{ protocol: 'TCP', port: 'sql' }],
				reason: 'r',
			},
		],
	},
}
const all = ['shop-dev', 'blog-dev', 'shop-test']
const walls = all.flatMap((name) => {
	const same = `[{namespaceSelector: {matchLabels: {stage: ${name.slice(name.indexOf('-') + 1)}}}}]`
	return [
		policy(`${name}/deny`, 'policyTypes: [Ingress, Egress]'),
		policy(`${name}/same`, `{policyTypes: [Ingress, Egress], ingress: [{from: ${same}}], egress: [{to: ${same}}]}`),
		policy(
			`${name}/traefik`,
			'{ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: traefik}}}]}]}',
		),
	]
})
const orders = [
	policy(
		'shop-dev/orders',
		'{podSelector: {matchLabels: {app: web}}, policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels: {stage: test}}}], ports: [{port: sql}]}]}',
	),
	policy(
		'shop-test/orders',
		'{podSelector: {matchLabels: {app: db}}, ingress: [{from: [{namespaceSelector: {matchLabels: {stage: dev}}}], ports: [{port: sql}]}]}',
	),
]
const pods = [
	pod('shop-dev/web', 'app=web'),
	deployment('blog-dev/blog', 'app=blog'),
	pod('shop-test/db', 'app=db', { ports: 'sql=TCP 5432' }),
	namespace('traefik'),
	pod('traefik/traefik'),
]
const platform = [...namespaces, ...walls, ...orders, ...pods]
const without = (...names: readonly string[]): readonly KubeObject[] =>
	platform.filter(
		({ kind, metadata }) => kind !== 'NetworkPolicy' || !names.includes(`${metadata.namespace}/${metadata.name}`),
	)

const cases: readonly [what: string, objects: readonly KubeObject[], found: readonly string[]][] = [
	['everything as the plan has it', platform, []],
	['no walls: everything is open', [...namespaces, ...pods], []],
	[
		'the entry of an allow is missing',
		without('shop-test/orders'),
		['the plan allows "orders", but Pod shop-dev/web → Pod shop-test/db is not open on TCP 5432: ingress is closed'],
	],
	[
		'both sides of an allow are missing',
		without('shop-dev/orders', 'shop-test/orders'),
		[
			'the plan allows "orders", but Pod shop-dev/web → Pod shop-test/db is not open on TCP 5432: egress and ingress are closed',
		],
	],
	[
		'an allow between pods of which one does not exist',
		without('shop-test/orders').filter(({ metadata }) => metadata.name !== 'db'),
		[],
	],
	[
		'a stage that does not let itself in',
		without('blog-dev/same'),
		[
			'pods of dev may talk to each other, but Deployment blog-dev/blog → Pod shop-dev/web is not open on any port: egress is closed',
		],
	],
	[
		'the ingress controller is shut out of a namespace',
		without('shop-test/traefik'),
		[
			'the ingress controller traefik reaches test, but Pod traefik/traefik → Pod shop-test/db is not open on any port: ingress is closed',
		],
	],
	[
		'somebody isolates the ingress controller’s own egress',
		[...platform, policy('traefik/deny', 'policyTypes: [Egress]')],
		[
			'the ingress controller traefik reaches dev, but Pod traefik/traefik → Pod shop-dev/web is not open on any port: egress is closed',
			'the ingress controller traefik reaches test, but Pod traefik/traefik → Pod shop-test/db is not open on any port: egress is closed',
		],
	],
	[
		'a ClusterNetworkPolicy denies a port to everybody',
		[
			...platform,
			clusterPolicy(
				'no-sql',
				'{tier: Admin, priority: 1, subject: {namespaces: {matchLabels: {stage: test}}}, ingress: [{action: Deny, from: [{namespaces: {}}], protocols: [{tcp: {destinationPort: {number: 5432}}}]}]}',
			),
		],
		[
			'the ingress controller traefik reaches test, but Pod traefik/traefik → Pod shop-test/db is not open on TCP 5432: ingress is closed',
			'the plan allows "orders", but Pod shop-dev/web → Pod shop-test/db is not open on TCP 5432: ingress is closed',
		],
	],
]

describe('promises', () => {
	test.each(cases)('%s', (_, objects, found) => {
		const { findings } = promises.prove({ ...caseOf(objects), tenancy: plan })
		expect(findings.map(({ message }) => message)).toEqual(found)
	})

	test('shows the policies that decide on the closed side', () => {
		const [finding] = promises.prove({ ...caseOf(without('shop-test/orders')), tenancy: plan }).findings
		expect(finding?.witness.map(({ object, field }) => `${object?.name} ${field}`)).toEqual([
			'deny spec.ingress',
			'same spec.ingress',
			'traefik spec.ingress',
		])
	})
})
