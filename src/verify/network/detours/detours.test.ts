import { describe, expect, test } from 'vitest'
import { compile, surroundingsOf } from '../../../compile/index.ts'
import { sampleTenancy } from '../../../compile/sample.suite.ts'
import type { Unseen } from '../../../model/facts.ts'
import { type Kind, kinds } from '../../../model/kinds.ts'
import type { KubeObject } from '../../../model/kube-object.ts'
import type { Case } from '../../prover.ts'
import { caseOf, namespaces, shown, tenancy } from '../../verify.suite.ts'
import { deployment, namespace, pod, policy } from '../cases/cluster.suite.ts'
import { made, nodeWith, service } from './detours.suite.ts'
import { detours } from './detours.ts'
import { extraKinds } from './wants.ts'

/** What runs beside the stages of a usual cluster, and does them no harm. */
const beside: readonly KubeObject[] = [
	nodeWith('a', '192.168.0.11,fd00:1::b', '10.244.0.0/24,fd00:244::/64'),
	...['kube-system', 'traefik', 'monitoring'].map((name) => namespace(name)),
	service(
		'kube-system/kube-dns',
		'{clusterIP: 10.96.0.10, selector: {k8s-app: kube-dns}, ports: [{port: 53, protocol: UDP}]}',
	),
	pod('kube-system/coredns', 'k8s-app=kube-dns', { ip: '10.244.0.2' }),
	pod('kube-system/kube-proxy', '', { hostNetwork: true, node: 'a' }),
	service('traefik/traefik', '{type: LoadBalancer, clusterIP: 10.96.0.20, selector: {app: traefik}}'),
	pod('traefik/traefik', 'app.kubernetes.io/name=traefik', { ip: '10.244.0.3' }),
	made('networking.k8s.io/v1', 'ServiceCIDR', 'kubernetes', 'spec: {cidrs: [10.96.0.0/16]}'),
	made(
		'gateway.networking.k8s.io/v1',
		'Gateway',
		'traefik/edge',
		'spec: {listeners: [{name: web, allowedRoutes: {namespaces: {from: All}}}]}',
	),
]

/** A plan applied to a cluster, with an app in each namespace. */
function applied(cluster: string): Case {
	const plan = sampleTenancy()
	const { objects } = compile(plan, cluster, surroundingsOf(plan, undefined))
	const apps = plan.namespaces
		.filter((each) => each.cluster === cluster)
		.flatMap(({ name, stage }, index) => [
			deployment(`${name}/web`, 'app=web'),
			pod(`${name}/db`, 'app=db', { ip: `10.244.0.${index + 10}`, node: 'a', ports: 'sql=TCP 5432' }),
			service(`${name}/web`, `{clusterIP: 10.96.1.${index + 10}, selector: {app: web}, ports: [{port: 80}]}`),
			made(
				'discovery.k8s.io/v1',
				'EndpointSlice',
				`${name}/web-x`,
				`{labels: {kubernetes.io/service-name: web, endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io}, endpoints: [{addresses: [10.244.0.${index + 10}]}]}`,
			),
			made('networking.k8s.io/v1', 'Ingress', `${name}/web`, `spec: {rules: [{host: ${name}.example.org}]}`),
			made(
				'gateway.networking.k8s.io/v1',
				'HTTPRoute',
				`${name}/web`,
				`spec: {parentRefs: [{name: edge, namespace: traefik}], hostnames: [${stage}-${name}.example.org], rules: [{backendRefs: [{name: web}]}]}`,
			),
		])
	return {
		tenancy: plan,
		desired: objects,
		now: '2026-01-01T00:00:00Z',
		facts: { cluster, objects: [...objects, ...beside, ...apps], unseen: [], absent: [] },
	}
}

/** What somebody did to the stage dev, one of each. */
const mischief: readonly KubeObject[] = [
	deployment('shop-dev/agent', '', { hostNetwork: true }),
	policy('shop-dev/open', '{ingress: [{}]}'),
	service('shop-dev/prod', '{type: ExternalName, externalName: web.shop-test.svc.cluster.local}'),
	made(
		'gateway.networking.k8s.io/v1',
		'Gateway',
		'shop-dev/edge',
		'spec: {listeners: [{name: web, allowedRoutes: {namespaces: {from: All}}}]}',
	),
]

describe('detours', () => {
	test.each(['shared', 'production'])('a plan that is applied leaves none in the cluster %s', (cluster) => {
		const proof = detours.prove(applied(cluster))
		expect(proof.findings).toEqual([])
		expect(proof.result).toBe('proven')
	})

	test('joins what its checks find', () => {
		const proof = detours.prove(caseOf([...namespaces, ...mischief]))
		expect(shown(proof.findings)).toEqual([
			'high network/host-network Deployment shop-dev/agent',
			'high network/open-rule NetworkPolicy shop-dev/open',
			'high network/external-name Service shop-dev/prod',
			'high network/open-gateway Gateway shop-dev/edge',
		])
		expect(proof.result).toBe('violated')
		expect(proof.scope).toEqual({ stages: 2, policies: 1, services: 1, routes: 0 })
		expect(new Set(proof.findings.map((finding) => `${finding.cluster} ${finding.stage}`))).toEqual(
			new Set(['shared dev']),
		)
	})

	test('finds the same where the stages were found without a plan', () => {
		const planned = caseOf([...namespaces, ...mischief])
		const guessed = detours.prove({ ...planned, tenancy: { ...tenancy, name: '' } })
		expect(shown(guessed.findings)).toEqual(shown(detours.prove(planned).findings))
	})

	test('what lives in another cluster is none of its business', () => {
		expect(detours.prove(caseOf([...namespaces, ...mischief], { cluster: 'elsewhere' })).findings).toEqual([])
	})

	test('an object that names no namespace is in the one called default', () => {
		const { namespaces: homes } = tenancy
		const inDefault = { name: 'default', app: 'old', stage: 'test', cluster: 'shared', share: 1 }
		const objects = [made('v1', 'Service', 'web', 'spec: {externalIPs: [203.0.113.7]}')]
		const proof = detours.prove({ ...caseOf(objects), tenancy: { ...tenancy, namespaces: [...homes, inDefault] } })
		expect(proof.findings.map(({ code, stage }) => `${code} ${stage}`)).toEqual(['network/external-ips test'])
	})

	const hidden: readonly [what: string, unseen: Partial<Unseen>, result: string][] = [
		['Services', { kind: kinds.Service }, 'not-visible'],
		['policies', { kind: kinds.NetworkPolicy, namespace: 'shop-dev' }, 'not-visible'],
		['pods', { kind: kinds.Pod }, 'not-visible'],
		['slices', { kind: extraKinds.EndpointSlice }, 'not-visible'],
		['ordered policies', { kind: kindOf('policy.networking.k8s.io', 'ClusterNetworkPolicy') }, 'not-visible'],
		['routes', { kind: kindOf('gateway.networking.k8s.io', 'HTTPRoute') }, 'not-visible'],
		['a file, which may hold anything', { kind: undefined, file: 'a.yaml' }, 'not-visible'],
		['Secrets are nothing to it', { kind: kinds.Secret }, 'proven'],
		[
			'other kinds of the Gateway API are nothing to it',
			{ kind: kindOf('gateway.networking.k8s.io', 'GatewayClass') },
			'proven',
		],
	]
	test.each(hidden)('unseen %s', (_, unseen, result) => {
		const facts = { unseen: [{ kind: undefined, reason: 'forbidden' as const, message: 'no', ...unseen }] }
		const proof = detours.prove(caseOf(namespaces, facts))
		expect(proof.result).toBe(result)
		expect(proof.findings.map(({ code }) => code)).toEqual(result === 'proven' ? [] : ['network/not-visible'])
	})

	test('asks for the kinds that the cluster serves, whole, and never for Secrets', () => {
		const served = [
			kinds.Secret,
			extraKinds.ServiceCIDR,
			...['Gateway', 'HTTPRoute', 'GatewayClass', 'ReferenceGrant'].map((kind) =>
				kindOf('gateway.networking.k8s.io', kind),
			),
			kindOf('networking.istio.io', 'Gateway'),
		]
		const wants = detours.wants(undefined, { name: 'x', type: 'live', serverVersion: 'v1.37.2', kinds: served })
		const names = wants.map(({ kind }) => `${kind.group}/${kind.kind}`)
		expect(wants.every(({ detail }) => detail === 'whole')).toBe(true)
		expect(names).toEqual(
			expect.arrayContaining(['/Pod', '/Node', '/Service', '/Endpoints', 'discovery.k8s.io/EndpointSlice']),
		)
		expect(names.filter((name) => /gateway|istio|Secret|CIDR/i.test(name))).toEqual([
			'networking.k8s.io/ServiceCIDR',
			'gateway.networking.k8s.io/Gateway',
			'gateway.networking.k8s.io/HTTPRoute',
			'gateway.networking.k8s.io/ReferenceGrant',
		])
	})
})

function kindOf(group: string, kind: string): Kind {
	return { group, version: 'v1', kind, plural: `${kind.toLowerCase()}s`, namespaced: true }
}
