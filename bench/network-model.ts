/**
 * A cluster of any size for the network's benchmarks: apps in stages behind the recipe's walls, what other people add to them, and
 * a few planted leaks. The same seed gives the same cluster.
 */
import type { JsonObject, KubeObject } from '../src/model/kube-object.ts'

/** How large. */
export interface ModelSize {
	readonly apps: number
	readonly stages: readonly string[]
	readonly podsPerNamespace: number
	/** Foreign policies for each namespace that do not open a stage: matchExpressions, blocks, named ports. */
	readonly foreignPolicies: number
	/** Namespaces with a policy that opens them to everybody, both ways. */
	readonly leaks: number
	readonly seed: number
}

/** 100,000 pods, 5,000 namespaces, 20,000 policies and more. */
export const large: ModelSize = {
	apps: 1250,
	stages: ['dev', 'test', 'perf', 'prod'],
	podsPerNamespace: 20,
	foreignPolicies: 1,
	leaks: 4,
	seed: 1,
}

/** The same shape with a tenth and a hundredth of the apps. */
export function scaled(size: ModelSize, factor: number): ModelSize {
	return { ...size, apps: Math.round(size.apps * factor) }
}

/** Small and fast, and the same everywhere (mulberry32, public domain algorithm). */
export function randomOf(seed: number): () => number {
	let state = seed
	return () => {
		state = (state + 0x6d2b79f5) | 0
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
	}
}

/** All objects of a model: namespaces, nodes, policies, pods, in this order. */
export function modelOf(size: ModelSize): readonly KubeObject[] {
	const random = randomOf(size.seed)
	const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value
	const namespaces = size.stages.flatMap((stage) =>
		Array.from({ length: size.apps }, (_, app) => ({ name: `app${app}-${stage}`, stage, app: `app${app}` })),
	)
	const nodes = Math.max(3, Math.ceil((namespaces.length * size.podsPerNamespace) / 100))
	const leaky = new Set(Array.from({ length: size.leaks }, () => pick(namespaces).name))
	let address = 0
	return [
		...namespaces.map(({ name, stage, app }) =>
			object('v1', 'Namespace', name, undefined, { stage, 'stagewall.dev/app': app }),
		),
		object('v1', 'Namespace', 'kube-system', undefined, {}),
		...Array.from({ length: nodes }, (_, node) => nodeOf(node)),
		...namespaces.flatMap(({ name, stage }) => [
			...walls(name, stage),
			...Array.from({ length: size.foreignPolicies }, (_, index) => foreign(name, index, pick)),
			...(leaky.has(name) ? [policy(name, 'open', { podSelector: {}, ingress: [{}], egress: [{}] })] : []),
		]),
		...namespaces.flatMap(({ name, stage }) =>
			Array.from({ length: size.podsPerNamespace }, (_, pod) => tierPod(name, stage, pod, address++, nodes)),
		),
	]
}

export function object(
	apiVersion: string,
	kind: string,
	name: string,
	namespace: string | undefined,
	labels: Readonly<Record<string, string>>,
	rest: JsonObject = {},
): KubeObject {
	return { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }), labels }, ...rest }
}

export function nodeOf(index: number): KubeObject {
	const [a, b] = [Math.floor(index / 256), index % 256]
	return object(
		'v1',
		'Node',
		`node-${index}`,
		undefined,
		{ 'kubernetes.io/hostname': `node-${index}` },
		{
			spec: { podCIDR: `10.${64 + a}.${b}.0/24`, podCIDRs: [`10.${64 + a}.${b}.0/24`] },
			status: { addresses: [{ type: 'InternalIP', address: `192.168.${a}.${b}` }] },
		},
	)
}

export function policy(namespace: string, name: string, spec: JsonObject): KubeObject {
	return object('networking.k8s.io/v1', 'NetworkPolicy', name, namespace, {}, { spec })
}

const dns: JsonObject = {
	namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
	podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
}

export function denyAll(namespace: string): KubeObject {
	return policy(namespace, 'stagewall-default-deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] })
}

export function allowDns(namespace: string): KubeObject {
	return policy(namespace, 'stagewall-dns', {
		podSelector: {},
		policyTypes: ['Egress'],
		egress: [
			{
				to: [dns],
				ports: [
					{ protocol: 'UDP', port: 53 },
					{ protocol: 'TCP', port: 53 },
				],
			},
		],
	})
}

function walls(namespace: string, stage: string): readonly KubeObject[] {
	const peer = { namespaceSelector: { matchLabels: { stage } } }
	return [
		denyAll(namespace),
		policy(namespace, 'stagewall-same-stage', {
			podSelector: {},
			policyTypes: ['Ingress', 'Egress'],
			ingress: [{ from: [peer] }],
			egress: [{ to: [peer] }],
		}),
		allowDns(namespace),
		policy(namespace, 'stagewall-ingress-controller', {
			podSelector: {},
			policyTypes: ['Ingress'],
			ingress: [
				{
					from: [
						{
							namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'traefik' } },
							podSelector: { matchLabels: { 'app.kubernetes.io/name': 'traefik' } },
						},
					],
				},
			],
		}),
	]
}

/** Policies as teams write them for themselves: each opens something, none of them another stage. */
function foreign(namespace: string, index: number, pick: <Value>(values: readonly Value[]) => Value): KubeObject {
	const tiers = ['web', 'api', 'db', 'cache', 'worker']
	const podSelector = pick([
		{ matchLabels: { tier: pick(tiers) } },
		{ matchExpressions: [{ key: 'tier', operator: 'In', values: [pick(tiers), pick(tiers)] }] },
		{ matchExpressions: [{ key: 'canary', operator: 'DoesNotExist' }] },
	])
	const from = pick([
		[{ podSelector: { matchExpressions: [{ key: 'tier', operator: 'NotIn', values: ['db'] }] } }],
		[{ namespaceSelector: { matchLabels: { team: `team-${Math.floor(index)}` } } }],
		[{ ipBlock: { cidr: `203.0.${pick([1, 2, 3, 4])}.0/24` } }],
	])
	return policy(namespace, `team-${index}`, {
		podSelector,
		policyTypes: ['Ingress'],
		ingress: [
			{ from, ports: [pick([{ port: 8080 }, { port: 'http' }, { protocol: 'UDP', port: 9000, endPort: 9100 }])] },
		],
	})
}

function tierPod(namespace: string, stage: string, index: number, address: number, nodes: number): KubeObject {
	const tier = ['web', 'api', 'db', 'cache', 'worker'][index % 5] as string
	const labels = { stage, tier, 'app.kubernetes.io/name': `${tier}-${namespace}`, 'pod-template-hash': `h${index % 5}` }
	return podOf(`${tier}-${index}`, namespace, labels, 8080, address, nodes)
}

/** A running pod. @param address - the number of its address, each given once */
export function podOf(
	name: string,
	namespace: string,
	labels: Readonly<Record<string, string>>,
	port: number,
	address: number,
	nodes: number,
): KubeObject {
	const node = address % nodes
	const [a, b, place] = [64 + Math.floor(node / 256), node % 256, Math.floor(address / nodes) + 2]
	const podIP = `10.${a}.${b}.${place}`
	const image = `registry.example.org/${name.replace(/-\d+$/, '')}:1`
	return object('v1', 'Pod', name, namespace, labels, {
		spec: {
			nodeName: `node-${node}`,
			serviceAccountName: 'default',
			containers: [{ name: 'main', image, ports: [{ name: 'http', containerPort: port }] }],
		},
		status: { phase: 'Running', podIP, podIPs: [{ ip: podIP }] },
	})
}
