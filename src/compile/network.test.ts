import { describe, expect, it } from 'vitest'
import { dnsPresets, ingressPresets } from '../model/presets.ts'
import type {
	AllowPeer,
	Dns,
	IngressController,
	Isolation,
	Network,
	OutsidePeer,
	Port,
	Tenancy,
} from '../model/tenancy.ts'
import { networkPolicies } from './network.ts'
import { sampleTenancy } from './sample.suite.ts'

const sample = sampleTenancy()
const kubeDns = dnsPresets['kube-dns'] as Dns
const plain: Tenancy = { ...sample, network: { ingress: undefined, dns: kubeDns, peers: 'labels', allow: [] } }

const everyPod = { podSelector: {} }
const prometheus: OutsidePeer = {
	type: 'pods',
	namespace: 'monitoring',
	pods: { 'app.kubernetes.io/name': 'prometheus' },
}
const prometheusPeer = {
	namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
	podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } },
}

describe('every namespace', () => {
	it('has these policies, complete', () => {
		const stage = plain.stages.find(({ name }) => name === 'dev')
		const namespace = plain.namespaces.find(({ name }) => name === 'shop-dev')
		if (stage === undefined || namespace === undefined) throw new Error('the sample has no shop-dev')
		const labels = { stage: 'dev', 'stagewall.dev/app': 'shop', 'stagewall.dev/plan': 'webshop' }
		const sameStage = { namespaceSelector: { matchLabels: { stage: 'dev' } } }
		const kind = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' }
		expect(networkPolicies(plain, stage, { dns: kubeDns })(namespace)).toEqual([
			{
				...kind,
				metadata: { name: 'stagewall-default-deny', namespace: 'shop-dev', labels },
				spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: null, egress: null },
			},
			{
				...kind,
				metadata: { name: 'stagewall-same-stage', namespace: 'shop-dev', labels },
				spec: {
					podSelector: {},
					policyTypes: ['Ingress', 'Egress'],
					ingress: [{ from: [sameStage] }],
					egress: [{ to: [sameStage] }],
				},
			},
			{
				...kind,
				metadata: { name: 'stagewall-dns', namespace: 'shop-dev', labels },
				spec: {
					podSelector: {},
					policyTypes: ['Egress'],
					ingress: null,
					egress: [
						{
							to: [
								{
									namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
									podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
								},
							],
							ports: [
								{ protocol: 'UDP', port: 53 },
								{ protocol: 'TCP', port: 53 },
							],
						},
					],
				},
			},
		])
	})
})

describe('inside a stage', () => {
	const named = (...values: readonly string[]): object => ({
		key: 'kubernetes.io/metadata.name',
		operator: 'In',
		values,
	})

	it.each<readonly [Isolation, Network['peers'], object]>([
		['stage', 'labels', { namespaceSelector: { matchLabels: { stage: 'prod' } } }],
		[
			'stage',
			'names',
			{
				namespaceSelector: {
					matchLabels: { stage: 'prod' },
					matchExpressions: [named('blog-prod', 'payments', 'search-prod', 'shop-prod')],
				},
			},
		],
		['app', 'labels', { namespaceSelector: { matchLabels: { stage: 'prod', 'stagewall.dev/app': 'shop' } } }],
		[
			'app',
			'names',
			{
				namespaceSelector: {
					matchLabels: { stage: 'prod', 'stagewall.dev/app': 'shop' },
					matchExpressions: [named('payments', 'shop-prod')],
				},
			},
		],
		['namespace', 'labels', everyPod],
		['namespace', 'names', everyPod],
	])('isolation %s by %s admits this peer both ways', (isolation, peers, peer) => {
		const tenancy: Tenancy = {
			...plain,
			stages: plain.stages.map((stage) => ({ ...stage, isolation })),
			network: { ...plain.network, peers },
		}
		expect(policiesOf(tenancy, 'shop-prod')).toMatchObject({
			[`stagewall-same-${isolation}`]: { podSelector: {}, ingress: [{ from: [peer] }], egress: [{ to: [peer] }] },
		})
	})

	it('the label keys of the plan are selected by', () => {
		const tenancy: Tenancy = { ...plain, labels: { stage: 'example.org/env', app: 'example.org/product' } }
		expect(policiesOf(tenancy, 'shop-test')['stagewall-same-app']).toMatchObject({
			ingress: [
				{
					from: [{ namespaceSelector: { matchLabels: { 'example.org/env': 'test', 'example.org/product': 'shop' } } }],
				},
			],
		})
	})
})

describe('names are resolved by', () => {
	it.each<readonly [Dns, object | undefined]>([
		[
			dnsPresets['openshift'] as Dns,
			{
				to: [
					{
						namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'openshift-dns' } },
						podSelector: { matchLabels: { 'dns.operator.openshift.io/daemonset-dns': 'default' } },
					},
				],
				ports: [
					{ protocol: 'UDP', port: 5353 },
					{ protocol: 'TCP', port: 5353 },
				],
			},
		],
		[
			{ name: 'custom', peers: [{ type: 'cidr', cidr: '192.0.2.53/32', except: [] }], ports: [53, 8053] },
			{
				to: [{ ipBlock: { cidr: '192.0.2.53/32' } }],
				ports: [
					{ protocol: 'UDP', port: 53 },
					{ protocol: 'TCP', port: 53 },
					{ protocol: 'UDP', port: 8053 },
					{ protocol: 'TCP', port: 8053 },
				],
			},
		],
		// Without a peer the rule would open port 53 to anywhere.
		[{ name: 'custom', peers: [], ports: [53] }, undefined],
	])('%j', (dns, rule) => {
		const policy = policiesOf(plain, 'shop-dev', dns)['stagewall-dns']
		expect(policy).toEqual(rule && egressOnly(rule))
	})
})

describe('requests from outside come through', () => {
	it.each<readonly [string, IngressController | undefined, readonly object[] | undefined]>([
		['nobody', undefined, undefined],
		['a controller without peers', { name: 'custom', peers: [] }, undefined],
		[
			'pods of a namespace, both selected in one peer',
			ingressPresets['ingress-nginx']?.controller,
			[
				{
					namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } },
					podSelector: {
						matchLabels: { 'app.kubernetes.io/component': 'controller', 'app.kubernetes.io/name': 'ingress-nginx' },
					},
				},
			],
		],
		[
			'namespaces with a label',
			ingressPresets['openshift']?.controller,
			[{ namespaceSelector: { matchLabels: { 'policy-group.network.openshift.io/ingress': '' } } }],
		],
		[
			'load balancers with addresses',
			ingressPresets['gke']?.controller,
			[{ ipBlock: { cidr: '130.211.0.0/22' } }, { ipBlock: { cidr: '35.191.0.0/16' } }],
		],
	])('%s', (_case, ingress, peers) => {
		const tenancy: Tenancy = { ...plain, network: { ...plain.network, ingress } }
		expect(policiesOf(tenancy, 'shop-dev')['stagewall-ingress-controller']).toEqual(
			peers && ingressOnly({ from: peers }),
		)
	})
})

describe('an allow', () => {
	const shopTest: AllowPeer = { type: 'stage', stages: ['test'], app: 'shop', pods: {} }
	const everyStage: AllowPeer = { type: 'stage', stages: ['dev', 'test', 'perf', 'prod'], pods: {} }

	it('from outside opens ingress in each namespace that it leads to', () => {
		const rule = { from: [prometheusPeer], ports: [{ protocol: 'TCP', port: 9090 }] }
		const allow = { from: prometheus, to: everyStage, ports: [{ protocol: 'TCP', port: 9090 }] } as const
		for (const namespace of ['shop-dev', 'search-test', 'payments'])
			expect(allowed(allow, namespace)).toEqual({
				'stagewall-allow-way-ingress': ingressOnly(rule),
			})
	})

	it('to outside opens egress of the pods that it starts from', () => {
		const allow = {
			from: { ...shopTest, pods: { tier: 'checkout', part: 'web' } },
			to: { type: 'cidr', cidr: '203.0.113.0/24', except: ['203.0.113.128/25'] },
			ports: [],
		} as const
		expect(allowed(allow, 'search-test')).toEqual({})
		expect(allowed(allow, 'shop-test')).toEqual({
			'stagewall-allow-way-egress': egressOnly(
				{ to: [{ ipBlock: { cidr: '203.0.113.0/24', except: ['203.0.113.128/25'] } }] },
				{ matchLabels: { part: 'web', tier: 'checkout' } },
			),
		})
	})

	it('from stage to stage opens both ends, each towards the other', () => {
		const allow = {
			from: shopTest,
			to: { type: 'stage', stages: ['dev', 'perf'], pods: { tier: 'web' } },
			ports: [{ protocol: 'TCP', port: 'http' }],
		} as const
		const ports = [{ protocol: 'TCP', port: 'http' }]
		expect(allowed(allow, 'shop-test')).toEqual({
			'stagewall-allow-way-egress': egressOnly({
				to: [
					{
						namespaceSelector: { matchExpressions: [{ key: 'stage', operator: 'In', values: ['dev', 'perf'] }] },
						podSelector: { matchLabels: { tier: 'web' } },
					},
				],
				ports,
			}),
		})
		expect(allowed(allow, 'blog-dev')).toEqual({
			'stagewall-allow-way-ingress': ingressOnly(
				{ from: [{ namespaceSelector: { matchLabels: { stage: 'test', 'stagewall.dev/app': 'shop' } } }], ports },
				{ matchLabels: { tier: 'web' } },
			),
		})
		expect(allowed(allow, 'search-test')).toEqual({})
	})

	it('also names the namespaces where peers go by names', () => {
		const allow = { from: { ...everyStage, app: 'search' }, to: shopTest, ports: [] } as const
		expect(allowed(allow, 'shop-test', 'names')['stagewall-allow-way-ingress']).toMatchObject({
			ingress: [
				{
					from: [
						{
							namespaceSelector: {
								matchLabels: { 'stagewall.dev/app': 'search' },
								matchExpressions: [
									{ key: 'stage', operator: 'In', values: ['dev', 'test'] },
									{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['search-dev', 'search-test'] },
								],
							},
						},
					],
				},
			],
		})
	})

	it('says nothing to a stage in another cluster, which no policy can name', () => {
		const allow = { from: shopTest, to: { type: 'stage', stages: ['prod'], pods: {} }, ports: [] } as const
		expect(allowed(allow, 'shop-test')).toEqual({})
		expect(allowed(allow, 'shop-prod')).toEqual({})
	})

	it('within one namespace opens it both ways', () => {
		expect(Object.keys(allowed({ from: shopTest, to: shopTest, ports: [] }, 'shop-test'))).toEqual([
			'stagewall-allow-way-ingress',
			'stagewall-allow-way-egress',
		])
	})

	it.each<readonly [Port, object]>([
		[
			{ protocol: 'TCP', port: 443 },
			{ protocol: 'TCP', port: 443 },
		],
		[
			{ protocol: 'UDP', port: 'dns' },
			{ protocol: 'UDP', port: 'dns' },
		],
		[
			{ protocol: 'SCTP', port: 1000, end: 2000 },
			{ protocol: 'SCTP', port: 1000, endPort: 2000 },
		],
	])('on the port %j', (port, written) => {
		expect(allowed({ from: prometheus, to: shopTest, ports: [port] }, 'shop-test')).toMatchObject({
			'stagewall-allow-way-ingress': { ingress: [{ ports: [written] }] },
		})
	})

	it('keeps its reason beside it', () => {
		const [test] = sample.stages.filter(({ name }) => name === 'test')
		const [shop] = sample.namespaces.filter(({ name }) => name === 'shop-test')
		if (test === undefined || shop === undefined) throw new Error('the sample has no shop-test')
		const policies = networkPolicies(sample, test, { dns: kubeDns })(shop)
		expect(policies.map(({ metadata }) => [metadata.name, metadata.annotations])).toEqual([
			['stagewall-default-deny', undefined],
			['stagewall-same-app', undefined],
			['stagewall-dns', undefined],
			['stagewall-ingress-controller', undefined],
			['stagewall-allow-metrics-ingress', { 'stagewall.dev/reason': 'metrics' }],
			['stagewall-allow-payment-sandbox-egress', { 'stagewall.dev/reason': 'payment sandbox' }],
			['stagewall-allow-replay-egress', { 'stagewall.dev/reason': 'replay of recorded load' }],
		])
	})
})

/** The spec of a policy with one rule for ingress; that it has none for egress is written, too. */
function ingressOnly(rule: object, podSelector: object = {}): object {
	return { podSelector, policyTypes: ['Ingress'], ingress: [rule], egress: null }
}

/** The spec of a policy with one rule for egress; that it has none for ingress is written, too. */
function egressOnly(rule: object, podSelector: object = {}): object {
	return { podSelector, policyTypes: ['Egress'], ingress: null, egress: [rule] }
}

/** The specs of the policies that one allow adds to a namespace, by name. */
function allowed(
	allow: { readonly from: AllowPeer; readonly to: AllowPeer; readonly ports: readonly Port[] },
	namespace: string,
	peers: Network['peers'] = 'labels',
): Readonly<Record<string, unknown>> {
	const network: Network = { ...plain.network, peers, allow: [{ ...allow, name: 'way', reason: 'a test' }] }
	const policies = Object.entries(policiesOf({ ...plain, network }, namespace))
	return Object.fromEntries(policies.filter(([name]) => name.startsWith('stagewall-allow-')))
}

/** The specs of the policies of a namespace, by name. */
function policiesOf(tenancy: Tenancy, name: string, dns: Dns = kubeDns): Readonly<Record<string, unknown>> {
	const namespace = tenancy.namespaces.find((each) => each.name === name)
	const stage = tenancy.stages.find((each) => each.name === namespace?.stage)
	if (stage === undefined || namespace === undefined) throw new Error(`there is no namespace ${name}`)
	const policies = networkPolicies(tenancy, stage, { dns })(namespace)
	return Object.fromEntries(policies.map(({ metadata, spec }) => [metadata.name, spec]))
}
