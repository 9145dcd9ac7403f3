import { describe, expect, test } from 'vitest'
import { compile, surroundingsOf } from '../../../compile/index.ts'
import { sampleTenancy } from '../../../compile/sample.suite.ts'
import type { Unseen } from '../../../model/facts.ts'
import { kinds } from '../../../model/kinds.ts'
import type { KubeObject } from '../../../model/kube-object.ts'
import type { Tenancy } from '../../../model/tenancy.ts'
import { caseOf, namespaces, shown, tenancy } from '../../verify.suite.ts'
import { deployment, namespace, pod, policy } from '../cases/cluster.suite.ts'
import { isolation } from './isolation.ts'

const walls = ['shop-dev', 'blog-dev', 'shop-test'].flatMap((name) => {
	const stage = name.slice(name.indexOf('-') + 1)
	const same = `[{namespaceSelector: {matchLabels: {stage: ${stage}}}}]`
	return [
		policy(`${name}/deny`, 'policyTypes: [Ingress, Egress]'),
		policy(`${name}/same`, `{policyTypes: [Ingress, Egress], ingress: [{from: ${same}}], egress: [{to: ${same}}]}`),
	]
})
const pods = [
	deployment('shop-dev/web', 'app=web'),
	deployment('blog-dev/blog'),
	deployment('shop-test/web', 'app=web'),
]
const platform = [...namespaces, ...walls, ...pods]
const open = (home: string, types: string, rules: string): KubeObject =>
	policy(`${home}/open`, `{policyTypes: [${types}], ${rules}}`)
const outOf = (home: string): KubeObject => open(home, 'Egress', 'egress: [{}]')
const into = (home: string): KubeObject => open(home, 'Ingress', 'ingress: [{}]')

const cases: readonly [what: string, objects: readonly KubeObject[], found: readonly string[]][] = [
	['walls and nothing else', platform, []],
	['a way out that nobody lets in', [...platform, outOf('shop-dev')], []],
	[
		'a way out and a way in',
		[...platform, outOf('shop-dev'), into('shop-test')],
		['critical network/cross-stage NetworkPolicy shop-test/open'],
	],
	[
		'a stage without walls, beside one that is closed',
		[...namespaces, ...pods, ...walls.filter(({ metadata }) => metadata.namespace !== 'shop-test')],
		['high network/not-isolated Namespace shop-test'],
	],
	[
		'no walls at all',
		[...namespaces, ...pods],
		[
			'critical network/cross-stage Namespace shop-test',
			'critical network/cross-stage Namespace shop-dev',
			'high network/not-isolated Namespace shop-dev',
			'high network/not-isolated Namespace shop-test',
		],
	],
	[
		'a way that no pod can use yet',
		[
			...platform,
			outOf('shop-dev'),
			policy('shop-test/open', '{podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress], ingress: [{}]}'),
		],
		['medium network/any-pod NetworkPolicy shop-test/open'],
	],
	[
		'a way that asks for no labels, and nobody is there yet',
		[...namespaces, ...walls, outOf('shop-dev'), into('shop-test')],
		['high network/any-pod NetworkPolicy shop-test/open'],
	],
	[
		'somebody who is in no stage',
		[...platform, namespace('tools'), deployment('tools/scanner'), into('shop-dev')],
		['high network/beyond-stages NetworkPolicy shop-dev/open'],
	],
	[
		'a stage that goes out to somebody who is in no stage',
		[...platform, namespace('tools'), deployment('tools/scanner'), outOf('shop-dev')],
		['high network/beyond-stages NetworkPolicy shop-dev/open'],
	],
	[
		'in and out: a bridge as well, as another stage is let in there',
		[...platform, namespace('tools'), deployment('tools/scanner'), into('shop-dev'), outOf('shop-test')],
		[
			'critical network/cross-stage NetworkPolicy shop-dev/open',
			'high network/beyond-stages NetworkPolicy shop-test/open',
			'high network/beyond-stages NetworkPolicy shop-dev/open',
			'info network/bridge Namespace tools',
		],
	],
	[
		'a policy of the network plugin’s own',
		[
			...platform,
			{
				apiVersion: 'cilium.io/v2',
				kind: 'CiliumNetworkPolicy',
				metadata: { name: 'x', namespace: 'shop-dev' },
				spec: {},
			},
		],
		['medium network/not-visible CiliumNetworkPolicy shop-dev/x'],
	],
	[
		'the same in a namespace of no stage touches no stage',
		[
			...platform,
			namespace('tools'),
			{
				apiVersion: 'cilium.io/v2',
				kind: 'CiliumNetworkPolicy',
				metadata: { name: 'x', namespace: 'tools' },
				spec: {},
			},
		],
		[],
	],
	[
		'a mistyped field',
		[...platform, policy('shop-dev/typo', '{podSelectr: {matchLabels: {app: web}}, policyTypes: [Egress]}')],
		['medium network/not-visible NetworkPolicy shop-dev/typo'],
	],
]

const unseen: readonly [what: string, entry: Unseen, result: string][] = [
	['policies', { kind: kinds.NetworkPolicy, reason: 'forbidden', message: 'no' }, 'not-visible'],
	[
		'policies of one stage namespace',
		{ kind: kinds.NetworkPolicy, namespace: 'shop-dev', reason: 'forbidden', message: 'no' },
		'not-visible',
	],
	[
		'policies outside of the plan’s namespaces',
		{ kind: kinds.NetworkPolicy, except: ['shop-dev', 'blog-dev', 'shop-test'], reason: 'forbidden', message: 'no' },
		'proven',
	],
	['namespaces', { kind: kinds.Namespace, reason: 'forbidden', message: 'no' }, 'not-visible'],
	[
		'the API group of a network plugin',
		{ kind: undefined, group: 'projectcalico.org/v3', reason: 'failed', message: 'no' },
		'not-visible',
	],
	[
		'another API group',
		{ kind: undefined, group: 'metrics.k8s.io/v1beta1', reason: 'failed', message: 'no' },
		'proven',
	],
	['a file', { kind: undefined, file: 'x.yaml', reason: 'unreadable', message: 'no' }, 'not-visible'],
	['pods: what holds for any pod needs none', { kind: kinds.Pod, reason: 'forbidden', message: 'no' }, 'proven'],
]

describe('isolation', () => {
	test.each(cases)('%s', (_, objects, found) => {
		expect(shown(isolation.prove(caseOf(objects)).findings)).toEqual(found)
	})

	test.each(unseen)('%s unseen', (_, entry, result) => {
		expect(isolation.prove(caseOf(platform, { unseen: [entry] })).result).toBe(result)
	})

	test('says which claim holds', () => {
		const strength = (objects: readonly KubeObject[]): readonly unknown[] => {
			const proof = isolation.prove(caseOf(objects))
			return [proof.strength, proof.result]
		}
		expect(strength(platform)).toEqual(['any-plugin', 'proven'])
		const world = '{podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{ipBlock: {cidr: 203.0.113.0/24}}]}]}'
		expect(strength([...platform, outOf('shop-dev'), policy('shop-test/world', world)])).toEqual(['any-pod', 'proven'])
		const later = '{podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress], ingress: [{}]}'
		expect(strength([...platform, outOf('shop-dev'), policy('shop-test/later', later)])).toEqual(['now', 'violated'])
		expect(strength([...platform, outOf('shop-dev'), into('shop-test')])).toEqual([undefined, 'violated'])
	})

	test('claims nothing about pods of today where pods cannot be read', () => {
		const later = '{podSelector: {matchLabels: {app: db}}, policyTypes: [Ingress], ingress: [{}]}'
		const objects = [...platform, outOf('shop-dev'), policy('shop-test/later', later)]
		const entry: Unseen = { kind: kinds.Pod, reason: 'forbidden', message: 'no' }
		const proof = isolation.prove(caseOf(objects, { unseen: [entry] }))
		expect(proof.strength).toBeUndefined()
		expect(proof.findings[0]?.message).toContain('whether one exists was not visible')
	})

	test('shows both rules, who wrote them, and what to do', () => {
		const written: KubeObject = {
			...into('shop-test'),
			metadata: {
				...into('shop-test').metadata,
				managedFields: [{ manager: 'kubectl-client-side-apply', fieldsV1: { 'f:spec': {} } }],
			},
		}
		const [finding] = isolation.prove(caseOf([...platform, outOf('shop-dev'), written])).findings
		expect(finding?.message).toBe('dev can reach test: Deployment shop-dev/web → Deployment shop-test/web, all ports')
		expect(finding?.witness.map(({ object, field, manager }) => `${object?.name} ${field} ${manager ?? ''}`)).toEqual([
			'open spec.egress[0] ',
			'open spec.ingress[0] kubectl-client-side-apply',
		])
		expect(finding?.remedy).toBe(
			'Narrow NetworkPolicy shop-dev/open spec.egress[0] or NetworkPolicy shop-test/open spec.ingress[0], or write the way into stages.yaml as an allow with its reason.',
		)
	})

	test('what the plan allows is no finding, and nothing beyond it', () => {
		const allowed: Tenancy = {
			...tenancy,
			network: {
				...tenancy.network,
				allow: [
					{
						name: 'x',
						from: { type: 'stage', stages: ['dev'], pods: {} },
						to: { type: 'stage', stages: ['test'], pods: {} },
						ports: [{ protocol: 'TCP', port: 80 }],
						reason: 'r',
					},
				],
			},
		}
		const onPort = (port: number): readonly KubeObject[] => [
			outOf('shop-dev'),
			open('shop-test', 'Ingress', `ingress: [{ports: [{port: ${port}}]}]`),
		]
		const findings = (port: number): readonly string[] =>
			shown(isolation.prove({ ...caseOf([...platform, ...onPort(port)]), tenancy: allowed }).findings)
		expect(findings(80)).toEqual([])
		expect(findings(81)).toEqual(['critical network/cross-stage NetworkPolicy shop-test/open'])
	})

	test('within a stage whose apps are kept apart, apps count as stages do', () => {
		const byApp: Tenancy = { ...tenancy, stages: tenancy.stages.map((stage) => ({ ...stage, isolation: 'app' })) }
		const { findings } = isolation.prove({ ...caseOf(platform), tenancy: byApp })
		expect(findings.map(({ severity, code, message }) => `${severity} ${code} ${message}`)).toEqual([
			'high network/cross-app dev/shop, dev/blog can reach dev/blog, dev/shop: Deployment shop-dev/web → Deployment blog-dev/blog, all ports (in 2 pairs of namespaces)',
		])
	})

	test('what the plan itself compiles is proven, with its allows, DNS and ingress controller in the cluster', () => {
		const plan = sampleTenancy()
		for (const { name: cluster } of plan.clusters) {
			const { objects: desired } = compile(plan, cluster, surroundingsOf(plan, undefined))
			const others = [
				namespace('kube-system'),
				namespace('traefik'),
				pod('kube-system/coredns', 'k8s-app=kube-dns'),
				pod('traefik/traefik', 'app.kubernetes.io/name=traefik'),
				...desired
					.filter(({ kind }) => kind === 'Namespace')
					.map(({ metadata }) => deployment(`${metadata.name}/web`, 'app=web')),
			]
			const proof = isolation.prove({
				tenancy: plan,
				desired,
				facts: { cluster, objects: [...desired, ...others], unseen: [], absent: [] },
				now: '2026-01-01T00:00:00Z',
			})
			expect(shown(proof.findings)).toEqual([])
			expect(proof.result).toBe('proven')
		}
	})
})
