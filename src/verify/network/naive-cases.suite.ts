/** Small clusters for tables of decisions: objects by the line, questions and answers as words. */
import { expect } from 'vitest'
import type { KubeObject } from '../../model/kube-object.ts'
import { naiveDecision } from './naive.suite.ts'
import { type NaiveEnd, naiveEnds } from './naive-ends.suite.ts'
import type { Reading } from './network.ts'
import type {
	RawContainer,
	RawContainerPort,
	RawLabels,
	RawNetworkPolicyRule,
	RawNetworkPolicySpec,
	RawPodSpec,
	RawProtocol,
	RawTierPolicySpec,
	RawTierRule,
} from './raw-objects.suite.ts'

/** A Namespace. */
export function namespace(name: string, labels: RawLabels = {}): KubeObject {
	return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } }
}

/** A Node, as the kubelet reports it. */
export function node(
	name: string,
	address: string,
	labels: RawLabels = {},
	external: readonly string[] = [],
): KubeObject {
	const addresses = [
		{ type: 'Hostname', address: name },
		{ type: 'InternalIP', address },
		...external.map((ip) => ({ type: 'ExternalIP', address: ip })),
	]
	return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, status: { addresses } }
}

/** What a pod may have besides a name: parts of its spec, and what stands elsewhere. */
export interface PodMore extends Partial<RawPodSpec> {
	readonly labels?: RawLabels
	readonly ips?: readonly string[]
	readonly ports?: readonly RawContainerPort[]
}

/** A Pod that runs, named `NAMESPACE/NAME`. */
export function pod(path: string, more: PodMore = {}): KubeObject {
	const [home = '', name = ''] = path.split('/')
	const podIPs = more.ips?.map((ip) => ({ ip }))
	return {
		apiVersion: 'v1',
		kind: 'Pod',
		metadata: { name, namespace: home, labels: more.labels ?? {} },
		spec: specOf(more),
		status: { phase: 'Running', ...(podIPs === undefined ? {} : { podIPs }) },
	}
}

/** A Deployment, named like a pod. */
export function deployment(path: string, more: PodMore = {}): KubeObject {
	const [home = '', name = ''] = path.split('/')
	return {
		apiVersion: 'apps/v1',
		kind: 'Deployment',
		metadata: { name, namespace: home },
		spec: { template: { metadata: { labels: more.labels ?? {} }, spec: specOf(more) } },
	}
}

function specOf({ labels: _, ips: __, ports = [], ...spec }: PodMore): RawPodSpec {
	return { containers: [{ name: 'main', ports }], ...spec }
}

/** A CronJob, named like a pod. */
export function cronJob(path: string, more: PodMore): KubeObject {
	const { spec, ...rest } = deployment(path, more)
	return { ...rest, kind: 'CronJob', spec: { jobTemplate: { spec } } }
}

/** An init container that stays. */
export function sidecar(port: RawContainerPort): RawContainer {
	return { name: 'proxy', restartPolicy: 'Always', ports: [port] }
}

let count = 0

/** A NetworkPolicy. */
export function policy(home: string, spec: RawNetworkPolicySpec): KubeObject {
	return {
		apiVersion: 'networking.k8s.io/v1',
		kind: 'NetworkPolicy',
		metadata: { name: `policy-${count++}`, namespace: home },
		spec,
	}
}

/** A NetworkPolicy for everybody in prod that isolates ingress. */
export function ingress(...rules: readonly RawNetworkPolicyRule[]): KubeObject {
	return policy('prod', { podSelector: {}, ingress: rules })
}

/** A NetworkPolicy for everybody in dev that isolates egress. */
export function egress(...rules: readonly RawNetworkPolicyRule[]): KubeObject {
	return policy('dev', { podSelector: {}, policyTypes: ['Egress'], egress: rules })
}

/** A NetworkPolicy for everybody in prod that lets a block in. */
export function block(cidr: string, ...except: readonly string[]): KubeObject {
	return ingress({ from: [{ ipBlock: { cidr, except } }] })
}

/** All pods of all namespaces, as the ordered policies say it. */
export const everywhere = { namespaces: {} }

/** All pods of a namespace. */
export function inNamespace(name: string) {
	return { namespaces: { matchLabels: { 'kubernetes.io/metadata.name': name } } }
}

/** Pods of a namespace by their label `app`. */
export function podsIn(name: string, app: string) {
	const podSelector = { matchLabels: { app } }
	return { pods: { namespaceSelector: inNamespace(name).namespaces, podSelector } }
}

/** A ClusterNetworkPolicy for all pods, of the admin tier where nothing else is said. */
export function tier(spec: Partial<RawTierPolicySpec>): KubeObject {
	return {
		apiVersion: 'policy.networking.k8s.io/v1alpha2',
		kind: 'ClusterNetworkPolicy',
		metadata: { name: `tier-${count++}` },
		spec: { tier: 'Admin', priority: 10, subject: everywhere, ...spec },
	}
}

/** An ingress rule for everybody where nothing else is said. */
export function into(action: RawTierRule['action'], more: Partial<RawTierRule> = {}): RawTierRule {
	return { action, from: [everywhere], ...more }
}

/** An egress rule for everybody where nothing else is said. */
export function outOf(action: RawTierRule['action'], more: Partial<RawTierRule> = {}): RawTierRule {
	return { action, to: [everywhere], ...more }
}

/** An AdminNetworkPolicy or BaselineAdminNetworkPolicy for all pods. */
export function admin(spec: object, kind = 'AdminNetworkPolicy'): KubeObject {
	return {
		apiVersion: 'policy.networking.k8s.io/v1alpha1',
		kind,
		metadata: { name: `admin-${count++}` },
		spec: { subject: everywhere, ...spec },
	}
}

const dev = namespace('dev', { stage: 'dev' })
const prod = namespace('prod', { stage: 'prod' })
const web = pod('dev/web', { labels: { app: 'web' }, ips: ['10.0.1.1'], nodeName: 'n1' })
const db = pod('prod/db', {
	labels: { app: 'db' },
	ips: ['10.0.2.1'],
	nodeName: 'n2',
	ports: [
		{ name: 'sql', containerPort: 5432 },
		{ name: 'dns', containerPort: 53, protocol: 'UDP' },
	],
})

/** What is in every case: `web` in dev on one node, `db` in prod on another. */
export const usual = [dev, prod, node('n1', '192.168.0.1', { zone: 'a' }), node('n2', '192.168.0.2'), web, db]

/** Nobody gets into prod. */
export const denyProd = ingress()

/** `maybe`: open at the upper bound, closed at the lower one. */
export type Answer = 'open' | 'closed' | 'maybe'

/**
 * A case: what it shows, the objects besides the usual ones, who asks whom for which port, and the answer.
 *
 * - `web → db 80` is TCP, `web → db UDP 53` is not.
 * - Two answers are those where blocks match pods, and where they do not.
 */
export type Row = readonly [
	what: string,
	more: readonly KubeObject[],
	asked: string,
	answer: Answer | readonly [Answer, Answer],
]

/** The second evaluator's answers of a row, and those that it should give: where blocks match pods, and where they do not. */
export function answersOf([, more, asked, expected]: Row): {
	readonly found: readonly Answer[]
	readonly expected: readonly Answer[]
} {
	const objects = [...usual, ...more]
	return {
		found: [answer(objects, asked, 'pods'), answer(objects, asked, 'outside')],
		expected: typeof expected === 'string' ? [expected, expected] : expected,
	}
}

/** An end by its name, wherever it is. */
function endOf(name: string, objects: readonly KubeObject[]): NaiveEnd {
	if (/\/\d+$/.test(name)) return { cidr: name }
	const found = naiveEnds(objects).find((end) => 'name' in end && end.name === name)
	if (found === undefined) throw new Error(`nobody is called ${name}`)
	return found
}

function answer(objects: readonly KubeObject[], asked: string, blocks: Reading['blocks']): Answer {
	const [, from = '', to = '', protocol = 'TCP', port] = /^(\S+) → (\S+) (?:(UDP|SCTP) )?(\d+)$/.exec(asked) ?? []
	const [upper, lower] = (['upper', 'lower'] as const).map((bound) => {
		const [source, destination] = [endOf(from, objects), endOf(to, objects)]
		return naiveDecision(objects, source, destination, protocol as RawProtocol, Number(port), { blocks, bound })
	})
	if (upper === lower) return upper ? 'open' : 'closed'
	expect(upper, 'what is open for sure is open').toBe(true)
	return 'maybe'
}
