/** A tenancy that uses every feature, for tests: two clusters, four stages, three apps, all kinds of rules. */
import { noGuards } from '../model/guards.ts'
import { dnsPresets, ingressPresets } from '../model/presets.ts'
import { parseQuantity, type Quantity } from '../model/quantity.ts'
import type { Allow, Person, Stage, StageNamespace, Tenancy } from '../model/tenancy.ts'

/**
 * The web shop of the examples.
 *
 * | stage | cluster    | apps                             | isolation | containers | nodes     | priority   |
 * |-------|------------|----------------------------------|-----------|------------|-----------|------------|
 * | dev   | shared     | shop, blog, search               | stage     | defaults   | shared    | none       |
 * | test  | shared     | shop, search                     | app       | declared   | labelled  | none       |
 * | perf  | shared     | shop                             | namespace | declared   | dedicated | no pushing |
 * | prod  | production | shop (two namespaces), blog, search | stage  | declared   | tainted   | pushing    |
 */
export function sampleTenancy(): Tenancy {
	return {
		name: 'webshop',
		labels: { stage: 'stage', app: 'stagewall.dev/app' },
		clusters: [
			{ name: 'shared', source: { type: 'context', context: 'nonprod-eu' } },
			{ name: 'production', source: { type: 'directory', directory: 'clusters/prod' } },
		],
		stages: [dev, test, perf, prod],
		apps: [
			{ name: 'shop', share: 3, stages: ['dev', 'test', 'perf', 'prod'] },
			{ name: 'blog', share: 1, stages: ['dev', 'prod'] },
			{ name: 'search', share: 2, stages: ['dev', 'test', 'prod'] },
		],
		people,
		levels: [
			{
				name: 'profile',
				description: 'Read pods and their logs, and nothing else.',
				rules: [
					{ apiGroups: [''], resources: ['pods', 'pods/log'], verbs: ['get', 'list'] },
					{ apiGroups: [''], resources: ['configmaps'], resourceNames: ['profiler'], verbs: ['get', 'patch'] },
				],
			},
		],
		namespaces: [
			namespace('shop', 'dev', 'shared', 3),
			namespace('blog', 'dev', 'shared', 1),
			namespace('search', 'dev', 'shared', 2),
			namespace('shop', 'test', 'shared', 3),
			namespace('search', 'test', 'shared', 2),
			namespace('shop', 'perf', 'shared', 3),
			namespace('shop', 'prod', 'production', 3),
			{ ...namespace('shop', 'prod', 'production', 3), name: 'payments' },
			namespace('blog', 'prod', 'production', 1),
			namespace('search', 'prod', 'production', 2),
		],
		network: {
			ingress: ingressPresets['traefik']?.controller,
			dns: dnsPresets['kube-dns'] ?? 'auto',
			peers: 'labels',
			allow,
		},
		guards: noGuards,
		accept: [
			{
				finding: 'control-plane/shared',
				stages: ['dev', 'test', 'perf'],
				reason: 'friendly teams',
				until: '2027-06-30',
			},
		],
	}
}

const dev: Stage = {
	name: 'dev',
	cluster: 'shared',
	budget: amounts({
		'requests.cpu': '16',
		'limits.cpu': '32',
		'requests.memory': '32Gi',
		'limits.memory': '64Gi',
		pods: '121',
		'services.loadbalancers': '0',
		'count/jobs.batch': '50',
	}),
	containers: {
		type: 'defaults',
		request: amounts({ cpu: '100m', memory: '128Mi' }),
		limit: amounts({ memory: '256Mi' }),
		max: amounts({ cpu: '4', memory: '8Gi', 'ephemeral-storage': '2Gi' }),
	},
	access: [
		{ person: 'developers', level: 'near-admin' },
		{ person: 'deployers', level: 'deploy' },
	],
	isolation: 'stage',
	podSecurity: { enforce: 'baseline', warn: 'restricted', version: 'v1.36' },
	nodes: { type: 'shared' },
	priority: undefined,
	performance: undefined,
}

const test: Stage = {
	name: 'test',
	cluster: 'shared',
	budget: amounts({
		'requests.cpu': '32',
		'requests.memory': '64Gi',
		'requests.storage': '1Ti',
		'gold.storageclass.storage.k8s.io/requests.storage': '100Gi',
		'gold.storageclass.storage.k8s.io/persistentvolumeclaims': '7',
		persistentvolumeclaims: '20',
		pods: '200',
	}),
	containers: { type: 'declared' },
	access: [
		{ person: 'developers', level: 'view' },
		{ person: 'testers', level: 'operate' },
		{ person: 'deployers', level: 'deploy' },
		{ person: 'operators', level: 'none' },
	],
	isolation: 'app',
	podSecurity: { enforce: 'restricted', warn: 'restricted', version: 'v1.36' },
	nodes: {
		type: 'labelled',
		label: { key: 'node-restriction.kubernetes.io/stage', value: 'test' },
		taint: { key: 'stagewall.dev/stage', value: 'test' },
		select: { labels: { pool: 'test' }, names: [] },
	},
	priority: undefined,
	performance: undefined,
}

const perf: Stage = {
	name: 'perf',
	cluster: 'shared',
	budget: amounts({ 'requests.cpu': '64', 'requests.memory': '256Gi', 'requests.nvidia.com/gpu': '4' }),
	containers: { type: 'declared' },
	access: [
		{ person: 'developers', level: 'profile' },
		{ person: 'deployers', level: 'deploy' },
	],
	isolation: 'namespace',
	podSecurity: { enforce: 'restricted', warn: 'restricted', version: 'v1.36' },
	nodes: {
		type: 'dedicated',
		label: { key: 'node-restriction.kubernetes.io/stage', value: 'perf' },
		taint: { key: 'stagewall.dev/stage', value: 'perf' },
		select: { labels: {}, names: ['perf-1', 'perf-2'] },
	},
	priority: { value: 1000, preempts: false },
	performance: undefined,
}

const prod: Stage = {
	name: 'prod',
	cluster: 'production',
	budget: amounts({
		'requests.cpu': '128500m',
		'requests.memory': '512Gi',
		'requests.ephemeral-storage': '1000G',
		pods: '1000',
	}),
	containers: { type: 'declared' },
	access: [
		{ person: 'operators', level: 'operate' },
		{ person: 'deployers', level: 'deploy' },
	],
	isolation: 'stage',
	podSecurity: { enforce: 'restricted', warn: 'restricted', version: 'v1.36' },
	nodes: {
		type: 'tainted',
		label: { key: 'node-restriction.kubernetes.io/stage', value: 'prod' },
		taint: { key: 'stagewall.dev/stage', value: 'prod' },
		select: { labels: { pool: 'prod' }, names: [] },
	},
	priority: { value: 1_000_000, preempts: true },
	performance: undefined,
}

const people: readonly Person[] = [
	{ name: 'developers', users: [], groups: ['ldap:webshop-developers'], serviceAccounts: false },
	{ name: 'testers', users: [], groups: ['ldap:qa'], serviceAccounts: false },
	{ name: 'operators', users: ['erin@example.org'], groups: ['ldap:operations'], serviceAccounts: false },
	{ name: 'deployers', users: [], groups: [], serviceAccounts: true },
]

const allow: readonly Allow[] = [
	{
		name: 'metrics',
		from: { type: 'pods', namespace: 'monitoring', pods: { 'app.kubernetes.io/name': 'prometheus' } },
		to: { type: 'stage', stages: ['dev', 'test', 'perf', 'prod'], pods: {} },
		ports: [{ protocol: 'TCP', port: 9090 }],
		reason: 'metrics',
	},
	{
		name: 'payment-sandbox',
		from: { type: 'stage', stages: ['test'], app: 'shop', pods: { tier: 'checkout' } },
		to: { type: 'cidr', cidr: '203.0.113.0/24', except: ['203.0.113.128/25'] },
		ports: [{ protocol: 'TCP', port: 443 }],
		reason: 'payment sandbox',
	},
	{
		name: 'replay',
		from: { type: 'stage', stages: ['test', 'prod'], app: 'shop', pods: {} },
		to: { type: 'stage', stages: ['perf'], app: 'shop', pods: { tier: 'web' } },
		ports: [
			{ protocol: 'TCP', port: 'http' },
			{ protocol: 'UDP', port: 30_000, end: 30_100 },
		],
		reason: 'replay of recorded load',
	},
]

function namespace(app: string, stage: string, cluster: string, share: number): StageNamespace {
	return { name: `${app}-${stage}`, app, stage, cluster, share }
}

function amounts(texts: Readonly<Record<string, string>>): Readonly<Record<string, Quantity>> {
	return Object.fromEntries(
		Object.entries(texts).map(([key, text]) => {
			const amount = parseQuantity(text)
			if (amount === undefined) throw new Error(`${text} is no quantity`)
			return [key, amount]
		}),
	)
}
